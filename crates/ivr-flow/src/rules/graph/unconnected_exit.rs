//! `unconnected-exit`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Localized, Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("unconnected-exit"),
    level: Level::On(Severity::Warning),
    summary: Text::new("an exit is not connected while others of the module are", "模块的部分出口未连接"),
    docs: Docs {
        what: Text::new(
            "Checks for exits that are not connected (`next` is `null`, missing or `\"\"`) while another exit of \
                 the same module is. At a transfer, that is, Transfer to agent (转人工), Transfer to external line (转\
                 外线) or Blind transfer (直接转接), every exit that is not connected is reported except those for \
                 success, after which the call has left the flow; whether an exit is for success is read from its \
                 event name (beginning with `success` or `complete`, or containing 成功 (success), but not 不成功 (no \
                 success)). End modules are not reported: nothing follows them. If no exit of a module is connected, \
                 see `dead-end`.",
            "出口未连接（`next` 为 `null`、缺失或 `\"\"`），而同一模块的其他出口已连接。对于转接类模块（转人工、转\
                 外线、直接转接），除表示成功的出口外，未连接的出口都会报告，因为转接成功后来电已离开流程；是否表示成功\
                 根据事件名判断（以 `success`、`complete` 开头，或包含“成功”，但“不成功”等除外）。结束模块之后没有后\
                 续，不报告。模块的出口全部未连接时，见 `dead-end`。",
        ),
        why: Text::new(
            "Calls that take this exit get stuck: callers who press no key or whose time in the queue runs out \
                 hear silence. Such modules are also the main reason why publishing fails (发布失败), and no \
                 documented error message names the module or the exit.",
            "走此出口的来电会卡住：没有按键或排队超时的来电者（客户）只能听到静音。这类模块也是发布失败的主要原因，\
                 而官方文档没有列出任何能指明具体模块或出口的报错信息。",
        ),
        fix: Text::new(
            "On the canvas, connect the exit to the module where the call should continue, then click Save (保存) \
                 and Publish (发布). For failure and timeout, use a Play audio module (放音) that tells the caller, or \
                 Transfer to agent; if the call is over, use End (结束).",
            "在画布上从该出口拖线到来电应进入的模块，然后保存并发布。失败、超时类出口宜连到说明情况的放音模块或转人\
                 工；如果通话到此结束，则连到结束模块。",
        ),
        basis: Text::new(
            "Documented: publishing usually fails because a module lacks an exit or is not connected correctly. \
                 Whether every exit must be connected is not documented (by default, the collection failed exit, 收号失\
                 败, goes to End), so this is a warning.",
            "官方文档：发布失败多是因为模块缺少出口或没有正确连接；但没有说明是否每个出口都必须连接（“收号失败”默认\
                 连到结束模块），因此只作警告。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
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
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
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
        ),
    },
    check: Check::Activity(check),
};

fn check(context: &Context<'_>, activity: Activity<'_>, out: &mut Vec<Diagnostic>) {
    for exit in context.unconnected_exits(activity) {
        let Localized { en, zh } = context.exit_name(exit);
        let message = localized!("{en} is not connected", "{zh} 未连接");
        let help = localized!(
            "connect it to the module where the call should continue; calls that take it get stuck",
            "请将其连到后续模块；走此出口的来电会卡住（静音）"
        );
        out.push(context.about_exit(exit, "event", message).help(help));
    }
}
