//! `ivr-lint stats --format csv`: a flow per line, for spreadsheets.

use std::io::{self, Write};

use ivr_flow::stats::{Amount, Between, FlowStats, NUMBERS, Number};
use ivr_flow::{CountedFlow, Lang, Localized, localized, printable};

use super::{TYPES, label};
use crate::output::write_sheet;

/// What there is to say of a flow before its numbers.
const ABOUT: [Localized<&str>; 4] = [
    Localized { en: "file", zh: "文件" },
    Localized { en: "flow", zh: "流程" },
    Localized { en: "flow id", zh: "流程 ID" },
    Localized { en: "flow type", zh: "流程类型" },
];

pub(super) fn csv(out: &mut dyn Write, rows: &[CountedFlow<'_>], lang: Lang) -> io::Result<()> {
    let numbers = || NUMBERS.iter().filter(|number| number.key != TYPES);
    let headings = ABOUT.iter().map(|heading| heading.get(lang).to_owned());
    let headings = headings.chain(numbers().flat_map(|number| titles(number, lang))).collect();
    let row = |row: &CountedFlow<'_>| {
        let said = |text: &Option<String>| text.as_deref().map(printable).unwrap_or_default();
        let about = [printable(&row.file.name), label(row), said(&row.flow.id), said(&row.flow.type_name)];
        let cells = row.stats.map(|stats| numbers().flat_map(|number| cells(number, stats, lang)).collect::<Vec<_>>());
        about.into_iter().chain(cells.into_iter().flatten()).collect()
    };
    write_sheet(out, std::iter::once(headings).chain(rows.iter().map(row)))
}

/// Whether a number is one on the shortest path and one on the longest. A cell for both would be taken for a date.
fn is_range(number: &Number) -> bool {
    matches!(number.key, "prompts.beforeHandOff" | "prompts.beforeEnding" | "inputs.beforeHandOff")
}

fn titles(number: &Number, lang: Lang) -> Vec<String> {
    let title = number.title.get(lang);
    if !is_range(number) {
        return vec![title.to_owned()];
    }
    [localized!("{title} (least)", "{title}（最少）"), localized!("{title} (most)", "{title}（最多）")]
        .map(|title| title.get(lang).to_owned())
        .into()
}

/// The cells of a number: empty where no path leads there, or nobody knows.
fn cells(number: &Number, stats: &FlowStats, lang: Lang) -> Vec<String> {
    let no_limit = || localized!("no limit", "没有上限").get(lang).to_owned();
    let [least, most] = match (number.of)(stats) {
        Amount::Count(count) => [count.to_string(), count.to_string()],
        Amount::Between(Between { least, most }) => {
            [least.to_string(), most.map_or_else(no_limit, |most| most.to_string())]
        }
        Amount::NoLimit => [no_limit(), no_limit()],
        Amount::NoWay | Amount::NotKnown => [String::new(), String::new()],
    };
    if is_range(number) { vec![least, most] } else { vec![most] }
}
