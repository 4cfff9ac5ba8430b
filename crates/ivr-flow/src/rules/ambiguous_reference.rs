//! `ambiguous-reference`

use crate::references::Reference;
use crate::references::once_an_activity;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "ambiguous-reference",
    severity: Severity::Warning,
    summary: Say { en: "a reference to a name that several modules have", zh: "引用的名称有多个模块使用" },
    docs: Docs {
        what: Say {
            en: "A reference `${module.parameter}` names a module by a name that two or more activities of the flow \
                 have, wherever they stand. It is reported once an activity. Since nobody knows which one is meant, \
                 `reference-before-set` and `reference-maybe-unset` say nothing of it, and `duplicate-name` leaves \
                 that name aside.",
            zh: "引用 `${模块名.参数}` 使用的名称，流程中有两个或更多模块都在用，无论这些模块位于何处。同一模块中相同的\
                 引用只报告一次。由于无法确定指的是哪一个，`reference-before-set` 和 `reference-maybe-unset` 不再检查该\
                 引用，`duplicate-name` 也不再报告这个名称。",
        },
        why: Say {
            en: "Nobody can say whose value the platform takes: callers may hear, or be sent on by, what they keyed in \
                 somewhere else.",
            zh: "平台取哪个模块的值无从得知：来电者听到的、分支据以判断的，可能是在别处输入的内容。",
        },
        mend: Say {
            en: "In the console, give each of these modules a name of its own, choose the parameter anew where it is \
                 referred to, then 保存 and 发布.",
            zh: "在控制台为这些模块分别改用不同的名称，在引用处重新选择参数，然后保存并发布。",
        },
        rests_on: Say {
            en: "Inferred: in the manual of product version 2.x (2021) a reference tells the module by nothing but its \
                 shown name; which of two equal names the platform takes is not public.",
            zh: "推断：2.x 版用户指南（2021 年）中，引用只靠显示名称来确定模块；重名时平台取哪一个没有公开资料。",
        },
        bad: r#"{"activities": [
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
        good: r#"{"activities": [
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
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    let count = |reference: &Reference| reference.module().map_or(0, |module| module.count);
    for reference in once_an_activity(cx.references().iter().filter(|reference| count(reference) > 1)) {
        let (text, count) = (shown(&reference.text), count(reference));
        let name = reference.shown_module();
        let message = say!(
            "`{text}` may mean any of {count} modules named {name}",
            "`{text}` 有歧义：有 {count} 个模块名为 {name}"
        );
        let help = say!("give each of them a name of its own", "请为它们分别改用不同的名称");
        out.push(cx.about_reference(reference, message).help(help));
    }
}
