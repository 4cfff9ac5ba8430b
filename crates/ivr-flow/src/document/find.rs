//! Finds the places in a document where a flow is expected, whatever wraps them: pages of the API, exports, dumps, strings.
//! Everything is recognised by its content.

use std::ops::Range;
use std::sync::Arc;

use super::listed::{Content, ListedFlow};
use super::problem::{ReadError, no_flow, not_a_flow, old_flow};
use super::{Page, Place};
use crate::compare::Decimal;
use crate::json::{Encoding, Kind, PointerCursor, Tree, Value};

/// What was found in a document, in the order of the text.
#[derive(Default)]
pub(super) struct Found<'a> {
    pub(super) flows: Vec<ListedFlow<'a>>,
    pub(super) pages: Vec<Page>,
}

/// Finds the flows of a document. If there are none, the error describes what the document is instead.
pub(super) fn find<'a>(tree: &Arc<Tree<'a>>) -> Result<Found<'a>, Box<ReadError>> {
    let mut found = Found::default();
    let document = Place { tree: Arc::clone(tree), node: 0, pointer: String::new() };
    found.visit(document)?;
    Ok(found)
}

/// Looks for definitions at any depth in a document of no known shape; `None` where it has none.
pub(super) fn search<'a>(tree: &Arc<Tree<'a>>) -> Option<Found<'a>> {
    let mut found = Found::default();
    found.search(&Place { tree: Arc::clone(tree), node: 0, pointer: String::new() }, None);
    // Other things are called `Definition` too.
    let has_definition = found.flows.iter().any(|listed| listed.definition_and_list().is_ok());
    has_definition.then_some(found)
}

/// Whether an object is a flow of product version 1.x.
pub(super) fn is_old_flow(object: Value<'_>) -> bool {
    let has = |key| object.get(key).is_some();
    (has("Canvas") || has("Content")) && !has("activities") && !has("Definition")
}

/// An object with one of these is a flow.
const FLOW_KEYS: [&str; 4] = ["activities", "Definition", "Canvas", "Content"];

/// The longest pointer to a definition that is searched for, in bytes. Every flow is reported with its pointer: many flows
/// below long keys would make a report many times as long as the file.
const LONGEST_POINTER: usize = 1024;

/// What flows are wrapped in, in the order in which they are looked for.
const WRAPPERS: [&str; 3] = ["body", "Data", "List"];

impl<'a> Found<'a> {
    fn visit(&mut self, mut place: Place<'a>) -> Result<(), Box<ReadError>> {
        let mut page = None;
        loop {
            let value = place.value();
            match value.kind() {
                Kind::Object => {}
                Kind::Array => return self.visit_list(&place, page.as_ref()),
                Kind::String => return self.visit_string(&place),
                _ => return Err(Box::new(no_flow(&place))),
            }
            if value.get("activities").is_some() || value.present("Definition").is_some() {
                self.add_flow(place);
                return Ok(());
            }
            if let Some(package) = value.present("FlowPackageData") {
                let package = place.at(package, place.pointer.clone() + "/FlowPackageData");
                let is_any = self.search(&package, None);
                return if is_any { Ok(()) } else { Err(Box::new(no_flow(&package))) };
            }
            if let Some((key, inner)) = WRAPPERS.iter().find_map(|&key| Some((key, value.present(key)?))) {
                let inner = place.at(inner, format!("{}/{key}", place.pointer));
                page = (key == "List").then(|| place.clone());
                place = inner;
                continue;
            }
            if is_flow(&place, value) {
                self.add_flow(place);
                return Ok(());
            }
            return Err(Box::new(no_flow(&place)));
        }
    }

    fn visit_string(&mut self, string: &Place<'a>) -> Result<(), Box<ReadError>> {
        if !may_be_json(string.value()) {
            return Err(Box::new(no_flow(string)));
        }
        let inner = string.open()?;
        let whole = (inner.value().kind() != Kind::Object).then(|| inner.value().file_range());
        self.visit(inner).map_err(|error| match whole {
            Some(whole) if error.bytes == whole => Box::new(ReadError { bytes: string.value().file_range(), ..*error }),
            _ => error,
        })
    }

    /// `page` is the object that has the list as its `List`.
    fn visit_list(&mut self, list: &Place<'a>, page: Option<&Place<'a>>) -> Result<(), Box<ReadError>> {
        let is_empty_page = page.is_some() && list.value().children().next().is_none();
        if !is_empty_page && !list.value().children().any(|item| is_flow(list, item)) {
            return Err(Box::new(no_flow(list)));
        }
        let total = page.and_then(|page| {
            let total = page.member("TotalCount")?;
            let count = Decimal::of_number(total.value())?.whole()?;
            Some((count, total.pointer.clone(), total.value().file_range()))
        });
        let first = self.flows.len();
        for (number, item) in list.value().children().enumerate() {
            self.add_flow(list.at(item, format!("{}/{number}", list.pointer)));
        }
        self.pages.push(Page { flows: first..self.flows.len(), total });
        Ok(())
    }

