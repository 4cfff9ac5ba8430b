//! `dead-end`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "dead-end",
    severity: Severity::Error,
    summary: Say { en: "a call that gets to the activity stands still", zh: "来电到此模块后停滞不前" },
    docs: Docs {
        what: Say {
            en: "None of the activity's exits is wired, or it has no exits, and it is not a place where a call may \
                 end: an ending (结束) or a hand-off (转人工, 转外线, 直接转接). It fires whether or not a call can \
                 get there. An activity of unknown type stays silent, because it may end the call in a way that the \
                 linter does not know, unless the configuration says what it does. An exit that leads to an id that \
                 is not there counts as wired: that is `dangling-next`.",
            zh: "模块的出口全部未连接，或者根本没有出口，而它又不是通话可以结束的地方，即不是结束模块，也不是转接类模\
                 块（转人工、转外线、直接转接）。无论来电能否到达都会报告。未知类型的模块可能会以本工具不了解的方式结\
                 束通话，因此不报告，除非在配置中说明了它的行为。指向不存在的 id 的出口视为已连接，由 `dangling-next` \
                 报告。",
        },
        why: Say {
            en: "A call that gets here stands still: the caller hears dead air until they hang up. It is also the \
                 main cause of 发布失败, and no documented message names the module.",
            zh: "来电到此停滞，来电者只能听着静音，直到自己挂断。这也是发布失败的主要原因，而官方文档没有列出任何能指\
                 明具体模块的报错信息。",
        },
        mend: Say {
            en: "On the canvas, drag a line from each exit to the next module, or to 结束 if the call is over there, \
                 then 保存 and 发布. If the module is left over, delete it.",
            zh: "在画布上从每个出口拖线到下一个模块；如果通话到此结束，则连到结束模块，然后保存并发布。如果模块是多余\
                 的，直接删除即可。",
        },
        rests_on: Say {
            en: "Documented: the manual of product version 2.x and the operations page say that publishing mostly \
                 fails because a module lacks an exit or is not properly wired.",
            zh: "官方文档：2.x 版用户指南和操作说明指出，发布失败多是因为模块缺少出口或没有正确连接。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": null}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    for &index in cx.flow.loose.iter().filter(|&&index| cx.is_dead_end(index)) {
        let name = cx.name(index);
        let message = match cx.activity(index).exits().len() {
            0 => say!("{name} has no exit: a call that gets here stands still", "{name} 没有出口：来电到此停滞"),
            _ => say!(
                "no exit of {name} leads on: a call that gets here stands still",
                "{name} 的出口均未连接：来电到此停滞"
            ),
        };
        let help =
            say!("join its exits to the next module, or to 结束 (End)", "请将其出口连到下一个模块，或连到“结束”模块");
        out.push(cx.about_activity(index, message).help(help));
    }
}
