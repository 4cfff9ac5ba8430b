//! `duplicate-node-index`

use std::borrow::Cow;

use crate::HashSet;
use crate::decimal::Decimal;
use crate::json::{Kind, Value};
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "duplicate-node-index",
    severity: Severity::Note,
    summary: Say { en: "two modules have the same node index", zh: "两个模块的 nodeIndex 相同" },
    docs: Docs {
        what: Say {
            en: "An activity has the `nodeIndex` of an earlier activity of the same flow; each later one is reported. \
                 Numbers are compared by value, so `1` and `1.0` are the same. Endings are left aside, because all of \
                 them have 999; an absent `nodeIndex` says nothing.",
            zh: "模块的 `nodeIndex` 与同一流程中前面的模块相同；后出现的每一个都会报告。数字按值比较，`1` 与 `1.0` 相\
                 同。结束模块的 `nodeIndex` 都是 999，因此不参与比较；没有 `nodeIndex` 的模块也不参与。",
        },
        why: Say {
            en: "Most likely a module was copied by hand or by a script; a line or a text may have been copied along, \
                 which callers then meet. What the console does with two equal numbers is not public.",
            zh: "多半是手工或用脚本复制了模块，连线、文本可能也原样带了过来，最终影响到来电者。编号相同时控制台会怎样，\
                 没有公开资料。",
        },
        mend: Say {
            en: "In the text, give the later module the next number that is free. Or delete it on the canvas, place it \
                 anew and 保存.",
            zh: "在文本中为后一个模块换一个未使用的数字；或在画布上删除后重新添加，然后保存。",
        },
        rests_on: Say {
            en: "Observed: in the published sample the start has 0, the end 999 and the activity between them 1; what \
                 the number is for is not documented.",
            zh: "实际观察：公开示例中开始模块为 0，结束模块为 999，其间的模块为 1；官方文档没有说明其用途。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始", "nodeIndex": 0,
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语", "nodeIndex": 1,
   "properties": {"audioType": "tts", "say": "您好，欢迎致电江城银行。"},
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "网点时间", "nodeIndex": 1,
   "properties": {"audioType": "tts", "say": "网点九点开始营业。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束", "nodeIndex": 999,
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始", "nodeIndex": 0,
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语", "nodeIndex": 1,
   "properties": {"audioType": "tts", "say": "您好，欢迎致电江城银行。"},
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "网点时间", "nodeIndex": 2,
   "properties": {"audioType": "tts", "say": "网点九点开始营业。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束", "nodeIndex": 999,
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    if !cx.flow.again.node_indexes {
        return;
    }
    let mut seen = HashSet::default();
    for (index, activity) in cx.flow.each().filter(|(_, activity)| !activity.is_ending()) {
        let Some(value) = activity.node_index() else { continue };
        let Some(node_index) = NodeIndex::of(value) else { continue };
        if !seen.insert(node_index) {
            let (name, written) = (cx.name(index), shown(&value.token()));
            let message = say!(
                "{name} has the node index {written} of an earlier module",
                "{name} 的 nodeIndex {written} 与前面的模块相同"
            );
            let help = say!(
                "it comes from copying by hand: give it the next free number",
                "多由手工复制造成：请改为下一个未用的数字"
            );
            out.push(cx.about_activity_at(index, value, message).help(help));
        }
    }
}

#[derive(PartialEq, Eq, Hash)]
enum NodeIndex<'a> {
    Number(Decimal),
    Text(Cow<'a, str>),
}

impl<'a> NodeIndex<'a> {
    fn of(value: Value<'a>) -> Option<Self> {
        match value.kind() {
            Kind::Number => Decimal::of_number(value).map(NodeIndex::Number),
            Kind::String => value.string().map(NodeIndex::Text),
            _ => None,
        }
    }
}
