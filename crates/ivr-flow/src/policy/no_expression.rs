//! A build without CEL has no expressions: none can be made.

use super::outcome::Trouble;
use super::scope::{ExpressionError, Scope};
use crate::analysis::Context;
use crate::text::localized;

/// No expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Expression {}

/// A flow, of which nothing is asked.
pub(super) struct Subject<'c, 'a>(&'c Context<'a>);

/// No work.
pub(super) struct Work;

impl Expression {
    /// Says that there are none.
    pub(crate) fn compile(text: &str, _: Scope) -> Result<Self, ExpressionError> {
        Err(ExpressionError {
            bytes: 0..text.len(),
            message: localized!("this build has no CEL expressions", "此版本不支持 CEL 表达式"),
            help: None,
        })
    }

    pub(crate) fn shown(&self) -> String {
        match *self {}
    }

    pub(crate) fn asks_flow_type(&self) -> bool {
        match *self {}
    }
}

impl<'c, 'a> Subject<'c, 'a> {
    pub(super) fn new(context: &'c Context<'a>) -> Self {
        Subject(context)
    }

    pub(super) fn evaluate(&self, expression: &Expression, _: Option<usize>, _: &mut Work) -> Result<bool, Trouble> {
        match *expression {}
    }
}

impl Work {
    pub(super) fn of_flow(_: &Context<'_>) -> Self {
        Work
    }
}
