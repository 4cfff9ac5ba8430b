//! What must hold of every report, whatever the bytes are that were linted.

use ivr_flow::stats::stats;
use ivr_flow::{
    Context, FileReport, Finding, Graph, JsonReport, Lang, Level, Linter, Origin, Report, Settings, excerpt, flows,
    lint_file, mask_secrets,
};
use unicode_width::UnicodeWidthStr;

use super::reference::{COVERED, Expected, findings};
use super::tree::{Style, Tree, Wrap, Written, written};
use super::{line_and_column, lint, path_of, unescaped};

/// Checks everything that must hold whatever the bytes are.
pub(crate) fn check(bytes: &[u8]) -> Report {
    let settings = Settings::default();
    let linter = Linter::new(settings.clone());
    let run = |origin| linter.lint("a/b.json", bytes, origin);
    let file = run(Origin::Named);
    assert!(!file.skipped, "a named file is passed over");
    assert!(!file.flows.is_empty() || !file.findings.is_empty() || file.has_list, "nothing is said of a file");
    assert_eq!(file, lint_file("a/b.json", bytes, Origin::Named, &settings), "two runs differ");
    let other = linter.lint("0.json", b"{\"activities\":[]}", Origin::Named);
    let together = |files| Report::new(files, &linter, Lang::En).files;
    assert_eq!(
        together([other.clone(), file.clone()]),
        together([file.clone(), other]),
        "the order of files changes the report"
    );
    let walked = run(Origin::Walked);
    if walked.skipped {
        assert!(walked.findings.is_empty() && walked.flows.is_empty());
    }
    // Mostly it is the same, which is soon checked.
    if walked != file {
        check_file(&walked, bytes);
    }
    let report = Report::new([file], &linter, Lang::En);
    report.files.iter().for_each(|file| check_file(file, bytes));
    // A document that is passed over has no flows, so that those of later documents have other numbers.
    let anywhere = |finding: &Finding| {
        let mut finding = finding.clone();
        finding.flow = None;
        finding
    };
    let named: Vec<_> = report.files[0].findings.iter().map(anywhere).collect();
    for finding in &walked.findings {
        assert!(named.contains(&anywhere(finding)), "said of a walked file alone: {finding:?}");
    }

    let json = serde_json::to_string(&JsonReport { report: &report, lang: Lang::Zh }).expect("a report");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(report.files[0].findings.len()));
    for (index, flow) in flows(bytes, Origin::Named, &settings) {
        let graph = Graph::new(&flow);
        let numbers = stats(&Context::new(&flow, &graph, &settings));
        assert_eq!(numbers.activities.total, flow.activities().len());
        assert_eq!(numbers.activities.total, report.files[0].flows[index].activities, "of another flow");
    }
    let summary = report.summary();
    assert_eq!(json["summary"]["flows"], summary.flows);
    assert_eq!(summary.errors + summary.warnings + summary.notes, report.files[0].findings.len());
    report
}

fn check_file(file: &FileReport, bytes: &[u8]) {
    let text = std::str::from_utf8(bytes);
    for (number, finding) in file.findings.iter().enumerate() {
        let span = finding.span;
        assert!(span.start <= span.end && span.end <= bytes.len(), "{finding:?}");
        if let Ok(text) = text {
            assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{finding:?}");
            assert_eq!((span.line, span.column), line_and_column(bytes, span.start), "{finding:?}");
            assert_eq!((span.end_line, span.end_column), line_and_column(bytes, span.end), "{finding:?}");
        }
        assert!(ivr_flow::rules().any(|rule| rule.name == finding.rule && rule.level == Level::On(finding.severity)));
        let document = finding.flow.map_or(finding.document, |flow| file.flows[flow].document);
        assert_eq!(document, finding.document, "{finding:?}");
        let help = finding.help.iter().flat_map(|help| [&help.en, &help.zh]);
        for said in [&finding.message.en, &finding.message.zh].into_iter().chain(help) {
            let is_fit = |char: char| !char.is_control() && !('\u{2028}'..='\u{202e}').contains(&char);
            assert!(!said.trim().is_empty() && said.chars().all(is_fit), "{said:?}");
        }
        // Paths and excerpts of the same flow are alike: some of them are enough.
        if number < 20 {
            check_excerpt(bytes, finding, 32 + number * 7);
            if let Some(path) = path_of(file, finding) {
                let id = finding.activity.and_then(|index| file.flows[finding.flow?].activity(index)?.id.as_deref());
                assert!(id.is_none_or(|id| id.is_empty() || path.last().is_some_and(|last| last == id)), "{finding:?}");
            }
        }
    }
}

