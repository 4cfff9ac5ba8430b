//! What every format draws: a chart, its marks and its title.

use ivr_flow::Finding;

use crate::chart::Chart;
use crate::marks::Marks;

/// A flow that is to be drawn.
#[derive(Debug, Clone)]
pub struct Picture<'a> {
    /// The name of the flow.
    pub title: String,
    /// Its activities and exits.
    pub chart: &'a Chart,
    /// What is marked in it.
    pub marks: Marks,
    /// The number of findings about it.
    pub findings: usize,
}

impl<'a> Picture<'a> {
    /// The picture of a flow. The `findings` are those of this flow, and in force.
    pub fn new<'f>(title: String, chart: &'a Chart, findings: impl IntoIterator<Item = &'f Finding> + Clone) -> Self {
        let count = findings.clone().into_iter().count();
        Picture { title, chart, marks: Marks::of(chart, findings), findings: count }
    }
}
