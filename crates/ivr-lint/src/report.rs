//! `ivr-lint report`: an HTML page with all flows of a run, their pictures and findings.

use std::io;
use std::num::NonZero;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::SystemTime;

use ivr_flow::{Lang, localized, printable};
use ivr_view::{Drawing, Made, PageFlow, page_made};

use crate::args::{Global, ReportWanted, Request};
use crate::guard::Writes;
use crate::lint::{Linted, lint, note_searched};
use crate::open::open;
use crate::output::plural;
use crate::status::{CLEAN, TROUBLE};
use crate::terminal::{complain, note};
use crate::write::{cannot_write, write_whole};

/// Writes the page. Status 0 if it was written and every input could be read, whatever was found.
pub(crate) fn report(global: &Global, wanted: &ReportWanted, lang: Lang) -> io::Result<u8> {
    let ReportWanted { paths, out, open: opens, rules, known, files, remote } = wanted;
    let request = Request::new(global, &files.trust, paths).files(files).rules(rules, known).remote(remote);
    let writes = Writes { files: vec![out], removes_earlier: false };
    let linted = lint(&request, &writes, lang, |file| {
        file.map_flows(|index, context| PageFlow::new(file.report.name.clone(), index, context))
    });
    let Ok(Linted { report, scopes, visited, .. }) = linted else { return Ok(TROUBLE) };
    note_searched(&report, lang);
    if !report.has_flows() && !request.allow_empty {
        return Ok(TROUBLE);
    }
    let mut flows: Vec<_> = visited.into_iter().flatten().collect();
    draw(&mut flows);
    let sources = scopes.iter().flat_map(|scope| &scope.layers).map(|layer| printable(&layer.source.name));
    let mut settings: Vec<String> = sources.collect();
    settings.dedup();
    let made = Made { date: Some(today()), inputs: inputs(&request), settings };
    let page = page_made(&report, &flows, &made, lang);
    if let Err(error) = write_whole(out, |out| out.write_all(page.as_bytes())) {
        complain(lang, &cannot_write(out, &error));
        return Ok(TROUBLE);
    }
    let (name, summary) = (printable(&out.to_string_lossy()), report.summary());
    let (flows, findings) = (summary.flows, report.findings().count());
    let [a, b] = [flows, findings].map(plural);
    note(
        lang,
        &localized!(
            "wrote {name}: {flows} flow{a}, {findings} finding{b}",
            "已写入 {name}：{flows} 个流程，{findings} 个问题"
        ),
    );
    if *opens {
        open(out, lang);
    }
    Ok(if report.problems.is_empty() { CLEAN } else { TROUBLE })
}

/// What was linted, as it was named.
fn inputs(request: &Request<'_>) -> Vec<String> {
    match request.instance.and_then(|remote| remote.instance_id.as_deref()) {
        Some(instance) => vec![printable(instance)],
        None if request.paths.is_empty() => vec![".".to_owned()],
        None => request.paths.iter().map(|path| printable(&path.to_string_lossy())).collect(),
    }
}

/// The date of today in UTC, or of `SOURCE_DATE_EPOCH`, for who builds the same twice.
fn today() -> String {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    let now = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    date(fixed.unwrap_or_else(now) / 86_400)
}

/// The date so many days after 1970-01-01.
fn date(mut days: u64) -> String {
    let is_leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let mut year = 1970;
    // No clock is a million years fast.
    days = days.min(365_000_000);
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let lengths = [31, 28 + u64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while days >= lengths[month] {
        days -= lengths[month];
        month += 1;
    }
    format!("{year}-{:02}-{:02}", month + 1, days + 1)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dates() {
        let dates = [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (20_819, "2027-01-01"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ];
        for (days, expected) in dates {
            assert_eq!(date(days), expected);
        }
    }
}
