//! `duplicate-id`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "duplicate-id",
    severity: Severity::Error,
    summary: Say { en: "two activities have the same id", zh: "两个模块的 id 相同" },
    docs: Docs {
        what: Say {
            en: "An activity has the id of an earlier activity of the same flow; each later one is reported. Ids are \
                 compared exactly, so upper and lower case differ. Every exit to this id leads to the first activity; \
                 the later one cannot be led to and is therefore not reported by `unreachable-activity` as well. \
                 Different flows may use the same ids.",
            zh: "模块的 id 与同一流程中前面的模块相同；后出现的每一个都会报告。id 按原样比较，区分大小写。所有指向该 \
                 id 的出口都会到前一个模块，后一个模块无法被连到，因此不再重复报告 `unreachable-activity`。不同流程之\
                 间 id 相同没有关系。",
        },
        why: Say {
            en: "Callers who should get to the later module get to the first one instead: they press 2 and hear the \
                 menu of 1. Usually a module was copied in the text without a new id.",
            zh: "本该进入后一个模块的来电者会进入前一个：按了 2，听到的却是 1 的内容。通常是在文本中复制模块时忘了换 \
                 id。",
        },
        mend: Say {
            en: "Give the later activity an id that the flow does not have yet (the console uses 8 hex digits) and \
                 set the `next` of the exits that are meant for it. On the canvas: place the module anew, drag the \
                 lines to it, then 保存.",
            zh: "为后一个模块换一个流程中未使用的 id（控制台使用 8 位十六进制），并修改应指向它的出口的 `next`。也可\
                 以在控制台的画布上重新添加该模块并连线，然后保存。",
        },
        rests_on: Say {
            en: "Inferred: exits name their target by its id, and all ids of the platform's published sample differ; \
                 which of two the platform takes is not public.",
            zh: "推断：出口通过 id 指向目标模块，平台公开示例中的 id 也各不相同；id 重复时平台取哪一个没有公开资料。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "主菜单",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "网点时间",
   "properties": {"audioType": "tts", "say": "网点九点开始营业。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "道别语",
   "properties": {"audioType": "tts", "say": "感谢来电，再见。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "主菜单",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "网点时间",
   "properties": {"audioType": "tts", "say": "网点九点开始营业。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "道别语",
   "properties": {"audioType": "tts", "say": "感谢来电，再见。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    if !cx.flow.has_duplicate_ids {
        return;
    }
    for (index, activity) in cx.flow.each().filter(|&(index, _)| cx.flow.is_later_duplicate(index)) {
        let id = activity.id().unwrap_or_default();
        let first = cx.flow.by_id(&id).map(|first| cx.name(first)).unwrap_or_default();
        let (id, name) = (shown(&id), cx.name(index));
        let message =
            say!("{name} has the id `{id}` that {first} has already", "{name} 的 id `{id}` 已被 {first} 使用");
        let help = say!(
            "every exit to `{id}` leads to the first: give this activity an id of its own",
            "所有指向 `{id}` 的出口都会到前一个模块：请为此模块换一个唯一的 id"
        );
        out.push(cx.about_activity(index, message).help(help));
    }
}
