//! `ivr-lint calls`: the fewest test calls that take every exit, as scripts.

mod csv;
mod markdown;
mod pretty;

use std::collections::{HashMap, HashSet};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anstream::AutoStream;
use ivr_flow::calls::{Cover, FlowCalls, JsonCalls, Script, Why, to_toml};
use ivr_flow::{Lang, Localized, Problem, Report, closest, localized, printable, shorten};

use crate::args::{CallsCover, CallsFormat, CallsWanted, Global, Request};
use crate::guard::Writes;
use crate::lint::{Linted, lint, note_searched};
use crate::output::plural;
use crate::status::{CLEAN, TROUBLE};
use crate::terminal::complain;
use crate::write::{cannot_write, write_plain};

/// Plans the calls of every flow, and writes them.
pub(crate) fn calls(global: &Global, wanted: &CallsWanted, lang: Lang) -> io::Result<u8> {
    let cover = match wanted.cover {
        CallsCover::Exits => Cover::Exits,
        CallsCover::Activities => Cover::Activities,
    };
    let request = Request::new(global, &wanted.files.trust, &wanted.paths).files(&wanted.files).remote(&wanted.remote);
    let writes = Writes { files: wanted.out.iter().map(|path| path.as_path()).collect(), removes_earlier: false };
    let linted = lint(&request, &writes, lang, |file| {
        file.map_flows(|index, context| {
            let (name, id) = (context.flow.name(), context.flow.id());
            let is_wanted = wanted.flow.as_deref().is_none_or(|flow| fits(&file.report.name, name, id, flow));
            let script = is_wanted.then(|| Script::new(context, cover));
            let kept = script.as_ref().filter(|_| wanted.format == CallsFormat::Toml);
            let called = [name, id].into_iter().flatten().find(|called| !called.trim().is_empty());
            let called = called.map_or_else(|| stem(&file.report.name), str::to_owned);
            let kept = kept.map(|script| Kept {
                by_name: to_toml(context, script, &called),
                by_id: id.map(|id| to_toml(context, script, id)),
                called,
            });
            (file.report.name.clone(), index, script, kept)
        })
    });
    let Ok(Linted { mut report, visited, .. }) = linted else { return Ok(TROUBLE) };
    note_searched(&report, lang);
    let read: Vec<_> = visited.into_iter().flatten().collect();
    let known: HashSet<_> = read.iter().map(|(file, index, ..)| (file.as_str(), *index)).collect();
    let unreadable = report.unread_problems(|file, flow| known.contains(&(file, flow)));
    unreadable.iter().for_each(|problem| complain(lang, &problem.message));
    report.problems.extend(unreadable);
    let mut named: HashMap<_, usize> = HashMap::new();
    let called = read.iter().filter_map(|(.., kept)| Some(kept.as_ref()?.called.clone()));
    called.for_each(|called| *named.entry(called).or_default() += 1);
    let calls = read.into_iter().filter_map(|(file, index, script, kept)| {
        let file = report.files.iter().find(|known| known.name == file)?;
        let kept = kept.map(|Kept { called, by_name, by_id }| by_id.filter(|_| named[&called] > 1).unwrap_or(by_name));
        Some((FlowCalls::new(file, index, script?)?, kept.unwrap_or_default()))
    });
    let mut calls: Vec<_> = calls.collect();
    calls.sort_by_key(|(flow, _)| report.files.iter().position(|file| file.name == flow.file));
    let (flows, kept): (Vec<_>, Vec<_>) = calls.into_iter().unzip();
    if let Some(missing) = wanted.flow.as_deref().filter(|_| flows.is_empty()).map(|flow| no_such_flow(&report, flow)) {
        complain(lang, &missing);
        return Ok(TROUBLE);
    }
    let told = Told { flows: &flows, kept: &kept.concat(), problems: &report.problems, lang };
    let is_written = match &wanted.out {
        Some(path) => told.write_file(path, wanted.format),
        None => {
            told.write_stdout(wanted.format)?;
            true
        }
    };
    if matches!(wanted.format, CallsFormat::Csv | CallsFormat::Toml) {
        // Such a file has no place for it.
        told.notes().iter().for_each(|note| complain(lang, note));
    }
    Ok(if is_written && report.problems.is_empty() { CLEAN } else { TROUBLE })
}

