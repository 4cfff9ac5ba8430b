//! `duplicate-id`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("duplicate-id"),
    level: Level::On(Severity::Error),
    summary: Text::new("two modules have the same id", "两个模块的 id 相同"),
    docs: Docs {
        what: Text::new(
            "Checks for modules that have the id of an earlier module of the same flow; each later one is \
                 reported. Ids are compared exactly, including case. Every exit with this id points to the first \
                 module; the later one can never be the target and is therefore not reported by `unreachable-activity` \
                 as well. Different flows may use the same ids.",
            "模块的 id 与同一流程中前面的模块相同；后出现的每一个都会报告。id 按原样比较，区分大小写。所有指向该 \
                 id 的出口都会指向前一个模块，后一个模块无法作为目标，因此不再重复报告 `unreachable-activity`。不同流程\
                 之间 id 相同没有关系。",
        ),
        why: Text::new(
            "Callers who should reach the later module reach the first one instead: they press 2 and hear the menu \
                 for 1. Usually a module was copied in the text without changing its id.",
            "本该进入后一个模块的来电者（客户）会进入前一个：按了 2，听到的却是 1 的内容。通常是在文本中复制模块时\
                 忘了修改 id。",
        ),
        fix: Text::new(
            "Give the later module an id that is not used in the flow yet (the console uses 8 hexadecimal digits) \
                 and update the `next` of the exits that should point to it. On the canvas: add the module again, \
                 redraw its connections, then click Save (保存).",
            "为后一个模块换一个流程中未使用的 id（控制台使用 8 位十六进制），并修改应指向它的出口的 `next`。也可以\
                 在控制台的画布上重新添加该模块并连线，然后保存。",
        ),
        basis: Text::new(
            "Inferred: exits refer to their target by id, and all ids in the platform's published sample are \
                 different. Which of two modules with the same id the platform uses is not public.",
            "推断：出口通过 id 指向目标模块，平台公开示例中的 id 也各不相同；id 重复时平台取哪一个没有公开资料。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
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
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
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
        ),
    },
    check: Check::Flow(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for activity in context.flow.activities().filter(|activity| activity.repeats_id()) {
        let id = activity.id().unwrap_or_default();
        let first = context.flow.by_id(&id).map(|first| context.name(first)).unwrap_or_default();
        let (id, name) = (shorten(&id), context.name(activity));
        let message =
            localized!("{name} has the same id `{id}` as {first}", "模块“{name}”的 id `{id}` 已被模块“{first}”使用");
        let help = localized!(
            "every exit to `{id}` points to the first module: give this one a unique id",
            "所有指向 `{id}` 的出口都会到前一个模块：请为此模块换一个唯一的 id"
        );
        out.push(context.about_activity(activity, message).help(help));
    }
}
