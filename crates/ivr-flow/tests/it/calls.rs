//! The fewest test calls: against a second implementation that knows nothing of flows through networks, and against a
//! search through all calls that there are.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use ivr_flow::calls::{Call, Cover, Ends, Plan, Why, plan};
use ivr_flow::{Context, Flow, Graph, Settings};
use serde_json::{Value, json};

/// The same numbers for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % most
    }
}

/// A flow of so many activities: loops, islands, several entries or none, unknown types that lead on by their properties,
/// exits that lead nowhere, and broken ones.
fn random_flow(random: &mut Random, count: usize) -> Value {
    const TYPES: [&str; 9] =
        ["PLAY_SAY", "PLAY_SAY", "GATHER_INPUT", "SPLIT", "MYSTERY", "TRANSFER_TO_AGENT", "HANGUP", "SUB_END", "SMS"];
    let spread = 1 + random.below(4);
    let activities = (0..count).map(|index| {
        let kind = match index {
            0 if random.below(30) > 0 => "INCOMING_CALL",
            _ if random.below(15) == 0 => "SUB_START",
            _ => TYPES[random.below(TYPES.len())],
        };
        let target = |random: &mut Random| match random.below(10) {
            0 => Value::Null,
            1 => json!("nowhere"),
            2 if random.below(4) == 0 => json!(7),
            3..6 => json!(format!("n{}", (index + 1 + random.below(spread + 1)).min(count - 1))),
            _ => json!(format!("n{}", random.below(count))),
        };
        let exits = random.below(4);
        let events: Vec<_> =
            (0..exits).map(|exit| json!({"event": format!("e{exit}"), "next": target(random)})).collect();
        let named: Vec<_> = (0..random.below(3)).map(|_| target(random)).collect();
        let id = if random.below(25) == 0 { "n1".to_owned() } else { format!("n{index}") };
        json!({"id": id, "type": kind, "events": events, "properties": {"to": named}})
    });
    json!({"activities": activities.collect::<Vec<_>>()})
}

/// Something that has to be covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Part {
    Activity(usize),
    /// An exit by its activity and number, and where it leads.
    Exit(usize, usize, Option<usize>),
    /// An id in the properties.
    Named(usize, usize),
}

/// A flow as its JSON says, read again from scratch.
struct Naive {
    kinds: Vec<String>,
    parts: Vec<Vec<Part>>,
    reached: BTreeSet<usize>,
    /// Whether some way leads from one to another; none need be taken from one to itself.
    leads: Vec<Vec<bool>>,
}

impl Naive {
    fn new(flow: &Value) -> Self {
        let items = flow["activities"].as_array().expect("a list");
        let by_id = |id: &Value| items.iter().position(|item| item["id"] == *id && id.is_string());
        let kinds: Vec<_> = items.iter().map(|item| item["type"].as_str().expect("a type").to_owned()).collect();
        let ends = |kind: &str| kind == "HANGUP" || kind == "SUB_END";
        let parts: Vec<Vec<Part>> = items.iter().enumerate().map(|(index, item)| {
            let mut parts = Vec::new();
            if ends(&kinds[index]) {
                return parts;
            }
            for (number, event) in item["events"].as_array().into_iter().flatten().enumerate() {
                if event["next"].is_string() || event["next"].is_null() {
                    parts.push(Part::Exit(index, number, by_id(&event["next"])));
                }
            }
            if kinds[index] == "MYSTERY" {
                for to in item["properties"]["to"].as_array().into_iter().flatten().filter_map(by_id) {
                    let leads_there = |part: &Part| matches!(*part, Part::Exit(_, _, Some(known)) | Part::Named(_, known) if known == to);
                    if !parts.iter().any(leads_there) {
                        parts.push(Part::Named(index, to));
                    }
                }
            }
            parts
        }).collect();
        let count = items.len();
        let mut leads = vec![vec![false; count]; count];
        for from in 0..count {
            leads[from][from] = true;
            for to in parts[from].iter().filter_map(Part::to) {
                leads[from][to] = true;
            }
        }
        for by in 0..count {
            for from in 0..count {
                for to in 0..count {
                    leads[from][to] |= leads[from][by] && leads[by][to];
                }
            }
        }
        let is_entry = |&index: &usize| kinds[index] == "INCOMING_CALL" || kinds[index] == "SUB_START";
        let entries: Vec<_> = (0..count).filter(is_entry).collect();
        let reached = (0..count).filter(|&to| entries.iter().any(|&entry| leads[entry][to])).collect();
        Naive { kinds, parts, reached, leads }
    }

