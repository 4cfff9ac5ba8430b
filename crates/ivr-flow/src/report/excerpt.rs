//! What a finding points at, formatted for people.
//!
//! Real definitions are one line of up to 500 kB, often escaped inside a page. An excerpt shows the activity alone,
//! as JSON of short lines: what does not matter for the finding is shortened, and the canvas position left out.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::finding::Finding;
use crate::json::{Kind, MOST_STRINGS, Source, Tree, Value, next_document, unescape};
use crate::text::base64::decode_part;
use crate::text::{printable, secrets};

/// A few lines of JSON with the part that the finding points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Lines no wider than asked for, without a line break at the end.
    pub text: String,
    /// The bytes of `text` that the finding points at.
    pub mark: Range<usize>,
}

/// The largest activity that is laid out, in bytes: each of its findings goes through all of it.
const MOST_BYTES: usize = 16 * 1024;

/// The most members of one array or object that are shown, beside the one that the finding points at.
const MOST_MEMBERS: usize = 12;

/// Renders what a finding points at, in lines of at most `width` columns. `bytes` is the file that it was found in.
///
/// Returns `None` if the file has changed since it was linted.
pub fn excerpt(bytes: &[u8], finding: &Finding, width: usize) -> Option<Excerpt> {
    let range = finding.activity_bytes.clone().filter(|range| range.len() <= MOST_BYTES);
    let activity = range.and_then(|range| laid_out_activity(bytes.get(range)?, finding, width));
    activity.or_else(|| token(bytes, finding, width))
}

fn laid_out_activity(raw: &[u8], finding: &Finding, width: usize) -> Option<Excerpt> {
    let text = unescaped_until(std::str::from_utf8(raw).ok()?, |text| one_document(text).is_some())?;
    let json = one_document(&text)?;
    let steps = finding.pointer.split('/').skip(3).map(|step| step.replace("~1", "/").replace("~0", "~"));
    let mut target = json.root();
    for step in steps {
        target = match target.kind() {
            Kind::Array => target.children().nth(step.parse().ok()?)?,
            _ => target.get(&step)?,
        };
    }
    let mut layout = Layout {
        text: String::new(),
        mark: 0..0,
        width,
        target,
        on_key: finding.rule == "duplicate-key",
        part: finding.part.as_deref(),
    };
    layout.expand(json.root(), 0);
    Some(Excerpt { text: layout.text, mark: layout.mark })
}

/// What the finding's own bytes say, or for an empty span the line around it.
fn token(bytes: &[u8], finding: &Finding, width: usize) -> Option<Excerpt> {
    let Range { start, end } = finding.span.range();
    if start == end {
        return Some(around(bytes.get(..start)?, bytes.get(start..)?, width));
    }
    if let (Some(part), Some(_)) = (&finding.part, &finding.activity_bytes) {
        let (text, mark) = cut(&printable(part), width, 0..0);
        return Some(Excerpt { mark: mark.start..text.len(), text });
    }
    // Only the beginning is shown, so that the token of a large file is not looked at whole.
    let most = (start + width * 8).min(end);
    let raw = without_escaped_slashes(bytes.get(start..most)?);
    let raw = match one_document(&raw) {
        Some(_) => raw,
        None => decode_part(&raw, |text| text.starts_with(['"', '{', '[', '\\'])).unwrap_or(raw),
    };
    let is_token = |text: &str| !text.starts_with('\\');
    let text = unescaped_until(&raw, is_token).map_or(raw.clone(), Cow::into_owned);
    let text = match one_document(&text) {
        Some(json) => in_line(json.root(), width, None).0,
        None => cut(&printable(&text.split_whitespace().collect::<Vec<_>>().join(" ")), width, 0..0).0,
    };
    let mark = 0..text.len();
    Some(Excerpt { text, mark })
}

/// The text of the line around a place, with the mark on the character behind it.
fn around(before: &[u8], behind: &[u8], width: usize) -> Excerpt {
    // A secret is masked where it is seen whole: nobody's terminal is so wide that its beginning is out of reach.
    const REACH: usize = 4096;
    // A line may be the whole of a large file.
    let (before, behind) = (&before[before.len().saturating_sub(REACH)..], &behind[..behind.len().min(REACH)]);
    let before = before.rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
    let behind = behind.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let (before, behind) = (without_escaped_slashes(before), without_escaped_slashes(behind));
    let (line, mut place) = (before.clone() + &behind, before.len());
    if let Some(secret) = secrets(&line).find(|secret| secret.contains(&place)) {
        place = secret.start;
    }
    let (before, behind) = (printable(&line[..place]), printable(&line[place..]));
    let first = behind.chars().next().map_or(0, char::len_utf8);
    let place = before.len();
    let (mut text, mut mark) = cut(&(before + &behind), width.saturating_sub(1), place..place + first);
    if first == 0 {
        // At the end of the line there is nothing to underline.
        text.push(' ');
        mark = text.len() - 1..text.len();
    }
    Excerpt { text, mark }
}

