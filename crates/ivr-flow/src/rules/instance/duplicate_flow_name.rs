//! `duplicate-flow-name`

use std::borrow::Cow;

use crate::json::is_blank;
use crate::rules::{Check, Docs, Earlier, Rule, Run, RunDiagnostic};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("duplicate-flow-name"),
    level: Level::On(Severity::Warning),
    summary: Text::new("two flows of an instance have the same name", "同一实例的两个流程同名"),
    docs: Docs {
        what: Text::new(
            "Checks for flows that have the name of an earlier flow of the same instance; names are compared \
                 exactly, and blank ones are ignored. A flow that occurs twice (the same `ContactFlowId`), such as a \
                 draft next to its flow or a page that was read twice, does not count as another flow. Flows of \
                 different instances may have the same name; flows without `InstanceId` are treated as belonging to \
                 one instance.",
            "同一实例中前面已有同名的流程；名称按原样比较，空白名称不参与。同一个流程出现两次（`ContactFlowId` 相\
                 同），例如草稿与正式流程并存、同一页读了两次，不算重名。不同实例的流程可以同名；没有 `InstanceId` 的流\
                 程视为属于同一个实例。",
        ),
        why: Text::new(
            "Numbers are bound and sub-flows are selected by name, so the wrong flow is easily picked and callers \
                 end up in it. As the platform requires unique names, the text may also mix two instances, or an old \
                 copy with a new one.",
            "绑定号码、选择子流程时都要看名称，重名容易选错，来电者（客户）就会进入错误的流程。平台要求名称唯一，因\
                 此也可能是内容中混入了两个实例的流程，或新旧两份副本。",
        ),
        fix: Text::new(
            "Rename one of the two on the IVR flow management (IVR 流程管理) page. If the text contains flows of \
                 two instances, lint them separately.",
            "在 IVR 流程管理页面为其中一个流程改名。如果内容中混有两个实例的流程，请分别检查。",
        ),
        basis: Text::new(
            "Documented: according to the manual of product version 2.x (2021), the name of a flow must be unique \
                 in its instance.",
            "官方文档：2.x 版用户指南（2021 年）说明流程名称在实例内必须唯一。",
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
  {"ContactFlowId": "5f3c1e0a-9d27-4b86-a1c4-60e2d8f7b913", "Name": "银行热线", "Type": "MAIN_FLOW",
   "Definition": {"activities": [
    {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
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
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
     "events": [{"event": "complete", "next": null}]}
  ]}},
  {"ContactFlowId": "5f3c1e0a-9d27-4b86-a1c4-60e2d8f7b913", "Name": "企业热线", "Type": "MAIN_FLOW",
   "Definition": {"activities": [
    {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
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
        let mut earlier = Earlier::default();
        for &flow in &instance.flows {
            let Some(name) = flow.flow.name.as_deref().filter(|name| !is_blank(name)) else { continue };
            let Some(other) = earlier.other(name, flow) else { continue };
            let name = shorten(name);
            let message =
                localized!("another flow of the instance is also named {name}", "实例中已存在同名流程“{name}”");
            let help = localized!(
                "flow names must be unique in an instance: rename one of them",
                "同一实例中流程名称必须唯一：请为其中一个改名"
            );
            let there = run.related(other, other.flow.facts.name_span, localized!("the other flow", "同名流程"));
            out.push(run.about_flow(flow, flow.flow.facts.name_span, message).help(help).related(there));
        }
    }
}
