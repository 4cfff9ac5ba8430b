//! `ivr-lint calls --format markdown`: a test plan with check boxes.

use std::io::{self, Write};

use ivr_flow::calls::FlowCalls;
use ivr_flow::{Lang, Localized, localized, printable};

use super::{Told, certificate, notes_of, title, uncovered};
use crate::output::{escaped, prose};

pub(super) fn markdown(out: &mut dyn Write, told: &Told<'_>) -> io::Result<()> {
    let lang = told.lang;
    writeln!(out, "# {}\n", localized!("Test calls", "测试通话").get(lang))?;
    writeln!(out, "{}", escaped(told.notes()[0].get(lang)))?;
    for flow in told.flows {
        writeln!(out, "\n## {}\n", prose(&title(flow)))?;
        writeln!(out, "{}", prose(&printable(&flow.file)))?;
        for note in notes_of(flow) {
            writeln!(out, "\n{}", escaped(note.get(lang)))?;
        }
        for call in 0..flow.script.plan.calls.len() {
            write_call(out, flow, call, lang)?;
        }
        write_rest(out, flow, lang)?;
    }
    Ok(())
}

fn write_call(out: &mut dyn Write, flow: &FlowCalls, number: usize, lang: Lang) -> io::Result<()> {
    let (script, call) = (&flow.script, &flow.script.plan.calls[number]);
    if call.steps.is_empty() {
        return Ok(());
    }
    let (Localized { en, zh }, number_said) = (call.ends.words(), number + 1);
    let heading = localized!("Call {number_said}: {en}", "通话 {number_said}：{zh}");
    writeln!(out, "\n### {}\n", prose(heading.get(lang)))?;
    for precondition in script.preconditions(number) {
        let Localized { en, zh } = precondition;
        writeln!(out, "- [ ] {}", escaped(localized!("Prepare: {en}", "准备：{zh}").get(lang)))?;
    }
    for (place, step) in script.steps(number).enumerate() {
        let place = place + 1;
        let exit = step.exit.map_or(String::new(), |exit| {
            let event = exit.event.as_deref().map_or_else(|| format!("#{}", exit.item + 1), printable);
            format!(" → {}", escaped(&format!("`{}`", event.replace('`', "'"))))
        });
        let (called, act) = (prose(&step.activity.called), escaped(step.act.words.get(lang)));
        writeln!(out, "- [ ] {place}. **{called}**: {act}{exit}")?;
        for heard in &step.activity.hears {
            let text = prose(&printable(&heard.text));
            let said = match heard.is_recording {
                false => localized!("hear: {text}", "听到：{text}"),
                true => localized!("hear the recording {text}", "听到录音：{text}"),
            };
            writeln!(out, "  - {}", said.get(lang))?;
        }
    }
    if call.is_whole { Ok(()) } else { writeln!(out, "- …") }
}

fn write_rest(out: &mut dyn Write, flow: &FlowCalls, lang: Lang) -> io::Result<()> {
    let (script, plan) = (&flow.script, &flow.script.plan);
    if !plan.uncovered.is_empty() {
        writeln!(out, "\n### {}\n", localized!("No call can take", "任何通话都无法经过").get(lang))?;
    }
    for uncovered in uncovered(script, lang) {
        writeln!(out, "- {}", escaped(&uncovered))?;
    }
    let witnesses = certificate(script, lang);
    if witnesses.len() > 1 {
        let count = witnesses.len();
        let why = localized!(
            "Why {count} calls: no call can take two of these",
            "为什么需要 {count} 通电话：任何一通都无法经过以下各项中的两项"
        );
        writeln!(out, "\n### {}\n", why.get(lang))?;
        witnesses.iter().try_for_each(|witness| writeln!(out, "- {}", escaped(witness)))?;
    }
    Ok(())
}