    /// What has to be covered.
    fn wanted(&self, cover: Cover) -> Vec<Part> {
        let activities = self.reached.iter().map(|&activity| Part::Activity(activity));
        let exits = self.reached.iter().flat_map(|&activity| self.parts[activity].clone());
        match cover {
            Cover::Exits => activities.chain(exits).collect(),
            Cover::Activities => activities.collect(),
        }
    }

    /// Whether a call can take one part and after it another.
    fn in_order(&self, first: Part, then: Part) -> bool {
        first.last().is_some_and(|last| self.leads[last][then.activity()])
    }

    fn together(&self, first: Part, second: Part) -> bool {
        self.in_order(first, second) || self.in_order(second, first)
    }

    /// The fewest calls: parts that each can come before and after are one; of the others a call takes a chain. As few
    /// chains as there are parts without a partner before them.
    fn fewest(&self, cover: Cover) -> usize {
        let wanted = self.wanted(cover);
        let mut classes: Vec<Part> = Vec::new();
        for part in wanted {
            if !classes.iter().any(|&class| self.in_order(class, part) && self.in_order(part, class)) {
                classes.push(part);
            }
        }
        let after: Vec<Vec<usize>> = classes
            .iter()
            .enumerate()
            .map(|(one, &first)| {
                (0..classes.len()).filter(|&other| other != one && self.in_order(first, classes[other])).collect()
            })
            .collect();
        let mut before = vec![None; classes.len()];
        fn follow(one: usize, after: &[Vec<usize>], before: &mut [Option<usize>], seen: &mut HashSet<usize>) -> bool {
            after[one].iter().any(|&other| {
                seen.insert(other) && before[other].is_none_or(|old| follow(old, after, before, seen)) && {
                    before[other] = Some(one);
                    true
                }
            })
        }
        let matched = (0..classes.len()).filter(|&one| follow(one, &after, &mut before, &mut HashSet::new())).count();
        classes.len() - matched
    }

    fn may_end(&self, activity: usize) -> bool {
        ["HANGUP", "SUB_END", "TRANSFER_TO_AGENT", "MYSTERY"].contains(&&*self.kinds[activity])
    }

    fn is_stuck(&self, activity: usize) -> bool {
        let members: Vec<_> = (0..self.kinds.len()).filter(|&other| self.leads[activity][other]).collect();
        members.iter().all(|&member| self.leads[member][activity] && !self.may_end(member))
    }

    /// The fewest calls, by trying all: what single calls can cover, and then how many of them cover everything.
    fn by_search(&self, cover: Cover) -> usize {
        let wanted = self.wanted(cover);
        let bit = |part: Part| wanted.iter().position(|&known| known == part).map_or(0_u32, |at| 1 << at);
        let is_entry =
            |&activity: &usize| self.kinds[activity] == "INCOMING_CALL" || self.kinds[activity] == "SUB_START";
        let starts = (0..self.kinds.len()).filter(is_entry).map(|entry| (entry, bit(Part::Activity(entry))));
        let mut open: VecDeque<(usize, u32)> = starts.collect();
        let mut seen: HashSet<_> = open.iter().copied().collect();
        let mut covered = BTreeSet::new();
        while let Some((activity, so_far)) = open.pop_front() {
            if self.may_end(activity) || self.is_stuck(activity) {
                covered.insert(so_far);
            }
            for &part in &self.parts[activity] {
                let Some(to) = part.to() else {
                    covered.insert(so_far | bit(part));
                    continue;
                };
                let next = (to, so_far | bit(part) | bit(Part::Activity(to)));
                if seen.insert(next) {
                    open.push_back(next);
                }
            }
        }
        let all = covered.iter().fold(0, |all, one| all | one);
        let largest: Vec<u32> = covered
            .iter()
            .copied()
            .filter(|&one| !covered.iter().any(|&other| other != one && one & other == one))
            .collect();
        let mut reached = HashSet::from([0]);
        for calls in 0.. {
            if reached.contains(&all) {
                return calls;
            }
            reached = reached.iter().flat_map(|&so_far| largest.iter().map(move |&one| so_far | one)).collect();
        }
        unreachable!()
    }
}

