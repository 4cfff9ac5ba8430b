//! `duplicate-key`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "duplicate-key",
    severity: Severity::Warning,
    summary: Say { en: "an object has the same key twice", zh: "同一对象中出现了重复的键" },
    docs: Docs {
        what: Say {
            en: "One object of the definition has the same key twice; keys count as the same when they are so without \
                 their escapes. It fires once for each object and key, at the last one, which is the one that counts: \
                 what it replaced is not looked into. Equal keys in different objects are fine, and keys outside the \
                 definition, such as those of the API's answer, are not looked at.",
            zh: "流程定义的同一个对象中，同一个键出现了两次（去掉转义后相同即视为同一个键）。每个对象、每个键只报告一\
                 次，位置在最后一次出现的地方；以最后一个为准，被覆盖的内容不再检查。不同对象中的同名键属正常；流程定\
                 义之外的键（如 API 返回结果外层的键）不检查。",
        },
        why: Say {
            en: "What stands before the last one is lost without a word: callers hear another prompt, or take another \
                 exit, than the text seems to say. Another reader may keep the first one instead.",
            zh: "前面的内容会悄无声息地丢失：来电者听到的放音、走的出口，都可能和文本看上去的不一样。换一个 JSON 解析\
                 器，还可能以第一个为准。",
        },
        mend: Say {
            en: "Keep the one that is meant and delete the other in the text. If you are not sure which, open the \
                 module on the canvas, set it right there, 保存, and get the flow again.",
            zh: "在文本中保留正确的一个，删除其余的。如果不确定哪个正确，请在控制台的画布上打开该模块，确认设置后保\
                 存，再重新获取流程。",
        },
        rests_on: Say {
            en: "Follows from JSON itself: its standard (RFC 8259) leaves open which of two equal keys counts, and \
                 most readers take the last; which one the platform takes is not public.",
            zh: "由 JSON 本身决定：其标准（RFC 8259）没有规定重复的键以哪个为准，多数解析器取最后一个；平台取哪一个没\
                 有公开资料。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电。", "say": "您好，现已下班。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    let definition = cx.flow.definition;
    for &node in definition.json().duplicates() {
        if node <= definition.node() || node >= definition.node_behind() {
            continue;
        }
        let member = definition.json().value(node);
        let key = shown(&member.key().unwrap_or_default());
        let activities = &cx.flow.activities;
        let activity = activities.partition_point(|activity| activity.value.node() < node).checked_sub(1);
        let message = say!("the key `{key}` stands here again", "键 `{key}` 重复出现");
        let draft = match activity.filter(|&activity| node < activities[activity].value.node_behind()) {
            Some(activity) => cx.about_activity_at(activity, member, message).at_key(),
            // An item of `activities` that is no object is not looked into.
            None if node > cx.flow.list.node() && node < cx.flow.list.node_behind() => continue,
            None => cx.about_flow(member, message).at_key(),
        };
        out.push(draft.help(say!(
            "the last one counts, and what stands before it is lost: keep one",
            "以最后一个为准，前面的内容会丢失：请只保留一个"
        )));
    }
}
