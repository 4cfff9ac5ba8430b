//! `ivr-lint learn`: which exits the modules of each type have, as sections for the configuration.
//!
//! The platform publishes no list of exits. An instance is one, if most of its flows are right.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::io::{self, Write as _};

use ivr_flow::{Flow, Kind, Lang, Localized, localized, mask_secrets, printable};

use crate::args::{Global, LearnWanted, Request};
use crate::guard::Writes;
use crate::lint::{Linted, lint, note_searched};
use crate::status::{CLEAN, FOUND, TROUBLE};
use crate::terminal::complain;

/// How many modules a type must have: of fewer nothing can be learned.
const FEWEST_MODULES: usize = 5;

/// How many of a hundred modules have the exits that each should have: some modules may be wrong.
const MOST_OF_A_HUNDRED: usize = 95;

/// How many modules must have one of the other exits: what one alone has may be a typing mistake.
const FEWEST_OF_AN_EXIT: usize = 2;

/// Prints the sections. As for linting, the status is [`FOUND`] if a definition cannot be read.
pub(crate) fn learn(global: &Global, wanted: &LearnWanted, lang: Lang) -> io::Result<u8> {
    let LearnWanted { paths, files, remote } = wanted;
    let request = Request::new(global, &files.trust, paths).files(files).remote(remote);
    let linted = lint(&request, &Writes::default(), lang, |file| {
        let name = file.report.name.clone();
        file.map_flows(|index, context| {
            let id = context.flow.id().map(|id| (context.flow.metadata().instance.clone(), id.to_owned()));
            (name.clone(), index, id, Counts::of(context.flow))
        })
    });
    let Ok(Linted { report, visited, .. }) = linted else { return Ok(TROUBLE) };
    note_searched(&report, lang);
    let (mut read, mut seen, mut counts, mut flows) = (HashSet::new(), HashSet::new(), Counts::default(), 0);
    for (name, index, id, more) in visited.into_iter().flatten() {
        read.insert((name, index));
        // A draft beside its flow, or a page that was read twice.
        if id.is_none_or(|id| seen.insert(id)) {
            counts.add(more);
            flows += 1;
        }
    }
    let unread = report.findings().filter(|(file, finding)| {
        let is_read = finding.flow.is_some_and(|flow| read.contains(&(file.name.clone(), flow)));
        ["invalid-json", "invalid-shape", "unsupported-format"].contains(&&*finding.rule) && !is_read
    });
    let mut status = if report.problems.is_empty() { CLEAN } else { TROUBLE };
    for (file, finding) in unread {
        let place = format!("{}:{}:{}", printable(&file.name), finding.span.line, finding.span.column);
        let Localized { en, zh } = &finding.message;
        complain(lang, &localized!("{place}: {en}", "{place}：{zh}"));
        status = status.max(FOUND);
    }
    let mut out = io::stdout().lock();
    match out.write_all(counts.to_toml(flows, lang).as_bytes()).and_then(|()| out.flush()) {
        // Who has read enough has no say in the status.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(status),
    }
}

/// The modules of each type, by its name in the catalogue or else as it is written.
#[derive(Default)]
struct Counts(BTreeMap<String, Modules>);

#[derive(Default)]
struct Modules {
    count: usize,
    /// How many of them have an exit of this name.
    exits: BTreeMap<String, usize>,
}

impl Counts {
    fn of(flow: &Flow<'_>) -> Self {
        let mut counts = Counts::default();
        for activity in flow.activities() {
            let Some(written) = activity.type_name() else { continue };
            // What exits it should have is not known.
            if activity.value().get("events").is_some_and(|events| !matches!(events.kind(), Kind::Array | Kind::Null)) {
                continue;
            }
            let name = activity.known_type().map_or(mask_secrets(&written).into_owned(), |known| known.name.to_owned());
            let modules = counts.0.entry(name).or_default();
            modules.count += 1;
            let names: HashSet<_> = activity.exits().filter_map(|exit| exit.event()).collect();
            for name in names {
                *modules.exits.entry(mask_secrets(&name).into_owned()).or_default() += 1;
            }
        }
        counts
    }

