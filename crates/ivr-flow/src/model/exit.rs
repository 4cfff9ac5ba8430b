//! An exit of an activity.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::activity::Activity;
use super::flow::Flow;
use super::{Index, NodeId};
use crate::json::{Kind, Value};

/// One item of `events` that is an object. A small copyable reference into its flow.
#[derive(Clone, Copy)]
pub struct Exit<'f> {
    flow: &'f Flow<'f>,
    index: usize,
}

/// What a flow keeps of an exit: where its members are, and where it leads.
#[derive(Debug, Clone)]
pub(super) struct ExitData {
    pub(super) node: u32,
    pub(super) item: u32,
    pub(super) event: Option<NodeId>,
    /// What is neither `null` nor an empty string.
    pub(super) next: Option<NodeId>,
    /// The activity that it leads to.
    pub(super) target: Option<Index>,
}

/// Where an exit leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next<'a> {
    /// `null`, absent or `""`.
    Unwired,
    /// The id of an activity, if there is one of that id.
    Wired(Cow<'a, str>),
    /// Neither a string nor `null`.
    Broken,
}

/// What an exit is for, derived from the name of its event: the platform publishes no list of them. If a name matches
/// several, the first one applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Role {
    /// Something failed.
    Failure,
    /// There was no answer in time.
    Timeout,
    /// Too many are waiting.
    Overflow,
    /// It succeeded.
    Success,
    /// What no other exit is for.
    Default,
    /// None of these, for instance a key of a menu.
    Other,
}

impl<'f> Exit<'f> {
    pub(super) fn new(flow: &'f Flow<'f>, index: usize) -> Self {
        Exit { flow, index }
    }

    /// Its index among [`Flow::exits`].
    pub fn index(self) -> usize {
        self.index
    }

    /// Its number among all items of `events`, those included that are not objects.
    pub fn item(self) -> usize {
        self.data().item as usize
    }

    /// The activity that it belongs to.
    pub fn activity(self) -> Activity<'f> {
        self.flow.activity_of_exit(self.index)
    }

    /// The item itself.
    pub fn value(self) -> Value<'f> {
        self.flow.tree().value(self.data().node)
    }

    /// The name of the event, where it is a string.
    pub fn event(self) -> Option<Cow<'f, str>> {
        self.member(self.data().event)?.string()
    }

    /// Where it leads.
    pub fn next(self) -> Next<'f> {
        match self.member(self.data().next).map(Value::string) {
            None => Next::Unwired,
            Some(Some(id)) => Next::Wired(id),
            Some(None) => Next::Broken,
        }
    }

    /// Its `edgeId`: a non-empty string, else nothing.
    pub fn edge_id(self) -> Option<Cow<'f, str>> {
        self.value().get("edgeId").filter(|edge_id| edge_id.has_text())?.string()
    }

    /// Whether its `next` is `null`, absent or `""`.
    pub fn is_unwired(self) -> bool {
        self.data().next.is_none()
    }

    /// Whether its `next` is a non-empty string.
    pub fn is_wired(self) -> bool {
        self.member(self.data().next).is_some_and(|next| next.kind() == Kind::String)
    }

    /// The activity that it leads to, where there is one.
    pub fn target(self) -> Option<Activity<'f>> {
        Some(self.flow.activity(self.data().target?.get()))
    }

    /// Whether it leads to an id that no activity has.
    pub(crate) fn dangles(self) -> bool {
        self.data().target.is_none() && self.is_wired()
    }

    /// What it is for, read from the name of its event.
    pub fn role(self) -> Role {
        self.event().as_deref().map_or(Role::Other, Role::from_event)
    }

    fn member(self, node: Option<NodeId>) -> Option<Value<'f>> {
        Some(self.flow.tree().value(node?.get()))
    }

    fn data(self) -> &'f ExitData {
        self.flow.exit_data(self.index)
    }
}

impl PartialEq for Exit<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.data(), other.data())
    }
}

impl Eq for Exit<'_> {}

impl fmt::Debug for Exit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Exit");
        debug.field("item", &self.item()).field("event", &self.event()).field("next", &self.next());
        debug.finish_non_exhaustive()
    }
}

impl Role {
    /// All of them, in their order.
    pub const ALL: [Role; 6] =
        [Role::Failure, Role::Timeout, Role::Overflow, Role::Success, Role::Default, Role::Other];