fn check_excerpt(bytes: &[u8], finding: &Finding, width: usize) {
    let Some(excerpt) = excerpt(bytes, finding, width) else {
        panic!("nothing to show of {finding:?}");
    };
    let (text, mark) = (&excerpt.text, &excerpt.mark);
    assert!(mark.start <= mark.end && mark.end <= text.len(), "{excerpt:?}");
    assert!(text.is_char_boundary(mark.start) && text.is_char_boundary(mark.end), "{excerpt:?}");
    for line in text.lines() {
        assert!(line.width() <= width, "{} columns, not {width}: {line}", line.width());
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
}

/// The findings of some rules, in the form of the reference. `places` says what their spans cover.
pub(crate) fn covered(report: &Report, file: &Written, rules: &[&'static str]) -> Vec<Expected> {
    let rule = |finding: &Finding| rules.iter().copied().find(|rule| *rule == finding.rule);
    let findings = report.findings().filter_map(|(of, finding)| Some((rule(finding)?, of, finding)));
    let mut found: Vec<_> = findings
        .map(|(rule, of, finding)| Expected {
            rule,
            activity: finding.activity,
            exit: finding.exit.as_ref().map(|exit| (exit.index, exit.event.clone(), exit.next.clone())),
            pointer: finding.pointer.clone(),
            on_key: is_on_key(file, finding),
            part: part(file, finding),
            activities: finding.activities.clone(),
            path: path_of(of, finding),
        })
        .collect();
    found.sort();
    found
}

/// Whether a finding's span is the key of what its pointer leads to; else it must be the value, or a part of it.
pub(crate) fn is_on_key(file: &Written, finding: &Finding) -> bool {
    let place = file.places.get(&finding.pointer).unwrap_or_else(|| panic!("nothing at the pointer of {finding:?}"));
    let span = finding.span.range();
    let on_key = place.key == Some(span.clone());
    let in_value = place.value.start < span.start && span.end < place.value.end;
    let is_right = if finding.part.is_some() { in_value } else { on_key || place.value == span };
    assert!(is_right, "{finding:?} is not at {place:?}");
    on_key
}

/// Where in what its string says the part begins that a finding points at, and its text.
fn part(file: &Written, finding: &Finding) -> Option<(usize, String)> {
    let part = finding.part.clone()?;
    assert!(finding.reference.as_ref().is_none_or(|reference| *reference == part), "{finding:?}");
    let (bytes, span) = (file.text.as_bytes(), finding.span.range());
    assert_eq!(mask_secrets(&unescaped(&bytes[span.clone()], file.layers + 1)), part, "{finding:?}");
    let before = unescaped(&bytes[file.places[&finding.pointer].value.start..span.start], file.layers);
    let before = unescaped(before.strip_prefix('"').expect("a string").as_bytes(), 1);
    Some((before.len(), part))
}

/// Compares what the rules find in a definition with what their naive twins find, and holds the report to the rest.
pub(crate) fn agrees_with_the_reference(tree: &Tree, wrap: Wrap, style: Style) {
    let file = written(tree, wrap, style);
    let report = check(file.text.as_bytes());
    assert_eq!(covered(&report, &file, COVERED), findings(tree), "{}", file.text);
}

/// Compares what the rules find in a file with what their naive twins find in the definition that it has.
pub(crate) fn agrees(definition: &Tree, file: &Written) {
    let report = lint("a.json", file.text.as_bytes());
    assert_eq!(covered(&report, file, COVERED), findings(definition), "{}", file.text);
}
