//! Two versions of a flow: every planted change is told and nothing else is, as a naive reading of the rules has it.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use ivr_flow::diff::{
    Change, ChangeKind, Content, FlowDiff, FlowSide, ItemRef, Reach, Sides, changed_findings, compare, pair_flows,
};
use ivr_flow::stats::stats;
use ivr_flow::{Baseline, Context, FileReport, Finding, Flow, Graph, Lines, ReadError, Report, Settings, mask_secrets};
use proptest::prelude::*;

use crate::common::edits::{Edited, is_plain, shuffled, text_of, tree};
use crate::common::effects::{Effects, effects, numbers};
use crate::common::flows::{Random, usual};
use crate::common::pairing::{Expected, changes};
use crate::common::tree::{Blanks, Escapes, Style, Tree, Wrap, written};
use crate::common::{lint, names_in, read, testdata};
use crate::properties::{definition, style, wrap};
use crate::{cases, is_long_run};

/// The difference between the first flows of two texts.
fn diff(old: &[u8], new: &[u8], canvas: bool) -> Result<FlowDiff, ReadError> {
    let settings = Settings::default();
    let [old_flow, new_flow] = [Flow::parse(old, &settings)?, Flow::parse(new, &settings)?];
    let [old_graph, new_graph] = [Graph::new(&old_flow), Graph::new(&new_flow)];
    let old_context = Context::new(&old_flow, &old_graph, &settings);
    let new_context = Context::new(&new_flow, &new_graph, &settings);
    let [old_lines, new_lines] = [Lines::of(old), Lines::of(new)];
    let sides = Sides {
        old: FlowSide { context: &old_context, lines: &old_lines },
        new: FlowSide { context: &new_context, lines: &new_lines },
    };
    Ok(compare(sides, canvas))
}

fn plain(tree: &Tree) -> String {
    written(tree, Wrap::Bare, Style::PLAIN).text
}

/// The changes of activities, as the naive reading has them.
fn told(diff: &FlowDiff) -> Vec<Expected> {
    let name =
        |change: &Change| serde_json::to_value(change.kind).expect("a name").as_str().expect("a name").to_owned();
    let index = |side: &Option<ItemRef>| side.as_ref().map(|activity| activity.index);
    let content = |value: &Option<Content>| value.as_ref().map(|value| serde_json::to_string(value).expect("JSON"));
    let of_activities = diff.changes.iter().filter_map(|change| Some((change, change.activity.as_ref()?)));
    let told = of_activities.map(|(change, activity)| Expected {
        kind: Box::leak(name(change).into_boxed_str()),
        activity: (index(&activity.old), index(&activity.new)),
        event: change.exit.clone(),
        pointer: change.pointer.clone(),
        old: content(&change.values.old),
        new: content(&change.values.new),
    });
    told.collect()
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn changes_agree_with_a_naive_reading(
        old in any::<bool>().prop_flat_map(definition),
        new in any::<bool>().prop_flat_map(definition),
        wraps in (wrap(), style(), wrap(), style()),
        canvas in any::<bool>(),
    ) {
        let texts = [written(&old, wraps.0, wraps.1).text, written(&new, wraps.2, wraps.3).text];
        let Ok(diff) = diff(texts[0].as_bytes(), texts[1].as_bytes(), canvas) else { return Ok(()) };
        prop_assert_eq!(told(&diff), changes(&old, &new, canvas));
    }
}

/// All definitions of the fixtures that can be edited so that the changes are known exactly.
fn fixtures() -> Vec<Tree> {
    let files = files_below(&testdata());
    let definition = |file: &PathBuf| {
        let bytes = read(file);
        let flow = Flow::parse(&bytes, &Settings::default()).ok()?;
        serde_json::from_str::<serde_json::Value>(flow.definition().token()).ok()?;
        Some(tree(flow.definition().token())).filter(is_plain)
    };
    files.iter().filter_map(definition).collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let below = |path: PathBuf| if path.is_dir() { files_below(&path) } else { vec![path] };
    names_in(folder).iter().map(|name| folder.join(name)).flat_map(below).collect()
}

