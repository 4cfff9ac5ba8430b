//! `entry-has-incoming`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Localized, Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("entry-has-incoming"),
    level: Level::On(Severity::Warning),
    summary: Text::new("an exit points back to an entry", "出口连回了开始模块"),
    docs: Docs {
        what: Text::new(
            "Checks for exits that point to an entry (`INCOMING_CALL` or `SUB_START`). Each such exit is reported, \
                 whether or not calls can reach it. The id of an entry that occurs elsewhere, in a prompt or in the \
                 `properties` of an unknown type, is not an exit and is not reported; nor is an exit to the module \
                 after the entry.",
            "有出口连回了开始模块（`INCOMING_CALL` 或 `SUB_START`）。每个这样的出口都会报告，无论来电能否到达。开始\
                 模块的 id 出现在其他地方（如放音文本或未知类型模块的 `properties`）不算出口，不会报告；出口连到开始模\
                 块之后的那个模块也属正常。",
        ),
        why: Text::new(
            "A call passes the Start module (开始) once. What the platform does when a running call comes back to \
                 it is not public: the caller may hear the greeting again, lose the digits entered so far, or be cut \
                 off.",
            "每通来电只在开始模块进入一次。通话进行中又回到开始模块会怎样，没有公开资料：来电者（客户）可能重听欢迎\
                 语、丢失已输入的内容，甚至被挂断。",
        ),
        fix: Text::new(
            "On the canvas, connect this exit to the module after Start instead, then click Save (保存) and \
                 Publish (发布): the greeting or menu is played again just the same.",
            "在画布上将该出口改连到开始模块之后的那个模块，然后保存并发布；欢迎语或菜单同样会重新播放。",
        ),
        basis: Text::new(
            "Inferred: according to the manual, every flow begins with Start, and no published sample points back \
                 to it. Whether the platform rejects it is not public.",
            "推断：用户指南规定每个流程以开始模块开头，公开示例中也没有连回开始模块的情况；平台是否拒绝没有公开资\
                 料。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
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
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
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
        ),
    },
    check: Check::Activity(check),
};

fn check(context: &Context<'_>, activity: Activity<'_>, out: &mut Vec<Diagnostic>) {
    for exit in activity.exits() {
        if let Some(target) = exit.target().filter(|target| target.is_entry()) {
            let (Localized { en, zh }, entry) = (context.exit_name(exit), context.name(target));
            let message = localized!("{en} points back to the entry {entry}", "{zh} 连回了开始模块“{entry}”");
            let help = localized!("connect it to the module after {entry}", "请将其连到“{entry}”之后的模块");
            out.push(context.about_exit(exit, "next", message).help(help));
        }
    }
}
