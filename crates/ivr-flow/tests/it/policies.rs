//! Policies beside a second implementation that enumerates walks.

use std::collections::BTreeSet;

use ivr_flow::{
    Configuration, Context, Finding, Flow, Graph, JsonReport, Lang, Linter, Origin, Policy, Report, Severity, Verdict,
};
use serde_json::{Value, json};

use crate::common::growth::no_quadratic_time;
use crate::common::walks::{Shown, Walks};
use crate::is_long_run;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).expect("small")
    }

    fn one_of<'t, T: ?Sized>(&mut self, all: &[&'t T]) -> &'t T {
        all[self.below(all.len())]
    }
}

const TYPES: [&str; 9] = [
    "INCOMING_CALL",
    "SUB_START",
    "PLAY_SAY",
    "GATHER_INPUT",
    "TRANSFER_TO_AGENT",
    "HANGUP",
    "SUB_END",
    "NEW_TYPE",
    "TAUGHT_TYPE",
];
const TAUGHT: &str = "[activities.TAUGHT_TYPE]\nwaits = true\n";

fn definition(dice: &mut Dice) -> Value {
    let count = 1 + dice.below(6);
    let activities: Vec<_> = (0..count)
        .map(|number| {
            // Most flows begin somewhere.
            let kind = if number == 0 && dice.below(8) > 0 { "INCOMING_CALL" } else { dice.one_of(&TYPES) };
            let next = |dice: &mut Dice| match dice.below(10) {
                0 => Value::Null,
                1 => json!("gone"),
                2 => json!(""),
                _ => json!(format!("id{}", dice.below(count))),
            };
            let exits: Vec<_> = (0..dice.below(3))
                .map(|_| json!({"event": dice.one_of(&["complete", "fail", "1"]), "next": next(dice)}))
                .collect();
            let named: Vec<_> = (0..dice.below(3)).map(|_| next(dice)).collect();
            // Now and then two have one id: the first has it.
            let id = if dice.below(20) == 0 { 0 } else { number };
            let name = dice.one_of(&["a", "b", "c", "d"]);
            json!({"type": kind, "id": format!("id{id}"), "name": name, "events": exits, "properties": {"next": named}})
        })
        .collect();
    json!({"activities": activities})
}

/// A selector, and the names that it selects.
fn selector(dice: &mut Dice) -> (String, Vec<&'static str>) {
    let names: BTreeSet<_> = (0..=dice.below(2)).map(|_| dice.one_of(&["a", "b", "c", "d", "e"])).collect();
    let names: Vec<_> = names.into_iter().collect();
    let text = match dice.below(2) {
        0 => format!("{{ name = {names:?} }}"),
        _ => format!("'activity.name in {names:?}'"),
    };
    (text, names)
}

struct Pair {
    text: String,
    demand: &'static str,
    on: Vec<&'static str>,
    passed: Vec<&'static str>,
    unless: Option<Vec<&'static str>>,
}

fn policy(dice: &mut Dice) -> Pair {
    let demand = dice.one_of(&["after", "before", "never-after", "never-after-unless", "exists", "must"]);
    let ((on_text, on), (text, passed), (unless_text, unless)) = (selector(dice), selector(dice), selector(dice));
    let demanded = match demand {
        "never-after-unless" => format!("never-after = {text}\nunless = {unless_text}"),
        "exists" => "exists = true".to_owned(),
        "must" => format!("must = 'activity.name in {passed:?}'"),
        _ => format!("{demand} = {text}"),
    };
    let text = format!("[[policy]]\nname = \"p\"\nseverity = \"warning\"\non = {on_text}\n{demanded}\n{TAUGHT}");
    let unless = (demand == "never-after-unless").then_some(unless);
    Pair { text, demand, on, passed, unless }
}

/// What the second implementation says: for each activity that breaks the policy its path and whether it is sure; the
/// flow itself is `None`.
fn expected(definition: &Value, pair: &Pair) -> Vec<(Option<usize>, Shown)> {
    let walks = Walks::new(definition, vec!["TAUGHT_TYPE"]);
    let activities = definition["activities"].as_array().expect("a list");
    let named = |names: &[&str]| -> BTreeSet<usize> {
        let fits = |activity: &usize| names.contains(&activities[*activity]["name"].as_str().unwrap_or_default());
        (0..activities.len()).filter(fits).collect()
    };
    let (on, passed, unless) = (named(&pair.on), named(&pair.passed), named(pair.unless.as_deref().unwrap_or(&[])));
    if pair.demand == "must" {
        let path = |activity| walks.after(activity, &BTreeSet::new());
        return on.difference(&passed).map(|&activity| (Some(activity), path(activity))).collect();
    }
    if walks.entries().is_empty() {
        return Vec::new();
    }
    if pair.demand == "exists" {
        let is_there = on.iter().any(|&activity| walks.is_reached(activity));
        return if is_there { Vec::new() } else { vec![(None, None)] };
    }
    let shown = |activity: usize| match pair.demand {
        "after" => walks.after(activity, &passed),
        "before" => walks.before(activity, &passed),
        _ => walks.never_after(activity, &passed, &unless),
    };
    on.iter().filter_map(|&activity| Some((Some(activity), Some(shown(activity)?)))).collect()
}

