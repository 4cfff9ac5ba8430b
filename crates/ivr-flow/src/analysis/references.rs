//! References to variables, `${module.parameter}`, in the texts of an activity's properties.
//!
//! The module is the *name* of an activity, as the manual of product version 2.x has it; names may have dots in them.

use std::borrow::Cow;
use std::ops::Range;

use crate::json::{Kind, Value, is_blank};
use crate::model::Flow;
use crate::text::{mask_secrets, shorten};
use crate::{HashMap, HashSet};

/// One `${module.parameter}` in the properties of an activity, or what was meant as one.
///
/// ```
/// use ivr_flow::{Flow, Settings};
///
/// let text = br#"{"activities": [{"type": "GATHER_INPUT", "id": "a", "name": "Digits"},
///     {"type": "PLAY_SAY", "id": "b", "properties": {"text": "You said ${Digits.input}"}}]}"#;
/// let flow = Flow::parse(text, &Settings::default())?;
/// let references = flow.references();
/// assert_eq!((references[0].target(), references[0].parameter()), (Some(0), Some("input")));
/// let (place, _) = flow.places_of(&references).remove(0);
/// assert_eq!(&text[flow.source_map().to_file(place)], b"${Digits.input}");
/// # Ok::<(), ivr_flow::ReadError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The activity in whose properties it stands.
    pub(crate) activity: usize,
    /// The string in which it stands.
    pub(crate) node: u32,
    /// Where in what the string says.
    pub(crate) range: Range<usize>,
    /// The reference as it is written.
    pub(crate) text: String,
    pub(crate) kind: ReferenceKind,
}

/// What a reference refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ReferenceKind {
    Malformed,
    /// A parameter of the flow, or something of the platform's own: nothing is known of it.
    Elsewhere,
    /// What a module gives.
    Module(Module),
}

/// A module that a reference names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Module {
    /// How many bytes of the text between the braces are its name.
    length: usize,
    /// How many activities have that name. It is found out once: in a large flow no two questions are near each other.
    pub(crate) count: usize,
    /// The first of them, where there are any.
    first: usize,
}

impl Module {
    /// The one activity of this name; `None` where there are none or several.
    pub(crate) fn only(self) -> Option<usize> {
        (self.count == 1).then_some(self.first)
    }
}

impl Reference {
    /// The index of the activity in whose properties it stands.
    pub fn activity(&self) -> usize {
        self.activity
    }

    /// The reference as it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The index of the activity whose name it says; `None` where none or several have it.
    pub fn target(&self) -> Option<usize> {
        self.module()?.only()
    }

    /// The module that it refers to.
    pub(crate) fn module(&self) -> Option<Module> {
        match self.kind {
            ReferenceKind::Module(module) => Some(module),
            _ => None,
        }
    }

    /// The name of the module that it refers to.
    pub fn module_name(&self) -> Option<&str> {
        self.text.get(2..2 + self.module()?.length)
    }

    /// What it refers to of that module.
    pub fn parameter(&self) -> Option<&str> {
        // Between the name and the closing brace, behind a dot.
        self.text.get(2 + self.module()?.length + 1..self.text.len() - 1)
    }

    /// What a message calls the module: as its activity is named, which in a large flow is far away.
    pub(crate) fn shown_module(&self) -> String {
        // The dot behind the name may be in the middle of a secret.
        match mask_secrets(&self.text) {
            Cow::Borrowed(_) => shorten(self.module_name().unwrap_or_default()),
            Cow::Owned(masked) => shorten(masked.trim_start_matches("${").trim_end_matches('}')),
        }
    }
}

impl Flow<'_> {
    /// All references to variables in the properties of its activities, in the order of the text.
    pub fn references(&self) -> Vec<Reference> {
        let mut all = Vec::new();
        // Most flows have none; and the full-width sign is so rare that not each string is searched for it.
        let has_full_width = self.may_say(has_full_width_sign);
        if !has_full_width && !self.may_say(has_sign) {
            return all;
        }
        let may_have_one = |raw: &str| {
            memchr::memchr2(b'$', b'\\', raw.as_bytes()).is_some() || has_full_width && has_full_width_sign(raw)
        };
        let mut names = None;
        for activity in self.activities() {
            let values = activity.properties().into_iter().flat_map(Value::descendants);
            for value in values.filter(|value| value.kind() == Kind::String && may_have_one(value.between_quotes())) {
                let text = value.string().unwrap_or_default();
                let taken: Vec<_> = scan(&text).collect();
                let spaced = spaced(&text, &taken);
                for found in taken.into_iter().chain(spaced) {
                    let names = names.get_or_insert_with(|| Names::of(self));
                    let kind = found.inner.map_or(ReferenceKind::Malformed, |inner| names.kind_of(inner));
                    let (range, text) = (found.range.clone(), text[found.range].to_owned());
                    all.push(Reference { activity: activity.index(), node: value.node(), range, text, kind });
                }
            }
        }
        all
    }

    /// Where some of its references stand in its text, each with the name of the module in it, if it says one.
    pub fn places_of(&self, references: &[Reference]) -> Vec<(Range<usize>, Option<Range<usize>>)> {
        // The references in one string stand one after another.
        let mut escapes = None;
        let place = |reference: &Reference| {
            let value = self.tree().value(reference.node);
            if escapes.as_ref().is_none_or(|(known, _)| *known != reference.node) {
                escapes = Some((reference.node, value.escapes()));
            }
            let range = |said: Range<usize>| {
                escapes.as_ref().map(|(_, escapes)| value.raw_range_with(escapes, said)).unwrap_or_default()
            };
            let start = reference.range.start + 2;
            let module = reference.module().map(|module| range(start..start + module.length));
            (range(reference.range.clone()), module)
        };
        references.iter().map(place).collect()
    }
}

