//! `ivr-lint stats`: flow statistics.

mod csv;

use std::cmp::Reverse;
use std::io::{self, BufWriter, Write};

use clap::builder::styling::Style;
use ivr_flow::stats::{Amount, Between, FlowStats, NUMBERS, OfType};
use ivr_flow::{ActivityType, CountedFlow, JsonStats, Lang, Localized, Severity, localized, printable, shorten};
use unicode_width::UnicodeWidthStr;

use crate::args::{Global, Request, StatsFormat, StatsWanted};
use crate::guard::Writes;
use crate::lint::{Linted, lint, note_searched};
use crate::status::{CLEAN, FOUND, TROUBLE};
use crate::terminal::{cut, severity_style, width};

/// Computes the statistics of every flow. As for linting, the status is [`FOUND`] if a definition cannot be read.
pub(crate) fn stats(global: &Global, wanted: &StatsWanted, lang: Lang) -> io::Result<u8> {
    let files = &wanted.files;
    let request = Request::new(global, &files.trust, &wanted.paths).files(files).remote(&wanted.remote);
    let linted = lint(&request, &Writes::default(), lang, |file| {
        file.map_flows(|index, context| ((file.report.name.clone(), index), ivr_flow::stats::stats(context)))
    });
    let Ok(Linted { report, visited, .. }) = linted else { return Ok(TROUBLE) };
    note_searched(&report, lang);
    let numbers = visited.into_iter().flatten().collect();
    let counted = JsonStats { report: &report, numbers: &numbers, lang };
    let mut rows: Vec<_> = counted.flows().filter(|row| row.stats.is_some()).collect();
    if let Some(number) = NUMBERS.iter().find(|number| Some(number.key) == wanted.sort.as_deref()) {
        rows.sort_by_key(|row| Reverse(row.stats.map(|stats| size((number.of)(stats)))));
    }
    let written = match wanted.format {
        StatsFormat::Table => table(&rows, counted),
        StatsFormat::Csv => sheet(&rows, counted),
        StatsFormat::Json => json(counted),
    };
    match written {
        // Who has read enough has no say in the status.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
        _ => {}
    }
    Ok(if !report.problems.is_empty() {
        TROUBLE
    } else if counted.problems().next().is_some() {
        FOUND
    } else {
        CLEAN
    })
}

