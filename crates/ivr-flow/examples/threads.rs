//! Keeps the flows of several files, read on several threads, and walks them later.

#![allow(clippy::print_stdout)]

use std::thread;

use ivr_flow::{Document, Flow, ReadError, Settings};

pub(crate) const PAGES: [&str; 2] = [
    r#"{"List": [{"Name": "a", "Definition": "{\"activities\": [{\"type\": \"HANGUP\", \"id\": \"x\"}]}"}]}"#,
    r#"{"List": [{"Name": "b", "Definition": {"activities": []}}, {"Name": "c", "Definition": {"activities": []}}]}"#,
];

fn main() -> Result<(), ReadError> {
    for flow in flows(&PAGES)? {
        println!("{}: {} activities", flow.name().unwrap_or_default(), flow.activities().len());
    }
    Ok(())
}

/// All flows of some texts, in their order. They own their texts.
pub(crate) fn flows(texts: &[&'static str]) -> Result<Vec<Flow<'static>>, ReadError> {
    thread::scope(|scope| {
        let threads: Vec<_> = texts.iter().map(|text| scope.spawn(|| flows_of(text.as_bytes().to_vec()))).collect();
        let read = threads.into_iter().map(|thread| thread.join().expect("reading never panics"));
        Ok(read.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    })
}

fn flows_of(bytes: Vec<u8>) -> Result<Vec<Flow<'static>>, ReadError> {
    let settings = Settings::default();
    let mut flows = Vec::new();
    for document in Document::parse_owned(bytes) {
        for listed in document?.flows() {
            flows.push(listed.flow(&settings)?);
        }
    }
    Ok(flows)
}
