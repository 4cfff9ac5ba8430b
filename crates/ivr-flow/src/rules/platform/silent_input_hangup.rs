//! `silent-input-hangup`

use std::borrow::Cow;

use super::silent_hangup::silent_hangups;
use crate::analysis::Context;
use crate::model::{Activity, Role};
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::Level;
use crate::text::{Localized, Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("silent-input-hangup"),
    level: Level::Off,
    summary: Text::new(
        "a caller who enters nothing is cut off without a message",
        "未收到按键即直接挂机，没有任何提示",
    ),
    docs: Docs {
        what: Text::new(
            "Checks for exits for failure or timeout of Collect digits (收号) and Speech recognition (语音识别) \
                 that lead to End (结束, `HANGUP`), directly or only through Hang-up cause (挂机原因) and Set \
                 variables (设置变量) modules with one connected exit each. Nothing is reported if there is any other \
                 module on the path, if it leads to `SUB_END`, or in a survey flow (`SURVEY_FLOW`), whose callers have \
                 been asked already. The rule is off unless the configuration sets it, for instance \
                 `silent-input-hangup = \"note\"` under `[rules]`. For the same at transfers and functions see \
                 `silent-hangup`.",
            "收号、语音识别模块表示失败或超时的出口连到了结束模块（`HANGUP`），可以是直接相连，也可以中间只隔着挂\
                 机原因、设置变量这类只有一个已连接出口的模块。途中只要有其他模块就不报告；连到 `SUB_END` 不报告；满意\
                 度流程（`SURVEY_FLOW`）中也不报告，因为该问的已经问过。本规则默认关闭，需在配置的 `[rules]` 中设置级\
                 别，例如 `silent-input-hangup = \"note\"`。转接和函数的同类问题见 `silent-hangup`。",
        ),
        why: Text::new(
            "Callers who did not press a key in time, for instance because they were looking for their card, are \
                 cut off without hearing why, and call again.",
            "没有及时按键的来电者（客户），例如正在找卡，没有听到任何提示就被挂断，只能再次拨打。",
        ),
        fix: Text::new(
            "On the canvas, connect the collection failed (收号失败) exit to a Play audio module (放音) that says \
                 goodbye, or to Transfer to agent (转人工); then click Save (保存) and Publish (发布).",
            "在画布上把“收号失败”出口改连到道别的放音模块，或连到转人工，然后保存并发布。",
        ),
        basis: Text::new(
            "Documented: according to the manual of product version 2.x (2021), the exit collection failed (收号失\
                 败) leads to End by default. So the platform wires it like this by itself, and the rule is off by \
                 default.",
            "官方文档：2.x 版用户指南（2021 年）中，“收号失败”出口默认连到结束模块。平台自身就是这样连线的，因此本\
                 规则默认关闭。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "主菜单",
   "properties": {"say": "人工服务请按1。", "maxTries": 3},
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "营业时间",
   "properties": {"audioType": "tts", "say": "人工服务时间为每天九点到十八点。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "道别语",
   "properties": {"audioType": "tts", "say": "没有收到您的按键，请稍后再拨。"},
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
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "主菜单",
   "properties": {"say": "人工服务请按1。", "maxTries": 3},
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "营业时间",
   "properties": {"audioType": "tts", "say": "人工服务时间为每天九点到十八点。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "道别语",
   "properties": {"audioType": "tts", "say": "没有收到您的按键，请稍后再拨。"},
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
    if context.flow.flow_type() == Some("SURVEY_FLOW") {
        return;
    }
    let concerned = |activity: Activity<'_>| activity.is_any(&["GATHER_INPUT", "ASR"]);
    for exit in silent_hangups(context, concerned, &[Role::Failure, Role::Timeout]) {
        let Localized { en, zh } = context.exit_name(exit);
        let message = localized!(
            "{en} hangs up without playing a message: callers who enter nothing do not hear why",
            "{zh}直接挂机，没有任何提示：没有按键的来电者不知道原因"
        );
        let help = localized!("connect it to a Play audio module first", "请先连到放音模块");
        out.push(context.about_exit(exit, "next", message).help(help));
    }
}
