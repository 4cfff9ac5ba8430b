//! What every format draws: a chart, its marks and its title.

use std::collections::hash_map::Entry;

use ivr_flow::{Finding, Lang, Severity};

use crate::HashMap;
use crate::chart::{Activity, Chart, Leads};
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

    /// The edges of an activity for graphs in text: exits that lead to the same activity and are marked alike are one.
    pub(crate) fn links(&self, activity: &Activity, lang: Lang) -> Vec<Link> {
        let mut links: Vec<Link> = Vec::new();
        let mut known: HashMap<_, usize> = HashMap::default();
        for (number, exit) in self.chart.exits_of(activity) {
            let Leads::To(to) = exit.leads else { continue };
            let (severity, is_on_path) = (self.marks.exits[number], self.marks.is_on_path[number]);
            let link = Link { to, exits: exit.called(lang), is_hidden: exit.item.is_none(), severity, is_on_path };
            match known.entry((to, link.is_hidden, severity, is_on_path)) {
                Entry::Occupied(found) => {
                    let exits = &mut links[*found.get()].exits;
                    exits.push_str(match lang {
                        Lang::En => ", ",
                        Lang::Zh => "、",
                    });
                    exits.push_str(&link.exits);
                }
                Entry::Vacant(place) => {
                    place.insert(links.len());
                    links.push(link);
                }
            }
        }
        links
    }
}

/// An edge of a graph in text.
pub(crate) struct Link {
    pub(crate) to: usize,
    /// The names of its exits.
    pub(crate) exits: String,
    /// Whether it is an id in the properties.
    pub(crate) is_hidden: bool,
    /// The worst finding about its exits.
    pub(crate) severity: Option<Severity>,
    /// See [`Marks::is_on_path`].
    pub(crate) is_on_path: bool,
}
