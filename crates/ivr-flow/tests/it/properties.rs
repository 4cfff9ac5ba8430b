//! What holds for every input: nothing panics, places are right, and the rules on the graph agree with a naive
//! reading of the documentation.

use std::collections::BTreeSet;

use ivr_flow::{FileReport, Finding, Report};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::cases;
use crate::common::hold::{agrees, agrees_with_the_reference, check, is_on_key};
use crate::common::reference::{COVERED, findings};
use crate::common::reported::REPORTED;
use crate::common::tree::{Blanks, Escapes, Style, Tree, Wrap, written};
use crate::common::words::{EVENTS, IDS, NAMES, PIECES, TEXTS, TYPES};
use crate::common::{lint, path_of, unescaped};

// ---------------------------------------------------------------------------------------------------------------
// What inputs look like

fn text(of: &'static [&'static str]) -> impl Strategy<Value = Tree> {
    select(of).prop_map(Tree::text)
}

fn number() -> impl Strategy<Value = Tree> {
    select(&["0", "-0", "5", "485.5", "1e999", "-1.5E-9", "123456789012345678901234567890"][..])
        .prop_map(|number| Tree::Number(number.to_owned()))
}

/// Something of another type than it should be.
fn odd() -> impl Strategy<Value = Tree> {
    prop_oneof![
        Just(Tree::Null),
        number(),
        Just(Tree::Bool(false)),
        Just(Tree::text("")),
        Just(Tree::Array(vec![Tree::object([("a", Tree::Null), ("a", Tree::Null)])])),
        Just(Tree::object([("id", Tree::text("a"))])),
    ]
}

fn value() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![text(IDS), text(TEXTS), number(), Just(Tree::Null), Just(Tree::Bool(true))];
    leaf.prop_recursive(3, 10, 3, |inner| {
        let key = select(&["say", "x", "a/b~c", "流", "type", "id", ""][..]);
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Tree::Array),
            vec((key.prop_map(str::to_owned), inner), 0..3).prop_map(Tree::Object),
        ]
    })
}

/// A member that is there, or rarely not.
fn member(
    key: &'static str,
    value: impl Strategy<Value = Tree>,
    rarely: u32,
) -> impl Strategy<Value = Option<(String, Tree)>> {
    prop_oneof![
        12 => value.prop_map(move |value| Some((key.to_owned(), value))),
        rarely => Just(None),
        rarely => odd().prop_map(move |value| Some((key.to_owned(), value))),
    ]
}

/// An object of members in any order, once in a while with a key twice.
fn object(members: impl Strategy<Value = Vec<Option<(String, Tree)>>>, messy: bool) -> impl Strategy<Value = Tree> {
    let key = select(&["id", "name", "events", "next", "event", "edgeId", "properties", "x"][..]);
    let more = prop_oneof![9 => Just(None), 1 => (key.prop_map(str::to_owned), odd()).prop_map(Some)];
    (members, more)
        .prop_map(move |(members, more)| {
            let mut members: Vec<_> = members.into_iter().flatten().collect();
            members.extend(more.filter(|_| messy));
            members
        })
        .prop_shuffle()
        .prop_map(Tree::Object)
}

/// A flow's definition. `messy` ones have everything in them that can be wrong.
pub(crate) fn definition(messy: bool) -> impl Strategy<Value = Tree> {
    let rarely = u32::from(messy);
    let next =
        prop_oneof![6 => text(IDS), 1 => Just(Tree::text("gone")), 1 => Just(Tree::Null), 1 => Just(Tree::text(""))];
    let exit = (
        member("event", text(EVENTS), rarely),
        member("next", next, 1),
        member("edgeId", select(&["e1", "e2", "e3", "e4", "边"][..]).prop_map(Tree::text), 4),
    );
    let exit = object(exit.prop_map(|(event, next, edge_id)| vec![event, next, edge_id]), messy);
    let exit = prop_oneof![15 => exit, rarely => odd()];
    let events = vec(exit, 0..4).prop_map(Tree::Array);
    let property = (select(&["say", "position", "target", "x/y"][..]).prop_map(str::to_owned), value());
    let properties = vec(property, 0..3).prop_map(Tree::Object);
    let activity = (
        member("type", text(TYPES), rarely),
        member("id", text(IDS), rarely),
        member("name", prop_oneof![text(IDS), text(TEXTS)], rarely),
        member("properties", properties, rarely),
        member("events", events, rarely),
    );
    let activity = activity.prop_map(|(kind, id, name, properties, events)| vec![kind, id, name, properties, events]);
    let activity = prop_oneof![15 => object(activity, messy), rarely => odd()];
    let first = prop_oneof![4 => Just(true), 1 => Just(false)];
    (vec(activity, 0..12), first, 0..8u8).prop_map(move |(mut activities, begins, more)| {
        if begins {
            activities.insert(
                0,
                Tree::object([
                    ("type", Tree::text("INCOMING_CALL")),
                    ("id", Tree::text("start")),
                    (
                        "events",
                        Tree::Array(vec![Tree::object([("event", Tree::text("complete")), ("next", Tree::text("a"))])]),
                    ),
                ]),
            );
        }
        let mut members = vec![("activities".to_owned(), Tree::Array(activities))];
        if messy && more & 1 == 1 {
            members.insert(0, ("description".to_owned(), Tree::object([("流", Tree::Null), ("流", Tree::Null)])));
        }
        if messy && more & 6 == 6 {
            members.insert(0, ("activities".to_owned(), Tree::Null));
            members.push(("description".to_owned(), Tree::text("")));
        }
        Tree::Object(members)
    })
}

