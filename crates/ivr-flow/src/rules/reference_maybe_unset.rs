//! `reference-maybe-unset`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "reference-maybe-unset",
    severity: Severity::Note,
    summary: Say { en: "a reference to what some calls do not have", zh: "引用的值在部分来电中没有" },
    docs: Docs {
        what: Say {
            en: "A reference `${module.parameter}` names another activity; some calls pass that module first, but \
                 others get to the reference without having passed it, by the path that the finding shows. Passing \
                 counts whichever exit the call takes, 收号失败 included. It stays silent where either of the two is \
                 not reachable, in a flow without an entry, where an activity refers to itself, and where several \
                 activities have the name. If no call has passed the module, it is `reference-before-set`.",
            zh: "引用 `${模块名.参数}` 指向另一个模块，部分来电会先经过它，另一部分却可以绕过它到达引用处，报告中的路径\
                 就是这样一条。经过模块即可，不论从哪个出口离开，“收号失败”也算。以下情况不报告：两者之一无法到达、流程\
                 没有开始模块、模块引用自身，以及名称有多个模块使用。如果没有来电会先经过被引用的模块，则由 \
                 `reference-before-set` 报告。",
        },
        why: Say {
            en: "Callers who come by the other way have no value: a prompt misses what they should hear, or a 分支 \
                 sends them the wrong way. Whoever tests only the usual way never notices.",
            zh: "从另一条路径来的来电取不到值：放音里缺了关键内容，分支也可能判断错误。只走常规路径测试，根本发现\
                 不了。",
        },
        mend: Say {
            en: "On the canvas, drag the line by which calls get around the module so that they pass it too, or lead \
                 them to a module of their own without the reference; then 保存 and 发布. If a missing value does no \
                 harm, list the finding under `[[ignore]]`.",
            zh: "在画布上调整绕行的那条线，让这部分来电也经过被引用的模块，或改连到另一个不含该引用的模块，然后保存并发\
                 布。如果没有值也不影响，请在配置的 `[[ignore]]` 中写明原因。",
        },
        rests_on: Say {
            en: "Follows from the graph and the names; that a module has its values only once a call has passed it is \
                 inferred from the manual of product version 2.x (2021).",
            zh: "由流程图的结构和模块名称得出；来电经过模块之后才有其参数值，是根据 2.x 版用户指南（2021 年）的推断。",
        },
        bad: r#"{"activities": [
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
        good: r#"{"activities": [
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
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    for unset in cx.unset_references().iter().filter(|unset| !unset.never) {
        let reference = &cx.references()[unset.reference];
        let (text, name, module) = (shown(&reference.text), cx.name(reference.activity), reference.shown_module());
        let message = say!(
            "`{text}` is not set in {name} for calls that have not passed {module}",
            "部分来电未经过 {module} 就到达 {name}，此时 `{text}` 没有值"
        );
        let help = say!(
            "let every way to {name} pass {module}, or set a default before",
            "请让每条到 {name} 的路径都经过 {module}，或事先设置默认值"
        );
        let path = unset.path.clone();
        out.push(Draft { path, ..cx.about_reference(reference, message).help(help) });
    }
}
