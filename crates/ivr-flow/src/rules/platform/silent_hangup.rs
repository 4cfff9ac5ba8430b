//! `silent-hangup`

use std::borrow::Cow;

use crate::analysis::{Chains, Context};
use crate::model::{Activity, Exit, Role};
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Localized, Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("silent-hangup"),
    level: Level::On(Severity::Warning),
    summary: Text::new(
        "a failure, timeout or overflow hangs up without playing a message",
        "失败、超时或溢出后直接挂机，没有任何提示",
    ),
    docs: Docs {
        what: Text::new(
            "Checks for exits for failure, timeout or overflow that lead to End (结束, `HANGUP`), directly or only \
                 through Hang-up cause (挂机原因) and Set variables (设置变量) modules with one connected exit each. \
                 Checked are Transfer to agent (转人工), Transfer to external line (转外线), Blind transfer (直接转\
                 接), types with `hands-off = true` under `[activities.TYPE]`, Function (函数), HTTP request (HTTP请\
                 求) and Intelligent navigation (智能导航); the purpose of an exit is read from its event name (such \
                 as `fail`, `error`, `timeout`, `overflow`, or the Chinese for them: 失败, 异常, 超时, 溢出). Nothing \
                 is reported if there is any other module on the path, or if it leads to `SUB_END`, because the call \
                 returns to the main flow. Collect digits (收号) is not checked, because its collection failed (收号失\
                 败) exit goes to End by default.",
            "表示失败、超时或溢出的出口连到了结束模块（`HANGUP`），可以是直接相连，也可以中间只隔着挂机原因、设置变\
                 量这类只有一个已连接出口的模块。检查范围是转人工、转外线、直接转接、在 `[activities.TYPE]` 中设为 \
                 `hands-off = true` 的类型，以及函数、HTTP请求和智能导航；出口的含义根据事件名判断（如 `fail`、\
                 `error`、`timeout`、`overflow`、失败、异常、超时、溢出）。途中只要有其他模块就不报告；连到 `SUB_END` \
                 也不报告，因为来电会返回主流程。收号不在此列，因为“收号失败”默认就连到结束模块。",
        ),
        why: Text::new(
            "Callers who have waited in the queue, or whose request failed, are cut off without hearing why. They \
                 do not know what happened and call again.",
            "排队许久或业务失败的来电者（客户），没有听到任何提示就被挂断。他们不知道发生了什么，只能再次拨打。",
        ),
        fix: Text::new(
            "On the canvas, connect this exit to a Play audio module (放音) that tells the caller what happened, \
                 and that module to End; for Function and Intelligent navigation, Transfer to agent is better. Then \
                 click Save (保存) and Publish (发布).",
            "在画布上把该出口改连到说明情况的放音模块，再由放音连到结束模块；函数和智能导航最好连到转人工。然后保存\
                 并发布。",
        ),
        basis: Text::new(
            "Documented: the manual of product version 2.x and the FAQ (2021) recommend Play audio after the exits \
                 agent transfer timed out (转人工超时) and external transfer failed (转外线失败), and Transfer to \
                 agent after a failed Function or Intelligent navigation. For the other exits the same is inferred.",
            "官方文档：2.x 版用户指南和常见问题（2021 年）建议“转人工超时”“转外线失败”之后接放音，函数失败、智能导\
                 航交互异常之后接转人工；其余出口比照处理，属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "2d3ad2c2", "name": "人工服务",
   "events": [{"event": "failure", "next": "7c1f20aa"}, {"event": "timeout", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "2d3ad2c2", "name": "人工服务",
   "events": [{"event": "failure", "next": "7c1f20aa"}, {"event": "timeout", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
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
    let concerned = |activity: Activity<'_>| activity.hands_off() || activity.is_any(&MAY_FAIL);
    for exit in silent_hangups(context, concerned, &[Role::Failure, Role::Timeout, Role::Overflow]) {
        let Localized { en, zh } = context.exit_name(exit);
        let message = localized!("{en} hangs up without playing a message", "{zh} 未播放任何提示就挂机");
        let help = localized!("play a message first, or transfer the call to an agent", "请先放音说明情况，或转人工");
        out.push(context.about_exit(exit, "next", message).help(help));
    }
}

/// The exits of some activities that have one of these roles and hang up with nothing said on the way.
pub(super) fn silent_hangups<'a>(
    context: &Context<'a>,
    concerned: impl Fn(Activity<'_>) -> bool,
    roles: &[Role],
) -> Vec<Exit<'a>> {
    let mut chains = Chains::new(context.flow, |activity| activity.is_any(&SILENT));
    let exits = context.flow.activities().filter(|activity| concerned(*activity)).flat_map(Activity::exits);
    let hangs_up = |exit: &Exit<'_>| {
        let end = exit.target().filter(|_| roles.contains(&exit.role())).and_then(|target| chains.end(target));
        end.is_some_and(|end| end.is("HANGUP"))
    };
    exits.filter(hangs_up).collect()
}

/// What fails or times out besides hand-offs.
const MAY_FAIL: [&str; 3] = ["RUN_FUNCTION", "HTTP_REQUEST", "VOICE_NAVIGATOR"];

/// What callers do not hear.
const SILENT: [&str; 2] = ["HANGUP_REASON", "SET_VARIABLES"];
