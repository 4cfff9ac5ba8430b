//! What findings say about a chart, as the picture shows it.

use ivr_flow::{CallPath, Finding, Severity, printable};

use crate::chart::{Chart, Leads};

/// What is marked in a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks {
    /// For each activity.
    pub activities: Vec<Mark>,
    /// For each exit the worst finding about it.
    pub exits: Vec<Option<Severity>>,
    /// Loops that a finding is about.
    pub loops: Vec<Loop>,
    /// For each exit whether the call of a finding takes it: one that is not simply the shortest path to its activity.
    pub is_on_path: Vec<bool>,
}

/// What is marked at an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// The severity of the worst finding about it.
    pub worst: Option<Severity>,
    /// How many findings are about it.
    pub findings: usize,
    /// Whether a finding says that it is unreachable.
    pub is_unreachable: bool,
    /// The first of [`Marks::loops`] that it is in.
    pub in_loop: Option<usize>,
    /// Whether the call of a finding passes it, see [`Marks::is_on_path`].
    pub is_on_path: bool,
}

/// A loop that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loop {
    /// The severity of that finding.
    pub severity: Severity,
    /// Whether calls cannot leave it.
    pub is_endless: bool,
}

impl Marks {
    /// Marks what the findings of one flow are about. The `findings` are those of this flow, and in force.
    pub fn of<'a>(chart: &Chart, findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut marks = Marks {
            activities: vec![Mark::default(); chart.activities.len()],
            exits: vec![None; chart.exits.len()],
            loops: Vec::new(),
            is_on_path: vec![false; chart.exits.len()],
        };
        for finding in findings {
            marks.add(chart, finding);
        }
        marks
    }

    fn add(&mut self, chart: &Chart, finding: &Finding) {
        let about = finding.activity.and_then(|item| chart.by_item(item));
        if let Some(index) = about {
            let mark = &mut self.activities[index];
            mark.findings += 1;
            mark.worst = mark.worst.max(Some(finding.severity));
            let exit = finding.exit.as_ref();
            if let Some(number) = exit.and_then(|exit| chart.exit_by_item(&chart.activities[index], exit.index)) {
                self.exits[number] = self.exits[number].max(Some(finding.severity));
            }
        }
        if let CallPath::Through(path) = &finding.path {
            self.walk(chart, &path.first);
            self.walk(chart, &path.last);
            if let (0, Some(&from), Some(&to)) = (path.left_out, path.first.last(), path.last.first()) {
                self.walk(chart, &[from, to]);
            }
        }
        let members = || finding.activities.iter().filter_map(|id| chart.by_id(&printable(id)));
        match &*finding.rule {
            "unreachable-activity" => {
                for member in members() {
                    self.activities[member].is_unreachable = true;
                }
            }
            "endless-loop" | "silent-loop" => {
                for member in members() {
                    self.activities[member].in_loop.get_or_insert(self.loops.len());
                }
                self.loops.push(Loop { severity: finding.severity, is_endless: finding.rule == "endless-loop" });
            }
            _ => {}
        }
    }

    /// Marks the steps of a call: numbers of activities among all items of `activities`.
    fn walk(&mut self, chart: &Chart, items: &[usize]) {
        let mut before = None;
        for activity in items.iter().map(|&item| chart.by_item(item)) {
            if let Some(here) = activity {
                self.activities[here].is_on_path = true;
            }
            if let (Some(from), Some(to)) = (before, activity) {
                let mut exits = chart.exits_of(&chart.activities[from]);
                if let Some((number, _)) = exits.find(|(_, exit)| exit.leads == Leads::To(to)) {
                    self.is_on_path[number] = true;
                }
            }
            before = activity;
        }
    }
}