/// Leaves aside references that their activity has had before: each text is reported once an activity.
pub(crate) fn once_an_activity<'r>(
    references: impl Iterator<Item = &'r Reference>,
) -> impl Iterator<Item = &'r Reference> {
    let mut seen = HashSet::default();
    references.filter(move |reference| seen.insert((reference.activity, reference.text.as_str())))
}

/// How many characters (Unicode code points) of a text are spoken for certain: what well-formed references stand for
/// is known only during the call.
pub(crate) fn spoken_length(text: &str) -> usize {
    let references: usize =
        scan(text).filter(|found| found.inner.is_some()).map(|found| text[found.range].chars().count()).sum();
    text.chars().count() - references
}

/// The names of a flow's activities.
pub(crate) struct Names<'f> {
    /// The first activity of each name that is not blank, and how many have it.
    activities: HashMap<Cow<'f, str>, (usize, usize)>,
    /// How long they are, the longest first: only beginnings of these lengths can be names, so that a text full of dots
    /// takes no quadratic time.
    lengths: Vec<usize>,
}

impl<'f> Names<'f> {
    pub(crate) fn of(flow: &'f Flow<'_>) -> Self {
        Names::new(flow.activities().filter_map(|activity| Some((activity.given_name()?, activity.index()))))
    }

    /// These names, each with the index of its activity, in the order of the text.
    pub(super) fn new(names: impl Iterator<Item = (Cow<'f, str>, usize)>) -> Self {
        let mut activities = HashMap::default();
        for (name, index) in names {
            activities.entry(name).or_insert((index, 0)).1 += 1;
        }
        let mut lengths: Vec<usize> = activities.keys().map(|name| name.len()).collect();
        lengths.sort_unstable_by(|a, b| b.cmp(a));
        lengths.dedup();
        Names { activities, lengths }
    }

    /// What a reference refers to, given by what stands between its braces.
    pub(crate) fn kind_of(&self, inner: &str) -> ReferenceKind {
        let Some(first_dot) = inner.find('.') else { return ReferenceKind::Elsewhere };
        let named = |&length: &usize| {
            let may_be_name = inner.as_bytes().get(length) == Some(&b'.') && &inner[..length] != "sys";
            let &(first, count) = if may_be_name { self.activities.get(&inner[..length])? } else { return None };
            Some(Module { length, count, first })
        };
        match self.lengths.iter().find_map(named) {
            Some(module) => ReferenceKind::Module(module),
            None if &inner[..first_dot] == "sys" => ReferenceKind::Elsewhere,
            None => ReferenceKind::Module(Module { length: first_dot, count: 0, first: 0 }),
        }
    }
}

fn has_sign(text: &str) -> bool {
    memchr::memchr(b'$', text.as_bytes()).is_some()
}

fn has_full_width_sign(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), "＄".as_bytes()).is_some()
}

/// A `${…}`, or what was meant as one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found<'a> {
    pub(crate) range: Range<usize>,
    /// What stands between the braces; `None` where it is malformed.
    pub(crate) inner: Option<&'a str>,
}

/// Finds every reference in a text. A reference ends at the next closing brace; if another opens first it is malformed,
/// and so is one whose parts other signs than a dot divide.
pub(crate) fn scan(text: &str) -> impl Iterator<Item = Found<'_>> {
    // Most texts have none.
    let mut next = if has_sign(text) || has_full_width_sign(text) { opening(text, 0) } else { None };
    std::iter::from_fn(move || {
        while let Some(open) = next.take() {
            let ascii_open = &text[open.clone()] == "${";
            let following = opening(text, open.end);
            let limit = following.as_ref().map_or(text.len(), |following| following.start);
            let inside = &text[open.end..limit];
            // A full-width brace closes something only where something stands before it.
            let closes = |&(at, char): &(usize, char)| match char {
                '}' => true,
                '｝' => !is_blank(&inside[..at]),
                _ => false,
            };
            let close = inside.char_indices().find(closes);
            next = following;
            let Some((at, brace)) = close else {
                if ascii_open {
                    return Some(Found { range: open.start..limit, inner: None });
                }
                continue;
            };
            let inner = &inside[..at];
            let range = open.start..open.end + at + brace.len_utf8();
            let is_ascii = ascii_open && brace == '}';
            match (is_ascii, is_blank(inner)) {
                (true, false) => return Some(Found { range, inner: Some(inner).filter(|inner| !lacks_dot(inner)) }),
                (true, true) | (false, false) => return Some(Found { range, inner: None }),
                (false, true) => {}
            }
        }
        None
    })
}

