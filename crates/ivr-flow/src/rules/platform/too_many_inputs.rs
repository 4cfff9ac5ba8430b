//! `too-many-inputs`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::json::Kind;
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("too-many-inputs"),
    level: Level::On(Severity::Warning),
    summary: Text::new("a function with too many inputs", "函数入参数量超过上限"),
    docs: Docs {
        what: Text::new(
            "Checks for Function modules (函数; `RUN_FUNCTION` or `FUNCTION_COMPUTE`) whose `parameters`, directly \
                 in `properties`, is an array of more than 10 items, whatever the items are; `[limits] \
                 function-inputs` changes the limit. Nothing is reported if `parameters` is not an array, or at other \
                 types, including HTTP request (HTTP请求) and unknown ones.",
            "函数模块（`RUN_FUNCTION` 或 `FUNCTION_COMPUTE`）的 `properties` 中直接给出的 `parameters` 是超过 10 项\
                 的数组，无论各项是什么内容；上限可用 `[limits] function-inputs` 调整。`parameters` 不是数组时不报告；\
                 HTTP请求、未知类型等其他模块也不检查。",
        ),
        why: Text::new(
            "The platform allows at most 10 inputs per function. Additional ones may never reach the function, so \
                 that callers get a wrong result or take the failure exit; or the flow may fail to publish.",
            "平台规定函数最多 10 个入参。多出的入参可能传不到函数，来电者（客户）会得到错误的结果或走失败出口；流程\
                 也可能发布失败。",
        ),
        fix: Text::new(
            "Open the Function module on the canvas and delete the inputs that the function does not need, or \
                 combine several values into one input that the function splits again. If the parameters of the \
                 function change, update it in IVR function management (IVR函数管理) as well; then Save (保存) and \
                 Publish (发布) the flow.",
            "在画布上打开函数模块，删除用不到的入参，或将多个值合并为一个入参、由函数自行拆分。如果函数的参数随之改\
                 变，请在 IVR函数管理中同步更新，再保存并发布流程。",
        ),
        basis: Text::new(
            "Documented: the manual of product version 2.x (2021) allows at most 10 input parameters. That they \
                 are in `parameters` is known from the push events (2021) and inferred for definitions.",
            "官方文档：2.x 版用户指南（2021 年）规定函数最多 10 个入参；入参放在 `parameters` 中，来自事件推送文档\
                 （2021 年），流程定义中同样如此属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "RUN_FUNCTION", "id": "58d5ae90", "name": "查询客户", "properties": {"parameters": [
     {"key": "caller", "value": "${开始.caller}"}, {"key": "callee", "value": "${开始.callee}"},
     {"key": "bank", "value": "01"}, {"key": "lang", "value": "zh"}, {"key": "city", "value": "27"},
     {"key": "unit", "value": "12"}, {"key": "line", "value": "03"}, {"key": "menu", "value": "2"},
     {"key": "card", "value": "62"}, {"key": "tier", "value": "A"}, {"key": "test", "value": "0"}]},
   "events": [{"event": "success", "next": "bd4f37e2"}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "查询失败",
   "properties": {"audioType": "tts", "say": "系统繁忙，请稍后再拨。"},
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
  {"type": "RUN_FUNCTION", "id": "58d5ae90", "name": "查询客户", "properties": {"parameters": [
     {"key": "caller", "value": "${开始.caller}"}, {"key": "callee", "value": "${开始.callee}"},
     {"key": "options", "value": "01,zh,27,12,03,2,62,A,0"}]},
   "events": [{"event": "success", "next": "bd4f37e2"}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "查询失败",
   "properties": {"audioType": "tts", "say": "系统繁忙，请稍后再拨。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
    },
    check: Check::Activity(check),
};

fn check(context: &Context<'_>, activity: Activity<'_>, out: &mut Vec<Diagnostic>) {
    let most = context.settings.limits.function_inputs;
    if !activity.is("RUN_FUNCTION") {
        return;
    }
    let inputs = activity.property("parameters").filter(|inputs| inputs.kind() == Kind::Array);
    let Some(inputs) = inputs else { return };
    let count = inputs.children().count() as u64;
    if count > most {
        let name = context.name(activity);
        let s = if count == 1 { "" } else { "s" };
        let message = localized!(
            "{name} has {count} input{s}; a function can have at most {most}",
            "模块“{name}”有 {count} 个入参，超过函数入参上限 {most} 个"
        );
        let help = localized!("combine several values into one input", "请将多个值合并为一个入参");
        out.push(context.about_activity_at(activity, inputs, message).help(help));
    }
}
