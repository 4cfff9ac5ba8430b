//! `unknown-sub-flow`

use std::borrow::Cow;

use crate::rules::{Check, Docs, FlowRef, Rule, Run, RunDiagnostic};
use crate::settings::{Level, Severity};
use crate::text::{Localized, Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("unknown-sub-flow"),
    level: Level::On(Severity::Error),
    summary: Text::new("a call of a flow that does not exist or is not a sub-flow", "调用的流程不存在或不是子流程"),
    docs: Docs {
        what: Text::new(
            "Checks for Sub-process modules (子流程, `SUB`) that refer to a flow whose known type is not `SUB_FLOW`, \
                 to the flow that they are in, or to a flow which the instance does not have. The key of the reference \
                 is not public, so the value decides: the first string in `properties`, at any depth, that is the id \
                 of a `SUB_FLOW` of the instance, otherwise the first that is the id of any flow of the instance, \
                 otherwise the first in the form of a UUID that is not the flow's `InstanceId`; if there is none, \
                 nothing is reported. That a flow does not exist is only reported if the complete list was read, that \
                 is, as many different ids as its `TotalCount`; and because a list filtered by type looks complete \
                 too, it must contain at least one `SUB_FLOW`. A sub-flow that calls itself is reported by \
                 `nested-sub-flow`.",
            "子流程模块（`SUB`）引用的流程已知类型不是 `SUB_FLOW`，或者就是该模块所在的流程，或者在实例中不存在。引用\
                 所用的键没有公开，因此按值判断：取 `properties` 中（不限层级）第一个等于本实例某个 `SUB_FLOW` id 的字\
                 符串；没有的话，取第一个等于本实例任一流程 id 的字符串；再没有，取第一个 UUID 形式且不等于该流程 \
                 `InstanceId` 的字符串；都没有则不报告。只有读到完整列表时才报告流程不存在，即不同的流程 id 与 \
                 `TotalCount` 一样多；由于按类型筛选过的列表看上去同样完整，还要求其中至少有一个 `SUB_FLOW`。子流程调用\
                 自身由 `nested-sub-flow` 报告。",
        ),
        why: Text::new(
            "A call that reaches the Sub-process module has nothing to run: the caller gets stuck or is cut off. A \
                 sub-flow may have been deleted and created again while a main flow still refers to the old one.",
            "来电到达子流程模块时没有可执行的流程，来电者（客户）会卡在此处或被挂断。例如子流程删除后重建，而主流程\
                 仍引用旧的那个。",
        ),
        fix: Text::new(
            "Open the Sub-process module on the canvas, select a sub-flow whose state is Published (已发布) or \
                 Updated, not published (有更新,未发布), then click Save (保存) and Publish (发布).",
            "在画布上打开该子流程模块，重新选择状态为“已发布”或“有更新,未发布”的子流程，然后保存并发布。",
        ),
        basis: Text::new(
            "Documented: according to the manual of product version 2.x (2021), Sub-process can only select \
                 sub-flows that are published or updated but not published. That an id in the module's properties is \
                 the reference is inferred.",
            "官方文档：2.x 版用户指南（2021 年）说明，子流程模块只能选择“已发布”或“有更新,未发布”的子流程；把模块属\
                 性中的 id 视为引用，属于推断。",
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
    {"type": "SUB", "id": "2d3ad2c2", "name": "挂失核验",
     "properties": {"contactFlowId": "e64fc2f6-8f1f-4bef-9e26-755efb37ef93"},
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
     "events": [{"event": "complete", "next": null}]}
  ]}},
  {"ContactFlowId": "a356e4c9-cfc7-49c6-9138-b93f7e0ad536", "Name": "身份核验", "Type": "SUB_FLOW",
   "Definition": {"activities": [
    {"type": "SUB_START", "id": "c41b7f90", "name": "子流程开始",
     "events": [{"event": "complete", "next": "d05e62a8"}]},
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
    {"type": "SUB", "id": "2d3ad2c2", "name": "挂失核验",
     "properties": {"contactFlowId": "a356e4c9-cfc7-49c6-9138-b93f7e0ad536"},
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
     "events": [{"event": "complete", "next": null}]}
  ]}},
  {"ContactFlowId": "a356e4c9-cfc7-49c6-9138-b93f7e0ad536", "Name": "身份核验", "Type": "SUB_FLOW",
   "Definition": {"activities": [
    {"type": "SUB_START", "id": "c41b7f90", "name": "子流程开始",
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
        // Pages may have been filtered by type without saying so: that a flow is missing takes a set with sub-flows.
        let has_all = instance.is_complete() && instance.has("SUB_FLOW");
        for flow in instance.flows.iter().copied() {
            for call in &flow.flow.facts.calls {
                let Some((string, called_flows)) = instance.called(flow, call) else { continue };
                let calls_itself = flow.flow.id.as_deref() == Some(string.text.as_str());
                let (message, help) = match called_flows {
                    [] if has_all => {
                        let id = shorten(&string.text);
                        (
                            localized!("the instance has no flow with the id `{id}`", "实例中没有 id 为 `{id}` 的流程"),
                            localized!(
                                "the sub-flow may have been deleted: select another one in the Sub-process module (子流程)",
                                "子流程可能已删除：请在“子流程”模块中重新选择"
                            ),
                        )
                    }
                    [_, ..] if calls_itself && !called_flows.iter().any(|flow| flow.is("SUB_FLOW")) => {
                        let name = flow.name();
                        (
                            localized!(
                                "{name} calls itself instead of a sub-flow",
                                "流程“{name}”调用的是自身，而不是子流程"
                            ),
                            select_a_sub_flow(),
                        )
                    }
                    [called, ..] if !may_be_sub_flow(called_flows) => {
                        let kind = called.flow.type_name.as_deref().map(shorten).unwrap_or_default();
                        let name = called.name();
                        (
                            localized!("{name} is a {kind}, not a sub-flow", "流程“{name}”的类型是 {kind}，不是子流程"),
                            select_a_sub_flow(),
                        )
                    }
                    _ => continue,
                };
                out.push(run.about_call(flow, call, string, message).help(help));
            }
        }
    }
}

fn select_a_sub_flow() -> Localized {
    localized!("select a sub-flow in the Sub-process module (子流程)", "请在“子流程”模块中选择子流程")
}

fn may_be_sub_flow(flows: &[FlowRef<'_>]) -> bool {
    flows.iter().all(|flow| flow.flow.type_name.is_none()) || flows.iter().any(|flow| flow.is("SUB_FLOW"))
}