/// Every planted change is told, in its order, and nothing else is.
fn edits_are_found(definition: &Tree, seed: u64) {
    let mut random = Random::new(seed);
    let edited = Edited::new(definition.clone(), &mut random);
    let [old, new] = [plain(&edited.old), plain(&edited.new)];
    let mut expected = edited.expected();
    let found = told(&diff(old.as_bytes(), new.as_bytes(), true).expect("flows"));
    assert_eq!(found, expected, "{old}\n{new}");
    assert_eq!(found, changes(&edited.old, &edited.new, true), "{old}\n{new}");

    // In any order, in any form: that takes much longer.
    if !seed.is_multiple_of(8) {
        return;
    }
    let definition = shuffled(&edited.new, &mut random, true);
    let style = Style { blanks: Blanks::Random, escapes: Escapes::Random, byte_order_mark: true, seed };
    let again = written(&definition, Wrap::ALL[random.below(Wrap::ALL.len())], style).text;
    expected.retain(|change| change.kind != "activity-moved");
    let found = told(&diff(old.as_bytes(), again.as_bytes(), false).expect("flows"));
    let sorted = |changes: Vec<Expected>| {
        let mut changes: Vec<_> =
            changes.into_iter().map(|change| Expected { activity: (None, None), ..change }).collect();
        changes.iter_mut().for_each(|change| change.new = change.new.take().map(|text| said(&text)));
        changes.sort();
        changes
    };
    assert_eq!(sorted(found), sorted(expected), "{old}\n{again}");
}

/// A value with its keys sorted.
fn said(json: &str) -> String {
    serde_json::from_str::<serde_json::Value>(json).expect("JSON").to_string()
}

#[test]
fn planted_edits_of_all_fixtures_are_found() {
    let fixtures = fixtures();
    assert!(fixtures.len() > 100, "{}", fixtures.len());
    for (number, definition) in fixtures.iter().enumerate() {
        for round in 0..2 {
            edits_are_found(definition, (number * 2 + round) as u64);
        }
    }
}

#[test]
fn planted_edits_of_many_flows_are_found() {
    for seed in 0..if is_long_run() { 100_000 } else { 800 } {
        let mut random = Random::new(seed);
        let activities = 5 + random.below(10);
        edits_are_found(&tree(&usual(&mut random, activities)), seed);
    }
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn nothing_differs_in_another_form(
        flow in any::<bool>().prop_flat_map(definition),
        forms in (wrap(), style(), wrap(), style()),
    ) {
        let texts = [written(&flow, forms.0, forms.1).text, written(&flow, forms.2, forms.3).text];
        let Ok(diff) = diff(texts[0].as_bytes(), texts[1].as_bytes(), true) else { return Ok(()) };
        prop_assert!(diff.is_empty(), "{diff:#?}");
    }

    #[test]
    fn nothing_differs_in_another_order(seed in any::<u64>(), activities in 5..30usize) {
        let mut random = Random::new(seed);
        let flow = tree(&usual(&mut random, activities));
        let other = shuffled(&flow, &mut random, true);
        let diff = diff(plain(&flow).as_bytes(), plain(&other).as_bytes(), true).expect("flows");
        prop_assert!(diff.is_empty(), "{diff:#?}");
    }

    #[test]
    fn each_direction_mirrors_the_other(
        old in any::<bool>().prop_flat_map(definition),
        new in any::<bool>().prop_flat_map(definition),
    ) {
        let [old, new] = [plain(&old), plain(&new)];
        let Ok(there) = diff(old.as_bytes(), new.as_bytes(), true) else { return Ok(()) };
        let back = diff(new.as_bytes(), old.as_bytes(), true).expect("flows");
        let mut mirrored: Vec<_> = told(&back).into_iter().map(mirror).collect();
        let mut told = told(&there);
        // They are told in the order of the new side.
        mirrored.sort();
        told.sort();
        prop_assert_eq!(told, mirrored);
        let Reach { lost, won, .. } = &back.reach;
        let indexes = |reach: &[Sides<ItemRef>], flip: bool| {
            let pair = |both: &Sides<ItemRef>| (both.old.index, both.new.index);
            let mut pairs: Vec<_> = reach.iter().map(pair).map(|(a, b)| if flip { (b, a) } else { (a, b) }).collect();
            pairs.sort_unstable();
            pairs
        };
        prop_assert_eq!(indexes(&there.reach.lost, false), indexes(won, true));
        prop_assert_eq!(indexes(&there.reach.won, false), indexes(lost, true));
        let numbers: Vec<_> = back.numbers.iter().map(|number| (number.pointer.clone(), swap(number.values))).collect();
        prop_assert_eq!(there.numbers.iter().map(|number| (number.pointer.clone(), number.values)).collect::<Vec<_>>(), numbers);
        let texts = |diff: &FlowDiff, flip: bool| {
            let texts = diff.spoken.iter().map(|spoken| spoken.texts.clone());
            let mut texts: Vec<_> = texts.map(|texts| if flip { swap(texts) } else { texts }).collect();
            texts.sort_by_key(|texts| (texts.old.clone(), texts.new.clone()));
            texts
        };
        prop_assert_eq!(texts(&there, false), texts(&back, true));
    }
}