/// The event of the first exit that leads from one activity to another; ids in properties have none.
fn exit_to(definition: &Value, from: usize, to: usize) -> Option<&str> {
    let exits = definition["activities"][from]["events"].as_array()?;
    exits.iter().find(|exit| exit["next"] == definition["activities"][to]["id"])?["event"].as_str()
}

#[test]
fn policies_find_what_enumerating_all_walks_finds() {
    let mut dice = Dice(0x1234_5678_9abc_def1);
    let mut broken = 0;
    let rounds = if is_long_run() { 100_000 } else { 2_000 };
    for round in 0..rounds {
        let (definition, pair) = (definition(&mut dice), policy(&mut dice));
        let configuration =
            Configuration::from_toml(&pair.text).unwrap_or_else(|error| panic!("{error}: {}", pair.text));
        let text = definition.to_string();
        let policies = configuration.policies.clone();
        let linter = Linter::new(configuration.settings.clone()).with_policies(policies).expect("a new name");
        let file = linter.lint("flow.json", text.as_bytes(), Origin::Named);
        let found: Vec<&Finding> = file.findings.iter().filter(|finding| finding.rule == "policy/p").collect();
        let mut expected = expected(&definition, &pair);
        expected.sort_by_key(|(activity, _)| *activity);
        let context = || format!("round {round}\n{text}\n{}", pair.text);
        let mut activities: Vec<_> = found.iter().map(|finding| finding.activity).collect();
        activities.sort_unstable();
        assert_eq!(activities, expected.iter().map(|(activity, _)| *activity).collect::<Vec<_>>(), "{}", context());
        broken += usize::from(!found.is_empty());
        for (activity, shown) in &expected {
            let finding = found.iter().find(|finding| finding.activity == *activity).expect("found");
            let path = file.flows[0].path(finding);
            for pair in path.iter().flat_map(|path| path.first.windows(2)) {
                let [from, to] = [0, 1].map(|step| pair[step].activity.index);
                assert_eq!(pair[1].event, exit_to(&definition, from, to), "{}", context());
            }
            let path = path.map(|path| path.iter().map(|step| step.activity.index).collect::<Vec<_>>());
            assert_eq!(path, shown.as_ref().map(|(walk, _)| walk.clone()), "{}", context());
            let is_sure = pair.demand == "must" || shown.as_ref().is_none_or(|(_, is_sure)| *is_sure);
            let severity = if is_sure { Severity::Warning } else { Severity::Note };
            assert_eq!(finding.severity, severity, "{}", context());
            if !is_sure {
                assert!(finding.help.as_ref().is_some_and(|help| help.en.contains("may")), "{}", context());
            }
        }
        assert_proof(&definition, &pair, &configuration, &expected);
    }
    assert!((rounds / 4..rounds / 4 * 3).contains(&broken), "{broken}");
}

