//! Rules on references to variables.

mod unresolved_reference;
mod ambiguous_reference;
mod reference_before_set;
mod reference_maybe_unset;
mod malformed_reference;

use std::ops::Range;

use super::Rule;
use crate::HashMap;
use crate::analysis::{Context, Reference};
use crate::edit::Edit;

/// Its rules, in the order of their documentation.
pub(super) static RULES: &[&Rule] = &[
    &unresolved_reference::RULE,
    &ambiguous_reference::RULE,
    &reference_before_set::RULE,
    &reference_maybe_unset::RULE,
    &malformed_reference::RULE,
];

/// The edits that rewrite a part of some references, by their activity and text: a reference is reported once an activity,
/// and fixed wherever that has it. `rewrite` is given a reference, and says what to put where in its text, if anything.
fn rewrites<'r>(
    context: &Context<'_>,
    references: impl Iterator<Item = &'r Reference>,
    rewrite: impl Fn(&Reference) -> Option<(Range<usize>, String)>,
) -> HashMap<(usize, &'r str), Vec<Edit>> {
    let mut edits = HashMap::<_, Vec<_>>::default();
    // The escapes of a string are found once for all references in it.
    let mut escapes = None;
    for reference in references {
        let Some((part, text)) = rewrite(reference) else { continue };
        let value = context.flow.tree().value(reference.node);
        if escapes.as_ref().is_none_or(|(node, _)| *node != reference.node) {
            escapes = Some((reference.node, value.escapes()));
        }
        let Some((_, escapes)) = &escapes else { continue };
        let range = reference.range.start + part.start..reference.range.start + part.end;
        let edit = value.edit_inside(escapes, range, &text);
        edits.entry((reference.activity, reference.text.as_str())).or_default().push(edit);
    }
    edits
}
