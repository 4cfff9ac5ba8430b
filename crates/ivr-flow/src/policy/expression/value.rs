//! The values of expressions. What comes from a flow is borrowed.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

use super::subject::{Object, Subject};
use super::work::Work;
use crate::HashMap;
use crate::json::{self, Kind};
use crate::text::{Localized, localized, shorten};

/// A value of an expression.
#[derive(Debug, Clone)]
pub(super) enum Value<'v> {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    String(Text<'v>),
    List(Rc<Vec<Value<'v>>>),
    Map(Rc<Vec<(Value<'v>, Value<'v>)>>),
    /// An object or array of a flow.
    Json(json::Value<'v>),
    /// An object or array of the statistics.
    Stats(&'v serde_json::Value),
    Object(Object),
}

/// The members of a map: their keys and values.
type Entries<'v> = Vec<(Value<'v>, Value<'v>)>;

/// A string of an expression.
#[derive(Debug, Clone)]
pub(super) enum Text<'v> {
    Borrowed(&'v str),
    Shared(Rc<str>),
}

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::policy) struct Failure(pub(super) Box<Localized>);

impl Failure {
    pub(super) fn new(text: Localized) -> Self {
        Failure(Box::new(text))
    }

    /// There is no member of this name. A name that nobody would give one is not looked at, which would take long.
    pub(super) fn no_member(name: &str) -> Self {
        const MOST: usize = 4_000;
        if name.len() > MOST {
            return Failure::no_key();
        }
        let name = shorten(name);
        Failure::new(localized!("there is no member `{name}`", "没有成员 `{name}`"))
    }

    /// There is no member of a key that is no name.
    pub(super) fn no_key() -> Self {
        Failure::new(localized!("there is no member of this key", "没有该键对应的成员"))
    }

    /// An operator or function is not defined for values of these types.
    pub(super) fn undefined(what: &str, values: &[&Value<'_>]) -> Self {
        let types: Vec<_> = values.iter().map(|value| value.type_name()).collect();
        let (types, types_zh) = (types.join(" and "), types.join("、"));
        Failure::new(localized!("`{what}` is not defined for {types}", "`{what}` 不能用于 {types_zh}"))
    }

    pub(super) fn overflow() -> Self {
        Failure::new(localized!("a number is too large", "数字过大"))
    }
}

impl Text<'_> {
    pub(super) fn get(&self) -> &str {
        match self {
            Text::Borrowed(text) => text,
            Text::Shared(text) => text,
        }
    }
}

impl<'v> From<Cow<'v, str>> for Text<'v> {
    fn from(text: Cow<'v, str>) -> Self {
        match text {
            Cow::Borrowed(text) => Text::Borrowed(text),
            Cow::Owned(text) => Text::Shared(text.into()),
        }
    }
}

impl<'v> Value<'v> {
    pub(super) fn text(text: impl Into<Cow<'v, str>>) -> Self {
        Value::String(text.into().into())
    }

    /// A string, or `null` where there is none.
    pub(super) fn text_or_null(text: Option<Cow<'v, str>>) -> Self {
        text.map_or(Value::Null, Value::text)
    }

    pub(super) fn list(items: Vec<Value<'v>>) -> Self {
        Value::List(Rc::new(items))
    }

    /// A value of a flow.
    pub(super) fn of_json(value: json::Value<'v>) -> Self {
        match value.kind() {
            Kind::Null => Value::Null,
            Kind::Bool => Value::Bool(value.boolean() == Some(true)),
            Kind::Number => Value::of_number(value.token()),
            Kind::String => Value::text_or_null(value.string()),
            Kind::Array | Kind::Object => Value::Json(value),
        }
    }

