//! `duplicate-event`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::model::{Activity, Exit};
use crate::rules::{Check, Diagnostic, Docs, Rule, repeated};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("duplicate-event"),
    level: Level::On(Severity::Warning),
    summary: Text::new("two exits of a module have the same event", "同一模块的两个出口事件名相同"),
    docs: Docs {
        what: Text::new(
            "Checks for exits that have the same `event` as an earlier exit of the same module; each one after the \
                 first is reported, connected or not, and wherever it points. Events are compared exactly. Exits \
                 without an `event` are ignored, and the same event at different modules is normal.",
            "同一模块的两个出口 `event` 相同；第一个之后的每一个都会报告，不论是否连接、连到哪里。事件名按原样比\
                 较。没有 `event` 的出口不参与比较；不同模块的出口事件名相同属正常。",
        ),
        why: Text::new(
            "A call takes the exit of the event that occurred, so only one of the two exits is ever used: callers \
                 for whom the other condition holds reach the wrong menu or the wrong skill group.",
            "来电按发生的事件从对应的出口离开，同名的出口只有一个会生效：满足另一个条件的来电者（客户）会进入错误的\
                 菜单，或被转到错误的技能组。",
        ),
        fix: Text::new(
            "In the text, delete the redundant exit or give it its own event. In the console, open the module, set \
                 its conditions again, reconnect the exits and click Save (保存), so that the console generates the \
                 event names.",
            "在文本中删除多余的出口，或为其改用不同的事件名。也可以在控制台打开该模块，重新设置条件并连线后保存，由\
                 控制台生成事件名。",
        ),
        basis: Text::new(
            "Inferred: the push events describe a node's exit code as the event by which the call leaves it, and \
                 no published sample has a node with two exits for the same event.",
            "推断：事件推送文档将节点的退出码描述为来电离开节点时触发的事件，公开示例中也没有同一节点两个出口事件名\
                 相同的情况。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "SPLIT", "id": "58d5ae90", "name": "按键判断",
   "events": [{"event": "branch-1", "next": "2d3ad2c2"}, {"event": "branch-1", "next": "bd4f37e2"},
              {"event": "default", "next": "0a7be31c"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "网点时间",
   "properties": {"audioType": "tts", "say": "网点九点开始营业。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "0a7be31c", "name": "按键无效",
   "properties": {"audioType": "tts", "say": "您的按键无效，再见。"},
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
  {"type": "SPLIT", "id": "58d5ae90", "name": "按键判断",
   "events": [{"event": "branch-1", "next": "2d3ad2c2"}, {"event": "branch-2", "next": "bd4f37e2"},
              {"event": "default", "next": "0a7be31c"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "网点时间",
   "properties": {"audioType": "tts", "say": "网点九点开始营业。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "0a7be31c", "name": "按键无效",
   "properties": {"audioType": "tts", "say": "您的按键无效，再见。"},
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
    // Few events are compared with each other sooner than they are hashed.
    if activity.exits().len() <= 8 && !has_event_twice(activity) {
        return;
    }
    let flow = context.flow;
    for (exit, event) in repeated(activity.exits().map(Exit::index), |exit| flow.exit(exit).event()) {
        let (name, event) = (context.name(activity), shorten(&event));
        let message = localized!("{name} has more than one exit `{event}`", "模块“{name}”有多个名为 `{event}` 的出口");
        let help = localized!(
            "only one of them is used: delete this exit or give it its own event",
            "只有其中一个会生效：请删除此出口或改用其他事件名"
        );
        out.push(context.about_exit(flow.exit(exit), "event", message).help(help));
    }
}

fn has_event_twice(activity: Activity<'_>) -> bool {
    let events = activity.exits().filter_map(|exit| exit.event());
    events.clone().enumerate().any(|(index, event)| events.clone().take(index).any(|earlier| earlier == event))
}
