//! Retries: which failures are retried, how often, and after which delay.

use std::time::Duration;

use crate::answer::judge;
use crate::clock::Clock;
use crate::error::Error;
use crate::event::Event;
use crate::http::{Answer, Http, Limits, Outgoing};
use crate::nonce::jitter;
use crate::secret::Secrets;

/// The maximum number of attempts per request.
pub(crate) const MOST_ATTEMPTS: u32 = 4;
/// The maximum number of attempts of a request that times out, if a smaller one can be sent instead.
pub(crate) const MOST_ATTEMPTS_IF_LESS_IS_LEFT: u32 = 2;
const FIRST_DELAY: Duration = Duration::from_millis(250);
const LONGEST_DELAY: Duration = Duration::from_secs(20);
/// The longest delay that the platform may ask for.
const LONGEST_ASKED: Duration = Duration::from_secs(60);

/// One run: its clock, limits, secrets and progress callback.
pub(crate) struct Run<'a> {
    pub(crate) clock: &'a dyn Clock,
    pub(crate) limits: Limits,
    /// The deadline, in terms of the clock's `elapsed`.
    pub(crate) end: Duration,
    /// Whether anything has been answered yet.
    pub(crate) answered: bool,
    pub(crate) secrets: Secrets,
    pub(crate) progress: &'a mut dyn FnMut(Event),
}

impl Run<'_> {
    /// Sends the request built by `make` (for every attempt, because nonce and date must be new) until `read` accepts the
    /// response.
    ///
    /// Transient failures are retried up to [`MOST_ATTEMPTS`] times in total, as are errors that carry
    /// `x-acs-retry-after`. `can_shrink` means that the caller has a smaller request to fall back to.
    ///
    /// # Errors
    /// The last failure, or [`Error::Deadline`] if there is no time for another attempt.
    pub(crate) fn call<T>(
        &mut self,
        http: &Http,
        can_shrink: bool,
        make: &dyn Fn(&dyn Clock) -> Outgoing,
        read: &dyn Fn(Answer, &Secrets) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut last = None;
        let mut failed = 0;
        loop {
            let Some(left) = self.left() else {
                return Err(Error::deadline(self.limits.run, last));
            };
            let sent = http.send(&make(self.clock), &self.limits, left, &self.secrets);
            self.answered |= sent.is_ok();
            let asked = sent.as_ref().ok().and_then(|answer| answer.retry_after);
            let judged = sent.and_then(|answer| judge(answer, self.clock.now(), &self.secrets));
            let error = match judged.and_then(|answer| read(answer, &self.secrets)) {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            failed += 1;
            let most = if can_shrink && error.asks_for_less() { MOST_ATTEMPTS_IF_LESS_IS_LEFT } else { MOST_ATTEMPTS };
            if failed >= most || !(asked.is_some() || error.is_passing()) {
                return Err(error);
            }
            if !self.answered && self.clock.elapsed() + self.limits.run >= self.end + self.limits.silence {
                return Err(error);
            }
            let delay = asked.map_or_else(|| backoff(failed), |asked| asked.min(LONGEST_ASKED));
            if self.left().is_none_or(|left| delay >= left) {
                return Err(Error::deadline(self.limits.run, Some(error)));
            }
            (self.progress)(Event::Waiting { delay, failed, why: error.what() });
            self.clock.sleep(delay);
            last = Some(error);
        }
    }

    /// The remaining time.
    fn left(&self) -> Option<Duration> {
        self.end.checked_sub(self.clock.elapsed()).filter(|left| !left.is_zero())
    }
}

/// Exponential backoff with full jitter, so that many clients do not retry at the same time.
fn backoff(failed: u32) -> Duration {
    FIRST_DELAY.saturating_mul(1 << failed.saturating_sub(1).min(16)).min(LONGEST_DELAY).mul_f64(jitter())
}
