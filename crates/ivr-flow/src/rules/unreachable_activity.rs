//! `unreachable-activity`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "unreachable-activity",
    severity: Severity::Warning,
    summary: Say { en: "no call gets to the activities", zh: "没有来电能到达的模块" },
    docs: Docs {
        what: Say {
            en: "No path leads from an entry to these activities; those that are joined to each other make one \
                 finding. Endings stay silent, because the console always places 结束 and lets nobody delete it; so \
                 do later activities with an id that an earlier one has (`duplicate-id`), and all activities of a \
                 flow without an entry (`missing-entry`). An id that stands in the `properties` of an activity of \
                 unknown type counts as a way there.",
            zh: "从开始模块出发，没有任何路径能到达这些模块；彼此相连的模块合并为一条报告。结束模块由控制台自带、不可\
                 删除，因此不报告；id 与前面模块重复的模块（见 `duplicate-id`）、没有开始模块的流程（见 \
                 `missing-entry`）也不在此列。未知类型的模块，其 `properties` 中出现的模块 id 也视为通路。",
        },
        why: Say {
            en: "No caller ever gets to what somebody built for them: a line was forgotten or deleted, and callers \
                 miss a menu, a prompt or the way to an agent. Left-overs make the canvas hard to read.",
            zh: "专门为来电者准备的内容，谁也走不到：多半是漏连或误删了一条线，来电者因此少了一段放音、一层菜单或转人\
                 工的路径。如果只是残留，也会让画布难以看清。",
        },
        mend: Say {
            en: "On the canvas, drag a line from the exit that should lead there to the first of these modules, or \
                 delete them if they are left over; then 保存 and 发布.",
            zh: "在画布上从应通往这里的出口拖线到其中的第一个模块；如果是残留的模块，直接删除。然后保存并发布。",
        },
        rests_on: Say {
            en: "Follows from the graph alone; that 结束 is always there and cannot be deleted is documented.",
            zh: "仅由流程图的结构得出；结束模块默认存在且不可删除，见官方文档。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "主菜单",
   "events": [{"event": "success", "next": "bd4f37e2"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "网点时间",
   "properties": {"audioType": "tts", "say": "网点九点开始营业。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "主菜单",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "网点时间",
   "properties": {"audioType": "tts", "say": "网点九点开始营业。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    let unreachable = cx.unreachable();
    if unreachable.is_empty() {
        return;
    }
    for region in cx.graph.regions(&unreachable) {
        let Say { en, zh } = cx.names(&region);
        let message = say!("no call gets to {en}", "没有来电能到达 {zh}");
        let help = say!(
            "join an exit of the flow to it, or delete what is left over",
            "请将流程中的某个出口连到这里，或删除多余的模块"
        );
        out.push(cx.about_activity(region[0], message).names(region).help(help));
    }
}