    /// Adds the value where a flow is expected.
    fn add_flow(&mut self, place: Place<'a>) {
        let value = place.value();
        if may_be_json(value)
            && let Ok(inner) = place.open()
        {
            return self.add_flow(inner);
        }
        let object = (value.kind() == Kind::Object).then(|| place.clone());
        let (definition, content) = if value.get("activities").is_some() {
            (place.pointer.clone(), Content::Value(place))
        } else if let Some(definition) = place.member("Definition") {
            (definition.pointer.clone(), Content::Value(definition))
        } else {
            let error = if is_old_flow(value) { old_flow(&place) } else { not_a_flow(&place) };
            (error.definition.clone(), Content::Broken(error))
        };
        self.flows.push(ListedFlow::new(object, definition, content));
    }

    /// Searches for definitions at any depth, opening strings that are JSON. `holder` is the object that has the value
    /// as a member. Returns whether there were any.
    fn search(&mut self, place: &Place<'a>, holder: Option<&Place<'a>>) -> bool {
        let mut is_any = false;
        let value = place.value();
        let mut cursor = PointerCursor::new(value);
        // What has been added: definitions, and what each `Definition` holds.
        let mut added: Vec<Range<u32>> = Vec::new();
        for inner in std::iter::once(value).chain(value.descendants()) {
            let is_definition = match inner.kind() {
                Kind::Object => inner.get("activities").is_some_and(|list| list.kind() == Kind::Array),
                Kind::String => false,
                _ => continue,
            };
            while added.last().is_some_and(|added| added.end <= inner.node()) {
                added.pop();
            }
            let is_flow = is_definition || inner.kind() == Kind::String || inner.get("Definition").is_some();
            if !is_flow || added.iter().any(|added| added.contains(&inner.node())) {
                continue;
            }
            let in_base64 = inner.kind() == Kind::String && !may_be_json(inner);
            if in_base64 && !may_be_json_in_base64(inner) {
                continue;
            }
            let cursor = cursor.go_to(inner);
            let is_near = place.pointer.len() + cursor.length() <= LONGEST_POINTER;
            if !is_near || (in_base64 && !cursor.holder().is_some_and(|holder| is_marked_base64(holder, inner))) {
                continue;
            }
            let here = place.at(inner, place.pointer.clone() + &cursor.pointer());
            let around =
                cursor.holder_and_pointer().map(|(value, steps)| place.at(value, place.pointer.clone() + &steps));
            let holder = if inner.node() == value.node() { holder } else { around.as_ref() };
            if inner.kind() == Kind::String {
                let encoding = if in_base64 { Encoding::Base64 } else { Encoding::Plain };
                if let Ok(text) = here.open_as(encoding) {
                    is_any |= self.search(&text, holder);
                }
                continue;
            }
            let held = if is_definition { Some(inner) } else { inner.get("Definition") };
            added.extend(held.map(|value| value.node()..value.node_behind()));
            is_any = true;
            if is_definition {
                let object = holder.unwrap_or(&here).clone();
                self.flows.push(ListedFlow::new(Some(object), here.pointer.clone(), Content::Value(here)));
            } else {
                self.add_flow(here);
            }
        }
        is_any
    }
}

/// Whether a value of the same text as a place is a flow, or a string that contains one.
fn is_flow(near: &Place<'_>, value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Object => FLOW_KEYS.iter().any(|key| value.get(key).is_some()),
        Kind::String if may_be_json(value) => {
            near.at(value, String::new()).open().is_ok_and(|inner| is_flow(&inner, inner.value()))
        }
        _ => false,
    }
}

/// Whether a value is a string that begins as JSON does that can hold a flow.
fn may_be_json(value: Value<'_>) -> bool {
    if value.kind() != Kind::String {
        return false;
    }
    // Usually that can be seen without decoding all of it.
    let raw = value.between_quotes();
    begins_as_json(raw) || (raw.contains('\\') && value.string().is_some_and(|text| begins_as_json(&text)))
}

fn begins_as_json(text: &str) -> bool {
    text.trim_start_matches([' ', '\t', '\n', '\r']).starts_with(['{', '[', '"'])
}

/// Whether a string begins as such JSON does in Base64, but for blanks before it.
fn may_be_json_in_base64(string: Value<'_>) -> bool {
    // `{`, `[` or `"` and the bits behind it, or a blank.
    matches!(string.between_quotes().as_bytes(), [b'e' | b'W' | b'I' | b'C' | b'D', ..])
}

/// Whether an object marks one of its members, a string, as Base64, as the content of a response in a HAR file is.
fn is_marked_base64(object: Value<'_>, member: Value<'_>) -> bool {
    member.has_key("text") && object.get("encoding").is_some_and(|encoding| encoding.is_text("base64"))
}
