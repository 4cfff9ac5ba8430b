//! `duplicate-name`

use std::borrow::Cow;

use crate::HashSet;
use crate::analysis::{Context, Reference};
use crate::rules::{Check, Diagnostic, Docs, Rule, repeated};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("duplicate-name"),
    level: Level::On(Severity::Note),
    summary: Text::new("two modules have the same name", "两个模块同名"),
    docs: Docs {
        what: Text::new(
            "Checks for modules that have the name of an earlier module of the same flow; each later one is \
                 reported, whatever its type. Names are compared exactly; blank ones are reported by `empty-name`. If \
                 a reference of the flow uses the name, only `ambiguous-reference` is reported. Different flows may \
                 use the same names.",
            "模块与同一流程中前面的模块同名；后出现的每一个都会报告，不限类型。名称按原样比较，空白名称由 \
                 `empty-name` 报告。如果流程中有引用使用了这个名称，则只报告 `ambiguous-reference`。不同流程之间同名没\
                 有关系。",
        ),
        why: Text::new(
            "When a call is investigated, the two modules cannot be told apart, and the wrong one may be edited. \
                 The first reference to the name will be ambiguous.",
            "排查来电时分不清是哪一个模块，容易改错地方。以后一旦有引用使用这个名称，就会产生歧义。",
        ),
        fix: Text::new(
            "Open one of the two on the canvas and give it a unique name, then click Save (保存) and Publish (发\
                 布).",
            "在画布上打开其中一个模块，改用不同的名称，然后保存并发布。",
        ),
        basis: Text::new(
            "Inferred: in the manual of product version 2.x (2021), references identify a module by its displayed \
                 name, so names should be unique. Whether the console allows duplicates is not public.",
            "推断：2.x 版用户指南（2021 年）中，引用使用模块的显示名称，因此名称应各不相同；控制台是否允许重名没有\
                 公开资料。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "SPLIT", "id": "58d5ae90", "name": "是否营业",
   "events": [{"event": "branch-1", "next": "2d3ad2c2"}, {"event": "default", "next": "0a7be31c"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电江城银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "0a7be31c", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "现在是下班时间。"},
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
  {"type": "SPLIT", "id": "58d5ae90", "name": "是否营业",
   "events": [{"event": "branch-1", "next": "2d3ad2c2"}, {"event": "default", "next": "0a7be31c"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电江城银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "0a7be31c", "name": "下班提示",
   "properties": {"audioType": "tts", "say": "现在是下班时间。"},
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
    let mut referred: Option<HashSet<&str>> = None;
    let flow = context.flow;
    for (index, name) in repeated(0..flow.activities().len(), |index| flow.activity(index).given_name()) {
        let referred =
            referred.get_or_insert_with(|| context.references().iter().filter_map(Reference::module_name).collect());
        // That name is ambiguous, which says more.
        if referred.contains(&*name) {
            continue;
        }
        let activity = flow.activity(index);
        let name = context.name(activity);
        let message = localized!("another module is also named {name}", "已存在同名模块“{name}”");
        let help = localized!(
            "use unique names to tell the two apart in reports and traces",
            "请改用不同的名称，便于在报表和轨迹中区分"
        );
        out.push(context.about_member(activity, "name", message).help(help));
    }
}
