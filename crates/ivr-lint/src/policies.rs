//! `ivr-lint policies`: what each policy says of each flow, with the proof.

use std::io::{self, BufWriter, Write};

use ivr_flow::{Context, FlowReport, Lang, Level, Localized, Policy, Proof, Severity, Verdict, localized, printable};
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::{Global, Known, PoliciesFormat, PoliciesWanted, Request};
use crate::guard::Writes;
use crate::lint::{Linted, LintedFile, lint, note_searched};
use crate::status::{CLEAN, FOUND, TROUBLE};
use crate::terminal::{complain, severity_style};

/// Prints what each policy says of each flow. As for the statistics, the status is [`FOUND`] if a definition cannot be
/// read; a breach does not change it, linting does that.
pub(crate) fn policies(global: &Global, wanted: &PoliciesWanted, lang: Lang) -> io::Result<u8> {
    let PoliciesWanted { paths, rules, files, remote, .. } = wanted;
    let known = Known::default();
    let request = Request::new(global, &files.trust, paths).files(files).rules(rules, &known).remote(remote);
    let linted = lint(&request, &Writes::default(), lang, prove);
    let Ok(Linted { report, scopes, visited, .. }) = linted else { return Ok(TROUBLE) };
    note_searched(&report, lang);
    let mut rows: Vec<Row> = visited.into_iter().flatten().collect();
    rows.sort_by(|a, b| (&a.file, a.index).cmp(&(&b.file, b.index)));
    // Each configuration has its own, and a flow is judged by those of the one that holds for its file.
    let mut policies: Vec<(&Policy, Level)> = Vec::new();
    for (number, scope) in scopes.iter().enumerate() {
        let before = policies.len();
        rows.iter_mut().filter(|row| row.scope == number).for_each(|row| row.first = before);
        let all = scope.in_force.configuration.policies.iter();
        policies.extend(all.map(|policy| (policy, scope.in_force.level(policy.rule()))));
    }
    let written = match wanted.format {
        PoliciesFormat::Json => json(&policies, &rows),
        PoliciesFormat::Pretty => pretty(&policies, &rows, lang),
    };
    match written {
        // Who has read enough has no say in the status.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
        _ => {}
    }
    if policies.is_empty() && report.problems.is_empty() {
        let none = localized!(
            "there are no policies: they are written in the configuration, as `[[policy]]`",
            "没有策略：策略写在配置的 `[[policy]]` 中"
        );
        complain(lang, &none);
    }
    let is_readable = report.unread(|_, _| false).next().is_none();
    Ok(match () {
        () if !report.problems.is_empty() => TROUBLE,
        () if is_readable => CLEAN,
        () => FOUND,
    })
}

/// The JSON Schema of `policies --format json`.
pub(crate) fn schema() -> serde_json::Value {
    schemars::schema_for!(PoliciesTwin<'static>).to_value()
}

/// What the policies say of one flow, in their order.
struct Row {
    file: String,
    index: usize,
    id: Option<String>,
    name: Option<String>,
    type_name: Option<String>,
    scope: usize,
    /// The number of the policy that the first proof is of.
    first: usize,
    proofs: Vec<Told>,
}

impl Row {
    /// What a policy says of the flow, if it is about its file.
    fn of(&self, policy: usize) -> Option<&Told> {
        self.proofs.get(policy.checked_sub(self.first)?)
    }
}

/// A proof with what its activities are called.
struct Told {
    proof: Proof,
    cut: Option<Vec<Called>>,
    path: Option<Vec<Option<Called>>>,
}

struct Called {
    id: Option<String>,
    name: String,
}

fn prove(file: LintedFile<'_>) -> Vec<Row> {
    let row = |index: usize, context: &Context<'_>| {
        let flow: &FlowReport = &file.report.flows[index];
        let called = |activity: usize| {
            let activity = context.flow.activity(activity);
            Called { id: activity.id().map(Into::into), name: context.name(activity) }
        };
        let tell = |proof: Proof| {
            let cut = proof.cut.as_ref().map(|cut| cut.iter().map(|&activity| called(activity)).collect());
            let path = proof.path.as_ref();
            let path = path.map(|path| path.iter().map(|activity| activity.map(called)).collect());
            Told { proof, cut, path }
        };
        Row {
            file: file.report.name.clone(),
            index,
            id: flow.id.clone(),
            name: flow.name.clone(),
            type_name: flow.type_name.clone(),
            scope: file.report.scope,
            first: 0,
            proofs: Policy::prove_all(file.policies(), context, &file.report.name).into_iter().map(tell).collect(),
        }
    };
    file.map_flows(row)
}

fn pretty(policies: &[(&Policy, Level)], rows: &[Row], lang: Lang) -> io::Result<()> {
    let mut out = BufWriter::new(anstream::AutoStream::auto(io::stdout().lock()));
    for (number, (policy, level)) in policies.iter().enumerate() {
        let bold = clap::builder::styling::Style::new().bold();
        if number > 0 {
            writeln!(out)?;
        }
        write!(out, "{bold}{}{bold:#} ({level})", policy.name())?;
        writeln!(out, " {}", printable(policy.demand_in_words().get(lang)))?;
        if *level == Level::Off {
            continue;
        }
        for row in rows {
            if let Some(told) = row.of(number) {
                writeln!(out, "  {}", told.line(row, lang))?;
            }
        }
    }
    out.flush()
}

