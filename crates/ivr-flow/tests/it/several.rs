//! The rules on several flows at once against a naive reading of the documentation, in whatever files the flows come.

use std::collections::BTreeSet;

use ivr_flow::{Finding, Lang, Linter, Origin, Report, Settings};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::cases;

const RULES: [&str; 8] = [
    "incomplete-list",
    "duplicate-flow-name",
    "shared-number",
    "number-on-unpublished-flow",
    "unknown-sub-flow",
    "transfer-in-both",
    "stale-main-flow",
    "unused-sub-flow",
];

/// A flow of a list; its id is that of its number.
#[derive(Debug, Clone)]
struct Flow {
    instance: &'static str,
    name: &'static str,
    kind: &'static str,
    published: bool,
    numbers: Vec<&'static str>,
    updated: &'static str,
    /// The numbers of the flows that it calls; that of none is the id of a flow that was deleted.
    calls: Vec<usize>,
    transfers: bool,
    /// What stands in place of its definition, if that cannot be read: then it calls nothing and has no transfer.
    broken: Option<&'static str>,
}

/// Definitions that cannot be read, as JSON.
const BROKEN: &[Option<&str>] =
    &[None, None, None, None, None, None, Some(r#""{}""#), Some("{}"), Some(r#""{""#), Some("7"), Some("null")];

fn id(number: usize) -> String {
    format!("78128960-bb00-4ddc-8e82-0000000000{number:02}")
}

fn flows() -> impl Strategy<Value = Vec<Flow>> {
    const TIMES: &[&str] =
        &["2021-03-08 15:34:49.0", "2021-03-08 15:34:49.5", "2021-03-08 15:34:50.0", "2020-12-31 23:59:59.0"];
    let about = (select(&["ccc-1", "ccc-2"][..]), select(&["甲", "乙", "丙"][..]));
    let kind = select(&["MAIN_FLOW", "MAIN_FLOW", "SUB_FLOW", "SUB_FLOW", "SURVEY_FLOW"][..]);
    let numbers = subsequence(vec!["95000", "02128887777", "400289****"], 0..3);
    let flow = (about, kind, any::<bool>(), numbers, select(TIMES), vec(0..8usize, 0..3), any::<bool>());
    let flow = (flow, select(BROKEN));
    let flow =
        flow.prop_map(|(((instance, name), kind, published, numbers, updated, calls, transfers), broken)| Flow {
            instance,
            name,
            kind,
            published,
            numbers,
            updated,
            calls: if broken.is_none() { calls } else { Vec::new() },
            transfers: transfers && broken.is_none(),
            broken,
        });
    vec(flow, 1..7)
}

impl Flow {
    fn json(&self, number: usize) -> Value {
        let mut activities = vec![
            json!({"type": "INCOMING_CALL", "id": "start", "name": "开始", "events": [{"event": "complete", "next": "end"}]}),
            json!({"type": "HANGUP", "id": "end", "name": "结束", "events": []}),
        ];
        activities.extend(self.calls.iter().enumerate().map(|(call, &called)| {
            json!({"type": "SUB", "id": format!("sub{call}"), "name": "子流程",
                "properties": {"instance": self.instance, "to": {"flow": [id(called)]}}, "events": []})
        }));
        if self.transfers {
            activities.push(json!({"type": "TRANSFER_TO_AGENT", "id": "agent", "name": "转人工", "events": []}));
        }
        let definition: Value = match self.broken {
            Some(broken) => serde_json::from_str(broken).expect("JSON"),
            None => json!({"activities": activities}).to_string().into(),
        };
        json!({
            "ContactFlowId": id(number), "Name": self.name, "Type": self.kind, "InstanceId": self.instance,
            "Published": self.published, "NumberList": self.numbers, "UpdatedTime": self.updated,
            "Definition": definition,
        })
    }
}

/// A finding: its rule, the flow and the activity that it is about, and the number or the id that it is about.
type Said = (&'static str, Option<String>, Option<String>, String);

/// What a naive reading says of the flows. `total` is what the pages of an instance with so many flows claim.
fn expected(flows: &[Flow], total: impl Fn(usize) -> Option<usize>) -> BTreeSet<Said> {
    let mut said = BTreeSet::new();
    for (number, flow) in flows.iter().enumerate() {
        let of_instance = |other: &&Flow| other.instance == flow.instance;
        let earlier: Vec<_> = flows[..number].iter().filter(of_instance).collect();
        let all: Vec<_> = flows.iter().filter(of_instance).collect();
        let is_complete = total(all.len()) == Some(all.len());
        let has = |kind| all.iter().any(|other| other.kind == kind);
        let mut say = |rule, sub: Option<usize>, text: &str| {
            said.insert((rule, Some(id(number)), sub.map(|sub| format!("sub{sub}")), text.to_owned()));
        };
        if earlier.iter().any(|other| other.name == flow.name) {
            say("duplicate-flow-name", None, "");
        }
        for bound in &flow.numbers {
            if !bound.contains('*') && earlier.iter().any(|other| other.numbers.contains(bound)) {
                say("shared-number", None, bound);
            }
        }
        if !flow.published && !flow.numbers.is_empty() {
            say("number-on-unpublished-flow", None, "");
        }
        for (sub, &called) in flow.calls.iter().enumerate() {
            let there = flows.get(called).filter(of_instance);
            if there.map_or(is_complete && has("SUB_FLOW"), |there| there.kind != "SUB_FLOW") {
                say("unknown-sub-flow", Some(sub), "");
            }
            let Some(there) = there.filter(|there| there.kind == "SUB_FLOW" && flow.kind == "MAIN_FLOW") else {
                continue;
            };
            if flow.transfers && there.transfers {
                say("transfer-in-both", Some(sub), "");
            }
            if there.updated > flow.updated {
                say("stale-main-flow", Some(sub), "");
            }
        }
        let is_called = flows.iter().any(|other| other.calls.contains(&number));
        if is_complete && has("MAIN_FLOW") && flow.kind == "SUB_FLOW" && !is_called {
            say("unused-sub-flow", None, "");
        }
    }
    for instance in ["ccc-1", "ccc-2"] {
        let count = flows.iter().filter(|flow| flow.instance == instance).count();
        if count > 0 && total(count).is_some_and(|total| total > count) {
            said.insert(("incomplete-list", None, None, format!("{count} of {}", total(count).unwrap_or_default())));
        }
    }
    said
}

/// What the rules on several flows say of files, each given by its name and text.
fn said(files: &[(String, String)]) -> BTreeSet<Said> {
    let linter = Linter::new(Settings::default());
    let lint = |(name, text): &(String, String)| linter.lint(name, text.as_bytes(), Origin::Named);
    let report = Report::new(files.iter().map(lint), &linter, Lang::En);
    let rule = |finding: &Finding| RULES.into_iter().find(|rule| *rule == finding.rule);
    let findings = report.findings().filter_map(|(file, finding)| Some((rule(finding)?, file, finding)));
    findings
        .map(|(rule, file, finding)| {
            let flow = finding.flow.map(|flow| &file.flows[flow]);
            let item = finding.activity.and_then(|index| flow?.activity(index));
            let text = match rule {
                "incomplete-list" => {
                    finding.message.en.trim_start_matches("only ").split(" flows").next().unwrap_or_default().to_owned()
                }
                _ => finding.reference.clone().unwrap_or_default(),
            };
            let flow = flow.filter(|_| rule != "incomplete-list").and_then(|flow| flow.id.clone());
            let (_, file_text) = files.iter().find(|(name, _)| *name == file.name).expect("the file");
            let token = &file_text[finding.span.range()];
            assert!(!token.is_empty() && (text.is_empty() || rule != "shared-number" || token.contains(&text)));
            (rule, flow, item.and_then(|item| item.id.clone()), text)
        })
        .collect()
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn flows_agree_with_the_reference_in_whatever_files_they_come(flows in flows(), missing in 0..3usize) {
        // Nothing is claimed, just what is there, or one flow more.
        let total = |count: usize| missing.checked_sub(1).map(|missing| count + missing);
        let count = |flow: &Flow| flows.iter().filter(|other| other.instance == flow.instance).count();
        let page = |(number, flow): (usize, &Flow)| {
            json!({"Data": {"TotalCount": total(count(flow)), "List": [flow.json(number)]}}).to_string()
        };
        let pages: Vec<String> = flows.iter().enumerate().map(page).collect();
        let expected = expected(&flows, total);

        let one_file = vec![("all.jsonl".to_owned(), pages.join("\n"))];
        prop_assert_eq!(&said(&one_file), &expected, "in one file");
        let mut many: Vec<_> = pages.iter().enumerate().map(|(number, page)| (format!("{number}.json"), page.clone())).collect();
        prop_assert_eq!(&said(&many), &expected, "in a file each");
        many.reverse();
        prop_assert_eq!(&said(&many), &expected, "given backwards");
    }

    #[test]
    fn a_page_that_is_read_twice_changes_nothing(flows in flows(), twice in any::<prop::sample::Index>()) {
        let flow = |(number, flow): (usize, &Flow)| {
            json!({"Data": {"List": [flow.json(number)]}}).to_string()
        };
        let pages: Vec<String> = flows.iter().enumerate().map(flow).collect();
        let once: Vec<_> = pages.iter().enumerate().map(|(number, page)| (format!("{number}.json"), page.clone())).collect();
        let mut again = once.clone();
        again.push(("again.json".to_owned(), twice.get(&pages).clone()));
        // It may be an earlier flow of those that come behind it.
        let (before, after) = (said(&once), said(&again));
        let is_about_order = |said: &&Said| matches!(said.0, "duplicate-flow-name" | "shared-number");
        prop_assert!(before.iter().filter(|said| !is_about_order(said)).eq(after.iter().filter(|said| !is_about_order(said))));
        let mut file = once.clone();
        file.push(("z.json".to_owned(), twice.get(&pages).clone()));
        prop_assert!(said(&file).is_superset(&before));
    }
}

#[test]
fn the_flows_that_are_made_up_fire_every_rule_on_several_flows() {
    let mut runner = TestRunner::deterministic();
    let mut fired = BTreeSet::new();
    for _ in 0..200 {
        let flows = flows().new_tree(&mut runner).expect("flows").current();
        for more in [0, 1] {
            fired.extend(expected(&flows, |count| Some(count + more)).into_iter().map(|(rule, ..)| rule));
        }
    }
    assert_eq!(fired, BTreeSet::from(RULES));
}
