//! `inbound-only-caller`

use crate::catalogue::Types;
use crate::key::Key;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "inbound-only-caller",
    severity: Severity::Warning,
    summary: Say { en: "a 400 number as the caller of an outbound call", zh: "用 400 号码作外呼主叫" },
    docs: Docs {
        what: Say {
            en: "`caller`, directly in the `properties` of a 转外线 (`FORWARD_TO_OUTSIDE_NUMBER`) or 直接转接 \
                 (`BLIND_TRANSFER`), is a string with a 400 number: `400` and seven more digits, with blanks, `-` and \
                 brackets left aside. Masked numbers (`400289****`), references `${…}`, and a 400 number in `callee` \
                 stay silent.",
            zh: "转外线（`FORWARD_TO_OUTSIDE_NUMBER`）或直接转接（`BLIND_TRANSFER`）的 `properties` 中直接给出的 \
                 `caller` 是 400 号码，即 `400` 加七位数字的字符串，空格、`-` 和括号忽略不计。带掩码的号码（如 \
                 `400289****`）和引用 `${…}` 不报告；`callee` 中的 400 号码也不报告。",
        },
        why: Say {
            en: "400 numbers only take calls, so the transfer cannot succeed: callers never get to the outside line.",
            zh: "400 号码只能呼入，用它作主叫转接无法成功，来电者永远转不到外线。",
        },
        mend: Say {
            en: "Open the module on the canvas and choose a caller number of the instance that may call out, then 保存 \
                 and 发布. Drag the line of 转外线失败 to a 放音 in any case.",
            zh: "在画布上打开该模块，将主叫号码换成实例中可以外呼的号码，然后保存并发布。“转外线失败”出口无论如何都应连\
                 到放音模块。",
        },
        rests_on: Say {
            en: "Documented: the FAQ (2021) and the API metadata say that 400 numbers are inbound only; that the \
                 number stands in `caller` is read from the push events (2021) and inferred for definitions and for \
                 直接转接.",
            zh: "官方文档：常见问题（2021 年）和 API 元数据说明 400 号码只能呼入；主叫号码写在 `caller` 中，来自事件推\
                 送文档（2021 年），流程定义和直接转接同样如此属于推断。",
        },
        bad: r#"{"activities": [
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
        good: r#"{"activities": [
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
    },
    check: Check::Activity(Types::of(&["FORWARD_TO_OUTSIDE_NUMBER", "BLIND_TRANSFER"]), check),
};

fn check(cx: &Cx<'_>, index: usize, out: &mut Vec<Draft>) {
    let activity = cx.activity(index);
    let Some((value, caller)) =
        cx.flow.property(activity, Key::Caller).and_then(|value| Some((value, value.string()?)))
    else {
        return;
    };
    if is_400(&caller) {
        let (name, caller) = (cx.name(index), shown(&caller));
        let message = say!(
            "{name} calls out with {caller}, but 400 numbers only take calls",
            "{name} 用 {caller} 外呼，但 400 号码只能呼入"
        );
        let help = say!("choose a number of the instance that may call out", "请选择实例中可外呼的号码作主叫");
        out.push(cx.about_activity_at(index, value, message).help(help));
    }
}

fn is_400(caller: &str) -> bool {
    let mut digits = caller.chars().filter(|char| !char.is_whitespace() && !matches!(char, '-' | '(' | ')'));
    let begins = digits.by_ref().take(3).eq("400".chars());
    begins && digits.clone().count() == 7 && digits.all(|char| char.is_ascii_digit())
}
