//! The numbers on a flow: worked out by hand, against a slow reading of their definitions, and against the rules that
//! the definitions name.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ivr_flow::stats::{self, Amount, Between, FlowStats, NUMBERS, Number};
use ivr_flow::{Behaviour, Context, Graph, Origin, Report, Settings, flows};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use crate::cases;
use crate::common::growth::no_quadratic_time;
use crate::common::{flows_in, lint, names_in, of_rule, read, testdata};

/// The numbers of every flow in a text, by its index.
fn all_stats(bytes: &[u8], settings: &Settings) -> BTreeMap<usize, FlowStats> {
    let stats = |(index, flow)| {
        let graph = Graph::new(&flow);
        (index, stats::stats(&Context::new(&flow, &graph, settings)))
    };
    flows(bytes, Origin::Named, settings).map(stats).collect()
}

fn stats_in(text: &str, settings: &Settings) -> FlowStats {
    all_stats(text.as_bytes(), settings).remove(&0).expect("a flow")
}

/// A flow of one line an activity: its id, its type, and the ids that its exits lead to, `-` for nowhere.
fn flow(lines: &str) -> String {
    let activity = |line: &str| {
        let mut words = line.split_whitespace();
        let (id, kind) = (words.next().expect("an id"), words.next().expect("a type"));
        let exit = |(number, next): (usize, &str)| {
            let next = if next == "-" { Value::Null } else { next.into() };
            serde_json::json!({"event": format!("e{number}"), "next": next})
        };
        let exits: Vec<_> = words.enumerate().map(exit).collect();
        serde_json::json!({"type": kind, "id": id, "events": exits})
    };
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    serde_json::json!({"activities": lines.map(activity).collect::<Vec<_>>()}).to_string()
}

fn stats(lines: &str) -> FlowStats {
    stats_in(&flow(lines), &Settings::default())
}

fn between(least: usize, most: impl Into<Option<usize>>) -> Option<Between> {
    Some(Between { least, most: most.into() })
}

