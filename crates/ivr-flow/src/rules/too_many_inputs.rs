//! `too-many-inputs`

use crate::catalogue::Types;
use crate::json::Kind;
use crate::key::Key;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "too-many-inputs",
    severity: Severity::Warning,
    summary: Say { en: "a function with more inputs than it can have", zh: "函数的入参过多" },
    docs: Docs {
        what: Say {
            en: "`parameters`, directly in the `properties` of a 函数 (`RUN_FUNCTION`, or `FUNCTION_COMPUTE`), is an \
                 array of more than 10 items, whatever the items are; `[limits] function-inputs` sets another number. \
                 It stays silent where `parameters` is no array, and at other types, HTTP请求 and unknown ones \
                 included.",
            zh: "函数模块（`RUN_FUNCTION` 或 `FUNCTION_COMPUTE`）的 `properties` 中直接给出的 `parameters` 是超过 10 项\
                 的数组，无论各项是什么内容；上限可用 `[limits] function-inputs` 调整。`parameters` 不是数组时不报告；\
                 HTTP请求、未知类型等其他模块也不检查。",
        },
        why: Say {
            en: "The platform lets a function have at most 10 inputs. What exceeds them may never get to the function, \
                 so that callers get a wrong answer or take the failure exit; or the flow may fail to publish.",
            zh: "平台规定函数最多 10 个入参。多出的入参可能传不到函数，来电者会得到错误的结果或走失败出口；流程也可能发\
                 布失败。",
        },
        mend: Say {
            en: "Open the 函数 on the canvas and delete the inputs that the function does not need, or put several \
                 values into one input that the function takes apart. If the function's parameters change with that, \
                 update it in IVR函数管理 as well, then 保存 and 发布 the flow.",
            zh: "在画布上打开函数模块，删除用不到的入参，或将多个值合并为一个入参、由函数自行拆分。如果函数的参数随之改\
                 变，请在 IVR函数管理中同步更新，再保存并发布流程。",
        },
        rests_on: Say {
            en: "Documented: the manual of product version 2.x (2021) allows at most 10 input parameters; that they \
                 stand in `parameters` is read from the push events (2021) and inferred for definitions.",
            zh: "官方文档：2.x 版用户指南（2021 年）规定函数最多 10 个入参；入参放在 `parameters` 中，来自事件推送文档\
                 （2021 年），流程定义中同样如此属于推断。",
        },
        bad: r#"{"activities": [
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
        good: r#"{"activities": [
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
    },
    check: Check::Activity(Types::of(&["RUN_FUNCTION"]), check),
};

fn check(cx: &Cx<'_>, index: usize, out: &mut Vec<Draft>) {
    let most = cx.settings.limits.function_inputs;
    let activity = cx.activity(index);
    let Some(inputs) = cx.flow.property(activity, Key::Parameters).filter(|inputs| inputs.kind() == Kind::Array) else {
        return;
    };
    let count = inputs.children().count() as u64;
    if count > most {
        let name = cx.name(index);
        let message = say!(
            "{name} has {count} inputs, a function takes at most {most}",
            "{name} 有 {count} 个入参，函数最多 {most} 个"
        );
        let help = say!("put several values into one input", "请将多个值合并为一个入参");
        out.push(cx.about_activity_at(index, inputs, message).help(help));
    }
}
