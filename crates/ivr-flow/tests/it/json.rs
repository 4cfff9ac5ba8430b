//! What is JSON: what serde_json takes for it, half surrogates and numbers of any size included, and nothing else.

use ivr_flow::{Document, Kind, ReadError, Value};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::value::RawValue;

use crate::cases;
use crate::common::tree::{Wrap, written};
use crate::properties::{change, changed, document, style};

/// Compares the documents of a text with those that serde_json finds, one after another.
fn is_read_as_by_serde_json(text: &str) {
    let ours: Vec<_> = Document::parse(text.as_bytes()).collect();
    let is_invalid = |error: &ReadError| error.rule == "invalid-json";
    // A byte-order mark is none of JSON's characters, but one stands before many a file.
    let json = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut theirs: Vec<_> = serde_json::Deserializer::from_str(json).into_iter::<&RawValue>().collect();
    // After an error there is nothing more to read, though it goes on after some.
    theirs.truncate(theirs.iter().position(Result::is_err).map_or(theirs.len(), |broken| broken + 1));
    if theirs.is_empty() {
        // An empty file is an error of its own.
        assert!(matches!(ours.as_slice(), [Err(error)] if is_invalid(error)), "{text:?}: {ours:?}");
        return;
    }
    assert_eq!(ours.len(), theirs.len(), "{text:?}: {ours:?} {theirs:?}");
    for (ours, theirs) in ours.iter().zip(theirs) {
        match (ours, theirs) {
            (Err(error), Err(_)) => assert!(is_invalid(error), "{text:?}: {error:?}"),
            (Ok(ours), Ok(theirs)) => {
                assert_eq!(ours.root().token(), theirs.get(), "{text:?}");
                // Half surrogates and numbers beyond all bounds it does not read.
                if let Ok(theirs) = serde_json::from_str::<serde_json::Value>(theirs.get()) {
                    is_same(ours.root(), &theirs);
                }
            }
            // What is JSON need not be a flow. What a string in it says need not even be JSON.
            (Err(error), Ok(_)) => {
                assert!(!is_invalid(error) || is_inside_a_string(text, error), "{text:?}: {error:?}")
            }
            (Ok(ours), Err(theirs)) => panic!("{text:?}: {:?} but {theirs}", ours.root().token()),
        }
    }
}

/// Whether an error points into a string of a text.
fn is_inside_a_string(text: &str, error: &ReadError) -> bool {
    let before = &text[..error.bytes.start];
    let quotes = before.match_indices('"');
    let is_escaped = |at: usize| before[..at].len() - before[..at].trim_end_matches('\\').len();
    quotes.filter(|&(at, _)| is_escaped(at).is_multiple_of(2)).count() % 2 == 1
}

/// Compares a value with what serde_json has read; of several members with one key the last counts.
fn is_same(ours: Value<'_>, theirs: &serde_json::Value) {
    use serde_json::Value as Theirs;
    match theirs {
        Theirs::Null => assert!(ours.is_null()),
        Theirs::Bool(value) => assert_eq!(ours.boolean(), Some(*value)),
        Theirs::Number(_) => assert_eq!(ours.kind(), Kind::Number),
        Theirs::String(text) => assert_eq!(ours.string().as_deref(), Some(text.as_str())),
        Theirs::Array(items) => {
            assert_eq!((ours.kind(), ours.children().count()), (Kind::Array, items.len()));
            ours.children().zip(items).for_each(|(ours, theirs)| is_same(ours, theirs));
        }
        Theirs::Object(members) => {
            assert_eq!(ours.kind(), Kind::Object);
            assert!(ours.children().all(|member| member.key().is_some_and(|key| members.contains_key(&*key))));
            members.iter().for_each(|(key, theirs)| is_same(ours.get(key).expect("a member"), theirs));
        }
    }
}

