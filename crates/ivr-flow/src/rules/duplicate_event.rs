//! `duplicate-event`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::seen::Seen;
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "duplicate-event",
    severity: Severity::Warning,
    summary: Say {
        en: "two exits of an activity have the same event", zh: "同一模块的两个出口事件名相同"
    },
    docs: Docs {
        what: Say {
            en: "Two exits of the same activity have the same `event`; each after the first is reported, wired or \
                 not, and wherever it leads. Events are compared exactly. Exits without an `event` are left aside, \
                 and the same event at different activities is the normal case.",
            zh: "同一模块的两个出口 `event` 相同；第一个之后的每一个都会报告，不论是否连接、连到哪里。事件名按原样比\
                 较。没有 `event` 的出口不参与比较；不同模块的出口事件名相同属正常。",
        },
        why: Say {
            en: "A call leaves by the event that came up, so just one of the two exits is ever taken: callers who \
                 meet the other condition land in the wrong menu, or with the wrong skill group.",
            zh: "来电按发生的事件从对应的出口离开，同名的出口只有一个会生效：满足另一个条件的来电者会进入错误的菜单，\
                 或被转到错误的技能组。",
        },
        mend: Say {
            en: "In the text, delete the exit that is left over or give it its own event. In the console, open the \
                 module, set its conditions anew, drag the lines again and 保存, so that the console names the exits.",
            zh: "在文本中删除多余的出口，或为其改用不同的事件名。也可以在控制台打开该模块，重新设置条件并连线后保存，\
                 由控制台生成事件名。",
        },
        rests_on: Say {
            en: "Inferred: the push events describe a node's exit code as the event by which the call leaves it, and \
                 no published sample has a node with two exits of one event.",
            zh: "推断：事件推送文档将节点的退出码描述为来电离开节点时触发的事件，公开示例中也没有同一节点两个出口事件\
                 名相同的情况。",
        },
        bad: r#"{"activities": [
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
        good: r#"{"activities": [
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
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    for &index in &cx.flow.again.events {
        check_exits(cx, index, out);
    }
}

fn check_exits(cx: &Cx<'_>, index: usize, out: &mut Vec<Draft>) {
    let activity = cx.activity(index);
    let mut seen = Seen::with_room(activity.exits().len());
    for (exit_index, exit) in cx.flow.exits_of(activity) {
        let Some(event) = exit.event_value() else { continue };
        let is_same = |earlier: u32| event.json().value(earlier).says_as(event);
        if seen.first(event.hash(&seen), event.node(), is_same) == event.node() {
            continue;
        }
        let (name, event) = (cx.name(index), shown(&event.string().unwrap_or_default()));
        let message = say!("{name} has a second exit `{event}`", "{name} 有多个名为 `{event}` 的出口");
        let help = say!(
            "only one of them can be taken: delete this exit or give it its own event",
            "只有其中一个会生效：请删除此出口或改用其他事件名"
        );
        out.push(cx.about_exit(index, exit_index, "event", message).help(help));
    }
}
