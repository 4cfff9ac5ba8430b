//! What the page says and draws of two versions of a flow.

use ivr_flow::Localized;
use ivr_flow::diff::Sides;
use serde::Serialize;

use crate::chart::Chart;
use crate::drawing::Drawing;
use crate::merged::{Merged, Sign};
use crate::text::{Both, both};

/// What is different between two versions of a flow.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Both versions in one chart, and what differs in it.
    pub merged: Merged,
    /// Each version by itself, drawn; `None` where there is none, or it is too large for a picture.
    pub sides: Sides<Option<(Chart, Drawing)>>,
    /// What differs, in words.
    pub groups: Vec<Group>,
}

/// Differences of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they have in common.
    pub title: Localized,
    /// Each of them.
    pub lines: Vec<Line>,
}

/// One difference in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How it differs, if that can be said.
    pub sign: Option<Sign>,
    /// What it is about, for instance the name of an activity; empty for the flow.
    pub about: String,
    /// What it is.
    pub text: Localized,
    /// The activity in the merged chart.
    pub activity: Option<usize>,
}

#[derive(Serialize)]
pub(crate) struct GroupData<'a> {
    title: Both<'a>,
    lines: Vec<LineData<'a>>,
}

#[derive(Serialize)]
struct LineData<'a> {
    sign: Option<&'static str>,
    about: &'a str,
    text: Both<'a>,
    activity: Option<usize>,
}

/// The differences in words, as the page has them.
pub(crate) fn lines(compared: &Compared) -> Vec<GroupData<'_>> {
    compared.groups.iter().map(GroupData::of).collect()
}

impl<'a> GroupData<'a> {
    fn of(group: &'a Group) -> Self {
        GroupData { title: both(&group.title), lines: group.lines.iter().map(LineData::of).collect() }
    }
}

impl<'a> LineData<'a> {
    fn of(line: &'a Line) -> Self {
        let Line { sign, about, text, activity } = line;
        LineData { sign: sign.map(class), about, text: both(text), activity: *activity }
    }
}

/// What the page calls a sign.
pub(crate) fn class(sign: Sign) -> &'static str {
    match sign {
        Sign::New => "new",
        Sign::Gone => "gone",
        Sign::Changed => "changed",
    }
}