fn json(counted: JsonStats<'_>) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    serde_json::to_writer(&mut out, &counted)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// The numbers for a spreadsheet. What has none is said where it disturbs nobody.
fn sheet(rows: &[CountedFlow<'_>], counted: JsonStats<'_>) -> io::Result<()> {
    write_problems(&mut anstream::AutoStream::auto(io::stderr().lock()), counted)?;
    csv::csv(&mut BufWriter::new(io::stdout().lock()), rows, counted.lang)
}

/// How large an amount is beside others: what is unknown is the smallest, what has no limit the largest.
fn size(amount: Amount) -> Option<usize> {
    match amount {
        Amount::Count(count) => Some(count),
        Amount::Between(Between { most, .. }) => Some(most.unwrap_or(usize::MAX)),
        Amount::NoLimit => Some(usize::MAX),
        Amount::NoWay | Amount::NotKnown => None,
    }
}

/// One flow is printed as a block, several as a table if it fits the terminal.
fn table(rows: &[CountedFlow<'_>], counted: JsonStats<'_>) -> io::Result<()> {
    let mut out = BufWriter::new(anstream::AutoStream::auto(io::stdout().lock()));
    let columns = Columns::of(rows, counted.lang);
    let mut text = match rows {
        [] => Vec::new(),
        [_, _, ..] if columns.fit() => columns.lines(rows, counted.lang),
        _ => rows.iter().flat_map(|row| block(row, counted.lang)).collect(),
    };
    if counted.problems().next().is_none() {
        // Nothing follows the last empty line.
        text.pop();
    }
    for line in text {
        writeln!(out, "{line}")?;
    }
    write_problems(&mut out, counted)?;
    out.flush()
}

/// Why flows and files have no numbers, one per line.
fn write_problems(out: &mut dyn Write, counted: JsonStats<'_>) -> io::Result<()> {
    let style = severity_style(Severity::Error);
    for (file, finding) in counted.problems() {
        let place = format!("{}:{}:{}", printable(&file.name), finding.span.line, finding.span.column);
        let flow = finding.flow.map_or(String::new(), |flow| format!("{}: ", file.flow_name(flow)));
        let rule = &finding.rule;
        writeln!(out, "{place}: {style}error[{rule}]{style:#} {flow}{}", finding.message.get(counted.lang))?;
    }
    Ok(())
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// What a flow is called.
fn label(row: &CountedFlow<'_>) -> String {
    row.file.flow_name(row.index)
}

/// One number per line.
fn block(row: &CountedFlow<'_>, lang: Lang) -> Vec<String> {
    let Some(stats) = row.stats else { return Vec::new() };
    let width = width();
    let types = of_types(&stats.activities.types, lang);
    let titles = NUMBERS.iter().map(|number| number.title.get(lang).width());
    let room = titles.chain(types.iter().map(|(name, _)| name.width() + 2)).max().unwrap_or(0).min(width - 20);
    let mut lines = vec![format!("{BOLD}{}{BOLD:#}", cut(&label(row), width))];
    let kind = row.flow.type_name.as_deref().map(shorten);
    let about: Vec<_> = kind.into_iter().chain([printable(&row.file.name)]).collect();
    if !about.is_empty() {
        lines.push(format!("{DIM}{}{DIM:#}", cut(&about.join(" · "), width)));
    }
    for number in NUMBERS {
        let title = number.title.get(lang);
        lines.push(format!("  {}  {}", padded(title, room), (number.of)(stats).in_words().get(lang)));
        if number.key == TYPES {
            let types =
                types.iter().map(|(name, count)| format!("    {}  {count}", padded(&cut(name, room - 2), room - 2)));
            lines.extend(types);
        }
    }
    lines.push(String::new());
    lines
}

/// The columns of the table, each with a heading of two lines, and whether its numbers can be added up.
const SHOWN: [(&str, Localized<[&str; 2]>, bool); 9] = [
    ("activities.total", Localized { en: ["", "modules"], zh: ["", "模块"] }, true),
    ("activities.unreachable", Localized { en: ["unreach-", "able"], zh: ["无法", "到达"] }, true),
    ("exits.dead", Localized { en: ["dead", "exits"], zh: ["失效", "出口"] }, true),
    ("loops.count", Localized { en: ["", "loops"], zh: ["", "循环"] }, true),
    ("prompts.beforeHandOff", Localized { en: ["prompts:", "transfer"], zh: ["转接前", "放音"] }, false),
    ("inputs.beforeHandOff", Localized { en: ["inputs:", "transfer"], zh: ["转接前", "交互"] }, false),
    ("prompts.beforeEnding", Localized { en: ["prompts:", "end"], zh: ["结束前", "放音"] }, false),
    ("chain.activities", Localized { en: ["longest", "chain"], zh: ["最长", "模块链"] }, false),
    ("text.characters", Localized { en: ["text", "length"], zh: ["播报", "字符数"] }, true),
];

/// The cells of the table.
struct Columns {
    /// Two lines of headings, one line per flow, and one for the totals.
    lines: Vec<Vec<String>>,
    widths: Vec<usize>,
}

impl Columns {
    fn of(rows: &[CountedFlow<'_>], lang: Lang) -> Self {
        let numbers = SHOWN.map(|(key, ..)| NUMBERS.iter().find(|number| number.key == key));
        let amount = |stats: &FlowStats, column: usize| numbers[column].map(|number| (number.of)(stats));
        let mut lines = Vec::new();
        for line in 0..2 {
            let heading = |(_, heading, _): &(_, Localized<[&str; 2]>, _)| match lang {
                Lang::En => heading.en[line].to_owned(),
                Lang::Zh => heading.zh[line].to_owned(),
            };
            lines.push([String::new()].into_iter().chain(SHOWN.iter().map(heading)).collect::<Vec<_>>());
        }
        for row in rows {
            let Some(stats) = row.stats else { continue };
            let cells = (0..SHOWN.len()).map(|column| amount(stats, column).map(in_short).unwrap_or_default());
            lines.push([label(row)].into_iter().chain(cells).collect());
        }
        let sum = |(column, (.., adds_up)): (usize, &(_, _, bool))| {
            let counts = rows.iter().filter_map(|row| match amount(row.stats?, column)? {
                Amount::Count(count) => Some(count),
                _ => None,
            });
            if *adds_up { counts.sum::<usize>().to_string() } else { String::new() }
        };
        let count = rows.len();
        let all = localized!("all {count} flows", "共 {count} 个流程");
        let sums = SHOWN.iter().enumerate().map(sum);
        lines.push([all.get(lang).to_owned()].into_iter().chain(sums).collect());
        let widest = |column: usize| lines.iter().map(|line| line[column].width()).max().unwrap_or(0);
        let mut widths: Vec<_> = (0..=SHOWN.len()).map(widest).collect();
        let others: usize = widths[1..].iter().map(|width| width + GAP).sum();
        let left = width().saturating_sub(others);
        widths[0] = if left < LEAST_NAME { 0 } else { widths[0].min(left) };
        Columns { lines, widths }
    }

    /// Whether all columns fit, with the names on lines of their own if necessary.
    fn fit(&self) -> bool {
        self.widths[0] + self.widths[1..].iter().map(|width| width + GAP).sum::<usize>() <= width()
    }

    fn lines(&self, rows: &[CountedFlow<'_>], lang: Lang) -> Vec<String> {
        let last = self.lines.len() - 1;
        let mut lines = Vec::new();
        for (number, cells) in self.lines.iter().enumerate() {
            let mut line = padded(&cut(&cells[0], self.widths[0]), self.widths[0]);
            if self.widths[0] == 0 {
                line.clear();
                lines.extend(Some(cut(&cells[0], width())).filter(|name| !name.is_empty()));
            }
            for (cell, width) in cells.iter().zip(&self.widths).skip(1) {
                line += &" ".repeat(GAP + width - cell.width());
                line += cell;
            }
            let line = line.trim_end();
            let is_heading = number < 2 || number == last;
            lines.push(if is_heading { format!("{BOLD}{line}{BOLD:#}") } else { line.to_owned() });
        }
        let legend = localized!(
            "2+: 2 or more, no limit · -: no path leads there · ?: unknown, the flow has no entry",
            "2+：最少 2，没有上限 · -：无可达路径 · ?：没有开始模块，无法统计"
        );
        lines.extend(textwrap::wrap(legend.get(lang), width()).iter().map(|line| format!("{DIM}{line}{DIM:#}")));
        lines.push(String::new());
        let types = rows.iter().filter_map(|row| row.stats).flat_map(|stats| &stats.activities.types);
        let types = types.map(|of_type| (of_type.r#type.as_deref(), of_type.count));
        let types = of_types(&OfType::together(types), lang);
        let room = types.iter().map(|(name, _)| name.width()).max().unwrap_or(0).min(width() - 20);
        let title = NUMBERS.iter().find(|number| number.key == TYPES).map_or("", |number| number.title.get(lang));
        lines.push(format!("{BOLD}{title}{BOLD:#}"));
        for (name, count) in types {
            lines.push(format!("{}  {count}", padded(&cut(&name, room), room)));
        }
        lines.push(String::new());
        lines
    }
}

/// The key of the only number that is a list.
const TYPES: &str = "activities.types";
/// The space between two columns.
const GAP: usize = 2;
/// The minimum width of the column of names.
const LEAST_NAME: usize = 12;

fn of_types(types: &[OfType], lang: Lang) -> Vec<(String, usize)> {
    let name = |of_type: &OfType| match (&of_type.r#type, of_type.r#type.as_deref().and_then(ActivityType::by_name)) {
        (_, Some(known)) => format!("{} {}", known.name, known.title.get(lang)),
        (Some(unknown), None) => shorten(unknown),
        (None, None) => localized!("without a type", "无类型").get(lang).to_owned(),
    };
    types.iter().map(|of_type| (name(of_type), of_type.count)).collect()
}

/// An amount in a table, in ASCII, which is one column wide on every terminal.
fn in_short(amount: Amount) -> String {
    match amount {
        Amount::Count(count) => count.to_string(),
        Amount::Between(Between { least, most: None }) => format!("{least}+"),
        Amount::Between(Between { least, most: Some(most) }) if least == most => least.to_string(),
        Amount::Between(Between { least, most: Some(most) }) => format!("{least}-{most}"),
        Amount::NoLimit => "+".to_owned(),
        Amount::NoWay => "-".to_owned(),
        Amount::NotKnown => "?".to_owned(),
    }
}

fn padded(text: &str, room: usize) -> String {
    format!("{text}{}", " ".repeat(room.saturating_sub(text.width())))
}
