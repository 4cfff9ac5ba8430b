//! `result-after-failure`

use std::borrow::Cow;

use crate::analysis::{Context, failed};
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("result-after-failure"),
    level: Level::On(Severity::Note),
    summary: Text::new("a result is used where its module has failed", "在失败之后引用该模块的结果"),
    docs: Docs {
        what: Text::new(
            "Checks for references `${module.parameter}` that only calls read for which the module failed: every \
                 call that reaches the reference has passed the module, and left it by an exit for failure or timeout. \
                 The module is a Function (函数), HTTP request (HTTP请求), JSON parser (JSON解析) or Intelligent \
                 navigation (智能导航); for Collect digits (收号) and Speech recognition (语音识别) only the exit for \
                 timeout counts, because what was entered wrongly may be read back. Parameters that say how it went, \
                 with `err`, `code`, `status`, `reason`, `msg`, `message` or `fail` in their name, ignoring case, are \
                 not reported, and neither is anything if several modules have the name or calls cannot reach the \
                 reference. Each reference is reported once per module.",
            "引用 `${模块名.参数}` 所在之处，只有在该模块失败之后来电才会到达：到达引用处的每通来电都经过了该模\
                 块，并且是从表示失败或超时的出口离开的。被引用的模块是函数、HTTP请求、JSON解析或智能导航；收号和语音\
                 识别只看表示超时的出口，因为输错的内容可能需要复述。名称中含有 `err`、`code`、`status`、`reason`、\
                 `msg`、`message` 或 `fail`（不区分大小写）的参数用于说明结果，不报告；模块名不唯一、来电无法到达引用\
                 处的，也不报告。同一模块中相同的引用只报告一次。",
        ),
        why: Text::new(
            "A module that failed has no result: the prompt lacks what callers should hear, and a Branch module (\
                 分支) that checks the value sends them the wrong way.",
            "失败的模块没有结果：放音里缺了关键内容，用它判断的分支也会将来电引向错误的方向。",
        ),
        fix: Text::new(
            "On the canvas, remove the reference from the module behind the exit for failure, or connect the exit \
                 to a module that does not need the result; then click Save (保存) and Publish (发布).",
            "在画布上从失败出口之后的模块中去掉该引用，或将该出口改连到不需要此结果的模块，然后保存并发布。",
        ),
        basis: Text::new(
            "Follows from the flow graph and the names. That a failed module leaves its parameters empty, and what \
                 the exits are for, is inferred; a function may well return values and fail, so this is a note.",
            "由流程图的结构和模块名称得出；模块失败时其参数为空、出口的含义，属于推断。函数也可能返回了值却仍然失\
                 败，因此只作提示。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "RUN_FUNCTION", "id": "58d5ae90", "name": "查询余额",
   "properties": {"functionName": "query-balance"},
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "播报余额",
   "properties": {"audioType": "tts", "say": "您的余额为${查询余额.balance}元。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "查询失败",
   "properties": {"audioType": "tts", "say": "您的余额为${查询余额.balance}元。"},
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
  {"type": "RUN_FUNCTION", "id": "58d5ae90", "name": "查询余额",
   "properties": {"functionName": "query-balance"},
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "播报余额",
   "properties": {"audioType": "tts", "say": "您的余额为${查询余额.balance}元。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "查询失败",
   "properties": {"audioType": "tts", "say": "查询失败，请稍后再拨。"},
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
    for reference in failed(context.flow, context.references(), context.graph) {
        let name = context.name(context.flow.activity(reference.activity));
        let (text, module) = (shorten(&reference.text), reference.shown_module());
        let message = localized!(
            "`{text}` may be empty at {name}: only calls for which {module} failed come here",
            "`{text}` 在模块“{name}”处可能为空：只有“{module}”失败的来电才会到达这里"
        );
        let help = localized!("do not use the result where {module} has failed", "“{module}”失败之后请不要使用其结果");
        out.push(context.about_reference(reference, message).help(help));
    }
}
