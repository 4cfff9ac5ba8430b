//! What the caller is told while it waits.

use std::time::Duration;

use crate::say::Say;

/// A step of a run.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// Temporary credentials were fetched for a role.
    LoggedIn,
    /// A page was read.
    Page {
        /// The number of the page in its listing.
        number: u64,
        /// How many different flows have been read by now.
        read: u64,
        /// How many the platform says that there are.
        total: u64,
    },
    /// A request failed and will be tried again after a wait.
    Waiting {
        /// How long.
        delay: Duration,
        /// How many attempts have failed.
        failed: u32,
        /// What went wrong.
        why: Say,
    },
    /// From here on fewer flows are asked for at a time.
    SmallerPages {
        /// How many.
        size: u64,
        /// What went wrong with more.
        why: Say,
    },
    /// The list is read again from its beginning.
    Again {
        /// What was wrong with what was read.
        why: Say,
    },
}
