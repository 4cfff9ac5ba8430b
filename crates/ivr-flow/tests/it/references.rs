//! Flows with many references, against walks from each module in turn.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use ivr_flow::CallPath;

use crate::common::flows::Random;
use crate::common::{lint, of_rule};

#[test]
fn what_is_said_of_a_reference_is_what_walks_from_its_module_and_around_it_say() {
    for seed in 0..12 {
        let mut random = Random::new(seed);
        // Loops too in every third, and where there are more edges more ways around.
        let (loops, most) = (seed % 3 == 0, 2 + seed as usize % 4);
        // In the larger more modules are followed than at once.
        let count = if seed % 6 == 1 { 900 } else { 300 };
        let mut targets = vec![Vec::new(); count];
        for (from, targets) in targets.iter_mut().enumerate() {
            for _ in 0..random.below(most) + 1 {
                let to = if loops && random.below(8) == 0 { random.below(count) } else { from + 1 + random.below(20) };
                targets.push(to.min(count - 1));
            }
        }
        let modules: Vec<usize> = (0..count).map(|_| random.below(count)).collect();
        let report = lint("flow.json", written(&targets, &modules).as_bytes());
        let told = |rule| -> BTreeSet<usize> {
            of_rule(&report, rule).into_iter().filter_map(|finding| finding.activity).collect()
        };
        let reachable = walk(&targets, 0, None);
        let (mut never, mut maybe) = (BTreeSet::new(), BTreeSet::new());
        for (from, &module) in modules.iter().enumerate() {
            if module == from || !reachable.contains(&from) || !reachable.contains(&module) {
                continue;
            }
            if !walk(&targets, module, None).contains(&from) {
                never.insert(from);
            } else if walk(&targets, 0, Some(module)).contains(&from) {
                maybe.insert(from);
            }
        }
        assert!(!never.is_empty() && !maybe.is_empty(), "{seed}");
        assert_eq!(told("reference-before-set"), never, "{seed}");
        assert_eq!(told("reference-maybe-unset"), maybe, "{seed}");
    }
}

#[test]
fn the_way_around_a_module_is_said_in_a_large_flow_too() {
    // From the entry straight through the module to the last one, or by all the others.
    const LAST: usize = 12_000;
    let mut targets: Vec<_> = (0..LAST).map(|from| vec![from + 1]).collect();
    targets[0] = vec![1, 2];
    targets[1] = vec![LAST];
    targets.push(Vec::new());
    let mut modules: Vec<_> = (0..=LAST).collect();
    modules[LAST] = 1;
    let report = lint("flow.json", written(&targets, &modules).as_bytes());
    let paths: Vec<_> = of_rule(&report, "reference-maybe-unset").into_iter().map(|finding| &finding.path).collect();
    let around: Vec<_> = std::iter::once(0).chain(2..=LAST).collect();
    let CallPath::Through(path) = paths[0] else { panic!("{paths:?}") };
    let (behind, last) = (path.first.len(), LAST - path.last.len());
    assert_eq!((path.first.as_slice(), path.left_out), (&around[..behind], last - behind));
    assert_eq!(path.last, around[last..]);
    assert_eq!((paths.len(), behind, path.last.len()), (1, 51, 50));
}

#[test]
fn a_sign_that_is_an_escape_begins_a_reference() {
    let with = |say: &str| {
        format!(
            r#"{{"activities":[{{"type":"INCOMING_CALL","id":"a","name":"开始","events":[{{"event":"complete","next":"b"}}]}},{{"type":"PLAY_SAY","id":"b","properties":{{"say":"{say}"}},"events":[]}}]}}"#
        )
    };
    let told = |text: &str, rule| -> Vec<String> {
        let report = lint("flow.json", text.as_bytes());
        of_rule(&report, rule).into_iter().map(|finding| text[finding.span.range()].to_owned()).collect()
    };
    for (say, rule, fires) in [
        (r"\u0024{没有.x}", "unresolved-reference", true),
        (r"\u0024\u007b没有.x\u007D", "unresolved-reference", true),
        (r"\uff04{没有.x}", "malformed-reference", true),
        // A backslash that is one, and letters behind it.
        (r"\\u0024{没有.x}", "unresolved-reference", false),
    ] {
        let text = with(say);
        let there = if fires { vec![say.to_owned()] } else { vec![] };
        assert_eq!(told(&text, rule), there, "{say}");
        // The same in a page, where the backslash has one before it.
        let page = format!(r#"{{"Definition":{}}}"#, serde_json::to_string(&text).expect("a string"));
        let there: Vec<_> = there.iter().map(|say| say.replace('\\', r"\\")).collect();
        assert_eq!(told(&page, rule), there, "{say}");
    }
}

/// The first activity is the entry; each refers to its module.
fn written(targets: &[Vec<usize>], modules: &[usize]) -> String {
    let mut text = String::from(r#"{"activities":["#);
    for (number, (targets, module)) in targets.iter().zip(modules).enumerate() {
        let kind = if number == 0 { "INCOMING_CALL" } else { "GATHER_INPUT" };
        let comma = if number == 0 { "" } else { "," };
        let exits: Vec<_> = targets
            .iter()
            .enumerate()
            .map(|(exit, target)| format!(r#"{{"event":"{exit}","next":"n{target}"}}"#))
            .collect();
        let exits = exits.join(",");
        write!(
            text,
            r#"{comma}{{"type":"{kind}","id":"n{number}","name":"m{number}","properties":{{"say":"${{m{module}.x}}"}},"events":[{exits}]}}"#
        )
        .expect("a text");
    }
    text + "]}"
}

/// What paths lead to from an activity, itself included, without `avoided`.
fn walk(targets: &[Vec<usize>], from: usize, avoided: Option<usize>) -> BTreeSet<usize> {
    let mut met = BTreeSet::new();
    let mut open = vec![from];
    while let Some(next) = open.pop() {
        if Some(next) != avoided && met.insert(next) {
            open.extend(&targets[next]);
        }
    }
    met
}