fn swap<T>(sides: Sides<T>) -> Sides<T> {
    Sides { old: sides.new, new: sides.old }
}

fn mirror(change: Expected) -> Expected {
    let kind = match change.kind {
        "activity-added" => "activity-removed",
        "activity-removed" => "activity-added",
        "exit-added" => "exit-removed",
        "exit-removed" => "exit-added",
        other => other,
    };
    let Expected { activity: (old, new), old: was, new: is, .. } = change;
    Expected { kind, activity: (new, old), old: is, new: was, ..change }
}

fn report_of(text: &str) -> Report {
    lint("flow.json", text.as_bytes())
}

/// The rules of all findings.
fn rules(report: &Report) -> Vec<String> {
    report.findings().map(|(_, finding)| finding.rule.to_string()).collect()
}

/// The findings that two texts do not have in common, each by its rule: those that are new and those that are gone.
fn changed_rules([old, new]: [&str; 2], reports: Sides<&Report>) -> [Vec<String>; 2] {
    let own = |name: &str| name.to_owned();
    let names = Sides { old: &own as &dyn Fn(&str) -> String, new: &own };
    let pairs = pair_flows(reports, names);
    let diffs: Vec<_> = pairs.iter().map(|_| diff(old.as_bytes(), new.as_bytes(), false).ok()).collect();
    let (of_no_flow, of_flows) = changed_findings(reports, names, &pairs, &diffs);
    let all = || std::iter::once(&of_no_flow).chain(&of_flows);
    let rules = |found: &[(&FileReport, &Finding)]| found.iter().map(|(_, finding)| finding.rule.to_string()).collect();
    let sides: [Vec<Vec<String>>; 2] =
        [all().map(|changes| rules(&changes.new)).collect(), all().map(|changes| rules(&changes.gone)).collect()];
    sides.map(|rules| rules.concat())
}

/// The same definition, all its ids or all its names others; what refers to them goes along.
fn with_other_names(definition: &Tree, is_of_ids: bool) -> Tree {
    let activities = definition.get("activities").expect("activities").items();
    let texts = |key| activities.iter().filter_map(|activity| text_of(activity, key)).collect::<Vec<_>>();
    let (ids, names) = (texts("id"), texts("name"));
    // Backwards, so that the smallest is another one.
    let other_id = |id: &str| ids.iter().position(|known| known == id).map(|at| format!("new-{:04}", 9999 - at));
    fn map(tree: &Tree, of: &dyn Fn(&str) -> String) -> Tree {
        match tree {
            Tree::String(text) => Tree::String(of(text)),
            Tree::Array(items) => Tree::Array(items.iter().map(|item| map(item, of)).collect()),
            Tree::Object(members) => {
                Tree::Object(members.iter().map(|(key, value)| (key.clone(), map(value, of))).collect())
            }
            other => other.clone(),
        }
    }
    let of = |text: &str| {
        if is_of_ids {
            return other_id(text).unwrap_or_else(|| text.to_owned());
        }
        let renamed = names
            .iter()
            .filter(|name| !name.trim().is_empty())
            .fold(text.to_owned(), |text, name| text.replace(&format!("${{{name}."), &format!("${{另{name}.")));
        if names.contains(&renamed) && !renamed.trim().is_empty() { format!("另{renamed}") } else { renamed }
    };
    map(definition, &of)
}

#[test]
fn other_ids_and_names_make_no_finding_new_or_gone() {
    let (mut compared, mut carried) = (0, 0);
    let sorted = |report: &Report| {
        let mut rules = rules(report);
        rules.sort();
        rules
    };
    for definition in fixtures() {
        let old = plain(&definition);
        let report = report_of(&old);
        for is_of_ids in [true, false] {
            let new = plain(&with_other_names(&definition, is_of_ids));
            // Only where each is found again, and no name is a part of another.
            let has_pairs =
                diff(old.as_bytes(), new.as_bytes(), false).is_ok_and(|diff| diff.was.iter().all(Option::is_some));
            let reports = Sides { old: &report, new: &report_of(&new) };
            if !has_pairs || sorted(reports.old) != sorted(reports.new) {
                continue;
            }
            compared += 1;
            carried += usize::from(report.findings().next().is_some());
            assert_eq!(changed_rules([&old, &new], reports), [Vec::<String>::new(), Vec::new()], "{old}\n{new}");
        }
    }
    assert!(compared > 20 && carried > 10, "{compared} {carried}");
}

