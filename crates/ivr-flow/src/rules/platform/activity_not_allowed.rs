//! `activity-not-allowed`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("activity-not-allowed"),
    level: Level::On(Severity::Warning),
    summary: Text::new("a module that is not available in this type of flow", "此类流程不支持的模块"),
    docs: Docs {
        what: Text::new(
            "Checks for modules that are not available in the flow's type as given by the list: Intelligent \
                 navigation (智能导航) in a `SUB_FLOW`, and in a `SURVEY_FLOW` Transfer to agent (转人工), Transfer to \
                 external line (转外线), Blind transfer (直接转接), Function (函数), Sub-process (子流程) and \
                 Intelligent navigation. It is reported whether or not calls can reach the module. If the flow's type \
                 is not known, as for a bare definition, nothing is reported: the type is never guessed. Sub-process \
                 in a `SUB_FLOW` is reported by `nested-sub-flow`.",
            "列表给出了流程的类型，而此类流程不支持这个模块：`SUB_FLOW` 不支持智能导航，`SURVEY_FLOW` 不支持转人\
                 工、转外线、直接转接、函数、子流程和智能导航。无论来电能否到达都会报告。流程类型未知时（例如只有一份流\
                 程定义）不报告，也不会去猜测类型。`SUB_FLOW` 中的子流程模块由 `nested-sub-flow` 报告。",
        ),
        why: Text::new(
            "The console does not offer the module in such a flow, so a script or manual copying put it there. The \
                 flow may fail to publish, or calls may get stuck at the module.",
            "控制台在此类流程中并不提供这个模块，通常由脚本写入或手工复制而来。流程可能发布失败，来电到达该模块时也\
                 可能卡住。",
        ),
        fix: Text::new(
            "On the canvas, delete the module and connect the exit that pointed to it to the next module, then \
                 click Save (保存) and Publish (发布). Steps that need the module belong in a main flow.",
            "在画布上删除该模块，把原来连到它的线改连到下一个模块，然后保存并发布。需要该模块的步骤应放到主流程中。",
        ),
        basis: Text::new(
            "Documented: the manual of product version 2.x (2021) lists the modules that are not available in each \
                 type of flow, which may have changed since. That Blind transfer is treated like Transfer to external \
                 line is inferred.",
            "官方文档：2.x 版用户指南（2021 年）列出了各类流程不支持的模块，此后可能有变化；直接转接与转外线同等对\
                 待，属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "满意度", "Type": "SURVEY_FLOW",
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
        ),
        good: Cow::Borrowed(
            r#"{"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "满意度", "Type": "SURVEY_FLOW",
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
        ),
    },
    check: Check::Flow(check),
};

/// The modules that the manual's table of flow types leaves out.
fn is_left_out(flow: &str, activity: Activity<'_>) -> bool {
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
    activity.is_any(types)
}

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let Some(flow) = context.flow.flow_type() else { return };
    for activity in context.flow.activities().filter(|&activity| is_left_out(flow, activity)) {
        let (name, kind) = (context.name(activity), activity.type_name().as_deref().map(shorten).unwrap_or_default());
        let message = localized!(
            "{name}: the module {kind} is not available in a {flow}",
            "模块“{name}”：{flow} 类型的流程不支持 {kind}"
        );
        let help = localized!("move it to the main flow", "请将其移到主流程");
        out.push(context.about_member(activity, "type", message).help(help));
    }
}
