//! The functions of expressions.

use regex::{Regex, RegexBuilder};

use super::subject::Subject;
use super::value::{Failure, Value};
use super::work::Work;
use crate::text::localized;

/// A function of CEL, as expressions may call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Size,
    Contains,
    StartsWith,
    EndsWith,
    Matches,
    Int,
    Double,
    String,
}

/// What is called on a list with a name for its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Macro {
    All,
    Exists,
    ExistsOne,
    Map,
    Filter,
}

/// All names that can be called.
pub(super) const NAMES: [&str; 14] = [
    "size",
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "int",
    "double",
    "string",
    "has",
    "all",
    "exists",
    "exists_one",
    "map",
    "filter",
];

impl Function {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "size" => Function::Size,
            "contains" => Function::Contains,
            "startsWith" => Function::StartsWith,
            "endsWith" => Function::EndsWith,
            "matches" => Function::Matches,
            "int" => Function::Int,
            "double" => Function::Double,
            "string" => Function::String,
            _ => return None,
        })
    }

    /// How many arguments it takes, the value that it is called on included; and how it may be called: `f(x)`, `x.f()`.
    pub(super) fn shape(self) -> (usize, bool, bool) {
        match self {
            Function::Size => (1, true, true),
            Function::Contains | Function::StartsWith | Function::EndsWith => (2, false, true),
            Function::Matches => (2, true, true),
            Function::Int | Function::Double | Function::String => (1, true, false),
        }
    }

    pub(super) fn name(self) -> &'static str {
        NAMES.into_iter().find(|name| Function::of(name) == Some(self)).unwrap_or_default()
    }

    pub(super) fn call<'v>(
        self,
        arguments: &[Value<'v>],
        subject: &Subject<'v, '_>,
        work: &mut Work,
    ) -> Result<Value<'v>, Failure> {
        let undefined = || Failure::undefined(self.name(), &arguments.iter().collect::<Vec<_>>());
        match (self, arguments) {
            (Function::Size, [value]) => {
                let size = value.size(subject, work)?.ok_or_else(undefined)?;
                Ok(Value::Int(size as i64))
            }
            (Function::Int | Function::Double, [value]) => {
                if let Value::String(text) = value {
                    work.spend_bytes(text.get().len())?;
                }
                if self == Function::Int { int(value) } else { double(value) }.ok_or_else(undefined)?
            }
            (Function::String, [value]) => string(value).ok_or_else(undefined),
            (_, [Value::String(text), Value::String(part)]) => {
                let (text, part) = (text.get(), part.get());
                work.spend_bytes(text.len() + part.len())?;
                Ok(Value::Bool(match self {
                    Function::Contains => memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some(),
                    Function::StartsWith => text.starts_with(part),
                    Function::EndsWith => text.ends_with(part),
                    _ => {
                        // A pattern that is made at run time costs what reading it may cost.
                        work.spend(50_000)?;
                        Pattern::new(part)?.matches(text, work)?
                    }
                }))
            }
            _ => Err(undefined()),
        }
    }
}

impl Macro {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "all" => Macro::All,
            "exists" => Macro::Exists,
            "exists_one" => Macro::ExistsOne,
            "map" => Macro::Map,
            "filter" => Macro::Filter,
            _ => return None,
        })
    }
}

fn int<'v>(value: &Value<'v>) -> Option<Result<Value<'v>, Failure>> {
    Some(match value {
        Value::Int(int) => Ok(Value::Int(*int)),
        Value::Uint(uint) => i64::try_from(*uint).map(Value::Int).map_err(|_| Failure::overflow()),
        Value::Double(double) => match *double > i64::MIN as f64 && *double < i64::MAX as f64 {
            true => Ok(Value::Int(*double as i64)),
            false => Err(Failure::overflow()),
        },
        Value::String(text) => text.get().parse().map(Value::Int).map_err(|_| no_number("int")),
        _ => return None,
    })
}

fn double<'v>(value: &Value<'v>) -> Option<Result<Value<'v>, Failure>> {
    Some(match value {
        Value::Int(int) => Ok(Value::Double(*int as f64)),
        Value::Uint(uint) => Ok(Value::Double(*uint as f64)),
        Value::Double(double) => Ok(Value::Double(*double)),
        Value::String(text) => text.get().parse().map(Value::Double).map_err(|_| no_number("double")),
        _ => return None,
    })
}

fn string<'v>(value: &Value<'v>) -> Option<Value<'v>> {
    Some(match value {
        Value::Bool(bool) => Value::text(bool.to_string()),
        Value::Int(int) => Value::text(int.to_string()),
        Value::Uint(uint) => Value::text(uint.to_string()),
        Value::Double(double) => Value::text(double.to_string()),
        Value::String(text) => Value::String(text.clone()),
        _ => return None,
    })
}

/// The text itself is not shown: it may be a secret.
fn no_number(function: &str) -> Failure {
    Failure::new(localized!("the argument of `{function}` is not a number", "`{function}` 的参数不是数字字符串"))
}

/// A regular expression, and how much work it is.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    regex: Regex,
    /// The steps that each byte of a text may take, in hundredths of a step.
    weight: u64,
}

impl Pattern {
    /// The size of the smallest compiled pattern that is told from larger ones, in bytes.
    const SMALL: usize = 1 << 14;
    /// The size of the largest compiled pattern that is allowed, in bytes.
    const LARGE: usize = 1 << 20;

    pub(super) fn new(pattern: &str) -> Result<Self, Failure> {
        let mut size = Pattern::SMALL;
        loop {
            match RegexBuilder::new(pattern).size_limit(size).dfa_size_limit(size * 4).nest_limit(50).build() {
                // Where its cache of states is too small for a pattern, the crate follows all states at once.
                Ok(regex) => return Ok(Pattern { regex, weight: (size / Pattern::SMALL) as u64 * 25 }),
                Err(regex::Error::CompiledTooBig(_)) if size < Pattern::LARGE => size *= 8,
                Err(regex::Error::CompiledTooBig(_)) => {
                    return Err(Failure::new(localized!("the pattern is too large", "正则表达式过大")));
                }
                Err(error) => {
                    let said = error.to_string();
                    let said = said.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                    return Err(Failure::new(localized!(
                        "not a valid pattern: {said}",
                        "不是有效的正则表达式：{said}"
                    )));
                }
            }
        }
    }

    pub(super) fn matches(&self, text: &str, work: &mut Work) -> Result<bool, Failure> {
        work.spend(text.len() as u64 * self.weight / 100 + 4)?;
        Ok(self.regex.is_match(text))
    }
}
