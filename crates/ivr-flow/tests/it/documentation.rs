//! What the rules say of themselves is true, whole, and in both languages.

use ivr_flow::{Localized, Rule, rules};

use crate::common::{lint_with, of_rule, settings_with};

/// How what a rule rests on begins, so that a reader knows at once how sure it is.
const HOW_SURE: [(&str, &[&str]); 4] = [
    ("Documented", &["官方文档"]),
    ("Observed", &["实际观察", "观察"]),
    ("Inferred", &["推断"]),
    ("Follows", &["仅由", "由"]),
];

/// Asserts that there is nothing wrong with any of the rules, and says what is with all of them.
fn nothing_wrong<'a>(rules: impl Iterator<Item = &'a Rule>, wrong: impl Fn(&Rule) -> Option<String>) {
    let wrong: Vec<_> = rules.filter_map(|rule| Some(format!("{}: {}", rule.name, wrong(rule)?))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The rules whose examples are flows; those of the others are configurations, which the program's tests run.
fn about_flows() -> impl Iterator<Item = &'static Rule> {
    rules().filter(|rule| !rule.is_about_configuration())
}

#[test]
fn the_bad_example_of_each_rule_fires_it() {
    nothing_wrong(about_flows(), |rule| {
        let report = lint_with(&settings_with(&rule.name), "bad.json", rule.docs.bad.as_bytes());
        of_rule(&report, &rule.name).is_empty().then(|| "the bad example does not fire".to_owned())
    });
}

#[test]
fn the_good_example_of_each_rule_fires_nothing_at_all() {
    nothing_wrong(about_flows(), |rule| {
        let report = lint_with(&settings_with(&rule.name), "good.json", rule.docs.good.as_bytes());
        let found: Vec<_> = report.findings().map(|(_, finding)| (&finding.rule, &finding.message.en)).collect();
        (!found.is_empty()).then(|| format!("the good example has {found:?}"))
    });
}

#[test]
fn every_text_is_there_in_both_languages() {
    let is_chinese = |text: &str| text.chars().any(|char| ('\u{4e00}'..='\u{9fff}').contains(&char));
    nothing_wrong(rules(), |rule| {
        let docs = &rule.docs;
        let texts = [&rule.summary, &docs.what, &docs.why, &docs.fix, &docs.basis];
        let is_wrong = |text: &&str| text.is_empty() || text.trim() != *text || text.contains("  ");
        let both = texts.iter().flat_map(|said| [&*said.en, &*said.zh]);
        if let Some(text) = both.into_iter().find(is_wrong) {
            return Some(format!("blanks, or nothing, in «{text}»"));
        }
        if let Some(said) = texts.iter().find(|said| !is_chinese(&said.zh)) {
            return Some(format!("no Chinese in «{}»", said.zh));
        }
        let full_stop = rule.summary.en.ends_with('.') || rule.summary.zh.ends_with('。');
        full_stop.then(|| "a full stop behind the summary".to_owned())
    });
}

#[test]
fn what_a_rule_rests_on_begins_with_how_sure_it_is() {
    nothing_wrong(rules(), |rule| {
        let Localized { en, zh } = &rule.docs.basis;
        let sure = HOW_SURE.iter().find(|(word, _)| en.starts_with(word));
        let alike = sure.is_some_and(|(_, chinese)| chinese.iter().any(|word| zh.starts_with(word)));
        (!alike).then(|| format!("«{en}» «{zh}»"))
    });
}
