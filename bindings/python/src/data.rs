//! What comes from Python, and places in it.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};

/// The content of a file.
pub(crate) enum Data {
    Bytes(PyBackedBytes),
    Text(PyBackedStr),
}

impl Data {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Data::Bytes(bytes) => bytes,
            Data::Text(text) => text.as_bytes(),
        }
    }
}

impl<'py> FromPyObject<'_, 'py> for Data {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if object.is_instance_of::<pyo3::types::PyString>() {
            return Ok(Data::Text(object.extract()?));
        }
        object.extract().map(Data::Bytes).map_err(|_| {
            let kind = object.get_type().name().map(|name| name.to_string()).unwrap_or_default();
            PyTypeError::new_err(format!("data must be bytes or str, not {kind}"))
        })
    }
}

/// A range of a file. Bytes count from 0; lines and columns (Unicode code points) from 1. The ends point behind the last
/// character.
#[pyclass(frozen, get_all, eq, hash, module = "ivr_flow")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Span {
    start: usize,
    end: usize,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[pymethods]
impl Span {
    fn __repr__(&self) -> String {
        let Span { start, end, line, column, .. } = self;
        format!("Span(start={start}, end={end}, line={line}, column={column})")
    }
}

impl From<ivr_flow::Span> for Span {
    fn from(span: ivr_flow::Span) -> Self {
        let ivr_flow::Span { start, end, line, column, end_line, end_column } = span;
        Span { start, end, line, column, end_line, end_column }
    }
}
