//! `empty-prompt`

use crate::catalogue::Types;
use crate::json::Value;
use crate::key::Key;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "empty-prompt",
    severity: Severity::Warning,
    summary: Say { en: "a prompt with nothing to play", zh: "放音模块没有可播放的内容" },
    docs: Docs {
        what: Say {
            en: "A 放音 (`PLAY_SAY`) has nothing to play. With `audioType` `tts`, blank or absent, that means a `say` \
                 that is blank or absent; with any other `audioType`, an `audioResourceId` that is. `audioType` is \
                 compared exactly, so `TTS` stands for a file; a value that is no string counts as something. Texts of \
                 other modules, 收号 for instance, are not looked at.",
            zh: "放音模块（`PLAY_SAY`）没有可播放的内容：`audioType` 为 `tts`、空白或缺失时，`say` 为空白或缺失；\
                 `audioType` 为其他值时，`audioResourceId` 为空白或缺失。`audioType` 按原样比较，`TTS` 会被当作语音文\
                 件；值不是字符串时视为有内容。收号等其他模块的提示音不在检查之列。",
        },
        why: Say {
            en: "Callers hear nothing where they should be told something, and may take the line for dead and hang up.",
            zh: "该有提示的地方一片静音，来电者可能以为线路断了，直接挂机。",
        },
        mend: Say {
            en: "Open the 放音 on the canvas and write the text or choose an audio file, then 保存 and 发布. If \
                 nothing shall be said here, delete the module and drag the line to the one behind it.",
            zh: "在画布上打开该放音模块，填写文本或选择语音文件，然后保存并发布。如果这里本来就不需要放音，请删除该模\
                 块，把线直接连到它后面的模块。",
        },
        rests_on: Say {
            en: "Inferred: in the published sample the spoken text stands in `say`, beside `audioType` `tts` and an \
                 empty `audioResourceId`; the value of `audioType` for a file is not public, so every other value \
                 counts as one.",
            zh: "推断：公开示例中，播报文本写在 `say` 里，`audioType` 为 `tts`，`audioResourceId` 为空；语音文件对应的 \
                 `audioType` 取值没有公开，因此其他值都视为语音文件。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": ""},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电江城银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Activity(Types::of(&["PLAY_SAY"]), check),
};

fn check(cx: &Cx<'_>, index: usize, out: &mut Vec<Draft>) {
    let activity = cx.activity(index);
    let audio_type = cx.flow.property(activity, Key::AudioType);
    let speaks = is_missing(audio_type) || audio_type.is_some_and(|kind| kind.says("tts"));
    let is_mute = is_missing(cx.flow.property(activity, if speaks { Key::Say } else { Key::AudioResourceId }));
    if !is_mute {
        return;
    }
    let name = cx.name(index);
    let (message, help) = if speaks {
        (
            say!("{name} has no text to speak: callers hear nothing", "{name} 没有要播报的文本：来电者什么也听不到"),
            say!("write the text, or choose an audio file", "请填写播报文本，或选择语音文件"),
        )
    } else {
        (
            say!(
                "{name} has no audio file to play: callers hear nothing",
                "{name} 没有选择语音文件：来电者什么也听不到"
            ),
            say!(
                "choose an audio file, or speak a text (`audioType` `tts`)",
                "请选择语音文件，或改为文本播报（`audioType` 为 `tts`）"
            ),
        )
    };
    out.push(cx.about_activity(index, message).help(help));
}

/// Absent or a blank string; what is no string is something.
fn is_missing(value: Option<Value<'_>>) -> bool {
    value.is_none_or(Value::is_blank)
}
