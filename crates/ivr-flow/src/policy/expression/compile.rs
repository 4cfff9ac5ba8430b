//! From the syntax tree of the crate `cel` to what is run: everything that can be known beforehand is checked here.

use std::ops::Range;

use cel::common::ast::{CallExpr, EntryExpr, Expr, IdedExpr, LiteralValue, operators};

use super::functions::{Function, Macro, NAMES, Pattern};
use super::node::{Literal, Node, Operator};
use super::parse::Places;
use super::subject::{ACTIVITY, FLOW};
use crate::policy::{ExpressionError, Scope};
use crate::text::{Localized, closest, did_you_mean, listed, localized, shorten};

/// How deep a compiled expression may be: running it goes into itself as deep.
const MOST_DEPTH: usize = 100;

/// How deep `all`, `exists`, `exists_one`, `map` and `filter` may stand in each other.
const MOST_MACROS: usize = 3;

pub(super) struct Compiler<'e> {
    scope: Scope,
    places: Places<'e>,
    /// The names that the macros around give to what they look at.
    locals: Vec<String>,
    depth: usize,
    pub(super) asks_flow_type: bool,
}

type Compiled<T> = Result<T, ExpressionError>;

impl<'e> Compiler<'e> {
    pub(super) fn new(scope: Scope, places: Places<'e>) -> Self {
        Compiler { scope, places, locals: Vec::new(), depth: 0, asks_flow_type: false }
    }

