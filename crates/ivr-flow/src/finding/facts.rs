//! What rules on several flows need to know of a file.

use std::ops::Range;

use super::CallPath;
use crate::text::{Localized, Span};

/// One list of flows, as a page of the API's answer has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) document: usize,
    /// The indexes of its flows.
    pub(crate) flows: Range<usize>,
    pub(crate) total: Option<Total>,
}

/// The `TotalCount` of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Total {
    pub(crate) count: u64,
    pub(crate) pointer: String,
    pub(crate) span: Span,
}

/// What a list says of a flow, and what the flow has to do with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) instance: Option<String>,
    pub(crate) published: Option<bool>,
    pub(crate) updated: Option<String>,
    pub(crate) numbers: Vec<(String, Span)>,
    /// JSON Pointer of the flow's object in the document.
    pub(crate) pointer: String,
    /// Where the flow's name is said, else the flow's object.
    pub(crate) name_span: Span,
    /// Where it is said whether the flow is published, else the flow's object.
    pub(crate) published_span: Span,
    pub(crate) calls: Vec<Call>,
    /// The ids of its `TRANSFER_TO_AGENT`, and whether there is any, be it without an id.
    pub(crate) transfers: Vec<String>,
    pub(crate) has_transfer: bool,
    /// What each policy that is not off met in the flow.
    pub(crate) policies: Vec<Met>,
}

/// A `SUB`, and every string in its properties: one of them refers to the flow that it calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    /// The number of the activity among all items of `activities`.
    pub(crate) activity: usize,
    pub(crate) id: Option<String>,
    pub(crate) path: CallPath,
    pub(crate) bytes: Range<usize>,
    pub(crate) strings: Vec<CallString>,
}

/// A string in the properties of a `SUB`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallString {
    pub(crate) text: String,
    /// JSON Pointer in the definition.
    pub(crate) pointer: String,
    pub(crate) span: Span,
}

/// What a policy met in a flow, by which it is known whether it is of any use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Met {
    /// The index of the policy.
    pub(crate) policy: usize,
    /// Whether the policy is about the flow.
    pub(crate) fits: bool,
    pub(crate) flows: Option<Slot>,
    /// For each of its selectors, in their order.
    pub(crate) selectors: Vec<Slot>,
    pub(crate) must: Option<Slot>,
}

/// What a selector or a condition met in a flow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Slot {
    /// Whether it was asked of anything.
    pub(crate) is_asked: bool,
    /// Whether it had an answer for anything.
    pub(crate) has_answer: bool,
    /// Whether it selected anything.
    pub(crate) selects: bool,
    /// Why it had none for the first thing that it had none for.
    pub(crate) error: Option<Box<Localized>>,
}
