//! `duplicate-edge-id`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "duplicate-edge-id",
    severity: Severity::Warning,
    summary: Say { en: "two exits of a flow have the same edge id", zh: "两个出口的 edgeId 相同" },
    docs: Docs {
        what: Say {
            en: "Two exits of a flow have the same `edgeId`, in one activity or in two; each after the first is \
                 reported, wired or not. Edge ids are compared exactly. One that is absent, `null`, empty or a number \
                 says nothing, and different flows may use the same ones.",
            zh: "同一流程中两个出口的 `edgeId` 相同，无论是否属于同一模块；第一个之后的每一个都会报告，不论是否连接。\
                 `edgeId` 按原样比较。缺失、`null`、空字符串或数字不参与比较；不同流程之间相同没有关系。",
        },
        why: Say {
            en: "The edge id seems to be how the canvas tells its lines apart. With one id twice, a line may be \
                 missing on the canvas or go when the other is deleted, and then calls do not take the way that the \
                 team sees.",
            zh: "画布看来是用 `edgeId` 来区分连线的。`edgeId` 重复时，画布上可能少显示一条线，或者删除一条时另一条也\
                 跟着消失，来电实际走的路径就和团队看到的不一致。",
        },
        mend: Say {
            en: "On the canvas, delete the line of this exit, drag it anew and 保存. In the text, give the exit an \
                 `edgeId` that the flow does not have yet (the console uses 8 hex digits).",
            zh: "在画布上删除该出口的连线，重新拖一条后保存。如果直接改文本，请换一个流程中未使用的 `edgeId`（控制台\
                 使用 8 位十六进制）。",
        },
        rests_on: Say {
            en: "Inferred: in the published sample every wired exit has an edge id of its own and unwired ones have \
                 none; what it is for is not documented.",
            zh: "推断：公开示例中每个已连接的出口都有各自的 `edgeId`，未连接的出口则没有；官方文档没有说明其用途。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90", "edgeId": "41f7dbd0"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2", "edgeId": "41f7dbd0"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90", "edgeId": "41f7dbd0"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2", "edgeId": "e1af4f1f"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    for &exit_index in &cx.flow.again.edge_ids {
        let index = cx.flow.activity_of(exit_index);
        let edge_id = shown(&cx.exit(exit_index).edge_id().unwrap_or_default());
        let Say { en, zh } = cx.exit_name(index, exit_index);
        let message =
            say!("{en} has the edge id `{edge_id}` of an earlier exit", "{zh} 的 edgeId `{edge_id}` 与前面的出口重复");
        let help = say!("redraw this line in the console", "请在控制台重新连接这条线");
        out.push(cx.about_exit(index, exit_index, "edgeId", message).help(help));
    }
}
