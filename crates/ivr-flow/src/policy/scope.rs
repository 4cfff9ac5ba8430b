//! What expressions may ask for, and why one cannot be compiled: the same with and without CEL.

use std::ops::Range;

use crate::text::Localized;

/// What an expression may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The flow and its statistics.
    Flow,
    /// Those, and one activity.
    Activity,
}

/// Why an expression cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExpressionError {
    /// The bytes of the expression that it is about.
    pub(crate) bytes: Range<usize>,
    pub(crate) message: Localized,
    pub(crate) help: Option<Localized>,
}
