//! `inbound-only-caller`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("inbound-only-caller"),
    level: Level::On(Severity::Warning),
    summary: Text::new("a 400 number as the caller ID of an outbound call", "外呼主叫使用了 400 号码（仅支持呼入）"),
    docs: Docs {
        what: Text::new(
            "Checks for a `caller`, directly in the `properties` of a Transfer to external line (转外线, \
                 `FORWARD_TO_OUTSIDE_NUMBER`) or Blind transfer (直接转接, `BLIND_TRANSFER`) module, that is a string \
                 with a 400 number: `400` and seven more digits, ignoring spaces, `-` and brackets. Masked numbers \
                 (`400289****`), references `${…}`, and 400 numbers in `callee` are not reported.",
            "转外线（`FORWARD_TO_OUTSIDE_NUMBER`）或直接转接（`BLIND_TRANSFER`）的 `properties` 中直接给出的 \
                 `caller` 是 400 号码，即 `400` 加七位数字的字符串，空格、`-` 和括号忽略不计。带掩码的号码（如 \
                 `400289****`）和引用 `${…}` 不报告；`callee` 中的 400 号码也不报告。",
        ),
        why: Text::new(
            "400 numbers are inbound-only, so the transfer cannot succeed: callers never reach the external line.",
            "400 号码只能呼入，用它作主叫转接无法成功，来电者（客户）无法转到外线。",
        ),
        fix: Text::new(
            "Open the module on the canvas and select a number of the instance that can make outbound calls, then \
                 click Save (保存) and Publish (发布). In any case, connect the external transfer failed (转外线失败) \
                 exit to a Play audio module (放音).",
            "在画布上打开该模块，将主叫号码换成实例中可以外呼的号码，然后保存并发布。“转外线失败”出口无论如何都应连\
                 到放音模块。",
        ),
        basis: Text::new(
            "Documented: according to the FAQ (2021) and the API metadata, 400 numbers are inbound-only. That the \
                 number is in `caller` is known from the push events (2021) and inferred for definitions and for Blind \
                 transfer.",
            "官方文档：常见问题（2021 年）和 API 元数据说明 400 号码只能呼入；主叫号码写在 `caller` 中，来自事件推\
                 送文档（2021 年），流程定义和直接转接同样如此属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "转接提示",
   "properties": {"audioType": "tts", "say": "正在为您转接，请稍候。"},
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "FORWARD_TO_OUTSIDE_NUMBER", "id": "2d3ad2c2", "name": "转值班电话",
   "properties": {"caller": "400-000-0000", "callee": "${值班电话}"},
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
   "properties": {"caller": "027-00000000", "callee": "${值班电话}"},
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
    if !activity.is_any(&["FORWARD_TO_OUTSIDE_NUMBER", "BLIND_TRANSFER"]) {
        return;
    }
    let Some((value, caller)) = activity.property("caller").and_then(|value| Some((value, value.string()?))) else {
        return;
    };
    if is_400(&caller) {
        let (name, caller) = (context.name(activity), shorten(&caller));
        let message = localized!(
            "{name} uses {caller} as caller ID, but 400 numbers are inbound-only",
            "模块“{name}”使用 {caller} 作外呼主叫，但 400 号码仅支持呼入"
        );
        let help = localized!(
            "select a number of the instance that can make outbound calls",
            "请选择实例中可外呼的号码作主叫"
        );
        out.push(context.about_activity_at(activity, value, message).help(help));
    }
}

fn is_400(caller: &str) -> bool {
    let mut digits = caller.chars().filter(|char| !char.is_whitespace() && !matches!(char, '-' | '(' | ')'));
    let begins = digits.by_ref().take(3).eq("400".chars());
    begins && digits.clone().count() == 7 && digits.all(|char| char.is_ascii_digit())
}
