//! `invalid-callee`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::json::is_blank;
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("invalid-callee"),
    level: Level::On(Severity::Warning),
    summary: Text::new("an external number that cannot be dialled", "转外线的被叫号码无法拨打"),
    docs: Docs {
        what: Text::new(
            "Checks for a `callee` of Transfer to external line (转外线, `FORWARD_TO_OUTSIDE_NUMBER`) with a \
                 character that is in no number: anything but digits from `0` to `9`, `+`, `-`, `(`, `)`, `*`, `#`, \
                 `,` and blanks. Full-width digits and dashes count as such characters. Blank strings, and strings \
                 with `$` or `＄`, which are meant as references, are not reported.",
            "转外线模块（`FORWARD_TO_OUTSIDE_NUMBER`）的 `callee` 中含有号码不会有的字符，即除数字 `0` 到 `9`、\
                 `+`、`-`、`(`、`)`、`*`、`#`、`,` 和空白以外的字符；全角数字和全角横线也在此列。空白字符串，以及含有 \
                 `$` 或 `＄`（即引用）的不报告。",
        ),
        why: Text::new(
            "The number cannot be dialled, so every call takes the exit external transfer failed (转外线失败).",
            "该号码无法拨打，所有来电都会走“转外线失败”出口。",
        ),
        fix: Text::new(
            "Open the module on the canvas and enter the number in half-width digits, or select the parameter that \
                 holds it; then click Save (保存) and Publish (发布).",
            "在画布上打开该模块，用半角数字填写号码，或选择保存号码的参数，然后保存并发布。",
        ),
        basis: Text::new(
            "Documented: according to the manual of product version 2.x (2021), the callee is a mobile or landline \
                 number or a parameter. The property's name is that of the push events (2021); which signs the \
                 platform accepts in a number is inferred.",
            "官方文档：2.x 版用户指南（2021 年）中，被叫为手机号码、固定电话号码或参数；属性名取自事件推送文档\
                 （2021 年），平台接受号码中的哪些符号属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "转接提示",
   "properties": {"audioType": "tts", "say": "正在为您转接，请稍候。"},
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "FORWARD_TO_OUTSIDE_NUMBER", "id": "2d3ad2c2", "name": "转值班电话",
   "properties": {"caller": "027-00000000", "callee": "１３８００００００００"},
   "events": [{"event": "success", "next": "bd4f37e2"}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "转接失败",
   "properties": {"audioType": "tts", "say": "暂时无法接通，请稍后再拨。"},
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
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "转接提示",
   "properties": {"audioType": "tts", "say": "正在为您转接，请稍候。"},
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "FORWARD_TO_OUTSIDE_NUMBER", "id": "2d3ad2c2", "name": "转值班电话",
   "properties": {"caller": "027-00000000", "callee": "13800000000"},
   "events": [{"event": "success", "next": "bd4f37e2"}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "转接失败",
   "properties": {"audioType": "tts", "say": "暂时无法接通，请稍后再拨。"},
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
    if !activity.is("FORWARD_TO_OUTSIDE_NUMBER") {
        return;
    }
    let Some((value, callee)) = activity.property("callee").and_then(|value| Some((value, value.string()?))) else {
        return;
    };
    if is_blank(&callee) || callee.contains(['$', '＄']) {
        return;
    }
    if let Some(wrong) = callee.chars().find(|&char| !is_in_numbers(char)) {
        let (name, callee, wrong) = (context.name(activity), shorten(&callee), shorten(&wrong.to_string()));
        let message = localized!(
            "{name} dials `{callee}`, but a number cannot contain `{wrong}`",
            "模块“{name}”的被叫号码 `{callee}` 含有无法拨打的字符 `{wrong}`"
        );
        let help = localized!(
            "enter the number in half-width digits, or select a parameter",
            "请用半角数字填写号码，或选择参数"
        );
        out.push(context.about_activity_at(activity, value, message).help(help));
    }
}

fn is_in_numbers(char: char) -> bool {
    char.is_ascii_digit() || "+-()*#,".contains(char) || char.is_whitespace()
}