fn types(stats: &FlowStats) -> Vec<(Option<&str>, usize)> {
    stats.activities.types.iter().map(|of_type| (of_type.r#type.as_deref(), of_type.count)).collect()
}

// ---------------------------------------------------------------------------------------------------------------
// By hand

const MENU: &str = "
    start INCOMING_CALL hello
    hello PLAY_SAY      menu
    menu  GATHER_INPUT  ad agent sorry
    ad    PLAY_SAY      news
    news  PLAY_SAY      agent
    agent TRANSFER_TO_AGENT busy
    sorry PLAY_SAY      end
    busy  PLAY_SAY      end
    end   HANGUP        -
";

#[test]
fn a_flow_without_a_loop_has_a_limit_for_everything() {
    let stats = stats(MENU);
    assert_eq!(
        (stats.activities.total, stats.activities.reachable, stats.activities.unreachable),
        (9, Some(9), Some(0))
    );
    let expected =
        [("INCOMING_CALL", 1), ("PLAY_SAY", 5), ("GATHER_INPUT", 1), ("TRANSFER_TO_AGENT", 1), ("HANGUP", 1)];
    assert_eq!(types(&stats), expected.map(|(kind, count)| (Some(kind), count)));
    assert_eq!((stats.exits.total, stats.exits.wired, stats.exits.dead), (11, 10, 0));
    assert_eq!((stats.loops.count, stats.loops.activities), (0, 0));
    assert_eq!(stats.prompts.before_hand_off, between(1, 3), "hello; hello, ad and news");
    assert_eq!(stats.prompts.before_ending, between(2, 4), "hello, sorry; hello, ad, news and, behind the agent, busy");
    assert_eq!(stats.inputs.before_hand_off, between(1, 1));
    assert_eq!(stats.chain.activities, Some(2), "start and hello, or ad and news, or sorry and end");
    assert_eq!(stats.chain.prompts, Some(2), "ad and news");
}

#[test]
fn a_prompt_on_a_loop_has_no_limit_and_only_on_ways_that_get_there() {
    let retry = stats(
        "start INCOMING_CALL menu
         menu  GATHER_INPUT  agent again
         again PLAY_SAY      menu
         agent TRANSFER_TO_AGENT end
         end   HANGUP -",
    );
    assert_eq!(retry.prompts.before_hand_off, between(0, None));
    assert_eq!(retry.inputs.before_hand_off, between(1, None));
    assert_eq!((retry.loops.count, retry.loops.activities), (1, 2));
    assert_eq!(retry.chain.prompts, Some(1), "the menu asks in every round");

    // The loop leads nowhere else, and that behind the agent is another call's.
    let aside = stats(
        "start INCOMING_CALL a stuck
         a     PLAY_SAY      agent
         stuck PLAY_SAY      wait
         wait  GATHER_INPUT  stuck
         agent TRANSFER_TO_AGENT a end
         end   HANGUP -",
    );
    assert_eq!(aside.prompts.before_hand_off, between(1, 1));
    assert_eq!(aside.prompts.before_ending, between(1, None), "round the agent who does not answer");
    assert_eq!((aside.loops.count, aside.loops.activities), (2, 4));
}

#[test]
fn a_loop_with_nothing_to_count_changes_no_limit() {
    let stats = stats(
        "start INCOMING_CALL x
         x SPLIT y p
         y SPLIT x q
         p PLAY_SAY agent
         q PLAY_SAY r
         r PLAY_SAY agent
         agent TRANSFER_TO_AGENT end
         end HANGUP -",
    );
    assert_eq!(stats.prompts.before_hand_off, between(1, 2));
    assert_eq!((stats.loops.count, stats.loops.activities), (1, 2));
    assert_eq!((stats.chain.activities, stats.chain.prompts), (None, Some(2)), "x and y ask nobody");
}

#[test]
fn an_activity_that_leads_to_itself_is_a_loop() {
    let stats = stats("start INCOMING_CALL p\n p PLAY_SAY p agent\n agent TRANSFER_TO_AGENT -");
    assert_eq!((stats.loops.count, stats.loops.activities), (1, 1));
    assert_eq!(stats.prompts.before_hand_off, between(1, None));
    assert_eq!((stats.chain.activities, stats.chain.prompts, stats.chain.characters), (None, None, Some(0)));
}

#[test]
fn the_first_hand_off_is_where_counting_stops() {
    let stats = stats(
        "start INCOMING_CALL first
         first BLIND_TRANSFER p
         p PLAY_SAY second
         second TRANSFER_TO_AGENT -",
    );
    assert_eq!(stats.prompts.before_hand_off, between(0, 0));
    assert_eq!(stats.prompts.before_ending, None, "there is no ending");
    assert_eq!(stats.exits.dead, 1, "`second` has nowhere to go where nobody answers");
}

#[test]
fn of_several_entries_the_nearest_and_the_farthest_count() {
    let stats = stats(
        "a INCOMING_CALL agent
         b SUB_START p
         p PLAY_SAY q
         q PLAY_SAY agent
         agent TRANSFER_TO_AGENT end
         end SUB_END",
    );
    assert_eq!(stats.prompts.before_hand_off, between(0, 2));
    assert_eq!(stats.prompts.before_ending, between(0, 2));
}

#[test]
fn without_an_entry_ways_are_none_and_loops_and_chains_are_counted_anywhere() {
    let stats = stats("p PLAY_SAY q\n q PLAY_SAY agent\n agent TRANSFER_TO_AGENT p\n end HANGUP");
    assert_eq!((stats.activities.reachable, stats.activities.unreachable), (None, None));
    assert_eq!((stats.prompts.before_hand_off, stats.prompts.before_ending), (None, None));
    assert_eq!(stats.inputs.before_hand_off, None);
    assert_eq!((stats.loops.count, stats.loops.activities), (1, 3));
    assert_eq!((stats.chain.activities, stats.chain.prompts), (Some(2), Some(2)));
    let amount = |key: &str| (number(key).of)(&stats);
    assert_eq!(amount("activities.reachable"), Amount::NotKnown);
    assert_eq!(amount("prompts.beforeHandOff"), Amount::NoWay);
}

#[test]
fn what_no_call_gets_to_is_on_no_way_and_in_no_loop() {
    let stats = stats(
        "start INCOMING_CALL agent
         p PLAY_SAY q -
         q PLAY_SAY p gone
         agent TRANSFER_TO_AGENT end
         end HANGUP
         spare HANGUP",
    );
    assert_eq!((stats.activities.reachable, stats.activities.unreachable), (Some(3), Some(2)), "an ending is spare");
    assert_eq!(stats.loops.count, 0);
    assert_eq!(stats.prompts.before_hand_off, between(0, 0));
    assert_eq!(stats.chain.activities, Some(1));
    assert_eq!((stats.exits.total, stats.exits.wired, stats.exits.dead), (6, 5, 2), "of `p` and of `q`");
}

#[test]
fn an_id_that_is_used_twice_leads_to_the_first() {
    let stats = stats(
        "start INCOMING_CALL p
         p SPLIT agent
         p PLAY_SAY agent
         agent TRANSFER_TO_AGENT p
         agent HANGUP",
    );
    assert_eq!(stats.prompts.before_hand_off, between(0, 0));
    assert_eq!((stats.activities.reachable, stats.activities.unreachable), (Some(3), Some(0)));
    assert_eq!((stats.loops.count, stats.loops.activities), (1, 2));
}

#[test]
fn an_unknown_type_is_counted_by_its_name_waits_and_leads_where_its_properties_say() {
    let text = r#"{"activities":[
        {"type":"INCOMING_CALL","id":"a","events":[{"event":"complete","next":"n"}]},
        {"type":"NEW","id":"n","properties":{"to":["p"]},"events":[{"event":"x","next":null}]},
        {"type":"PLAY_OR_SAY","id":"p","events":[{"event":"complete","next":"t"}]},
        {"type":"TRANSFER_TO_AGENT","id":"t"},
        {"type":"AI","id":"ai"}, {"id":"no type"}, {"type":"AI","id":"ai2"}, 5
    ]}"#;
    let stats = stats_in(text, &Settings::default());
    let expected = [
        (Some("INCOMING_CALL"), 1),
        (Some("PLAY_SAY"), 1),
        (Some("TRANSFER_TO_AGENT"), 1),
        (Some("AI"), 2),
        (Some("NEW"), 1),
        (None, 1),
    ];
    assert_eq!(types(&stats), expected);
    assert_eq!(stats.activities.total, 7);
    assert_eq!(stats.prompts.before_hand_off, between(1, 1));
    assert_eq!(stats.inputs.before_hand_off, between(0, 0), "what it does is not known");
    assert_eq!(stats.chain.activities, Some(1), "it may wait");
    assert_eq!(stats.exits.dead, 0, "it may keep its exits elsewhere");

    let mut taught = Settings::default();
    let new = Behaviour { entry: false, ends: false, hands_off: true, waits: true };
    taught.activities.insert("NEW".to_owned(), new);
    let stats = stats_in(text, &taught);
    assert_eq!(stats.prompts.before_hand_off, between(0, 0), "it is known to hand off now");
    assert_eq!(stats.exits.dead, 1, "and leads nowhere where it fails");
    taught.activities.insert("NEW".to_owned(), Behaviour { hands_off: false, waits: false, ..new });
    assert_eq!(stats_in(text, &taught).chain.activities, Some(3));
}