impl Part {
    fn activity(self) -> usize {
        match self {
            Part::Activity(activity) | Part::Exit(activity, ..) | Part::Named(activity, _) => activity,
        }
    }

    /// Where it leads.
    fn to(&self) -> Option<usize> {
        match *self {
            Part::Activity(_) => None,
            Part::Exit(.., to) => to,
            Part::Named(_, to) => Some(to),
        }
    }

    /// Where a call is that has taken it.
    fn last(self) -> Option<usize> {
        match self {
            Part::Activity(activity) => Some(activity),
            Part::Exit(..) | Part::Named(..) => self.to(),
        }
    }
}

fn with_plan<T>(flow: &Value, cover: Cover, then: impl FnOnce(&Flow<'_>, Plan) -> T) -> T {
    let text = flow.to_string();
    let settings = Settings::standard();
    let flow = Flow::parse(text.as_bytes(), &settings).expect("a flow");
    let graph = Graph::new(&flow);
    let plan = plan(&Context::new(&flow, &graph, &settings), cover);
    then(&flow, plan)
}

/// Replays a call, and gives back what it covers.
fn replay(naive: &Naive, flow: &Flow<'_>, call: &Call) -> BTreeSet<Part> {
    let mut covered = BTreeSet::new();
    let first = call.steps.first().expect("a step").activity;
    assert!(naive.kinds[first] == "INCOMING_CALL" || naive.kinds[first] == "SUB_START");
    for (number, step) in call.steps.iter().enumerate() {
        covered.insert(Part::Activity(step.activity));
        let parts = &naive.parts[step.activity];
        let next = call.steps.get(number + 1).map(|next| next.activity);
        let taken = match (step.exit, next) {
            (Some(exit), _) => {
                let exit = flow.exit(exit);
                assert_eq!(exit.activity().index(), step.activity);
                parts.iter().find(|part| matches!(part, Part::Exit(_, number, _) if *number == exit.item()))
            }
            (None, Some(next)) => parts.iter().find(|part| **part == Part::Named(step.activity, next)),
            (None, None) => None,
        };
        match (taken, next) {
            (Some(part), _) => {
                assert_eq!(part.to(), next);
                covered.insert(*part);
            }
            (None, next) => assert!(step.exit.is_none() && next.is_none(), "{call:?}"),
        }
    }
    let last = call.steps.last().expect("a step");
    let kind = &*naive.kinds[last.activity];
    let ends = match last.exit {
        Some(exit) if flow.exit(exit).is_unwired() => Ends::Unwired,
        Some(_) => Ends::Dangling,
        None if kind == "HANGUP" || kind == "SUB_END" => Ends::Ending,
        None if kind == "TRANSFER_TO_AGENT" => Ends::HandOff,
        None if kind == "MYSTERY" => Ends::UnknownType,
        None if naive.parts[last.activity].iter().any(|part| part.to().is_some()) => Ends::EndlessLoop,
        None => Ends::NoWayOn,
    };
    assert_eq!(call.ends, ends);
    if ends == Ends::EndlessLoop {
        assert!(naive.is_stuck(last.activity));
    }
    covered
}

/// Checks a plan against the flow, and that so many calls are the fewest.
fn check(flow: &Value, cover: Cover, fewest: usize) {
    let naive = Naive::new(flow);
    with_plan(flow, cover, |read, plan| {
        assert_eq!(plan.calls.len(), fewest, "{flow}");
        assert!(plan.is_fewest && !plan.truncated);
        assert_eq!(plan.steps, plan.calls.iter().map(|call| call.steps.len()).sum::<usize>());
        let mut covered = BTreeSet::new();
        for call in &plan.calls {
            assert!(call.is_whole);
            covered.extend(replay(&naive, read, call));
        }
        let wanted = naive.wanted(cover);
        assert!(wanted.iter().all(|part| covered.contains(part)), "{flow}");
        let is_exit = |part: &&Part| matches!(part, Part::Exit(..));
        assert_eq!(plan.covered, covered.iter().filter(is_exit).count());
        let counted: Vec<_> = read.exits().filter(|exit| !exit.activity().is_ending()).collect();
        assert_eq!(plan.exits, counted.len());
        if cover == Cover::Exits {
            assert_eq!(plan.covered + plan.uncovered.len(), plan.exits);
        }
        for uncovered in &plan.uncovered {
            let is_reached = naive.reached.contains(&read.exit(uncovered.exit).activity().index());
            assert_eq!(uncovered.why, if is_reached { Why::InvalidNext } else { Why::Unreachable });
        }
        assert_eq!(plan.certificate.len(), fewest, "{flow}");
        let parts: Vec<_> = plan
            .certificate
            .iter()
            .map(|witness| match (witness.exit, witness.to) {
                (Some(exit), _) => {
                    let number = read.exit(exit).item();
                    *naive.parts[witness.activity]
                        .iter()
                        .find(|part| matches!(part, Part::Exit(_, known, _) if *known == number))
                        .expect("an exit")
                }
                (None, Some(to)) => Part::Named(witness.activity, to),
                (None, None) => Part::Activity(witness.activity),
            })
            .collect();
        for (number, &first) in parts.iter().enumerate() {
            assert!(naive.reached.contains(&first.activity()));
            for &second in &parts[number + 1..] {
                assert!(!naive.together(first, second), "{first:?} {second:?} {flow}");
            }
            let has_exit = matches!(first, Part::Exit(..));
            let could = naive.parts[first.activity()].iter().any(|part| matches!(part, Part::Exit(..)));
            assert!(has_exit || cover == Cover::Activities || !could || matches!(first, Part::Named(..)), "{flow}");
        }
    });
}

#[test]
fn no_set_with_fewer_calls_covers_all() {
    let mut random = Random(1);
    let mut sizes = BTreeMap::new();
    for _ in 0..4000 {
        let count = 1 + random.below(14);
        let flow = random_flow(&mut random, count);
        let naive = Naive::new(&flow);
        for cover in [Cover::Exits, Cover::Activities] {
            let fewest = naive.fewest(cover);
            check(&flow, cover, fewest);
            *sizes.entry(fewest).or_insert(0) += 1;
        }
    }
    assert!(sizes.len() > 6 && sizes[&0] > 20 && sizes[&3] > 50, "{sizes:?}");
}

#[test]
fn the_second_implementation_finds_what_trying_all_calls_finds() {
    let mut random = Random(2);
    let mut seen = HashMap::new();
    for _ in 0..1500 {
        let count = 1 + random.below(5);
        let flow = random_flow(&mut random, count);
        let naive = Naive::new(&flow);
        for cover in [Cover::Exits, Cover::Activities] {
            if naive.wanted(cover).len() <= 14 {
                let fewest = naive.by_search(cover);
                assert_eq!(fewest, naive.fewest(cover), "{flow}");
                *seen.entry(fewest).or_insert(0) += 1;
            }
        }
    }
    assert!(seen.len() > 4, "{seen:?}");
}
