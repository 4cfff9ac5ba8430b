//! Hands the graph of a flow to petgraph's own algorithms.

#![allow(clippy::print_stdout)]

use ivr_flow::{Flow, Graph, ReadError, Settings};
use petgraph::algo::has_path_connecting;
use petgraph::graph::NodeIndex;

fn main() -> Result<(), ReadError> {
    print!("{}", exits(FLOW)?);
    Ok(())
}

pub(crate) const FLOW: &str = r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始", "events": [{"event": "complete", "next": "b090e933"}]},
  {"type": "GATHER_INPUT", "id": "b090e933", "name": "主菜单", "events": [
    {"event": "1", "next": "7c1f20aa"}, {"event": "timeout", "next": "bd4f37e2"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "7c1f20aa", "name": "人工服务", "events": []},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束", "events": []}
]}"#;

/// One line per edge, and whether the first activity leads to the last.
pub(crate) fn exits(text: &str) -> Result<String, ReadError> {
    let flow = Flow::parse(text.as_bytes(), &Settings::default())?;
    let graph = Graph::new(&flow);
    let petgraph = graph.as_petgraph();
    let name = |node: NodeIndex| flow.activity(petgraph[node]).name().unwrap_or_default();
    let mut lines = String::new();
    for edge in petgraph.edge_indices() {
        let (from, to) = petgraph.edge_endpoints(edge).expect("an edge of the graph");
        let event = petgraph[edge].and_then(|exit| flow.exit(exit).event());
        lines += &format!("{} --{}--> {}\n", name(from), event.unwrap_or_default(), name(to));
    }
    let (first, last) = (NodeIndex::new(0), NodeIndex::new(flow.activities().len() - 1));
    lines += &format!("connected: {}\n", has_path_connecting(petgraph, first, last, None));
    Ok(lines)
}