#[test]
fn dead_exits_are_those_that_the_rules_name() {
    let stats = stats(
        "start INCOMING_CALL a
         a SPLIT - b gone
         b PLAY_SAY - -
         c TRANSFER_TO_AGENT - gone
         d NEW - -
         e HANGUP - gone",
    );
    assert_eq!(stats.exits.dead, 2 + 2 + 2 + 1, "of a, b, c, and what dangles at an ending");
    assert_eq!((stats.exits.total, stats.exits.wired), (12, 5));
}

#[test]
fn characters_are_counted_without_references_and_wherever_they_are_known_to_be_spoken() {
    let text = r#"{"activities":[
        {"type":"INCOMING_CALL","id":"s","events":[{"event":"complete","next":"a"}]},
        {"type":"PLAY_SAY","id":"a","properties":{"say":"您好🙂 a${开始.caller}"},"events":[{"event":"complete","next":"b"}]},
        {"type":"PLAY_SAY","id":"b","properties":{"say":"1234","inner":{"say":"not here"}},"events":[{"event":"complete","next":"t"}]},
        {"type":"TRANSFER_TO_AGENT","id":"t","properties":{"say":"${","positionHintsSay":"123","agentGreetingSay":7}},
        {"type":"PLAY_SAY","id":"u","properties":{"say":"never heard"}}
    ]}"#;
    let stats = stats_in(text, &Settings::default());
    assert_eq!((stats.text.characters, stats.text.longest), (5 + 4 + 2 + 3 + 11, 11));
    assert_eq!(stats.chain.characters, Some(5 + 4));
}

