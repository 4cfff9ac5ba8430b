//! The rules: one flow with all that is known of it, or all flows of a run, come in, diagnostics come out. A new rule is a
//! file in the folder of its group, and two lines in that folder's `mod.rs`.

mod configuration;
mod diagnostic;
mod graph;
mod instance;
mod names;
mod platform;
mod rule;
mod run;
mod text;
mod variables;

use std::hash::{BuildHasher, Hash};

pub(crate) use diagnostic::At;
pub use diagnostic::Diagnostic;
pub(crate) use rule::Check;
pub use rule::{Docs, Group, Rule};
pub(crate) use run::{Earlier, about_page};
pub use run::{FlowRef, Run, RunDiagnostic};

use foldhash::fast::RandomState;
use hashbrown::hash_table::{Entry, HashTable};

use crate::analysis::Context;
use crate::json::offset;
use crate::settings::{Settings, Severity};

/// The groups of rules, in the order of their documentation.
static GROUPS: &[(Group, &[&Rule])] = &[
    (Group::Text, text::RULES),
    (Group::Graph, graph::RULES),
    (Group::Platform, platform::RULES),
    (Group::Variables, variables::RULES),
    (Group::Names, names::RULES),
    (Group::Instance, instance::RULES),
    (Group::Configuration, configuration::RULES),
];

/// All built-in rules, in the order of their documentation.
pub fn rules() -> impl Iterator<Item = &'static Rule> + Clone {
    GROUPS.iter().flat_map(|(_, rules)| rules.iter().copied())
}

/// The built-in rule with this name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.name == name)
}

/// The group of a rule. What begins with `policy/` is a policy of the configuration.
pub fn group_of(name: &str) -> Option<Group> {
    let has = |rules: &[&Rule]| rules.iter().any(|rule| rule.name == name);
    let known = GROUPS.iter().find(|(_, rules)| has(rules)).map(|&(group, _)| group);
    known.or_else(|| name.starts_with("policy/").then_some(Group::Policy))
}

/// The built-in rules and custom ones.
pub(crate) fn rules_with(custom: &[Rule]) -> impl Iterator<Item = &Rule> {
    rules().map(|rule: &Rule| rule).chain(custom)
}

/// The rules on activities and on flows that the settings leave on.
pub(crate) struct ActiveRules<'r> {
    on_activities: Vec<(&'r Rule, Severity)>,
    on_flows: Vec<(&'r Rule, Severity)>,
}

impl<'r> ActiveRules<'r> {
    /// Those of the built-in rules and custom ones.
    pub(crate) fn new(custom: &'r [Rule], settings: &Settings) -> Self {
        let is_on = |rule: &'r Rule| Some((rule, rule.severity(settings)?));
        let is_about_activities = |rule: &Rule| matches!(rule.check, Check::Activity(_) | Check::CustomActivity(_));
        let (on_activities, on_flows) =
            rules_with(custom).filter_map(is_on).partition(|(rule, _)| is_about_activities(rule));
        ActiveRules { on_activities, on_flows }
    }
}

/// What rules find in a flow.
pub(crate) fn check_flow<'r>(context: &Context<'_>, rules: &ActiveRules<'r>) -> Vec<(&'r Rule, Severity, Diagnostic)> {
    let mut all = Vec::new();
    let mut found = Vec::new();
    let mut take = |rule, severity, found: &mut Vec<Diagnostic>| {
        all.extend(found.drain(..).map(|diagnostic| (rule, severity, diagnostic)));
    };
    // All that is asked about an activity is asked while its text is at hand: on large flows this saves a third.
    for activity in context.flow.activities() {
        for &(rule, severity) in &rules.on_activities {
            match &rule.check {
                Check::Activity(check) => check(context, activity, &mut found),
                Check::CustomActivity(check) => check(context, activity, &mut found),
                _ => continue,
            }
            if !found.is_empty() {
                take(rule, severity, &mut found);
            }
        }
    }
    for &(rule, severity) in &rules.on_flows {
        match &rule.check {
            Check::Flow(check) => check(context, &mut found),
            Check::CustomFlow(check) => check(context, &mut found),
            _ => continue,
        }
        take(rule, severity, &mut found);
    }
    all
}

/// What the rules on several flows find in a run.
pub(crate) fn check_run<'r>(
    run: &Run<'_>,
    custom: &'r [Rule],
    severity: impl Fn(&Rule) -> Option<Severity>,
) -> Vec<(&'r Rule, Severity, RunDiagnostic)> {
    let mut all = Vec::new();
    let mut found = Vec::new();
    for rule in rules_with(custom) {
        let Some(severity) = severity(rule) else { continue };
        match &rule.check {
            Check::Run(check) => check(run, &mut found),
            Check::CustomRun(check) => check(run, &mut found),
            _ => continue,
        }
        all.extend(found.drain(..).map(|diagnostic| (rule, severity, diagnostic)));
    }
    all
}

/// The items, given by their indexes, whose key an earlier item has too, each with its key. The set holds indexes, a
/// fraction of the size of the keys.
fn repeated<K: Hash + Eq>(
    indexes: impl ExactSizeIterator<Item = usize>,
    key: impl Fn(usize) -> Option<K>,
) -> impl Iterator<Item = (usize, K)> {
    let (mut seen, hasher) = (HashTable::new(), RandomState::default());
    let most = indexes.len();
    indexes.filter_map(move |index| {
        let own = key(index)?;
        let is_same = |&other: &u32| key(other as usize).is_some_and(|other| other == own);
        let hash = |&other: &u32| hasher.hash_one(key(other as usize));
        if seen.is_empty() {
            seen.reserve(most, hash);
        }
        match seen.entry(hasher.hash_one(Some(&own)), is_same, hash) {
            Entry::Occupied(_) => Some((index, own)),
            Entry::Vacant(entry) => {
                entry.insert(offset(index));
                None
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A file without its line in the `mod.rs` of its folder would not even be compiled.
    #[test]
    fn every_file_of_a_group_is_a_rule_of_it() {
        for (group, rules) in GROUPS {
            let folder = format!("{}/src/rules/{group}", env!("CARGO_MANIFEST_DIR"));
            let files = std::fs::read_dir(&folder).expect("the folder of a group");
            let stems = files.map(|file| file.expect("a file").path().file_stem().expect("a name").to_owned());
            let files: BTreeSet<_> = stems.filter(|stem| stem != "mod").collect();
            let rules: BTreeSet<_> = rules.iter().map(|rule| rule.name.replace('-', "_").into()).collect();
            assert_eq!(files, rules, "{folder}");
        }
    }
}
