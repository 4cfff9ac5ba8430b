//! `missing-hangup`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("missing-hangup"),
    level: Level::On(Severity::Error),
    summary: Text::new("the flow has no end module", "流程没有结束模块"),
    docs: Docs {
        what: Text::new(
            "Checks for flows without an end module, that is, without a module of type `HANGUP`, End (结束), or \
                 `SUB_END`, Sub-flow end (子流程结束). Neither a transfer such as Transfer to agent (转人工) nor a \
                 module that is merely named 结束 replaces it. No exit has to point to the end module: in a flow where \
                 all calls go to an agent, it only has to exist.",
            "流程中没有结束模块，即没有类型为 `HANGUP`（结束）或 `SUB_END`（子流程结束）的模块。转人工等转接类模块\
                 不能代替它，只是名称叫“结束”的模块也不算。结束模块不必有出口连到它：即使所有来电都转人工，只要它存在就\
                 不报告。",
        ),
        why: Text::new(
            "Calls that no agent takes cannot end properly: callers go round in circles or hear silence. The \
                 console always creates End, so if it is missing, part of the text has been lost or the text was \
                 created by a program, and the platform may reject it.",
            "没有坐席接听的来电无法正常结束，来电者（客户）只能在流程中反复循环，或听到静音。控制台新建的流程都自带\
                 结束模块，缺失说明文本丢失了一部分或由程序生成，平台可能不接受。",
        ),
        fix: Text::new(
            "Get the flow again; the platform's own copy should have its End module. In a definition created by a \
                 program, add a module of type `HANGUP` (in a sub-flow, `SUB_END`) with the exit `{\"event\": \
                 \"complete\", \"next\": null}`, and connect it where the call is over.",
            "重新获取流程，平台上的流程应当带有结束模块。如果文本由程序生成，请补上类型为 `HANGUP`（子流程为 \
                 `SUB_END`）的模块，出口写作 `{\"event\": \"complete\", \"next\": null}`，并将通话该结束的出口连到它。",
        ),
        basis: Text::new(
            "Documented: End exists by default and cannot be deleted. That `SUB_END` takes its place in a sub-flow \
                 is inferred from the API metadata.",
            "官方文档：结束模块默认存在且不可删除；子流程以 `SUB_END` 结束则是根据 API 元数据的推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "2d3ad2c2", "name": "人工服务",
   "events": [{"event": "success", "next": null}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
   "events": [{"event": "complete", "next": "2d3ad2c2"}]}
]}
"#,
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "2d3ad2c2", "name": "人工服务",
   "events": [{"event": "success", "next": null}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
    },
    check: Check::Flow(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    if !context.flow.activities().any(|activity| activity.is_ending()) {
        let message = localized!("the flow has no end module", "流程没有结束模块");
        out.push(context.about_flow(context.flow.list(), message).at_key().help(localized!(
            "add `HANGUP`, End (结束), or in a sub-flow `SUB_END`; flows created in the console always have it",
            "请添加 `HANGUP`（结束）模块，子流程则添加 `SUB_END`（子流程结束）；控制台创建的流程都自带该模块"
        )));
    }
}
