//! Reads an `ivr-lint.toml`, lints with its settings, and applies its exceptions and a baseline.

#![allow(clippy::print_stdout)]

use std::error::Error;

use ivr_flow::{Baseline, Configuration, Lang, Linter, Origin, Report};

pub(crate) const CONFIGURATION: &str = r#"
[rules]
missing-hangup = "warning"

[[ignore]]
rule = "missing-entry"
reason = "a fragment"
"#;

pub(crate) const FLOW: &str = r#"{"activities": [{"type": "PLAY_SAY", "id": "x", "name": "欢迎语",
  "properties": {"say": "您好"}, "events": []}]}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let report = report(CONFIGURATION, FLOW)?;
    println!("{:?}", report.summary());
    Ok(())
}

/// The report of a flow. What was found before is in a baseline: only what the exceptions do not fit is new.
pub(crate) fn report(configuration: &str, flow: &str) -> Result<Report, Box<dyn Error>> {
    let Configuration { settings, ignores, .. } = Configuration::from_toml(configuration)?;
    let linter = Linter::new(settings.clone());
    let lint = || Report::new([linter.lint("flow.json", flow.as_bytes(), Origin::Named)], &linter, Lang::En);

    let known = lint();
    let baseline = Baseline::of(known.findings().filter(|(_, finding)| finding.rule == "dead-end"));

    let mut report = lint();
    report.apply_ignores(&ignores, ("ivr-lint.toml", configuration), &settings);
    report.apply_baseline(&baseline);
    Ok(report)
}
