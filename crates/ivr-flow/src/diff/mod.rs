//! What is different between two versions of a flow: two flows come in, changes come out, and what they do to callers.
//!
//! A renamed activity, or one with a new id, is the same activity still: first it is found out which activities of both
//! versions are the same one.
//!
//! ```
//! use ivr_flow::diff::{ChangeKind, FlowSide, Sides, compare};
//! use ivr_flow::{Context, Flow, Graph, Lines, Settings};
//!
//! let texts = [
//!     br#"{"activities": [{"type": "INCOMING_CALL", "id": "a", "events": [{"event": "complete", "next": "b"}]}]}"#,
//!     br#"{"activities": [{"type": "INCOMING_CALL", "id": "a", "events": [{"event": "complete", "next": "c"}]}]}"#,
//! ];
//! let settings = Settings::default();
//! let [old, new] = [Flow::parse(texts[0], &settings)?, Flow::parse(texts[1], &settings)?];
//! let [old_graph, new_graph] = [Graph::new(&old), Graph::new(&new)];
//! let [old, new] = [Context::new(&old, &old_graph, &settings), Context::new(&new, &new_graph, &settings)];
//! let [old_lines, new_lines] = [Lines::of(texts[0]), Lines::of(texts[1])];
//!
//! let sides = Sides {
//!     old: FlowSide { context: &old, lines: &old_lines },
//!     new: FlowSide { context: &new, lines: &new_lines },
//! };
//! let diff = compare(sides, false);
//! assert_eq!(diff.changes[0].kind, ChangeKind::ExitRewired);
//! # Ok::<(), ivr_flow::ReadError>(())
//! ```

mod change;
mod compare;
mod consequences;
mod findings;
mod flows;
mod json;
mod pairs;
mod run;
mod words;

pub use change::{Change, ChangeKind, Content, ItemRef, Json, Place, Sides, Target};
pub use consequences::{NumberChange, Reach, Spoken};
pub use findings::{FindingChanges, changed_findings};
pub use flows::{FlowPair, FlowPlace, RelativeNames, pair_flows};
pub use json::JsonDiff;
pub use run::{ComparedPair, OpenedFile, PairDiff, RunDiff};
pub use words::{Words, word_changes};

use self::compare::Comparison;
use self::findings::Carried;
use crate::analysis::Context;
use crate::text::Lines;

/// One version of a flow.
#[derive(Debug, Clone, Copy)]
pub struct FlowSide<'a> {
    /// The flow and where calls go in it.
    pub context: &'a Context<'a>,
    /// The lines of its file.
    pub lines: &'a Lines<'a>,
}

/// The difference between two versions of a flow.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct FlowDiff {
    /// What changed: first of the flow as a whole, then by the activities of the new version, at last the activities
    /// that are gone.
    pub changes: Vec<Change>,
    /// Which activities calls no longer reach, and which they reach now.
    pub reach: Reach,
    /// The numbers of the flow that differ, sorted by their pointers.
    pub numbers: Vec<NumberChange>,
    /// What callers hear and did not hear, or the other way round.
    pub spoken: Vec<Spoken>,
    /// For each item of the new `activities` the number of the old one that it was, where there is one.
    pub was: Vec<Option<usize>>,
    carried: Carried,
}

impl FlowDiff {
    /// Whether there is no difference at all.
    pub fn is_empty(&self) -> bool {
        let Reach { lost, won } = &self.reach;
        let are_empty = [lost.is_empty(), won.is_empty(), self.numbers.is_empty(), self.spoken.is_empty()];
        self.changes.is_empty() && are_empty.iter().all(|is_empty| *is_empty)
    }
}

/// Compares two versions of a flow. With `canvas`, activities that were only moved are changes too.
///
/// It takes time in proportion to the flows, but for sorting.
pub fn compare(sides: Sides<FlowSide<'_>>, canvas: bool) -> FlowDiff {
    let contexts = sides.map(|side| side.context);
    let is_same = contexts.old.flow.definition().token() == contexts.new.flow.definition().token();
    let (changes, versions, pairs) = Comparison::new(sides, canvas).changes();
    let carried = Carried::new(versions.as_ref(), &pairs);
    let was = pairs.of_new.clone();
    if is_same {
        return FlowDiff { changes, was, carried, ..FlowDiff::default() };
    }
    FlowDiff {
        changes,
        reach: consequences::reach(versions.as_ref(), contexts, &pairs),
        numbers: consequences::numbers(contexts),
        spoken: consequences::spoken(versions.as_ref(), contexts, &pairs),
        was,
        carried,
    }
}
