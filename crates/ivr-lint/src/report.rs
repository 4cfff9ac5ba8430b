//! `ivr-lint report`: an HTML page with all flows of a run, their pictures and findings.

use std::io;
use std::num::NonZero;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;

use ivr_flow::{Lang, localized, printable};
use ivr_view::{Drawing, PageFlow, page};

use crate::args::Request;
use crate::guard::Writes;
use crate::lint::{Linted, lint, note_searched};
use crate::status::{CLEAN, TROUBLE};
use crate::terminal::complain;
use crate::write::{cannot_write, write_whole};

/// Writes the page. Status 0 if it was written and every input could be read, whatever was found.
pub(crate) fn report(request: &Request<'_>, out: &Path, lang: Lang) -> io::Result<u8> {
    let writes = Writes { files: vec![out], removes_earlier: false };
    let linted = lint(request, &writes, lang, |file| {
        file.map_flows(|index, context| PageFlow::new(file.report.name.clone(), index, context))
    });
    let Ok(Linted { report, visited, .. }) = linted else { return Ok(TROUBLE) };
    note_searched(&report, lang);
    if !report.has_flows() && !request.allow_empty {
        return Ok(TROUBLE);
    }
    let mut flows: Vec<_> = visited.into_iter().flatten().collect();
    draw(&mut flows);
    let page = page(&report, &flows, lang);
    if let Err(error) = write_whole(out, |out| out.write_all(page.as_bytes())) {
        complain(lang, &cannot_write(out, &error));
        return Ok(TROUBLE);
    }
    let (name, count) = (printable(&out.to_string_lossy()), report.summary().flows);
    let s = if count == 1 { "" } else { "s" };
    complain(lang, &localized!("wrote {name}: {count} flow{s}", "已写入 {name}：{count} 个流程"));
    Ok(if report.problems.is_empty() { CLEAN } else { TROUBLE })
}

/// Computes the pictures in parallel: routing edges between many boxes takes time.
fn draw(flows: &mut [PageFlow]) {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let left = Mutex::new(flows.iter_mut());
    let work = || {
        loop {
            // The lock is released before the work begins.
            let next = left.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(flow) = next else { break };
            flow.drawing = Drawing::of(&flow.chart);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            // Where no more threads can be made, those that there are do the work.
            if thread::Builder::new().spawn_scoped(scope, work).is_err() {
                break;
            }
        }
        work();
    });
}