#[test]
fn new_and_gone_findings_are_the_difference_of_two_runs() {
    for (number, definition) in fixtures().iter().enumerate() {
        let mut random = Random::new(number as u64);
        let edited = Edited::new(definition.clone(), &mut random);
        let [old, new] = [plain(&edited.old), plain(&edited.new)];
        if diff(old.as_bytes(), new.as_bytes(), false).is_ok_and(|diff| {
            diff.changes.iter().any(|change| matches!(change.kind, ChangeKind::IdChanged | ChangeKind::ActivityRenamed))
        }) {
            continue;
        }
        // As a baseline knows them.
        let mut reports = Sides { old: report_of(&old), new: report_of(&new) };
        let changed = changed_rules([&old, &new], reports.as_ref());
        let known = [&reports.old, &reports.new].map(|report| Baseline::of(report.findings()));
        reports.new.apply_baseline(&known[0]);
        reports.old.apply_baseline(&known[1]);
        assert_eq!(changed, [rules(&reports.new), rules(&reports.old)], "{old}\n{new}");
    }
}

/// What callers notice, as the library says it.
fn effects_told(diff: &FlowDiff) -> Effects {
    let pair = |both: &Sides<ItemRef>| (both.old.index, both.new.index);
    let index = |side: &Option<ItemRef>| side.as_ref().map(|item| item.index);
    let spoken = diff.spoken.iter().map(|spoken| {
        let about = (index(&spoken.activity.old), index(&spoken.activity.new));
        (about, spoken.pointer.clone(), spoken.texts.old.clone(), spoken.texts.new.clone())
    });
    let Reach { lost, won, .. } = &diff.reach;
    Effects { lost: lost.iter().map(pair).collect(), won: won.iter().map(pair).collect(), spoken: spoken.collect() }
}

fn stats_of(text: &str) -> serde_json::Value {
    let settings = Settings::default();
    let flow = Flow::parse(text.as_bytes(), &settings).expect("a flow");
    let graph = Graph::new(&flow);
    serde_json::to_value(stats(&Context::new(&flow, &graph, &settings))).expect("JSON")
}

/// Reach, texts and numbers as a naive reading has them; says which of these there are.
fn effects_agree(old: &Tree, new: &Tree) -> [bool; 4] {
    let [old_text, new_text] = [plain(old), plain(new)];
    let diff = diff(old_text.as_bytes(), new_text.as_bytes(), false).expect("flows");
    let expected = effects(old, new);
    assert_eq!(effects_told(&diff), expected, "{old_text}\n{new_text}");
    let told: Vec<_> = diff.numbers.iter().map(|it| (it.pointer.clone(), it.values.old, it.values.new)).collect();
    assert_eq!(told, numbers(&stats_of(&old_text), &stats_of(&new_text)), "{old_text}\n{new_text}");
    [!expected.lost.is_empty(), !expected.won.is_empty(), !expected.spoken.is_empty(), !told.is_empty()]
}

#[test]
fn what_a_change_does_to_callers_agrees_with_a_naive_reading() {
    let mut fixtures = fixtures();
    // Keys are masked, which is tested elsewhere.
    fixtures.retain(|flow| matches!(mask_secrets(&plain(flow)), Cow::Borrowed(_)));
    let of_fixtures = fixtures.into_iter().zip(0..);
    let of_usual = (0..if is_long_run() { 50_000 } else { 200 }).map(|seed| {
        let mut random = Random::new(seed);
        let activities = 5 + random.below(10);
        (tree(&usual(&mut random, activities)), seed)
    });
    let mut seen = [0; 4];
    for (flow, seed) in of_fixtures.chain(of_usual) {
        let mut random = Random::new(seed);
        // What is edited once more has more of it, and the way back.
        let once = Edited::new(flow, &mut random);
        let twice = Edited::new(once.new.clone(), &mut random);
        for (old, new) in [(&once.old, &twice.new), (&twice.new, &once.old)] {
            let there = effects_agree(old, new);
            seen.iter_mut().zip(there).for_each(|(count, is)| *count += usize::from(is));
        }
    }
    assert!(seen.iter().all(|&count| count > 100), "{seen:?}");
}
