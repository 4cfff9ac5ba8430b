//! `nested-sub-flow`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "nested-sub-flow",
    severity: Severity::Error,
    summary: Say { en: "a sub-flow that calls a sub-flow", zh: "子流程中又调用子流程" },
    docs: Docs {
        what: Say {
            en: "A flow that the list calls a `SUB_FLOW` contains the module 子流程 (`SUB`), whichever flow it refers \
                 to and whether or not a call gets there. Where the flow's type is not known, as with a bare \
                 definition, it stays silent. In a main flow 子流程 is in its place; in a `SURVEY_FLOW` it is \
                 `activity-not-allowed`.",
            zh: "列表标明类型为 `SUB_FLOW` 的流程中又有子流程模块（`SUB`），无论它引用哪个流程、来电能否到达都会报告。\
                 流程类型未知时（例如只有一份流程定义）不报告。主流程中使用子流程模块属正常；`SURVEY_FLOW` 中的子流程模\
                 块由 `activity-not-allowed` 报告。",
        },
        why: Say {
            en: "Such a sub-flow cannot be published: until it is mended, callers get the version that was published \
                 last, or none.",
            zh: "这样的子流程无法发布：改好之前，来电仍执行上一次发布的版本；从未发布过的，则根本用不上。",
        },
        mend: Say {
            en: "Delete the module from the sub-flow and call the inner sub-flow from the main flow instead, before or \
                 behind this one. 保存 and 发布 the sub-flow first, then the main flow.",
            zh: "从该子流程中删除子流程模块，改由主流程调用里层的子流程，放在当前子流程之前或之后。先保存并发布子流程，\
                 再发布主流程。",
        },
        rests_on: Say {
            en: "Documented: the manual of product version 2.x (2021) says that a sub-flow with the module 子流程 in \
                 it cannot be published.",
            zh: "官方文档：2.x 版用户指南（2021 年）说明，包含子流程模块的子流程无法发布。",
        },
        bad: r#"{"ContactFlowId": "a356e4c9-cfc7-49c6-9138-b93f7e0ad536", "Name": "身份核验", "Type": "SUB_FLOW",
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
        good: r#"{"ContactFlowId": "a356e4c9-cfc7-49c6-9138-b93f7e0ad536", "Name": "身份核验", "Type": "SUB_FLOW",
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
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    if cx.flow.kind.as_deref() != Some("SUB_FLOW") {
        return;
    }
    for (index, _) in cx.flow.each().filter(|(_, activity)| activity.is("SUB")) {
        let name = cx.name(index);
        let message = say!(
            "{name} calls a sub-flow from a sub-flow, which cannot be published",
            "{name} 在子流程中又调用子流程，无法发布"
        );
        let help = say!(
            "call it from the main flow, before or behind this sub-flow",
            "请改由主流程调用，放在此子流程之前或之后"
        );
        out.push(cx.about_member(index, "type", message).help(help));
    }
}
