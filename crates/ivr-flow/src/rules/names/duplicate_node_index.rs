//! `duplicate-node-index`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::compare::Decimal;
use crate::json::{Kind, Value};
use crate::rules::{Check, Diagnostic, Docs, Rule, repeated};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("duplicate-node-index"),
    level: Level::On(Severity::Note),
    summary: Text::new("two modules have the same node index", "两个模块的 nodeIndex 相同"),
    docs: Docs {
        what: Text::new(
            "Checks for modules that have the `nodeIndex` of an earlier module of the same flow; each later one is \
                 reported. Numbers are compared by value, so `1` and `1.0` are the same. End modules are ignored, \
                 because all of them have 999; so are modules without a `nodeIndex`.",
            "模块的 `nodeIndex` 与同一流程中前面的模块相同；后出现的每一个都会报告。数字按值比较，`1` 与 `1.0` 相\
                 同。结束模块的 `nodeIndex` 都是 999，因此不参与比较；没有 `nodeIndex` 的模块也不参与。",
        ),
        why: Text::new(
            "Most likely a module was copied by hand or by a script; its connections or its text may have been \
                 copied along and then affect callers. What the console does with two equal numbers is not public.",
            "通常是手工或用脚本复制了模块，连线、文本可能也原样带了过来，最终影响到来电者（客户）。编号相同时控制台\
                 会怎样，没有公开资料。",
        ),
        fix: Text::new(
            "In the text, give the later module the next unused number. Or delete it on the canvas, add it again \
                 and click Save (保存).",
            "在文本中为后一个模块换一个未使用的数字；或在画布上删除后重新添加，然后保存。",
        ),
        basis: Text::new(
            "Observed: in the published sample the start module has 0, the end module 999 and the module between \
                 them 1. The purpose of the number is not documented.",
            "实际观察：公开示例中开始模块为 0，结束模块为 999，其间的模块为 1；官方文档没有说明其用途。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
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
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
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
        ),
    },
    check: Check::Flow(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let flow = context.flow;
    let written = |index: usize| {
        let activity = flow.activity(index);
        if activity.is_ending() { None } else { activity.value().present("nodeIndex") }
    };
    let index_of = |index: usize| NodeIndex::of(written(index)?);
    let mut highest = None;
    for (activity, index) in repeated(0..flow.activities().len(), index_of) {
        let Some(value) = written(activity) else { continue };
        let activity = flow.activity(activity);
        let (name, written) = (context.name(activity), shorten(value.token()));
        let message = localized!(
            "{name} reuses the node index {written} of an earlier module",
            "模块“{name}”的 `nodeIndex` 与前面的模块重复（{written}）"
        );
        let help = localized!(
            "probably copied by hand: use the next unused number",
            "通常由手工复制造成：请改为下一个未使用的数字"
        );
        let highest = highest.get_or_insert_with(|| {
            let numbers = (0..flow.activities().len()).filter_map(|index| index_of(index)?.number().cloned());
            numbers.max().and_then(|highest| highest.whole())
        });
        let diagnostic = context.about_activity_at(activity, value, message).help(help);
        out.push(match (&index, highest.and_then(|highest| highest.checked_add(1))) {
            (NodeIndex::Number(_), Some(next)) => {
                *highest = Some(next);
                let title = localized!("Use the next unused number, {next}", "改为下一个未使用的数字 {next}");
                diagnostic.safe_fix(title, vec![value.edit(&next.to_string())])
            }
            _ => diagnostic,
        });
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

    fn number(&self) -> Option<&Decimal> {
        match self {
            NodeIndex::Number(number) => Some(number),
            NodeIndex::Text(_) => None,
        }
    }
}
