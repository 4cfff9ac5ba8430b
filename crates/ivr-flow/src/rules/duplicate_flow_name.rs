//! `duplicate-flow-name`

use crate::json::is_blank;
use crate::rule::{Check, Docs, Rule};
use crate::run::{Earlier, Run, RunDraft};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "duplicate-flow-name",
    severity: Severity::Warning,
    summary: Say { en: "two flows of an instance have the same name", zh: "同一实例的两个流程同名" },
    docs: Docs {
        what: Say {
            en: "An earlier flow of the same instance has the same name; names are compared exactly, and blank ones \
                 say nothing. A flow that is met twice (the same `ContactFlowId`), as a draft beside its flow or on a \
                 page that is read twice, is not another flow. Flows of different instances may have the same name; \
                 flows without `InstanceId` are taken as those of one instance.",
            zh: "同一实例中前面已有同名的流程；名称按原样比较，空白名称不参与。同一个流程出现两次（`ContactFlowId` 相\
                 同），例如草稿与正式流程并存、同一页读了两次，不算重名。不同实例的流程可以同名；没有 `InstanceId` 的流\
                 程视为属于同一个实例。",
        },
        why: Say {
            en: "Whoever binds a number to a flow or chooses a sub-flow by its name may pick the wrong one, and \
                 callers land in it. Since the platform demands unique names, the text may also mix two instances or \
                 an old copy with a new one.",
            zh: "绑定号码、选择子流程时都要看名称，重名容易选错，来电者就会进入错误的流程。平台要求名称唯一，因此也可能\
                 是文本里混入了两个实例的流程，或新旧两份副本。",
        },
        mend: Say {
            en: "Give one of the two another name on the IVR 流程管理 page. If the text holds flows of two instances, \
                 lint them one by one.",
            zh: "在 IVR 流程管理页面为其中一个流程改名。如果文本里混有两个实例的流程，请分别检查。",
        },
        rests_on: Say {
            en: "Documented: the manual of product version 2.x (2021) says that the name of a flow must be unique in \
                 its instance.",
            zh: "官方文档：2.x 版用户指南（2021 年）说明流程名称在实例内必须唯一。",
        },
        bad: r#"{"Data": {"TotalCount": 2, "List": [
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
        good: r#"{"Data": {"TotalCount": 2, "List": [
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
    },
    check: Check::Run(check),
};

fn check(run: &Run<'_>, out: &mut Vec<RunDraft>) {
    for instance in &run.instances {
        let mut earlier = Earlier::default();
        for &flow in &instance.flows {
            let Some(name) = flow.flow.name.as_deref().filter(|name| !is_blank(name)) else { continue };
            let Some(other) = earlier.other(name, flow).filter(|_| !flow.flow.facts.is_broken) else { continue };
            let name = shown(name);
            let message = say!("an earlier flow of the instance is named {name} too", "实例中前面已有流程名为 {name}");
            let help = say!(
                "names of flows are unique in an instance: rename one of them",
                "同一实例中流程名称必须唯一：请为其中一个改名"
            );
            let there = run.related(other, other.flow.facts.name_span, say!("the earlier flow", "前面的流程"));
            out.push(run.about_flow(flow, flow.flow.facts.name_span, message).help(help).related(there));
        }
    }
}
