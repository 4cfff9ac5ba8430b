//! `transfer-in-both`

use std::borrow::Cow;

use crate::rules::{Check, Docs, FlowRef, Rule, Run, RunDiagnostic};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("transfer-in-both"),
    level: Level::On(Severity::Error),
    summary: Text::new(
        "a main flow and a sub-flow that it calls both transfer to an agent",
        "主流程与其子流程中都有转人工",
    ),
    docs: Docs {
        what: Text::new(
            "Checks for a `MAIN_FLOW` that calls a `SUB_FLOW` through a Sub-process module (子流程) if both \
                 contain Transfer to agent (转人工, `TRANSFER_TO_AGENT`), whether or not calls can reach it. It is \
                 reported at the Sub-process module and lists the Transfer to agent modules of the main flow. Both \
                 types must be known from the list, which need not be complete; for how the called flow is found, see \
                 `unknown-sub-flow`. Transfer to external line (转外线) and Blind transfer (直接转接) do not count.",
            "`MAIN_FLOW` 通过子流程模块调用 `SUB_FLOW`，而两个流程中都有转人工（`TRANSFER_TO_AGENT`），无论来电能否\
                 到达。报告位置在子流程模块，并列出主流程中的转人工模块。两个流程的类型都须由列表给出，但列表不必完整；\
                 如何找到被调用的流程，见 `unknown-sub-flow`。转外线和直接转接不算。",
        ),
        why: Text::new(
            "The platform warns of abnormal calls: a caller is queued several times, or ends up in a conference.",
            "官方提示会出现异常通话：来电者（客户）被多次排队，甚至进入多方会议。",
        ),
        fix: Text::new(
            "On the canvas, keep Transfer to agent in only one of the two: usually, delete it from the sub-flow \
                 and transfer the call in the main flow after the Sub-process module. Save (保存) and Publish (发布) \
                 the sub-flow first, then the main flow.",
            "只在其中一个流程中保留转人工：通常在画布上从子流程中删除它，改为在主流程的子流程模块之后转人工。先保存\
                 并发布子流程，再发布主流程。",
        ),
        basis: Text::new(
            "Documented: according to the manual of product version 2.x (2021), a main flow and its sub-flow must \
                 not both contain Transfer to agent. That an id in the module's properties is the reference is \
                 inferred.",
            "官方文档：2.x 版用户指南（2021 年）规定主流程及其子流程不能同时包含转人工；把模块属性中的 id 视为引\
                 用，属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"Data": {"TotalCount": 2, "List": [
  {"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "银行热线", "Type": "MAIN_FLOW",
   "Definition": {"activities": [
    {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
     "events": [{"event": "complete", "next": "58d5ae90"}]},
    {"type": "SUB", "id": "58d5ae90", "name": "来电核验",
     "properties": {"contactFlowId": "a356e4c9-cfc7-49c6-9138-b93f7e0ad536"},
     "events": [{"event": "complete", "next": "2d3ad2c2"}]},
    {"type": "TRANSFER_TO_AGENT", "id": "2d3ad2c2", "name": "人工服务",
     "events": [{"event": "failure", "next": "7c1f20aa"}]},
    {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "坐席忙",
     "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
     "events": [{"event": "complete", "next": null}]}
  ]}},
  {"ContactFlowId": "a356e4c9-cfc7-49c6-9138-b93f7e0ad536", "Name": "身份核验", "Type": "SUB_FLOW",
   "Definition": {"activities": [
    {"type": "SUB_START", "id": "c41b7f90", "name": "子流程开始",
     "events": [{"event": "complete", "next": "9a3e5d17"}]},
    {"type": "TRANSFER_TO_AGENT", "id": "9a3e5d17", "name": "核验专席",
     "events": [{"event": "failure", "next": "d05e62a8"}]},
    {"type": "SUB_END", "id": "d05e62a8", "name": "子流程结束",
     "events": [{"event": "complete", "next": null}]}
  ]}}
]}}
"#,
        ),
        good: Cow::Borrowed(
            r#"{"Data": {"TotalCount": 2, "List": [
  {"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "银行热线", "Type": "MAIN_FLOW",
   "Definition": {"activities": [
    {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
     "events": [{"event": "complete", "next": "58d5ae90"}]},
    {"type": "SUB", "id": "58d5ae90", "name": "来电核验",
     "properties": {"contactFlowId": "a356e4c9-cfc7-49c6-9138-b93f7e0ad536"},
     "events": [{"event": "complete", "next": "2d3ad2c2"}]},
    {"type": "TRANSFER_TO_AGENT", "id": "2d3ad2c2", "name": "人工服务",
     "events": [{"event": "failure", "next": "7c1f20aa"}]},
    {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "坐席忙",
     "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
     "events": [{"event": "complete", "next": null}]}
  ]}},
  {"ContactFlowId": "a356e4c9-cfc7-49c6-9138-b93f7e0ad536", "Name": "身份核验", "Type": "SUB_FLOW",
   "Definition": {"activities": [
    {"type": "SUB_START", "id": "c41b7f90", "name": "子流程开始",
     "events": [{"event": "complete", "next": "9a3e5d17"}]},
    {"type": "PLAY_SAY", "id": "9a3e5d17", "name": "核验提示",
     "properties": {"audioType": "tts", "say": "正在核验您的身份。"},
     "events": [{"event": "complete", "next": "d05e62a8"}]},
    {"type": "SUB_END", "id": "d05e62a8", "name": "子流程结束",
     "events": [{"event": "complete", "next": null}]}
  ]}}
]}}
"#,
        ),
    },
    check: Check::Run(check),
};

fn check(run: &Run<'_>, out: &mut Vec<RunDiagnostic>) {
    for instance in &run.instances {
        for flow in instance.flows.iter().copied().filter(|flow| flow.is("MAIN_FLOW") && flow.flow.facts.has_transfer) {
            for call in &flow.flow.facts.calls {
                let Some((string, called)) = instance.called(flow, call) else { continue };
                let transfers = |called: &&FlowRef<'_>| called.is("SUB_FLOW") && called.flow.facts.has_transfer;
                let Some(&called) = called.iter().find(transfers) else { continue };
                let (main, sub) = (flow.name(), called.name());
                let message = localized!(
                    "{main} and the sub-flow {sub} that it calls both transfer to an agent",
                    "主流程“{main}”与其调用的子流程“{sub}”中都有转人工"
                );
                let help = localized!(
                    "transfer in only one of the two: otherwise calls are queued several times",
                    "只应在其中一个流程中转人工：否则来电会多次排队"
                );
                let there = run.related(called, called.flow.facts.name_span, localized!("the sub-flow", "子流程"));
                let transfers = flow.flow.facts.transfers.clone();
                out.push(run.about_call(flow, call, string, message).help(help).names(transfers).related(there));
            }
        }
    }
}
