//! `unconnected-exit`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "unconnected-exit",
    severity: Severity::Warning,
    summary: Say {
        en: "an exit leads nowhere while others of the activity lead on", zh: "模块的部分出口未连接"
    },
    docs: Docs {
        what: Say {
            en: "An exit is unwired (`next` is `null`, absent or `\"\"`) while another exit of the same activity is \
                 wired. At a hand-off (转人工, 转外线, 直接转接) every unwired exit is reported except those of \
                 success, by which the call has left the flow; the role is read from the event's name (`success…`, \
                 `complete…` or 成功, but not 不成功). Endings stay silent: nothing follows them. Where no exit of an \
                 activity is wired, see `dead-end`.",
            zh: "出口未连接（`next` 为 `null`、缺失或 `\"\"`），而同一模块的其他出口已连接。对于转接类模块（转人工、\
                 转外线、直接转接），除表示成功的出口外，未连接的出口都会报告，因为转接成功后来电已离开流程；是否表示\
                 成功根据事件名判断（以 `success`、`complete` 开头，或包含“成功”，但“不成功”等除外）。结束模块之后没\
                 有后续，不报告。模块的出口全部未连接时，见 `dead-end`。",
        },
        why: Say {
            en: "A call that leaves by this exit stands still: callers who press no key or whose queue runs out hear \
                 dead air. Such modules are also the main cause of 发布失败, and no documented message names the \
                 module or the exit.",
            zh: "来电从这个出口离开后会停滞：没有按键或排队超时的来电者只能听到一片静音。这类模块也是发布失败的主要原\
                 因，而官方文档没有列出任何能指明具体模块或出口的报错信息。",
        },
        mend: Say {
            en: "On the canvas, drag a line from the exit to the module that the call shall go on with, then 保存 and \
                 发布. For failure and timeout that is a 放音 that tells the caller so, or 转人工; if the call is \
                 over, 结束.",
            zh: "在画布上从该出口拖线到来电应进入的模块，然后保存并发布。失败、超时类出口宜连到说明情况的放音模块或转\
                 人工；如果通话到此结束，则连到结束模块。",
        },
        rests_on: Say {
            en: "Documented: publishing mostly fails because a module lacks an exit or is not properly wired; whether \
                 every single exit must be wired is not said (收号失败 leads to 结束 by default), so this is a \
                 warning.",
            zh: "官方文档：发布失败多是因为模块缺少出口或没有正确连接；但没有说明是否每个出口都必须连接（“收号失败”默\
                 认连到结束模块），因此只作警告。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "主菜单",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": null}]},
  {"type": "TRANSFER_TO_AGENT", "id": "2d3ad2c2", "name": "人工服务",
   "events": [{"event": "success", "next": null}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "主菜单",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "2d3ad2c2", "name": "人工服务",
   "events": [{"event": "success", "next": null}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    for &index in &cx.flow.loose {
        for exit_index in cx.unconnected_exits(index) {
            let Say { en, zh } = cx.exit_name(index, exit_index);
            let message = say!("{en} leads nowhere", "{zh} 没有连接到任何模块");
            let help = say!(
                "join it to the module that the call goes on with; a call that leaves by it stands still",
                "请将其连到后续模块；从此出口离开的来电会停滞"
            );
            out.push(cx.about_exit(index, exit_index, "event", message).help(help));
        }
    }
}
