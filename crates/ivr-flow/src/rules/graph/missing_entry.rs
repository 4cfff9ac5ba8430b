//! `missing-entry`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("missing-entry"),
    level: Level::On(Severity::Error),
    summary: Text::new("the flow has no entry", "流程没有开始模块"),
    docs: Docs {
        what: Text::new(
            "Checks for flows without an entry, that is, without a module of type `INCOMING_CALL`, Start (开始), \
                 or `SUB_START`, Sub-flow start (子流程开始). A module of another type that is merely named 开始 does \
                 not count. As it is then unknown where calls enter, `unreachable-activity` and the rules on unset \
                 references are not checked, and the rules on loops treat every module as reachable.",
            "流程中没有开始模块，即没有类型为 `INCOMING_CALL`（开始）或 `SUB_START`（子流程开始）的模块；只是名称叫\
                 “开始”的不算。此时无从判断来电从哪里进入，因此不检查 `unreachable-activity` 和变量引用是否已赋值；检查\
                 循环的规则则把所有模块都视为可到达。",
        ),
        why: Text::new(
            "No call can enter such a flow, so callers hear nothing of it. The console always creates a Start \
                 module; if it is missing, part of the text has probably been lost.",
            "来电无法进入这个流程，来电者（客户）听不到其中的任何内容。控制台新建的流程都自带开始模块，缺失说明文本\
                 很可能在传递过程中丢失了一部分。",
        ),
        fix: Text::new(
            "Get the flow again; the platform's own copy should have its Start module. In a definition created by \
                 a program, add a module of type `INCOMING_CALL` (in a sub-flow, `SUB_START`) whose only exit, \
                 `complete`, points to the first module.",
            "重新获取流程，平台上的流程应当带有开始模块。如果文本由程序生成，请补上类型为 `INCOMING_CALL`（子流程为 \
                 `SUB_START`）的模块，并将其唯一的出口 `complete` 连到第一个模块。",
        ),
        basis: Text::new(
            "Documented: every flow begins with Start, which exists by default and cannot be deleted. That \
                 `SUB_START` takes its place in a sub-flow is inferred from the API metadata.",
            "官方文档：每个流程都必须以开始模块开头，该模块默认存在且不可删除；子流程以 `SUB_START` 开头则是根据 \
                 API 元数据的推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "道别语",
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
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "7c1f20aa"}]},
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
    if !context.graph.has_entry() {
        let message =
            localized!("the flow has no entry, so no call can enter it", "流程没有开始模块，任何来电都无法进入");
        out.push(context.about_flow(context.flow.list(), message).at_key().help(localized!(
            "add `INCOMING_CALL`, Start (开始), or in a sub-flow `SUB_START`",
            "请添加 `INCOMING_CALL`（开始）模块，子流程则添加 `SUB_START`（子流程开始）"
        )));
    }
}
