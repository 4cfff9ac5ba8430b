//! Another name for a module: every reference means what it meant, and nothing else changes.

use std::ops::Range;

use ivr_flow::{Edit, Flow, RenameError, Settings};
use proptest::prelude::*;

fn flow(text: &str) -> Flow<'_> {
    Flow::parse(text.as_bytes(), &Settings::default()).expect("a flow")
}

fn edited(text: &str, edits: &[Edit]) -> String {
    String::from_utf8(Edit::apply(edits, text.as_bytes()).expect("edits that fit")).expect("UTF-8")
}

/// A definition with modules of these names, each of which has these texts.
fn definition(names: &[String], texts: &[String]) -> String {
    let module = |(number, name): (usize, &String)| {
        let text = serde_json::json!({"say": texts, "more": [texts.join(" ")]});
        serde_json::json!({"type": "PLAY_SAY", "id": format!("m{number}"), "name": name, "properties": text})
    };
    serde_json::json!({"activities": names.iter().enumerate().map(module).collect::<Vec<_>>()}).to_string()
}

fn in_strings(text: &str, layers: usize) -> String {
    let text = (1..layers).fold(text.to_owned(), |text, _| serde_json::Value::from(text).to_string());
    if layers == 0 { text } else { serde_json::json!({"Definition": text}).to_string() }
}

/// The activity and the parameter that a reference means.
type Meaning = (Option<usize>, Option<String>);

/// What each reference means, and the texts around them.
fn meanings(flow: &Flow<'_>) -> (Vec<Meaning>, Vec<String>) {
    let references = flow.references();
    let text = flow.source_map().text();
    let places = flow.places_of(&references);
    let meaning = references.iter().map(|one| (one.target(), one.parameter().map(str::to_owned)));
    let names = flow.activities().filter_map(|activity| activity.value().get("name")).map(|name| name.range());
    let mut cuts: Vec<Range<usize>> =
        places.into_iter().map(|(whole, module)| module.unwrap_or(whole)).chain(names).collect();
    cuts.sort_by_key(|cut| cut.start);
    let mut at = 0;
    let mut around = Vec::new();
    for cut in cuts {
        around.push(text[at..cut.start].to_owned());
        at = cut.end;
    }
    around.push(text[at..].to_owned());
    (meaning.collect(), around)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]
    #[test]
    fn references_mean_what_they_meant(
        names in prop::collection::vec("[ab.]{1,3}|菜单|a\"b|sys", 1..5),
        texts in prop::collection::vec("(\\$\\{[ab.菜单\"]{1,5}\\}|\\$\\{sys\\.a\\}|x| |\\$|\\{|\\}|\\\\|＄){0,6}", 0..4),
        new in "[ab.]{1,4}|菜单\"|[}$ {]a|sys",
        at in any::<prop::sample::Index>(),
        layers in 0..3_usize,
    ) {
        let text = in_strings(&definition(&names, &texts), layers);
        let old = flow(&text);
        let at = at.index(names.len());
        let known = meanings(&old);
        match old.rename(at, &new) {
            Ok(edits) => {
                let after = edited(&text, &edits);
                let renamed = flow(&after);
                prop_assert!(renamed.activity(at).name().as_deref() == Some(new.as_str()));
                for (number, name) in names.iter().enumerate().filter(|(number, _)| *number != at) {
                    let activity = renamed.activity(number);
                    prop_assert!(activity.name().as_deref() == Some(name.as_str()));
                }
                let (meaning, around) = meanings(&renamed);
                prop_assert_eq!(&meaning, &known.0);
                prop_assert_eq!(&around, &known.1);
                // And back again, unless another has its old name.
                if names.iter().filter(|name| **name == names[at]).count() > 1 {
                    return Ok(());
                }
                let back = renamed.rename(at, &names[at]).expect("its old name");
                prop_assert_eq!(edited(&after, &back), text);
            }
            Err(RenameError::Taken(name)) => prop_assert!(names.contains(&name)),
            Err(RenameError::Ambiguous(count)) => prop_assert!(count > 1),
            Err(RenameError::Captured(reference)) => prop_assert!(texts.iter().any(|text| text.contains(&reference))),
            Err(error) => prop_assert!(false, "{error}"),
        }
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let names = ["a", "b", "b", " "].map(str::to_owned);
    let text = definition(&names, &["${a.x} ${b.y} ${c.z}".to_owned()]);
    let flow = flow(&text);
    assert_eq!(flow.rename(0, "\u{3000}"), Err(RenameError::Blank));
    assert_eq!(flow.rename(0, "b"), Err(RenameError::Taken("b".to_owned())));
    assert_eq!(flow.rename(1, "d"), Err(RenameError::Ambiguous(2)));
    assert_eq!(flow.rename(3, "d"), Err(RenameError::NoName));
    assert_eq!(flow.rename(0, "a"), Ok(Vec::new()));
    // What has referred to nothing would refer to it.
    assert_eq!(flow.rename(0, "c"), Err(RenameError::Captured("${c.z}".to_owned())));
    assert_eq!(flow.rename(0, "a}"), Err(RenameError::Captured("${a.x}".to_owned())));
    let encoded = r#"{"log": {"entries": [{"content": {"encoding": "base64", "text": "eyJhY3Rpdml0aWVzIjpbeyJpZCI6ImEiLCJuYW1lIjoiYSJ9XX0="}}]}}"#;
    let mut documents = ivr_flow::Document::parse(encoded.as_bytes()).searching();
    let document = documents.next().expect("a document").expect("JSON");
    let flow = document.flows()[0].flow(&Settings::default()).expect("a flow");
    assert_eq!(flow.rename(0, "b"), Err(RenameError::Base64));
    assert_eq!(RenameError::Blank.to_string(), "the name of a module cannot be blank");
}

#[test]
fn where_nothing_refers_to_one_of_several_it_can_be_told_from_them() {
    let text = definition(&["a", "a"].map(str::to_owned), &[]);
    let edits = flow(&text).rename(1, "b").expect("edits");
    assert_eq!(flow(&edited(&text, &edits)).activity(1).name().as_deref(), Some("b"));
}
