//! `duplicate-key`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::json::Value;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("duplicate-key"),
    level: Level::On(Severity::Warning),
    summary: Text::new("an object has the same key more than once", "同一对象中出现了重复的键"),
    docs: Docs {
        what: Text::new(
            "Checks for objects of the definition that have the same key more than once; keys are compared after \
                 unescaping. Each key of an object is reported once, at its last occurrence, which is the one that \
                 counts: the values it replaces are not linted. The same key in different objects is fine, and keys \
                 outside the definition, such as those of the API response, are not checked.",
            "流程定义的同一个对象中，同一个键出现了多次（去掉转义后相同即视为同一个键）。每个对象、每个键只报告一\
                 次，位置在最后一次出现的地方；以最后一个为准，被覆盖的内容不再检查。不同对象中的同名键属正常；流程定义\
                 之外的键（如 API 返回结果外层的键）不检查。",
        ),
        why: Text::new(
            "All values but the last are lost silently: callers hear a different prompt, or take a different exit, \
                 than the text suggests. Another parser may keep the first value instead.",
            "前面的值会在没有任何提示的情况下丢失：来电者（客户）听到的放音、经过的出口，可能与文本看上去的不一致。\
                 其他 JSON 解析器还可能以第一个为准。",
        ),
        fix: Text::new(
            "Keep the intended value and remove the others from the text. If you are not sure which one is right, \
                 open the module on the canvas, correct it there, click Save (保存), and get the flow again.",
            "在文本中保留正确的一个，删除其余的。如果不确定哪个正确，请在控制台的画布上打开该模块，确认设置后保存，\
                 再重新获取流程。",
        ),
        basis: Text::new(
            "Follows from JSON itself: its standard (RFC 8259) does not say which of two equal keys counts, and \
                 most parsers use the last one. Which one the platform uses is not public.",
            "由 JSON 本身决定：其标准（RFC 8259）没有规定重复的键以哪个为准，多数解析器取最后一个；平台取哪一个没有\
                 公开资料。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电。", "say": "您好，现已下班。"},
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
   "properties": {"audioType": "tts", "say": "您好，欢迎致电。"},
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
    let is_in = |value: Value<'_>, node| value.node() < node && node < value.node_behind();
    let (definition, tree) = (context.flow.definition(), context.flow.tree());
    for (node, earlier) in tree.duplicates().iter().filter(|(node, _)| is_in(definition, *node)) {
        let (node, member) = (*node, tree.value(*node));
        let key = shorten(&member.key().unwrap_or_default());
        let activity = context.flow.activity_before(node);
        let message = localized!("duplicate key `{key}`", "键 `{key}` 重复出现");
        let diagnostic = match activity.filter(|activity| is_in(activity.value(), node)) {
            Some(activity) => context.about_activity_at(activity, member, message).at_key(),
            // An item of `activities` that is not an object is not checked.
            None if is_in(context.flow.list(), node) => continue,
            None => context.about_flow(member, message).at_key(),
        };
        let help = localized!(
            "only the last value counts: keep one and remove the others",
            "以最后一个值为准，前面的会丢失：请只保留一个"
        );
        let title = localized!("Remove the earlier `{key}`, which has no effect", "删除前面不起作用的 `{key}`");
        let edits = earlier.iter().map(|&member| tree.value(member).remove_before_next()).collect();
        out.push(diagnostic.help(help).safe_fix(title, edits));
    }
}
