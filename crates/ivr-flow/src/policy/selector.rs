//! Selectors: which activities or flows a policy is about.

use std::ptr;

use memchr::memmem;

use crate::catalogue::ActivityType;
use crate::model::{Activity, Flow};

use super::Expression;

/// Which activities or flows a policy is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Selector {
    /// Those that all keys of a table fit.
    Table(Table),
    /// Those for which an expression is true.
    Expression(Expression),
}

/// What a table of a selector says. Of each key one of its patterns must fit; a key without patterns is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Table {
    pub(crate) types: Vec<String>,
    pub(crate) names: Vec<String>,
    pub(crate) ids: Vec<String>,
}

/// A text of a selector: `*` stands for anything, the rest for itself.
struct Pattern<'p> {
    first: &'p str,
    /// What is between stars.
    middle: Vec<memmem::Finder<'p>>,
    /// What is behind the last star; `None` where there is none.
    last: Option<&'p str>,
}

impl Table {
    /// For each activity of a flow whether it fits. Types are compared as what their aliases stand for.
    pub(crate) fn select(&self, flow: &Flow<'_>) -> Vec<bool> {
        let canonical = |name| ActivityType::by_name(name).map_or(name, |of| of.name);
        let types = Pattern::all(self.types.iter().map(|name| canonical(name)));
        let [names, ids] = [&self.names, &self.ids].map(|texts| Pattern::all(texts.iter().map(String::as_str)));
        // A flow has many activities of few types.
        let mut known_types: Vec<(&ActivityType, bool)> = Vec::new();
        let mut type_fits = |activity: Activity<'_>| {
            let Some(known) = activity.known_type() else { return any_fits(&types, activity.type_name().as_deref()) };
            if let Some((_, fits)) = known_types.iter().find(|(other, _)| ptr::eq(*other, known)) {
                return *fits;
            }
            let fits = any_fits(&types, Some(known.name));
            known_types.push((known, fits));
            fits
        };
        let fits = |activity: Activity<'_>| {
            (types.is_empty() || type_fits(activity))
                && (names.is_empty() || any_fits(&names, activity.name().as_deref()))
                && (ids.is_empty() || any_fits(&ids, activity.id().as_deref()))
        };
        flow.activities().map(fits).collect()
    }

    /// Whether a flow fits that is known by these.
    pub(crate) fn fits_flow(&self, flow_type: Option<&str>, name: Option<&str>, id: Option<&str>) -> bool {
        let says = |patterns: &[String], text: Option<&str>| {
            patterns.is_empty() || any_fits(&Pattern::all(patterns.iter().map(String::as_str)), text)
        };
        says(&self.types, flow_type) && says(&self.names, name) && says(&self.ids, id)
    }
}

impl<'p> Pattern<'p> {
    fn all(texts: impl Iterator<Item = &'p str>) -> Vec<Self> {
        texts.map(Pattern::new).collect()
    }

    fn new(text: &'p str) -> Self {
        let mut parts = text.split('*');
        let first = parts.next().unwrap_or_default();
        let last = parts.next_back();
        Pattern { first, middle: parts.map(memmem::Finder::new).collect(), last }
    }

    /// Whether it fits a text. Linear in both.
    fn fits(&self, text: &str) -> bool {
        let Some(last) = self.last else { return self.first == text };
        let rest = text.strip_prefix(self.first).and_then(|rest| rest.strip_suffix(last));
        let Some(mut rest) = rest else { return false };
        // The leftmost place for each part leaves the most for the others.
        self.middle.iter().all(|part| {
            let found = part.find(rest.as_bytes());
            found.inspect(|at| rest = &rest[at + part.needle().len()..]).is_some()
        })
    }
}

/// What is absent fits nothing.
fn any_fits(patterns: &[Pattern<'_>], text: Option<&str>) -> bool {
    text.is_some_and(|text| patterns.iter().any(|pattern| pattern.fits(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything_and_the_rest_for_itself() {
        let fitting =
            [("录音提示*", "录音提示1"), ("*", ""), ("*", "x"), ("a*b*c", "a-b-b-c"), ("**", "x"), ("a", "a")];
        for (pattern, text) in fitting {
            assert!(Pattern::new(pattern).fits(text), "{pattern} {text}");
        }
        for (pattern, text) in [("a", "ab"), ("a*a", "a"), ("*b*", "ac"), ("a*b*c", "a-c-b"), ("A", "a"), ("", "x")] {
            assert!(!Pattern::new(pattern).fits(text), "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_cost_little() {
        let pattern = "*a".repeat(50_000) + "*b*";
        assert!(!Pattern::new(&pattern).fits(&"a".repeat(100_000)));
    }
}
