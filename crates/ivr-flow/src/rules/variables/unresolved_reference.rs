//! `unresolved-reference`

use std::borrow::Cow;

use super::rewrites;
use crate::analysis::{Context, Reference, once_an_activity};
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Nearest, Text, localized, shorten};
use crate::{HashMap, HashSet};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("unresolved-reference"),
    level: Level::On(Severity::Warning),
    summary: Text::new("a reference to a module that does not exist", "引用了不存在的模块"),
    docs: Docs {
        what: Text::new(
            "Checks for references `${module.parameter}` in the `properties` of a module that name a module which \
                 does not exist in the flow. The module is the longest beginning before a dot that is the name of some \
                 module, otherwise the part before the first dot; names are compared exactly, including case and \
                 spaces. `${name}` without a dot (a parameter of the flow) and `${sys.…}` are not reported. Each \
                 reference is reported once per module.",
            "模块 `properties` 中的引用 `${模块名.参数}` 指向某个模块，而流程中没有模块使用这个名称。模块名取“点”之\
                 前与某个模块名称相同的最长部分，没有相同的则取第一个点之前的内容；名称按原样比较，区分大小写和空格。不\
                 带点的 `${参数名}`（流程参数）和 `${sys.…}` 不报告。同一模块中相同的引用只报告一次。",
        ),
        why: Text::new(
            "The reference never has a value: a prompt lacks what callers should hear, and a Branch module (分支) \
                 that checks it sends them the wrong way. Usually the module was renamed or deleted after the \
                 reference was created.",
            "引用永远取不到值：放音里缺了关键内容，用它判断的分支会将来电引向错误的方向。通常是创建引用之后，模块又\
                 被改名或删除。",
        ),
        fix: Text::new(
            "On the canvas, open the module with the reference and select the parameter again (type a space and \
                 `$`), or give the module it refers to its old name back; then click Save (保存) and Publish (发布).",
            "在画布上打开该引用所在的模块，重新选择参数（输入空格和 `$`），或将被引用的模块改回原名，然后保存并发\
                 布。",
        ),
        basis: Text::new(
            "Documented: in the manual of product version 2.x (2021), references are written as \
                 `${module.parameter}` (`${模块名.参数}`) with the displayed name of the module. That renaming a \
                 module breaks its references is inferred.",
            "官方文档：2.x 版用户指南（2021 年）中，引用写作 `${模块名.参数}`，用的是模块的显示名称；模块改名后引用\
                 随之失效，属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入卡号",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "确认卡号",
   "properties": {"audioType": "tts", "say": "您输入的卡号是${收号.digits}。"},
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
    let is_unresolved = |reference: &&Reference| reference.module().is_some_and(|module| module.count == 0);
    let unresolved = || context.references().iter().filter(is_unresolved);
    if unresolved().next().is_none() {
        return;
    }
    let mut seen = HashSet::default();
    let names = context.flow.activities().filter_map(Activity::given_name);
    let mut nearest = Nearest::new(names.filter(|name| seen.insert(name.clone())));
    let mut near = HashMap::default();
    for reference in once_an_activity(unresolved()) {
        let module = reference.module_name().unwrap_or_default();
        near.entry(module).or_insert_with(|| nearest.to(module, None).map(str::to_owned));
    }
    let mut edits = rewrites(context, unresolved(), |reference| {
        let module = reference.module_name()?;
        Some((2..2 + module.len(), near.get(module)?.clone()?))
    });
    for reference in once_an_activity(unresolved()) {
        let module = reference.module_name().unwrap_or_default();
        let (text, shown_module) = (shorten(&reference.text), reference.shown_module());
        let message = localized!(
            "`{text}` refers to the module `{shown_module}`, which does not exist",
            "`{text}` 引用的模块“{shown_module}”不存在"
        );
        let near = near.get(module).and_then(Option::as_deref).map(shorten);
        let help = match &near {
            Some(near) => localized!("did you mean `{near}`?", "您是否要输入 `{near}`？"),
            None => localized!(
                "use the current name of the module: renaming a module breaks its references",
                "请使用模块的当前名称：模块改名后引用即失效"
            ),
        };
        let near = near.unwrap_or_default();
        let title = localized!("Refer to the module `{near}`", "改为引用模块“{near}”");
        let edits = edits.remove(&(reference.activity, reference.text.as_str())).unwrap_or_default();
        out.push(context.about_reference(reference, message).help(help).unsafe_fix(title, edits));
    }
}
