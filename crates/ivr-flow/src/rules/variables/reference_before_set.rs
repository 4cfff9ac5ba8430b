//! `reference-before-set`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("reference-before-set"),
    level: Level::On(Severity::Warning),
    summary: Text::new("a reference that is never set", "引用的变量在此处必定未赋值"),
    docs: Docs {
        what: Text::new(
            "Checks for references `${module.parameter}` to another module if calls can reach both modules, but no \
                 path leads from the referenced module to the one with the reference: no call has ever passed it \
                 there. Nothing is reported if one of the two is unreachable, in a flow without an entry, if a module \
                 refers to itself, or if several modules have the name (`ambiguous-reference`). If some calls have \
                 passed the module, see `reference-maybe-unset`.",
            "引用 `${模块名.参数}` 指向另一个模块，来电能到达这两个模块，但没有任何路径从被引用的模块通向引用所在的\
                 模块：来电到达引用处时，不可能经过被引用的模块。以下情况不报告：两者之一无法到达、流程没有开始模块、模\
                 块引用自身，以及模块名不唯一（见 `ambiguous-reference`）。如果部分来电会先经过被引用的模块，则由 \
                 `reference-maybe-unset` 报告。",
        ),
        why: Text::new(
            "The value is missing in every call: a prompt lacks what callers should hear, and a Branch module (分\
                 支) always sends them the same way.",
            "每通来电在这里都取不到值：放音里缺了关键内容，用它判断的分支则始终走同一个方向。",
        ),
        fix: Text::new(
            "On the canvas, change the connections so that calls pass the referenced module before the one with \
                 the reference, or select the parameter of another module there; then click Save (保存) and Publish (发\
                 布).",
            "在画布上调整连线，让来电先经过被引用的模块，再到引用所在的模块；或在引用处改选其他模块的参数。然后保存\
                 并发布。",
        ),
        basis: Text::new(
            "Follows from the flow graph and the names. That a module has values only after a call has passed it \
                 is inferred from the manual of product version 2.x (2021).",
            "由流程图的结构和模块名称得出；来电经过模块之后才有其参数值，是根据 2.x 版用户指南（2021 年）的推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "确认卡号",
   "properties": {"audioType": "tts", "say": "您输入的卡号是${输入卡号.digits}。"},
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入卡号",
   "events": [{"event": "success", "next": "bd4f37e2"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "确认卡号",
   "properties": {"audioType": "tts", "say": "您输入的卡号是${输入卡号.digits}。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入卡号",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
    },
    check: Check::Flow(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for unset in context.unset_references().iter().filter(|unset| unset.never) {
        let reference = &context.references()[unset.reference];
        let (text, name, module) = (
            shorten(&reference.text),
            context.name(context.flow.activity(reference.activity)),
            reference.shown_module(),
        );
        let message = localized!(
            "`{text}` is never set at {name}: no path from {module} leads here",
            "`{text}` 在模块“{name}”处必定未赋值：没有路径先经过“{module}”"
        );
        let help = localized!("place {module} before {name}", "请将“{module}”放在“{name}”之前");
        out.push(context.about_reference(reference, message).help(help));
    }
}
