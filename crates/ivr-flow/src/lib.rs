//! Reads IVR flows of Alibaba Cloud Contact Center (云联络中心, API version 2020-07-01) and says what is wrong with them.
//!
//! The way through the house is the module list below, from top to bottom; a module uses only modules above it.
//! Text goes in, findings come out: this library does no I/O, prints nothing and has no clock.
//!
//! ```
//! use ivr_flow::{Lang, Origin, Report, Settings, lint_file};
//!
//! let text = r#"{"activities": [
//!     {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始", "events": [{"event": "complete", "next": "gone"}]},
//!     {"type": "HANGUP", "id": "bd4f37e2", "name": "挂机", "events": [{"event": "complete", "next": null}]}
//! ]}"#;
//! let settings = Settings::standard();
//! let file = lint_file("flow.json", text.as_bytes(), Origin::Named, &settings);
//! // Files are linted one by one, on as many threads as there are; what only all of them show comes with the report.
//! let report = Report::new([file], &settings, Lang::En);
//!
//! let (_, finding) = report.findings().next().expect("the exit leads nowhere");
//! assert_eq!(finding.rule, "dangling-next");
//! assert_eq!(&text[finding.span.range()], "\"gone\"");
//! assert_eq!(finding.message.get(Lang::Zh), "开始 的出口 `complete` 指向 `gone`，但没有模块使用此 id");
//! ```
//!
//! Who wants to look at flows and not lint them walks them by [`look_at_flows`]: activities, exits and the graph, as a
//! rule sees them. A rule of one's own is made by [`Rule::of_flow`] and run beside ours by [`lint_file_with`]. The folder
//! `examples` has a short program for each.

mod say;
mod nearest;
mod seen;
mod unescape;
mod key;
mod expected;
mod reader;
mod json;
mod place;
mod catalogue;
mod settings;
mod definitions;
mod decimal;
mod again;
mod flow;
mod references;
mod finding;
mod graph;
mod unset;
mod run;
mod rule;
mod rules;
mod stats;
mod lint;
mod ignore;
mod baseline;
mod fingerprint;
mod report;
mod json_report;
mod sarif_report;
mod excerpt;
#[doc(hidden)]
pub mod stages;

pub use baseline::{Baseline, NoBaseline};
pub use catalogue::{ACTIVITY_TYPES, ActivityType, Behaviour, Confidence};
pub use excerpt::{Excerpt, excerpt};
pub use finding::{ExitRef, FileReport, Finding, FlowReport, Item, Path, Related, Step, Suppression};
pub use fingerprint::Fingerprints;
pub use flow::{Activity, Exit, Flow, Next, Role};
pub use graph::{Arrival, Graph};
pub use ignore::Ignore;
pub use json::{Kind, Value};
pub use json_report::JsonReport;
pub use lint::{Origin, lint_file, lint_file_with, look_at_flows};
pub use nearest::closest;
pub use place::Span;
pub use report::{Report, Summary};
pub use rule::{Cx, Docs, Draft, Rule};
pub use rules::{RULES, rule};
pub use sarif_report::SarifReport;
pub use say::{Lang, Say, shown, visible};
pub use settings::{Limits, Settings, Severity};
pub use stats::{
    Activities, Amount, Between, Chain, Exits, FlowStats, Inputs, Loops, NUMBERS, Number, OfType, Prompts, Text, stats,
};

pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;
pub(crate) type HashSet<T> = std::collections::HashSet<T, foldhash::fast::RandomState>;
