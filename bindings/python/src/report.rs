//! Reports.

use bindings_common::Setup;
use pyo3::prelude::*;
use pyo3::types::{PyIterator, PyList};

use crate::finding::Finding;

/// What was found in a file, in the order of the text. Iterating it gives the findings that are not suppressed.
#[pyclass(frozen, module = "ivr_flow")]
pub(crate) struct Report {
    setup: Setup,
    report: ivr_flow::Report,
}

/// The numbers of a report.
#[pyclass(frozen, get_all, eq, module = "ivr_flow")]
#[derive(PartialEq)]
pub(crate) struct Summary {
    files: usize,
    flows: usize,
    activities: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    suppressed: usize,
}

impl Report {
    pub(crate) fn new(setup: Setup, report: ivr_flow::Report) -> Self {
        Report { setup, report }
    }
}

#[pymethods]
impl Report {
    /// The findings that are not suppressed.
    #[getter]
    fn findings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for (file, finding) in self.report.findings() {
            list.append(Finding::new(py, file, finding, self.setup.lang)?)?;
        }
        Ok(list)
    }

    /// The numbers of the report.
    #[getter]
    fn summary(&self) -> Summary {
        let summary = self.report.summary();
        Summary {
            files: summary.files,
            flows: summary.flows,
            activities: summary.activities,
            errors: summary.errors,
            warnings: summary.warnings,
            notes: summary.notes,
            suppressed: summary.suppressed,
        }
    }

    /// The report as `ivr-lint --format json` prints it, the newline at its end included.
    fn to_json(&self, py: Python<'_>) -> String {
        py.detach(|| self.setup.json(&self.report))
    }

    /// The report as `ivr-lint --format sarif` prints it, the newline at its end included.
    fn to_sarif(&self, py: Python<'_>) -> String {
        py.detach(|| self.setup.sarif(&self.report))
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.findings(py)?.try_iter()
    }

    fn __len__(&self) -> usize {
        self.report.findings().count()
    }

    /// A report is there, be it without findings.
    fn __bool__(&self) -> bool {
        true
    }

    fn __repr__(&self) -> String {
        let summary = self.report.summary();
        let (errors, warnings, notes) = (summary.errors, summary.warnings, summary.notes);
        format!("<ivr_flow.Report: errors={errors}, warnings={warnings}, notes={notes}>")
    }
}
