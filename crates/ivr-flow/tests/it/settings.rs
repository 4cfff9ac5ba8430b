//! What a user may decide: severities, limits, and what types of activities do.

use std::borrow::Cow;

use ivr_flow::{
    Activity, Behaviour, Context, Diagnostic, Finding, Level, Linter, Origin, Report, Rule, Settings, Severity, Text,
    localized,
};

use crate::common::{flows_in, lint_with, names_in, read, settings_with, testdata};

fn lint(bytes: &[u8], settings: &Settings) -> Report {
    lint_with(settings, "a.json", bytes)
}

/// The rules that fire, each as often as it does.
fn rules(text: &str, settings: &Settings) -> Vec<Cow<'static, str>> {
    let mut rules: Vec<_> =
        lint(text.as_bytes(), settings).findings().map(|(_, finding)| finding.rule.clone()).collect();
    rules.sort_unstable();
    rules
}

/// Standard settings that know one type more.
fn taught(kind: &str, behaviour: Behaviour) -> Settings {
    let mut settings = Settings::default();
    settings.activities.insert(kind.to_owned(), behaviour);
    settings
}

const NOTHING: Behaviour = Behaviour { entry: false, ends: false, hands_off: false, waits: false };

/// A start, an activity of a type, and an end.
fn flow(kind: &str, members: &str) -> String {
    format!(
        r#"{{"activities":[
          {{"type":"INCOMING_CALL","id":"start","name":"开始","events":[{{"event":"complete","next":"new"}}]}},
          {{"type":"{kind}","id":"new","name":"新",{members}}},
          {{"type":"HANGUP","id":"end","name":"结束","events":[{{"event":"complete","next":null}}]}}]}}"#
    )
}

#[test]
fn a_rule_that_is_off_finds_nothing_and_a_changed_severity_changes_nothing_else() {
    let folder = testdata().join("rules");
    for name in names_in(&folder) {
        for file in flows_in(&folder.join(&name)).iter().filter(|file| file.starts_with("bad-")) {
            let bytes = read(&folder.join(&name).join(file));
            let standard = lint(&bytes, &settings_with(&name));
            let with = |severity| {
                let mut settings = settings_with(&name);
                settings.severities.insert(name.clone(), severity);
                lint(&bytes, &settings)
            };
            // A default exit that nobody speaks of is spoken of by the rule on just these.
            let speaks_for = |rule: &str| name == "missing-exit" && rule == "missing-default-exit";
            let is_other = |(_, finding): &(_, &Finding)| finding.rule != name && !speaks_for(&finding.rule);
            let off = with(None);
            assert!(
                off.findings()
                    .filter(is_other)
                    .map(|(_, finding)| finding)
                    .eq(standard.findings().filter(is_other).map(|(_, finding)| finding)),
                "{name}/{file}"
            );
            assert!(off.findings().all(|(_, finding)| finding.rule != name), "{name}/{file}");
            for severity in Severity::ALL {
                let changed = with(Some(severity));
                assert_eq!(changed.findings().count(), standard.findings().count(), "{name}/{file}");
                for ((_, before), (_, after)) in standard.findings().zip(changed.findings()) {
                    let mut expected = before.clone();
                    expected.severity = if before.rule == name { severity } else { before.severity };
                    assert_eq!(*after, expected, "{name}/{file}");
                }
            }
        }
    }
}

