//! Texts in boxes: measured, shortened to fit, and escaped for XML.

use ivr_flow::Localized;
use unicode_width::UnicodeWidthChar as _;

/// The approximate width of a text at a font size in pixels. The actual fonts are those of the viewer.
pub(crate) fn width(text: &str, size: f32) -> f32 {
    text.chars().map(|char| size * share(char)).sum()
}

/// The width of a character as a fraction of the font size.
fn share(char: char) -> f32 {
    match char.width() {
        None | Some(0) => 0.0,
        Some(1) => match char {
            'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 0.32,
            'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.95,
            'A'..='Z' | '_' | '&' => 0.71,
            _ => 0.59,
        },
        Some(_) => 1.04,
    }
}

/// A text shortened with `…` to at most this width.
pub(crate) fn fit(text: &str, size: f32, room: f32) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let room = room - size;
    let mut taken = 0.0;
    let end = text.char_indices().find(|&(_, char)| {
        taken += size * share(char);
        taken > room
    });
    let end = end.map_or(text.len(), |(end, _)| end);
    shortened(&text[..end])
}

/// A text that goes on. Where it runs from right to left, so does its `…`: an isolate keeps it on the left.
fn shortened(text: &str) -> String {
    let text = text.trim_end();
    if text.chars().any(is_from_the_right) { format!("\u{2067}{text}…\u{2069}") } else { format!("{text}…") }
}

/// Whether a character is of a script that is written from right to left, like Hebrew and Arabic.
fn is_from_the_right(char: char) -> bool {
    matches!(char, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}')
}

/// A text on at most so many lines, the last one shortened with `…` to fit.
pub(crate) fn lines(text: &str, size: f32, room: f32, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text;
    while lines.len() + 1 < most && width(rest, size) > room {
        let mut taken = 0.0;
        let end = rest.char_indices().find(|&(_, char)| {
            taken += size * share(char);
            taken > room
        });
        let Some((end, _)) = end.filter(|(end, _)| *end > 0) else { break };
        // Between words, if there are some.
        let end = rest[..end].rfind(' ').filter(|space| *space > end / 2).unwrap_or(end);
        lines.push(rest[..end].trim_end().to_owned());
        rest = rest[end..].trim_start();
    }
    lines.push(fit(rest, size, room));
    lines
}

/// A text as content or attribute of XML and HTML. Characters that XML cannot represent become U+FFFD.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' => escaped.push(char),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            char => escaped.push(char),
        }
    }
    escaped
}

/// A text in English and Chinese.
pub(crate) type Both<'a> = [&'a str; 2];

/// A text as the page has it.
pub(crate) fn both<T: AsRef<str>>(say: &Localized<T>) -> Both<'_> {
    [say.en.as_ref(), say.zh.as_ref()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_and_what_does_not_is_shortened() {
        assert_eq!(fit("主菜单", 13.0, 134.0), "主菜单");
        let long = fit(&"长".repeat(40), 13.0, 134.0);
        assert!(long.ends_with('…') && width(&long, 13.0) <= 134.0 && long.chars().count() > 8, "{long}");
        assert_eq!(fit("", 13.0, 0.0), "");
        let right = fit(&"مرحبا ".repeat(9), 13.0, 60.0);
        assert!(right.starts_with('\u{2067}') && right.ends_with("…\u{2069}"), "{right:?}");
        assert!(fit("e\u{301}".repeat(50).as_str(), 13.0, 50.0).ends_with('…'));
    }

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(
            escape("</script><img src=x onerror='alert(1)'>&\"\0\u{ffff}"),
            "&lt;/script&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;&quot;\u{fffd}\u{fffd}"
        );
    }
}
