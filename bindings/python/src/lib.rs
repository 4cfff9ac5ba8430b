//! The module `ivr_flow` for Python: a thin layer over the library, which gives what the program prints.
//! `python/ivr_flow/_ivr_flow.pyi` has its types.

mod data;
mod finding;
mod flow;
mod report;

use bindings_common::{Setup, language};
use ivr_flow::calls::Cover;
use ivr_flow::diff::Sides;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyModule;

use self::data::Data;
use self::flow::Flow;
use self::report::Report;

#[pymodule]
mod _ivr_flow {
    #[pymodule_export]
    use super::data::Span;
    #[pymodule_export]
    use super::finding::{ActivityRef, Edit, ExitRef, Finding, Fix, FlowRef};
    #[pymodule_export]
    use super::flow::{Activity, Exit, Flow};
    #[pymodule_export]
    use super::report::{Report, Summary};
    #[pymodule_export]
    use super::{calls, diff, lint, parse, stats};
    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "Python looks for this name")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}

/// Lints the content of a file.
///
/// `data` is a flow's definition, a response of `ListContactFlows` or `GetContactFlow`, an export of the console, or any
/// JSON that holds flows. `name` is what the report calls the file; `config` is the text of an `ivr-lint.toml`; `lang` is
/// the language of messages, "en" or "zh".
///
/// Whatever is wrong with `data` is a finding. Raises `TypeError` and `ValueError` for arguments of a wrong type, an unknown
/// language, and mistakes in `config`.
#[pyfunction]
#[pyo3(signature = (data, name = "flow.json", config = None, lang = "en"))]
fn lint(py: Python<'_>, data: Data, name: &str, config: Option<&str>, lang: &str) -> PyResult<Report> {
    let setup = setup(config, lang)?;
    let report = py.detach(|| setup.lint(name, data.bytes()));
    Ok(Report::new(setup, report))
}

/// The flows in the content of a file. Those that cannot be read are left out: `lint` says why.
#[pyfunction]
fn parse(py: Python<'_>, data: Data) -> Vec<Flow> {
    let flows = py.detach(|| bindings_common::parse(data.bytes().to_owned()));
    flows.into_iter().map(|(index, flow)| Flow::new(index, flow)).collect()
}

/// The statistics of all flows in the content of a file: what `ivr-lint stats --format json` prints, as a dict.
#[pyfunction]
#[pyo3(signature = (data, name = "flow.json", config = None, lang = "en"))]
fn stats<'py>(
    py: Python<'py>,
    data: Data,
    name: &str,
    config: Option<&str>,
    lang: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let setup = setup(config, lang)?;
    loads(py, &py.detach(|| setup.stats(name, data.bytes())))
}

/// What differs between two versions of a file: what `ivr-lint diff --format json` prints, as a dict. With `canvas`, modules
/// that were only moved are changes too.
#[pyfunction]
#[pyo3(signature = (old, new, old_name = "old.json", new_name = "new.json", config = None, lang = "en", *, canvas = false))]
#[expect(clippy::too_many_arguments, reason = "Python has names for them")]
fn diff<'py>(
    py: Python<'py>,
    old: Data,
    new: Data,
    old_name: &str,
    new_name: &str,
    config: Option<&str>,
    lang: &str,
    canvas: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let setup = setup(config, lang)?;
    let names = Sides { old: old_name, new: new_name };
    loads(py, &py.detach(|| setup.diff(names, Sides { old: old.bytes(), new: new.bytes() }, canvas)))
}

/// The fewest test calls that take every exit, or with `cover="activities"` visit every module: what
/// `ivr-lint calls --format json` prints, as a dict.
#[pyfunction]
#[pyo3(signature = (data, name = "flow.json", config = None, lang = "en", *, cover = "exits"))]
fn calls<'py>(
    py: Python<'py>,
    data: Data,
    name: &str,
    config: Option<&str>,
    lang: &str,
    cover: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let cover = match cover {
        "exits" => Cover::Exits,
        "activities" => Cover::Activities,
        other => {
            let wrong = format!("cover must be \"exits\" or \"activities\", not {other:?}");
            return Err(PyValueError::new_err(wrong));
        }
    };
    let setup = setup(config, lang)?;
    loads(py, &py.detach(|| setup.calls(name, data.bytes(), cover)))
}

fn setup(config: Option<&str>, lang: &str) -> PyResult<Setup> {
    let lang = language(lang).map_err(PyValueError::new_err)?;
    Setup::new(config, lang).map_err(PyValueError::new_err)
}

/// JSON as Python's own objects.
fn loads<'py>(py: Python<'py>, json: &str) -> PyResult<Bound<'py, PyAny>> {
    PyModule::import(py, "json")?.call_method1("loads", (json,))
}