/// A type and a name, exits by their target and event, the activities that the properties mention, and what is said.
type Drawn = ((&'static str, &'static str), Vec<(usize, &'static str)>, Vec<usize>, Vec<&'static str>);

/// A flow of up to twelve activities that differ in nothing but their types and in where they lead.
pub(crate) fn graph(types: &'static [&'static str], forward: bool) -> impl Strategy<Value = Tree> {
    const MOST: usize = 12;
    let activity = (
        (select(types), select(NAMES)),
        vec((0..MOST, select(EVENTS)), 0..4),
        vec(0..MOST, 0..2),
        vec(select(PIECES), 0..4),
    );
    vec(activity, 1..MOST).prop_map(move |activities| {
        let count = activities.len();
        let target = |from: usize, to: usize| {
            let to = if forward { from + 1 + to % 4 } else { to % count };
            (to < count).then(|| format!("n{to}"))
        };
        let tree = |(from, ((kind, name), exits, mentions, said)): (usize, Drawn)| {
            let exit = |(to, event): (usize, &str)| {
                let next = target(from, to).map_or(Tree::Null, Tree::String);
                Tree::object([("event", Tree::text(event)), ("next", next)])
            };
            let mentions = mentions.into_iter().filter_map(|to| target(from, to)).map(Tree::String).collect();
            Tree::object([
                ("type", Tree::text(kind)),
                ("id", Tree::String(format!("n{from}"))),
                ("name", Tree::text(name)),
                (
                    "properties",
                    Tree::object([("targets", Tree::Array(mentions)), ("say", Tree::String(said.concat()))]),
                ),
                ("events", Tree::Array(exits.into_iter().map(exit).collect())),
            ])
        };
        Tree::object([("activities", Tree::Array(activities.into_iter().enumerate().map(tree).collect()))])
    })
}

/// Few types of each kind, so that all kinds meet.
pub(crate) const KINDS: &[&str] =
    &["INCOMING_CALL", "PLAY_SAY", "SPLIT", "SMS", "GATHER_INPUT", "TRANSFER_TO_AGENT", "HANGUP", "NEW"];
/// Ways to end without a word.
const FAILING: &[&str] = &[
    "INCOMING_CALL",
    "RUN_FUNCTION",
    "TRANSFER_TO_AGENT",
    "SET_VARIABLES",
    "HANGUP_REASON",
    "HANGUP",
    "SUB_END",
    "BRANCH",
];
/// Hardly a way out.
const LOOPING: &[&str] = &["INCOMING_CALL", "PLAY_SAY", "SPLIT", "SMS", "HTTP_REQUEST", "GATHER_INPUT", "ASR"];

pub(crate) fn style() -> impl Strategy<Value = Style> {
    let blanks = select(&[Blanks::None, Blanks::Indented, Blanks::Random][..]);
    let escapes = select(&[Escapes::Needed, Escapes::NonAscii, Escapes::Random][..]);
    (blanks, escapes, any::<bool>(), any::<u64>()).prop_map(|(blanks, escapes, byte_order_mark, seed)| Style {
        blanks,
        escapes,
        byte_order_mark,
        seed,
    })
}

pub(crate) fn wrap() -> impl Strategy<Value = Wrap> {
    select(&Wrap::ALL[..])
}

/// JSON of any shape out of the words that flows are recognised by; its strings may be JSON again.
pub(crate) fn document() -> impl Strategy<Value = Tree> {
    let key = select(
        &[
            "activities",
            "Definition",
            "FlowPackageData",
            "body",
            "Data",
            "List",
            "Canvas",
            "Content",
            "ContactFlows",
            "Versions",
            "TotalCount",
            "ContactFlowId",
            "Name",
            "Type",
            "InstanceId",
            "Published",
            "NumberList",
            "UpdatedTime",
            "Code",
            "Message",
            "id",
            "type",
            "events",
            "next",
            "properties",
        ][..],
    );
    let leaf = prop_oneof![3 => value(), 1 => definition(true), 1 => definition(false)];
    leaf.prop_recursive(5, 24, 4, move |inner| {
        let member = (key.clone().prop_map(str::to_owned), inner.clone());
        prop_oneof![
            1 => vec(inner.clone(), 0..3).prop_map(Tree::Array),
            4 => vec(member, 0..4).prop_map(Tree::Object),
            2 => (inner, style()).prop_map(|(tree, style)| Tree::String(written(&tree, Wrap::Bare, style).text)),
        ]
    })
}

