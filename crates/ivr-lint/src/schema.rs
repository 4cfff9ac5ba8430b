//! `ivr-lint schema`: JSON Schemas for editors and for other tools.

use clap::ValueEnum as _;
use ivr_flow::calls::JsonCalls;
use ivr_flow::diff::JsonDiff;
use ivr_flow::{ACTIVITY_TYPES, Configuration, JsonReport, JsonStats};
use serde_json::{Map, Value, json};

use crate::args::SchemaOf;
use crate::{policies, test};

/// A JSON Schema as text.
pub(crate) fn schema(of: SchemaOf) -> String {
    let text = match of {
        SchemaOf::Config => Configuration::schema().to_string(),
        SchemaOf::Output => JsonReport::schema(),
        SchemaOf::Policies => policies::schema().to_string(),
        SchemaOf::Stats => JsonStats::schema(),
        SchemaOf::Calls => JsonCalls::schema(),
        SchemaOf::Test => test::schema().to_string(),
        SchemaOf::Diff => JsonDiff::schema(),
        SchemaOf::Definition => definition().to_string(),
    };
    // Each is a JSON object. These two stand at the beginning.
    let members: Map<String, Value> = serde_json::from_str(&text).unwrap_or_default();
    let named = [("$schema".to_owned(), members["$schema"].clone()), ("$id".to_owned(), url(of).into())];
    format!("{:#}", Value::Object(named.into_iter().chain(members).collect()))
}

/// Where a schema is published.
fn url(of: SchemaOf) -> String {
    const DOCS: &str = "https://raw.githubusercontent.com/ivr-lint/ivr-lint/main/docs/schemas";
    let name = of.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
    format!("{DOCS}/{name}.json")
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