/// What else stands where the dot of a reference should: what a Chinese keyboard writes for it, or a comma.
pub(crate) const NO_DOTS: [char; 5] = ['。', '．', '，', '、', ','];

fn lacks_dot(inner: &str) -> bool {
    !inner.contains('.') && inner.contains(NO_DOTS)
}

/// Finds what was meant as a reference but has blanks behind its `$`, outside of what [`scan`] has found: `$ {a.b}`.
fn spaced<'t>(text: &'t str, taken: &[Found<'_>]) -> Vec<Found<'t>> {
    let mut found = Vec::new();
    for start in memchr::memchr_iter(b'$', text.as_bytes()) {
        let behind = &text[start + 1..];
        let Some(inside) = behind.trim_start().strip_prefix('{').filter(|_| behind.starts_with(char::is_whitespace))
        else {
            continue;
        };
        let Some(end) = inside.find(['{', '}', '$', '＄']).filter(|&end| inside[end..].starts_with('}')) else {
            continue;
        };
        // A dot between two parts is neither the first nor the last that is written.
        let mut between = inside[..end].trim().chars();
        let has_parts = (between.next(), between.next_back()).1.is_some() && between.as_str().contains('.');
        let range = start..text.len() - inside.len() + end + 1;
        let next = taken.partition_point(|taken| taken.range.end <= range.start);
        if has_parts && taken.get(next).is_none_or(|taken| taken.range.start >= range.end) {
            found.push(Found { range, inner: None });
        }
    }
    found
}

/// The next `${`, be one of its signs or both full-width.
fn opening(text: &str, from: usize) -> Option<Range<usize>> {
    let mut start = from;
    loop {
        let brace = start + text[start..].find(['{', '｛'])?;
        let end = brace + text[brace..].chars().next().map_or(1, char::len_utf8);
        let before = &text[from..brace];
        if let Some(sign) = before.chars().next_back().filter(|sign| matches!(sign, '$' | '＄')) {
            return Some(brace - sign.len_utf8()..end);
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, Option<&str>)> {
        scan(text).map(|found| (&text[found.range], found.inner)).collect()
    }

    #[test]
    fn references_are_found_as_they_are_written() {
        assert_eq!(
            found("您好${开始.caller}，${a.b}"),
            [("${开始.caller}", Some("开始.caller")), ("${a.b}", Some("a.b"))]
        );
        assert_eq!(found("{{a}} $ {b} ¥{c}"), []);
    }

    #[test]
    fn what_does_not_end_is_malformed_up_to_the_next_opening() {
        assert_eq!(found("${a.b ${c.d}"), [("${a.b ", None), ("${c.d}", Some("c.d"))]);
        assert_eq!(found("x ${a.b"), [("${a.b", None)]);
        assert_eq!(found("${} ${ }"), [("${}", None), ("${ }", None)]);
    }

    #[test]
    fn signs_in_place_of_the_dot_are_malformed() {
        for text in ["${a。b}", "${a．b}", "${a，b}", "${a、b}", "${a,b}"] {
            assert_eq!(found(text), [(text, None)]);
        }
        assert_eq!(found("${a，b.c}"), [("${a，b.c}", Some("a，b.c"))]);
        assert_eq!(found("${a:b}"), [("${a:b}", Some("a:b"))]);
    }

    #[test]
    fn blanks_behind_the_sign_are_malformed_around_two_parts() {
        let spaced = |text: &str| -> Vec<String> {
            let taken: Vec<_> = scan(text).collect();
            spaced(text, &taken).into_iter().map(|found| text[found.range].to_owned()).collect()
        };
        assert_eq!(
            spaced("按 $ {开始.caller}，$\u{3000}{a.b} 和 $ $ {c..d}"),
            ["$ {开始.caller}", "$\u{3000}{a.b}", "$ {c..d}"]
        );
        for text in [
            "${a.b}",
            "$ {a}",
            "$ {.a}",
            "$ {a. }",
            "$ {{a.b}}",
            "$ {a.b",
            "$ {a$.b}",
            "$ a {b.c}",
            "{a.b} $ ",
            "＄ {a.b}",
        ] {
            assert_eq!(spaced(text), Vec::<String>::new(), "{text}");
        }
        // What stands in another reference is part of that.
        assert_eq!(spaced("${x $ {a.b}"), Vec::<String>::new());
    }

    #[test]
    fn full_width_signs_are_malformed_around_something() {
        assert_eq!(found("$｛a.b｝"), [("$｛a.b｝", None)]);
        assert_eq!(found("＄{a.b}"), [("＄{a.b}", None)]);
        assert_eq!(found("${a.b｝ }"), [("${a.b｝", None)]);
        assert_eq!(found("＄｛ ｝ ＄{a"), []);
    }
}
