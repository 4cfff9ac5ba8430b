//! Time and sleep, given from outside: what waits in the field takes no time in a test.

use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// What the client may know and do about time.
pub trait Clock {
    /// The time of day, for signatures and for the validity of tokens.
    fn now(&self) -> SystemTime;
    /// The time since the clock was started; it never runs backwards.
    fn elapsed(&self) -> Duration;
    /// Waits.
    fn sleep(&self, duration: Duration);
}

/// The clock of the machine.
#[derive(Debug)]
pub struct SystemClock(Instant);

impl SystemClock {
    /// A clock that counts from now on.
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
