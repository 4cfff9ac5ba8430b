//! Flows as JavaScript gets them.

use std::borrow::Cow;

use ivr_flow::{Activity, Exit, Flow, Next};
use serde::Serialize;

/// The flows of a file, as JSON.
pub(crate) fn json(data: &[u8]) -> String {
    let flows = bindings_common::parse(data.to_owned());
    let twins: Vec<_> = flows.iter().map(|(index, flow)| FlowTwin::of(*index, flow)).collect();
    serde_json::to_string(&twins).unwrap_or_default()
}

#[derive(Serialize)]
struct FlowTwin<'a> {
    index: usize,
    id: Option<&'a str>,
    name: Option<&'a str>,
    r#type: Option<&'a str>,
    published: Option<bool>,
    numbers: Vec<&'a str>,
    activities: Vec<ActivityTwin<'a>>,
}

#[derive(Serialize)]
struct ActivityTwin<'a> {
    index: usize,
    item: usize,
    id: Option<Cow<'a, str>>,
    name: Option<Cow<'a, str>>,
    r#type: Option<Cow<'a, str>>,
    /// As text: it may be nested more deeply than serde_json reads.
    properties: &'a str,
    exits: Vec<ExitTwin<'a>>,
}

#[derive(Serialize)]
struct ExitTwin<'a> {
    index: usize,
    event: Option<Cow<'a, str>>,
    next: Option<Cow<'a, str>>,
    target: Option<usize>,
}

impl<'a> FlowTwin<'a> {
    fn of(index: usize, flow: &'a Flow<'_>) -> Self {
        FlowTwin {
            index,
            id: flow.id(),
            name: flow.name(),
            r#type: flow.flow_type(),
            published: flow.metadata().published,
            numbers: flow.metadata().numbers().collect(),
            activities: flow.activities().map(ActivityTwin::of).collect(),
        }
    }
}

impl<'a> ActivityTwin<'a> {
    fn of(activity: Activity<'a>) -> Self {
        ActivityTwin {
            index: activity.index(),
            item: activity.item(),
            id: activity.id(),
            name: activity.name(),
            r#type: activity.type_name(),
            properties: activity.properties().map_or("{}", |properties| properties.token()),
            exits: activity.exits().map(ExitTwin::of).collect(),
        }
    }
}

impl<'a> ExitTwin<'a> {
    fn of(exit: Exit<'a>) -> Self {
        let next = match exit.next() {
            Next::Wired(id) => Some(id),
            Next::Unwired | Next::Broken => None,
        };
        ExitTwin { index: exit.item(), event: exit.event(), next, target: exit.target().map(|target| target.index()) }
    }
}