/// What texts are made of that are nearly JSON.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\"a\":",
    "\"a\"",
    "\"\"",
    "\\",
    "\\u",
    "\\\"",
    "\\n",
    "\\x",
    "\\ud800",
    "\\udc00",
    "\\uD83D\\uDE00",
    "d83d",
    "null",
    "nul",
    "true",
    "false",
    "t",
    "-",
    "+",
    "0",
    "01",
    "1",
    "-0",
    "1.5",
    "1.",
    ".5",
    "e",
    "E+",
    "1e5",
    "1e",
    "1e999",
    "12345678901234567890123",
    "NaN",
    " ",
    "\n",
    "\t",
    "\r",
    "\u{b}",
    "\0",
    "\u{1f}",
    "\u{7f}",
    "\u{a0}",
    "\u{feff}",
    "\u{2028}",
    "流",
    "😀",
    "é",
    "//",
    "'",
    "{}",
    "[]",
    "[1,",
    "{\"a\":1,",
];

/// What stands in strings, sound or not.
const IN_STRINGS: &[&str] = &[
    "a",
    "流",
    "😀",
    "\\\\",
    "\\\"",
    "\\/",
    "\\b",
    "\\f",
    "\\n",
    "\\r",
    "\\t",
    "\\u0000",
    "\\u0041",
    "\\uabCD",
    "\\ud800",
    "\\udbff",
    "\\udc00",
    "\\udfff",
    "\\ud83d\\ude00",
    "\\ud83d\\u0041",
    "\\u12",
    "\\uzzzz",
    "\\u+123",
    "\\v",
    "\\'",
    "\\",
    "\"",
    "\n",
    "\u{1f}",
    "\u{7f}",
    "\0",
    "\\U0041",
    "\\u００41",
];

proptest! {
    #![proptest_config(cases(4000))]

    #[test]
    fn texts_of_pieces_are_read_as_by_serde_json(pieces in vec(select(PIECES), 0..10)) {
        is_read_as_by_serde_json(&pieces.concat());
    }

    #[test]
    fn strings_are_read_as_by_serde_json(pieces in vec(select(IN_STRINGS), 0..6), around in 0..4_usize) {
        let [before, after] = [["\"", "\""], ["[\"", "\"]"], ["{\"", "\":1}"], ["{\"a\":\"", "\"}"]][around];
        is_read_as_by_serde_json(&format!("{before}{}{after}", pieces.concat()));
    }

    #[test]
    fn numbers_are_read_as_by_serde_json(number in "[-+]?[0-9]{0,3}([.][0-9]{0,2})?([eE][-+]?[0-9]{0,3})?[ ,\\]\"x-]?") {
        is_read_as_by_serde_json(&number);
        is_read_as_by_serde_json(&format!("[{number}]"));
    }
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn json_and_what_changes_make_of_it_is_read_as_by_serde_json(
        tree in document(),
        style in style(),
        changes in vec(change(), 0..3),
    ) {
        let mut bytes = written(&tree, Wrap::Bare, style).text.into_bytes();
        for change in changes {
            changed(&mut bytes, change);
        }
        is_read_as_by_serde_json(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn half_surrogates_are_json() {
    for (text, says) in [
        (r#"{"activities":[],"a":"\ud800"}"#, "\u{fffd}"),
        (r#"{"activities":[],"a":"\udc00"}"#, "\u{fffd}"),
        (r#"{"activities":[],"a":"\ud800x"}"#, "\u{fffd}x"),
        (r#"{"activities":[],"a":"\ud800\ud800"}"#, "\u{fffd}\u{fffd}"),
        (r#"{"activities":[],"a":"\ud800\udc00"}"#, "\u{10000}"),
    ] {
        is_read_as_by_serde_json(text);
        let document = Document::parse(text.as_bytes()).next().expect("a document").expect("JSON");
        let value = document.root().get("a").and_then(Value::string);
        assert_eq!(value.as_deref(), Some(says), "{text}");
    }
}

/// serde_json skips any depth without a limit, and reads less than this. Deeper JSON is refused.
#[test]
fn a_hundred_and_twenty_eight_levels_are_read() {
    for [open, close] in [["[", "]"], ["{\"a\":", "}"]] {
        let nested = |levels: usize| format!("{}{}{}", open.repeat(levels), "[]", close.repeat(levels));
        let error = |levels| Document::parse(nested(levels).as_bytes()).next().expect("a document").err();
        for levels in [1, 100, 126, 127] {
            is_read_as_by_serde_json(&nested(levels));
        }
        for levels in [128, 129, 1000] {
            let error = error(levels).expect("too deep");
            assert_eq!((error.rule, error.bytes.start), ("invalid-json", open.len() * 128), "{levels}");
        }
    }
}
