//! What a document is recognised as, against a naive reading of what may come: keys in their order, lists, strings that
//! say JSON, and what is searched because nothing else fits.

use ivr_flow::{Origin, Settings, lint_file};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use crate::cases;

/// What is found in a document, in the order of the text: the flow's name, and the rule that reports it where it cannot be
/// read.
#[derive(Debug, PartialEq, Eq, Default)]
struct Found {
    flows: Vec<(Option<String>, Option<&'static str>)>,
    /// The rule that reports the document, where it holds no flow.
    error: Option<&'static str>,
    is_searched: bool,
}

const SHAPE: Option<&str> = Some("invalid-shape");
const JSON: Option<&str> = Some("invalid-json");
const OLD: Option<&str> = Some("unsupported-format");

/// What a string says, if it begins as JSON that can hold a flow; nothing inside where it is none.
fn said(value: &Value) -> Option<Option<Value>> {
    let text = value.as_str()?;
    let begins = text.trim_start_matches([' ', '\t', '\n', '\r']).starts_with(['{', '[', '"']);
    begins.then(|| serde_json::from_str(text).ok())
}

fn name(object: &Value) -> Option<String> {
    object.get("Name")?.as_str().map(str::to_owned)
}

fn has_any(value: &Value, keys: &[&str]) -> bool {
    keys.iter().any(|key| value.get(key).is_some())
}

fn is_old(value: &Value) -> bool {
    has_any(value, &["Canvas", "Content"]) && !has_any(value, &["activities", "Definition"])
}

fn is_flow(value: &Value) -> bool {
    match said(value) {
        Some(inner) => inner.is_some_and(|inner| is_flow(&inner)),
        None => has_any(value, &["activities", "Definition", "Canvas", "Content"]),
    }
}

/// Why a definition cannot be read.
fn wrong(definition: &Value) -> Option<&'static str> {
    match definition {
        Value::String(text) => serde_json::from_str(text).map_or(JSON, |inner| wrong(&inner)),
        _ if is_old(definition) => OLD,
        _ if definition.get("activities").is_some_and(Value::is_array) => None,
        _ => SHAPE,
    }
}

/// What stands where a flow is expected.
fn flow(value: &Value) -> (Option<String>, Option<&'static str>) {
    if let Some(Some(inner)) = said(value) {
        return flow(&inner);
    }
    let why = match value.get("activities").map_or_else(|| value.get("Definition"), |_| Some(value)) {
        Some(definition) => wrong(definition),
        None if is_old(value) => OLD,
        None => SHAPE,
    };
    (name(value), why)
}

fn recognise(document: &Value, is_list: bool) -> Result<Found, &'static str> {
    let there = |key: &str| document.get(key).filter(|value| !value.is_null());
    let flows = |flows| Ok(Found { flows, ..Found::default() });
    match document {
        Value::String(_) => match said(document) {
            Some(Some(inner)) => recognise(&inner, false),
            Some(None) => Err("invalid-json"),
            None => Err("invalid-shape"),
        },
        Value::Array(items) if items.iter().any(is_flow) || (is_list && items.is_empty()) => {
            flows(items.iter().map(flow).collect())
        }
        Value::Object(_) => {
            if document.get("activities").is_some() || there("Definition").is_some() {
                flows(vec![flow(document)])
            } else if let Some(package) = there("FlowPackageData") {
                let mut found = Vec::new();
                search(package, None, &mut found);
                if found.is_empty() { Err("invalid-shape") } else { flows(found) }
            } else if let Some(inner) = there("body").or(there("Data")) {
                recognise(inner, false)
            } else if let Some(list) = there("List") {
                recognise(list, true)
            } else if is_flow(document) {
                flows(vec![flow(document)])
            } else {
                Err("invalid-shape")
            }
        }
        _ => Err("invalid-shape"),
    }
}