/// The calls of a flow as a file of kept calls.
struct Kept {
    /// What the flow is called, in such a file too.
    called: String,
    by_name: String,
    /// The same for flows whose name another one has.
    by_id: Option<String>,
}

/// Whether a flow has this name or id. One without a name is called by its file.
pub(crate) fn fits(file: &str, name: Option<&str>, id: Option<&str>, wanted: &str) -> bool {
    name == Some(wanted) || id == Some(wanted) || (name.is_none() && stem(file) == wanted)
}

/// The name of a file without folders and ending.
fn stem(file: &str) -> String {
    Path::new(file).file_stem().map_or_else(|| file.to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// The calls of all flows, to be told.
struct Told<'a> {
    flows: &'a [FlowCalls],
    /// The same as a file of kept calls.
    kept: &'a str,
    problems: &'a [Problem],
    lang: Lang,
}

impl Told<'_> {
    fn write_file(&self, path: &Path, format: CallsFormat) -> bool {
        let written = write_plain(path, |out| self.write(out, format));
        written.inspect_err(|error| complain(self.lang, &cannot_write(path, error))).is_ok()
    }

    fn write_stdout(&self, format: CallsFormat) -> io::Result<()> {
        let stdout = io::stdout().lock();
        let mut out: Box<dyn Write> = match format {
            CallsFormat::Pretty => Box::new(BufWriter::new(AutoStream::auto(stdout))),
            CallsFormat::Markdown | CallsFormat::Csv | CallsFormat::Json | CallsFormat::Toml => {
                Box::new(BufWriter::new(stdout))
            }
        };
        self.write(&mut out, format)?;
        out.flush()
    }

    fn write(&self, out: &mut dyn Write, format: CallsFormat) -> io::Result<()> {
        match format {
            CallsFormat::Pretty => pretty::pretty(out, self),
            CallsFormat::Markdown => markdown::markdown(out, self),
            CallsFormat::Csv => csv::csv(out, self),
            CallsFormat::Toml => out.write_all(self.kept.as_bytes()),
            CallsFormat::Json => {
                serde_json::to_writer(
                    &mut *out,
                    &JsonCalls { flows: self.flows, problems: self.problems, lang: self.lang },
                )?;
                out.write_all(b"\n")
            }
        }
    }

    /// The line before the calls, and what else has to be known of them.
    fn notes(&self) -> Vec<Localized> {
        let sum = |of: &dyn Fn(&Script) -> usize| self.flows.iter().map(|flow| of(&flow.script)).sum::<usize>();
        let (flows, calls, steps) =
            (self.flows.len(), sum(&|script| script.plan.calls.len()), sum(&|script| script.plan.steps));
        let (covered, all) = (sum(&|script| script.plan.covered), sum(&|script| script.plan.exits));
        let count = |why: Why| sum(&|script| script.plan.uncovered.iter().filter(|exit| exit.why == why).count());
        let (unreachable, invalid) = (count(Why::Unreachable), count(Why::InvalidNext));
        let [s_flow, s_call, s_step, s_exit] = [flows, calls, steps, all].map(plural);
        let mut line = localized!(
            "{flows} flow{s_flow}, {calls} call{s_call}, {steps} step{s_step}: {covered} of {all} exit{s_exit} covered",
            "{flows} 个流程，{calls} 通电话，{steps} 步：覆盖 {all} 个出口中的 {covered} 个"
        );
        let mut add = |more: Localized| {
            line.en += &more.en;
            line.zh += &more.zh;
        };
        if unreachable > 0 {
            add(localized!("; {unreachable} in unreachable modules", "；{unreachable} 个位于无法到达的模块"));
        }
        if invalid > 0 {
            add(localized!("; {invalid} with an invalid `next`", "；{invalid} 个的 `next` 无效"));
        }
        let mut notes = vec![line];
        for flow in self.flows {
            notes.extend(notes_of(flow));
        }
        notes
    }
}

