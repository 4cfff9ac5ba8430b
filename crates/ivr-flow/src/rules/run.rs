//! All flows of a run, seen together.
//!
//! They are grouped by instance; flows whose list does not say it belong to one unknown instance.

use std::collections::BTreeMap;

use crate::finding::{Call, CallString, FileReport, Finding, FlowReport, Page, Related, Total};
use crate::rules::Rule;
use crate::settings::Severity;
use crate::text::{Localized, Span};
use crate::{HashMap, HashSet};

/// The input of a rule on several flows.
#[derive(Debug)]
pub struct Run<'a> {
    files: &'a [FileReport],
    /// In the order of the names of the instances, the unknown one first.
    pub(crate) instances: Vec<Instance<'a>>,
}

/// The flows of one instance.
#[derive(Debug, Default)]
pub(crate) struct Instance<'a> {
    /// In the order of the report.
    pub(crate) flows: Vec<FlowRef<'a>>,
    /// The flows with each id: of a draft and its flow there may be two.
    by_id: HashMap<&'a str, Vec<FlowRef<'a>>>,
    pages: Vec<PageRef<'a>>,
    /// Whether a list that was read elsewhere is here with all its flows.
    has_complete_list: bool,
}

/// How many flows of one id a call looks at. There are two where a draft stands beside its flow; a list of
/// thousands is no list of the platform's.
const MOST_OF_ONE_ID: usize = 8;

/// A flow, and where its report is.
#[derive(Debug, Clone, Copy)]
pub struct FlowRef<'a> {
    pub(crate) file: usize,
    pub(crate) index: usize,
    pub(crate) flow: &'a FlowReport,
    report: &'a FileReport,
}

/// A page that has flows.
#[derive(Debug)]
struct PageRef<'a> {
    file: usize,
    page: &'a Page,
    flows: &'a [FlowReport],
}

/// A finding of a rule on several flows.
#[derive(Debug, Clone)]
pub struct RunDiagnostic {
    file: usize,
    finding: Finding,
}

impl<'a> Run<'a> {
    /// The flows of the run, instance by instance, each in the order of the report.
    pub fn flows(&self) -> impl Iterator<Item = FlowRef<'a>> {
        self.instances.iter().flat_map(|instance| instance.flows.iter().copied())
    }

    /// A finding about a flow, located at its name or, if it has none, at its object.
    pub fn about(&self, flow: FlowRef<'_>, message: Localized) -> RunDiagnostic {
        self.about_flow(flow, flow.flow.facts.name_span, message)
    }

    /// `files` are in the order of the report; each of `complete` has the ids of all flows of an instance.
    pub(crate) fn new(complete: &[Vec<String>], files: &'a [FileReport]) -> Self {
        let mut instances: BTreeMap<Option<&str>, Instance<'_>> = BTreeMap::new();
        for (file, report) in files.iter().enumerate() {
            for (index, flow) in report.flows.iter().enumerate() {
                let instance = instances.entry(flow.facts.instance.as_deref()).or_default();
                let flow_ref = FlowRef { file, index, flow, report };
                if let Some(id) = flow.id.as_deref() {
                    let same = instance.by_id.entry(id).or_default();
                    if same.len() < MOST_OF_ONE_ID {
                        same.push(flow_ref);
                    }
                }
                instance.flows.push(flow_ref);
            }
            for page in report.pages.iter().filter(|page| !page.flows.is_empty()) {
                let flows = &report.flows[page.flows.clone()];
                let instance = flows.iter().find_map(|flow| flow.facts.instance.as_deref());
                instances.entry(instance).or_default().pages.push(PageRef { file, page, flows });
            }
        }
        for instance in instances.values_mut() {
            let has =
                |ids: &Vec<String>| !ids.is_empty() && ids.iter().all(|id| instance.by_id.contains_key(id.as_str()));
            instance.has_complete_list = complete.iter().any(has);
        }
        Run { files, instances: instances.into_values().collect() }
    }

    /// A finding about a flow: `span` is somewhere in its object.
    pub(crate) fn about_flow(&self, flow: FlowRef<'_>, span: Span, message: Localized) -> RunDiagnostic {
        let finding = Finding {
            document: flow.flow.document,
            flow: Some(flow.index),
            definition: flow.flow.facts.pointer.clone(),
            ..Finding::at(span, message)
        };
        RunDiagnostic { file: flow.file, finding }
    }

    /// A finding about a `SUB`, at the string that refers to the flow that it calls.
    pub(crate) fn about_call(
        &self,
        flow: FlowRef<'_>,
        call: &Call,
        at: &CallString,
        message: Localized,
    ) -> RunDiagnostic {
        let finding = Finding {
            document: flow.flow.document,
            flow: Some(flow.index),
            activity: Some(call.activity),
            pointer: at.pointer.clone(),
            definition: flow.flow.definition.clone(),
            activities: call.id.iter().cloned().collect(),
            path: call.path.clone(),
            activity_bytes: Some(call.bytes.clone()),
            ..Finding::at(at.span, message)
        };
        RunDiagnostic { file: flow.file, finding }
    }

    /// Points at the name of a flow, or where it has none at its object.
    pub(crate) fn related(&self, flow: FlowRef<'_>, span: Span, message: Localized) -> Related {
        Related { file: self.files[flow.file].name.clone(), span, message }
    }
}

impl RunDiagnostic {
    /// Sets the help: what to do about the finding.
    pub fn help(mut self, help: Localized) -> Self {
        self.finding.help = Some(help);
        self
    }

