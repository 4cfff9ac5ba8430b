//! `garbled-text`

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::analysis::{Context, spoken_texts};
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("garbled-text"),
    level: Level::On(Severity::Warning),
    summary: Text::new("a text with garbled characters", "文本出现乱码"),
    docs: Docs {
        what: Text::new(
            "Checks `say`, `positionHintsSay` and `agentGreetingSay`, directly in the `properties` of a module of \
                 any type, and its `name`, for what is left when a text was read in the wrong encoding or cut within a \
                 character: U+FFFD (�), 锟斤拷, 烫烫烫, 屯屯屯, and two or more Chinese or accented characters in \
                 UTF-8 that were read as Windows-1252 or Latin-1, for instance `ä½ å¥½` for 你好. Each text is \
                 reported once.",
            "检查模块（不限类型）的 `properties` 中直接给出的 `say`、`positionHintsSay`、`agentGreetingSay` 以及模\
                 块的 `name`，是否含有编码错误或字符被截断后留下的痕迹：U+FFFD（�）、锟斤拷、烫烫烫、屯屯屯，以及两个\
                 或更多相邻的、按 Windows-1252 或 Latin-1 误读的 UTF-8 字符，例如把“你好”读成 `ä½ å¥½`。每段文本报告一\
                 次。",
        ),
        why: Text::new(
            "Callers hear noise or nothing instead of the text. A garbled name is worse: references to \
                 it by its right name no longer work.",
            "来电者（客户）听到的是一串怪音，或者什么也听不到。模块名称变成乱码时，用原名称的引用也会失效。",
        ),
        fix: Text::new(
            "On the canvas, enter the text again; then click Save (保存) and Publish (发布). If a script writes \
                 the flows, make it read and write UTF-8.",
            "在画布上重新输入该文本，然后保存并发布。如果流程由脚本写入，请让脚本按 UTF-8 读写。",
        ),
        basis: Text::new(
            "Follows from the text alone: these sequences come from decoding with a wrong encoding, and hardly \
                 ever from anything else.",
            "仅由文本本身得出：这些字符序列来自错误的解码，几乎不可能是有意输入的。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "锟斤拷迎致电。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "欢迎致电。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
    },
    check: Check::Flow(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    // Hardly any flow has such a text.
    if !context.flow.may_say(may_be_garbled) {
        return;
    }
    for activity in context.flow.activities() {
        let name = activity.name().and_then(|_| Some(("name", activity.value().get("name")?)));
        for (key, value) in name.into_iter().chain(spoken_texts(activity)) {
            let full = value.string().unwrap_or_default();
            if !is_garbled(&full) {
                continue;
            }
            let (name, text) = (context.name(activity), shorten(&full));
            let message =
                localized!("`{key}` of {name} is garbled: `{text}`", "模块“{name}”的 `{key}` 是乱码：`{text}`");
            let help = localized!("enter the text again, in UTF-8", "请以 UTF-8 重新输入该文本");
            let diagnostic = context.about_activity_at(activity, value, message).help(help).counts_values();
            let is_name = key == "name";
            out.push(match decode(&full).filter(|decoded| !is_name || may_rename(context, &full, decoded)) {
                Some(decoded) => {
                    let shown = shorten(&decoded);
                    let title = localized!("Change it to `{shown}`", "改为 `{shown}`");
                    diagnostic.unsafe_fix(title, vec![value.edit(&serde_json::Value::from(decoded).to_string())])
                }
                None => diagnostic,
            });
        }
    }
}

/// What a decoder writes for what it cannot read, what GBK reads of that, and what uninitialized memory looks like.
const TRACES: [&str; 4] = ["\u{fffd}", "锟斤拷", "烫烫烫", "屯屯屯"];

#[expect(clippy::expect_used, reason = "four short words are no limit")]
static ANY_TRACE: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(TRACES).expect("an automaton"));

/// Whether a text may hold a garbled one. Each sequence that is read wrongly begins with a letter whose first
/// byte no Chinese character has.
fn may_be_garbled(text: &str) -> bool {
    const FIRST_BYTE: u8 = 0xc3;
    memchr::memchr(FIRST_BYTE, text.as_bytes()).is_some() || ANY_TRACE.is_match(text)
}

fn is_garbled(text: &str) -> bool {
    ANY_TRACE.is_match(text) || has_misread_neighbours(text)
}

/// Whether two neighbours are each the bytes of one character of UTF-8, read one by one.
fn has_misread_neighbours(text: &str) -> bool {
    const MOST_FOLLOWING: usize = 3;
    let mut chars = text.chars().peekable();
    let mut neighbours = 0;
    while let Some(char) = chars.next() {
        let mut following = 0;
        if is_misread_first(char) {
            while following < MOST_FOLLOWING && chars.next_if(|&char| is_misread_following(char)).is_some() {
                following += 1;
            }
        }
        neighbours = if following > 0 { neighbours + 1 } else { 0 };
        if neighbours == 2 {
            return true;
        }
    }
    false
}

/// What the first byte of a character is read as.
fn is_misread_first(char: char) -> bool {
    "ÃÂâæåçèéäïãð".contains(char)
}

/// What a following byte, 0x80 to 0xBF, is read as: by Latin-1 the character of its number, by Windows-1252 up to 0x9F
/// another.
fn is_misread_following(char: char) -> bool {
    matches!(byte_of(char), Some(0x80..=0xbf))
}

/// What 0x80 to 0x9F are in Windows-1252. The five bytes that are nothing there are read as by Latin-1.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The byte that Windows-1252 or Latin-1 reads as this character.
fn byte_of(char: char) -> Option<u8> {
    u8::try_from(char).ok().or_else(|| {
        let place = WINDOWS_1252.iter().position(|&known| known == char)?;
        u8::try_from(0x80 + place).ok()
    })
}

/// The text that was misread, once or several times, where all of it is UTF-8.
fn decode(text: &str) -> Option<String> {
    let once = |text: &str| String::from_utf8(text.chars().map(byte_of).collect::<Option<_>>()?).ok();
    let mut decoded = once(text)?;
    while is_garbled(&decoded) {
        decoded = once(&decoded)?;
    }
    Some(decoded)
}

/// Whether a module may take this name: no other has it, and no reference uses the old one.
fn may_rename(context: &Context<'_>, old: &str, new: &str) -> bool {
    let mut references = context.references().iter();
    !references.any(|reference| reference.module_name() == Some(old))
        && !context.flow.activities().any(|activity| activity.given_name().as_deref() == Some(new))
}
