//! `reference-before-set`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "reference-before-set",
    severity: Severity::Warning,
    summary: Say { en: "a reference to what is never there", zh: "引用的值永远不会有" },
    docs: Docs {
        what: Say {
            en: "A reference `${module.parameter}` names another activity, calls get to both, but no path leads from \
                 that module to the activity with the reference: no call has ever passed it there. It stays silent \
                 where either of the two is not reachable, in a flow without an entry, where an activity refers to \
                 itself, and where several activities have the name (`ambiguous-reference`). Where some calls have \
                 passed the module, it is `reference-maybe-unset`.",
            zh: "引用 `${模块名.参数}` 指向另一个模块，来电能到达这两个模块，但没有任何路径从被引用的模块通向引用所在的\
                 模块：来电走到引用处时，不可能经过被引用的模块。以下情况不报告：两者之一无法到达、流程没有开始模块、模\
                 块引用自身，以及名称有多个模块使用（见 `ambiguous-reference`）。如果部分来电会先经过被引用的模块，则\
                 由 `reference-maybe-unset` 报告。",
        },
        why: Say {
            en: "The value is missing in every call: a prompt misses what callers should hear, and a 分支 always sends \
                 them the same way.",
            zh: "每通来电在这里都取不到值：放音里缺了关键内容，用它判断的分支则永远走同一个方向。",
        },
        mend: Say {
            en: "On the canvas, drag the lines so that calls pass the module before the one that refers to it, or \
                 choose the parameter of another module there; then 保存 and 发布.",
            zh: "在画布上调整连线，让来电先经过被引用的模块，再到引用所在的模块；或在引用处改选其他模块的参数。然后保存\
                 并发布。",
        },
        rests_on: Say {
            en: "Follows from the graph and the names; that a module has its values only once a call has passed it is \
                 inferred from the manual of product version 2.x (2021).",
            zh: "由流程图的结构和模块名称得出；来电经过模块之后才有其参数值，是根据 2.x 版用户指南（2021 年）的推断。",
        },
        bad: r#"{"activities": [
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
        good: r#"{"activities": [
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
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    for unset in cx.unset_references().iter().filter(|unset| unset.never) {
        let reference = &cx.references()[unset.reference];
        let (text, name, module) = (shown(&reference.text), cx.name(reference.activity), reference.shown_module());
        let message = say!(
            "`{text}` is never set in {name}: no call comes from {module}",
            "`{text}` 在 {name} 中永远没有值：没有来电会先经过 {module}"
        );
        let help = say!("put {module} before {name}", "请将 {module} 放在 {name} 之前");
        out.push(cx.about_reference(reference, message).help(help));
    }
}
