//! Time and sleep behind a trait, so that tests do not wait.

use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// A source of time.
pub trait Clock {
    /// The time of day, for signatures and for the validity of tokens.
    fn now(&self) -> SystemTime;
    /// The time since the clock was started; it never runs backwards.
    fn elapsed(&self) -> Duration;
    /// Waits.
    fn sleep(&self, duration: Duration);
}

/// The system clock.
#[derive(Debug)]
pub struct SystemClock(Instant);

impl SystemClock {
    /// A clock that starts now.
    pub fn start() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, duration: Duration) {
        thread::sleep(duration);
    }
}