#[test]
fn a_rule_of_ones_own_that_is_off_finds_nothing_until_it_gets_a_level() {
    let every = |context: &Context<'_>, activity: Activity<'_>, found: &mut Vec<Diagnostic>| {
        found.push(context.about_activity(activity, localized!("here", "此处")));
    };
    let rule = Rule::on_activities("every-module", Level::Off, Text::new("a module", "一个模块"), every);
    let text = flow("PLAY_SAY", r#""events":[{"event":"complete","next":"end"}]"#);
    let found = |settings: Settings| {
        let linter = Linter::new(settings).rule(rule.clone()).expect("a new name");
        let file = linter.lint("a.json", text.as_bytes(), Origin::Named);
        file.findings
            .iter()
            .filter(|finding| finding.rule == "every-module")
            .map(|found| found.severity)
            .collect::<Vec<_>>()
    };
    assert_eq!(found(Settings::default()), Vec::<Severity>::new());
    let mut settings = Settings::default();
    settings.severities.insert("every-module".to_owned(), Some(Severity::Note));
    assert_eq!(found(settings), [Severity::Note; 3]);
}

#[test]
fn limits_are_those_of_the_settings() {
    let members = r#""properties":{"say":"一二三四五","queuingTimeoutSeconds":61,"parameters":[1,2,3]},
        "events":[{"event":"success","next":null},{"event":"failure","next":"end"}]"#;
    let with = |kind, prompt_length, queue_timeout, function_inputs| {
        let mut settings = Settings::default();
        settings.limits.prompt_length = prompt_length;
        settings.limits.queue_timeout = queue_timeout;
        settings.limits.function_inputs = function_inputs;
        let rules = rules(&flow(kind, members), &settings);
        rules.into_iter().filter(|rule| rule.contains("too-")).collect::<Vec<_>>()
    };
    assert_eq!(with("TRANSFER_TO_AGENT", 5, 61, 0), [""; 0]);
    assert_eq!(with("TRANSFER_TO_AGENT", 4, 61, 0), ["prompt-too-long"]);
    assert_eq!(with("TRANSFER_TO_AGENT", 5, 60, 0), ["queue-timeout-too-long"]);
    assert_eq!(with("RUN_FUNCTION", 5, 61, 3), [""; 0]);
    assert_eq!(with("RUN_FUNCTION", 5, 61, 2), ["too-many-inputs"]);
}

#[test]
fn a_type_that_nobody_knows_may_end_the_call_until_it_is_taught() {
    let text = flow("NEW", r#""events":[]"#);
    let dead_end = ["dead-end"];
    assert_eq!(rules(&text, &Settings::default()), ["unknown-activity-type"]);
    assert_eq!(rules(&text, &taught("NEW", NOTHING)), dead_end);
    assert_eq!(rules(&text, &taught("NEW", Behaviour { waits: true, ..NOTHING })), dead_end);
    assert_eq!(rules(&text, &taught("NEW", Behaviour { ends: true, ..NOTHING })), [""; 0]);
    assert_eq!(rules(&text, &taught("NEW", Behaviour { hands_off: true, ..NOTHING })), [""; 0]);
    assert_eq!(rules(&text, &taught("new", NOTHING)), ["unknown-activity-type"], "types are compared exactly");
}

#[test]
fn a_taught_type_that_nothing_leads_to_may_be_a_comment() {
    let text = flow("NEW", r#""events":[]"#).replace(r#""next":"new""#, r#""next":"end""#);
    assert_eq!(rules(&text, &Settings::default()), ["unknown-activity-type"]);
    assert_eq!(rules(&text, &taught("NEW", NOTHING)), [""; 0]);
    let with_exit = text.replace(r#""events":[]"#, r#""events":[{"event":"complete","next":null}]"#);
    assert_eq!(rules(&with_exit, &taught("NEW", NOTHING)), ["dead-end", "unreachable-activity"]);
    let known = flow("SMS", r#""events":[]"#).replace(r#""next":"new""#, r#""next":"end""#);
    assert_eq!(rules(&known, &taught("SMS", NOTHING)), ["dead-end", "unreachable-activity"]);
}

#[test]
fn a_type_that_is_taught_may_still_keep_its_exits_in_its_properties() {
    let text = flow("NEW", r#""properties":{"then":["end"]},"events":[]"#);
    assert_eq!(rules(&text, &taught("NEW", NOTHING)), [""; 0]);
}

#[test]
fn a_loop_through_a_type_that_is_taught_is_what_the_type_makes_of_it() {
    let text = flow("NEW", r#""events":[{"event":"complete","next":"new"},{"event":"done","next":"end"}]"#);
    assert_eq!(rules(&text, &taught("NEW", NOTHING)), ["silent-loop"]);
    assert_eq!(rules(&text, &taught("NEW", Behaviour { waits: true, ..NOTHING })), [""; 0]);
    assert_eq!(rules(&text, &taught("NEW", Behaviour { hands_off: true, ..NOTHING })), [""; 0], "a hand-off waits");
    let text = flow("NEW", r#""events":[{"event":"complete","next":"new"}]"#);
    assert_eq!(rules(&text, &taught("NEW", NOTHING)), ["endless-loop"]);
    assert_eq!(rules(&text, &taught("NEW", Behaviour { waits: true, ..NOTHING })), ["endless-loop"]);
    assert_eq!(rules(&text, &taught("NEW", Behaviour { ends: true, ..NOTHING })), ["hangup-has-next"]);
}

#[test]
fn exits_of_a_type_that_is_taught_are_those_of_its_kind() {
    let text = flow("NEW", r#""events":[{"event":"success","next":null},{"event":"failure","next":"end"}]"#);
    assert_eq!(rules(&text, &taught("NEW", NOTHING)), ["unconnected-exit"]);
    // A hand-off whose failure hangs up is silent about it.
    assert_eq!(rules(&text, &taught("NEW", Behaviour { hands_off: true, ..NOTHING })), ["silent-hangup"]);
    let text = flow("NEW", r#""events":[{"event":"failure","next":null}]"#);
    assert_eq!(rules(&text, &taught("NEW", Behaviour { hands_off: true, ..NOTHING })), ["unconnected-exit"]);
}

#[test]
fn the_names_of_rules_in_the_settings_are_those_of_the_rules() {
    let mut settings = Settings::default();
    for rule in ivr_flow::rules() {
        settings.severities.insert(rule.name.to_string(), None);
    }
    let folder = testdata().join("rules");
    for name in names_in(&folder) {
        for file in flows_in(&folder.join(&name)) {
            let report = lint(&read(&folder.join(&name).join(&file)), &settings);
            assert_eq!(report.findings().count(), 0, "{name}/{file}");
        }
    }
}
