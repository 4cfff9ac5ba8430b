//! `foreign-skill-group`

use std::borrow::Cow;

use crate::analysis::{Context, skill_groups};
use crate::json::is_blank;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("foreign-skill-group"),
    level: Level::On(Severity::Warning),
    summary: Text::new("a skill group of another instance", "使用了其他实例的技能组"),
    docs: Docs {
        what: Text::new(
            "Checks for ids of skill groups, `name@instance`, that name another instance than the one that the \
                 list of flows gives as `InstanceId` of this flow. Looked at is every string in the `properties` of a \
                 module, at any depth, whose nearest key contains `skillGroup`, ignoring case; lists between the key \
                 and the string do not matter. Each such string is reported once. Strings of another form, for \
                 instance `${…}`, are ignored, and so is everything in a flow whose instance is not known.",
            "技能组 id 的格式为 `技能组名@实例`，其中的实例与流程列表给出的本流程 `InstanceId` 不一致。检查模块 \
                 `properties` 中任意层级的字符串，只要离它最近的键名含有 `skillGroup`（不区分大小写，键与字符串之间可\
                 以隔着数组）。每个这样的字符串报告一次。其他格式的字符串（如 `${…}`）不检查；流程所属实例未知时，整个\
                 流程都不检查。",
        ),
        why: Text::new(
            "The queue does not exist in this instance: callers who should be transferred take the exit for \
                 failure, or wait for agents who never see the call. It is what is left when a flow is copied from a \
                 test instance.",
            "本实例中没有这个排队队列：应转人工的来电者（客户）会走失败出口，或一直排队，而坐席根本看不到这通来\
                 电。通常是从测试实例复制流程时留下的。",
        ),
        fix: Text::new(
            "On the canvas, open the module and select a skill group of this instance; then click Save (保存) and \
                 Publish (发布).",
            "在画布上打开该模块，重新选择本实例的技能组，然后保存并发布。",
        ),
        basis: Text::new(
            "Documented: the API metadata gives the ids of skill groups as `name@instance`, and what names are \
                 made of. The key `skillGroupId` is that of the push events (2021); that definitions use it too, and \
                 that a queue of another instance cannot be used, is inferred.",
            "官方文档：API 元数据中技能组 id 的格式为 `技能组名@实例`，并规定了名称可用的字符；键名 `skillGroupId` \
                 取自事件推送文档（2021 年），流程定义也使用该键名，以及不能使用其他实例的队列，属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"Data": {"List": [{"InstanceId": "ccc-jiangcheng", "Name": "客服热线", "Type": "MAIN_FLOW", "Definition": {"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "58d5ae90", "name": "人工服务",
   "properties": {"skillGroupId": "kefu@ccc-ceshi"},
   "events": [{"event": "failure", "next": "2d3ad2c2"}, {"event": "timeout", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}}]}}
"#,
        ),
        good: Cow::Borrowed(
            r#"{"Data": {"List": [{"InstanceId": "ccc-jiangcheng", "Name": "客服热线", "Type": "MAIN_FLOW", "Definition": {"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "58d5ae90", "name": "人工服务",
   "properties": {"skillGroupId": "kefu@ccc-jiangcheng"},
   "events": [{"event": "failure", "next": "2d3ad2c2"}, {"event": "timeout", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}}]}}
"#,
        ),
    },
    check: Check::Flow(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let Some(own) = context.flow.metadata().instance.as_deref().filter(|instance| !is_blank(instance)) else { return };
    for activity in context.flow.activities() {
        for value in skill_groups(activity) {
            let text = value.string().unwrap_or_default();
            let Some(instance) = instance(&text).filter(|instance| *instance != own) else { continue };
            let (name, text, instance, own) = (context.name(activity), shorten(&text), shorten(instance), shorten(own));
            let message = localized!(
                "{name} uses the skill group `{text}` of the instance {instance}, but the flow belongs to {own}",
                "模块“{name}”使用了实例 {instance} 的技能组 `{text}`，而本流程属于 {own}"
            );
            let help = localized!("select a skill group of this instance", "请选择本实例的技能组");
            out.push(context.about_activity_at(activity, value, message).help(help).counts_values());
        }
    }
}

/// The instance in the id of a skill group, `name@instance`.
fn instance(id: &str) -> Option<&str> {
    const LONGEST_NAME: usize = 64;
    let (name, instance) = id.split_once('@')?;
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let is_name = name.starts_with(|char: char| char.is_ascii_alphabetic()) && name.len() <= LONGEST_NAME;
    let is_instance = instance.starts_with(|char: char| char.is_ascii_alphanumeric());
    (is_name && is_instance && name.bytes().chain(instance.bytes()).all(is_part)).then_some(instance)
}
