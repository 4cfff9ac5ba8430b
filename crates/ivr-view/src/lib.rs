//! Draws IVR flows and the problems in them: flows and findings in, SVG, DOT, Mermaid and HTML text out.
//!
//! Like ivr-flow, it does no I/O and uses no clock. Each module uses only modules above it in the list below.
//!
//! ```
//! use ivr_flow::{Context, Flow, Graph, Lang, Settings};
//! use ivr_view::{Chart, Drawing, Picture, svg};
//!
//! let text = r#"{"activities": [
//!     {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始", "events": [{"event": "complete", "next": "gone"}]},
//!     {"type": "HANGUP", "id": "bd4f37e2", "name": "挂机", "events": [{"event": "complete", "next": null}]}
//! ]}"#;
//! let settings = Settings::default();
//! let flow = Flow::parse(text.as_bytes(), &settings)?;
//! let graph = Graph::new(&flow);
//! let chart = Chart::of(&Context::new(&flow, &graph, &settings));
//!
//! let drawing = Drawing::of(&chart).expect("two activities are few enough");
//! let picture = Picture::new("flow.json".to_owned(), &chart, []);
//! assert!(svg(&picture, &drawing, Lang::En).contains("complete ✕ gone"));
//! # Ok::<(), ivr_flow::ReadError>(())
//! ```

mod geometry;
mod text;
mod kind;
mod chart;
mod merged;
mod marks;
mod picture;
mod layer;
mod place;
mod route;
mod drawing;
mod compared;
mod svg;
mod dot;
mod mermaid;
mod page;

pub use chart::{Activity, Arrives, Chart, Exit, Leads, Position};
pub use compared::{Compared, Group, Line};
pub use dot::dot;
pub use drawing::{Drawing, HEAD, ROW, WIDTH, Way};
pub use geometry::{Point, Rect, STEP};
pub use kind::Manner;
pub use marks::{Loop, Mark, Marks};
pub use merged::{Merged, Sign};
pub use mermaid::{MERMAID_EDGES, MERMAID_LENGTH, mermaid, mermaid_size};
pub use page::{Listed, Made, PageFlow, page, page_made};
pub use picture::Picture;
pub use place::Layout;
pub use svg::{plain, svg};

pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;
