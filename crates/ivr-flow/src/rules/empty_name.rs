//! `empty-name`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "empty-name",
    severity: Severity::Note,
    summary: Say { en: "a module without a name", zh: "模块没有名称" },
    docs: Docs {
        what: Say {
            en: "An activity of any type has no `name`, or one that is empty or only white space. It fires whether or \
                 not a call gets there. A `name` that is no string is `invalid-shape`.",
            zh: "模块（不限类型）没有 `name`，或者 `name` 为空或只有空白字符。无论来电能否到达都会报告。`name` 不是字符\
                 串时由 `invalid-shape` 报告。",
        },
        why: Say {
            en: "References need the name, so what this module gives cannot be used anywhere else. Whoever looks into \
                 a failed call finds only an id of 8 hex digits.",
            zh: "引用要靠名称，没有名称的模块，其参数在别处无法引用。排查问题来电时，看到的也只是一串 8 位十六进制的 \
                 id。",
        },
        mend: Say {
            en: "Open the module on the canvas and name it after what it does, then 保存 and 发布.",
            zh: "在画布上打开该模块，按用途为它命名，然后保存并发布。",
        },
        rests_on: Say {
            en: "Observed: every activity of the published sample has a name; that references go by it is documented \
                 in the manual of product version 2.x (2021).",
            zh: "实际观察：公开示例中每个模块都有名称；引用使用模块名称，见 2.x 版用户指南（2021 年）。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电江城银行。"},
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
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    if cx.flow.has_unnamed {
        for (index, _) in cx.flow.each().filter(|(_, activity)| !activity.is_named()) {
            out.extend(nameless(cx, index));
        }
    }
}

fn nameless(cx: &Cx<'_>, index: usize) -> Option<Draft> {
    let activity = cx.activity(index);
    // A name that is no string is of the wrong shape, not empty.
    let name = activity.value.present("name");
    if name.is_some() && activity.name().is_none() {
        return None;
    }
    let who = cx.name(index);
    let message = match activity.kind().as_deref().map(shown) {
        Some(kind) => say!("{who} ({kind}) has no name", "{who}（{kind}）没有名称"),
        None => say!("{who} has no name", "{who} 没有名称"),
    };
    let help = say!(
        "name it after what it does: reports, traces and references speak of modules by name",
        "请按用途命名：报表、轨迹与变量引用都使用模块名称"
    );
    let draft = match name {
        Some(name) => cx.about_activity_at(index, name, message),
        None => cx.about_activity(index, message),
    };
    Some(draft.help(help))
}