    fn add(&mut self, other: Counts) {
        for (name, modules) in other.0 {
            let own = self.0.entry(name).or_default();
            own.count += modules.count;
            for (exit, count) in modules.exits {
                *own.exits.entry(exit).or_default() += count;
            }
        }
    }

    fn to_toml(&self, flows: usize, lang: Lang) -> String {
        let modules: usize = self.0.values().map(|modules| modules.count).sum();
        let s = |count: usize| if count == 1 { "" } else { "s" };
        let (flows_end, modules_end) = (s(flows), s(modules));
        let title = localized!(
            "# The exits of each type of module, learned from {flows} flow{flows_end} with {modules} module{modules_end}.",
            "# 各类型模块的出口，由 {flows} 个流程中的 {modules} 个模块得出。"
        );
        let mut lines = vec![title.get(lang).to_owned()];
        for (name, modules) in &self.0 {
            lines.push(String::new());
            modules.write_section(name, &mut lines, lang);
        }
        lines.join("\n") + "\n"
    }
}

impl Modules {
    fn write_section(&self, name: &str, lines: &mut Vec<String>, lang: Lang) {
        let (key, count) = (key(name), self.count);
        if count < FEWEST_MODULES {
            let s = if count == 1 { "" } else { "s" };
            let too_few = localized!(
                "# {key}: {count} module{s}, too few to learn from",
                "# {key}：只有 {count} 个模块，不足以得出结论"
            );
            lines.push(too_few.get(lang).to_owned());
            return;
        }
        let mut exits: Vec<_> = self.exits.iter().map(|(exit, &count)| (exit.as_str(), count)).collect();
        // The usual ones first; those that as many modules have are sorted by name.
        exits.sort_by_key(|&(exit, count)| (std::cmp::Reverse(count), exit));
        let usual = exits.partition_point(|&(_, has)| has * 100 >= count * MOST_OF_A_HUNDRED);
        // Whoever draws a Branch module names its exits.
        let others = match name {
            "SPLIT" => usual,
            _ => usual.max(exits.partition_point(|&(_, has)| has >= FEWEST_OF_AN_EXIT)),
        };
        let of = |has: usize| localized!("{has} of {count}", "{count} 个中的 {has} 个").get(lang).to_owned();
        lines.push(format!("[activities.{key}]"));
        let mut list = |key: &str, exits: &[(&str, usize)]| {
            if exits.is_empty() {
                return lines.push(format!("{key} = []"));
            }
            lines.push(format!("{key} = ["));
            lines.extend(exits.iter().map(|&(exit, has)| format!("    {}, # {}", quoted(exit), of(has))));
            lines.push("]".to_owned());
        };
        list("exits", &exits[..usual]);
        if usual < others {
            list("other-exits", &exits[usual..others]);
        }
        for &(exit, has) in &exits[others..] {
            let (exit, has) = (quoted(exit), of(has));
            lines.push(localized!("# omitted: {exit}, {has}", "# 未列入：{exit}，{has}").get(lang).to_owned());
        }
    }
}

/// A type as a key of TOML.
fn key(name: &str) -> String {
    let is_bare = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-');
    if !name.is_empty() && name.chars().all(is_bare) { name.to_owned() } else { quoted(name) }
}

/// A text as a string of TOML on one line, with what no terminal should be sent escaped.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        let is_plain = !matches!(char, '"' | '\\') && printable(char.encode_utf8(&mut [0; 4])) == char.to_string();
        // Writing to a string does not fail.
        let _ = match (is_plain, u32::from(char)) {
            (true, _) => write!(quoted, "{char}"),
            (false, code @ 0..=0xffff) => write!(quoted, "\\u{code:04X}"),
            (false, code) => write!(quoted, "\\U{code:08X}"),
        };
    }
    quoted + "\""
}
