//! Progress events.

use std::time::Duration;

use crate::say::Say;

/// A progress event.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// Temporary credentials were fetched for a role.
    LoggedIn,
    /// A page was read.
    Page {
        /// The number of the page in its listing.
        number: u64,
        /// How many different flows have been read so far.
        read: u64,
        /// The platform's `TotalCount`.
        total: u64,
    },
    /// A request failed and will be retried after a delay.
    Waiting {
        /// How long.
        delay: Duration,
        /// How many attempts have failed.
        failed: u32,
        /// What went wrong.
        why: Say,
    },
    /// The page size is reduced from here on.
    SmallerPages {
        /// How many.
        size: u64,
        /// What went wrong with larger pages.
        why: Say,
    },
    /// The list is read again from the beginning.
    Again {
        /// Why.
        why: Say,
    },
}
