//! `overlapping-activities`

use std::borrow::Cow;

use crate::HashMap;
use crate::analysis::Context;
use crate::compare::Decimal;
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
    let flow = context.flow;
    let place_of = |index: usize| {
        let position = flow.activity(index).property("position")?;
        let [x, y] = position.get_each(["x", "y"]).map(|axis| Decimal::of_number(axis?));
        Some((x?, y?))
    };
    let mut places = None;
    for (index, place) in repeated(0..flow.activities().len(), place_of) {
        let activity = flow.activity(index);
        let Some(position) = activity.property("position") else { continue };
        let name = context.name(activity);
        let message =
            localized!("{name} is placed exactly on top of another module", "模块“{name}”与另一个模块的位置完全重叠");
        let help = localized!(
            "move it on the canvas: the module underneath is hidden",
            "请在画布上移开，否则下方的模块会被遮挡"
        );
        let places = places.get_or_insert_with(|| Places::new((0..flow.activities().len()).filter_map(place_of)));
        let title = localized!("Move it aside, to a free place", "移到空闲的位置");
        let free = places.take_free(&place);
        let axes = position.get_each(["x", "y"]).into_iter().flatten();
        let edits = free.map(|free| axes.zip(free).map(|(axis, to)| axis.edit(&to.to_string())).collect());
        let diagnostic = context.about_activity_at(activity, position, message).help(help);
        out.push(diagnostic.safe_fix(title, edits.unwrap_or_default()));
    }
}

/// How far a module is moved, in both directions and as often as it takes.
const ASIDE: f64 = 40.0;

/// The places of a flow's modules.
struct Places {
    /// For each place in use the next one that may be free: places far along are found in few steps.
    next: HashMap<[u64; 2], [f64; 2]>,
}

impl Places {
    fn new(places: impl Iterator<Item = (Decimal, Decimal)>) -> Self {
        let places = places.filter_map(|(x, y)| Some([x.to_float()?, y.to_float()?]));
        Places { next: places.map(|place| (place.map(f64::to_bits), aside(place))).collect() }
    }

    /// Takes the nearest free place down and to the right. There is none where numbers are so large or so small that
    /// floating point does not hold them exactly.
    fn take_free(&mut self, (x, y): &(Decimal, Decimal)) -> Option<[f64; 2]> {
        let mut passed = Vec::new();
        let mut place = [x.to_float()?, y.to_float()?];
        while let Some(&next) = self.next.get(&place.map(f64::to_bits)) {
            if next == place {
                return None;
            }
            passed.push(place);
            place = next;
        }
        let next = aside(place);
        for place in passed.into_iter().chain([place]) {
            self.next.insert(place.map(f64::to_bits), next);
        }
        Some(place)
    }
}

fn aside(place: [f64; 2]) -> [f64; 2] {
    // Positions have few digits behind the point; what adding makes of them is rounded to as many.
    place.map(|axis| ((axis + ASIDE) * 1e6).round() / 1e6)
}
