//! `ivr-lint calls --format csv`: a step per line, for programs that calculate.

use std::io::{self, Write};
use std::iter;

use ivr_flow::{Lang, Localized, printable};

use super::{FlowCalls, Told, title};
use crate::output::write_sheet;

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
    let headings = HEADINGS.map(|heading| heading.get(lang).to_owned()).to_vec();
    let rows = told.flows.iter().flat_map(|flow| rows(flow, lang));
    write_sheet(out, iter::once(headings).chain(rows))
}

/// The rows of a flow.
fn rows(flow: &FlowCalls, lang: Lang) -> Vec<Vec<String>> {
    let script = &flow.script;
    let mut rows = Vec::new();
    for (number, call) in script.plan.calls.iter().enumerate() {
        let preconditions: Vec<_> =
            script.preconditions(number).into_iter().map(|text| text.get(lang).to_owned()).collect();
        for (place, step) in script.steps(number).enumerate() {
            let hears: Vec<_> = step.activity.hears.iter().map(|heard| printable(&heard.text)).collect();
            let is_last = call.is_whole && place + 1 == call.steps.len();
            rows.push(vec![
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
            ]);
        }
    }
    rows
}