/// What has to be known of the calls of one flow.
fn notes_of(flow: &FlowCalls) -> Vec<Localized> {
    let (name, plan) = (title(flow), &flow.script.plan);
    let mut notes = Vec::new();
    if !flow.script.has_entry {
        notes.push(localized!(
            "{name}: the flow has no entry, so there are no test calls",
            "{name}：流程没有开始模块，因此没有测试通话"
        ));
    }
    if plan.truncated {
        let (all, most) = (plan.steps, ivr_flow::calls::MOST_STEPS);
        notes.push(localized!(
            "{name}: there are {all} steps, of which only the first {most} are written",
            "{name}：步骤过多（{all} 步），只写出前 {most} 步"
        ));
    }
    if !plan.is_fewest {
        notes.push(localized!(
            "{name}: the flow is too large to prove that fewer calls are not enough",
            "{name}：流程过大，无法确定更少的通话是否足够"
        ));
    }
    notes
}

/// Which exits no call can take, and why.
fn uncovered(script: &Script, lang: Lang) -> Vec<String> {
    let name = |uncovered: &ivr_flow::calls::Uncovered| {
        let exit = script.exit(uncovered.exit);
        let (exit, why) = (exit_of(&script.activity(exit.activity).called, exit), uncovered.why.words());
        let (en, zh, why) = (exit.en, exit.zh, why.get(lang));
        localized!("{en} ({why})", "{zh}（{why}）")
    };
    script.plan.uncovered.iter().map(|uncovered| name(uncovered).get(lang).to_owned()).collect()
}

/// What a flow is called: its name, else its id, else its file without the ending.
fn title(flow: &FlowCalls) -> String {
    let known = [&flow.name, &flow.id].into_iter().flatten().find(|name| !name.trim().is_empty());
    let by_file = || Path::new(&flow.file).file_stem().map_or(flow.file.as_str().into(), |stem| stem.to_string_lossy());
    known.map_or_else(|| printable(&by_file()), |name| shorten(name))
}

/// The exits of a flow that no two of its calls share, as many as there are calls.
fn certificate(script: &Script, lang: Lang) -> Vec<String> {
    let name = |witness: &ivr_flow::calls::Witness| {
        let called = &script.activity(witness.activity).called;
        let text = match (witness.exit.map(|exit| script.exit(exit)), witness.to) {
            (Some(exit), _) => exit_of(called, exit),
            (None, Some(to)) => {
                let to = &script.activity(to).called;
                localized!("the path from {called} to {to}", "从“{called}”到“{to}”")
            }
            (None, None) => localized!("{called}", "模块“{called}”"),
        };
        text.get(lang).to_owned()
    };
    script.plan.certificate.iter().map(name).collect()
}

/// What people are told an exit is called.
fn exit_of(called: &str, exit: &ivr_flow::calls::ExitInScript) -> Localized {
    match &exit.event {
        Some(event) => {
            let event = shorten(event);
            localized!("exit `{event}` of {called}", "模块“{called}”的出口 `{event}`")
        }
        None => {
            let number = exit.item + 1;
            localized!("exit {number} of {called}", "模块“{called}”的出口 #{number}")
        }
    }
}

/// Says that no flow has a name, and which may have been meant.
pub(crate) fn no_such_flow(report: &Report, wanted: &str) -> Localized {
    let files = report.files.iter().map(|file| (stem(&file.name), &file.flows));
    let called = files.flat_map(|(stem, flows)| {
        flows.iter().flat_map(move |flow| match &flow.name {
            Some(name) => [Some(name.clone()), flow.id.clone()],
            None => [Some(stem.clone()), flow.id.clone()],
        })
    });
    let called: Vec<_> = called.flatten().collect();
    let near = closest(wanted, called.iter().map(String::as_str));
    let (near, wanted) = (near.map(shorten), shorten(wanted));
    match near {
        Some(near) => localized!(
            "no flow is named `{wanted}`: did you mean `{near}`?",
            "没有名为“{wanted}”的流程，您是否要输入“{near}”？"
        ),
        None => localized!("no flow is named `{wanted}`", "没有名为“{wanted}”的流程"),
    }
}
