//! Reading an expression with the crate `cel`.

use std::ops::Range;
use std::thread;

use cel::common::ast::{IdedExpr, SourceInfo};
use cel::{Env, ParseErrors};

use super::compile::Compiler;
use super::node::Node;
use crate::policy::{ExpressionError, Scope};
use crate::text::{localized, printable};

/// How deep expressions may nest; the parser goes into itself at brackets and conditions.
const MOST_DEPTH: u16 = 48;

/// The stack that reading one takes at most is a fraction of it: the parser takes up to a hundred kilobytes a level
/// where nothing is optimised, and a worker's stack has two megabytes.
const STACK: usize = 32 << 20;

/// Reads and compiles an expression. Says also whether it asks for the flow's type.
pub(super) fn parse(text: &str, scope: Scope) -> Result<(Node, bool), ExpressionError> {
    let read = || {
        // Without macros, `all` and its like stay the calls that they are written as.
        let parser = Env::default().with_optional_support(false).parser().max_recursion_depth(MOST_DEPTH);
        let (expression, source) = parser.parse_with_source_info(text).map_err(|errors| syntax_error(text, &errors))?;
        let mut compiler = Compiler::new(scope, Places { text, source: &source });
        let node = compiler.compile(&expression)?;
        Ok((node, compiler.asks_flow_type))
    };
    let read = thread::scope(|scope| {
        let reader = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, read).ok()?;
        reader.join().ok()
    });
    read.unwrap_or_else(|| {
        Err(ExpressionError {
            bytes: 0..text.len(),
            message: localized!("the expression cannot be read", "无法读取该表达式"),
            help: None,
        })
    })
}

/// Where the parts of an expression are in its text.
pub(super) struct Places<'e> {
    text: &'e str,
    source: &'e SourceInfo,
}

impl Places<'_> {
    /// The bytes of a word in a part of the expression: the first behind the part's sign, else all of the expression.
    pub(super) fn of(&self, part: &IdedExpr, word: &str) -> Range<usize> {
        let start = self.source.offset_for(part.id).map_or(0, |(start, _)| start as usize);
        let start = self.text.char_indices().nth(start).map_or(0, |(at, _)| at);
        let found = self.text[start..].find(word).map(|at| start + at);
        // The sign of a call is its bracket, behind the name.
        let found = found.or_else(|| self.text.find(word));
        found.filter(|_| !word.is_empty()).map_or(0..self.text.len(), |at| at..at + word.len())
    }

    /// All of the expression.
    pub(super) fn all(&self) -> Range<usize> {
        0..self.text.len()
    }
}

/// What the parser says of a text that is no CEL; only its first error is told.
fn syntax_error(text: &str, errors: &ParseErrors) -> ExpressionError {
    // An error of depth is found last and explains all others.
    let is_deep = |message: &str| message.contains("Recursion limit");
    let deep = errors.errors.iter().any(|error| is_deep(&error.msg));
    let Some(first) = errors.errors.first().filter(|_| !deep) else {
        return ExpressionError {
            bytes: 0..text.len(),
            message: localized!(
                "the expression is nested more than {MOST_DEPTH} levels deep",
                "表达式嵌套超过 {MOST_DEPTH} 层"
            ),
            help: None,
        };
    };
    let (line, column) = first.pos;
    let line_start =
        text.split_inclusive('\n').take(usize::try_from(line - 1).unwrap_or(0)).map(str::len).sum::<usize>();
    let rest = text.get(line_start..).unwrap_or_default();
    let column = usize::try_from(column - 1).unwrap_or(0);
    let start = line_start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at);
    let end = text[start..].chars().next().map_or(start, |char| start + char.len_utf8());
    let said = first.msg.trim_start_matches("Syntax error: ");
    // What the parser expected may be a long list.
    let said = said.split(" expecting ").next().unwrap_or(said);
    let said: String = printable(said).chars().take(120).collect();
    ExpressionError {
        bytes: start..end,
        message: localized!("not a valid CEL expression: {said}", "不是有效的 CEL 表达式：{said}"),
        help: None,
    }
}
