//! `activity-not-allowed`

use crate::flow::Activity;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "activity-not-allowed",
    severity: Severity::Warning,
    summary: Say { en: "a module that flows of this type do not have", zh: "此类流程不支持的模块" },
    docs: Docs {
        what: Say {
            en: "The list gives the flow's type, and flows of this type do not have the module: a `SUB_FLOW` has no \
                 智能导航, a `SURVEY_FLOW` no 转人工, 转外线, 直接转接, 函数, 子流程 and 智能导航. It fires whether or \
                 not a call gets to the activity. Where the flow's type is not known, as with a bare definition, it \
                 stays silent: the type is never guessed. 子流程 in a `SUB_FLOW` is reported by `nested-sub-flow`.",
            zh: "列表给出了流程的类型，而此类流程没有这个模块：`SUB_FLOW` 没有智能导航，`SURVEY_FLOW` 没有转人工、转外\
                 线、直接转接、函数、子流程和智能导航。无论来电能否到达都会报告。流程类型未知时（例如只有一份流程定义）\
                 不报告，也不会去猜测类型。`SUB_FLOW` 中的子流程模块由 `nested-sub-flow` 报告。",
        },
        why: Say {
            en: "The console does not offer the module in such a flow, so a script or a copy by hand put it there. The \
                 flow may fail to publish, or the caller is left standing where the module should work.",
            zh: "控制台在此类流程中并不提供这个模块，它多半是脚本写入或手工复制进来的。流程可能发布失败，来电走到这里也\
                 可能停滞不前。",
        },
        mend: Say {
            en: "On the canvas, delete the module and drag the line that led to it to the next one, then 保存 and \
                 发布. What the module did belongs in a main flow.",
            zh: "在画布上删除该模块，把原来连到它的线改连到下一个模块，然后保存并发布。需要该模块的步骤应放到主流\
                 程中。",
        },
        rests_on: Say {
            en: "Documented: the manual of product version 2.x (2021) lists the modules that each type of flow lacks, \
                 which may have changed since; that 直接转接 counts like 转外线 is inferred.",
            zh: "官方文档：2.x 版用户指南（2021 年）列出了各类流程不支持的模块，此后可能有变化；直接转接与转外线同等对\
                 待，属于推断。",
        },
        bad: r#"{"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "满意度", "Type": "SURVEY_FLOW",
 "Definition": {"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "SATISFACTION_RATING", "id": "58d5ae90", "name": "请客户评分",
   "events": [{"event": "success", "next": "7c1f20aa"}, {"event": "failure", "next": "0a7be31c"}]},
  {"type": "RUN_FUNCTION", "id": "7c1f20aa", "name": "写入评分",
   "events": [{"event": "success", "next": "0a7be31c"}, {"event": "failure", "next": "0a7be31c"}]},
  {"type": "PLAY_SAY", "id": "0a7be31c", "name": "感谢语",
   "properties": {"audioType": "tts", "say": "感谢您的评价，再见。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}}
"#,
        good: r#"{"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "满意度", "Type": "SURVEY_FLOW",
 "Definition": {"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "SATISFACTION_RATING", "id": "58d5ae90", "name": "请客户评分",
   "events": [{"event": "success", "next": "0a7be31c"}, {"event": "failure", "next": "0a7be31c"}]},
  {"type": "PLAY_SAY", "id": "0a7be31c", "name": "感谢语",
   "properties": {"audioType": "tts", "say": "感谢您的评价，再见。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}}
"#,
    },
    check: Check::Flow(check),
};

/// The modules that the manual's table of flow types leaves out.
fn is_left_out(flow: &str, activity: &Activity<'_>) -> bool {
    let types: &[&str] = match flow {
        "SUB_FLOW" => &["VOICE_NAVIGATOR"],
        "SURVEY_FLOW" => &[
            "TRANSFER_TO_AGENT",
            "FORWARD_TO_OUTSIDE_NUMBER",
            "BLIND_TRANSFER",
            "RUN_FUNCTION",
            "SUB",
            "VOICE_NAVIGATOR",
        ],
        _ => &[],
    };
    types.iter().any(|name| activity.is(name))
}

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    let Some(flow) = cx.flow.kind.as_deref() else { return };
    for (index, activity) in cx.flow.each().filter(|(_, activity)| is_left_out(flow, activity)) {
        let (name, kind) = (cx.name(index), activity.kind().as_deref().map(shown).unwrap_or_default());
        let message =
            say!("{name}: a {flow} does not have the module {kind}", "{name}：{flow} 类型的流程不支持模块 {kind}");
        let help = say!("move it to the main flow", "请将其移到主流程");
        out.push(cx.about_member(index, "type", message).help(help));
    }
}
