//! What is said to people, in both languages side by side: a text in one of them alone does not compile.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use super::mask_secrets;

/// A language that the reports are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Lang {
    /// The name on command lines and in files.
    pub fn name(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh",
        }
    }

    /// The language of a locale as POSIX (`zh_CN.UTF-8`) or BCP 47 (`zh-Hans-CN`) writes it; `None` where it is
    /// another.
    pub fn from_locale(locale: &str) -> Option<Lang> {
        let language = locale.split(['-', '_', '.', '@']).next().unwrap_or_default();
        [Lang::En, Lang::Zh].into_iter().find(|lang| lang.name().eq_ignore_ascii_case(language))
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One text in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Localized<T = String> {
    /// In English.
    pub en: T,
    /// In Simplified Chinese.
    pub zh: T,
}

/// A text that is built in or was made at run time, in both languages.
pub type Text = Localized<Cow<'static, str>>;

impl Text {
    /// A text that is built in.
    pub const fn new(en: &'static str, zh: &'static str) -> Self {
        Localized { en: Cow::Borrowed(en), zh: Cow::Borrowed(zh) }
    }
}

impl<T: AsRef<str>> Localized<T> {
    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => self.en.as_ref(),
            Lang::Zh => self.zh.as_ref(),
        }
    }
}

/// Formats one text in both languages; both literals capture the variables that stand around the call.
///
/// ```
/// let rounds = 3;
/// let text = ivr_flow::localized!("after {rounds} rounds", "{rounds} 轮之后");
/// assert_eq!(text.get(ivr_flow::Lang::Zh), "3 轮之后");
/// ```
#[macro_export]
macro_rules! localized {
    ($en:literal, $zh:literal $(,)?) => {
        $crate::Localized { en: format!($en), zh: format!($zh) }
    };
}
pub(crate) use localized;

/// The longest text from a flow that a message shows, in characters.
const SHOWN: usize = 40;

/// A text from a flow as a message shows it: [`printable`], and shortened.
pub fn shorten(text: &str) -> String {
    // What is cut off may be what a secret is known by.
    let text = &*mask_secrets(text);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => printable(&text[..end]) + "…",
        None => printable(text),
    }
}

/// A text on one line, without anything that a terminal would interpret, and with its secrets masked
/// ([`mask_secrets`]).
///
/// Control characters, line separators, the marks that turn the direction of writing, and the two code points that
/// XML has no way to write are escaped as JSON does it.
pub fn printable(text: &str) -> String {
    let masked = mask_secrets(text);
    if masked.bytes().all(is_plain) {
        return masked.into_owned();
    }
    let mut visible = String::with_capacity(masked.len());
    let mut before = "";
    for (at, char) in masked.char_indices() {
        match char {
            // What runners of CI take for a command wherever it stands in a line.
            '#' if before == "#" && ["#[", "#vso["].iter().any(|rest| masked[at..].starts_with(rest)) => {
                visible.push_str("\\u0023");
            }
            char if is_invisible(char) => {
                for unit in char.encode_utf16(&mut [0; 2]) {
                    let _ = write!(visible, "\\u{unit:04x}");
                }
            }
            '\n' => visible.push_str("\\n"),
            '\r' => visible.push_str("\\r"),
            '\t' => visible.push_str("\\t"),
            '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{61c}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => {
                let _ = write!(visible, "\\u{:04x}", u32::from(char));
            }
            char if char.is_control() => {
                let _ = write!(visible, "\\u{:04x}", u32::from(char));
            }
            char => visible.push(char),
        }
        before = &masked[at..at + char.len_utf8()];
    }
    visible
}

/// Whether every character that begins with this byte, or goes on with it, is shown as it is. Most texts have only such:
/// letters, digits and Chinese characters.
const fn is_plain(byte: u8) -> bool {
    match byte {
        b'#' | 0x7f => false,
        // The first bytes of all that is escaped: U+0080 to U+009F and U+00AD, U+061C, U+115F to U+180E, U+200B to
        // U+2069, U+3164, U+FEFF to U+FFFF, U+E0000 to U+E007F.
        0xc2 | 0xd8 | 0xe1 | 0xe2 | 0xe3 | 0xef | 0xf3 => false,
        _ => byte >= 0x20,
    }
}

/// Whether a character is not seen at all: two ids that differ in it would look the same.
fn is_invisible(char: char) -> bool {
    matches!(char,
        '\u{ad}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}'
        | '\u{3164}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_text_is_short_and_cannot_reach_the_terminal() {
        assert_eq!(shorten("主菜单"), "主菜单");
        assert_eq!(shorten("a\u{1b}[31m\nb\u{202e}\u{61c}"), "a\\u001b[31m\\nb\\u202e\\u061c");
        assert_eq!(printable("\u{fffe}\u{ffff}\u{fffd}"), "\\ufffe\\uffff\u{fffd}");
        assert_eq!(shorten(&"长".repeat(100)).chars().count(), SHOWN + 1);
    }

    #[test]
    fn no_byte_that_is_plain_begins_a_character_that_is_escaped() {
        for char in ('\0'..='\u{ffff}').chain('\u{e0000}'..='\u{e01ff}') {
            let text = char.to_string();
            assert!(!text.bytes().all(is_plain) || printable(&format!("\u{1}{text}")) == format!("\\u0001{text}"));
        }
    }
}
