//! Fixing the findings of a file.

use std::collections::BTreeMap;

use super::Report;
use crate::edit::Edit;
use crate::finding::{Finding, Fix};

/// A file after its findings have been fixed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fixed {
    /// The new bytes of the file.
    pub bytes: Vec<u8>,
    /// How many findings were fixed.
    pub count: usize,
}

/// How often a file is read again. Only fixes that overlap, or that come to light by others, need a second time.
const MOST_ROUNDS: usize = 10;

/// Applies the fixes of a file's findings and lints it again, until nothing changes or after ten rounds. Of fixes that
/// overlap, the first in the order of the report is applied.
///
/// `lint` makes the report of this one file from its bytes; findings that it suppresses are not fixed. `with_unsafe` is
/// whether fixes are applied that somebody has to look at. Returns `None` where nothing was fixed.
///
/// ```
/// use ivr_flow::{Lang, Linter, Origin, Report, Settings, fix};
///
/// let flow = r#"{"activities": [{"type": "HANGUP", "id": "a", "events": [{"event": "complete", "next": "a"}]}]}"#;
/// let linter = Linter::new(Settings::default());
/// let lint = |bytes: &[u8]| Report::new([linter.lint("flow.json", bytes, Origin::Named)], &linter, Lang::En);
/// let fixed = fix(flow.as_bytes(), false, lint).expect("something to fix");
/// assert_eq!(String::from_utf8(fixed.bytes)?, flow.replace(r#""next": "a""#, r#""next": null"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fix(bytes: &[u8], with_unsafe: bool, mut lint: impl FnMut(&[u8]) -> Report) -> Option<Fixed> {
    let mut fixed = Fixed { bytes: bytes.to_vec(), count: 0 };
    for _ in 0..MOST_ROUNDS {
        let report = lint(&fixed.bytes);
        let fixes = report.findings().filter_map(|(_, finding)| finding.fix_if(with_unsafe));
        let fixes = without_overlaps(fixes);
        let edits: Vec<Edit> = fixes.iter().flat_map(|fix| fix.edits.iter().cloned()).collect();
        match Edit::apply(&edits, &fixed.bytes) {
            Ok(bytes) if bytes != fixed.bytes => fixed = Fixed { bytes, count: fixed.count + fixes.len() },
            _ => break,
        }
    }
    (fixed.count > 0).then_some(fixed)
}

impl Finding {
    /// The fix, if it is safe or `with_unsafe` is set.
    pub fn fix_if(&self, with_unsafe: bool) -> Option<&Fix> {
        self.fix.as_ref().filter(|fix| with_unsafe || fix.is_safe)
    }
}

/// Those fixes that replace no byte that an earlier one has replaced.
fn without_overlaps<'r>(fixes: impl Iterator<Item = &'r Fix>) -> Vec<&'r Fix> {
    // The ends of all ranges that are taken, by their starts.
    let mut taken = BTreeMap::<usize, usize>::new();
    let mut kept = Vec::new();
    for fix in fixes {
        let is_free = |edit: &Edit| {
            let before = taken.range(..edit.range.end.max(edit.range.start + 1)).next_back();
            before.is_none_or(|(_, &end)| end <= edit.range.start)
        };
        if fix.edits.iter().all(is_free) {
            taken.extend(fix.edits.iter().map(|edit| (edit.range.start, edit.range.end)));
            kept.push(fix);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::localized;

    #[test]
    fn of_fixes_that_overlap_the_first_is_kept() {
        let fix = |places: &[(usize, usize)]| Fix {
            is_safe: true,
            title: localized!("Fix", "修复"),
            edits: places.iter().map(|&(start, end)| Edit { range: start..end, text: String::new() }).collect(),
            spans: Vec::new(),
        };
        let all = [
            fix(&[(4, 6), (10, 12)]),
            fix(&[(0, 2), (11, 13)]),
            fix(&[(6, 10)]),
            fix(&[(0, 20)]),
            fix(&[(12, 12)]),
            fix(&[(5, 5)]),
        ];
        let kept = without_overlaps(all.iter());
        assert_eq!(kept, [&all[0], &all[2], &all[4]]);
    }
}
