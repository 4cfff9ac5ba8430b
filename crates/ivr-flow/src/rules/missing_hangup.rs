//! `missing-hangup`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "missing-hangup",
    severity: Severity::Error,
    summary: Say { en: "the flow has no ending", zh: "流程没有结束模块" },
    docs: Docs {
        what: Say {
            en: "The flow has no ending: no activity of type `HANGUP` (结束) or `SUB_END` (子流程结束). A hand-off \
                 such as 转人工 does not do in its place, nor does an activity that is merely called 结束. No exit \
                 need lead to the ending: where all calls go to an agent, it is enough that it is there.",
            zh: "流程中没有结束模块，即没有类型为 `HANGUP`（结束）或 `SUB_END`（子流程结束）的模块。转人工等转接类模\
                 块不能代替它，只是名称叫“结束”的模块也不算。结束模块不必有出口连到它：即使所有来电都转人工，只要它存\
                 在就不报告。",
        },
        why: Say {
            en: "Calls that no agent takes have no proper end: callers go round in circles or hear dead air. The \
                 console always places 结束, so a text without it has lost a part or comes from a program, and the \
                 platform may refuse it.",
            zh: "没有坐席接听的来电无法正常结束，来电者只能反复绕圈或听着静音。控制台新建的流程都自带结束模块，缺失说\
                 明文本丢了一部分或由程序生成，平台可能不接受。",
        },
        mend: Say {
            en: "Get the flow again; the platform's own copy should have its 结束. In a text made by a program, add \
                 an activity of type `HANGUP` (in a sub-flow `SUB_END`) with the exit `{\"event\": \"complete\", \
                 \"next\": null}`, and lead to it where the call is over.",
            zh: "重新获取流程，平台上的流程应当带有结束模块。如果文本由程序生成，请补上类型为 `HANGUP`（子流程为 \
                 `SUB_END`）的模块，出口写作 `{\"event\": \"complete\", \"next\": null}`，并将通话该结束的出口连到\
                 它。",
        },
        rests_on: Say {
            en: "Documented: 结束 is there from the outset and cannot be deleted; that `SUB_END` takes its place in a \
                 sub-flow is inferred from the API metadata.",
            zh: "官方文档：结束模块默认存在且不可删除；子流程以 `SUB_END` 结束则是根据 API 元数据的推断。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "2d3ad2c2", "name": "人工服务",
   "events": [{"event": "success", "next": null}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
   "events": [{"event": "complete", "next": "2d3ad2c2"}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "2d3ad2c2", "name": "人工服务",
   "events": [{"event": "success", "next": null}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    if !cx.flow.activities.iter().any(|activity| activity.is_ending()) {
        let message = say!("no activity ends the call", "没有结束模块");
        out.push(cx.about_flow(cx.flow.list, message).at_key().help(say!(
            "a flow has a `HANGUP` (结束), a sub-flow a `SUB_END`; the console puts it there and never deletes it",
            "流程应有 `HANGUP`（结束），子流程应有 `SUB_END`（子流程结束）；控制台会自带且不可删除"
        )));
    }
}
