//! `entry-has-incoming`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "entry-has-incoming",
    severity: Severity::Warning,
    summary: Say { en: "an exit leads back to an entry", zh: "出口连回了开始模块" },
    docs: Docs {
        what: Say {
            en: "An exit leads to an entry (`INCOMING_CALL` or `SUB_START`). It fires at each such exit, whether or \
                 not a call can get there. An id of an entry that stands elsewhere, in a prompt or in the \
                 `properties` of an unknown type, is no exit and stays silent, and so does an exit to the module \
                 behind the entry.",
            zh: "有出口连回了开始模块（`INCOMING_CALL` 或 `SUB_START`）。每个这样的出口都会报告，无论来电能否到达。开\
                 始模块的 id 出现在其他地方（如放音文本或未知类型模块的 `properties`）不算出口，不会报告；出口连到开\
                 始模块之后的那个模块也属正常。",
        },
        why: Say {
            en: "A call begins at 开始 once. What the platform does when a running call comes back there is not \
                 public: the caller may hear the greeting again, lose what was keyed in, or be cut off.",
            zh: "每通来电只在开始模块进入一次。通话进行中又回到开始模块会怎样，没有公开资料：来电者可能重听欢迎语、丢\
                 失已输入的内容，甚至被挂断。",
        },
        mend: Say {
            en: "On the canvas, drag the line of this exit to the module behind 开始 instead, then 保存 and 发布: the \
                 menu or greeting is played again just the same.",
            zh: "在画布上将该出口改连到开始模块之后的那个模块，然后保存并发布；欢迎语或菜单同样会重新播放。",
        },
        rests_on: Say {
            en: "Inferred: the manual makes 开始 the beginning of every flow, and no published sample leads back to \
                 it; whether the platform refuses it is not public.",
            zh: "推断：用户指南规定每个流程以开始模块开头，公开示例中也没有连回开始模块的情况；平台是否拒绝没有公开资\
                 料。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "0a7be31c"}]},
  {"type": "PLAY_SAY", "id": "0a7be31c", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，办卡请按 1。"},
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "主菜单",
   "events": [{"event": "success", "next": "bd4f37e2"}, {"event": "failure", "next": "e98f0d47"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "0a7be31c"}]},
  {"type": "PLAY_SAY", "id": "0a7be31c", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，办卡请按 1。"},
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "主菜单",
   "events": [{"event": "success", "next": "bd4f37e2"}, {"event": "failure", "next": "0a7be31c"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    if !cx.flow.leads_to_entry {
        return;
    }
    for (index, activity) in cx.flow.each() {
        for (exit_index, exit) in cx.flow.exits_of(activity) {
            let Some(target) = exit.target().filter(|&target| cx.activity(target).is_entry()) else {
                continue;
            };
            let (Say { en, zh }, entry) = (cx.exit_name(index, exit_index), cx.name(target));
            let message = say!("{en} leads back to the entry {entry}", "{zh} 连回了开始模块 {entry}");
            let help = say!("join it to the module behind {entry}", "请将其连到 {entry} 之后的模块");
            out.push(cx.about_exit(index, exit_index, "next", message).help(help));
        }
    }
}
