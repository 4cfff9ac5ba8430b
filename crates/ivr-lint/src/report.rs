//! `ivr-lint report`: a page with all flows of a run, their pictures and findings.

use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use ivr_flow::{Kind, Lang, Value, look_at_flows, say, stats, visible};
use ivr_view::{Chart, Drawing, Listed, PageFlow, page};

use crate::args::Args;
use crate::files::{self, cannot_write};
use crate::lint::{Linted, lint};
use crate::{CLEAN, TROUBLE, complain};

/// Writes the page. Status 0 if it is written and everything could be read, whatever is wrong with the flows.
pub(crate) fn report(args: &Args, paths: &[PathBuf], out: &Path, lang: Lang) -> io::Result<u8> {
    let Linted { report, troubles, looked, .. } = lint(args, paths, lang, |seen| {
        let mut flows = Vec::new();
        look_at_flows(&seen.bytes, seen.origin, seen.settings, &mut |index, object, cx| {
            let (file, listed) = (seen.report.name.clone(), object.map(listed).unwrap_or_default());
            flows.push(PageFlow { file, index, chart: Chart::of(cx), drawing: None, stats: stats(cx), listed });
        });
        flows
    });
    if !report.is_about_something() && !args.allow_empty {
        return Ok(TROUBLE);
    }
    let mut flows: Vec<_> = looked.into_iter().flatten().collect();
    draw(&mut flows);
    let page = page(&report, &flows, lang);
    if let Err(error) = files::write_whole(out, |out| out.write_all(page.as_bytes())) {
        complain(lang, &cannot_write(out, &error));
        return Ok(TROUBLE);
    }
    let (name, count) = (visible(&out.to_string_lossy()), report.summary().flows);
    complain(lang, &say!("wrote {name}: {count} flows", "已写入 {name}：{count} 个流程"));
    Ok(if troubles.is_empty() { CLEAN } else { TROUBLE })
}

fn listed(object: Value<'_>) -> Listed {
    let numbers = object.present("NumberList").filter(|numbers| numbers.kind() == Kind::Array);
    let numbers = numbers.into_iter().flat_map(Value::children).filter_map(Value::string);
    Listed {
        published: object.present("Published").and_then(Value::boolean),
        numbers: numbers.map(|number| number.into_owned()).collect(),
    }
}

/// Works out the pictures, on as many threads as there are: edges between many boxes take their time.
fn draw(flows: &mut [PageFlow]) {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = flows.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        for flows in flows.chunks_mut(share) {
            scope.spawn(|| flows.iter_mut().for_each(|flow| flow.drawing = Drawing::of(&flow.chart)));
        }
    });
}
