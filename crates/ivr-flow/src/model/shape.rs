//! What does not have the shape that it should have.

/// Something of another shape than it should have, and whom it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShapeError {
    /// The value, by its number in the text.
    pub(crate) node: u32,
    /// The index of the activity. An item that is no object has none.
    pub(crate) activity: Option<usize>,
    /// The number of the exit among `events` where it concerns one, else that of the item among `activities`.
    pub(crate) item: u32,
    pub(crate) what: Wrong,
}

/// What is wrong with the shape of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    ActivityNoObject,
    /// An activity without this key.
    Lacks(&'static str),
    /// The value of this key is not a string, or an empty one where it must not be.
    NoString(&'static str),
    EventsNoArray,
    PropertiesNoObject,
    EventNoObject,
    NextNoString,
}
