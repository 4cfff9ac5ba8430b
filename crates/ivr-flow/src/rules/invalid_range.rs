//! `invalid-range`

use crate::catalogue::Types;
use crate::decimal::Decimal;
use crate::json::Value;
use crate::key::Key;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "invalid-range",
    severity: Severity::Warning,
    summary: Say { en: "limits for the input that no input can meet", zh: "收号设置的数值不合理" },
    docs: Docs {
        what: Say {
            en: "At 收号, 语音识别 or an activity that is not in the catalogue, `minLength` is greater than \
                 `maxLength`, or `maxTries`, `timeout`, `minLength` or `maxLength` is below 1; each is a finding. \
                 Numbers and numeric strings (`\"5\"`) directly in `properties` count alike. What is absent or no \
                 number, such as `${…}`, stays silent, and so do properties of these names at other modules.",
            zh: "收号、语音识别或目录之外的模块中，`minLength` 大于 `maxLength`，或者 `maxTries`、`timeout`、\
                 `minLength`、`maxLength` 小于 1；每一项各报告一次。`properties` 中直接给出的数字和数字字符串（如 \
                 `\"5\"`）同样对待。缺失或不是数字的值（如 `${…}`）不报告；其他模块中的同名属性也不检查。",
        },
        why: Say {
            en: "No input can meet such limits, or there is no time or try to give one. Whatever callers press, they \
                 take 收号失败 and, by default, are hung up on.",
            zh: "任何输入都无法满足这样的限制，或者根本没有输入的时间和机会。来电者无论按什么都会走“收号失败”，默认就是\
                 挂机。",
        },
        mend: Say {
            en: "Open the module on the canvas and set tries, time and lengths to 1 or more, with the shortest length \
                 no greater than the longest; then 保存 and 发布.",
            zh: "在画布上打开该模块，将次数、超时时间和长度都设为 1 或更大，且最小长度不大于最大长度，然后保存并发布。",
        },
        rests_on: Say {
            en: "Inferred: the names are those of the push events (2021), whose sample has 5 tries, a length from 1 to \
                 1 and 10 seconds; that definitions use the same names, and what the platform does with other values, \
                 is not public.",
            zh: "推断：属性名取自事件推送文档（2021 年），其示例为 5 次、长度 1 到 1、10 秒；流程定义是否使用相同的属性\
                 名、平台如何处理不合理的值，都没有公开资料。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入卡号后四位",
   "properties": {"minLength": 6, "maxLength": 4, "maxTries": 3, "timeout": 10},
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "查询结果",
   "properties": {"audioType": "tts", "say": "正在为您查询。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入卡号后四位",
   "properties": {"minLength": 4, "maxLength": 4, "maxTries": 3, "timeout": 10},
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "查询结果",
   "properties": {"audioType": "tts", "say": "正在为您查询。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Activity(Types::of(&["GATHER_INPUT", "ASR"]).or(Types::UNKNOWN), check),
};

fn check(cx: &Cx<'_>, index: usize, out: &mut Vec<Draft>) {
    let asked = || cx.flow.properties_of(cx.activity(index), &RANGES);
    if are_usual(asked()) {
        return;
    }
    let (one, name) = (Decimal::from(1), || cx.name(index));
    let (mut least, mut most) = (None, None);
    for (key, value) in asked() {
        let Some(number) = Decimal::of_value(value) else { continue };
        if number < one {
            let (key, name, written) = (key.name(), name(), shown(&value.token()));
            let message = say!("`{key}` of {name} is {written}, less than 1", "{name} 的 `{key}` 为 {written}，小于 1");
            out.push(cx.about_activity_at(index, value, message).help(say!("set it to 1 or more", "请设为 1 或更大")));
        }
        match key {
            Key::MinLength => least = Some((value, number)),
            Key::MaxLength => most = Some(number),
            _ => {}
        }
    }
    if let (Some((value, least)), Some(most)) = (least, most)
        && least > most
    {
        let name = name();
        let message = say!(
            "`minLength` of {name} is greater than its `maxLength`: no input fits",
            "{name} 的 `minLength` 大于 `maxLength`：任何输入都不满足"
        );
        let help = say!("exchange the two, or make them equal", "请调换两者，或设为相等");
        out.push(cx.about_activity_at(index, value, message).help(help));
    }
}

/// What is to be 1 at least.
const RANGES: [Key; 4] = [Key::MaxTries, Key::Timeout, Key::MinLength, Key::MaxLength];

/// Whether they are short numbers as they should be; nearly all are.
fn are_usual<'a>(mut asked: impl Iterator<Item = (Key, Value<'a>)>) -> bool {
    let (one, mut least, mut most) = (Decimal::ONE, i64::MIN, i64::MAX);
    let are_numbers = asked.all(|(key, value)| {
        let Some(number) = Decimal::short_of(value) else { return false };
        match key {
            Key::MinLength => least = number,
            Key::MaxLength => most = number,
            _ => {}
        }
        number >= one
    });
    are_numbers && least <= most
}
