//! The rules on what callers report, on flows that are made up of what they look at, beside their naive twins.

use std::collections::BTreeSet;

use ivr_flow::{Settings, Severity};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::cases;
use crate::common::hold::{agrees_with_the_reference, covered};
use crate::common::reference::{COVERED, findings_told};
use crate::common::reported::{REPORTED, TOLD, Told};
use crate::common::tree::{Style, Tree, Wrap, written};
use crate::common::{expected_exits, lint, lint_with};
use crate::properties::style;

/// What texts are made of: keys of services, placeholders, characters that were destroyed, references.
const PIECES: &[&str] = &[
    "LTAI5tEXAMPLE1234",
    "AKIAIOSFODNN7EXAMPLE",
    "ghp_EXAMPLE0123456789",
    "Bearer ",
    "example.token-0123456789/abc",
    "eyJleGFtcGxlIjoi",
    ".",
    "-----BEGIN ",
    "RSA ",
    "PRIVATE KEY-----",
    "x",
    "1",
    " ",
    "{{name}}",
    "{name}",
    "{",
    "}",
    "$",
    "＄",
    "${函数.结果}",
    "${函数.errorCode}",
    "${收号.digits}",
    "Ã©",
    "å¥½",
    "â",
    "\u{fffd}",
    "烫烫",
    "烫",
    "您好",
];

/// What single values are, few, so that they are equal often.
const VALUES: &[&str] = &[
    "",
    " ",
    "tts",
    "file",
    "#",
    "您好",
    "kefu@ccc-test",
    "kefu@other",
    "${队列}",
    "13800000000",
    "１３８",
    "5",
    "12",
    "0.5",
];

const KEYS: &[&str] = &[
    "say",
    "say",
    "positionHintsSay",
    "audioType",
    "audioResourceId",
    "maxTries",
    "minLength",
    "maxLength",
    "terminator",
    "callee",
    "skillGroupId",
    "x",
];

const TYPES: &[&str] = &[
    "INCOMING_CALL",
    "PLAY_SAY",
    "PLAY_OR_SAY",
    "GATHER_INPUT",
    "ASR",
    "SPLIT",
    "BRANCH",
    "TRANSFER_TO_AGENT",
    "FORWARD_TO_OUTSIDE_NUMBER",
    "RUN_FUNCTION",
    "HTTP_REQUEST",
    "SET_VARIABLES",
    "HANGUP_REASON",
    "HANGUP",
    "NEW",
];

const EVENTS: &[&str] =
    &["complete", "success", "failure", "failure", "timeout", "overflow", "default", "branch-1", "收号失败", "nomatch"];

const NAMES: &[&str] = &["放音", "转人工", "乱\u{fffd}码"];

fn text() -> impl Strategy<Value = Tree> {
    prop_oneof![
        vec(select(PIECES), 0..4).prop_map(|pieces| Tree::String(pieces.concat())),
        select(VALUES).prop_map(Tree::text),
    ]
}

fn value() -> impl Strategy<Value = Tree> {
    let number = select(&["1", "3", "11", "10", "4.5"][..]).prop_map(|number| Tree::Number(number.to_owned()));
    let inner = || (select(KEYS), text()).prop_map(|(key, text)| Tree::object([(key, text)]));
    prop_oneof![
        8 => text(),
        3 => number,
        1 => Just(Tree::Null),
        1 => vec(prop_oneof![text(), inner()], 0..3).prop_map(Tree::Array),
        1 => inner(),
    ]
}

/// Properties that mean something only together.
fn together() -> impl Strategy<Value = Vec<(&'static str, Tree)>> {
    let menus: &[&[(&str, &str)]] = &[
        &[("minLength", "1"), ("maxLength", "12"), ("terminator", "")],
        &[("say", ""), ("audioResourceId", " ")],
        &[("audioType", "tts"), ("say", "您好")],
        &[("audioType", "tts"), ("say", "${函数.结果}")],
        &[("audioType", "file"), ("audioResourceId", "您好")],
    ];
    select(menus).prop_map(|members| members.iter().map(|&(key, value)| (key, Tree::text(value))).collect())
}