/// Searches for definitions at any depth. `holder` is the object that has the value as a member.
fn search(value: &Value, holder: Option<&Value>, found: &mut Vec<(Option<String>, Option<&'static str>)>) {
    match value {
        Value::String(_) => {
            if let Some(Some(inner)) = said(value) {
                search(&inner, holder, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| search(item, None, found)),
        Value::Object(_) if value.get("activities").is_some_and(Value::is_array) => {
            found.push((name(holder.unwrap_or(value)), None));
        }
        Value::Object(members) => {
            let is_flow = members.contains_key("Definition");
            if is_flow {
                found.push(flow(value));
            }
            for (_, member) in members.iter().filter(|(key, _)| !is_flow || *key != "Definition") {
                search(member, Some(value), found);
            }
        }
        _ => {}
    }
}

fn expected(document: &Value) -> Found {
    recognise(document, false).unwrap_or_else(|error| {
        let mut flows = Vec::new();
        if error == "invalid-shape" {
            search(document, None, &mut flows);
        }
        match flows.iter().any(|(_, why)| why.is_none()) {
            true => Found { flows, is_searched: true, ..Found::default() },
            false => Found { error: Some(error), ..Found::default() },
        }
    })
}

fn found(text: &str, origin: Origin) -> Found {
    let file = lint_file("a.json", text.as_bytes(), origin, &Settings::default());
    let reading = |flow| {
        let mut rules = file.findings.iter().filter(move |finding| finding.flow == flow).map(|finding| &*finding.rule);
        rules.find_map(|rule| [SHAPE, JSON, OLD].into_iter().flatten().find(|known| *known == rule))
    };
    Found {
        flows: file.flows.iter().enumerate().map(|(index, flow)| (flow.name.clone(), reading(Some(index)))).collect(),
        error: reading(None),
        is_searched: file.is_searched,
    }
}

fn document() -> impl Strategy<Value = Value> {
    const KEYS: &[&str] =
        &["activities", "Definition", "FlowPackageData", "body", "Data", "List", "Canvas", "Content", "a", "Name"];
    let definition = json!({"activities": [], "Name": "甲"});
    let leaves =
        [json!(null), json!(5), json!("x"), json!(""), json!("{"), json!([]), json!({}), json!([5]), definition];
    let leaf = prop_oneof![2 => select(leaves.to_vec()), 1 => select(vec![json!("乙"), json!("丙")])];
    leaf.prop_recursive(5, 24, 3, |inner| {
        // What a key usually holds, so that more than one of them is got to.
        let member = (select(KEYS), inner.clone()).prop_map(|(key, value)| match key {
            "Name" if !value.is_string() => (key.to_owned(), json!("丁")),
            "activities" if !value.is_null() && !value.is_number() => (key.to_owned(), json!([])),
            _ => (key.to_owned(), value),
        });
        let object = vec(member, 0..4).prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>()));
        prop_oneof![
            4 => object,
            1 => btree_map(select(vec!["a".to_owned(), "b".to_owned()]), inner.clone(), 1..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
            2 => vec(inner.clone(), 0..3).prop_map(Value::Array),
            2 => inner.prop_map(|value| value.to_string().into()),
        ]
    })
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn documents_are_recognised_as_what_the_reference_takes_them_for(document in document()) {
        let text = document.to_string();
        prop_assert_eq!(found(&text, Origin::Named), expected(&document), "{}", text);
        // While walking nothing is searched, and what is evidently no flow is passed over.
        let walked = found(&text, Origin::Walked);
        prop_assert!(!walked.is_searched && walked.error.is_none_or(|error| Some(error) != SHAPE), "{}", text);
    }
}

#[test]
fn the_documents_that_are_made_up_are_of_every_kind() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut errors, mut searched, mut several, mut flows) = (Vec::new(), 0, 0, Vec::new());
    for _ in 0..3000 {
        let expected = expected(&document().new_tree(&mut runner).expect("a document").current());
        errors.extend(expected.error);
        searched += usize::from(expected.is_searched);
        several += usize::from(expected.flows.len() > 1);
        flows.extend(expected.flows.into_iter().map(|(_, why)| why));
    }
    for rule in [SHAPE, JSON] {
        assert!(errors.contains(&rule.unwrap_or_default()), "no document is {rule:?}");
    }
    for why in [None, SHAPE, JSON, OLD] {
        assert!(flows.contains(&why), "no flow is {why:?}");
    }
    assert!(searched > 20 && several > 20, "{searched} searched, {several} with several flows");
}