/// A proof says the same, and its cut is one, and none of it can be left out.
fn assert_proof(definition: &Value, pair: &Pair, configuration: &Configuration, expected: &[(Option<usize>, Shown)]) {
    let (text, settings) = (definition.to_string(), &configuration.settings);
    let flow = Flow::parse(text.as_bytes(), settings).expect("a flow");
    let graph = Graph::new(&flow);
    let proofs = Policy::prove_all(&configuration.policies, &Context::new(&flow, &graph, settings), "flow.json");
    let [proof] = proofs.as_slice() else { panic!("one policy") };
    let is_sure = |(_, shown): &(_, Shown)| pair.demand == "must" || shown.as_ref().is_none_or(|(_, sure)| *sure);
    let verdict = match proof.verdict {
        Verdict::Nothing => return assert!(expected.is_empty()),
        verdict => verdict,
    };
    let should = match expected {
        [] => Verdict::Holds,
        some if some.iter().any(is_sure) => Verdict::Breached,
        _ => Verdict::May,
    };
    assert_eq!(verdict, should, "{text}\n{}", pair.text);
    let Some(cut) = &proof.cut else { return };
    let walks = Walks::new(definition, vec!["TAUGHT_TYPE"]);
    let is_broken_without = |cut: &BTreeSet<usize>| {
        let activities = definition["activities"].as_array().expect("a list");
        let on =
            (0..activities.len()).filter(|&at| pair.on.contains(&activities[at]["name"].as_str().expect("a name")));
        let mut shown = on.map(|at| if pair.demand == "after" { walks.after(at, cut) } else { walks.before(at, cut) });
        shown.any(|shown| shown.is_some())
    };
    let cut: BTreeSet<usize> = cut.iter().copied().collect();
    assert!(!is_broken_without(&cut), "{cut:?} is no cut\n{text}\n{}", pair.text);
    for left_out in &cut {
        let rest = cut.iter().copied().filter(|kept| kept != left_out).collect();
        assert!(is_broken_without(&rest), "{left_out} can be left out of {cut:?}\n{text}\n{}", pair.text);
    }
}

/// The findings of policies in one flow, as JSON.
fn findings(configuration: &str, flow: &str) -> Vec<Value> {
    let configuration = Configuration::from_toml(configuration).expect("a configuration");
    let linter = Linter::new(configuration.settings).with_policies(configuration.policies).expect("new names");
    let report = Report::new([linter.lint("flow.json", flow.as_bytes(), Origin::Named)], &linter, Lang::En);
    let report = serde_json::to_value(JsonReport { report: &report, lang: Lang::En }).expect("JSON");
    let all = report["findings"].as_array().expect("findings").iter();
    all.filter(|finding| finding["rule"].as_str().is_some_and(|rule| rule.starts_with("policy/"))).cloned().collect()
}

/// A chain of prompts with a hand-off behind each, in a flow of so many.
fn chain(count: usize) -> String {
    let mut activities =
        vec![json!({"type": "INCOMING_CALL", "id": "in", "events": [{"event": "complete", "next": "p0"}]})];
    for number in 0..count {
        let next = if number + 1 < count { format!("p{}", number + 1) } else { "end".to_owned() };
        activities.push(
            json!({"type": "GATHER_INPUT", "id": format!("p{number}"), "name": "menu", "properties": {"say": "x"},
            "events": [{"event": "1", "next": format!("t{number}")}, {"event": "2", "next": next}]}),
        );
        activities.push(json!({"type": "TRANSFER_TO_AGENT", "id": format!("t{number}"), "name": "agent",
            "events": [{"event": "complete", "next": null}, {"event": "fail", "next": "end"}]}));
    }
    activities.push(json!({"type": "HANGUP", "id": "end"}));
    json!({"activities": activities}).to_string()
}

const OF_EVERY_KIND: &str = r#"
[[policy]]
name = "after"
on = { type = "TRANSFER_TO_AGENT" }
after = { name = "notice" }
[[policy]]
name = "before"
on = { type = "GATHER_INPUT" }
before = { name = "farewell" }
[[policy]]
name = "never-after"
on = { type = "TRANSFER_TO_AGENT" }
never-after = { type = "GATHER_INPUT" }
[[policy]]
name = "must"
on = 'activity.type == "GATHER_INPUT"'
must = 'has(activity.properties.timeout)'
"#;

#[test]
fn many_breaches_with_long_paths_take_time_and_room_in_proportion() {
    let few = findings(OF_EVERY_KIND, &chain(200));
    assert_eq!(few.len(), 800);
    let paths: Vec<_> = few.iter().filter(|finding| finding["rule"] == "policy/after").collect();
    assert_eq!(paths[199]["pathLength"], 202);
    assert_eq!(paths[199]["path"].as_array().expect("a path").len(), 101);
    assert_eq!(paths[199]["path"][50], Value::Null);
    assert_eq!(paths[199]["path"][100], "t199");
    let many = no_quadratic_time("breaches", 2_000, chain, |flow| findings(OF_EVERY_KIND, flow));
    assert_eq!(many.len(), 8_000);
}

