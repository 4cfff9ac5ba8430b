//! The progress bar of a long run, on a terminal.

use std::io::{self, IsTerminal as _};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use ivr_flow::{Lang, localized};

/// Runs shorter than this show no progress.
const PATIENCE: Duration = Duration::from_secs(1);
const BETWEEN: Duration = Duration::from_millis(100);

/// Does the work, and shows how many of `total` files are done once it takes long. Without a terminal it only does the
/// work.
pub(crate) fn show<R>(total: usize, done: &AtomicUsize, lang: Lang, work: impl FnOnce() -> R) -> R {
    if total < 2 || !io::stderr().is_terminal() {
        return work();
    }
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        let teller = thread::Builder::new().spawn_scoped(scope, || tell(total, done, lang, &ended));
        let result = work();
        ended.store(true, Ordering::Relaxed);
        // Where no thread can be made, nothing is told.
        if let Ok(teller) = teller {
            teller.thread().unpark();
        }
        result
    })
}

fn tell(total: usize, done: &AtomicUsize, lang: Lang, ended: &AtomicBool) {
    thread::park_timeout(PATIENCE);
    if ended.load(Ordering::Relaxed) {
        return;
    }
    let bar = ProgressBar::new(total as u64);
    if let Ok(style) = ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len}") {
        bar.set_style(style);
    }
    bar.set_prefix(localized!("linting", "检查中").get(lang).to_owned());
    while !ended.load(Ordering::Relaxed) {
        bar.set_position(done.load(Ordering::Relaxed).min(total) as u64);
        thread::park_timeout(BETWEEN);
    }
    bar.finish_and_clear();
}
