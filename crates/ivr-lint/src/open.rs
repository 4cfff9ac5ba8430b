//! Shows what was written in the program that the system has for it.

use std::path::Path;

use ivr_flow::{Lang, localized, printable};

use crate::terminal::complain;

/// Opens a file or directory. Where that is not possible, it says so: what was written is there all the same.
pub(crate) fn open(path: &Path, lang: Lang) {
    if let Err(error) = open::that_detached(path) {
        let name = printable(&path.to_string_lossy());
        complain(lang, &localized!("cannot open {name}: {error}", "无法打开 {name}：{error}"));
    }
}
