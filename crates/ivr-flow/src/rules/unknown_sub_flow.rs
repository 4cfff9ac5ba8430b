//! `unknown-sub-flow`

use crate::rule::{Check, Docs, Rule};
use crate::run::{FlowRef, Run, RunDraft};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "unknown-sub-flow",
    severity: Severity::Error,
    summary: Say { en: "a call of a sub-flow that is not there", zh: "调用的子流程不存在" },
    docs: Docs {
        what: Say { en: "", zh: "" },
        why: Say { en: "", zh: "" },
        mend: Say { en: "", zh: "" },
        rests_on: Say { en: "", zh: "" },
        bad: r#""#,
        good: r#""#,
    },
    check: Check::Run(check),
};

fn check(run: &Run<'_>, out: &mut Vec<RunDraft>) {
    // Pages may have been filtered by type without saying so: a set without any sub-flow proves nothing.
    for instance in run.instances.iter().filter(|instance| instance.is_complete() && instance.has("SUB_FLOW")) {
        for flow in instance.sayable() {
            for call in &flow.flow.facts.calls {
                let Some((string, called_flows)) = instance.called(flow, call) else { continue };
                let (message, help) = match called_flows {
                    [] => {
                        let id = shown(&string.text);
                        (
                            say!("no flow of the instance has the id `{id}`", "实例中没有 id 为 `{id}` 的流程"),
                            say!(
                                "the sub-flow was deleted: choose another in the module 子流程",
                                "子流程可能已删除：请在“子流程”模块中重新选择"
                            ),
                        )
                    }
                    [called, ..] if !may_be_sub_flow(called_flows) => {
                        let kind = called.flow.kind.as_deref().map(shown).unwrap_or_default();
                        let name = called.name();
                        (
                            say!("{name} is a {kind}, not a sub-flow", "{name} 是 {kind}，不是子流程"),
                            say!("choose a sub-flow in the module 子流程", "请在“子流程”模块中选择子流程"),
                        )
                    }
                    _ => continue,
                };
                out.push(run.about_call(flow, call, string, message).help(help));
            }
        }
    }
}

fn may_be_sub_flow(flows: &[FlowRef<'_>]) -> bool {
    flows.iter().all(|flow| flow.flow.kind.is_none()) || flows.iter().any(|flow| flow.is("SUB_FLOW"))
}