/// A part of a text of JSON, with slashes as their string says them: escaped ones would hide what a secret is known by.
fn without_escaped_slashes(raw: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(raw).into_owned();
    while text.contains("\\/") {
        text = text.replace("\\/", "/");
    }
    text
}

/// A text that is one document and nothing else.
fn one_document(text: &str) -> Option<Tree<'_>> {
    let document = next_document(text, 0)?.ok()?;
    let is_whole = document.range.len() == text.len();
    is_whole.then(|| Tree::new(Source::Borrowed(text), document, 0))
}

/// Takes away layers of escapes, or of Base64 around an object, until the text is as it should be.
fn unescaped_until(text: &str, is_right: impl Fn(&str) -> bool) -> Option<Cow<'_, str>> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..=MOST_STRINGS * 2 {
        if is_right(&text) {
            return Some(text);
        }
        let token = format!("\"{text}\"");
        // A text that was cut may end in the middle of an escape.
        one_document(&token)?;
        let next = match unescape(&text) {
            next if next != *text => next.into_owned(),
            _ => decode_part(&text, |text| text.starts_with('{') && text.ends_with('}'))?,
        };
        text = Cow::Owned(next);
    }
    None
}

struct Layout<'a> {
    text: String,
    mark: Range<usize>,
    width: usize,
    /// What the finding points at.
    target: Value<'a>,
    /// Whether it points at the target's key.
    on_key: bool,
    /// The part of the target, a string, that it points at.
    part: Option<&'a str>,
}

impl<'a> Layout<'a> {
    /// Writes a container with one line for each of its members; those on the way to the target are expanded too.
    fn expand(&mut self, value: Value<'a>, indent: usize) {
        let (open, close) = if value.kind() == Kind::Array { ('[', ']') } else { ('{', '}') };
        if value.node() == self.target.node() && !self.on_key {
            self.mark = self.text.len()..self.text.len() + 1;
        }
        self.text.push(open);
        let indent = indent + 2;
        let members: Vec<_> = value.children().filter(|member| self.says_something(*member)).collect();
        let target = members.iter().position(|member| self.leads_to_target(*member));
        let is_shown = |number: usize| {
            members.len() <= MOST_MEMBERS
                || number < MOST_MEMBERS / 2
                || target.is_some_and(|target| number.abs_diff(target) <= MOST_MEMBERS / 4)
        };
        let mut left_out = 0;
        for (number, &member) in members.iter().enumerate() {
            if !is_shown(number) {
                left_out += 1;
                continue;
            }
            self.ellipsis(indent, &mut left_out);
            let _ = write!(self.text, "\n{:indent$}", "");
            self.member(member, indent, number + 1 < members.len());
        }
        self.ellipsis(indent, &mut left_out);
        let _ = write!(self.text, "\n{:indent$}{close}", "", indent = indent - 2);
    }

    fn ellipsis(&mut self, indent: usize, left_out: &mut usize) {
        if *left_out > 0 {
            let _ = write!(self.text, "\n{:indent$}… {left_out}", "");
            *left_out = 0;
        }
    }

    fn member(&mut self, member: Value<'a>, indent: usize, comma: bool) {
        let mut used = indent + usize::from(comma);
        if let Some(key) = member.key() {
            let (key, _) = cut(&quoted(&key), self.width.saturating_sub(used) / 2, 0..0);
            if self.on_key && member.node() == self.target.node() {
                self.mark = self.text.len()..self.text.len() + key.len();
            }
            used += key.width() + 2;
            self.text.push_str(&key);
            self.text.push_str(": ");
        }
        let is_container = matches!(member.kind(), Kind::Array | Kind::Object);
        let room = self.width.saturating_sub(used).max(4);
        let leads_to_target = self.leads_to_target(member) && member.node() != self.target.node();
        // Exits say where the call goes: they are worth a line each.
        let is_wide = member.has_key("events") && width_within(member, room).is_none();
        if is_container && (leads_to_target || is_wide) {
            self.expand(member, indent);
        } else {
            let start = self.text.len();
            let part = self.part.filter(|_| member.node() == self.target.node());
            let (text, part) = in_line(member, room, part);
            self.text.push_str(&text);
            if member.node() == self.target.node() && !self.on_key {
                self.mark = match part {
                    Some(part) => start + part.start..start + part.end,
                    None => start..self.text.len(),
                };
            }
        }
        if comma {
            self.text.push(',');
        }
    }

