//! `empty-prompt`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::json::{Kind, Value};
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("empty-prompt"),
    level: Level::On(Severity::Warning),
    summary: Text::new("a prompt with nothing to play", "放音模块没有可播放的内容"),
    docs: Docs {
        what: Text::new(
            "Checks for Play audio modules (放音, `PLAY_SAY`) with nothing to play. If `audioType` is `tts`, blank, \
                 missing or not a string, that means a `say` that is blank or missing; for any other `audioType`, an \
                 `audioResourceId` that is blank or missing. `audioType` is compared exactly, so `TTS` counts as an \
                 audio file; a `say` or `audioResourceId` that is not a string counts as content. Texts of other \
                 modules, such as Collect digits (收号), are not checked.",
            "放音模块（`PLAY_SAY`）没有可播放的内容：`audioType` 为 `tts`、空白、缺失或不是字符串时，`say` 为\
                 空白或缺失；`audioType` 为其他值时，`audioResourceId` 为空白或缺失。`audioType` 按原样比较，`TTS` 会被\
                 当作语音文件；`say` 或 `audioResourceId` 不是字符串时视为有内容。收号等其他模块的提示音不在检查之列。",
        ),
        why: Text::new(
            "Callers hear nothing where they should be told something; they may think that the line is dead and \
                 hang up.",
            "本应播放提示的地方没有声音，来电者（客户）可能以为线路中断而挂机。",
        ),
        fix: Text::new(
            "Open the Play audio module on the canvas and enter a text or select an audio file, then click Save (保\
                 存) and Publish (发布). If nothing should be played here, delete the module and connect the exit that \
                 pointed to it to the module after it.",
            "在画布上打开该放音模块，填写文本或选择语音文件，然后保存并发布。如果这里本来就不需要放音，请删除该模\
                 块，并将连到它的线改连到其后的模块。",
        ),
        basis: Text::new(
            "Inferred: in the published sample the text to speak is in `say`, next to `audioType` `tts` and an \
                 empty `audioResourceId`. The value of `audioType` for an audio file is not public, so every other \
                 value counts as one.",
            "推断：公开示例中，播报文本写在 `say` 里，`audioType` 为 `tts`，`audioResourceId` 为空；语音文件对应的 \
                 `audioType` 取值没有公开，因此其他值都视为语音文件。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": ""},
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
   "properties": {"audioType": "tts", "say": "您好，欢迎致电江城银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
    },
    check: Check::Activity(check),
};

fn check(context: &Context<'_>, activity: Activity<'_>, out: &mut Vec<Diagnostic>) {
    if !activity.is("PLAY_SAY") {
        return;
    }
    // What is not a string is no type of audio.
    let names_file = |kind: Value<'_>| kind.kind() == Kind::String && !kind.is_blank() && !kind.is_text("tts");
    let speaks = !activity.property("audioType").is_some_and(names_file);
    let is_mute = is_missing(activity.property(if speaks { "say" } else { "audioResourceId" }));
    if !is_mute {
        return;
    }
    let name = context.name(activity);
    let (message, help) = if speaks {
        (
            localized!(
                "{name} has no text to speak, so callers hear nothing",
                "模块“{name}”没有要播报的文本，来电者听不到任何内容"
            ),
            localized!("enter a text, or select an audio file", "请填写播报文本，或选择语音文件"),
        )
    } else {
        (
            localized!(
                "{name} has no audio file to play, so callers hear nothing",
                "模块“{name}”没有选择语音文件，来电者听不到任何内容"
            ),
            localized!(
                "select an audio file, or speak a text (`audioType` `tts`)",
                "请选择语音文件，或改为文本播报（`audioType` 为 `tts`）"
            ),
        )
    };
    out.push(context.about_activity(activity, message).help(help));
}

/// Absent or a blank string; what is not a string counts as content.
fn is_missing(value: Option<Value<'_>>) -> bool {
    value.is_none_or(Value::is_blank)
}