/// Expressions that would run for hours, fill the memory or overflow a stack end in an error, soon.
#[test]
fn hostile_expressions_end_in_an_error() {
    let list: Vec<_> = (0..2_000).collect();
    let (say, lines) = ("a".repeat(500_000), "\n".repeat(250_000));
    let properties = json!({"l": list, "say": say, "lines": lines, lines.clone(): 1, "digits": "1".repeat(500_000)});
    let flow = json!({"activities": [{"type": "PLAY_SAY", "id": "a", "properties": properties}]}).to_string();
    let p = "activity.properties";
    let at_run_time = [
        format!("{p}.l.all(a, {p}.l.all(b, {p}.l.all(c, a + b + c >= 0)))"),
        format!("{p}.l.map(a, {p}.l.map(b, {p}.say)) == []"),
        format!("{p}.l.all(a, {p}.say == {p}.say)"),
        format!("{p}.l.exists(a, {p}.say.matches('(a|aa)+b'))"),
        format!("{p}.l.exists(a, {p}.say.matches('(.*)' + string(a)))"),
        format!("{p}.l.all(a, size({p}.say + {p}.say + {p}.say) > 1)"),
        format!("{p}.l.filter(a, ({p}.l + {p}.l + {p}.l) == {p}.l) == []"),
        // Texts with escapes are made each time; two that are compared are looked at to their end.
        format!("{p}.l.all(a, {p}.l.all(b, {p}.lines != ''))"),
        format!("{p}.l.all(a, {p}.l.all(b, has({p}.gone) == false))"),
        format!("{p}.l.map(a, {p}.lines) == []"),
        format!("{p}.l.all(a, {p}.l.all(b, {p}.say <= {p}.say))"),
        format!("{p}.l.all(a, {p}.l.all(b, {p} == {p}))"),
        format!("{p}.l.all(a, {p}.l.all(b, {p}[{p}.say] == 1 || true))"),
        format!("{p}.l.all(a, {p}.l.all(b, double({p}.digits) > 0.0))"),
        format!("{p}.l.all(a, {p}.l.all(b, {p}.exists(key, key == 'gone') == false))"),
        "9223372036854775807 + 1 == 0".to_owned(),
        "1 / 0 == 0".to_owned(),
    ];
    // What is not bounded takes hours. A machine that does other things besides, and code that is not optimised, take longer
    // than the second that it takes otherwise.
    let most = std::time::Duration::from_secs(120);
    for expression in at_run_time {
        let started = std::time::Instant::now();
        let text = format!("[[policy]]\nname = \"p\"\non = {{ id = \"a\" }}\nmust = {expression:?}\n");
        let found = findings(&text, &flow);
        let help = found[0]["help"].as_str().unwrap_or_default();
        assert!(help.contains("cannot be evaluated"), "{expression}: {found:?}");
        assert!(started.elapsed() < most, "{expression}: {:?}", started.elapsed());
    }
    let nested = |open: &str, close: &str, most: usize| open.repeat(most) + "1" + &close.repeat(most);
    let at_reading = [
        nested("(", ")", 900),
        nested("[", "]", 900),
        nested("{1:", "}", 400),
        nested("!", "", 1_900),
        nested("true ? true : ", "", 130),
        "1".to_owned() + &"+1".repeat(900),
        format!("activity{}", ".a".repeat(900)),
        "(".repeat(2_000),
        "activity.name.matches('(a{1000}){1000}')".to_owned(),
        "\u{0}#@`".repeat(300),
    ];
    for expression in at_reading {
        let text = format!("[[policy]]\nname = \"p\"\non = {{ id = \"a\" }}\nmust = '''{expression}'''\n");
        let started = std::time::Instant::now();
        let configuration = Configuration::from_toml(&text);
        assert!(started.elapsed() < most, "{expression}: {:?}", started.elapsed());
        assert!(configuration.is_err() || expression.starts_with('!'), "{expression}");
    }
}

/// A policy has no page and no sections of its own: its demand is all that there is to say.
#[test]
fn sarif_has_no_empty_sections_and_no_page_for_a_policy() {
    let configuration = Configuration::from_toml("[[policy]]\nname = \"p\"\nmust = \"false\"\n").expect("valid");
    let linter = Linter::new(configuration.settings).with_policies(configuration.policies).expect("new names");
    let report = Report::new([linter.lint("f.json", chain(1).as_bytes(), Origin::Named)], &linter, Lang::En);
    let sarif = ivr_flow::SarifReport { report: &report, lang: Lang::En };
    let sarif = serde_json::to_value(sarif).expect("it serializes");
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    let rule = rules.iter().find(|rule| rule["id"] == "policy/p").expect("the policy");
    assert_eq!(rule["help"], json!({"text": "the flow satisfies `false`", "markdown": "the flow satisfies `false`"}));
    assert_eq!((rule.get("helpUri"), &rule["properties"]["tags"]), (None, &json!(["ivr"])));
}