    fn leads_to_target(&self, value: Value<'_>) -> bool {
        (value.node()..value.node_behind()).contains(&self.target.node())
    }

    /// The place on the canvas is left out unless the finding is about it.
    fn says_something(&self, member: Value<'_>) -> bool {
        !member.has_key("position") || self.leads_to_target(member)
    }
}

/// A value on one line of at most `room` columns, and where `part` of it is.
fn in_line(value: Value<'_>, room: usize, part: Option<&str>) -> (String, Option<Range<usize>>) {
    match value.kind() {
        Kind::String => {
            let text = quoted(&value.string().unwrap_or_default());
            let found = part.map(printable).and_then(|part| Some((text.find(&part)?, part.len())));
            let focus = found.map_or(0..0, |(start, length)| start..start + length);
            let (text, focus) = cut(&text, room, focus);
            (text, found.map(|_| focus))
        }
        Kind::Array | Kind::Object => (container_in_line(value, room), None),
        _ => (cut(value.token(), room, 0..0).0, None),
    }
}

/// The width of a value on one line, unless it is more than `room`: of what is wider only so much is looked at.
fn width_within(value: Value<'_>, room: usize) -> Option<usize> {
    let width = match value.kind() {
        Kind::String => quoted(&value.string().unwrap_or_default()).width(),
        Kind::Array | Kind::Object => {
            let is_array = value.kind() == Kind::Array;
            let mut width = 0;
            for (number, member) in value.children().filter(|member| !member.has_key("position")).enumerate() {
                // Brackets, with blanks in those of an object, or a comma.
                width += if number > 0 || is_array { 2 } else { 4 };
                width += member.key().map_or(0, |key| quoted(&key).width() + 2);
                width += width_within(member, room.checked_sub(width)?)?;
            }
            width.max(2)
        }
        _ => value.token().width(),
    };
    (width <= room).then_some(width)
}

fn container_in_line(value: Value<'_>, room: usize) -> String {
    let (open, close, empty) = match value.kind() {
        Kind::Array => ("[", "]", "[]"),
        _ => ("{ ", " }", "{}"),
    };
    let mut text = open.to_owned();
    for (number, member) in value.children().filter(|member| !member.has_key("position")).enumerate() {
        if number > 0 {
            text.push_str(", ");
        }
        if let Some(key) = member.key() {
            text.push_str(&quoted(&key));
            text.push_str(": ");
        }
        let left = room.saturating_sub(text.width() + close.len());
        let member = if left < 4 { "…".repeat(5) } else { in_line(member, left, None).0 };
        text.push_str(&member);
        if text.width() + close.len() > room {
            return format!("{}…{}", open.trim_end(), close.trim_start());
        }
    }
    match text == open {
        true => empty.to_owned(),
        false => text + close,
    }
}

/// A text as a JSON string.
fn quoted(text: &str) -> String {
    // Most texts have nothing to escape. What has is kept whole: a reference may stand anywhere in it.
    let escaped = match text.contains(['"', '\\']) {
        true => printable(&text.replace('\\', "\\\\").replace('"', "\\\"")),
        false => printable(text),
    };
    format!("\"{escaped}\"")
}

/// Cuts a text down to `room` columns around the bytes of `focus`, with `…` where something was cut.
/// Returns where the focus is then; a focus wider than the room is cut at its end.
fn cut(text: &str, room: usize, focus: Range<usize>) -> (String, Range<usize>) {
    let columns = |char: char| char.width().unwrap_or(0);
    if text.chars().map(columns).sum::<usize>() <= room {
        return (text.to_owned(), focus);
    }
    let room = room.saturating_sub(2);
    let mut start = focus.start;
    let mut used = 0;
    // A third of the room may stand before the focus.
    for (at, char) in text[..focus.start].char_indices().rev() {
        if used + columns(char) > room / 3 {
            break;
        }
        used += columns(char);
        start = at;
    }
    let mut end = start;
    let mut used = 0;
    for (at, char) in text[start..].char_indices() {
        if used + columns(char) > room {
            break;
        }
        used += columns(char);
        end = start + at + char.len_utf8();
    }
    let mut short = String::new();
    if start > 0 {
        short.push('…');
    }
    let offset = short.len();
    short.push_str(&text[start..end]);
    let focus_end = focus.end.min(end).saturating_sub(start) + offset;
    if end < text.len() {
        short.push('…');
    }
    (short, focus.start - start + offset..focus_end)
}
