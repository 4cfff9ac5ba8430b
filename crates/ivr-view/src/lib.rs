//! Draws IVR flows and what is wrong with them: flows and findings in, SVG, DOT, Mermaid and HTML text out.
//!
//! Like the library that it draws for it does no I/O and has no clock. The way through the house is the module list
//! below, from top to bottom; a module uses only modules above it.
//!
//! ```
//! use ivr_flow::{Lang, Origin, Settings, look_at_flows};
//! use ivr_view::{Chart, Drawing, Picture, svg};
//!
//! let text = r#"{"activities": [
//!     {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始", "events": [{"event": "complete", "next": "gone"}]},
//!     {"type": "HANGUP", "id": "bd4f37e2", "name": "挂机", "events": [{"event": "complete", "next": null}]}
//! ]}"#;
//! let settings = Settings::standard();
//! let mut charts = Vec::new();
//! look_at_flows(text.as_bytes(), Origin::Named, &settings, &mut |_, _, cx| charts.push(Chart::of(cx)));
//!
//! let drawing = Drawing::of(&charts[0]).expect("two activities are not too many");
//! let picture = Picture::new("flow.json".to_owned(), &charts[0], []);
//! assert!(svg(&picture, &drawing, Lang::En).contains("complete ✕ gone"));
//! ```

mod geometry;
mod text;
mod kind;
mod chart;
mod marks;
mod picture;
mod layer;
mod place;
mod route;
mod drawing;
mod svg;
mod dot;
mod mermaid;
mod page;

pub use chart::{Activity, Arrives, Chart, Exit, Leads, Position};
pub use dot::dot;
pub use drawing::{Drawing, HEAD, ROW, WIDTH, Way};
pub use geometry::{Point, Rect, STEP};
pub use kind::Manner;
pub use marks::{Loop, Mark, Marks};
pub use mermaid::mermaid;
pub use page::{Listed, PageFlow, page};
pub use picture::Picture;
pub use place::Layout;
pub use svg::svg;

pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;
