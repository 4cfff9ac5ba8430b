//! `pointless-branch`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("pointless-branch"),
    level: Level::On(Severity::Note),
    summary: Text::new("a Branch module whose exits all lead to one module", "分支的所有出口都连到同一个模块"),
    docs: Docs {
        what: Text::new(
            "Checks for Branch modules (分支; `SPLIT` or `BRANCH`) with two or more exits, all connected, and all \
                 to the same module. It is reported whether or not calls can reach the module. Exits that lead to \
                 different modules which do the same are not compared.",
            "分支模块（`SPLIT` 或 `BRANCH`）有两个或更多出口，全部已连接，且都连到同一个模块。无论来电能否到达都会\
                 报告。出口连到不同模块、而这些模块作用相同的，不做比较。",
        ),
        why: Text::new(
            "Whatever the condition says, calls go the same way: either the branch does nothing, or one of its \
                 exits is connected to the wrong module and the callers it was made for do not get what they should.",
            "无论条件是否满足，来电的去向都一样：要么该分支没有作用，要么某个出口连错了，本应特殊处理的来电者（客\
                 户）得不到相应的服务。",
        ),
        fix: Text::new(
            "On the canvas, connect the exits to the modules that were meant, or delete the Branch module; then \
                 click Save (保存) and Publish (发布).",
            "在画布上把各出口连到应去的模块，或删除该分支，然后保存并发布。",
        ),
        basis: Text::new(
            "Follows from the flow graph alone. A branch that is still to be used does no harm, so this is a note.",
            "仅由流程图的结构得出。预留待用的分支没有害处，因此只作提示。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "SPLIT", "id": "58d5ae90", "name": "是否会员",
   "events": [{"event": "branch-1", "next": "2d3ad2c2"}, {"event": "default", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "会员欢迎语",
   "properties": {"audioType": "tts", "say": "尊敬的会员，您好。"},
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
  {"type": "SPLIT", "id": "58d5ae90", "name": "是否会员",
   "events": [{"event": "branch-1", "next": "2d3ad2c2"}, {"event": "default", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "会员欢迎语",
   "properties": {"audioType": "tts", "say": "尊敬的会员，您好。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电。"},
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
    if !activity.is("SPLIT") || activity.exits().len() < 2 {
        return;
    }
    let mut targets = activity.exits().map(|exit| exit.target());
    let Some(Some(target)) = targets.next() else { return };
    if targets.any(|other| other != Some(target)) {
        return;
    }
    let (name, target) = (context.name(activity), context.name(target));
    let message = localized!(
        "all exits of {name} lead to {target}, so its conditions decide nothing",
        "模块“{name}”的所有出口都连到“{target}”，条件不起作用"
    );
    let help = localized!("connect the exits as they were meant, or delete it", "请按本意连接各出口，或删除该分支");
    out.push(context.about_activity(activity, message).help(help));
}
