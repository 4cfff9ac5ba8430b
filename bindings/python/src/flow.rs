//! Flows that hold their text, their modules and exits.

use std::sync::Arc;

use ivr_flow::Next;
use pyo3::exceptions::PyModuleNotFoundError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyModule};

use crate::finding::called;
use crate::loads;

/// A flow, with what its list says of it.
#[pyclass(frozen, module = "ivr_flow")]
pub(crate) struct Flow {
    index: usize,
    flow: Arc<ivr_flow::Flow<'static>>,
}

impl Flow {
    pub(crate) fn new(index: usize, flow: ivr_flow::Flow<'static>) -> Self {
        Flow { index, flow: Arc::new(flow) }
    }
}

#[pymethods]
impl Flow {
    /// Its index in the file, as reports give it.
    #[getter]
    fn index(&self) -> usize {
        self.index
    }

    /// `ContactFlowId`, where the list says it.
    #[getter]
    fn id(&self) -> Option<&str> {
        self.flow.id()
    }

    /// `Name`, where the list says it.
    #[getter]
    fn name(&self) -> Option<&str> {
        self.flow.name()
    }

    /// `Type`, for instance "MAIN_FLOW", where the list says it.
    #[getter]
    fn r#type(&self) -> Option<&str> {
        self.flow.flow_type()
    }

    /// `Published`, where the list says it.
    #[getter]
    fn published(&self) -> Option<bool> {
        self.flow.metadata().published
    }

    /// The strings of `NumberList`.
    #[getter]
    fn numbers(&self) -> Vec<&str> {
        self.flow.metadata().numbers().collect()
    }

    /// The items of `activities` that are objects, in the order of the text.
    #[getter]
    fn activities(&self) -> Vec<Activity> {
        (0..self.flow.activities().len()).map(|index| Activity { flow: Arc::clone(&self.flow), index }).collect()
    }

    /// The module with this id; of several the first.
    fn activity(&self, id: &str) -> Option<Activity> {
        let index = self.flow.by_id(id)?.index();
        Some(Activity { flow: Arc::clone(&self.flow), index })
    }

    /// The flow as a `networkx.MultiDiGraph`: a node for each module, by its index among `activities`, with `id`, `name` and
    /// `type`; an edge for each exit that leads to a module, with `event` and `exit`, the exit's index. Needs networkx.
    fn to_networkx<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let networkx = PyModule::import(py, "networkx").map_err(|error| {
            if error.is_instance_of::<PyModuleNotFoundError>(py) {
                PyModuleNotFoundError::new_err("to_networkx needs networkx: pip install \"ivr-flow[graph]\"")
            } else {
                error
            }
        })?;
        let graph = networkx.call_method0("MultiDiGraph")?;
        for activity in self.flow.activities() {
            let says = PyDict::new(py);
            says.set_item("id", activity.id())?;
            says.set_item("name", activity.name())?;
            says.set_item("type", activity.type_name())?;
            graph.call_method("add_node", (activity.index(),), Some(&says))?;
        }
        for exit in self.flow.exits() {
            let Some(target) = exit.target() else { continue };
            let says = PyDict::new(py);
            says.set_item("event", exit.event())?;
            says.set_item("exit", exit.item())?;
            graph.call_method("add_edge", (exit.activity().index(), target.index()), Some(&says))?;
        }
        Ok(graph)
    }

    fn __repr__(&self) -> String {
        called("Flow", self.index, self.name(), self.id())
    }
}

/// A module of a flow.
#[pyclass(frozen, eq, module = "ivr_flow")]
pub(crate) struct Activity {
    flow: Arc<ivr_flow::Flow<'static>>,
    index: usize,
}

impl Activity {
    fn get(&self) -> ivr_flow::Activity<'_> {
        self.flow.activity(self.index)
    }
}

impl PartialEq for Activity {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.flow, &other.flow) && self.index == other.index
    }
}

#[pymethods]
impl Activity {
    /// Its index among `Flow.activities`.
    #[getter]
    fn index(&self) -> usize {
        self.index
    }

    /// Its index among all items of `activities`, those included that are no objects, as reports give it.
    #[getter]
    fn item(&self) -> usize {
        self.get().item()
    }

    /// Its `id`: a string that is not empty, else `None`.
    #[getter]
    fn id(&self) -> Option<String> {
        self.get().id().map(Into::into)
    }

    /// Its `name`.
    #[getter]
    fn name(&self) -> Option<String> {
        self.get().name().map(Into::into)
    }

    /// Its `type` as it is written.
    #[getter]
    fn r#type(&self) -> Option<String> {
        self.get().type_name().map(Into::into)
    }

    /// Its `properties`, as `json.loads` reads them; empty where it has none.
    #[getter]
    fn properties<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        loads(py, self.get().properties().map_or("{}", |properties| properties.token()))
    }

    /// The items of `events` that are objects, in the order of the text.
    #[getter]
    fn exits(&self) -> Vec<Exit> {
        self.get().exits().map(|exit| Exit { flow: Arc::clone(&self.flow), index: exit.index() }).collect()
    }

    fn __hash__(&self) -> usize {
        Arc::as_ptr(&self.flow).addr() ^ self.index
    }

    fn __repr__(&self) -> String {
        called("Activity", self.index, self.name().as_deref(), self.id().as_deref())
    }
}

/// An exit of a module.
#[pyclass(frozen, module = "ivr_flow")]
pub(crate) struct Exit {
    flow: Arc<ivr_flow::Flow<'static>>,
    index: usize,
}

impl Exit {
    fn get(&self) -> ivr_flow::Exit<'_> {
        self.flow.exit(self.index)
    }
}

#[pymethods]
impl Exit {
    /// Its index among all items of `events`, as reports give it.
    #[getter]
    fn index(&self) -> usize {
        self.get().item()
    }

    /// The name of the event.
    #[getter]
    fn event(&self) -> Option<String> {
        self.get().event().map(Into::into)
    }

    /// The id that it leads to; `None` where it is not connected.
    #[getter]
    fn next(&self) -> Option<String> {
        match self.get().next() {
            Next::Wired(id) => Some(id.into_owned()),
            Next::Unwired | Next::Broken => None,
        }
    }

    /// The module that it leads to, where there is one.
    #[getter]
    fn target(&self) -> Option<Activity> {
        let index = self.get().target()?.index();
        Some(Activity { flow: Arc::clone(&self.flow), index })
    }

    /// The module that it belongs to.
    #[getter]
    fn activity(&self) -> Activity {
        Activity { flow: Arc::clone(&self.flow), index: self.get().activity().index() }
    }

    fn __repr__(&self) -> String {
        let text = |text: Option<String>| text.map_or_else(|| "None".to_owned(), |text| format!("{text:?}"));
        format!("Exit(index={}, event={}, next={})", self.index(), text(self.event()), text(self.next()))
    }
}
