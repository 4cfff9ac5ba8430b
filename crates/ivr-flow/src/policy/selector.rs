//! Selectors: which activities or flows a policy is about.

use crate::catalogue::ActivityType;
use crate::model::Activity;

use super::Expression;

/// Which activities or flows a policy is about.
#[derive(Debug, Clone)]
pub(crate) enum Selector {
    /// Those that all keys of a table fit.
    Table(Table),
    /// Those for which an expression is true.
    Expression(Expression),
}

/// What a table of a selector says. Of each key one of its patterns must fit; a key without patterns is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) types: Vec<String>,
    pub(crate) names: Vec<String>,
    pub(crate) ids: Vec<String>,
}

impl Table {
    /// Whether an activity fits. Types are compared as what their aliases stand for.
    pub(crate) fn fits_activity(&self, activity: Activity<'_>) -> bool {
        let type_fits = |pattern: &String| match activity.known_type() {
            Some(known) => fits(ActivityType::of(pattern).map_or(pattern, |of| of.name), known.name),
            None => activity.type_name().is_some_and(|name| fits(pattern, &name)),
        };
        let name_fits = |pattern: &String| activity.name().is_some_and(|name| fits(pattern, &name));
        let id_fits = |pattern: &String| activity.id().is_some_and(|id| fits(pattern, &id));
        is_one_of(&self.types, type_fits) && is_one_of(&self.names, name_fits) && is_one_of(&self.ids, id_fits)
    }

    /// Whether a flow fits that is known by these.
    pub(crate) fn fits_flow(&self, flow_type: Option<&str>, name: Option<&str>, id: Option<&str>) -> bool {
        let says = |patterns: &[String], text: Option<&str>| {
            is_one_of(patterns, |pattern| text.is_some_and(|text| fits(pattern, text)))
        };
        says(&self.types, flow_type) && says(&self.names, name) && says(&self.ids, id)
    }
}

fn is_one_of(patterns: &[String], fits: impl Fn(&String) -> bool) -> bool {
    patterns.is_empty() || patterns.iter().any(fits)
}

/// Whether a pattern fits a text: `*` stands for anything, the rest for itself. Linear in both.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(last) = parts.next_back() else { return pattern == text };
    let Some(mut rest) = text.strip_prefix(first).and_then(|rest| rest.strip_suffix(last)) else { return false };
    // The leftmost place for each part leaves the most for the others.
    parts.all(|part| {
        let found = memchr::memmem::find(rest.as_bytes(), part.as_bytes());
        found.inspect(|at| rest = &rest[at + part.len()..]).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything_and_the_rest_for_itself() {
        let fitting =
            [("录音提示*", "录音提示1"), ("*", ""), ("*", "x"), ("a*b*c", "a-b-b-c"), ("**", "x"), ("a", "a")];
        for (pattern, text) in fitting {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a", "ab"), ("a*a", "a"), ("*b*", "ac"), ("a*b*c", "a-c-b"), ("A", "a"), ("", "x")] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_cost_little() {
        let pattern = "*a".repeat(50_000) + "*b*";
        assert!(!fits(&pattern, &"a".repeat(100_000)));
    }
}
