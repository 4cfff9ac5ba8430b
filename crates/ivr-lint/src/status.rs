//! What the exit status means.

/// Nothing at or above the failing level was found.
pub(crate) const CLEAN: u8 = 0;
/// Something was.
pub(crate) const FOUND: u8 = 1;
/// The run is not whole: bad arguments, a file that cannot be read, a report that cannot be written.
pub(crate) const TROUBLE: u8 = 2;
