//! `nested-sub-flow`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("nested-sub-flow"),
    level: Level::On(Severity::Error),
    summary: Text::new("a sub-flow calls a sub-flow", "子流程中又调用子流程"),
    docs: Docs {
        what: Text::new(
            "Checks for Sub-process modules (子流程, `SUB`) in flows whose type is given by the list as \
                 `SUB_FLOW`, whichever flow they refer to and whether or not calls can reach them. If the flow's type \
                 is not known, as for a bare definition, nothing is reported. In a main flow, Sub-process is normal; \
                 in a `SURVEY_FLOW` it is reported by `activity-not-allowed`.",
            "列表标明类型为 `SUB_FLOW` 的流程中又有子流程模块（`SUB`），无论它引用哪个流程、来电能否到达都会报告。\
                 流程类型未知时（例如只有一份流程定义）不报告。主流程中使用子流程模块属正常；`SURVEY_FLOW` 中的子流程模\
                 块由 `activity-not-allowed` 报告。",
        ),
        why: Text::new(
            "Such a sub-flow cannot be published: until it is fixed, callers get the version that was published \
                 last, or none.",
            "这样的子流程无法发布：修复之前，来电者（客户）仍使用上一次发布的版本；从未发布过的，则完全无法使用。",
        ),
        fix: Text::new(
            "Delete the module from the sub-flow and call the inner sub-flow from the main flow instead, before or \
                 after this one. Save (保存) and Publish (发布) the sub-flow first, then the main flow.",
            "从该子流程中删除子流程模块，改由主流程调用内层的子流程，放在当前子流程之前或之后。先保存并发布子流程，\
                 再发布主流程。",
        ),
        basis: Text::new(
            "Documented: according to the manual of product version 2.x (2021), a sub-flow that contains a \
                 Sub-process module cannot be published.",
            "官方文档：2.x 版用户指南（2021 年）说明，包含子流程模块的子流程无法发布。",
        ),
        bad: Cow::Borrowed(
            r#"{"ContactFlowId": "a356e4c9-cfc7-49c6-9138-b93f7e0ad536", "Name": "身份核验", "Type": "SUB_FLOW",
 "Definition": {"activities": [
  {"type": "SUB_START", "id": "c41b7f90", "name": "子流程开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入证件号",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "0a7be31c"}]},
  {"type": "SUB", "id": "2d3ad2c2", "name": "短信验证",
   "events": [{"event": "complete", "next": "0a7be31c"}]},
  {"type": "PLAY_SAY", "id": "0a7be31c", "name": "核验结束",
   "properties": {"audioType": "tts", "say": "核验已结束。"},
   "events": [{"event": "complete", "next": "d05e62a8"}]},
  {"type": "SUB_END", "id": "d05e62a8", "name": "子流程结束",
   "events": [{"event": "complete", "next": null}]}
]}}
"#,
        ),
        good: Cow::Borrowed(
            r#"{"ContactFlowId": "a356e4c9-cfc7-49c6-9138-b93f7e0ad536", "Name": "身份核验", "Type": "SUB_FLOW",
 "Definition": {"activities": [
  {"type": "SUB_START", "id": "c41b7f90", "name": "子流程开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入证件号",
   "events": [{"event": "success", "next": "0a7be31c"}, {"event": "failure", "next": "0a7be31c"}]},
  {"type": "PLAY_SAY", "id": "0a7be31c", "name": "核验结束",
   "properties": {"audioType": "tts", "say": "核验已结束。"},
   "events": [{"event": "complete", "next": "d05e62a8"}]},
  {"type": "SUB_END", "id": "d05e62a8", "name": "子流程结束",
   "events": [{"event": "complete", "next": null}]}
]}}
"#,
        ),
    },
    check: Check::Flow(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    if context.flow.flow_type() != Some("SUB_FLOW") {
        return;
    }
    for activity in context.flow.activities().filter(|activity| activity.is("SUB")) {
        let name = context.name(activity);
        let message = localized!(
            "{name} calls a sub-flow from a sub-flow, which cannot be published",
            "模块“{name}”在子流程中又调用子流程，无法发布"
        );
        let help = localized!(
            "call it from the main flow instead, before or after this sub-flow",
            "请改由主流程调用，放在此子流程之前或之后"
        );
        out.push(context.about_member(activity, "type", message).help(help));
    }
}