/// A change of some bytes: where, how many go, and what comes.
pub(crate) fn change() -> impl Strategy<Value = (usize, usize, Vec<u8>)> {
    let pieces: &[&[u8]] = &[
        b"",
        b"\"",
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"null",
        b"\\ud800",
        b"\n",
        b"\0",
        "流".as_bytes(),
        b"\xff",
        b"{}",
        b"\"id\":",
    ];
    (any::<usize>(), prop_oneof![3 => 0..4usize, 1 => 0..400usize], select(pieces.to_vec()).prop_map(<[u8]>::to_vec))
}

pub(crate) fn changed(bytes: &mut Vec<u8>, (at, removed, put): (usize, usize, Vec<u8>)) {
    let start = at % (bytes.len() + 1);
    let end = (start + removed).min(bytes.len());
    bytes.splice(start..end, put);
}

// ---------------------------------------------------------------------------------------------------------------
// What holds for every report

/// A finding without its place in the file.
fn about(file: &FileReport, finding: &Finding) -> String {
    format!(
        "{} {:?} {:?} {} {} {:?} {:?} {:?}",
        finding.rule,
        finding.activity,
        finding.exit,
        finding.pointer,
        finding.message.zh,
        finding.help,
        finding.activities,
        path_of(file, finding),
    )
}

fn all_about(report: &Report) -> Vec<String> {
    let mut all: Vec<_> = report.findings().map(|(file, finding)| about(file, finding)).collect();
    all.sort();
    all
}

