//! Findings, with the members that the JSON report gives them.

use ivr_flow::{Abridged, FileReport, JsonFinding, Lang};
use pyo3::prelude::*;

use crate::data::Span;

/// One finding about a file, a flow, a module or an exit.
#[pyclass(frozen, get_all, module = "ivr_flow")]
pub(crate) struct Finding {
    rule: String,
    severity: &'static str,
    message: String,
    help: Option<String>,
    file: String,
    document: usize,
    flow: Option<Py<FlowRef>>,
    activity: Option<Py<ActivityRef>>,
    exit: Option<Py<ExitRef>>,
    pointer: String,
    definition: String,
    span: Py<Span>,
    activities: Vec<String>,
    path: Option<Vec<Option<String>>>,
    path_length: Option<usize>,
    url: Option<String>,
    reference: Option<String>,
    fix: Option<Py<Fix>>,
}

#[pymethods]
impl Finding {
    fn __repr__(&self) -> String {
        let Finding { rule, severity, message, .. } = self;
        format!("Finding(rule={rule:?}, severity={severity:?}, message={message:?})")
    }
}

/// The flow that a finding is about.
#[pyclass(frozen, get_all, eq, module = "ivr_flow")]
#[derive(PartialEq)]
pub(crate) struct FlowRef {
    index: usize,
    id: Option<String>,
    name: Option<String>,
    r#type: Option<String>,
}

/// The module that a finding is about; `index` counts all items of `activities`.
#[pyclass(frozen, get_all, eq, module = "ivr_flow")]
#[derive(PartialEq)]
pub(crate) struct ActivityRef {
    index: usize,
    id: Option<String>,
    name: Option<String>,
    r#type: Option<String>,
}

/// The exit that a finding is about; `index` counts all items of `events`.
#[pyclass(frozen, get_all, eq, module = "ivr_flow")]
#[derive(PartialEq)]
pub(crate) struct ExitRef {
    index: usize,
    event: Option<String>,
    next: Option<String>,
}

/// Edits of the file after which a finding is gone.
#[pyclass(frozen, get_all, module = "ivr_flow")]
pub(crate) struct Fix {
    safe: bool,
    title: String,
    edits: Vec<Py<Edit>>,
}

/// A text that replaces the bytes from `start` to `end` of a file.
#[pyclass(frozen, get_all, eq, module = "ivr_flow")]
#[derive(PartialEq)]
pub(crate) struct Edit {
    start: usize,
    end: usize,
    text: String,
}

#[pymethods]
impl FlowRef {
    fn __repr__(&self) -> String {
        called("FlowRef", self.index, self.name.as_deref(), self.id.as_deref())
    }
}

#[pymethods]
impl ActivityRef {
    fn __repr__(&self) -> String {
        called("ActivityRef", self.index, self.name.as_deref(), self.id.as_deref())
    }
}

#[pymethods]
impl ExitRef {
    fn __repr__(&self) -> String {
        let (event, next) = (python(self.event.as_deref()), python(self.next.as_deref()));
        format!("ExitRef(index={}, event={event}, next={next})", self.index)
    }
}

/// What an object with a name and an id looks like in Python.
pub(crate) fn called(class: &str, index: usize, name: Option<&str>, id: Option<&str>) -> String {
    format!("{class}(index={index}, name={}, id={})", python(name), python(id))
}

fn python(text: Option<&str>) -> String {
    text.map_or_else(|| "None".to_owned(), |text| format!("{text:?}"))
}

impl Finding {
    pub(crate) fn new(py: Python<'_>, file: &FileReport, finding: &ivr_flow::Finding, lang: Lang) -> PyResult<Self> {
        let flow = finding.flow.and_then(|flow| file.flows.get(flow));
        let path = flow.and_then(|flow| flow.path(finding));
        let flow_ref = finding.flow.map(|index| FlowRef {
            index,
            id: flow.and_then(|flow| flow.id.clone()),
            name: flow.and_then(|flow| flow.name.clone()),
            r#type: flow.and_then(|flow| flow.type_name.clone()),
        });
        let activity = finding.activity.map(|index| {
            let known = flow.and_then(|flow| flow.activity(index));
            ActivityRef {
                index,
                id: known.and_then(|known| known.id.clone()),
                name: known.and_then(|known| known.name.clone()),
                r#type: known.and_then(|known| known.type_name.clone()),
            }
        });
        let exit = finding.exit.as_ref().map(|exit| ExitRef {
            index: exit.index,
            event: exit.event.clone(),
            next: exit.next.clone(),
        });
        let written = JsonFinding { file, finding, lang };
        let fix = written.fix().map(|fix| {
            let edits = fix.edits.iter().map(|edit| {
                Py::new(py, Edit { start: edit.range.start, end: edit.range.end, text: edit.text.clone() })
            });
            let edits = edits.collect::<PyResult<_>>()?;
            Py::new(py, Fix { safe: fix.is_safe, title: fix.title.get(lang).to_owned(), edits })
        });
        Ok(Finding {
            rule: finding.rule.clone().into_owned(),
            severity: finding.severity.name(),
            message: finding.message.get(lang).to_owned(),
            help: finding.help.as_ref().map(|help| help.get(lang).to_owned()),
            file: file.name.clone(),
            document: finding.document,
            flow: flow_ref.map(|flow| Py::new(py, flow)).transpose()?,
            activity: activity.map(|activity| Py::new(py, activity)).transpose()?,
            exit: exit.map(|exit| Py::new(py, exit)).transpose()?,
            pointer: finding.pointer.clone(),
            definition: finding.definition.clone(),
            span: Py::new(py, Span::from(finding.span))?,
            activities: finding.activities.clone(),
            path_length: path.as_ref().map(Abridged::count_of_ids),
            path: path.as_ref().map(Abridged::ids).map(|ids| ids.into_iter().map(|id| id.map(str::to_owned)).collect()),
            url: written.url(),
            reference: finding.reference.clone(),
            fix: fix.transpose()?,
        })
    }
}
