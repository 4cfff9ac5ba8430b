//! `ivr-lint calls --format csv`: a step per line, for programs that calculate.

use std::io::{self, Write};

use csv::{ErrorKind, Terminator, WriterBuilder};
use ivr_flow::{Localized, printable};

use super::{Told, title};

const HEADINGS: [Localized<&str>; 13] = [
    Localized { en: "file", zh: "文件" },
    Localized { en: "flow", zh: "流程" },
    Localized { en: "call", zh: "通话" },
    Localized { en: "step", zh: "步骤" },
    Localized { en: "module id", zh: "模块 ID" },
    Localized { en: "module", zh: "模块" },
    Localized { en: "type", zh: "类型" },
    Localized { en: "hear", zh: "听到" },
    Localized { en: "do", zh: "操作" },
    Localized { en: "exit", zh: "出口" },
    Localized { en: "role", zh: "作用" },
    Localized { en: "ends", zh: "结束方式" },
    Localized { en: "prepare", zh: "准备" },
];

pub(super) fn csv(out: &mut dyn Write, told: &Told<'_>) -> io::Result<()> {
    let lang = told.lang;
    // Excel reads UTF-8 only where this mark is.
    out.write_all("\u{feff}".as_bytes())?;
    let mut table = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    let headings = HEADINGS.map(|heading| match lang {
        ivr_flow::Lang::En => heading.en,
        ivr_flow::Lang::Zh => heading.zh,
    });
    table.write_record(headings).map_err(io_error)?;
    for flow in told.flows {
        let script = &flow.script;
        for (number, call) in script.plan.calls.iter().enumerate() {
            let preconditions: Vec<_> =
                script.preconditions(number).into_iter().map(|text| text.get(lang).to_owned()).collect();
            for (place, step) in script.steps(number).enumerate() {
                let hears: Vec<_> = step.activity.hears.iter().map(|heard| printable(&heard.text)).collect();
                let is_last = call.is_whole && place + 1 == call.steps.len();
                let cells = [
                    printable(&flow.file),
                    title(flow),
                    (number + 1).to_string(),
                    (place + 1).to_string(),
                    printable(step.activity.id.as_deref().unwrap_or_default()),
                    step.activity.called.clone(),
                    printable(step.activity.kind.as_deref().unwrap_or_default()),
                    hears.join(" / "),
                    step.act.words.get(lang).to_owned(),
                    printable(step.exit.and_then(|exit| exit.event.as_deref()).unwrap_or_default()),
                    step.exit.map_or("", |exit| exit.role.name()).to_owned(),
                    if is_last { call.ends.name() } else { "" }.to_owned(),
                    if place == 0 { preconditions.join(" / ") } else { String::new() },
                ];
                table.write_record(cells.iter().map(|cell| disarmed(cell))).map_err(io_error)?;
            }
        }
    }
    table.flush()
}

/// The error of the output itself, whose kind tells a reader that has closed early.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}

/// A cell that no program takes for a formula.
fn disarmed(cell: &str) -> String {
    // The full-width signs are formulas in some settings of Excel.
    let is_formula = cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(disarmed("=1+1"), "'=1+1");
        assert_eq!(disarmed(" @SUM(A1)"), "' @SUM(A1)");
        assert_eq!(disarmed("-"), "'-");
        assert_eq!(disarmed("主菜单"), "主菜单");
    }
}