/// A type and a name, properties, and exits by their event and target.
type Drawn = (&'static str, &'static str, Vec<(&'static str, Tree)>, Vec<(&'static str, Option<usize>)>);

fn definition() -> impl Strategy<Value = Tree> {
    const MOST: usize = 9;
    // Half of the exits lead to the next activity, so that there are chains.
    let next = prop_oneof![5 => Just(Some(MOST)), 5 => (0..MOST).prop_map(Some), 1 => Just(None)];
    let properties = prop_oneof![1 => vec((select(KEYS), value()), 0..5), 1 => together()];
    let activity = (
        select(TYPES),
        select(NAMES),
        properties,
        prop_oneof![vec((select(EVENTS), next.clone()), 1), vec((select(EVENTS), next), 0..4)],
    );
    vec(activity, 1..MOST).prop_map(|activities| {
        let count = activities.len();
        let activity = |(number, (kind, name, properties, exits)): (usize, Drawn)| {
            let next = |next: Option<usize>| match next {
                Some(MOST) => Tree::String(format!("n{}", (number + 1) % count)),
                Some(next) => Tree::String(format!("n{}", next % count)),
                None => Tree::Null,
            };
            let exit = |(event, to)| Tree::object([("event", Tree::text(event)), ("next", next(to))]);
            let properties = properties.into_iter().map(|(key, value)| (key.to_owned(), value));
            let name = match kind {
                "RUN_FUNCTION" => "函数",
                "GATHER_INPUT" => "收号",
                _ => name,
            };
            Tree::object([
                ("type", Tree::text(if number == 0 { "INCOMING_CALL" } else { kind })),
                ("id", Tree::String(format!("n{number}"))),
                ("name", Tree::text(name)),
                ("properties", Tree::Object(properties.collect())),
                ("events", Tree::Array(exits.into_iter().map(exit).collect())),
            ])
        };
        Tree::object([("activities", Tree::Array(activities.into_iter().enumerate().map(activity).collect()))])
    })
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn what_callers_report_agrees_with_the_reference(
        tree in definition(),
        wrap in select(&Wrap::ALL[..]),
        style in style(),
    ) {
        agrees_with_the_reference(&tree, wrap, style);
    }

    #[test]
    fn rules_that_are_told_something_agree_with_the_reference(
        tree in definition(),
        flow_type in select(&["MAIN_FLOW", "SURVEY_FLOW"][..]),
    ) {
        let told = Told { instance: "ccc-test", flow_type };
        let mut settings = Settings::default();
        settings.exits = expected_exits();
        settings.severities.insert("silent-input-hangup".to_owned(), Some(Severity::Note));
        let plain = written(&tree, Wrap::Bare, Style::PLAIN);
        let before = format!(r#"{{"InstanceId":"{}","Type":"{}","Definition":"#, told.instance, told.flow_type);
        let file = plain.inside(&before, "}", "/Definition");
        // What such a flow must not have is another rule's.
        settings.severities.insert("activity-not-allowed".to_owned(), None);
        let rules: Vec<_> = COVERED.iter().chain(TOLD).copied().collect();
        let report = lint_with(&settings, "a.json", file.text.as_bytes());
        prop_assert_eq!(covered(&report, &file, &rules), findings_told(&tree, &told), "{}", file.text);
    }
}

#[test]
fn every_rule_that_is_compared_is_met() {
    let mut runner = TestRunner::deterministic();
    let mut missed: BTreeSet<_> = REPORTED.iter().copied().collect();
    for _ in 0..10_000 {
        let tree = definition().new_tree(&mut runner).expect("a definition").current();
        let report = lint("a.json", written(&tree, Wrap::Bare, Style::PLAIN).text.as_bytes());
        missed.retain(|rule| report.findings().all(|(_, finding)| finding.rule != *rule));
        if missed.is_empty() {
            return;
        }
    }
    panic!("{missed:?}");
}
