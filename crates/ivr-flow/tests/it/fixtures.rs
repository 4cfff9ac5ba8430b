//! Every rule against its fixtures in `testdata/rules/<rule>/`: `bad-*` must fire it, `good-*` must not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use ivr_flow::{FileReport, Finding, mask_secrets, rules};

use crate::common::{
    flows_in, lint, lint_with, names_in, of_rule, path_of, read, settings_with, span_is_right, testdata,
};

/// Folders of rules that are not built yet. A rule that is built is taken off here; at the end the list is empty.
const NOT_BUILT_YET: &[&str] = &[];

/// How much of a token a snapshot shows, in characters.
const SHOWN: usize = 60;

fn rules_folder() -> PathBuf {
    testdata().join("rules")
}

/// The rules whose fixtures can be run.
fn built_folders() -> Vec<String> {
    let mut folders = names_in(&rules_folder());
    folders.retain(|folder| !NOT_BUILT_YET.contains(&folder.as_str()));
    folders
}

#[test]
fn every_fixture_folder_is_named_after_a_rule() {
    let names: BTreeSet<_> = rules().map(|rule| &*rule.name).collect();
    let folders = names_in(&rules_folder());
    let of_no_rule: Vec<_> = folders.iter().map(String::as_str).filter(|folder| !names.contains(folder)).collect();
    assert_eq!(of_no_rule, NOT_BUILT_YET);
}

#[test]
fn every_rule_has_fixtures_that_fire_and_fixtures_that_do_not() {
    let folders: BTreeSet<_> = names_in(&rules_folder()).into_iter().collect();
    // Rules on the configuration are about no flow: the tests of the program fire them.
    for rule in rules().filter(|rule| !rule.is_about_configuration()) {
        assert!(folders.contains(&*rule.name), "{} has no folder", rule.name);
        let files = flows_in(&rules_folder().join(&*rule.name));
        for kind in ["bad-", "good-"] {
            assert!(files.iter().any(|file| file.starts_with(kind)), "{} has no {kind}* fixture", rule.name);
        }
        for file in &files {
            assert!(file.starts_with("bad-") || file.starts_with("good-"), "{}/{file} is of no kind", rule.name);
        }
    }
}

#[test]
fn every_rule_has_a_file_of_its_own() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let mut files = Vec::new();
    for group in names_in(&sources).iter().map(|name| sources.join(name)).filter(|group| group.is_dir()) {
        files.extend(names_in(&group).into_iter().filter(|name| name != "mod.rs"));
    }
    files.sort();
    let mut expected: Vec<_> = rules().map(|rule| rule.name.replace('-', "_") + ".rs").collect();
    expected.sort();
    assert_eq!(files, expected, "files in the folders of src/rules, and rules in rules()");
}

#[test]
fn no_two_rules_have_the_same_name() {
    let mut names = BTreeSet::new();
    for rule in rules() {
        assert!(names.insert(&rule.name), "{} stands twice in rules()", rule.name);
        assert!(std::ptr::eq(ivr_flow::rule(&rule.name).expect("a rule"), rule));
    }
}

#[test]
fn bad_fixtures_fire_their_rule_and_good_ones_do_not() {
    let mut wrong = Vec::new();
    for rule in built_folders() {
        let folder = rules_folder().join(&rule);
        for file in flows_in(&folder) {
            let report = lint_with(&settings_with(&rule), &file, &read(&folder.join(&file)));
            let fires = !of_rule(&report, &rule).is_empty();
            if fires != file.starts_with("bad-") {
                wrong.push(format!("{rule}/{file}: {}", if fires { "fires" } else { "does not fire" }));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_each_rule_says_of_its_fixtures() {
    for rule in built_folders() {
        let folder = rules_folder().join(&rule);
        let mut text = String::new();
        for file in flows_in(&folder) {
            let bytes = read(&folder.join(&file));
            let report = lint_with(&settings_with(&rule), &file, &bytes);
            for finding in of_rule(&report, &rule) {
                write_finding(&mut text, &report.files[0], finding, &bytes);
            }
        }
        insta::with_settings!({
            snapshot_path => Path::new("../../../../testdata/rules").join(&rule),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { insta::assert_snapshot!(rule.as_str(), text) });
    }
}

fn write_finding(text: &mut String, file: &FileReport, finding: &Finding, bytes: &[u8]) {
    let span = finding.span;
    let token = String::from_utf8_lossy(&bytes[span.range()]).replace('\n', "\\n");
    let token = mask_secrets(&token);
    let short: String = token.chars().take(SHOWN).collect();
    let more = if short.len() < token.len() { "…" } else { "" };
    let path = path_of(file, finding).map_or("-".to_owned(), |path| format!("[{}]", path.join(", ")));
    writeln!(
        text,
        "{}:{}:{} {} {} {}{} «{short}{more}» path={path} activities=[{}] {}",
        file.name,
        span.line,
        span.column,
        finding.severity.name(),
        finding.rule,
        finding.definition,
        finding.pointer,
        finding.activities.join(", "),
        finding.message.en,
    )
    .expect("a string takes everything");
    writeln!(text, "    {}", finding.message.zh).expect("a string takes everything");
}

/// All folders of `testdata/` that flows are in.
fn all_folders() -> Vec<String> {
    let rules = names_in(&rules_folder());
    ["real", "shapes"].map(str::to_owned).into_iter().chain(rules.iter().map(|rule| format!("rules/{rule}"))).collect()
}

#[test]
fn every_span_covers_what_definition_and_pointer_lead_to() {
    let (mut right, mut unknown, mut wrong) = (0, 0, Vec::new());
    for folder in all_folders() {
        for file in flows_in(&testdata().join(&folder)) {
            let bytes = read(&testdata().join(&folder).join(&file));
            let report = lint(&file, &bytes);
            for (_, finding) in report.findings() {
                match span_is_right(&bytes, finding) {
                    Some(Ok(())) => right += 1,
                    Some(Err(why)) => wrong.push(format!("{folder}/{file}: {}: {why}", finding.rule)),
                    None => unknown += 1,
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(unknown < right / 20, "{unknown} findings of {right} could not be followed");
}

#[test]
fn who_fires_where() {
    let mut text = String::new();
    for folder in all_folders() {
        for file in flows_in(&testdata().join(&folder)) {
            let report = lint(&file, &read(&testdata().join(&folder).join(&file)));
            let mut counts = BTreeMap::new();
            for (_, finding) in report.findings() {
                *counts.entry(&*finding.rule).or_insert(0) += 1;
            }
            let counts: Vec<_> = counts.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
            let counts = if counts.is_empty() { "-".to_owned() } else { counts.join(", ") };
            writeln!(text, "{folder}/{file}: {counts}").expect("a string takes everything");
        }
    }
    insta::with_settings!({
        snapshot_path => "../../../../testdata",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("who-fires-where", text) });
}