    /// A value of the statistics.
    pub(super) fn of_stats(value: &'v serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(bool) => Value::Bool(*bool),
            serde_json::Value::Number(number) => Value::of_number(&number.to_string()),
            serde_json::Value::String(text) => Value::text(text.as_str()),
            serde_json::Value::Array(_) | serde_json::Value::Object(_) => Value::Stats(value),
        }
    }

    /// A number of JSON: whole ones that fit are whole numbers, all others fractions.
    fn of_number(number: &str) -> Self {
        let whole = number.parse().map(Value::Int).or_else(|_| number.parse().map(Value::Uint));
        whole.unwrap_or_else(|_| Value::Double(number.parse().unwrap_or(f64::NAN)))
    }

    /// What CEL calls its type.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Uint(_) => "uint",
            Value::Double(_) => "double",
            Value::String(_) => "string",
            _ if self.is_list() => "list",
            _ => "map",
        }
    }

    fn is_list(&self) -> bool {
        match self {
            Value::List(_) => true,
            Value::Json(value) => value.kind() == Kind::Array,
            Value::Stats(value) => value.is_array(),
            Value::Object(object) => object.is_list(),
            _ => false,
        }
    }

    fn is_map(&self) -> bool {
        self.type_name() == "map"
    }

    /// The member of a map; `None` where it has none. The error is that it is no map.
    pub(super) fn member(
        &self,
        name: &str,
        subject: &Subject<'v, '_>,
        work: &mut Work,
    ) -> Result<Option<Value<'v>>, Failure> {
        Ok(match self {
            Value::Json(value) if value.kind() == Kind::Object => {
                let mut last = None;
                let mut count = 0;
                for member in value.children() {
                    count += 1 + member.key_range().map_or(0, |key| key.len() as u64 / 16);
                    if member.has_key(name) {
                        last = Some(member);
                    }
                }
                work.spend(count / 4 + 1)?;
                let member = last.filter(|member| !member.is_null());
                member.map(|member| Value::of_json(member).paid(work)).transpose()?
            }
            Value::Stats(serde_json::Value::Object(members)) => members.get(name).map(Value::of_stats),
            Value::Object(object) if !object.is_list() => {
                object.member(name, subject).map(|member| member.paid(work)).transpose()?
            }
            Value::Map(members) => {
                work.spend(members.len() as u64)?;
                let key = |key: &Value<'_>| matches!(key, Value::String(text) if text.get() == name);
                members.iter().find(|(own, _)| key(own)).map(|(_, value)| value.clone())
            }
            _ => return Err(Failure::no_member(name)),
        })
    }

    /// What a map has at a key, whatever the key is.
    pub(super) fn at_key(
        &self,
        key: &Value<'v>,
        subject: &Subject<'v, '_>,
        work: &mut Work,
    ) -> Result<Option<Value<'v>>, Failure> {
        if let Value::String(name) = key {
            return self.member(name.get(), subject, work);
        }
        let is_key = matches!(key, Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Double(_));
        match self {
            Value::Map(members) if is_key => {
                work.spend(members.len() as u64)?;
                let found = members.iter().find(|(own, _)| own.is_same_scalar(key));
                Ok(found.map(|(_, value)| value.clone()))
            }
            _ if is_key && self.is_map() => Ok(None),
            _ => Err(Failure::undefined("[]", &[self, key])),
        }
    }

    /// The items of a list, or the keys of a map.
    pub(super) fn items(&self, subject: &Subject<'v, '_>, work: &mut Work) -> Result<Rc<Vec<Value<'v>>>, Failure> {
        let items = match self {
            Value::List(items) => return Ok(Rc::clone(items)),
            Value::Json(value) if value.kind() == Kind::Array => {
                value.children().map(|item| Value::of_json(item).paid(work)).collect::<Result<_, _>>()?
            }
            Value::Stats(serde_json::Value::Array(items)) => items.iter().map(Value::of_stats).collect(),
            Value::Object(object) if object.is_list() => object.items(subject),
            _ => match self.entries(subject, work)? {
                Some(entries) => entries.into_iter().map(|(key, _)| key).collect(),
                None => return Err(Failure::undefined("in", &[self])),
            },
        };
        work.spend(items.len() as u64)?;
        Ok(Rc::new(items))
    }

    /// The members of a map, in the order of the text; nothing of anything else.
    fn entries(&self, subject: &Subject<'v, '_>, work: &mut Work) -> Result<Option<Entries<'v>>, Failure> {
        Ok(Some(match self {
            Value::Map(members) => members.to_vec(),
            Value::Json(value) if value.kind() == Kind::Object => {
                // Of members with one key the last counts.
                let keys = value.children().filter_map(json::Value::key_range);
                work.spend_bytes(keys.map(|key| key.len()).sum())?;
                let mut last = HashMap::<_, u32>::default();
                last.extend(value.children().map(|member| (member.key(), member.node())));
                let counts =
                    |member: &json::Value<'_>| last.get(&member.key()) == Some(&member.node()) && !member.is_null();
                let members = value.children().filter(counts);
                let entry = |member: json::Value<'v>| {
                    let key = Value::text_or_null(member.key()).paid(work)?;
                    Ok((key, Value::of_json(member).paid(work)?))
                };
                members.map(entry).collect::<Result<_, _>>()?
            }
            Value::Stats(serde_json::Value::Object(members)) => {
                members.iter().map(|(key, value)| (Value::text(key.as_str()), Value::of_stats(value))).collect()
            }
            Value::Object(object) if !object.is_list() => object.members(subject),
            _ => return Ok(None),
        }))
    }

    /// Pays for a text that had to be made, because the flow has it with escapes.
    pub(super) fn paid(self, work: &mut Work) -> Result<Self, Failure> {
        if let Value::String(Text::Shared(text)) = &self {
            work.spend_made(text.len())?;
        }
        Ok(self)
    }

    /// How many characters, items or members it has; `None` where that has no meaning.
    pub(super) fn size(&self, subject: &Subject<'v, '_>, work: &mut Work) -> Result<Option<usize>, Failure> {
        Ok(match self {
            Value::String(text) => {
                work.spend_bytes(text.get().len())?;
                Some(text.get().chars().count())
            }
            Value::Map(members) => Some(members.len()),
            _ if self.is_list() || self.is_map() => Some(self.items(subject, work)?.len()),
            _ => None,
        })
    }

    /// Whether two values are equal, as CEL has it: numbers by value, others only if they are of one type.
    pub(super) fn equals(
        &self,
        other: &Value<'v>,
        subject: &Subject<'v, '_>,
        work: &mut Work,
    ) -> Result<bool, Failure> {
        work.spend(1)?;
        if self.is_list() && other.is_list() {
            let (items, others) = (self.items(subject, work)?, other.items(subject, work)?);
            if items.len() != others.len() {
                return Ok(false);
            }
            for (item, other) in items.iter().zip(others.iter()) {
                if !item.equals(other, subject, work)? {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        if let (Some(members), Some(others)) = (self.entries(subject, work)?, other.entries(subject, work)?) {
            work.spend((members.len() + others.len()) as u64)?;
            if members.len() != others.len() {
                return Ok(false);
            }
            for (key, value) in &members {
                match other.at_key(key, subject, work)? {
                    Some(other) if value.equals(&other, subject, work)? => {}
                    _ => return Ok(false),
                }
            }
            return Ok(true);
        }
        self.pay_to_compare(other, work)?;
        Ok(self.is_same_scalar(other))
    }

    /// Pays for a look at two texts beside each other.
    pub(super) fn pay_to_compare(&self, other: &Value<'v>, work: &mut Work) -> Result<(), Failure> {
        match (self, other) {
            (Value::String(text), Value::String(other)) => work.spend_bytes(text.get().len().min(other.get().len())),
            _ => Ok(()),
        }
    }

    fn is_same_scalar(&self, other: &Value<'v>) -> bool {
        matches!((self, other), (Value::Null, Value::Null)) || self.compare(other) == Some(Ordering::Equal)
    }

    /// Which of two values is less; `None` where they cannot be compared.
    pub(super) fn compare(&self, other: &Value<'v>) -> Option<Ordering> {
        match (self, other) {
            (Value::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
            (Value::String(one), Value::String(other)) => Some(one.get().cmp(other.get())),
            (Value::Int(one), Value::Int(other)) => Some(one.cmp(other)),
            (Value::Uint(one), Value::Uint(other)) => Some(one.cmp(other)),
            (Value::Double(one), Value::Double(other)) => one.partial_cmp(other),
            (Value::Int(one), Value::Uint(other)) => Some(i128::from(*one).cmp(&i128::from(*other))),
            (Value::Uint(one), Value::Int(other)) => Some(i128::from(*one).cmp(&i128::from(*other))),
            (Value::Int(one), Value::Double(other)) => (*one as f64).partial_cmp(other),
            (Value::Double(one), Value::Int(other)) => one.partial_cmp(&(*other as f64)),
            (Value::Uint(one), Value::Double(other)) => (*one as f64).partial_cmp(other),
            (Value::Double(one), Value::Uint(other)) => one.partial_cmp(&(*other as f64)),
            _ => None,
        }
    }
}