#[test]
fn the_most_characters_need_not_be_in_the_longest_chain() {
    let text = r#"{"activities":[
        {"type":"INCOMING_CALL","id":"s","events":[{"next":"a"},{"next":"b"}]},
        {"type":"PLAY_SAY","id":"a","properties":{"say":"a long text"},"events":[{"next":"t"}]},
        {"type":"SPLIT","id":"b","events":[{"next":"c"}]},
        {"type":"SPLIT","id":"c","events":[{"next":"t"}]},
        {"type":"TRANSFER_TO_AGENT","id":"t"}
    ]}"#;
    let chain = stats_in(text, &Settings::default()).chain;
    assert_eq!((chain.activities, chain.prompts, chain.characters), (Some(3), Some(1), Some(11)));
}

#[test]
fn an_empty_flow_has_nothing() {
    let stats = stats("");
    assert_eq!((stats.activities.total, stats.exits.total, stats.loops.count, stats.text.longest), (0, 0, 0, 0));
    assert_eq!((stats.chain.activities, stats.chain.prompts, stats.chain.characters), (Some(0), Some(0), Some(0)));
}

// ---------------------------------------------------------------------------------------------------------------
// What is said of the numbers

fn number(key: &str) -> &'static Number {
    NUMBERS.iter().find(|number| number.key == key).unwrap_or_else(|| panic!("no number {key}"))
}

#[test]
fn every_number_of_the_json_is_defined_and_taken_from_there() {
    for lines in [MENU, "p PLAY_SAY p", "s INCOMING_CALL p\n p PLAY_SAY p e\n e HANGUP"] {
        let stats = stats(lines);
        let json = serde_json::to_value(&stats).expect("JSON");
        let members = json.as_object().expect("an object").iter();
        let keys: Vec<_> = members
            .flat_map(|(group, numbers)| {
                numbers.as_object().expect("an object").keys().map(move |key| format!("{group}.{key}"))
            })
            .collect();
        let mut defined: Vec<_> = NUMBERS.iter().map(|number| number.key).collect();
        defined.sort_unstable();
        assert_eq!(keys, defined);
        for number in NUMBERS {
            let pointer = format!("/{}", number.key.replace('.', "/"));
            let value = json.pointer(&pointer).expect("a number");
            let expected = match (number.of)(&stats) {
                Amount::Count(count) if value.is_array() => {
                    assert_eq!(value.as_array().map(Vec::len), Some(count));
                    continue;
                }
                Amount::Count(count) => count.into(),
                Amount::Between(Between { least, most }) => serde_json::json!({"least": least, "most": most}),
                Amount::NoLimit | Amount::NoWay | Amount::NotKnown => Value::Null,
            };
            assert_eq!(*value, expected, "{}", number.key);
        }
    }
}

