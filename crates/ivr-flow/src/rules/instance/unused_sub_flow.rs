//! `unused-sub-flow`

use std::borrow::Cow;

use crate::HashSet;
use crate::rules::{Check, Docs, Rule, Run, RunDiagnostic};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("unused-sub-flow"),
    level: Level::On(Severity::Note),
    summary: Text::new("a sub-flow that no flow calls", "没有流程调用的子流程"),
    docs: Docs {
        what: Text::new(
            "Checks for a `SUB_FLOW` that no Sub-process module (子流程) of any flow in the run refers to; \
                 Sub-process modules that no call can reach count too. For how references are found, see \
                 `unknown-sub-flow`. The rule needs the complete list, that is, as many different ids as its \
                 `TotalCount`; and because a list filtered by type looks complete too, it must contain at least one \
                 `MAIN_FLOW`. Sub-flows that a program enters through the API are not recognized.",
            "本次检查的所有流程中，没有子流程模块引用这个 `SUB_FLOW`；来电无法到达的子流程模块也算引用。如何找到引\
                 用，见 `unknown-sub-flow`。只有读到完整列表时才检查，即不同的流程 id 与 `TotalCount` 一样多；由于按类\
                 型筛选过的列表看上去同样完整，还要求其中至少有一个 `MAIN_FLOW`。无法识别程序通过 API 调用的子流程。",
        ),
        why: Text::new(
            "Callers never get what was built: either a main flow lacks the call, or the team maintains a flow \
                 that nobody needs.",
            "已配置的子流程没有任何来电者（客户）会用到：可能是主流程遗漏了调用，也可能是团队仍在维护一个不再使用的\
                 流程。",
        ),
        fix: Text::new(
            "Open the main flow on the canvas, add a Sub-process module where the sub-flow should be called and \
                 select it there, then click Save (保存) and Publish (发布); or delete the sub-flow on the IVR flow \
                 management (IVR 流程管理) page. If a program enters it, add an `[[ignore]]` with the reason.",
            "在画布上打开主流程，在需要的位置添加子流程模块并选择该子流程，然后保存并发布；或在 IVR 流程管理页面删\
                 除它。如果由程序调用，请在配置的 `[[ignore]]` 中写明原因。",
        ),
        basis: Text::new(
            "Follows directly from the flows of the list. That an id in the properties of a Sub-process module is \
                 the reference is inferred, because its key is not public.",
            "由列表中的流程直接得出；引用所用的键没有公开，把子流程模块属性中的 id 视为引用属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"Data": {"TotalCount": 2, "List": [
  {"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "银行热线", "Type": "MAIN_FLOW",
   "Definition": {"activities": [
    {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
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
    let called: HashSet<&str> = run
        .instances
        .iter()
        .flat_map(|instance| instance.flows.iter().map(move |&flow| (instance, flow)))
        .flat_map(|(instance, flow)| flow.flow.facts.calls.iter().map(move |call| instance.called(flow, call)))
        .filter_map(|called| Some(called?.0.text.as_str()))
        .collect();
    // Pages may have been filtered by type without saying so: a set without any main flow proves nothing.
    for instance in run.instances.iter().filter(|instance| instance.is_complete() && instance.has("MAIN_FLOW")) {
        for flow in instance.flows.iter().copied().filter(|flow| flow.is("SUB_FLOW")) {
            if flow.flow.id.as_deref().is_none_or(|id| called.contains(id)) {
                continue;
            }
            let name = flow.name();
            let message = localized!("no flow calls the sub-flow {name}", "没有流程调用子流程“{name}”");
            let help = localized!("delete it, or call it from a main flow", "请删除它，或在主流程中调用");
            out.push(run.about_flow(flow, flow.flow.facts.name_span, message).help(help));
        }
    }
}
