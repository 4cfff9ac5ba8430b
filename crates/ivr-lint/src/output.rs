//! The report in its formats, one small file each.

mod compact;
mod json;
mod pretty;

use std::collections::HashMap;

pub(crate) use compact::compact;
pub(crate) use json::json;
pub(crate) use pretty::{closing_line, mistake, pretty, severity_style, width};

/// The bytes of the files that findings are shown in, by name.
pub(crate) type Sources = HashMap<String, Vec<u8>>;
