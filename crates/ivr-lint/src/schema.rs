//! `ivr-lint schema`: JSON Schemas for editors and for other tools.

use ivr_flow::calls::JsonCalls;
use ivr_flow::diff::JsonDiff;
use ivr_flow::{ACTIVITY_TYPES, Configuration, JsonReport, JsonStats};
use serde_json::{Value, json};

use crate::args::SchemaOf;
use crate::{policies, test};

/// A JSON Schema as text.
pub(crate) fn schema(of: SchemaOf) -> String {
    match of {
        SchemaOf::Config => format!("{:#}", Configuration::schema()),
        SchemaOf::Output => JsonReport::schema(),
        SchemaOf::Policies => format!("{:#}", policies::schema()),
        SchemaOf::Stats => JsonStats::schema(),
        SchemaOf::Calls => JsonCalls::schema(),
        SchemaOf::Test => format!("{:#}", test::schema()),
        SchemaOf::Diff => JsonDiff::schema(),
        SchemaOf::Definition => format!("{:#}", definition()),
    }
}

/// What is known of a definition. The platform publishes no schema and adds to it, so everything else is allowed too.
fn definition() -> Value {
    let types: Vec<Value> = ACTIVITY_TYPES
        .iter()
        .flat_map(|known| std::iter::once(&known.name).chain(known.aliases).map(move |name| (name, known)))
        .map(|(name, known)| json!({"const": name, "title": format!("{} / {}", known.title.zh, known.title.en)}))
        .chain([json!({"type": "string", "minLength": 1})])
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Definition of an IVR flow of Alibaba Cloud Contact Center (API version 2020-07-01)",
        "type": "object",
        "required": ["activities"],
        "properties": {
            "activities": {"type": "array", "items": {"$ref": "#/$defs/activity"}},
            "description": {"type": "string"},
        },
        "$defs": {
            "activity": {
                "type": "object",
                "required": ["type", "id"],
                "properties": {
                    "type": {"anyOf": types},
                    "id": {"type": "string", "minLength": 1},
                    "name": {"type": ["string", "null"]},
                    "properties": {"type": ["object", "null"]},
                    "events": {"type": ["array", "null"], "items": {"$ref": "#/$defs/exit"}},
                    "nodeIndex": {"type": ["integer", "null"]},
                },
            },
            "exit": {
                "type": "object",
                "properties": {
                    "event": {"type": ["string", "null"]},
                    "next": {"type": ["string", "null"], "description": "the id of an activity"},
                    "edgeId": {"type": ["string", "null"]},
                },
            },
        },
    })
}
