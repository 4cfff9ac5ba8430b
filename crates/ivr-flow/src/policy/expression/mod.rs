//! Conditions in CEL, the Common Expression Language (<https://cel.dev>).
//!
//! The crate `cel` reads an expression; `compile` checks that it asks only for what there is, and `evaluate` runs it.
//! Running it is our own: values are borrowed from the flow, work is counted, so that no expression of any shape hangs or
//! fills the memory, and errors are said in both languages without the values of the flow.

mod compile;
mod evaluate;
mod functions;
mod node;
mod parse;
mod subject;
mod value;
mod work;

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::scope::{ExpressionError, Scope};
use crate::text::{localized, printable};
use node::Node;
pub(super) use subject::Subject;
pub(super) use work::Work;

/// The longest expression, in bytes.
pub(crate) const MOST_BYTES: usize = 2_000;

/// A compiled expression. Two with one text are equal: the same is asked of the same.
#[derive(Debug, Clone)]
pub(crate) struct Expression {
    text: Arc<str>,
    node: Arc<Node>,
    asks_flow_type: bool,
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Expression {}

impl Hash for Expression {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl Expression {
    /// Compiles an expression.
    ///
    /// # Errors
    /// It is no CEL, too long or too deep, or asks for something that is not there.
    pub(crate) fn compile(text: &str, scope: Scope) -> Result<Self, ExpressionError> {
        if text.len() > MOST_BYTES {
            let length = text.len();
            return Err(ExpressionError {
                bytes: 0..length,
                message: localized!(
                    "the expression is {length} bytes long, and at most {MOST_BYTES} are allowed",
                    "表达式长 {length} 字节，最多允许 {MOST_BYTES} 字节"
                ),
                help: None,
            });
        }
        let (node, asks_flow_type) = parse::parse(text, scope)?;
        Ok(Expression { text: text.into(), node: Arc::new(node), asks_flow_type })
    }

    /// The expression as a message shows it: on one line, and shortened.
    pub(crate) fn shown(&self) -> String {
        const MOST: usize = 100;
        let words = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        match words.char_indices().nth(MOST) {
            Some((end, _)) => printable(&words[..end]) + "…",
            None => printable(&words),
        }
    }

    /// Whether it asks for `flow.type`.
    pub(crate) fn asks_flow_type(&self) -> bool {
        self.asks_flow_type
    }
}
