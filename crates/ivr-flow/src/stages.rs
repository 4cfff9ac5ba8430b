//! A lint that stops on its way, so that the benchmark can say what each part of it costs.

use crate::definitions::{Place, Problem, Sink, find};
use crate::flow::Flow;
use crate::graph::Graph;
use crate::json::{Json, documents};
use crate::rule::Cx;
use crate::rules::check_flow;
use crate::settings::Settings;

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The text is JSON, its values are indexed, and the definitions found.
    Read,
    /// They are made into the model.
    Parse,
    /// Where calls can go.
    Graph,
    /// What the rules on one flow find, without places.
    Rules,
}

/// Goes as far as a stage through all flows of a text, and returns how much it met on its way there.
pub fn run_until(stage: Stage, bytes: &[u8], settings: &Settings) -> usize {
    let text = simdutf8::basic::from_utf8(bytes).unwrap_or_default();
    let mut until = Until { stage, settings, met: 0 };
    for json in documents(text).map_while(|document| Some(Json::new(text, document.ok()?, None))) {
        until.met += usize::from(find(json.root(), &mut until).is_ok());
    }
    until.met
}

struct Until<'a> {
    stage: Stage,
    settings: &'a Settings,
    met: usize,
}

impl Sink for Until<'_> {
    fn flow(&mut self, object: Option<Place<'_>>, definition: Place<'_>) {
        let Some(list) = definition.value.get("activities").filter(|_| self.stage > Stage::Read) else { return };
        let kind = object.and_then(|object| object.value.get("Type")?.string());
        let flow = Flow::read(definition.value, list, kind, self.settings);
        self.met += flow.activities.len();
        if self.stage == Stage::Parse {
            return;
        }
        let graph = Graph::new(&flow);
        self.met += usize::from(graph.has_entry());
        if self.stage == Stage::Graph {
            return;
        }
        let cx = Cx::new(&flow, &graph, self.settings);
        self.met += check_flow(&cx, &[]).len();
    }

    fn broken_flow(&mut self, _: Option<Place<'_>>, _: Problem) {}
    fn page_begins(&mut self, _: Option<Place<'_>>) {}
    fn page_ends(&mut self) {}
}
