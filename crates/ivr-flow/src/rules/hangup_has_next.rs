//! `hangup-has-next`

use crate::flow::Next;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "hangup-has-next",
    severity: Severity::Warning,
    summary: Say { en: "an ending has an exit that leads on", zh: "结束模块的出口还连着其他模块" },
    docs: Docs {
        what: Say {
            en: "An exit of an ending (`HANGUP` or `SUB_END`) is wired, whether or not its target exists. An ending's \
                 exit is in order with `next` `null`, absent or `\"\"`, or not there at all. No path leads on from an \
                 ending, so what only it leads to is reported by `unreachable-activity` as well.",
            zh: "结束模块（`HANGUP` 或 `SUB_END`）的出口仍连着其他模块，无论目标是否存在都会报告。结束模块的出口，\
                 `next` 应为 `null`、缺失或 `\"\"`，没有出口也可以。通路到结束模块为止，因此只能经由它到达的模块还会\
                 报告 `unreachable-activity`。",
        },
        why: Say {
            en: "The call is over here (a sub-flow goes back to its main flow), so nobody ever hears what is drawn \
                 behind: a farewell or a rating that the team believes in is missing from every call.",
            zh: "通话到此已经结束（子流程则返回主流程），后面的内容谁也听不到：团队以为会播放的道别语、满意度收集，实\
                 际上从未执行。",
        },
        mend: Say {
            en: "Set `next` to `null` in the text. What callers shall still hear belongs in front: drag the line that \
                 leads to 结束 to that module instead, and from its exit to 结束; then 保存 and 发布.",
            zh: "在文本中将 `next` 设为 `null`。如果还有内容要让来电者听到，应放在结束模块之前：将原来连到结束模块的\
                 线改连到该模块，再从它的出口连到结束模块，然后保存并发布。",
        },
        rests_on: Say {
            en: "Observed: in the published sample the exit of the ending has `next` `null`; the manual says that \
                 结束 is fixed and cannot be edited.",
            zh: "实际观察：公开示例中结束模块的出口 `next` 为 `null`；用户指南说明结束模块是固定的，不可编辑。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": "58d5ae90"}]}
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
    if !cx.flow.has_wired_ending {
        return;
    }
    for (index, activity) in cx.flow.each().filter(|(_, activity)| activity.is_ending()) {
        for (exit_index, exit) in cx.flow.exits_of(activity) {
            let Next::Wired(id) = exit.next() else { continue };
            let (name, next) = (cx.name(index), shown(&id));
            let message =
                say!("{name} ends the call, yet leads on to `{next}`", "{name} 已结束通话，却还连到 `{next}`");
            let help =
                say!("no call goes on from here: set `next` to null", "来电不会从这里继续：请将 `next` 设为 null");
            out.push(cx.about_exit(index, exit_index, "next", message).help(help));
        }
    }
}
