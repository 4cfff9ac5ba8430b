//! `missing-entry`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "missing-entry",
    severity: Severity::Error,
    summary: Say { en: "the flow has no entry", zh: "流程没有开始模块" },
    docs: Docs {
        what: Say {
            en: "No activity of the flow is an entry, which is one of type `INCOMING_CALL` (开始) or `SUB_START` \
                 (子流程开始); the name 开始 alone makes none. Since it is then not known where calls come in, \
                 `unreachable-activity` and the rules on references that are not set are not checked, and the rules \
                 on loops take every activity as reachable.",
            zh: "流程中没有开始模块，即没有类型为 `INCOMING_CALL`（开始）或 `SUB_START`（子流程开始）的模块；只是名称\
                 叫“开始”的不算。此时无从判断来电从哪里进入，因此不检查 `unreachable-activity` 和变量引用是否已赋值；\
                 检查循环的规则则把所有模块都视为可到达。",
        },
        why: Say {
            en: "No call gets into such a flow, so callers hear nothing of what it holds. The console always places \
                 开始; a text without it has probably lost a part on its way.",
            zh: "来电进不了这个流程，里面的内容来电者一句也听不到。控制台新建的流程都自带开始模块，缺失说明文本很可能\
                 在传递中丢了一部分。",
        },
        mend: Say {
            en: "Get the flow again; the platform's own copy should have its 开始. In a text made by a program, add \
                 an activity of type `INCOMING_CALL` (in a sub-flow `SUB_START`) whose one exit `complete` leads to \
                 the first module.",
            zh: "重新获取流程，平台上的流程应当带有开始模块。如果文本由程序生成，请补上类型为 `INCOMING_CALL`（子流程\
                 为 `SUB_START`）的模块，并将其唯一的出口 `complete` 连到第一个模块。",
        },
        rests_on: Say {
            en: "Documented: every flow begins with 开始, which is there from the outset and cannot be deleted; that \
                 `SUB_START` takes its place in a sub-flow is inferred from the API metadata.",
            zh: "官方文档：每个流程都必须以开始模块开头，该模块默认存在且不可删除；子流程以 `SUB_START` 开头则是根据 \
                 API 元数据的推断。",
        },
        bad: r#"{"activities": [
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "道别语",
   "properties": {"audioType": "tts", "say": "感谢来电，再见。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "道别语",
   "properties": {"audioType": "tts", "say": "感谢来电，再见。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    if !cx.graph.has_entry() {
        let message =
            say!("no activity is an entry: no call gets into this flow", "没有开始模块：任何来电都进不了此流程");
        out.push(cx.about_flow(cx.flow.list, message).at_key().help(say!(
            "a flow begins with `INCOMING_CALL` (开始), a sub-flow with `SUB_START`",
            "流程应以 `INCOMING_CALL`（开始）开头，子流程以 `SUB_START`（子流程开始）开头"
        )));
    }
}
