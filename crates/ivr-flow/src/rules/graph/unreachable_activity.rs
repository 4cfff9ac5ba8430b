//! `unreachable-activity`

use std::borrow::Cow;

use crate::HashMap;
use crate::analysis::Context;
use crate::json::{Kind, Value};
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Localized, Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("unreachable-activity"),
    level: Level::On(Severity::Warning),
    summary: Text::new("modules that no call can reach", "无法到达的模块"),
    docs: Docs {
        what: Text::new(
            "Checks for modules to which no path leads from an entry; unreachable modules that are connected to \
                 each other are reported as one finding. End modules are not reported, because the console always \
                 creates End (结束) and does not allow deleting it; nor are later modules with an id that is already \
                 used (`duplicate-id`), modules of a flow without an entry (`missing-entry`), or modules of a type that \
                 the linter does not know, without exits, to which nothing leads but others of this kind: they may be \
                 comments on the canvas. An id that occurs in the `properties` of a module of unknown type counts as a \
                 connection.",
            "从开始模块出发，没有任何路径能到达这些模块；彼此相连的模块合并为一个问题。结束模块由控制台自带、不可删\
                 除，因此不报告；id 与前面模块重复的模块（见 `duplicate-id`）、没有开始模块的流程（见 `missing-entry`）\
                 也不在此列；类型未知、没有出口、且只有同类模块通向它的模块可能是画布上的注释，同样不报告。未知类型的模\
                 块，其 `properties` 中出现的模块 id 也视为连线。",
        ),
        why: Text::new(
            "Callers never get what was built for them: a connection was forgotten or deleted, and callers miss a \
                 menu, a prompt or the transfer to an agent. Leftover modules make the canvas hard to read.",
            "为来电者（客户）准备的内容无人能听到：通常是漏连或误删了一条线，来电者因此少了一段放音、一层菜单或转人\
                 工的路径。如果只是遗留的模块，也会让画布难以阅读。",
        ),
        fix: Text::new(
            "On the canvas, connect the exit that should lead there to the first of these modules, or delete them \
                 if they are no longer needed; then click Save (保存) and Publish (发布).",
            "在画布上从应通往这里的出口拖线到其中的第一个模块；如果是不再需要的模块，直接删除。然后保存并发布。",
        ),
        basis: Text::new(
            "Follows directly from the flow graph. That End always exists and cannot be deleted is documented.",
            "由流程图结构直接得出；结束模块默认存在且不可删除，见官方文档。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
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
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
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
        ),
    },
    check: Check::Flow(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let unreachable = context.unreachable();
    if unreachable.is_empty() {
        return;
    }
    let regions = context.graph.regions(&unreachable);
    let items: Vec<_> = context.flow.list().children().collect();
    let referred = referred(context, &regions);
    for (region, is_referred) in regions.into_iter().zip(referred) {
        let Localized { en, zh } = context.names(&region);
        let (verb, object) = if region.len() == 1 { ("is", "it") } else { ("are", "them") };
        let message = localized!("{en} {verb} unreachable", "任何来电都无法到达{zh}");
        let help = localized!(
            "connect an exit to it, or delete it if it is no longer needed",
            "请将某个出口连到此处；如不再需要，请删除"
        );
        let title = localized!("Delete {object} from the flow", "从流程中删除");
        let removed: Vec<_> = region.iter().map(|&index| context.flow.activity(index).item()).collect();
        let edits = if is_referred { Vec::new() } else { Value::remove_all(&items, &removed) };
        let diagnostic = context.about_activity(context.flow.activity(region[0]), message);
        out.push(diagnostic.about_region(region).help(help).unsafe_fix(title, edits));
    }
}

/// For each region whether something outside of it refers to one of its activities: a text that is an id, or a reference.
fn referred(context: &Context<'_>, regions: &[Vec<usize>]) -> Vec<bool> {
    let flow = context.flow;
    let region_of: HashMap<_, _> =
        (0..).zip(regions).flat_map(|(region, members)| members.iter().map(move |&member| (member, region))).collect();
    let ids: HashMap<_, _> =
        region_of.iter().filter_map(|(&member, &region)| Some((flow.activity(member).id()?, region))).collect();
    let mut referred = vec![false; regions.len()];
    let mut refer = |from: Option<usize>, to: usize| {
        if from.and_then(|from| region_of.get(&from)) != Some(&to) {
            referred[to] = true;
        }
    };
    for text in flow.definition().descendants().filter(|value| value.kind() == Kind::String) {
        let region = text.string().and_then(|text| ids.get(&text).copied());
        let Some(region) = region else { continue };
        let activity = flow.activity_before(text.node());
        let inside = activity.filter(|activity| text.node() < activity.value().node_behind());
        refer(inside.map(Activity::index), region);
    }
    let mut names = HashMap::<_, Vec<usize>>::default();
    for (&member, &region) in &region_of {
        names.entry(flow.activity(member).given_name()).or_default().push(region);
    }
    for reference in context.references() {
        let name = reference.module_name().map(Cow::Borrowed);
        let regions = name.and_then(|name| names.get(&Some(name))).into_iter().flatten();
        regions.for_each(|&region| refer(Some(reference.activity), region));
    }
    referred
}
