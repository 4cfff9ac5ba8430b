//! `ambiguous-reference`

use std::borrow::Cow;

use crate::analysis::{Context, Reference, once_an_activity};
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("ambiguous-reference"),
    level: Level::On(Severity::Warning),
    summary: Text::new("a reference to a name that several modules have", "引用的模块名不唯一"),
    docs: Docs {
        what: Text::new(
            "Checks for references `${module.parameter}` that use a name which two or more modules of the flow \
                 have, wherever these are. Each reference is reported once per module. As it is unknown which module \
                 is meant, `reference-before-set` and `reference-maybe-unset` do not check such references, and \
                 `duplicate-name` does not report the name.",
            "引用 `${模块名.参数}` 使用的名称，流程中有两个或更多模块都在用，无论这些模块位于何处。同一模块中相同的\
                 引用只报告一次。由于无法确定指的是哪一个，`reference-before-set` 和 `reference-maybe-unset` 不再检查该\
                 引用，`duplicate-name` 也不再报告这个名称。",
        ),
        why: Text::new(
            "Which module's value the platform uses is not known: callers may hear, or be routed by, what they \
                 entered somewhere else.",
            "平台取哪个模块的值无从得知：来电者（客户）听到的、分支据以判断的，可能是在别处输入的内容。",
        ),
        fix: Text::new(
            "In the console, give each of these modules a unique name and select the parameter again where it is \
                 used; then click Save (保存) and Publish (发布).",
            "在控制台为这些模块分别改用不同的名称，在引用处重新选择参数，然后保存并发布。",
        ),
        basis: Text::new(
            "Inferred: in the manual of product version 2.x (2021), a reference identifies the module only by its \
                 displayed name. Which of two modules with the same name the platform uses is not public.",
            "推断：2.x 版用户指南（2021 年）中，引用只靠显示名称来确定模块；重名时平台取哪一个没有公开资料。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入卡号",
   "events": [{"event": "success", "next": "7c1f20aa"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "GATHER_INPUT", "id": "7c1f20aa", "name": "输入卡号",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "确认卡号",
   "properties": {"audioType": "tts", "say": "您输入的卡号是${输入卡号.digits}。"},
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
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入卡号",
   "events": [{"event": "success", "next": "7c1f20aa"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "GATHER_INPUT", "id": "7c1f20aa", "name": "输入密码",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "确认卡号",
   "properties": {"audioType": "tts", "say": "您输入的卡号是${输入卡号.digits}。"},
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
    let count = |reference: &Reference| reference.module().map_or(0, |module| module.count);
    for reference in once_an_activity(context.references().iter().filter(|reference| count(reference) > 1)) {
        let (text, count) = (shorten(&reference.text), count(reference));
        let name = reference.shown_module();
        let message = localized!(
            "`{text}` is ambiguous: {count} modules are named {name}",
            "`{text}` 有歧义：有 {count} 个模块名为“{name}”"
        );
        let help = localized!("give each of them a unique name", "请为它们分别改用不同的名称");
        out.push(context.about_reference(reference, message).help(help));
    }
}
