//! `shared-number`

use crate::rule::{Check, Docs, Rule};
use crate::run::{FlowRef, Run, RunDraft};
use crate::say::{Say, say, shown};
use crate::settings::Severity;
use crate::{HashMap, HashSet};

pub(super) static RULE: Rule = Rule {
    name: "shared-number",
    severity: Severity::Warning,
    summary: Say { en: "a number is bound to two flows", zh: "一个号码绑定了两个流程" },
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
        // The first flow of each number, and the first after it that is another.
        let mut earlier: HashMap<&str, (FlowRef<'_>, Option<FlowRef<'_>>)> = HashMap::default();
        for &flow in &instance.flows {
            let mut own = HashSet::default();
            for (number, span) in &flow.flow.facts.numbers {
                if number.contains('*') || !own.insert(number.as_str()) {
                    continue;
                }
                let known = earlier.entry(number).or_insert((flow, None));
                let is_this = |other: FlowRef<'_>| (other.file, other.index) == (flow.file, flow.index);
                let is_other = |other: &FlowRef<'_>| !is_this(*other) && !other.is_same(flow);
                let other = [Some(known.0), known.1].into_iter().flatten().find(is_other);
                if known.1.is_none() && is_other(&known.0) {
                    known.1 = Some(flow);
                }
                let Some(other) = other.filter(|_| !flow.flow.facts.is_broken) else { continue };
                let (text, first) = (shown(number), other.name());
                let message = say!("{text} is bound to the flow {first} too", "号码 {text} 还绑定了流程 {first}");
                let help = say!(
                    "a number has one flow: unbind it from one of the two",
                    "一个号码只能绑定一个流程：请解除其中一个绑定"
                );
                let place = other.flow.facts.numbers.iter().find(|(known, _)| known == number);
                let place = place.map_or(other.flow.facts.name_span, |&(_, span)| span);
                let there = run.related(other, place, say!("bound here first", "先在此处绑定"));
                out.push(run.about_flow(flow, *span, message).help(help).related(there).reference(number));
            }
        }
    }
}
