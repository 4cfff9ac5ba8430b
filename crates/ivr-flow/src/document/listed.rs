//! A place where a flow is expected, and the metadata of the flow in its list.

use std::ops::Range;

use super::Place;
use super::find::is_old_flow;
use super::problem::{ReadError, no_activities, not_a_definition, old_flow};
use crate::json::{Kind, Value};

/// A place in a document where a flow is expected. Its definition is read when it is asked for.
#[derive(Debug, Clone)]
pub struct ListedFlow<'a> {
    /// The object with the flow's name and id.
    object: Option<Place<'a>>,
    definition: String,
    content: Content<'a>,
}

/// The value where a definition is expected.
#[derive(Debug, Clone)]
pub(super) enum Content<'a> {
    /// An object that is a definition or should be, or a string that contains one.
    Value(Place<'a>),
    Broken(ReadError),
}

/// What a list contains about a flow beside its definition. What is missing or has another JSON type is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Metadata {
    /// `ContactFlowId`.
    pub id: Option<String>,
    /// `Name`.
    pub name: Option<String>,
    /// `Type`, for instance `MAIN_FLOW`.
    pub flow_type: Option<String>,
    /// `InstanceId`.
    pub instance: Option<String>,
    /// `Published`.
    pub published: Option<bool>,
    /// `UpdatedTime`.
    pub updated: Option<String>,
    /// The strings of `NumberList`, in the order of the text.
    pub(crate) numbers: Vec<Number>,
    /// Whether `NumberList` is there, be it empty.
    pub(crate) knows_numbers: bool,
    pub(crate) spans: MetadataSpans,
}

/// A telephone number, and its bytes in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) text: String,
    pub(crate) bytes: Range<usize>,
}

/// The ranges of the metadata in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct MetadataSpans {
    /// JSON Pointer of the flow's object in the document.
    pub(crate) pointer: String,
    /// The flow's name, else its object.
    pub(crate) name: Range<usize>,
    /// Whether it is published, else its object.
    pub(crate) published: Range<usize>,
    /// The flow's type, else its object.
    pub(crate) flow_type: Range<usize>,
    /// The flow's numbers, else its object.
    pub(crate) numbers: Range<usize>,
}

impl Metadata {
    /// The strings of `NumberList`: the telephone numbers that are bound to the flow.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        self.numbers.iter().map(|number| &*number.text)
    }
}

impl<'a> ListedFlow<'a> {
    pub(super) fn new(object: Option<Place<'a>>, definition: String, content: Content<'a>) -> Self {
        ListedFlow { object, definition, content }
    }

    /// JSON Pointer of the definition in the document. It leads through strings as if they were the JSON that they contain.
    pub fn definition(&self) -> &str {
        &self.definition
    }

    /// The bytes of the definition in the file, or where its reading failed.
    pub fn file_range(&self) -> Range<usize> {
        match &self.content {
            Content::Value(place) => place.value().file_range(),
            Content::Broken(error) => error.bytes.clone(),
        }
    }

    /// The metadata of the flow in its list.
    pub fn metadata(&self) -> Metadata {
        self.object.as_ref().map(read_metadata).unwrap_or_default()
    }

    /// The definition, and the index of its `activities`, an array.
    pub(crate) fn definition_and_list(&self) -> Result<(Place<'a>, u32), ReadError> {
        let definition = self.open()?;
        let list = definition.value().get("activities").filter(|list| list.kind() == Kind::Array).map(Value::node);
        list.map(|list| (definition.clone(), list)).ok_or_else(|| no_activities(&definition))
    }

    /// The object of the definition, decoded from all strings around it.
    pub(crate) fn open(&self) -> Result<Place<'a>, ReadError> {
        let (written, mut place) = match &self.content {
            Content::Value(place) => (place, place.clone()),
            Content::Broken(error) => return Err(error.clone()),
        };
        loop {
            let outer = Place { pointer: self.definition.clone(), ..written.clone() };
            match place.value().kind() {
                Kind::Object if is_old_flow(place.value()) => return Err(old_flow(&outer)),
                Kind::Object => return Ok(place),
                Kind::String => place = place.open().map_err(|error| *error)?,
                kind => return Err(not_a_definition(&outer, kind)),
            }
        }
    }

    /// Whether the definition is alone, without an object that has the flow's name and id.
    pub(crate) fn is_bare(&self) -> bool {
        self.object.as_ref().is_none_or(|object| object.pointer == self.definition)
    }
}

fn read_metadata(object: &Place<'_>) -> Metadata {
    let value = object.value();
    let text = |key| Some(value.present(key)?.string()?.into_owned());
    let list = value.present("NumberList").filter(|numbers| numbers.kind() == Kind::Array);
    let numbers = list.into_iter().flat_map(Value::children);
    let numbers =
        numbers.filter_map(|number| Some(Number { text: number.string()?.into_owned(), bytes: number.file_range() }));
    let place = |value: Option<Value<'_>>| value.unwrap_or(object.value()).file_range();
    Metadata {
        id: text("ContactFlowId"),
        name: text("Name"),
        flow_type: text("Type"),
        instance: text("InstanceId"),
        published: value.present("Published").and_then(Value::boolean),
        updated: text("UpdatedTime"),
        numbers: numbers.collect(),
        knows_numbers: list.is_some(),
        spans: MetadataSpans {
            pointer: object.pointer.clone(),
            name: place(value.present("Name").filter(|name| name.kind() == Kind::String)),
            published: place(value.present("Published")),
            flow_type: place(value.present("Type")),
            numbers: place(list),
        },
    }
}