#[test]
fn every_rule_that_a_definition_names_is_there() {
    for number in NUMBERS {
        for text in [number.meaning.en, number.meaning.zh] {
            let quoted = text.split('`').skip(1).step_by(2);
            for name in quoted.filter(|name| name.contains('-')) {
                assert!(ivr_flow::rule(name).is_some(), "{}: {name}", number.key);
            }
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Against the rules

/// Compares the numbers of the flows in a text with the findings of the rules that their definitions name.
fn agrees_with_the_rules(bytes: &[u8], report: &Report, context: &str) {
    let count = |flow: usize, rule: &str| of_rule(report, rule).iter().filter(|found| found.flow == Some(flow)).count();
    for (flow, stats) in all_stats(bytes, &Settings::default()) {
        let unreachable: usize = of_rule(report, "unreachable-activity")
            .iter()
            .filter(|found| found.flow == Some(flow))
            .map(|found| found.activities.len())
            .sum();
        assert_eq!(stats.activities.unreachable.unwrap_or(0), unreachable, "{context}");
        assert!(stats.exits.dead >= count(flow, "dangling-next") + count(flow, "unconnected-exit"), "{context}");
        if count(flow, "dead-end") == 0 {
            assert_eq!(stats.exits.dead, count(flow, "dangling-next") + count(flow, "unconnected-exit"), "{context}");
        }
        assert_eq!(stats.text.longest > 200, count(flow, "prompt-too-long") > 0, "{context}");
        assert!(stats.loops.count >= count(flow, "endless-loop"), "{context}");
        let circles_in_silence = count(flow, "silent-loop") > 0;
        assert!(!circles_in_silence || stats.chain.activities.is_none(), "{context}");
        if stats.chain.activities.is_none() {
            assert!(circles_in_silence || count(flow, "endless-loop") > 0, "{context}");
        }
        assert_eq!(stats.activities.reachable.is_none(), count(flow, "missing-entry") > 0, "{context}");
        assert_eq!(stats.activities.types.iter().map(|of_type| of_type.count).sum::<usize>(), stats.activities.total);
    }
}

#[test]
fn every_flow_for_tests_agrees_with_the_rules() {
    let mut count = 0;
    let rules = testdata().join("rules");
    let mut folders: Vec<_> = names_in(&rules).into_iter().map(|rule| rules.join(rule)).collect();
    folders.retain(|folder| folder.is_dir());
    folders.extend([testdata().join("shapes"), testdata().join("real")]);
    for folder in folders {
        for name in flows_in(&folder) {
            let bytes = read(&folder.join(&name));
            let report = lint(&name, &bytes);
            agrees_with_the_rules(&bytes, &report, &format!("{} {name}", folder.display()));
            count += 1;
        }
    }
    assert!(count > 400, "only {count} flows");
}

// ---------------------------------------------------------------------------------------------------------------
// Against a slow reading of the definitions

/// An activity: its type, and where its exits lead.
type Drawn = (&'static str, Vec<usize>);

const KINDS: &[&str] =
    &["INCOMING_CALL", "PLAY_SAY", "PLAY_SAY", "SPLIT", "GATHER_INPUT", "TRANSFER_TO_AGENT", "HANGUP", "NEW"];

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    vec((select(KINDS), vec(0..8_usize, 0..4)), 1..8)
}

/// Reads the definitions word by word, with every way that passes no activity twice.
struct Slow<'a> {
    activities: &'a [Drawn],
}

impl Slow<'_> {
    fn is(&self, activity: usize, kind: &str) -> bool {
        self.activities[activity].0 == kind
    }

    fn targets(&self, activity: usize) -> Vec<usize> {
        let (kind, exits) = &self.activities[activity];
        exits.iter().copied().filter(|&to| to < self.activities.len() && *kind != "HANGUP").collect()
    }

    fn all(&self) -> impl Iterator<Item = usize> + use<> {
        0..self.activities.len()
    }

    fn entries(&self) -> Vec<usize> {
        self.all().filter(|&activity| self.is(activity, "INCOMING_CALL")).collect()
    }

    /// Every way from an activity that passes none twice, by edges that are allowed.
    fn simple_ways(&self, from: usize, allowed: &dyn Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
        let mut done = Vec::new();
        let mut open = vec![vec![from]];
        while let Some(way) = open.pop() {
            let last = way[way.len() - 1];
            for to in self.targets(last) {
                if allowed(last, to) && !way.contains(&to) {
                    open.push([way.as_slice(), &[to]].concat());
                }
            }
            done.push(way);
        }
        done
    }

    fn leads(&self, from: usize, to: usize, allowed: &dyn Fn(usize, usize) -> bool) -> bool {
        self.simple_ways(from, allowed).iter().any(|way| way.ends_with(&[to]))
    }

    /// Whether a way leads from an activity back to it.
    fn is_on_a_circle(&self, activity: usize, allowed: &dyn Fn(usize, usize) -> bool) -> bool {
        let mut next = self.targets(activity).into_iter().filter(|&to| allowed(activity, to));
        next.any(|to| self.leads(to, activity, allowed))
    }

    fn between(&self, goal: &str, counted: &str) -> Option<Between> {
        let allowed = |from: usize, _: usize| !self.is(from, goal);
        let counts = |activity: usize| self.is(activity, counted);
        let ways: Vec<_> = self
            .entries()
            .into_iter()
            .flat_map(|entry| self.simple_ways(entry, &allowed))
            .filter(|way| self.is(way[way.len() - 1], goal))
            .map(|way| way.into_iter().filter(|&activity| counts(activity)).count())
            .collect();
        let again = self.all().any(|activity| {
            counts(activity)
                && self.is_on_a_circle(activity, &allowed)
                && self.entries().into_iter().any(|entry| self.leads(entry, activity, &allowed))
                && self.all().any(|end| self.is(end, goal) && self.leads(activity, end, &allowed))
        });
        let most = ways.iter().max().copied();
        Some(Between { least: ways.iter().min().copied()?, most: most.filter(|_| !again) })
    }

    fn may_be_reached(&self, activity: usize) -> bool {
        let entries = self.entries();
        entries.is_empty() || entries.into_iter().any(|entry| self.leads(entry, activity, &|_, _| true))
    }

    fn chain(&self, counts: &dyn Fn(usize) -> bool) -> Option<usize> {
        let waits =
            |activity: usize| matches!(self.activities[activity].0, "GATHER_INPUT" | "TRANSFER_TO_AGENT" | "NEW");
        let members: Vec<_> =
            self.all().filter(|&activity| self.may_be_reached(activity) && !waits(activity)).collect();
        let allowed = |from: usize, to: usize| members.contains(&from) && members.contains(&to);
        if members.iter().any(|&member| counts(member) && self.is_on_a_circle(member, &allowed)) {
            return None;
        }
        let ways = members.iter().flat_map(|&member| self.simple_ways(member, &allowed));
        Some(ways.map(|way| way.into_iter().filter(|&activity| counts(activity)).count()).max().unwrap_or(0))
    }

    fn loops(&self) -> (usize, usize) {
        let joined = |a, b| self.leads(a, b, &|_, _| true) && self.leads(b, a, &|_, _| true);
        let circling = |&activity: &usize| self.may_be_reached(activity) && self.is_on_a_circle(activity, &|_, _| true);
        let members: Vec<_> = self.all().filter(circling).collect();
        let firsts =
            members.iter().filter(|&&member| !members.iter().any(|&other| other < member && joined(other, member)));
        (firsts.count(), members.len())
    }
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn small_graphs_agree_with_a_slow_reading_of_the_definitions(activities in drawn()) {
        let lines = activities.iter().enumerate().map(|(number, (kind, exits))| {
            let exits: String = exits.iter().map(|to| format!(" n{to}")).collect();
            format!("n{number} {kind}{exits}\n")
        });
        let text = flow(&lines.collect::<String>());
        let stats = stats_in(&text, &Settings::default());
        let slow = Slow { activities: &activities };
        prop_assert_eq!(stats.prompts.before_hand_off, slow.between("TRANSFER_TO_AGENT", "PLAY_SAY"));
        prop_assert_eq!(stats.prompts.before_ending, slow.between("HANGUP", "PLAY_SAY"));
        prop_assert_eq!(stats.inputs.before_hand_off, slow.between("TRANSFER_TO_AGENT", "GATHER_INPUT"));
        prop_assert_eq!(stats.chain.activities, slow.chain(&|_| true));
        prop_assert_eq!(stats.chain.prompts, slow.chain(&|activity| slow.is(activity, "PLAY_SAY")));
        prop_assert_eq!((stats.loops.count, stats.loops.activities), slow.loops());
        let reachable = slow.all().filter(|&activity| slow.may_be_reached(activity)).count();
        prop_assert_eq!(stats.activities.reachable, Some(reachable).filter(|_| !slow.entries().is_empty()));
        agrees_with_the_rules(text.as_bytes(), &lint("a.json", text.as_bytes()), &text);
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Large flows

const MANY: usize = if cfg!(debug_assertions) { 20_000 } else { 100_000 };

/// The numbers of a flow of so many activities, counted in little stack space and no quadratic time.
fn stats_of_many(of: impl Fn(usize) -> String) -> FlowStats {
    no_quadratic_time("stats", MANY, of, |text| stats_in(text, &Settings::default()))
}

/// A start, many activities of one exit or two, an agent, an end.
fn large(many: usize, kind: &str, targets: impl Fn(usize) -> Vec<usize>) -> String {
    let mut text = String::from(r#"{"activities":[{"type":"INCOMING_CALL","id":"s","events":[{"next":"n0"}]}"#);
    for number in 0..many {
        let exits: Vec<_> = targets(number).iter().map(|to| format!(r#"{{"next":"n{to}"}}"#)).collect();
        let exits = exits.join(",");
        write!(text, r#",{{"type":"{kind}","id":"n{number}","properties":{{"say":"您好"}},"events":[{exits}]}}"#)
            .expect("a string takes everything");
    }
    write!(text, r#",{{"type":"TRANSFER_TO_AGENT","id":"n{many}","events":[{{"next":"end"}}]}}"#).expect("a string");
    text + r#",{"type":"HANGUP","id":"end"}]}"#
}

#[test]
fn a_long_chain_is_counted() {
    let stats = stats_of_many(|many| large(many, "PLAY_SAY", |number| vec![number + 1]));
    assert_eq!(stats.prompts.before_hand_off, between(MANY, MANY));
    assert_eq!(stats.prompts.before_ending, between(MANY, MANY));
    assert_eq!(stats.chain.activities, Some(MANY + 1));
    assert_eq!((stats.chain.characters, stats.text.characters), (Some(2 * MANY), 2 * MANY));
}

#[test]
fn a_long_ladder_is_counted() {
    // From each to the next two: there are more ways than anybody could walk.
    let next_two = |many: usize| move |number: usize| vec![number + 1, (number + 2).min(many)];
    let stats = stats_of_many(|many| large(many, "GATHER_INPUT", next_two(many)));
    assert_eq!(stats.inputs.before_hand_off, between(MANY / 2, MANY));
    assert_eq!((stats.loops.count, stats.chain.activities), (0, Some(1)));
}

#[test]
fn one_large_loop_is_counted() {
    let round = |many: usize| move |number: usize| if number + 1 == many { vec![0, many] } else { vec![number + 1] };
    let stats = stats_of_many(|many| large(many, "PLAY_SAY", round(many)));
    assert_eq!(stats.prompts.before_hand_off, between(MANY, None));
    assert_eq!((stats.loops.count, stats.loops.activities), (1, MANY));
    assert_eq!((stats.chain.activities, stats.chain.characters), (None, None));
}

#[test]
fn as_many_types_as_activities_are_counted() {
    let of = |many| flow(&(0..many).map(|number| format!("n{number} T{number}\n")).collect::<String>());
    assert_eq!(stats_of_many(of).activities.types.len(), MANY);
}
