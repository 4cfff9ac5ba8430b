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
    let settings = Settings::default();
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
fn of_exits_that_lead_to_the_same_place_the_first_is_taken() {
    let flow = json!({"activities": [
        {"type": "INCOMING_CALL", "id": "s", "events": [{"event": "complete", "next": "m"}]},
        {"type": "SPLIT", "id": "m", "events": [
            {"event": "1", "next": "e"}, {"event": "2", "next": "e"}, {"event": "default", "next": "e"}]},
        {"type": "HANGUP", "id": "e", "events": []}]});
    let exits = |_: &Flow<'_>, plan: Plan| plan.calls[0].steps.iter().map(|step| step.exit).collect::<Vec<_>>();
    // Exits are counted through the whole flow.
    assert_eq!(with_plan(&flow, Cover::Activities, exits), [Some(0), Some(1), None]);
}

#[test]
fn no_set_with_fewer_calls_covers_all() {
    let mut random = Random(1);
    let mut sizes = BTreeMap::new();
    for _ in 0..2000 {
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

#[cfg(feature = "toml")]
mod kept {
    use ivr_flow::calls::{Replayed, Replayer, Script, read_kept_calls, to_toml};

    use super::*;

    /// The planned calls of a flow as a team keeps them.
    fn kept(flow: &Value) -> String {
        let (text, settings) = (flow.to_string(), Settings::default());
        let flow = Flow::parse(text.as_bytes(), &settings).expect("a flow");
        let graph = Graph::new(&flow);
        let context = Context::new(&flow, &graph, &settings);
        to_toml(&context, &Script::new(&context, Cover::Exits), "flow")
    }

    /// What becomes of kept calls on a flow.
    fn replayed(kept: &str, flow: &Value) -> Vec<Replayed> {
        let (calls, errors) = read_kept_calls(kept);
        assert!(errors.is_empty(), "{errors:?} {kept}");
        let (text, settings) = (flow.to_string(), Settings::default());
        let flow = Flow::parse(text.as_bytes(), &settings).expect("a flow");
        let graph = Graph::new(&flow);
        let context = Context::new(&flow, &graph, &settings);
        let replayer = Replayer::new(&context);
        calls.iter().map(|call| replayer.replay(call)).collect()
    }

    fn fails(kept: &str, flow: &Value) -> String {
        let replayed = replayed(kept, flow);
        assert_eq!(replayed.len(), 1);
        replayed[0].failure.as_ref().map(|failure| failure.message.en.clone()).unwrap_or_default()
    }

    fn menu() -> Value {
        json!({"activities": [
            {"type": "INCOMING_CALL", "id": "start", "name": "开始", "events": [{"event": "complete", "next": "menu"}]},
            {"type": "GATHER_INPUT", "id": "menu", "name": "主菜单", "events": [
                {"event": "1", "next": "agent"}, {"event": "2", "next": "agent"}, {"event": "3", "next": "bye"},
                {"event": "timeout", "next": "menu"}, {"event": "failure", "next": null}]},
            {"type": "TRANSFER_TO_AGENT", "id": "agent", "name": "人工:服务", "events": [{"event": "failure", "next": "bye"}]},
            {"type": "PLAY_SAY", "id": "bye", "name": "再见", "events": [{"event": "complete", "next": "end"}]},
            {"type": "PLAY_SAY", "id": "twin", "name": "再见", "events": [{"event": "complete", "next": "gone"}]},
            {"type": "HANGUP", "id": "end", "name": "挂机", "events": []}
        ]})
    }

    #[test]
    fn planned_calls_that_are_kept_pass_and_take_every_exit() {
        let mut random = Random(3);
        for _ in 0..1000 {
            let count = 1 + random.below(12);
            let mut flow = random_flow(&mut random, count);
            // Who cannot be named cannot be kept.
            for (index, item) in flow["activities"].as_array_mut().expect("a list").iter_mut().enumerate() {
                item["id"] = json!(format!("n{index}"));
            }
            let kept = kept(&flow);
            let covered = with_plan(&flow, Cover::Exits, |_, plan| plan.covered);
            if kept.is_empty() {
                continue;
            }
            let replayed = replayed(&kept, &flow);
            let wrong: Vec<_> = replayed.iter().filter_map(|one| one.failure.as_ref()).collect();
            assert!(wrong.is_empty(), "{wrong:?}\n{kept}\n{flow}");
            let taken: BTreeSet<_> = replayed.iter().flat_map(|one| &one.exits).collect();
            assert_eq!(taken.len(), covered, "{kept}\n{flow}");
        }
    }

    #[test]
    fn kept_calls_catch_what_is_wired_differently() {
        let mut random = Random(4);
        let (mut planted, mut caught) = (0, 0);
        while planted < 400 {
            let count = 3 + random.below(12);
            let mut flow = random_flow(&mut random, count);
            for (index, item) in flow["activities"].as_array_mut().expect("a list").iter_mut().enumerate() {
                item["id"] = json!(format!("n{index}"));
            }
            let kept = kept(&flow);
            let naive = Naive::new(&flow);
            let exits: Vec<_> = naive
                .wanted(Cover::Exits)
                .into_iter()
                .filter_map(
                    |part| if let Part::Exit(from, exit, Some(to)) = part { Some((from, exit, to)) } else { None },
                )
                .collect();
            if exits.is_empty() {
                continue;
            }
            let (from, exit, to) = exits[random.below(exits.len())];
            let other = match random.below(count + 1) {
                other if other == to => continue,
                other if other == count => Value::Null,
                other => json!(format!("n{other}")),
            };
            flow["activities"][from]["events"][exit]["next"] = other;
            planted += 1;
            caught += usize::from(replayed(&kept, &flow).iter().any(|one| one.failure.is_some()));
        }
        assert_eq!(caught, planted);
    }

    #[test]
    fn a_step_is_a_module_and_where_several_exits_lead_on_its_exit() {
        let call = |steps: &str| format!("[[call]]\nsteps = [{steps}]");
        let cases = [
            (r#""开始", "主菜单:1", "人工:服务""#, ""),
            (r#""start", "menu:3", "bye", "end""#, ""),
            (r#""start", "menu:timeout", "menu:1", "agent:failure", "bye""#, ""),
            (r#""开始", "主菜单", "人工:服务""#, "several exits of 主菜单 lead to 人工:服务: `1`, `2`"),
            (r#""开始", "主菜单:3", "人工:服务""#, "exit `3` of 主菜单 leads to 再见, not to 人工:服务"),
            (r#""开始", "主菜单:failure", "bye""#, "exit `failure` of 主菜单 is not connected"),
            (r#""开始", "人工:服务""#, "no exit of 开始 leads to 人工:服务"),
            (r#""主菜单:1", "agent""#, "calls do not enter the flow at 主菜单"),
            (r#""开始", "主菜单:4""#, "主菜单 has no exit `4`"),
            (r#""开始", "主菜蛋""#, "no module is named `主菜蛋`"),
            (r#""开始", "…", "再见""#, "several modules are named 再见"),
            (r#""开始", "…", "end""#, ""),
            (r#""…", "bye", "end""#, ""),
            (r#""开始", "…", "twin""#, "no path leads from 开始 to 再见"),
            (r#""开始", "主菜单:failure", "…", "end""#, "no path leads from exit `failure` of 主菜单 to 挂机"),
        ];
        for (steps, expected) in cases {
            assert_eq!(fails(&call(steps), &menu()), expected, "{steps}");
        }
    }

    #[test]
    fn a_call_passes_avoids_and_ends_as_it_says() {
        let call = |steps: &str, more: &str| format!("[[call]]\nsteps = [{steps}]\n{more}");
        let any = r#""开始", "…", "end""#;
        let cases = [
            (any, r#"passes = ["agent"]"#, ""),
            (any, r#"avoids = ["agent"]"#, ""),
            (any, "passes = [\"agent\"]\navoids = [\"bye\"]", "no path leads from 开始 to 挂机"),
            (r#""开始", "主菜单:3", "bye""#, r#"passes = ["agent"]"#, "the call does not pass agent"),
            (r#""开始", "主菜单:3", "bye""#, r#"avoids = ["再见"]"#, "the call passes 再见, which it avoids"),
            (any, r#"ends = "ending""#, ""),
            (any, r#"ends = "hand-off""#, "the call ends at 挂机 as `ending`, not as `hand-off`"),
            (r#""开始", "主菜单:1", "agent""#, r#"ends = "hand-off""#, ""),
            (r#""开始", "主菜单:1""#, r#"ends = "hand-off""#, ""),
            (r#""开始", "主菜单:failure""#, r#"ends = "unwired""#, ""),
            (r#""开始", "主菜单""#, r#"ends = "unwired""#, "the call does not end at 主菜单, but continues"),
            (r#""开始", "…""#, r#"ends = "unwired""#, ""),
            (r#""开始", "…""#, r#"ends = "dangling""#, "no path leads from 开始 to the end `dangling`"),
        ];
        for (steps, more, expected) in cases {
            assert_eq!(fails(&call(steps, more), &menu()), expected, "{steps} {more}");
        }
    }

    #[test]
    fn every_mistake_in_a_file_of_kept_calls_has_its_place() {
        let text = "[[call]]\nstep = [\"a\"]\n[[call]]\nsteps = [1]\nends = \"endin\"\n[calls]\n";
        let (_, errors) = read_kept_calls(text);
        let told: Vec<_> = errors.iter().map(|error| (&text[error.bytes()], error.to_string())).collect();
        let expected = [
            ("[[call]]", "the call has no `steps`"),
            ("step", "unknown key `step`"),
            ("[[call]]", "`steps` is empty"),
            ("1", "expected a string"),
            ("\"endin\"", "no call ends as `endin`"),
            ("calls", "unknown key `calls`"),
        ];
        assert_eq!(told, expected.map(|(place, said)| (place, said.to_owned())));
        for broken in ["", "[[call]", "call = 1", "call = [1]", "\u{feff}[[call]]"] {
            assert!(!read_kept_calls(broken).1.is_empty(), "{broken}");
        }
    }
}
