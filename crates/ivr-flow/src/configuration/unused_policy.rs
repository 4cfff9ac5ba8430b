//! Policies that are of no use: what they select is nowhere, or their expressions cannot be evaluated.

use std::ops::Range;

use super::removal::Tables;
use crate::finding::{FileReport, Finding, Met, Slot};
use crate::policy::{Demand, Placed, Policy, Selector};
use crate::rules::rule;
use crate::settings::Settings;
use crate::text::{Localized, localized, shorten};

/// What a selector or condition of a policy met in all flows of a run.
struct InAll<'m> {
    slots: Vec<&'m Slot>,
}

/// The findings for what is of no use in some policies, by what they met in these files. `policy_of` gets a file and the
/// number of a policy of its linter, and returns its number in `policies`. `text` is that of the configuration.
pub(crate) fn unused_policies(
    policies: &[Policy],
    files: &[FileReport],
    policy_of: impl Fn(&FileReport, usize) -> Option<usize>,
    text: &str,
    settings: &Settings,
) -> Vec<Finding> {
    let Some((rule, severity)) = rule("unused-policy").and_then(|rule| Some((rule, rule.severity(settings)?))) else {
        return Vec::new();
    };
    let tables = Tables::of(text);
    let mut knows_types = false;
    // Each flow has met the policies that are not off, in their order.
    let mut met: Vec<Vec<&Met>> = vec![Vec::new(); policies.len()];
    for (file, flow) in files.iter().flat_map(|file| file.flows.iter().map(move |flow| (file, flow))) {
        for policy in &flow.facts.policies {
            if let Some(all) = policy_of(file, policy.policy).and_then(|number| met.get_mut(number)) {
                all.push(policy);
                knows_types |= flow.type_name.is_some();
            }
        }
    }
    let findings_of = |(policy, met): (&Policy, Vec<&Met>)| {
        let finding = |unused: Unused| Finding {
            rule: rule.name.clone(),
            severity,
            help: Some(unused.help),
            // An expression that cannot be evaluated is to be corrected: the policy is meant.
            fix: if unused.is_broken { None } else { tables.remove(&policy.bytes) },
            ..Finding::at(tables.span(unused.bytes), unused.message)
        };
        unused(policy, &met, knows_types).into_iter().map(finding).collect::<Vec<_>>()
    };
    policies.iter().zip(met).filter(|(_, met)| !met.is_empty()).flat_map(findings_of).collect()
}

/// What is of no use in a policy, and where.
struct Unused {
    bytes: Range<usize>,
    message: Localized,
    help: Localized,
    /// An expression has no answer for anything.
    is_broken: bool,
}

fn unused(policy: &Policy, met: &[&Met], knows_types: bool) -> Vec<Unused> {
    let name = shorten(policy.name());
    let mut unused = Vec::new();
    if let Some(flows) = &policy.flows {
        let all = InAll { slots: met.iter().filter_map(|met| met.flows.as_ref()).collect() };
        let asks_type = match &flows.value {
            Selector::Table(table) => !table.types.is_empty(),
            Selector::Expression(expression) => expression.asks_flow_type(),
        };
        if let Some(error) = all.error() {
            unused.push(broken(flows.bytes.clone(), &name, error, asks_type && !knows_types));
        } else if !all.selects() {
            let message = localized!("policy `{name}` matches no flow of this run", "策略 `{name}` 没有匹配到任何流程");
            let help = match asks_type && !knows_types {
                true => untyped(),
                false => localized!("check `flows`: the flows may have been renamed", "请检查 `flows`：流程可能已改名"),
            };
            unused.push(Unused { bytes: flows.bytes.clone(), message, help, is_broken: false });
        }
        if !unused.is_empty() {
            return unused;
        }
    }
    for (index, selector) in policy.selectors().enumerate() {
        let all = InAll { slots: met.iter().filter_map(|met| met.selectors.get(index)).collect() };
        let asks_type = matches!(&selector.value, Selector::Expression(expression) if expression.asks_flow_type());
        if let Some(error) = all.error() {
            unused.push(broken(selector.bytes.clone(), &name, error, asks_type && !knows_types));
        } else if !all.selects() && !matches!(policy.demand, Demand::Exists) {
            let message = localized!(
                "a selector of policy `{name}` selects nothing",
                "策略 `{name}` 的一个选择条件没有选中任何模块"
            );
            let help = match asks_type && !knows_types {
                true => untyped(),
                false => localized!(
                    "check it: the module may have been renamed, or the expression may be wrong; `ivr-lint policies` shows the result of each policy for each flow",
                    "请检查该条件：模块可能已改名，或表达式有误；`ivr-lint policies` 可显示每条策略在每个流程上的结果"
                ),
            };
            unused.push(Unused { bytes: selector.bytes.clone(), message, help, is_broken: false });
        }
    }
    if let Demand::Must(Placed { value, bytes }) = &policy.demand {
        let all = InAll { slots: met.iter().filter_map(|met| met.must.as_ref()).collect() };
        if let Some(error) = all.error() {
            unused.push(broken(bytes.clone(), &name, error, value.asks_flow_type() && !knows_types));
        }
    }
    unused
}

/// An expression that has no answer for anything that it was asked of.
fn broken(bytes: Range<usize>, name: &str, Localized { en, zh }: &Localized, lacks_types: bool) -> Unused {
    let message = localized!(
        "an expression of policy `{name}` cannot be evaluated anywhere",
        "策略 `{name}` 的一个表达式在任何地方都无法求值"
    );
    let Localized { en: types, zh: types_zh } = if lacks_types { untyped() } else { Localized::default() };
    let help = match lacks_types {
        true => localized!("{en}; {types}", "{zh}；{types_zh}"),
        false => localized!("{en}", "{zh}"),
    };
    Unused { bytes, message, help, is_broken: true }
}

fn untyped() -> Localized {
    localized!(
        "no flow has a known type: a definition alone does not contain it, a response of `ListContactFlows` does",
        "所有流程的类型均未知：单独的流程定义中没有类型，`ListContactFlows` 的返回结果中才有"
    )
}

impl<'m> InAll<'m> {
    fn selects(&self) -> bool {
        self.slots.iter().any(|slot| slot.selects)
    }

    /// The error, where there was no answer for anything.
    fn error(&self) -> Option<&'m Localized> {
        let has_answer = self.slots.iter().any(|slot| slot.has_answer);
        self.slots.iter().filter(|_| !has_answer).find_map(|slot| slot.error.as_deref())
    }
}
