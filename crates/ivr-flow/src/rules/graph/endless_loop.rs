//! `endless-loop`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Localized, Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("endless-loop"),
    level: Level::On(Severity::Error),
    summary: Text::new("calls cannot leave the loop", "无法退出的循环"),
    docs: Docs {
        what: Text::new(
            "Checks for loops, of several modules or of one that points to itself, that calls can enter, that no \
                 exit leaves, and in which no call can end: they contain no end module, no transfer and no module of \
                 unknown type. A loop is also reported if it asks for digits, because no key lets the caller out. All \
                 modules of a loop are listed in one finding. In a flow without an entry, every module counts as \
                 reachable.",
            "来电能够进入的循环（由多个模块组成，或模块连回自身）没有任何出口通向循环之外，其中也没有通话可以结束的\
                 地方，即没有结束模块、转接类模块和未知类型的模块。循环中有收号也会报告：无论按什么键都无法退出。每个循\
                 环只报告一次，列出其中的全部模块。没有开始模块的流程，所有模块都视为可到达。",
        ),
        why: Text::new(
            "The caller is caught in an endless menu or announcement and can only hang up. Until then the line \
                 stays busy, and with pay-as-you-go billing the inbound minutes are charged.",
            "来电者（客户）会困在无法退出的菜单或放音中，只能自己挂断。在此之前线路一直被占用，按量付费时呼入分钟数\
                 也在持续计费。",
        ),
        fix: Text::new(
            "On the canvas, connect one exit of the loop, for example collection failed (收号失败), to End (结束), \
                 to Transfer to agent (转人工) or to a module outside of the loop; then click Save (保存) and Publish \
                 (发布). If calls are meant to stay until the caller hangs up, add an `[[ignore]]` with the reason.",
            "在画布上将循环中的某个出口（例如“收号失败”）改连到结束模块、转人工或循环之外的模块，然后保存并发布。如\
                 果本来就要让来电停留到来电者挂断，请在配置的 `[[ignore]]` 中写明原因。",
        ),
        basis: Text::new(
            "Follows directly from the flow graph. Which types can end a call is documented for End, Transfer to \
                 agent and Transfer to external line (转外线) and inferred for Blind transfer (直接转接); unknown \
                 types are assumed to be able to.",
            "由流程图结构直接得出；哪些模块可以结束通话，结束、转人工、转外线见官方文档，直接转接为推断；未知类型一\
                 律视为可能结束通话。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
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
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
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
        ),
    },
    check: Check::Flow(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for members in context.endless_loops() {
        let Localized { en, zh } = context.names(members);
        let message = match members {
            [_] => {
                localized!(
                    "{en} points only to itself, so calls cannot leave it",
                    "模块{zh}只连回自身，来电进入后无法退出"
                )
            }
            _ => localized!("calls cannot leave the loop {en}", "来电进入循环{zh}后无法退出"),
        };
        let help = localized!(
            "connect an exit of the loop to End (结束), to an agent, or to a module outside of the loop",
            "请将循环中的某个出口连到“结束”模块、转人工或循环之外的模块"
        );
        out.push(
            context
                .about_activity(context.flow.activity(members[0]), message)
                .about_region(members.to_vec())
                .help(help),
        );
    }
}
