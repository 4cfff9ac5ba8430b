//! What must hold of the fixes of any text.

use std::collections::BTreeMap;

use ivr_flow::{Edit, Finding, Fixed, Kind, Origin, Report, Settings, Value, fix, flows};

use super::lint;

/// The rules whose fixes are safe. That of `malformed-reference` is where the reference is then right.
pub(crate) const SAFE: &[&str] = &[
    "malformed-reference",
    "hangup-has-next",
    "duplicate-edge-id",
    "duplicate-node-index",
    "overlapping-activities",
    "duplicate-key",
];

pub(crate) fn fixed(bytes: &[u8], with_unsafe: bool) -> Option<Fixed> {
    fix(bytes, with_unsafe, |bytes| lint("flow.json", bytes))
}

/// What a finding is about, but for its place and words.
fn about(finding: &Finding) -> String {
    let Finding { rule, flow, activity, exit, reference, activities, .. } = finding;
    let exit = exit.as_ref().map(|exit| exit.index);
    format!("{rule} {flow:?} {activity:?} {exit:?} {reference:?} {activities:?}")
}

/// How often each thing is found.
fn counts(report: &Report) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    report.findings().for_each(|(_, finding)| *counts.entry(about(finding)).or_default() += 1);
    counts
}

/// The definitions of a file as what they say, however that is written.
pub(crate) fn definitions(bytes: &[u8]) -> Vec<String> {
    let settings = Settings::default();
    flows(bytes, Origin::Named, &settings).map(|(_, flow)| said(flow.definition())).collect()
}

fn said(value: Value<'_>) -> String {
    match value.kind() {
        Kind::Array => format!("[{}]", value.children().map(said).collect::<Vec<_>>().join(",")),
        Kind::Object => {
            let members = value.children().map(|member| (member.key().unwrap_or_default(), said(member)));
            format!("{:?}", members.collect::<Vec<_>>())
        }
        Kind::String => format!("{:?}", value.string()),
        _ => value.token().to_owned(),
    }
}

/// Every safe fix, alone and with the others, takes away its finding and brings none.
pub(crate) fn safe_fixes_hold(bytes: &[u8]) -> usize {
    let before = lint("flow.json", bytes);
    let old = counts(&before);
    let fixes: Vec<_> =
        before.findings().filter_map(|(_, finding)| Some((finding, finding.fix_if(false)?.edits.clone()))).collect();
    for (finding, edits) in &fixes {
        assert!(SAFE.contains(&&*finding.rule), "{}", finding.rule);
        let edited = Edit::apply(edits, bytes).expect("edits");
        let new = counts(&lint("flow.json", &edited));
        let text = String::from_utf8_lossy(&edited);
        let left = new.get(&about(finding)).copied().unwrap_or_default();
        assert!(left < old[&about(finding)], "{} is still there:\n{text}", about(finding));
        for (about, count) in &new {
            assert!(old.get(about).is_some_and(|old| count <= old), "{about} is new:\n{text}");
        }
    }
    let Some(all) = fixed(bytes, false) else {
        assert!(fixes.is_empty());
        return 0;
    };
    let after = lint("flow.json", &all.bytes);
    let text = String::from_utf8_lossy(&all.bytes);
    assert!(after.findings().all(|(_, finding)| finding.fix_if(false).is_none()), "{text}");
    assert!(counts(&after).iter().all(|(about, count)| old.get(about).is_some_and(|old| count <= old)), "{text}");
    assert_eq!(fixed(&all.bytes, false), None, "fixing twice changes something:\n{text}");
    fixes.len()
}

/// Unsafe fixes leave JSON, and come to an end.
pub(crate) fn unsafe_fixes_hold(bytes: &[u8]) {
    if let Some(all) = fixed(bytes, true) {
        let (before, after) = (lint("flow.json", bytes), lint("flow.json", &all.bytes));
        let unreadable =
            |report: &Report| report.findings().filter(|(_, finding)| finding.rule == "invalid-json").count();
        assert_eq!(unreadable(&before), unreadable(&after), "{}", String::from_utf8_lossy(&all.bytes));
        assert_eq!(definitions(bytes).len(), definitions(&all.bytes).len());
    }
}
