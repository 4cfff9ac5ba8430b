//! `ivr-lint calls` for the terminal.

use std::io::{self, Write};

use clap::builder::styling::{AnsiColor, Style};
use ivr_flow::calls::FlowCalls;
use ivr_flow::{Lang, Localized, localized, printable};

use super::{Told, certificate, notes_of, title, uncovered};
use crate::terminal::width;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const EXIT: Style = AnsiColor::Cyan.on_default();

/// The most exits that are named one by one.
const MOST_NAMED: usize = 20;

pub(super) fn pretty(out: &mut dyn Write, told: &Told<'_>) -> io::Result<()> {
    let lang = told.lang;
    writeln!(out, "{BOLD}{}{BOLD:#}", told.notes()[0].get(lang))?;
    for flow in told.flows {
        writeln!(out, "\n{BOLD}{}{BOLD:#}", title(flow))?;
        writeln!(out, "{DIM}{}{DIM:#}", printable(&flow.file))?;
        notes_of(flow).iter().try_for_each(|note| lines(out, "  ", "  ", note.get(lang)))?;
        for call in 0..flow.script.plan.calls.len() {
            write_call(out, flow, call, lang)?;
        }
        write_rest(out, flow, lang)?;
    }
    Ok(())
}

fn write_call(out: &mut dyn Write, flow: &FlowCalls, number: usize, lang: Lang) -> io::Result<()> {
    let (script, calls) = (&flow.script, &flow.script.plan.calls);
    let (call, number_said, count) = (&calls[number], number + 1, calls.len());
    if call.steps.is_empty() {
        return Ok(());
    }
    let Localized { en, zh } = call.ends.words();
    let heading = localized!("Call {number_said} of {count}: {en}", "通话 {number_said}（共 {count} 通）：{zh}");
    writeln!(out, "\n  {BOLD}{}{BOLD:#}", heading.get(lang))?;
    for precondition in script.preconditions(number) {
        let Localized { en, zh } = precondition;
        lines(out, "  ", "    ", localized!("prepare: {en}", "准备：{zh}").get(lang))?;
    }
    let room = call.steps.len().to_string().len();
    let indent = " ".repeat(room + 4);
    for (place, step) in script.steps(number).enumerate() {
        let kind = step.activity.kind.as_deref().map(|kind| format!(" {DIM}{}{DIM:#}", printable(kind)));
        let place = place + 1;
        writeln!(out, "  {place:>room$}. {}{}", step.activity.called, kind.unwrap_or_default())?;
        for heard in &step.activity.hears {
            let text = printable(&heard.text);
            let said = match heard.is_recording {
                false => localized!("hear: {text}", "听到：{text}"),
                true => localized!("hear the recording {text}", "听到录音：{text}"),
            };
            lines(out, &indent, &format!("{indent}  "), said.get(lang))?;
        }
        let exit = step.exit.map_or(String::new(), |exit| {
            let event = exit.event.as_deref().map_or_else(|| format!("#{}", exit.item + 1), printable);
            format!(" {EXIT}→ {event}{EXIT:#}")
        });
        lines(out, &indent, &indent, &format!("{}{exit}", step.act.words.get(lang)))?;
    }
    if !call.is_whole {
        writeln!(out, "{indent}…")?;
    }
    Ok(())
}

/// What no call can take, and why there are no fewer calls.
fn write_rest(out: &mut dyn Write, flow: &FlowCalls, lang: Lang) -> io::Result<()> {
    let (script, plan) = (&flow.script, &flow.script.plan);
    let told = |text: &Localized| text.get(lang).to_owned();
    if !plan.uncovered.is_empty() {
        writeln!(out, "\n  {BOLD}{}{BOLD:#}", told(&localized!("No call can take", "任何通话都无法经过")))?;
    }
    for uncovered in uncovered(script, lang).iter().take(MOST_NAMED) {
        lines(out, "  - ", "    ", uncovered)?;
    }
    more(out, plan.uncovered.len())?;
    let witnesses = certificate(script, lang);
    if witnesses.len() > 1 {
        let count = witnesses.len();
        let why = localized!(
            "Fewer than {count} calls are not enough: no call can take two of these",
            "少于 {count} 通电话不够：任何一通都无法经过以下各项中的两项"
        );
        writeln!(out, "\n  {BOLD}{}{BOLD:#}", why.get(lang))?;
    }
    for witness in witnesses.iter().take(if witnesses.len() > 1 { MOST_NAMED } else { 0 }) {
        lines(out, "  - ", "    ", witness)?;
    }
    more(out, witnesses.len())
}

fn more(out: &mut dyn Write, count: usize) -> io::Result<()> {
    let more = count.saturating_sub(MOST_NAMED);
    if more > 0 { writeln!(out, "  … +{more}") } else { Ok(()) }
}

fn lines(out: &mut dyn Write, first: &str, other: &str, text: &str) -> io::Result<()> {
    let options = textwrap::Options::new(width()).initial_indent(first).subsequent_indent(other);
    textwrap::wrap(text, options).iter().try_for_each(|line| writeln!(out, "{line}"))
}