    /// The name that reports and policies use.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Failure => "failure",
            Role::Timeout => "timeout",
            Role::Overflow => "overflow",
            Role::Success => "success",
            Role::Default => "default",
            Role::Other => "other",
        }
    }

    /// Reads the role from an event's name, ignoring case. Of the platform's own names only `complete` is public; the
    /// words are those of its exit codes and of the console, and what else people call such exits.
    pub fn from_event(event: &str) -> Role {
        // Those that are known to be usual need no search.
        match event {
            "complete" | "success" => return Role::Success,
            "failure" => return Role::Failure,
            "timeout" => return Role::Timeout,
            "default" => return Role::Default,
            // What is shorter than every word holds none, as the keys of a menu.
            _ if event.len() < "fail".len() => return Role::Other,
            _ => {}
        }
        let event = event.to_lowercase();
        let whole = match &*event {
            "else" | "other" | "otherwise" => Some(Role::Default),
            _ => None,
        };
        let is_success = ["complete", "success"].iter().any(|word| event.starts_with(word) || event.ends_with(word));
        let within = WORDS_AUTOMATON.find_overlapping_iter(&event).map(|found| WORDS[found.pattern().as_usize()].1);
        let first = within.chain(is_success.then_some(Role::Success)).chain(whole).min();
        first.unwrap_or(Role::Other)
    }
}

/// What the names of exits hold, in lower case, and what these are for.
const WORDS: [(&str, Role); 28] = [
    ("fail", Role::Failure),
    ("error", Role::Failure),
    ("exception", Role::Failure),
    ("incomplete", Role::Failure),
    ("notcomplete", Role::Failure),
    ("not_complete", Role::Failure),
    ("unsuccess", Role::Failure),
    ("失败", Role::Failure),
    ("异常", Role::Failure),
    ("不成功", Role::Failure),
    ("未成功", Role::Failure),
    ("timeout", Role::Timeout),
    ("time_out", Role::Timeout),
    ("超时", Role::Timeout),
    ("overflow", Role::Overflow),
    ("溢出", Role::Overflow),
    ("成功", Role::Success),
    ("default", Role::Default),
    ("nomatch", Role::Default),
    ("no_match", Role::Default),
    ("no-match", Role::Default),
    ("unmatch", Role::Default),
    ("默认", Role::Default),
    ("缺省", Role::Default),
    ("其他", Role::Default),
    ("其它", Role::Default),
    ("不匹配", Role::Default),
    ("未匹配", Role::Default),
];

#[expect(clippy::expect_used, reason = "some short words are no limit")]
static WORDS_AUTOMATON: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::new(WORDS.map(|(word, _)| word)).expect("an automaton"));

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_loosely_and_the_first_that_fits_counts() {
        let cases = [
            ("complete", Role::Success),
            ("Success", Role::Success),
            ("收号成功", Role::Success),
            ("收号不成功", Role::Failure),
            ("queueTimeout", Role::Timeout),
            ("TIME_OUT", Role::Timeout),
            ("timeoutError", Role::Failure),
            ("排队溢出", Role::Overflow),
            ("Default", Role::Default),
            ("default2", Role::Default),
            ("NoMatch", Role::Default),
            ("no-match", Role::Default),
            ("UnmatchedKey", Role::Default),
            ("缺省分支", Role::Default),
            ("都不匹配", Role::Default),
            ("other", Role::Default),
            ("another", Role::Other),
            ("Incomplete", Role::Failure),
            ("dialNotComplete", Role::Failure),
            ("unsuccessful", Role::Failure),
            ("callComplete", Role::Success),
            ("dial_success", Role::Success),
            ("successor", Role::Success),
            ("completeness2", Role::Success),
            ("a-success-b", Role::Other),
            ("Default timeout", Role::Timeout),
            ("其它", Role::Default),
            ("branch-1", Role::Other),
        ];
        for (event, role) in cases {
            assert_eq!(Role::from_event(event), role, "{event}");
        }
    }

    #[test]
    fn the_name_of_a_role_is_read_as_that_role() {
        for role in Role::ALL {
            let read = if role == Role::Other { Role::Default } else { role };
            assert_eq!(Role::from_event(role.name()), read);
        }
    }
}
