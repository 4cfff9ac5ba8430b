//! The smallest edits that make one text another.

use std::time::Duration;

use ivr_flow::Edit;
use similar::{DiffOp, TextDiff};

/// The longest time that is spent on finding small edits.
const MOST_TIME: Duration = Duration::from_millis(200);

/// Edits that make one text the other. Lines that stay are not touched, nor are the ends of those that do not.
pub(crate) fn difference(old: &str, new: &str) -> Vec<Edit> {
    // What is left when the time is over is one edit.
    let diff = TextDiff::configure().timeout(MOST_TIME).diff_lines(old, new);
    let (mut old_at, mut new_at) = (0, 0);
    let mut edits = Vec::new();
    for op in diff.ops() {
        let removed: usize = op.old_range().filter_map(|line| diff.old_slice(line)).map(str::len).sum();
        let added: usize = op.new_range().filter_map(|line| diff.new_slice(line)).map(str::len).sum();
        let (removed, added) = (&old[old_at..old_at + removed], &new[new_at..new_at + added]);
        if !matches!(op, DiffOp::Equal { .. }) {
            let same = removed.char_indices().zip(added.chars()).find(|((_, one), other)| one != other);
            let start = same.map_or(removed.len().min(added.len()), |((at, _), _)| at);
            let (rest, new_rest) = (&removed[start..], &added[start..]);
            let ends = rest.chars().rev().zip(new_rest.chars().rev()).take_while(|(one, other)| one == other);
            let end: usize = ends.map(|(char, _)| char.len_utf8()).sum();
            let range = old_at + start..old_at + removed.len() - end;
            edits.push(Edit { range, text: new_rest[..new_rest.len() - end].to_owned() });
        }
        (old_at, new_at) = (old_at + removed.len(), new_at + added.len());
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_difference_makes_one_text_the_other(old in "[ab模\n]{0,40}", new in "[ab模\n]{0,40}") {
            let edits = difference(&old, &new);
            let edited = Edit::apply(&edits, old.as_bytes()).expect("edits in order");
            prop_assert_eq!(String::from_utf8(edited).expect("UTF-8"), new);
        }
    }

    #[test]
    fn in_one_long_line_only_what_differs_is_replaced() {
        let edits = difference(r#"{"a": "值", "b": 1}"#, r#"{"a": "值", "b": 23}"#);
        assert_eq!(edits.len(), 1);
        assert_eq!((edits[0].range.len(), edits[0].text.as_str()), (1, "23"));
    }
}
