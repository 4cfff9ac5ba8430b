//! `duplicate-edge-id`

use std::borrow::Cow;

use crate::HashSet;
use crate::analysis::Context;
use crate::model::Exit;
use crate::rules::{Check, Diagnostic, Docs, Rule, repeated};
use crate::settings::{Level, Severity};
use crate::text::{Localized, Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("duplicate-edge-id"),
    level: Level::On(Severity::Warning),
    summary: Text::new("two exits of a flow have the same edge id", "两个出口的 edgeId 相同"),
    docs: Docs {
        what: Text::new(
            "Checks for exits that have the same `edgeId` as an earlier exit of the flow, in the same module or \
                 another one; each one after the first is reported, connected or not. Edge ids are compared exactly. \
                 Those that are missing, `null`, empty or numbers are ignored, and different flows may use the same \
                 ones.",
            "同一流程中两个出口的 `edgeId` 相同，无论是否属于同一模块；第一个之后的每一个都会报告，不论是否连接。\
                 `edgeId` 按原样比较。缺失、`null`、空字符串或数字不参与比较；不同流程之间相同没有关系。",
        ),
        why: Text::new(
            "The canvas seems to identify its lines by their edge ids. If one is used twice, a line may be missing \
                 on the canvas or disappear when the other one is deleted, so that calls do not take the path that the \
                 team sees.",
            "画布看来是用 `edgeId` 来区分连线的。`edgeId` 重复时，画布上可能少显示一条线，或者删除一条时另一条也跟\
                 着消失，来电实际走的路径就和团队看到的不一致。",
        ),
        fix: Text::new(
            "On the canvas, delete the line of this exit, draw it again and click Save (保存). In the text, give \
                 the exit an `edgeId` that is not used in the flow yet (the console uses 8 hexadecimal digits).",
            "在画布上删除该出口的连线，重新拖一条后保存。如果直接改文本，请换一个流程中未使用的 `edgeId`（控制台使\
                 用 8 位十六进制）。",
        ),
        basis: Text::new(
            "Inferred: in the published sample, every connected exit has its own edge id and unconnected ones have \
                 none. The purpose of edge ids is not documented.",
            "推断：公开示例中每个已连接的出口都有各自的 `edgeId`，未连接的出口则没有；官方文档没有说明其用途。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90", "edgeId": "41f7dbd0"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2", "edgeId": "41f7dbd0"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90", "edgeId": "41f7dbd0"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2", "edgeId": "e1af4f1f"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
    },
    check: Check::Flow(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let flow = context.flow;
    let mut in_use = None;
    for (exit, edge_id) in repeated(0..flow.exits().len(), |exit| flow.exit(exit).edge_id()) {
        let exit = flow.exit(exit);
        let edge_id = shorten(&edge_id);
        let Localized { en, zh } = context.exit_name(exit);
        let message = localized!(
            "{en} reuses the edge id `{edge_id}` of an earlier exit",
            "{zh} 的 `edgeId` 与前面的出口重复（`{edge_id}`）"
        );
        let help = localized!("delete and redraw this line in the console", "请在控制台删除并重新连接这条线");
        let in_use =
            in_use.get_or_insert_with(|| flow.exits().filter_map(Exit::edge_id).map(Cow::into_owned).collect());
        let new = new_edge_id(exit, in_use);
        let title = localized!("Give this line the edge id `{new}`", "将这条线的 `edgeId` 改为 `{new}`");
        let edits = exit.value().get("edgeId").map(|value| value.edit(&format!("\"{new}\"")));
        let diagnostic = context.about_exit(exit, "edgeId", message).help(help);
        out.push(diagnostic.safe_fix(title, edits.into_iter().collect()));
    }
}

/// An id as the editor makes them, eight hexadecimal digits, that no other exit of the flow has. It is a hash (FNV-1a) of
/// where the exit is, so that everybody who fixes the flow gets the same.
fn new_edge_id(exit: Exit<'_>, in_use: &mut HashSet<String>) -> String {
    let hash = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let (id, event) = (exit.activity().id().unwrap_or_default(), exit.event().unwrap_or_default());
    let place = format!("{id}\n{event}\n{}", exit.item());
    let mut id = place.bytes().fold(0x811c_9dc5, hash);
    loop {
        let text = format!("{id:08x}");
        if in_use.insert(text.clone()) {
            return text;
        }
        id = hash(id, b'+');
    }
}