    pub(crate) fn names(mut self, activities: Vec<String>) -> Self {
        self.finding.activities = activities;
        self
    }

    pub(crate) fn related(mut self, related: Related) -> Self {
        self.finding.related.push(related);
        self
    }

    /// The text that tells it from others of its rule about the same flow.
    pub(crate) fn reference(mut self, text: &str) -> Self {
        self.finding.reference = Some(text.to_owned());
        self
    }

    pub(crate) fn finding(self, rule: &Rule, severity: Severity) -> (usize, Finding) {
        (self.file, Finding { rule: rule.name.clone(), severity, ..self.finding })
    }
}

impl<'a> FlowRef<'a> {
    /// The flow in the report.
    pub fn report(self) -> &'a FlowReport {
        self.flow
    }

    /// The name of the flow in messages.
    pub fn name(self) -> String {
        self.report.flow_name(self.index)
    }

    pub(crate) fn is(self, kind: &str) -> bool {
        self.flow.type_name.as_deref() == Some(kind)
    }

    /// Whether it is the same flow, found once more: a draft beside its flow, or a page read twice.
    pub(crate) fn is_same(self, other: FlowRef<'_>) -> bool {
        self.flow.id.is_some() && self.flow.id == other.flow.id
    }
}

impl<'a> Instance<'a> {
    /// Whether the run has all flows of the instance: a list elsewhere names no other, or its pages agree on how many
    /// there are and have so many.
    pub(crate) fn is_complete(&self) -> bool {
        if self.has_complete_list {
            return true;
        }
        let mut totals = self.pages.iter().filter_map(|page| page.page.total.as_ref()).map(|total| total.count);
        let Some(total) = totals.next() else { return false };
        totals.all(|other| other == total) && self.ids_on_pages().len() as u64 == total
    }

    /// How many flows its pages lack of how many, and the last page: its file, document and `TotalCount`.
    pub(crate) fn lacks(&self) -> Option<(u64, u64, usize, usize, &'a Total)> {
        let most = self.pages.iter().filter_map(|page| page.page.total.as_ref()).map(|total| total.count).max()?;
        let without_id = self.pages.iter().flat_map(|page| page.flows).filter(|flow| flow.id.is_none()).count();
        let has = (self.ids_on_pages().len() + without_id) as u64;
        let last = self.pages.iter().rev().find(|page| page.page.total.is_some())?;
        (has < most).then_some((has, most, last.file, last.page.document, last.page.total.as_ref()?))
    }

    fn ids_on_pages(&self) -> HashSet<&'a str> {
        self.pages.iter().flat_map(|page| page.flows).filter_map(|flow| flow.id.as_deref()).collect()
    }

    /// Whether it has a flow of a type.
    pub(crate) fn has(&self, kind: &str) -> bool {
        self.flows.iter().any(|flow| flow.is(kind))
    }

    /// The string that says which flow a `SUB` calls, and the flows of the instance with that id.
    ///
    /// The key that it stands under is not public, so the value decides: the first that is a sub-flow's id, else the
    /// first that is any flow's, else the first in the form of one.
    pub(crate) fn called<'c>(&self, flow: FlowRef<'_>, call: &'c Call) -> Option<(&'c CallString, &[FlowRef<'a>])> {
        let known = call.strings.iter().filter_map(|string| Some((string, self.by_id.get(string.text.as_str())?)));
        let sub_flow = known.clone().find(|(_, called)| called.iter().any(|called| called.is("SUB_FLOW")));
        if let Some((string, called)) = sub_flow.or_else(|| known.clone().next()) {
            return Some((string, called));
        }
        let instance = flow.flow.facts.instance.as_deref();
        let has_form = |string: &&CallString| is_uuid(&string.text) && Some(string.text.as_str()) != instance;
        call.strings.iter().find(has_form).map(|string| (string, [].as_slice()))
    }
}

/// Who has had something first: finds for each flow an earlier one with the same, which is not that flow found again.
#[derive(Default)]
pub(crate) struct Earlier<'a> {
    /// The first flow with each text, and the first after it that is another.
    known: HashMap<&'a str, Vec<FlowRef<'a>>>,
}

impl<'a> Earlier<'a> {
    /// The earlier flow that has this text too; flows are asked about in the order of the report.
    pub(crate) fn other(&mut self, text: &'a str, flow: FlowRef<'a>) -> Option<FlowRef<'a>> {
        let known = self.known.entry(text).or_default();
        let other = known.iter().copied().find(|other| !other.is_same(flow));
        if known.len() < 2 && !known.iter().any(|known| known.is_same(flow)) {
            known.push(flow);
        }
        other
    }
}

/// A draft about the run as a whole, at the `TotalCount` of a page.
pub(crate) fn about_page(file: usize, document: usize, total: &Total, message: Localized) -> RunDiagnostic {
    let finding = Finding { document, definition: total.pointer.clone(), ..Finding::at(total.span, message) };
    RunDiagnostic { file, finding }
}

/// Whether a text has the form of a UUID, which ids of flows have in the platform's samples.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let is_hex = |group: &&str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]) && groups.iter().all(is_hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_uuid_is_recognised() {
        assert!(is_uuid("78128960-bb00-4ddc-8e82-923a8c5bd22d"));
        assert!(!is_uuid("78128960bb004ddc8e82923a8c5bd22d"));
        assert!(!is_uuid("g8128960-bb00-4ddc-8e82-923a8c5bd22d"));
    }
}
