//! `missing-default-exit`

use crate::catalogue::Types;
use crate::flow::{Exit, Role};
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "missing-default-exit",
    severity: Severity::Note,
    summary: Say { en: "a branch without a default exit", zh: "分支模块没有默认出口" },
    docs: Docs {
        what: Say {
            en: "No exit of a 分支 (`SPLIT`, or `BRANCH`) is its default exit, which is one whose event is `default`, \
                 `else`, `other` or `otherwise` in any case, or contains 默认, 其他 or 其它. It fires whether or not a \
                 call gets there. A default exit that is there but not wired is no matter of this rule; see \
                 `unconnected-exit`. If your instance names this exit otherwise, set `missing-default-exit = \"off\"` \
                 under `[rules]`.",
            zh: "分支模块（`SPLIT` 或 `BRANCH`）没有默认出口，即没有事件名为 `default`、`else`、`other`、`otherwise`\
                 （不区分大小写）或包含“默认”“其他”“其它”的出口。无论来电能否到达都会报告。默认出口存在但未连接的，不由\
                 本规则报告，见 `unconnected-exit`。如果你的实例中该出口另有叫法，请在 `[rules]` 中设置 \
                 `missing-default-exit = \"off\"`。",
        },
        why: Say {
            en: "A call that fits no condition, because of a key or a value that nobody thought of, has nowhere to go: \
                 the caller hears dead air or is cut off.",
            zh: "来电者按了没料到的键、变量取了没料到的值，所有条件都不满足时，来电无处可去：只能听到一片静音，或者被直\
                 接挂断。",
        },
        mend: Say {
            en: "On the canvas, drag a line from the exit 其他 of the 分支 to the module for all other calls, then \
                 保存 and 发布. In the text, add the exit under the event that the console gives it at another 分支.",
            zh: "在画布上从分支的“其他”出口拖线到处理其余来电的模块，然后保存并发布。如果直接改文本，请参照控制台为其他\
                 分支模块生成的事件名补上该出口。",
        },
        rests_on: Say {
            en: "Documented: the manual of product version 2.x (2021) gives 分支 one exit for each condition and 其他, \
                 and the API metadata calls its exit code `Default`; which event name stands in a definition is \
                 inferred, which makes this a note.",
            zh: "官方文档：2.x 版用户指南（2021 年）中，分支除每个条件各有一个出口外，还有“其他”出口，API 元数据中其退\
                 出码为 `Default`；流程定义中的事件名属于推断，因此只作提示。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "SPLIT", "id": "58d5ae90", "name": "客户等级",
   "events": [{"event": "branch-1", "next": "2d3ad2c2"},
              {"event": "branch-2", "next": "0a7be31c"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "贵宾欢迎语",
   "properties": {"audioType": "tts", "say": "尊敬的贵宾客户，您好。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "0a7be31c", "name": "普通欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "SPLIT", "id": "58d5ae90", "name": "客户等级",
   "events": [{"event": "branch-1", "next": "2d3ad2c2"},
              {"event": "branch-2", "next": "0a7be31c"}, {"event": "default", "next": "0a7be31c"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "贵宾欢迎语",
   "properties": {"audioType": "tts", "say": "尊敬的贵宾客户，您好。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "0a7be31c", "name": "普通欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Activity(Types::of(&["SPLIT"]), check),
};

fn check(cx: &Cx<'_>, index: usize, out: &mut Vec<Draft>) {
    let activity = cx.activity(index);
    let has = |is_default: fn(&Exit<'_>) -> bool| cx.flow.exits_of(activity).any(|(_, exit)| is_default(&exit));
    // Nearly always it has its usual name, which is found without a look into all others.
    if has(|exit| exit.event().as_deref() == Some("default")) || has(|exit| exit.role() == Role::Default) {
        return;
    }
    let name = cx.name(index);
    let message = say!(
        "{name} has no exit for calls that no condition fits",
        "{name} 没有“其他”出口：不满足任何条件的来电无处可去"
    );
    let help = say!("join its exit 其他 (default) to a module", "请连接“其他”（default）出口");
    out.push(cx.about_activity(index, message).help(help));
}
