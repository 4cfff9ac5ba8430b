//! `ivr-lint test` for the terminal.

use std::io::{self, Write};

use clap::builder::styling::{AnsiColor, Style};
use ivr_flow::{Localized, localized, printable};

use super::Tested;
use crate::output::plural;

const BOLD: Style = Style::new().bold();
const PASSED: Style = AnsiColor::Green.on_default();
const FAILED: Style = AnsiColor::Red.on_default().bold();

pub(super) fn pretty(out: &mut dyn Write, tested: &Tested<'_>) -> io::Result<()> {
    let lang = tested.lang;
    for result in &tested.results {
        let name = printable(&result.call.name);
        let Some(failed) = &result.failed else {
            writeln!(out, "{PASSED}{}{PASSED:#} {name}", localized!("passed", "通过").get(lang))?;
            continue;
        };
        writeln!(out, "{FAILED}{}{FAILED:#} {name}", localized!("failed", "失败").get(lang))?;
        let (line, column) = tested.place(failed.kept.start);
        let kept = printable(&tested.source.name);
        writeln!(out, "  {kept}:{line}:{column}: {}", failed.message.get(lang))?;
        if let (Some((file, _)), Some(span)) = (result.flow, failed.flow) {
            writeln!(out, "  {}:{}:{}", printable(file), span.line, span.column)?;
        }
        if let Some(Localized { en, zh }) = &failed.help {
            writeln!(out, "  {}", localized!("help: {en}", "帮助：{zh}").get(lang))?;
        }
    }
    let coverage = &tested.coverage;
    if tested.shows_coverage && !coverage.uncovered.is_empty() {
        writeln!(out, "\n{BOLD}{}{BOLD:#}", localized!("No call takes", "没有通话经过").get(lang))?;
        for (file, exit) in &coverage.uncovered {
            writeln!(out, "  {}: {}", printable(file), exit.get(lang))?;
        }
    }
    let (calls, failed) = (tested.results.len(), tested.failed());
    let (covered, all, percent) = (coverage.covered, coverage.all, coverage.percent());
    let (passed, [s, e]) = (calls - failed, [calls, all].map(plural));
    let summary = localized!(
        "{calls} call{s}: {passed} passed, {failed} failed; {covered} of {all} exit{e} taken ({percent}%)",
        "{calls} 通电话：{passed} 通通过，{failed} 通失败；经过 {all} 个出口中的 {covered} 个（{percent}%）"
    );
    writeln!(out, "{BOLD}{}{BOLD:#}", summary.get(lang))?;
    if let Some(min) = tested.min.filter(|min| !coverage.reaches(*min)) {
        let few = localized!("fewer than {min}% of the exits are taken", "经过的出口低于 {min}%");
        writeln!(out, "{FAILED}{}{FAILED:#}", few.get(lang))?;
    }
    Ok(())
}
