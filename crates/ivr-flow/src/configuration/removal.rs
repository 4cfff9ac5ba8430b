//! Taking a table out of a configuration.

use std::cell::OnceCell;
use std::ops::Range;

#[cfg(feature = "toml")]
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::edit::Edit;
use crate::finding::Fix;
use crate::text::{Lines, Span, localized};

/// The text of a configuration, for findings about its tables and for taking some of them out.
pub(crate) struct Tables<'t> {
    text: &'t str,
    lines: Lines<'t>,
    /// Where the headers begin, in order; read only where a table is to go: most runs have none of no use.
    headers: OnceCell<Vec<usize>>,
}

impl<'t> Tables<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        Tables { text, lines: Lines::new(text, 0), headers: OnceCell::new() }
    }

    pub(crate) fn span(&self, bytes: Range<usize>) -> Span {
        self.lines.span(bytes)
    }

    /// The fix that removes the table whose header is at some bytes. `None` where it is no table with a header of its
    /// own.
    pub(crate) fn remove(&self, header: &Range<usize>) -> Option<Fix> {
        let edit = self.removal(header)?;
        let spans = vec![self.lines.span(edit.range.clone())];
        Some(Fix {
            is_safe: true,
            title: localized!("Remove it from the configuration", "从配置中删除"),
            edits: vec![edit],
            spans,
        })
    }

    /// The edit that removes the table, with the comment right above it; everything else stays as it is.
    fn removal(&self, header: &Range<usize>) -> Option<Edit> {
        let (text, headers) = (self.text, self.headers.get_or_init(|| headers_of(self.text)));
        let own = headers.binary_search(&header.start).ok()?;
        let start = with_comment(text, header.start);
        Some(match headers.get(own + 1) {
            Some(&next) => Edit { range: start..with_comment(text, next), text: String::new() },
            // Nor do the blank lines before it stay at the end of the file.
            None => {
                let before = text[..start].trim_end();
                let start = if before.is_empty() { 0 } else { start.min(before.len() + 1) };
                Edit { range: start..text.len(), text: String::new() }
            }
        })
    }
}

/// Where the headers of all tables begin, in order.
#[cfg(feature = "toml")]
fn headers_of(text: &str) -> Vec<usize> {
    let mut headers = Vec::new();
    if let Ok(document) = DeTable::parse(text) {
        document.get_ref().values().for_each(|value| find_headers(text, value, &mut headers));
    }
    headers.sort_unstable();
    headers
}

/// None: nothing reads TOML.
#[cfg(not(feature = "toml"))]
fn headers_of(_: &str) -> Vec<usize> {
    Vec::new()
}

/// Where the headers of a value's tables begin.
#[cfg(feature = "toml")]
fn find_headers(text: &str, value: &Spanned<DeValue<'_>>, headers: &mut Vec<usize>) {
    match value.get_ref() {
        DeValue::Table(table) => {
            let start = value.span().start;
            let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
            // Tables in braces, and those made of dotted keys, have none.
            if text[start..].starts_with('[') && text[line..start].trim().is_empty() {
                headers.push(start);
            }
            table.values().for_each(|value| find_headers(text, value, headers));
        }
        DeValue::Array(items) => items.iter().for_each(|value| find_headers(text, value, headers)),
        _ => {}
    }
}

/// Where the line of a header begins, or that of the first of the comments right above it.
fn with_comment(text: &str, header: usize) -> usize {
    let line = |end: usize| text[..end].rfind('\n').map_or(0, |end| end + 1);
    let mut start = line(header);
    while start > 0 {
        let above = line(start - 1);
        if !text[above..start].trim_start().starts_with('#') {
            break;
        }
        start = above;
    }
    start
}

#[cfg(all(test, feature = "toml"))]
mod tests {
    use super::*;

    const TEXT: &str = "\
# All flows.
fail-on = \"error\"

# Seen by the bank.
# Again in May.
[[ignore]]
rule = \"dead-end\"
reason = '''
[[ignore]]
'''

[rules] # levels
empty-name = \"off\"
[[ignore]]
rule = \"empty-name\" # why not
reason = \"none\"

";

    #[track_caller]
    fn without(nth: usize) -> String {
        let headers: Vec<_> = TEXT.match_indices("\n[[ignore]]").map(|(at, _)| at + 1).collect();
        let edit = Tables::of(TEXT).removal(&(headers[nth]..headers[nth] + 10)).expect("a table");
        String::from_utf8(Edit::apply(&[edit], TEXT.as_bytes()).expect("an edit")).expect("UTF-8")
    }

    #[test]
    fn a_table_goes_with_its_comment_and_nothing_else() {
        let first = TEXT.find("# Seen").expect("a comment");
        let rules = TEXT.find("[rules]").expect("a table");
        assert_eq!(without(0), format!("{}{}", &TEXT[..first], &TEXT[rules..]));
        // What looks like a header is a line of a string.
        let in_string = TEXT.match_indices("\n[[ignore]]").nth(1).expect("a line").0 + 1;
        assert_eq!(Tables::of(TEXT).removal(&(in_string..in_string + 10)), None);
        assert_eq!(without(2), TEXT[..TEXT.rfind("[[ignore]]").expect("a table")]);
    }

    #[test]
    fn what_has_no_header_stays() {
        let text = "ignore = [{ rule = \"dead-end\", reason = \"x\" }]\n";
        assert_eq!(Tables::of(text).removal(&(0..6)), None);
    }
}