    pub(super) fn compile(&mut self, part: &IdedExpr) -> Compiled<Node> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return self.wrong(
                self.places.all(),
                localized!(
                    "the expression is nested more than {MOST_DEPTH} levels deep",
                    "表达式嵌套超过 {MOST_DEPTH} 层"
                ),
                None,
            );
        }
        let node = match &part.expr {
            Expr::Literal(literal) => self.literal(part, literal),
            Expr::Ident(name) => self.variable(part, name),
            Expr::Select(select) => self.member(part, &select.operand, &select.field),
            Expr::Call(call) => self.call(part, call),
            Expr::List(list) => Ok(Node::List(self.all(&list.elements)?)),
            Expr::Map(map) => {
                let mut members = Vec::with_capacity(map.entries.len());
                for entry in &map.entries {
                    if let EntryExpr::MapEntry(entry) = &entry.expr {
                        members.push((self.compile(&entry.key)?, self.compile(&entry.value)?));
                    }
                }
                Ok(Node::Map(members))
            }
            Expr::Struct(_) | Expr::Comprehension(_) | Expr::Unspecified => self.unsupported(part, ""),
        };
        self.depth -= 1;
        node
    }

    fn all(&mut self, parts: &[IdedExpr]) -> Compiled<Vec<Node>> {
        parts.iter().map(|part| self.compile(part)).collect()
    }

    fn two(&mut self, parts: &[IdedExpr]) -> Compiled<Box<[Node; 2]>> {
        Ok(Box::new([self.compile(&parts[0])?, self.compile(&parts[1])?]))
    }

    fn literal(&mut self, part: &IdedExpr, literal: &LiteralValue) -> Compiled<Node> {
        Ok(Node::Literal(match literal {
            LiteralValue::Null => Literal::Null,
            LiteralValue::Boolean(bool) => Literal::Bool(*bool.inner()),
            LiteralValue::Int(int) => Literal::Int(*int.inner()),
            LiteralValue::UInt(uint) => Literal::Uint(*uint.inner()),
            LiteralValue::Double(double) => Literal::Double(*double.inner()),
            LiteralValue::String(text) => Literal::String(text.inner().into()),
            LiteralValue::Bytes(_) => return self.unsupported(part, "b"),
        }))
    }

    fn variable(&mut self, part: &IdedExpr, name: &str) -> Compiled<Node> {
        if let Some(local) = self.locals.iter().rposition(|local| local == name) {
            return Ok(Node::Local(local));
        }
        match (name, self.scope) {
            ("flow", _) => Ok(Node::Flow),
            ("stats", _) => Ok(Node::Stats),
            ("activity", Scope::Activity) => Ok(Node::Activity),
            ("activity", Scope::Flow) => {
                let message = localized!("there is no `activity` here", "此处不能使用 `activity`");
                let help = localized!(
                    "this expression is about the flow as a whole: it can only use `flow` and `stats`",
                    "该表达式针对整个流程，只能使用 `flow` 和 `stats`"
                );
                self.wrong(self.places.of(part, name), message, Some(help))
            }
            _ => {
                let known: &[&str] = match self.scope {
                    Scope::Flow => &["flow", "stats"],
                    Scope::Activity => &["activity", "flow", "stats"],
                };
                let locals: Vec<_> = self.locals.iter().map(String::as_str).collect();
                let help = self.help_for(name, known.iter().copied().chain(locals), known);
                let shown = shorten(name);
                let message = localized!("unknown variable `{shown}`", "未知的变量 `{shown}`");
                self.wrong(self.places.of(part, name), message, Some(help))
            }
        }
    }

    /// `of.name`; of what is known to be the flow or the activity the name is checked.
    fn member(&mut self, part: &IdedExpr, of: &IdedExpr, name: &str) -> Compiled<Node> {
        let of = self.compile(of)?;
        self.check_member(part, &of, name)?;
        Ok(match (of, ACTIVITY.into_iter().find(|known| *known == name)) {
            (Node::Activity, Some(name)) => Node::ActivityMember(name),
            (of, _) => Node::Member(Box::new(of), name.into()),
        })
    }

    fn check_member(&mut self, part: &IdedExpr, of: &Node, name: &str) -> Compiled<()> {
        let (known, whose): (&[&str], _) = match of {
            Node::Flow => (&FLOW, "flow"),
            Node::Activity => (&ACTIVITY, "activity"),
            _ => return Ok(()),
        };
        self.asks_flow_type |= whose == "flow" && name == "type";
        if known.contains(&name) {
            return Ok(());
        }
        let help = self.help_for(name, known.iter().copied(), known);
        let name_shown = shorten(name);
        let message = localized!("`{whose}` has no member `{name_shown}`", "`{whose}` 没有成员 `{name_shown}`");
        self.wrong(self.places.of(part, name), message, Some(help))
    }

    fn call(&mut self, part: &IdedExpr, call: &CallExpr) -> Compiled<Node> {
        let (name, target, arguments) = (call.func_name.as_str(), call.target.as_deref(), &call.args);
        if target.is_none() {
            match (name, arguments.len()) {
                (operators::LOGICAL_NOT, 1) => return Ok(Node::Not(Box::new(self.compile(&arguments[0])?))),
                (operators::NEGATE, 1) => return Ok(Node::Negate(Box::new(self.compile(&arguments[0])?))),
                (operators::LOGICAL_AND, 2) => return Ok(Node::And(self.two(arguments)?)),
                (operators::LOGICAL_OR, 2) => return Ok(Node::Or(self.two(arguments)?)),
                (operators::INDEX, 2) => return self.index(part, arguments),
                (operators::CONDITIONAL, 3) => {
                    let [condition, one, other] = [&arguments[0], &arguments[1], &arguments[2]];
                    let nodes = [self.compile(condition)?, self.compile(one)?, self.compile(other)?];
                    return Ok(Node::Conditional(Box::new(nodes)));
                }
                (operators::HAS, _) => return self.has(part, arguments),
                _ => {}
            }
            if let (Some(operator), 2) = (Operator::of(name), arguments.len()) {
                return Ok(Node::Binary(operator, self.two(arguments)?));
            }
        }
        if let (Some(kind), Some(target)) = (Macro::of(name), target) {
            return self.comprehension(part, name, kind, target, arguments);
        }
        match Function::of(name) {
            Some(function) => self.function(part, function, target, arguments),
            None if NAMES.contains(&name) => self.wrong_call(part, name),
            None => {
                let help = self.help_for(name, NAMES.into_iter(), &NAMES);
                let shown = shorten(name);
                let message = localized!("unknown function `{shown}`", "未知的函数 `{shown}`");
                self.wrong(self.places.of(part, name), message, Some(help))
            }
        }
    }

    fn index(&mut self, part: &IdedExpr, arguments: &[IdedExpr]) -> Compiled<Node> {
        let nodes = self.two(arguments)?;
        if let [of, Node::Literal(Literal::String(name))] = &*nodes {
            let name = name.clone();
            self.check_member(part, of, &name)?;
        }
        Ok(Node::Index(nodes))
    }

    fn has(&mut self, part: &IdedExpr, arguments: &[IdedExpr]) -> Compiled<Node> {
        let [IdedExpr { expr: Expr::Select(select), .. }] = arguments else {
            let message = localized!(
                "`has` takes one member, for instance `has(activity.properties.say)`",
                "`has` 的参数应为一个成员，例如 `has(activity.properties.say)`"
            );
            return self.wrong(self.places.of(part, "has"), message, None);
        };
        let of = self.compile(&select.operand)?;
        self.check_member(&arguments[0], &of, &select.field)?;
        Ok(Node::Has(Box::new(of), select.field.as_str().into()))
    }

    fn function(
        &mut self,
        part: &IdedExpr,
        function: Function,
        target: Option<&IdedExpr>,
        arguments: &[IdedExpr],
    ) -> Compiled<Node> {
        let (count, is_global, is_member) = function.shape();
        let is_known = if target.is_some() { is_member } else { is_global };
        if !is_known || usize::from(target.is_some()) + arguments.len() != count {
            return self.wrong_call(part, function.name());
        }
        let mut nodes = Vec::with_capacity(count);
        for argument in target.into_iter().chain(arguments) {
            nodes.push(self.compile(argument)?);
        }
        if let (Function::Matches, [_, Node::Literal(Literal::String(pattern))]) = (function, nodes.as_slice()) {
            let pattern = match Pattern::new(pattern) {
                Ok(pattern) => Box::new(pattern),
                Err(failure) => return self.wrong(self.places.of(part, pattern), *failure.0, None),
            };
            return Ok(Node::Matches(Box::new(nodes.swap_remove(0)), pattern));
        }
        Ok(Node::Call(function, nodes))
    }

    fn comprehension(
        &mut self,
        part: &IdedExpr,
        name: &str,
        kind: Macro,
        target: &IdedExpr,
        arguments: &[IdedExpr],
    ) -> Compiled<Node> {
        let (item, condition, result) = match (kind, arguments) {
            (Macro::Map, [item, result]) => (item, None, Some(result)),
            (Macro::Map, [item, condition, result]) => (item, Some(condition), Some(result)),
            (_, [item, condition]) if kind != Macro::Map => (item, Some(condition), None),
            _ => return self.wrong_call(part, name),
        };
        let Expr::Ident(item) = &item.expr else { return self.wrong_call(part, name) };
        let of = Box::new(self.compile(target)?);
        if self.locals.len() == MOST_MACROS {
            let message = localized!(
                "`all`, `exists`, `map` and `filter` are nested more than {MOST_MACROS} levels deep",
                "`all`、`exists`、`map`、`filter` 的嵌套超过 {MOST_MACROS} 层"
            );
            return self.wrong(self.places.of(part, name), message, None);
        }
        self.locals.push(item.clone());
        let mut compile = |part: Option<&IdedExpr>| part.map(|part| self.compile(part).map(Box::new)).transpose();
        let (condition, result) = (compile(condition)?, compile(result)?);
        self.locals.pop();
        Ok(Node::Macro { kind, of, condition, result })
    }

    fn wrong_call<T>(&self, part: &IdedExpr, name: &str) -> Compiled<T> {
        let example = match name {
            "size" => "size(x)",
            "int" | "double" | "string" => "double(x)",
            "map" => "list.map(x, …)",
            "all" | "exists" | "exists_one" | "filter" => "list.exists(x, …)",
            _ => "text.contains(x)",
        };
        let example = example.replace("double", if matches!(name, "int" | "string") { name } else { "double" });
        let example = example.replace("exists", if Macro::of(name).is_some() { name } else { "exists" });
        let example = example.replace("contains", if Function::of(name).is_some() { name } else { "contains" });
        let message = localized!("`{name}` cannot be called this way", "`{name}` 的调用方式不正确");
        let help = localized!("write `{example}`", "请写成 `{example}`");
        self.wrong(self.places.of(part, name), message, Some(help))
    }

    fn unsupported<T>(&self, part: &IdedExpr, word: &str) -> Compiled<T> {
        let message =
            localized!("expressions have no bytes and no messages here", "此处的表达式不支持 bytes 和 message 类型");
        self.wrong(self.places.of(part, word), message, None)
    }

    fn help_for<'n>(&self, name: &str, candidates: impl Iterator<Item = &'n str>, possible: &[&str]) -> Localized {
        match closest(name, candidates) {
            Some(near) => did_you_mean(near),
            None => {
                let Localized { en, zh } = listed(possible);
                localized!("available: {en}", "可用：{zh}")
            }
        }
    }

    fn wrong<T>(&self, bytes: Range<usize>, message: Localized, help: Option<Localized>) -> Compiled<T> {
        Err(ExpressionError { bytes, message, help })
    }
}
