//! Rules that are meant together: one, a group, or all.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::{UnknownRule, find_rule};
use crate::catalogue::Confidence;
use crate::rules::{Group, Rule, group_of, rules};
use crate::settings::{Level, Severity};

/// Selects rules on command lines and in the configuration: a name, a group, or `*` for all. Ordered from the broadest
/// to the narrowest.
///
/// ```
/// use ivr_flow::RuleSelector;
///
/// let graph: RuleSelector = "graph".parse()?;
/// assert!(graph.fits("dead-end") && !graph.fits("empty-name"));
/// # Ok::<(), ivr_flow::UnknownRule>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleSelector {
    /// All rules.
    All,
    /// The rules of a group.
    Group(Group),
    /// The rule with this name.
    Rule(String),
}

impl RuleSelector {
    /// Whether it selects the rule with this name.
    pub fn fits(&self, name: &str) -> bool {
        match self {
            RuleSelector::All => true,
            RuleSelector::Group(group) => group_of(name) == Some(*group),
            RuleSelector::Rule(rule) => rule == name,
        }
    }
}

impl fmt::Display for RuleSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RuleSelector::All => f.write_str("*"),
            RuleSelector::Group(group) => group.fmt(f),
            RuleSelector::Rule(name) => f.write_str(name),
        }
    }
}

impl FromStr for RuleSelector {
    type Err = UnknownRule;

    /// What begins with `policy/` is taken as the name of a policy, which only a configuration knows.
    fn from_str(text: &str) -> Result<Self, UnknownRule> {
        if text == "*" {
            return Ok(RuleSelector::All);
        }
        if let Some(group) = Group::ALL.into_iter().find(|group| group.to_string() == text) {
            return Ok(RuleSelector::Group(group));
        }
        if !text.starts_with("policy/") {
            find_rule(text)?;
        }
        Ok(RuleSelector::Rule(text.to_owned()))
    }
}

/// The rules that report anything, as selected on a command line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// The levels of rules: a name takes precedence over a group, a group over all, and the later of two equal ones
    /// over the earlier.
    pub levels: Vec<(RuleSelector, Level)>,
    /// If not empty, the only rules that report anything. A rule that is off is turned on if it is named.
    pub select: Vec<RuleSelector>,
    /// The rules that report nothing.
    pub ignore: Vec<RuleSelector>,
    /// The least confidence of rules that report anything.
    pub min_confidence: Option<Confidence>,
}

impl Selection {
    /// Changes the severities of the built-in rules and of `custom` ones.
    pub fn apply(&self, severities: &mut BTreeMap<String, Option<Severity>>, custom: &[Rule]) {
        let names: Vec<_> = rules().map(|rule: &Rule| rule).chain(custom).collect();
        set_levels(&self.levels, severities, custom);
        for rule in names {
            let name = &*rule.name;
            let named = RuleSelector::Rule(name.to_owned());
            let is_named = self.select.contains(&named);
            let is_selected = self.select.is_empty() || self.select.iter().any(|selector| selector.fits(name));
            // Who names a rule means it, also where its group is ignored.
            let mut ignored = self.ignore.iter().filter(|selector| selector.fits(name));
            let is_ignored = ignored.any(|selector| !is_named || *selector == named);
            let is_sure = self.min_confidence.is_none_or(|least| rule.confidence() >= least);
            let severity = severities.get(name).copied().unwrap_or(rule.level.severity());
            if !is_selected || is_ignored || !is_sure {
                severities.insert(name.to_owned(), None);
            } else if is_named && severity.is_none() {
                severities.insert(name.to_owned(), Some(rule.level.severity().unwrap_or(Severity::Warning)));
            }
        }
    }
}

/// Gives rules their levels: of those that fit a rule the most specific, of equal ones the last.
pub(super) fn set_levels(
    levels: &[(RuleSelector, Level)],
    severities: &mut BTreeMap<String, Option<Severity>>,
    custom: &[Rule],
) {
    for rule in rules().map(|rule: &Rule| rule).chain(custom) {
        let fitting = levels.iter().rev().filter(|(selector, _)| selector.fits(&rule.name));
        if let Some((_, level)) = fitting.min_by_key(|(selector, _)| Reverse(selector)) {
            severities.insert(rule.name.to_string(), level.severity());
        }
    }
}
