//! `transfer-in-both`

use crate::rule::{Check, Docs, Rule};
use crate::run::{FlowRef, Run, RunDraft};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "transfer-in-both",
    severity: Severity::Error,
    summary: Say {
        en: "a main flow and a sub-flow that it calls both transfer to an agent",
        zh: "主流程与其子流程中都有转人工",
    },
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
    for instance in &run.instances {
        for flow in instance.sayable().filter(|flow| flow.is("MAIN_FLOW") && flow.flow.facts.has_transfer) {
            for call in &flow.flow.facts.calls {
                let Some((string, called)) = instance.called(flow, call) else { continue };
                let transfers = |called: &&FlowRef<'_>| called.is("SUB_FLOW") && called.flow.facts.has_transfer;
                let Some(&called) = called.iter().find(transfers) else { continue };
                let (main, sub) = (flow.name(), called.name());
                let message = say!(
                    "{main} and the sub-flow {sub} that it calls both transfer to an agent",
                    "主流程 {main} 与其调用的子流程 {sub} 中都有转人工"
                );
                let help = say!(
                    "transfer in one of the two only: calls queue several times otherwise",
                    "只应在其中一个流程中转人工：否则来电会多次排队"
                );
                let there = run.related(called, called.flow.facts.name_span, say!("the sub-flow", "子流程"));
                let transfers = flow.flow.facts.transfers.clone();
                out.push(run.about_call(flow, call, string, message).help(help).names(transfers).related(there));
            }
        }
    }
}
