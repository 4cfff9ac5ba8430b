//! How the time that something takes grows with its size, told from what else the machine does.

use std::thread;
use std::time::Instant;

/// Less than any thread has by itself: whoever recurses over ten thousand of anything overflows it.
const STACK: usize = 512 << 10;

/// What work in little stack space comes to.
pub(crate) fn in_little_space<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).expect("a thread");
        thread.join().expect("no overflow and no panic")
    })
}

/// What work on `most` things comes to, in little stack space. It may take 25 times as long as on a tenth of them:
/// what is linear takes ten times as long, what is quadratic a hundred times.
pub(crate) fn no_quadratic_time<I: Sync, T: Send>(
    name: &str,
    most: usize,
    of: impl Fn(usize) -> I,
    work: impl Fn(&I) -> T + Sync,
) -> T {
    const TIMES: u32 = 3;
    let (few, many) = (of(most / 10), of(most));
    let mut factors = Vec::new();
    // Whoever shares the caches makes either of them slower once in a while.
    for _ in 0..3 {
        let (result, factor) = in_little_space(|| {
            let ((), before) = timed(|| (0..TIMES).for_each(|_| drop(work(&few))));
            let (result, after) = timed(|| work(&many));
            (result, after / before * f64::from(TIMES))
        });
        if factor < 25.0 {
            return result;
        }
        factors.push(factor);
    }
    panic!("{name}: {factors:.1?} times as long for ten times as much");
}

/// What work comes to, and the seconds that the processor spends on it; by the clock where the system does not say.
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let (started, before) = (Instant::now(), processor_time());
    let result = work();
    let seconds = match (before, processor_time()) {
        (Some(before), Some(after)) if after > before => after - before,
        _ => started.elapsed().as_secs_f64(),
    };
    (result, seconds)
}

/// The seconds that a processor has spent on this thread.
fn processor_time() -> Option<f64> {
    // Who yields is brought up to date; else it is as of the last tick.
    thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(text.split(' ').next()?.parse::<f64>().ok()? / 1e9)
}
