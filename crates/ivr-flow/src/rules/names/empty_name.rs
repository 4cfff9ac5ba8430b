//! `empty-name`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("empty-name"),
    level: Level::On(Severity::Note),
    summary: Text::new("a module without a name", "模块没有名称"),
    docs: Docs {
        what: Text::new(
            "Checks for modules of any type whose `name` is missing, empty or only white space. It is reported \
                 whether or not calls can reach the module. A `name` that is not a string is reported by \
                 `invalid-shape`.",
            "模块（不限类型）没有 `name`，或者 `name` 为空或只有空白字符。无论来电能否到达都会报告。`name` 不是字符\
                 串时由 `invalid-shape` 报告。",
        ),
        why: Text::new(
            "References need the name, so the values of this module cannot be used anywhere else. When a failed \
                 call is investigated, there is only an id of 8 hexadecimal digits to see.",
            "引用要靠名称，没有名称的模块，其参数在别处无法引用。排查问题来电时，看到的也只是一串 8 位十六进制的 \
                 id。",
        ),
        fix: Text::new(
            "Open the module on the canvas and name it after its purpose, then click Save (保存) and Publish (发\
                 布).",
            "在画布上打开该模块，按用途为它命名，然后保存并发布。",
        ),
        basis: Text::new(
            "Observed: every module of the published sample has a name. That references use it is documented in \
                 the manual of product version 2.x (2021).",
            "实际观察：公开示例中每个模块都有名称；引用使用模块名称，见 2.x 版用户指南（2021 年）。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电江城银行。"},
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
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电江城银行。"},
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
    if activity.given_name().is_some() {
        return;
    }
    out.extend(nameless(context, activity));
}

fn nameless(context: &Context<'_>, activity: Activity<'_>) -> Option<Diagnostic> {
    // A name that is not a string has the wrong shape and is not empty.
    let name = activity.value().present("name");
    if name.is_some() && activity.name().is_none() {
        return None;
    }
    let who = context.name(activity);
    let message = match activity.type_name().as_deref().map(shorten) {
        Some(kind) => localized!("{who} ({kind}) has no name", "模块“{who}”（{kind}）没有名称"),
        None => localized!("{who} has no name", "模块“{who}”没有名称"),
    };
    let help = localized!(
        "name it after its purpose: reports, traces and references use the names of modules",
        "请按用途命名：报表、轨迹与变量引用都使用模块名称"
    );
    let diagnostic = match name {
        Some(name) => context.about_activity_at(activity, name, message),
        None => context.about_activity(activity, message),
    };
    Some(diagnostic.help(help))
}
