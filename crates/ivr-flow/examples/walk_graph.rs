//! Walks the graph of a flow: how calls reach each activity on the shortest path, and the loops.

#![allow(clippy::print_stdout)]

use ivr_flow::{Arrival, Context, Flow, Graph, ReadError, Settings};

pub(crate) const FLOW: &str = r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始", "events": [{"event": "complete", "next": "b090e933"}]},
  {"type": "GATHER_INPUT", "id": "b090e933", "name": "主菜单", "events": [
    {"event": "1", "next": "7c1f20aa"}, {"event": "timeout", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "请再试", "events": [{"event": "complete", "next": "b090e933"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "7c1f20aa", "name": "人工服务", "events": []}
]}"#;

fn main() -> Result<(), ReadError> {
    print!("{}", paths(FLOW)?);
    Ok(())
}

/// One line per activity and per loop.
pub(crate) fn paths(text: &str) -> Result<String, ReadError> {
    let settings = Settings::default();
    let flow = Flow::parse(text.as_bytes(), &settings)?;
    let graph = Graph::new(&flow);
    let context = Context::new(&flow, &graph, &settings);
    let mut lines = String::new();
    for activity in flow.activities() {
        let name = context.name(activity);
        lines += &match graph.arrival(activity.index()) {
            Arrival::Never => format!("{name} is unreachable\n"),
            Arrival::Entry => format!("calls begin at {name}\n"),
            Arrival::From(_, Some(exit)) => format!("{name} by {}\n", context.exit_name(flow.exit(exit)).en),
            Arrival::From(from, None) => format!("{name} from {}\n", context.name(flow.activity(from))),
        };
    }
    for members in graph.loops(|_| true) {
        lines += &format!("a loop: {}\n", context.names(&members).en);
    }
    Ok(lines)
}
