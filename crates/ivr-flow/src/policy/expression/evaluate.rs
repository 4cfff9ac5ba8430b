//! Runs a compiled expression.

use std::cmp::Ordering;
use std::rc::Rc;

use super::functions::Macro;
use super::node::{Node, Operator};
use super::subject::{Object, Subject};
use super::value::{Failure, Text, Value};
use super::work::Work;
use crate::text::localized;

/// One run of an expression.
pub(super) struct Evaluation<'v, 'a, 'w> {
    subject: &'v Subject<'v, 'a>,
    activity: Option<usize>,
    /// What the macros around look at.
    locals: Vec<Value<'v>>,
    work: &'w mut Work,
}

type Evaluated<'v> = Result<Value<'v>, Failure>;

impl<'v, 'a, 'w> Evaluation<'v, 'a, 'w> {
    pub(super) fn new(subject: &'v Subject<'v, 'a>, activity: Option<usize>, work: &'w mut Work) -> Self {
        work.begin();
        Evaluation { subject, activity, locals: Vec::new(), work }
    }

    /// The value of a part, which is at most `MOST_DEPTH` parts deep.
    pub(super) fn run(&mut self, node: &'v Node) -> Evaluated<'v> {
        self.work.spend(1)?;
        Ok(match node {
            Node::Literal(literal) => literal.value(),
            Node::Flow => Value::Object(Object::Flow),
            Node::Stats => self.subject.stats(),
            Node::Activity => self.activity.map_or(Value::Null, |activity| Value::Object(Object::Activity(activity))),
            Node::ActivityMember(name) => {
                let value = self.activity.and_then(|activity| self.subject.of_activity(activity, name));
                value.unwrap_or(Value::Null).paid(self.work)?
            }
            Node::Local(local) => self.locals[*local].clone(),
            Node::Member(of, name) => {
                let of = self.run(of)?;
                of.member(name, self.subject, self.work)?.ok_or_else(|| Failure::no_member(name))?
            }
            Node::Has(of, name) => Value::Bool(self.run(of)?.member(name, self.subject, self.work)?.is_some()),
            Node::Index(nodes) => self.index(nodes)?,
            Node::Not(node) => Value::Bool(!self.bool(node, "!")?),
            Node::Negate(node) => match self.run(node)? {
                Value::Int(int) => Value::Int(int.checked_neg().ok_or_else(Failure::overflow)?),
                Value::Double(double) => Value::Double(-double),
                other => return Err(Failure::undefined("-", &[&other])),
            },
            Node::And(nodes) => Value::Bool(self.decide(nodes, false, "&&")?),
            Node::Or(nodes) => Value::Bool(self.decide(nodes, true, "||")?),
            Node::Conditional(nodes) => {
                let [condition, one, other] = &**nodes;
                return if self.bool(condition, "?:")? { self.run(one) } else { self.run(other) };
            }
            Node::Binary(operator, nodes) => {
                let (one, other) = (self.run(&nodes[0])?, self.run(&nodes[1])?);
                self.binary(*operator, &one, &other)?
            }
            Node::List(nodes) => {
                let items = nodes.iter().map(|node| self.run(node)).collect::<Result<_, _>>()?;
                Value::list(items)
            }
            Node::Map(nodes) => self.map(nodes)?,
            Node::Call(function, nodes) => {
                let arguments = nodes.iter().map(|node| self.run(node)).collect::<Result<Vec<_>, _>>()?;
                function.call(&arguments, self.subject, self.work)?
            }
            Node::Matches(node, pattern) => match self.run(node)? {
                Value::String(text) => Value::Bool(pattern.matches(text.get(), self.work)?),
                other => return Err(Failure::undefined("matches", &[&other])),
            },
            Node::Macro { kind, of, condition, result } => {
                let of = self.run(of)?;
                let items = of.items(self.subject, self.work)?;
                self.comprehend(*kind, &items, condition.as_deref(), result.as_deref())?
            }
        })
    }

    fn bool(&mut self, node: &'v Node, what: &str) -> Result<bool, Failure> {
        match self.run(node)? {
            Value::Bool(bool) => Ok(bool),
            other => Err(Failure::undefined(what, &[&other])),
        }
    }

    /// `&&` and `||`: an operand that decides does so even where the other has no value.
    fn decide(&mut self, nodes: &'v [Node; 2], deciding: bool, what: &str) -> Result<bool, Failure> {
        let first = self.bool(&nodes[0], what);
        if first == Ok(deciding) {
            return Ok(deciding);
        }
        let second = self.bool(&nodes[1], what)?;
        if second == deciding { Ok(deciding) } else { first }
    }

    fn index(&mut self, nodes: &'v [Node; 2]) -> Evaluated<'v> {
        let (of, at) = (self.run(&nodes[0])?, self.run(&nodes[1])?);
        if of.type_name() != "list" {
            let name = || match &at {
                Value::String(text) => Failure::no_member(text.get()),
                _ => Failure::no_key(),
            };
            return of.at_key(&at, self.subject, self.work)?.ok_or_else(name);
        }
        let number = match at {
            Value::Int(int) => usize::try_from(int).ok(),
            Value::Uint(uint) => usize::try_from(uint).ok(),
            Value::Double(double) if double.fract() == 0.0 && double.abs() < 1e15 => {
                usize::try_from(double as i64).ok()
            }
            _ => return Err(Failure::undefined("[]", &[&of, &at])),
        };
        let items = of.items(self.subject, self.work)?;
        let count = items.len();
        let s = if count == 1 { "" } else { "s" };
        number.and_then(|number| items.get(number).cloned()).ok_or_else(|| {
            Failure::new(localized!(
                "the index is out of range: the list has {count} item{s}",
                "列表共有 {count} 项，下标超出范围"
            ))
        })
    }

    fn map(&mut self, nodes: &'v [(Node, Node)]) -> Evaluated<'v> {
        let mut members: Vec<(Value<'v>, Value<'v>)> = Vec::with_capacity(nodes.len());
        for (key, value) in nodes {
            let (key, value) = (self.run(key)?, self.run(value)?);
            if !matches!(key, Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::String(_)) {
                return Err(Failure::undefined("{}", &[&key]));
            }
            for (known, _) in &members {
                if known.equals(&key, self.subject, self.work)? {
                    return Err(Failure::new(localized!("a map has a duplicate key", "映射中的键重复")));
                }
            }
            members.push((key, value));
        }
        Ok(Value::Map(Rc::new(members)))
    }

    fn comprehend(
        &mut self,
        kind: Macro,
        items: &[Value<'v>],
        condition: Option<&'v Node>,
        result: Option<&'v Node>,
    ) -> Evaluated<'v> {
        let mut results = Vec::new();
        let mut count = 0;
        self.locals.push(Value::Null);
        let place = self.locals.len() - 1;
        for item in items {
            self.locals[place] = item.clone();
            let fits = match condition {
                // An error in an item that is looked at is an error.
                Some(condition) => self.bool(condition, "all, exists, map, filter"),
                None => Ok(true),
            };
            let fits = match fits {
                Ok(fits) => fits,
                Err(failure) => {
                    self.locals.pop();
                    return Err(failure);
                }
            };
            match kind {
                Macro::All if !fits => break,
                Macro::Exists if fits => {
                    count = 1;
                    break;
                }
                Macro::ExistsOne => count += usize::from(fits),
                Macro::Filter if fits => results.push(item.clone()),
                Macro::Map if fits => {
                    let value = result.map_or(Ok(Value::Null), |result| self.run(result));
                    match value {
                        Ok(value) => results.push(value),
                        Err(failure) => {
                            self.locals.pop();
                            return Err(failure);
                        }
                    }
                }
                Macro::All => count += 1,
                _ => {}
            }
        }
        self.locals.pop();
        Ok(match kind {
            Macro::All => Value::Bool(count == items.len()),
            Macro::Exists | Macro::ExistsOne => Value::Bool(count == 1),
            Macro::Map | Macro::Filter => Value::list(results),
        })
    }

    fn binary(&mut self, operator: Operator, one: &Value<'v>, other: &Value<'v>) -> Evaluated<'v> {
        let undefined = || Failure::undefined(operator.sign(), &[one, other]);
        let compare = |fits: fn(Ordering) -> bool| one.compare(other).map(fits).map(Value::Bool).ok_or_else(undefined);
        if operator.is_order() {
            one.pay_to_compare(other, self.work)?;
        }
        match operator {
            Operator::Equal => Ok(Value::Bool(one.equals(other, self.subject, self.work)?)),
            Operator::NotEqual => Ok(Value::Bool(!one.equals(other, self.subject, self.work)?)),
            Operator::Less => compare(Ordering::is_lt),
            Operator::LessOrEqual => compare(Ordering::is_le),
            Operator::Greater => compare(Ordering::is_gt),
            Operator::GreaterOrEqual => compare(Ordering::is_ge),
            Operator::In => self.is_in(one, other).map(Value::Bool),
            _ => self.arithmetic(operator, one, other).unwrap_or_else(|| Err(undefined())),
        }
    }

    fn is_in(&mut self, item: &Value<'v>, of: &Value<'v>) -> Result<bool, Failure> {
        match of.type_name() {
            "list" => {
                for other in of.items(self.subject, self.work)?.iter() {
                    if other.equals(item, self.subject, self.work)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            "map" => Ok(of.at_key(item, self.subject, self.work)?.is_some()),
            _ => Err(Failure::undefined("in", &[item, of])),
        }
    }

    fn concatenate(&mut self, one: &Value<'v>, other: &Value<'v>) -> Evaluated<'v> {
        let (items, others) = (one.items(self.subject, self.work)?, other.items(self.subject, self.work)?);
        self.work.spend((items.len() + others.len()) as u64)?;
        Ok(Value::list(items.iter().chain(others.iter()).cloned().collect()))
    }

    /// `+ - * / %`, of two numbers of one type; `+` of two texts or lists too. `None` where it is not defined.
    fn arithmetic(&mut self, operator: Operator, one: &Value<'v>, other: &Value<'v>) -> Option<Evaluated<'v>> {
        let by_zero = || Failure::new(localized!("division by zero", "除数为零"));
        Some(match (one, other) {
            (Value::Int(one), Value::Int(other)) => match operator {
                Operator::Add => one.checked_add(*other),
                Operator::Subtract => one.checked_sub(*other),
                Operator::Multiply => one.checked_mul(*other),
                _ if *other == 0 => return Some(Err(by_zero())),
                Operator::Divide => one.checked_div(*other),
                _ => one.checked_rem(*other),
            }
            .map(Value::Int)
            .ok_or_else(Failure::overflow),
            (Value::Uint(one), Value::Uint(other)) => match operator {
                Operator::Add => one.checked_add(*other),
                Operator::Subtract => one.checked_sub(*other),
                Operator::Multiply => one.checked_mul(*other),
                _ if *other == 0 => return Some(Err(by_zero())),
                Operator::Divide => one.checked_div(*other),
                _ => one.checked_rem(*other),
            }
            .map(Value::Uint)
            .ok_or_else(Failure::overflow),
            (Value::Double(one), Value::Double(other)) => Ok(Value::Double(match operator {
                Operator::Add => one + other,
                Operator::Subtract => one - other,
                Operator::Multiply => one * other,
                Operator::Divide => one / other,
                _ => return None,
            })),
            (Value::String(one), Value::String(other)) if operator == Operator::Add => {
                let (one, other) = (one.get(), other.get());
                let cost = self.work.spend_made(one.len() + other.len());
                cost.map(|()| Value::String(Text::Shared([one, other].concat().into())))
            }
            _ if operator == Operator::Add && one.type_name() == "list" && other.type_name() == "list" => {
                self.concatenate(one, other)
            }
            _ => return None,
        })
    }
}
