//! `foreign-placeholder`

use std::borrow::Cow;

use std::ops::Range;

use crate::analysis::{Context, scan};
use crate::json::is_blank;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("foreign-placeholder"),
    level: Level::On(Severity::Warning),
    summary: Text::new("a placeholder of another system in a spoken text", "播报文本中使用了其他系统的占位符"),
    docs: Docs {
        what: Text::new(
            "Checks `say`, `positionHintsSay` and `agentGreetingSay`, directly in the `properties` of a module of \
                 any type, for `{{…}}` around something that is not blank, and for `{name}` with a name of letters, \
                 digits, `_` and `.`. Not reported is what belongs to a reference, well-formed or not (see \
                 `malformed-reference`), what stands behind `$` or `＄`, with or without blanks, and what is inside of \
                 such braces. The first one in each text is reported.",
            "检查模块（不限类型）的 `properties` 中直接给出的 `say`、`positionHintsSay` 和 `agentGreetingSay`，是\
                 否含有 `{{…}}`（内容不为空白）或 `{名称}`（名称由字母、数字、`_` 和 `.` 组成）。属于引用的（无论格式\
                 是否正确，见 `malformed-reference`）、紧跟在 `$` 或 `＄` 之后的（中间可以有空白）以及位于这种大括号之\
                 内的，都不报告。每段文本只报告第一处。",
        ),
        why: Text::new(
            "The platform replaces only `${…}`. Callers hear the placeholder as it is written instead of the \
                 value, which is what happens when texts are copied from another system.",
            "平台只替换 `${…}`。来电者（客户）听到的不是变量的值，而是占位符本身；从其他系统复制文本时常会如此。",
        ),
        fix: Text::new(
            "On the canvas, open the module and select the parameter instead (type a space and `$`); then click \
                 Save (保存) and Publish (发布).",
            "在画布上打开该模块，改为选择对应的参数（输入空格和 `$`），然后保存并发布。",
        ),
        basis: Text::new(
            "Documented: according to the manual of product version 2.x (2021), references are written as `${…}`. \
                 That other braces are read out as they stand is inferred.",
            "官方文档：2.x 版用户指南（2021 年）中，引用写作 `${…}`；其他大括号会被原样读出，属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，您的来电号码是{{caller}}。"},
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
   "properties": {"audioType": "tts", "say": "您好，您的来电号码是${开始.caller}。"},
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
    for (activity, key, value) in context.spoken_texts() {
        let text = value.string().unwrap_or_default();
        let Some(range) = placeholder(&text) else { continue };
        let (name, placeholder) = (context.name(activity), shorten(&text[range.clone()]));
        let message = localized!(
            "`{placeholder}` in `{key}` of {name} is not a reference: it will be read out literally",
            "模块“{name}”的 `{key}` 中的 `{placeholder}` 不是变量引用，会被原样读出"
        );
        let help = localized!("write `${{module.parameter}}`", "请写作 `${{模块名.参数}}`");
        out.push(context.about_part(activity, value, range, message).help(help).counts_values());
    }
}

/// The first placeholder of a text that is not one of the platform.
fn placeholder(text: &str) -> Option<Range<usize>> {
    memchr::memchr(b'{', text.as_bytes())?;
    let mut references = scan(text).map(|found| found.range).peekable();
    // Of the braces that are open whether they stand behind a `$`, and how many do.
    let mut open = Vec::new();
    let mut behind_sign = 0;
    let mut is_behind_sign = false;
    for (at, char) in text.char_indices() {
        match char {
            '{' => {
                if behind_sign == 0
                    && !is_behind_sign
                    && let Some(length) = length(&text[at..])
                {
                    while references.next_if(|reference| reference.end <= at).is_some() {}
                    if references.peek().is_none_or(|reference| reference.start >= at + length) {
                        return Some(at..at + length);
                    }
                }
                open.push(is_behind_sign);
                behind_sign += usize::from(is_behind_sign);
            }
            '}' => behind_sign -= usize::from(open.pop().unwrap_or_default()),
            _ => {}
        }
        is_behind_sign = matches!(char, '$' | '＄') || (is_behind_sign && char.is_whitespace());
    }
    None
}

/// How long the placeholder is that a text begins with.
fn length(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('{')?;
    if let Some(inside) = inside.strip_prefix('{') {
        let end = inside.find(['{', '}'])?;
        return (inside[end..].starts_with("}}") && !is_blank(&inside[..end])).then_some(end + "{{}}".len());
    }
    let is_part = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '.');
    let end = inside.find(|char| !is_part(char))?;
    let is_name = inside.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_');
    (is_name && inside[end..].starts_with('}')).then_some(end + "{}".len())
}
