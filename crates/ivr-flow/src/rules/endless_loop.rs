//! `endless-loop`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "endless-loop",
    severity: Severity::Error,
    summary: Say {
        en: "calls that get into the loop never end in the flow", zh: "来电进入循环后永远无法在流程内结束"
    },
    docs: Docs {
        what: Say {
            en: "A loop, of several activities or of one that leads to itself, that a call can get into, that nothing \
                 leads out of, and that holds no place where a call may end: no ending, no hand-off, no activity of \
                 unknown type. It fires also where the loop asks for keys: no key gets the caller out. One finding \
                 names all its activities. In a flow without an entry every activity counts as reachable.",
            zh: "来电能够进入的循环（由多个模块组成，或模块连回自身）没有任何出口通向循环之外，其中也没有通话可以结束\
                 的地方，即没有结束模块、转接类模块和未知类型的模块。循环中有收号也会报告：无论按什么键都走不出去。一\
                 个循环只报告一次，列出其中的全部模块。没有开始模块的流程，所有模块都视为可到达。",
        },
        why: Say {
            en: "The caller is caught in an endless menu or announcement and can only hang up. Until then the line \
                 stays busy, and on pay-as-you-go the inbound minutes are billed.",
            zh: "来电者困在没完没了的菜单或放音里，只能自己挂断。在此之前线路一直被占用，按量付费时呼入分钟数也在持续\
                 计费。",
        },
        mend: Say {
            en: "On the canvas, drag the line of one exit of the loop to 结束, to 转人工 or to a module outside, \
                 收号失败 for instance; then 保存 and 发布. If calls are meant to stay until the caller hangs up, \
                 list the finding under `[[ignore]]` with its reason.",
            zh: "在画布上将循环中的某个出口（例如“收号失败”）改连到结束模块、转人工或循环之外的模块，然后保存并发布。\
                 如果本来就要让来电停留到来电者挂断，请在配置的 `[[ignore]]` 中写明原因。",
        },
        rests_on: Say {
            en: "Follows from the graph alone; which types may end a call is documented for 结束, 转人工 and 转外线 \
                 and inferred for 直接转接, and an unknown type is given the benefit of the doubt.",
            zh: "仅由流程图的结构得出；哪些模块可以结束通话，结束、转人工、转外线见官方文档，直接转接为推断；未知类型\
                 一律视为可能结束通话。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "活动介绍",
   "properties": {"audioType": "tts", "say": "本月存款有礼。"},
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "按键重听",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "2d3ad2c2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "活动介绍",
   "properties": {"audioType": "tts", "say": "本月存款有礼。"},
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "按键重听",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    for members in cx.endless_loops() {
        let Say { en, zh } = cx.names(members);
        let message = match members {
            [_] => say!(
                "{en} leads only to itself: a call that gets here never ends",
                "{zh} 只通向自身：来电到此永远无法结束"
            ),
            _ => say!("no call ever leaves the loop {en}", "来电进入循环 {zh} 后再也无法离开"),
        };
        let help = say!(
            "join an exit of the loop to 结束 (End), to an agent, or out of the loop",
            "请将循环中的某个出口连到“结束”、转人工或循环之外"
        );
        out.push(cx.about_activity(members[0], message).names(members.to_vec()).help(help));
    }
}