impl Told {
    fn line(&self, row: &Row, lang: Lang) -> String {
        let Proof { verdict, looked_at, why, trouble, .. } = &self.proof;
        let (says, style) = match verdict {
            Verdict::Holds => (localized!("holds", "满足"), None),
            Verdict::Breached => (localized!("breached", "违反"), Some(Severity::Error)),
            Verdict::May => (localized!("may be breached", "可能违反"), Some(Severity::Note)),
            Verdict::Nothing => (localized!("says nothing here", "不适用"), None),
        };
        let style = style.map(severity_style).unwrap_or_default();
        let flow = row.name.as_deref().or(row.id.as_deref()).map(|name| format!(" {}", printable(name)));
        let mut line =
            format!("{style}{}{style:#}  {}{}", says.get(lang), printable(&row.file), flow.unwrap_or_default());
        let names = |called: &[Called]| called.iter().map(|called| called.name.as_str()).collect::<Vec<_>>().join(", ");
        let proof = match (verdict, &self.cut) {
            (Verdict::Nothing, _) => None,
            (Verdict::Holds, Some(cut)) if cut.is_empty() => Some(localized!(
                "no call is concerned; modules checked: {looked_at}",
                "没有相关的来电（检查了 {looked_at} 个模块）"
            )),
            (Verdict::Holds, Some(cut)) => {
                let cut = names(cut);
                Some(localized!(
                    "every call passes one of: {cut}; modules checked: {looked_at}",
                    "每通来电都会经过其一：{cut}（检查了 {looked_at} 个模块）"
                ))
            }
            (Verdict::Holds, None) => Some(localized!("modules checked: {looked_at}", "检查了 {looked_at} 个模块")),
            (Verdict::Breached | Verdict::May, _) => why.clone(),
        };
        if let Some(proof) = proof {
            line += &format!("{}{}", localized!(": ", "：").get(lang), proof.get(lang));
        }
        if let Some(Localized { en, zh }) = trouble {
            line += localized!("; {en}", "；{zh}").get(lang);
        }
        if let Some(path) = &self.path {
            let steps: Vec<_> = path.iter().map(|step| step.as_ref().map_or("…", |step| &step.name)).collect();
            line += &format!("\n    {}{}", localized!("path: ", "路径：").get(lang), steps.join(" → "));
        }
        line
    }
}

fn json(policies: &[(&Policy, Level)], rows: &[Row]) -> io::Result<()> {
    let on = policies.iter().enumerate().filter(|(_, (_, level))| *level != Level::Off);
    let policies = on.map(|(number, (policy, _))| PolicyTwin {
        name: policy.name(),
        flows: rows.iter().filter_map(|row| Some(row.of(number)?.twin(row))).collect(),
    });
    let twin = PoliciesTwin { version: 1, policies: policies.collect() };
    let mut out = BufWriter::new(io::stdout().lock());
    serde_json::to_writer(&mut out, &twin)?;
    out.write_all(b"\n")?;
    out.flush()
}

impl Told {
    fn twin<'a>(&'a self, row: &'a Row) -> SaysTwin<'a> {
        let cut = self.cut.as_ref().map(|cut| cut.iter().filter_map(|called| called.id.as_deref()).collect());
        SaysTwin {
            file: &row.file,
            flow: FlowTwin {
                index: row.index,
                id: row.id.as_deref(),
                name: row.name.as_deref(),
                r#type: row.type_name.as_deref(),
            },
            says: self.proof.verdict.name(),
            cut,
            looked_at: self.proof.looked_at,
            path: self.path.as_deref().map(ids),
        }
    }
}

/// How many ids at each end of a long path are written.
const MOST_AT_END: usize = 50;

/// The ids of a path: of more than a hundred the first fifty, `null`, and the last fifty.
fn ids<'a>(path: &'a [Option<Called>]) -> Vec<Option<&'a str>> {
    let gap = path.iter().position(Option::is_none);
    let ids = |steps: &'a [Option<Called>]| -> Vec<Option<&'a str>> {
        steps.iter().flatten().filter_map(|called| Some(Some(called.id.as_deref()?))).collect()
    };
    let (first, last) = path.split_at(gap.unwrap_or(path.len()));
    let (mut first, mut last) = (ids(first), ids(last));
    if gap.is_none() && first.len() > 2 * MOST_AT_END {
        last = first.split_off(first.len() - MOST_AT_END);
    }
    if !last.is_empty() {
        first.truncate(MOST_AT_END);
        first.push(None);
    }
    first.into_iter().chain(last).collect()
}

#[derive(Serialize, JsonSchema)]
#[schemars(title = "policies of ivr-lint")]
struct PoliciesTwin<'a> {
    /// The version of this format
    version: u32,
    /// The policies that are not off, in the order of the configuration
    policies: Vec<PolicyTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct PolicyTwin<'a> {
    name: &'a str,
    flows: Vec<SaysTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct SaysTwin<'a> {
    file: &'a str,
    flow: FlowTwin<'a>,
    /// `holds`, `breached`, `may` or `nothing`
    says: &'static str,
    /// Where an `after` or `before` holds: ids of activities of which every call passes one, none of which can be left out
    cut: Option<Vec<&'a str>>,
    /// How many activities the policy is about
    looked_at: usize,
    /// The ids of the activities of the call that breaks it; of more than 100 the first 50, null, and the last 50
    path: Option<Vec<Option<&'a str>>>,
}

#[derive(Serialize, JsonSchema)]
struct FlowTwin<'a> {
    index: usize,
    id: Option<&'a str>,
    name: Option<&'a str>,
    r#type: Option<&'a str>,
}
