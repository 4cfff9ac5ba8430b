//! `overlapping-activities`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::json::Decimal;
use crate::rules::{Check, Diagnostic, Docs, Rule, repeated};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("overlapping-activities"),
    level: Level::On(Severity::Note),
    summary: Text::new("two modules at the same position on the canvas", "画布上两个模块重叠"),
    docs: Docs {
        what: Text::new(
            "Checks for modules whose `properties.position` has exactly the `x` and `y` of an earlier module of \
                 the flow; each later one is reported, whatever its type. Both must be numbers and are compared by \
                 value. Positions that differ even slightly are not reported, even if the modules overlap on the \
                 screen.",
            "模块的 `properties.position` 中，`x` 和 `y` 与流程中前面的模块完全相同；后出现的每一个都会报告，不限类\
                 型。`x`、`y` 都必须是数字，按值比较。位置只要略有差别就不报告，即使画面上有部分重叠。",
        ),
        why: Text::new(
            "The module underneath is hidden on the canvas: it is easily overlooked while editing, or a line is \
                 drawn to the wrong module, and calls take an unexpected path.",
            "下方的模块在画布上被遮挡：编辑流程的人容易漏掉它，或者把线连到错误的模块上，来电就会走上意料之外的路\
                 径。",
        ),
        fix: Text::new(
            "Open the flow on the IVR flow management (IVR 流程管理) page, move the upper module and click Save (保\
                 存).",
            "在 IVR 流程管理页面打开该流程，移开上方的模块，然后保存。",
        ),
        basis: Text::new(
            "Observed: in the published sample every module has its own position. That two modules at the same \
                 position hide each other is inferred.",
            "实际观察：公开示例中每个模块的位置各不相同；位置相同会互相遮挡，属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "properties": {"position": {"x": 263, "y": 164}},
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎。", "position": {"x": 485.5, "y": 164}},
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "网点时间",
   "properties": {"audioType": "tts", "say": "网点九点营业。", "position": {"x": 485.5, "y": 164}},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "properties": {"position": {"x": 930, "y": 164}},
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "properties": {"position": {"x": 263, "y": 164}},
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎。", "position": {"x": 485.5, "y": 164}},
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "网点时间",
   "properties": {"audioType": "tts", "say": "网点九点营业。", "position": {"x": 708, "y": 164}},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "properties": {"position": {"x": 930, "y": 164}},
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
    },
    check: Check::Flow(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let placed = context.flow.activities().filter_map(|activity| {
        let position = activity.property("position")?;
        let [x, y] = position.get_each(["x", "y"]).map(|axis| Decimal::of_number(axis?));
        Some(((activity, position), (x?, y?)))
    });
    for ((activity, position), _) in repeated(placed) {
        let name = context.name(activity);
        let message =
            localized!("{name} is placed exactly on top of another module", "模块“{name}”与另一个模块的位置完全重叠");
        let help = localized!(
            "move it on the canvas: the module underneath is hidden",
            "请在画布上移开，否则下方的模块会被遮挡"
        );
        out.push(context.about_activity_at(activity, position, message).help(help));
    }
}
