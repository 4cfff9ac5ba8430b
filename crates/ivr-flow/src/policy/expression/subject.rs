//! What expressions are about: a flow, its statistics, and one of its activities.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::Expression;
use super::evaluate::Evaluation;
use super::value::Value;
use super::work::Work;
use crate::analysis::{Context, stats};
use crate::model::{Activity, Exit};
use crate::policy::outcome::Trouble;

/// The members of `flow`.
pub(super) const FLOW: [&str; 6] = ["id", "name", "type", "published", "numbers", "instance"];
/// The members of `activity`.
pub(super) const ACTIVITY: [&str; 11] =
    ["id", "name", "type", "written_type", "properties", "reachable", "entry", "ends", "hands_off", "waits", "exits"];
/// The members of an item of `activity.exits`.
const EXIT: [&str; 4] = ["event", "role", "wired", "target"];
/// The members of the target of an exit.
const TARGET: [&str; 3] = ["id", "name", "type"];

/// A flow, of which expressions are asked.
pub(in crate::policy) struct Subject<'v, 'a> {
    context: &'v Context<'a>,
    /// Made when the first expression asks.
    stats: OnceCell<serde_json::Value>,
}

/// Something that the model has and no JSON; activities and exits by their indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Object {
    Flow,
    Numbers,
    Activity(usize),
    Exits(usize),
    Exit(usize),
    Target(usize),
}

impl<'v, 'a> Subject<'v, 'a> {
    pub(in crate::policy) fn new(context: &'v Context<'a>) -> Self {
        Subject { context, stats: OnceCell::new() }
    }

    /// What an expression says of the flow, or of one of its activities.
    pub(in crate::policy) fn evaluate(
        &'v self,
        expression: &'v Expression,
        activity: Option<usize>,
        work: &mut Work,
    ) -> Result<bool, Trouble> {
        match Evaluation::new(self, activity, work).run(&expression.node) {
            Ok(Value::Bool(answer)) => Ok(answer),
            Ok(other) => Err(Trouble::NotBoolean(other.type_name())),
            Err(failure) => Err(Trouble::Error(*failure.0)),
        }
    }

    /// The statistics of the flow.
    pub(super) fn stats(&'v self) -> Value<'v> {
        let make = || serde_json::to_value(stats::stats(self.context)).unwrap_or_default();
        Value::of_stats(self.stats.get_or_init(make))
    }

    fn activity(&self, index: usize) -> Activity<'v> {
        self.context.flow.activity(index)
    }

    fn exit(&self, index: usize) -> Exit<'v> {
        self.context.flow.exit(index)
    }

    fn of_flow(&self, member: &str) -> Option<Value<'v>> {
        let metadata = self.context.flow.metadata();
        let text = |text: &'v Option<String>| Value::text_or_null(text.as_deref().map(Cow::Borrowed));
        Some(match member {
            "id" => text(&metadata.id),
            "name" => text(&metadata.name),
            "type" => text(&metadata.flow_type),
            "published" => metadata.published.map_or(Value::Null, Value::Bool),
            "numbers" => Value::Object(Object::Numbers),
            "instance" => text(&metadata.instance),
            _ => return None,
        })
    }

    pub(super) fn of_activity(&self, index: usize, member: &str) -> Option<Value<'v>> {
        let activity = self.activity(index);
        Some(match member {
            "id" => Value::text_or_null(activity.id()),
            "name" => Value::text_or_null(activity.name()),
            "type" => type_of(activity),
            "written_type" => Value::text_or_null(activity.type_name()),
            "properties" => activity.properties().map_or_else(|| Value::Map(Default::default()), Value::Json),
            "reachable" => Value::Bool(self.context.graph.is_reachable(index)),
            "entry" => Value::Bool(activity.is_entry()),
            "ends" => Value::Bool(activity.is_ending()),
            "hands_off" => Value::Bool(activity.hands_off()),
            "waits" => Value::Bool(activity.waits()),
            "exits" => Value::Object(Object::Exits(index)),
            _ => return None,
        })
    }

    fn of_exit(&self, index: usize, member: &str) -> Option<Value<'v>> {
        let exit = self.exit(index);
        Some(match member {
            "event" => Value::text_or_null(exit.event()),
            "role" => Value::text(exit.role().name()),
            "wired" => Value::Bool(exit.is_wired()),
            "target" => match exit.target() {
                Some(target) => Value::Object(Object::Target(target.index())),
                None => Value::Null,
            },
            _ => return None,
        })
    }
}

/// The type as it counts.
fn type_of(activity: Activity<'_>) -> Value<'_> {
    match activity.known_type() {
        Some(known) => Value::text(known.name),
        None => Value::text_or_null(activity.type_name()),
    }
}

impl Object {
    pub(super) fn is_list(self) -> bool {
        matches!(self, Object::Numbers | Object::Exits(_))
    }

    pub(super) fn member<'v>(self, name: &str, subject: &Subject<'v, '_>) -> Option<Value<'v>> {
        match self {
            Object::Flow => subject.of_flow(name),
            Object::Activity(index) => subject.of_activity(index, name),
            Object::Exit(index) => subject.of_exit(index, name),
            Object::Target(index) => TARGET.contains(&name).then(|| subject.of_activity(index, name)).flatten(),
            Object::Numbers | Object::Exits(_) => None,
        }
    }

    pub(super) fn members<'v>(self, subject: &Subject<'v, '_>) -> Vec<(Value<'v>, Value<'v>)> {
        let names: &[&'static str] = match self {
            Object::Flow => &FLOW,
            Object::Activity(_) => &ACTIVITY,
            Object::Exit(_) => &EXIT,
            Object::Target(_) => &TARGET,
            Object::Numbers | Object::Exits(_) => &[],
        };
        names.iter().filter_map(|&name| Some((Value::text(name), self.member(name, subject)?))).collect()
    }

    pub(super) fn items<'v>(self, subject: &Subject<'v, '_>) -> Vec<Value<'v>> {
        match self {
            Object::Numbers => {
                let numbers = &subject.context.flow.metadata().numbers;
                numbers.iter().map(|number| Value::text(number.text.as_str())).collect()
            }
            Object::Exits(index) => {
                subject.activity(index).exits().map(|exit| Value::Object(Object::Exit(exit.index()))).collect()
            }
            _ => Vec::new(),
        }
    }
}