#[test]
fn no_file_of_two_bytes_does_harm() {
    const BYTES: [u8; 14] = [0, 1, b'\n', b' ', b'"', b'0', b'[', b'{', 0x80, 0xbb, 0xbf, 0xc3, 0xef, 0xff];
    check(&[]);
    for first in 0..=u8::MAX {
        check(&[first]);
        for second in BYTES.into_iter().chain([0xfe]) {
            check(&[first, second]);
        }
    }
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn arbitrary_bytes_do_no_harm(bytes in vec(any::<u8>(), 0..200)) {
        check(&bytes);
    }

    #[test]
    fn arbitrary_text_does_no_harm(text in "\\PC*|[\\[\\]{}\",:\\\\0-9a-z\u{feff}流 \n]*") {
        check(text.as_bytes());
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn arbitrary_json_does_no_harm(tree in document(), wrap in wrap(), style in style()) {
        check(written(&tree, wrap, style).text.as_bytes());
    }

    #[test]
    fn graphs_do_no_harm(tree in prop_oneof![graph(KINDS, false), graph(FAILING, false), graph(LOOPING, false)]) {
        check(written(&tree, Wrap::Bare, Style::PLAIN).text.as_bytes());
    }

    #[test]
    fn flows_with_bytes_changed_do_no_harm(
        tree in definition(true),
        wrap in wrap(),
        style in style(),
        changes in vec(change(), 1..4),
    ) {
        let mut bytes = written(&tree, wrap, style).text.into_bytes();
        for change in changes {
            changed(&mut bytes, change);
        }
        check(&bytes);
    }

    #[test]
    fn flows_with_everything_wrong_agree_with_the_reference(tree in definition(true), wrap in wrap(), style in style()) {
        agrees_with_the_reference(&tree, wrap, style);
    }

    #[test]
    fn flows_agree_with_the_reference(tree in definition(false), wrap in wrap(), style in style()) {
        agrees_with_the_reference(&tree, wrap, style);
    }

    #[test]
    fn the_bytes_of_a_span_say_what_the_pointer_leads_to(
        tree in definition(true),
        wrap in select(&[Wrap::Bare, Wrap::Text, Wrap::TextTwice, Wrap::Page, Wrap::Package][..]),
        style in style(),
    ) {
        let file = written(&tree, wrap, style);
        let plain = written(&tree, Wrap::Bare, Style { byte_order_mark: false, ..style });
        let report = lint("a.json", file.text.as_bytes());
        let covered = report.findings().map(|(_, finding)| finding).filter(|finding| COVERED.contains(&&*finding.rule));
        for finding in covered.filter(|finding| finding.reference.is_none()) {
            let there = &plain.places[&finding.pointer];
            let on_key = is_on_key(&file, finding);
            let token = if on_key { there.key.clone().expect("a key") } else { there.value.clone() };
            prop_assert_eq!(&finding.definition, file.definition);
            prop_assert_eq!(unescaped(&file.text.as_bytes()[finding.span.range()], file.layers), &plain.text[token]);
        }
    }

    #[test]
    fn the_order_of_activities_changes_only_who_is_first(tree in graph(KINDS, false), order in any::<u64>()) {
        // A second entry is about order.
        let mut activities = tree.get("activities").expect("activities").items().to_vec();
        let mut entries = 0;
        activities.retain(|activity| {
            entries += usize::from(activity.get("type") == Some(&Tree::text("INCOMING_CALL")));
            activity.get("type") != Some(&Tree::text("INCOMING_CALL")) || entries == 1
        });
        let whole = |activities: Vec<Tree>| Tree::object([("activities", Tree::Array(activities))]);
        let before = whole(activities.clone());
        let mut random = order | 1;
        for left in (1..activities.len()).rev() {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            activities.swap(left, (random >> 33) as usize % (left + 1));
        }
        prop_assert_eq!(unordered(&before), unordered(&whole(activities)));
    }

    #[test]
    fn a_flow_whose_edges_only_go_forward_has_no_loop(tree in graph(KINDS, true)) {
        let report = lint("a.json", written(&tree, Wrap::Bare, Style::PLAIN).text.as_bytes());
        let is_loop = |rule: &str| matches!(rule, "endless-loop" | "silent-loop");
        prop_assert!(!report.findings().any(|(_, finding)| is_loop(&finding.rule)));
    }
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn what_a_definition_is_inside_of_changes_nothing_but_places(
        tree in definition(true),
        one in style(),
        other in style(),
    ) {
        let bare = all_about(&lint("a.json", written(&tree, Wrap::Bare, one).text.as_bytes()));
        for wrap in Wrap::ALL {
            let file = written(&tree, wrap, other);
            let report = lint("a.json", file.text.as_bytes());
            prop_assert_eq!(&all_about(&report), &bare, "{:?}", wrap);
            prop_assert!(report.findings().all(|(_, finding)| finding.definition == file.definition));
        }
    }
}

proptest! {
    #![proptest_config(cases(1200))]

    #[test]
    fn graphs_agree_with_the_reference(tree in graph(KINDS, false)) {
        agrees(&tree, &written(&tree, Wrap::Bare, Style::PLAIN));
    }

    #[test]
    fn graphs_full_of_failures_agree_with_the_reference(tree in graph(FAILING, false)) {
        agrees(&tree, &written(&tree, Wrap::Bare, Style::PLAIN));
    }

    #[test]
    fn graphs_full_of_loops_agree_with_the_reference(tree in graph(LOOPING, false)) {
        agrees(&tree, &written(&tree, Wrap::Bare, Style::PLAIN));
    }
}

#[test]
fn the_flows_that_are_made_up_fire_every_rule_that_is_compared() {
    let mut runner = TestRunner::deterministic();
    let mut fired = BTreeSet::new();
    for messy in [false, true] {
        let flows = definition(messy);
        for _ in 0..200 {
            let tree = flows.new_tree(&mut runner).expect("a flow").current();
            fired.extend(findings(&tree).into_iter().map(|finding| finding.rule));
        }
    }
    for types in [KINDS, LOOPING, FAILING] {
        let flows = graph(types, false);
        for _ in 0..200 {
            let tree = flows.new_tree(&mut runner).expect("a flow").current();
            fired.extend(findings(&tree).into_iter().map(|finding| finding.rule));
        }
    }
    // What callers report needs flows of its own.
    let silent: Vec<_> = COVERED.iter().filter(|rule| !REPORTED.contains(*rule) && !fired.contains(*rule)).collect();
    assert!(silent.is_empty(), "{silent:?} are compared with nothing");
}

/// Findings as far as they do not depend on the order of the activities.
fn unordered(tree: &Tree) -> BTreeSet<String> {
    let report = lint("a.json", written(tree, Wrap::Bare, Style::PLAIN).text.as_bytes());
    // Of activities that are alike these name all but the first.
    let about_order = |rule: &str| rule.starts_with("duplicate-") || rule == "unknown-activity-type";
    report
        .findings()
        .filter(|(_, finding)| COVERED.contains(&&*finding.rule) && !about_order(&finding.rule))
        .map(|(file, finding)| {
            let mut activities = finding.activities.clone();
            activities.sort();
            // The path is as short, whichever way it takes.
            let length = match activities.as_slice() {
                [_] => path_of(file, finding).map(|path| path.len()),
                _ => None,
            };
            format!("{} {activities:?} {:?} {:?} {length:?}", finding.rule, finding.exit, finding.reference)
        })
        .collect()
}
