//! What a run writes must not be what it reads.

use std::path::Path;

use ivr_flow::{Localized, Origin, localized, printable};

use crate::files::Input;
use crate::write::{self, identity, is_stream, refuse};

/// What a run writes.
#[derive(Default)]
pub(crate) struct Writes<'a> {
    pub(crate) files: Vec<&'a Path>,
    /// Whether what an earlier run wrote is removed before this one starts, so that it cannot be mistaken for what this
    /// one writes if it fails.
    pub(crate) removes_earlier: bool,
}

impl Writes<'_> {
    /// Checks all that is written against all that is read, and only then removes the reports of an earlier run. Such
    /// reports are no inputs even if they are where inputs are looked for. `in_use` is what is read besides the inputs,
    /// `is_no_flow` says whether an input that was found in a directory is evidently something else than a flow.
    ///
    /// # Errors
    /// Which file would be lost.
    pub(crate) fn make_room<'p>(
        &self,
        inputs: &mut Vec<Input>,
        in_use: impl Iterator<Item = &'p Path>,
        is_no_flow: impl Fn(&Input) -> bool,
    ) -> Result<(), Localized> {
        let files: Vec<&Path> = self.files.iter().copied().filter(|file| !is_stream(file)).collect();
        let taken: Vec<_> = in_use.map(identity).collect();
        let mut written = Vec::new();
        for &file in &files {
            let identity = identity(file);
            if written.contains(&identity) {
                let name = printable(&file.to_string_lossy());
                return Err(localized!(
                    "refusing to overwrite {name}: two reports of this run have this name",
                    "拒绝覆盖 {name}：本次运行有两份报告写入该文件"
                ));
            }
            if taken.contains(&identity) || file.file_name().is_some_and(|name| name == write::LIST_OF_FLOWS) {
                return Err(refuse(file));
            }
            written.push(identity);
        }
        let there: Vec<_> = files.iter().filter(|file| file.exists()).map(|&file| (file, identity(file))).collect();
        if !there.is_empty() {
            let mut earlier = Vec::new();
            for (index, input) in inputs.iter().enumerate() {
                let Some(known) = input.path().map(identity) else { continue };
                let Some((file, _)) = there.iter().find(|(_, identity)| *identity == known) else { continue };
                if input.origin == Origin::Named || !is_no_flow(input) {
                    return Err(refuse(file));
                }
                earlier.push(index);
            }
            for index in earlier.into_iter().rev() {
                inputs.remove(index);
            }
        }
        for file in files.into_iter().filter(|file| self.removes_earlier && file.is_file()) {
            write::remove(file);
        }
        Ok(())
    }
}
