//! Walks the graph of a flow: how a call gets to each activity on the shortest way, and where calls can go round.

#![allow(clippy::print_stdout)]

use ivr_flow::{Arrival, Cx, Origin, Settings, look_at_flows};

pub(crate) const FLOW: &str = r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始", "events": [{"event": "complete", "next": "b090e933"}]},
  {"type": "GATHER_INPUT", "id": "b090e933", "name": "主菜单", "events": [
    {"event": "1", "next": "7c1f20aa"}, {"event": "timeout", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "请再试", "events": [{"event": "complete", "next": "b090e933"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "7c1f20aa", "name": "人工服务", "events": []}
]}"#;

fn main() {
    print!("{}", ways(FLOW));
}

/// One line an activity, one line a loop.
pub(crate) fn ways(text: &str) -> String {
    let mut lines = String::new();
    let settings = Settings::standard();
    look_at_flows(text.as_bytes(), Origin::Named, &settings, &mut |_, _, cx| {
        for (index, _) in cx.flow.each() {
            lines += &format!("{}\n", way_to(cx, index));
        }
        for members in cx.graph.loops(|_| true) {
            lines += &format!("a loop: {}\n", cx.names(&members).en);
        }
    });
    lines
}

fn way_to(cx: &Cx<'_>, activity: usize) -> String {
    match cx.graph.arrival(activity) {
        Arrival::Never => format!("no call gets to {}", cx.name(activity)),
        Arrival::Entry => format!("calls begin at {}", cx.name(activity)),
        Arrival::From(from, Some(exit)) => format!("{} by {}", cx.name(activity), cx.exit_name(from, exit).en),
        Arrival::From(from, None) => format!("{} from {}", cx.name(activity), cx.name(from)),
    }
}
