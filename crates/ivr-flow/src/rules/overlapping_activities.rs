//! `overlapping-activities`

use crate::key::Key;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "overlapping-activities",
    severity: Severity::Note,
    summary: Say { en: "two modules lie on each other on the canvas", zh: "画布上两个模块重叠" },
    docs: Docs {
        what: Say {
            en: "An activity has a `properties.position` with exactly the `x` and `y` of an earlier activity of the \
                 flow; each later one is reported, whatever its type. Both must be numbers and are compared by value. \
                 Positions that differ by ever so little stay silent, also where the modules overlap on the screen.",
            zh: "模块的 `properties.position` 中，`x` 和 `y` 与流程中前面的模块完全相同；后出现的每一个都会报告，不限类\
                 型。`x`、`y` 都必须是数字，按值比较。位置只要略有差别就不报告，即使画面上有部分重叠。",
        },
        why: Say {
            en: "The module below cannot be seen on the canvas: whoever edits the flow overlooks it, or drags a line \
                 to the wrong one, and calls go where nobody expects.",
            zh: "被压住的模块在画布上看不见：编辑流程的人容易漏掉它，或者把线连到错误的模块上，来电就会走到意想不到的地\
                 方。",
        },
        mend: Say {
            en: "Open the flow on the IVR 流程管理 page, drag the upper module aside and 保存.",
            zh: "在 IVR 流程管理页面打开该流程，把上面的模块拖开，然后保存。",
        },
        rests_on: Say {
            en: "Observed: in the published sample every module has a position of its own; that two at the same place \
                 hide each other is inferred.",
            zh: "实际观察：公开示例中每个模块的位置各不相同；位置相同会互相遮挡，属于推断。",
        },
        bad: r#"{"activities": [
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
        good: r#"{"activities": [
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
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    for &index in &cx.flow.again.positions {
        let Some(position) = cx.flow.property(cx.activity(index), Key::Position) else { continue };
        let name = cx.name(index);
        let message = say!("{name} lies exactly on an earlier module", "{name} 与前面的模块位置完全重叠");
        let help =
            say!("pull it aside on the canvas: the one below cannot be seen", "请在画布上拖开：被压住的模块看不见");
        out.push(cx.about_activity_at(index, position, message).help(help));
    }
}
