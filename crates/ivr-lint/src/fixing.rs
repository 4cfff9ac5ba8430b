//! Fixing files: what is fixed is written, or shown as a diff.

use std::fs;
use std::path::Path;
use std::time::Duration;

use ivr_flow::{Edit, Localized, Report, localized, mask_secrets, printable};
use similar::TextDiff;

use crate::args::Fixing;
use crate::files::Input;
use crate::scopes::Scope;
use crate::write::{cannot_write, is_stream, write_whole};

/// A file of which something was fixed.
pub(crate) struct FixedFile {
    pub(crate) name: String,
    pub(crate) is_stdin: bool,
    /// How many findings.
    pub(crate) count: usize,
    pub(crate) old: Vec<u8>,
    pub(crate) new: Vec<u8>,
}

/// How long lines are compared for a diff that is as short as it can be.
const LONGEST_COMPARISON: Duration = Duration::from_secs(2);

impl Fixing {
    /// Whether anything is fixed or shown.
    pub(crate) fn is_on(&self) -> bool {
        self.fix || self.diff
    }

    /// Writes what a file has become, unless that is only shown. Standard input is no file.
    ///
    /// # Errors
    /// Why the file stays as it was.
    pub(crate) fn write(&self, input: &Input, old: &[u8], new: &[u8]) -> Result<(), Localized> {
        match input.path() {
            Some(path) if !self.diff => replace(path, old, new),
            _ => Ok(()),
        }
    }

    /// Fixes what was found in the configurations, takes those findings out of the report, and returns what was fixed, and
    /// what could not be written.
    pub(crate) fn fix_configurations(&self, report: &mut Report, scopes: &[Scope]) -> (Vec<FixedFile>, Vec<Localized>) {
        let (mut fixed, mut problems) = (Vec::new(), Vec::new());
        let sources = scopes.iter().filter_map(Scope::source);
        for file in report.files.iter_mut().filter(|file| file.is_configuration && self.is_on()) {
            let Some(source) = sources.clone().find(|source| source.name == file.name) else { continue };
            let fixes = file.findings.iter().filter(|finding| finding.suppressed.is_none());
            let fixes: Vec<_> = fixes.filter_map(|finding| finding.fix_if(self.unsafe_fixes)).collect();
            let (old, edits) = (source.text.as_bytes(), merged(fixes.iter().flat_map(|fix| &fix.edits)));
            let Ok(new) = Edit::apply(&edits, old) else { continue };
            if new == old {
                continue;
            }
            let written = if self.diff { Ok(()) } else { replace(Path::new(&source.name), old, &new) };
            match written {
                Ok(()) => {
                    fixed.push(FixedFile {
                        name: file.name.clone(),
                        is_stdin: false,
                        count: fixes.len(),
                        old: old.to_vec(),
                        new,
                    });
                    if !self.diff {
                        file.findings.retain(|finding| finding.fix_if(self.unsafe_fixes).is_none());
                    }
                }
                Err(problem) => problems.push(problem),
            }
        }
        (fixed, problems)
    }

    /// The closing line.
    pub(crate) fn summary(&self, fixed: &[FixedFile], report: &Report) -> Localized {
        let fixed: usize = fixed.iter().map(|file| file.count).sum();
        let left = report.findings().count() - if self.diff { fixed.min(report.findings().count()) } else { 0 };
        let is_unsafe = |finding: &ivr_flow::Finding| finding.fix.as_ref().is_some_and(|fix| !fix.is_safe);
        let unsafe_left = report.findings().filter(|(_, finding)| is_unsafe(finding) && !self.unsafe_fixes).count();
        let (en_more, zh_more) = match unsafe_left {
            0 => Default::default(),
            _ => (
                format!(" ({unsafe_left} fixable with --unsafe-fixes)"),
                format!("（其中 {unsafe_left} 个可用 --unsafe-fixes 修复）"),
            ),
        };
        if self.diff {
            localized!("{fixed} fixable, {left} left{en_more}", "可修复 {fixed} 个，剩余 {left} 个{zh_more}")
        } else {
            localized!("{fixed} fixed, {left} left{en_more}", "已修复 {fixed} 个，剩余 {left} 个{zh_more}")
        }
    }
}

impl FixedFile {
    /// What has changed, as a unified diff. Keys and tokens are masked, as everywhere.
    pub(crate) fn diff(&self) -> String {
        let (old, new) = (String::from_utf8_lossy(&self.old), String::from_utf8_lossy(&self.new));
        let name = printable(self.name.trim_start_matches("./"));
        let diff = TextDiff::configure().timeout(LONGEST_COMPARISON).diff_lines(&*old, &*new);
        let diff = diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string();
        mask_secrets(&diff).into_owned()
    }
}

/// Gives a file its new bytes in one piece, or leaves it as it is.
fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<(), Localized> {
    let name = printable(&path.to_string_lossy());
    let known = fs::symlink_metadata(path).map_err(|error| cannot_write(path, &error))?;
    if known.is_symlink() {
        return Err(localized!(
            "{name} is a symbolic link and was not fixed: name the file that it leads to",
            "{name} 是符号链接，未修复：请指定其指向的文件"
        ));
    }
    // Replacing it would only take a directory that can be written.
    if known.permissions().readonly() {
        return Err(localized!("{name} is read-only and was not fixed", "{name} 为只读文件，未修复"));
    }
    if is_stream(path) {
        return Err(localized!("{name} is not a regular file and was not fixed", "{name} 不是普通文件，未修复"));
    }
    if fs::read(path).map_err(|error| cannot_write(path, &error))? != old {
        return Err(localized!(
            "{name} changed while it was linted and was not fixed: run again",
            "{name} 在检查期间被修改，未修复：请重新运行"
        ));
    }
    write_whole(path, |out| out.write_all(new)).map_err(|error| cannot_write(path, &error))
}

/// The same deletions, those that touch or overlap as one.
fn merged<'e>(edits: impl Iterator<Item = &'e Edit>) -> Vec<Edit> {
    let mut sorted: Vec<_> = edits.cloned().collect();
    sorted.sort_by_key(|edit| edit.range.start);
    let mut merged: Vec<Edit> = Vec::new();
    for edit in sorted {
        match merged.last_mut() {
            Some(last) if edit.range.start <= last.range.end => last.range.end = last.range.end.max(edit.range.end),
            _ => merged.push(edit),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_has_changed_meanwhile_stays_as_it_is() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("flow.json");
        fs::write(&path, "of somebody else").expect("a file");
        let problem = replace(&path, b"as it was read", b"fixed").expect_err("a problem");
        assert!(problem.en.contains("flow.json changed while it was linted"), "{}", problem.en);
        assert_eq!(fs::read_to_string(&path).expect("a file"), "of somebody else");
        replace(&path, b"of somebody else", b"fixed").expect("no problem");
        assert_eq!(fs::read_to_string(&path).expect("a file"), "fixed");
    }
}
