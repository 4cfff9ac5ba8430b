//! `reference-maybe-unset`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("reference-maybe-unset"),
    level: Level::On(Severity::Note),
    summary: Text::new("a reference that is not set on some paths", "引用的变量在部分路径上未赋值"),
    docs: Docs {
        what: Text::new(
            "Checks for references `${module.parameter}` to another module if some calls pass that module first, \
                 but others reach the reference without passing it, on the path that the finding shows. It does not \
                 matter by which exit a call leaves the referenced module; collection failed (收号失败) counts too. \
                 Nothing is reported if one of the two modules is unreachable, in a flow without an entry, if a module \
                 refers to itself, or if several modules have the name. If no call has passed the module, see \
                 `reference-before-set`.",
            "引用 `${模块名.参数}` 指向另一个模块，部分来电会先经过它，另一部分却可以绕过它到达引用处，报告中给出的\
                 就是这样一条路径。经过模块即可，不论从哪个出口离开，“收号失败”也算。以下情况不报告：两者之一无法到达、\
                 流程没有开始模块、模块引用自身，以及模块名不唯一。如果没有来电会先经过被引用的模块，则由 \
                 `reference-before-set` 报告。",
        ),
        why: Text::new(
            "Callers who take the other path have no value: a prompt lacks what they should hear, or a Branch \
                 module (分支) sends them the wrong way. Testing only the usual path never shows it.",
            "从另一条路径来的来电取不到值：放音里缺了关键内容，分支也可能判断错误。只走常规路径测试，无法发现此问\
                 题。",
        ),
        fix: Text::new(
            "On the canvas, reroute the connection that bypasses the module so that calls pass it too, or send \
                 them to a separate module without the reference; then click Save (保存) and Publish (发布). If a \
                 missing value does no harm, add an `[[ignore]]` with the reason.",
            "在画布上调整绕行的那条线，让这部分来电也经过被引用的模块，或改连到另一个不含该引用的模块，然后保存并发\
                 布。如果没有值也不影响，请在配置的 `[[ignore]]` 中写明原因。",
        ),
        basis: Text::new(
            "Follows from the flow graph and the names. That a module has values only after a call has passed it \
                 is inferred from the manual of product version 2.x (2021).",
            "由流程图的结构和模块名称得出；来电经过模块之后才有其参数值，是根据 2.x 版用户指南（2021 年）的推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "SPLIT", "id": "58d5ae90", "name": "是否老客户",
   "events": [{"event": "branch-1", "next": "2d3ad2c2"}, {"event": "default", "next": "7c1f20aa"}]},
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
  {"type": "SPLIT", "id": "58d5ae90", "name": "是否老客户",
   "events": [{"event": "branch-1", "next": "bd4f37e2"}, {"event": "default", "next": "7c1f20aa"}]},
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
    },
    check: Check::Flow(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for unset in context.unset_references().iter().filter(|unset| !unset.never) {
        let reference = &context.references()[unset.reference];
        let (text, name, module) = (
            shorten(&reference.text),
            context.name(context.flow.activity(reference.activity)),
            reference.shown_module(),
        );
        let message = localized!(
            "`{text}` may be unset at {name}: some paths bypass {module}",
            "`{text}` 在模块“{name}”处可能未赋值：部分路径绕过了“{module}”"
        );
        let help = localized!(
            "make every path to {name} pass {module}, or set a default value before",
            "请让每条到“{name}”的路径都经过“{module}”，或事先设置默认值"
        );
        let path = unset.path.clone();
        out.push(Diagnostic { path, ..context.about_reference(reference, message).help(help) });
    }
}
