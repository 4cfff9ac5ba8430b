//! `retry-without-pause`

use std::borrow::Cow;

use crate::analysis::{Chains, Context, skill_groups};
use crate::model::{Activity, Role};
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Localized, Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("retry-without-pause"),
    level: Level::On(Severity::Warning),
    summary: Text::new("a failed transfer is tried again at once", "转接失败后立即重试，没有停顿"),
    docs: Docs {
        what: Text::new(
            "Checks for exits for failure or overflow of a hand-off (转人工 Transfer to agent, 转外线 Transfer to \
                 external line, 直接转接 Blind transfer, types with `hands-off = true`) that lead back to it, directly \
                 or only through modules at which calls do not wait and hear nothing, with one connected exit each, \
                 such as Set variables (设置变量). Play audio (放音) and every module that waits for a caller, an \
                 agent or another flow are a pause, and so is an unknown type. Reported whether or not calls can reach \
                 the module. Nothing is reported if the id of its skill group is a reference `${…}`, because each try \
                 may go to another queue.",
            "转接类模块（转人工、转外线、直接转接，以及设为 `hands-off = true` 的类型）表示失败或溢出的出口又连回\
                 该模块，可以是直接相连，也可以中间只隔着来电不停留、也听不到任何内容的模块（如设置变量），且每个都只\
                 有一个已连接的出口。放音，以及等待来电者、坐席或其他流程的模块都算停顿，未知类型也算。无论来电能否到\
                 达都会报告。技能组 id 为引用 `${…}` 时不报告，因为每次可能转到不同的队列。",
        ),
        why: Text::new(
            "A full queue and a failed transfer answer at once. The call then goes round many times a second until \
                 the caller hangs up: the caller hears nothing, and the load of a busy time grows by what nobody \
                 needs.",
            "队列已满或转接失败时会立即返回，于是来电每秒循环许多次，直到来电者（客户）挂机：来电者什么也听不到，\
                 而系统在繁忙时段还要承受这些无谓的负载。",
        ),
        fix: Text::new(
            "On the canvas, connect the exit to a Play audio module (放音) that asks callers to wait, and that to \
                 the transfer; or offer a message, a call back or another queue instead; then click Save (保存) and \
                 Publish (发布).",
            "在画布上把该出口改连到请来电者稍候的放音模块，再由放音连回转接模块；或改为留言、回拨或其他队列。然后\
                 保存并发布。",
        ),
        basis: Text::new(
            "Inferred: that overflow and failure come without any waiting follows from their description in the \
                 manual of product version 2.x (2021). The role of an exit is read from its event name.",
            "推断：溢出和失败不经等待即返回，是根据 2.x 版用户指南（2021 年）的描述得出的；出口的含义根据事件名判\
                 断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "58d5ae90", "name": "人工服务",
   "events": [{"event": "failure", "next": "58d5ae90"}, {"event": "overflow", "next": "2d3ad2c2"},
              {"event": "timeout", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请您稍候。"},
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "无人接听",
   "properties": {"audioType": "tts", "say": "暂时无人接听，请稍后再拨。"},
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
  {"type": "TRANSFER_TO_AGENT", "id": "58d5ae90", "name": "人工服务",
   "events": [{"event": "failure", "next": "2d3ad2c2"}, {"event": "overflow", "next": "2d3ad2c2"},
              {"event": "timeout", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请您稍候。"},
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "无人接听",
   "properties": {"audioType": "tts", "say": "暂时无人接听，请稍后再拨。"},
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
    let mut chains = Chains::new(context.flow, gives_no_pause);
    for activity in context.flow.activities().filter(|activity| activity.hands_off() && !activity.is_ending()) {
        for exit in activity.exits().filter(|exit| matches!(exit.role(), Role::Failure | Role::Overflow)) {
            let back = exit.target().and_then(|target| chains.end(target));
            if back != Some(activity) || may_change_queue(activity) {
                continue;
            }
            let (Localized { en, zh }, name) = (context.exit_name(exit), context.name(activity));
            let message = localized!(
                "{en} leads back to {name} without a pause: a call that cannot be transferred loops",
                "{zh}未经任何停顿又回到“{name}”：无法转接的来电会不停循环"
            );
            let help = localized!(
                "play a message before the next try, or offer something else",
                "请在重试前播放提示，或提供其他选择"
            );
            out.push(context.about_exit(exit, "next", message).help(help));
        }
    }
}

/// Whether a call passes it without waiting or hearing anything.
fn gives_no_pause(activity: Activity<'_>) -> bool {
    !activity.waits() && !activity.is_ending() && !activity.is("PLAY_SAY")
}

/// Whether each try may be for another queue.
fn may_change_queue(activity: Activity<'_>) -> bool {
    skill_groups(activity).any(|group| group.string().is_some_and(|group| group.contains("${")))
}
