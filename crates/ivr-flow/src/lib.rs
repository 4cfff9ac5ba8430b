//! Reads IVR flows of Alibaba Cloud Contact Center (云联络中心, API version 2020-07-01) and says what is wrong with them.
//!
//! The way through the house is the module list below, from top to bottom; a module uses only modules above it.
//! Text goes in, findings come out: this library does no I/O, prints nothing and has no clock.

mod say;
mod nearest;
mod unescape;
mod json;
mod place;
mod catalogue;
mod settings;
mod definitions;
mod decimal;
mod flow;
mod references;
mod finding;
mod graph;
mod unset;
mod run;
mod rule;
mod rules;
mod lint;
mod ignore;
mod baseline;
mod report;
mod json_report;
mod excerpt;

pub use baseline::Baseline;
pub use catalogue::{ACTIVITY_TYPES, ActivityType, Behaviour, Confidence};
pub use excerpt::{Excerpt, excerpt};
pub use finding::{ExitRef, FileReport, Finding, FlowReport, Item, Path, Related, Step, Suppression};
pub use ignore::Ignore;
pub use json_report::JsonReport;
pub use lint::{Origin, lint_file};
pub use nearest::closest;
pub use place::Span;
pub use report::{Report, Summary};
pub use rule::{Docs, Rule};
pub use rules::{RULES, rule};
pub use say::{Lang, Say, shown};
pub use settings::{Limits, Settings, Severity};

pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;
pub(crate) type HashSet<T> = std::collections::HashSet<T, foldhash::fast::RandomState>;
