//! Parses and analyses IVR flows of Alibaba Cloud Contact Center (云联络中心, API version 2020-07-01), and reports their
//! defects. Text comes in, findings come out: this library does no I/O, prints nothing and reads no clock.
//!
//! ```
//! use ivr_flow::{Lang, Linter, Origin, Report, Settings};
//!
//! let text = r#"{"activities": [
//!     {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始", "events": [{"event": "complete", "next": "gone"}]},
//!     {"type": "HANGUP", "id": "bd4f37e2", "name": "挂机", "events": [{"event": "complete", "next": null}]}
//! ]}"#;
//! let linter = Linter::new(Settings::default());
//! // Files are linted one by one, on as many threads as there are; what only all of them show comes with the report.
//! let file = linter.lint("flow.json", text.as_bytes(), Origin::Named);
//! let report = Report::new([file], &linter, Lang::En);
//!
//! let (_, finding) = report.findings().next().expect("the exit is not connected");
//! assert_eq!(finding.rule, "dangling-next");
//! assert_eq!(&text[finding.span.range()], "\"gone\"");
//! assert_eq!(finding.message.get(Lang::Zh), "模块“开始”的出口 `complete` 指向 `gone`，但没有模块使用此 id");
//! ```
//!
//! [`Document`] and [`Flow`] give access to flows without linting them: their activities and exits and, with [`Graph`],
//! where calls can go. A custom rule is a [`Rule`] that is added to a [`Linter`]. [`diff`] compares two versions of flows,
//! [`calls`] plans test calls, [`stats`] computes statistics. The folder `examples` has a short program for each of the
//! common tasks.
//!
//! # Features
//!
//! - `sarif` (default): reports as SARIF (`SarifReport`)
//! - `toml`: parsing `ivr-lint.toml` (`Configuration::from_toml`), with the location of each mistake
//! - `cel`: conditions of policies in CEL
//! - `schemars`: JSON Schemas of the configuration and of the JSON formats

// In the order in which a text passes through them: a module uses only modules above it.
mod text;
mod json;
mod compare;
mod edit;
mod catalogue;
mod settings;
mod document;
mod model;
mod finding;
mod analysis;
mod rules;
mod policy;
mod lint;
mod configuration;
mod report;
pub mod diff;
pub mod calls;

pub use analysis::{Arrival, Context, Dominators, Graph, Reference, RenameError, stats};
pub use catalogue::{ACTIVITY_TYPES, ActivityType, Behaviour, Confidence};
pub use configuration::{Configuration, ConfigurationError, Ignore, RuleSelector, Selection, UnknownRule, find_rule};
pub use document::{Document, Documents, ListedFlow, Metadata, ReadError};
pub use edit::{Edit, EditError};
pub use finding::{
    Abridged, ActivityRef, CallPath, ExitRef, FileReport, Finding, Fix, FlowReport, Related, Step, Suppression,
};
pub use json::{Kind, SourceMap, Value};
pub use lint::{Linter, Origin, RuleError, flows, lint_file, listed_flows};
pub use model::{Activity, Exit, Flow, Next, Role};
pub use policy::{Policy, Proof, Verdict};
#[cfg(feature = "sarif")]
pub use report::SarifReport;
pub use report::{
    Baseline, BaselineError, CountedFlow, Excerpt, Fingerprints, Fixed, Identity, JsonFinding, JsonProblem, JsonReport,
    JsonStats, JsonTool, Problem, Report, Summary, excerpt, fix,
};
pub use rules::{Diagnostic, Docs, FlowRef, Group, Rule, Run, RunDiagnostic, group_of, rule, rules};
pub use settings::{ExpectedExits, FailOn, Level, Limits, Settings, Severity};
pub use text::{InvalidValue, Lang, Lines, Localized, Span, Text, closest, mask_secrets, printable, shorten};

pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;
pub(crate) type HashSet<T> = std::collections::HashSet<T, foldhash::fast::RandomState>;
