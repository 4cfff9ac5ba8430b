//! `missing-exit`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::json::Kind;
use crate::model::{Activity, Role};
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("missing-exit"),
    level: Level::On(Severity::Warning),
    summary: Text::new("a module lacks an exit that all of its type have", "模块缺少该类型必有的出口"),
    docs: Docs {
        what: Text::new(
            "Checks for modules that lack an exit which the configuration names for their type, by `exits` under \
                 `[activities.TYPE]`; `ivr-lint learn` writes such sections from the flows of an instance. Event names \
                 are compared exactly, and an alias such as `BRANCH` counts as its type. Each missing exit is reported \
                 once. A module without `events` lacks them all; where `events` is not a list nothing is reported. \
                 Where a missing exit is the default exit of a Branch module (分支), `missing-default-exit` does not \
                 report it too. Without such a section the rule finds nothing. The examples are for `exits = \
                 [\"failure\", \"timeout\"]` and `other-exits = [\"overflow\"]` under \
                 `[activities.TRANSFER_TO_AGENT]`.",
            "模块缺少配置为其类型列出的出口，即 `[activities.TYPE]` 下的 `exits`；`ivr-lint learn` 可以根据实例中\
                 的流程生成这些配置。事件名按原样比较，别名（如 `BRANCH`）视为其所属类型。缺少的每个出口报告一次。没有 \
                 `events` 的模块视为缺少全部出口；`events` 不是数组时不报告。缺少的是分支的默认出口时，\
                 `missing-default-exit` 不再重复报告。没有这样的配置时，本规则不报告任何问题。示例对应的配置为 \
                 `[activities.TRANSFER_TO_AGENT]` 下的 `exits = [\"failure\", \"timeout\"]` 和 `other-exits = \
                 [\"overflow\"]`。",
        ),
        why: Text::new(
            "All other modules of the type have this exit, so the platform has an event for it: calls for which it \
                 happens have nowhere to go. Usually the definition was written or edited by a program.",
            "同类型的其他模块都有此出口，说明平台会触发相应的事件：遇到该事件的来电无处可去。通常是因为流程定义由\
                 程序生成或修改过。",
        ),
        fix: Text::new(
            "On the canvas, open the module and save it again, which gives it all its exits, and connect them; \
                 then click Save (保存) and Publish (发布). In the text, add the exit as another module of the type \
                 has it.",
            "在画布上打开该模块并重新保存，使其具备全部出口，再连接这些出口，然后保存并发布。如果直接改文本，请参\
                 照同类型的其他模块补上该出口。",
        ),
        basis: Text::new(
            "Inferred: the platform publishes no list of the exits of its modules. What the configuration says is \
                 what the team knows, or what the flows of the instance show.",
            "推断：平台没有公布各模块有哪些出口。配置中的内容来自团队的了解，或来自实例中的流程。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "58d5ae90", "name": "人工服务",
   "events": [{"event": "failure", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
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
  {"type": "TRANSFER_TO_AGENT", "id": "58d5ae90", "name": "人工服务",
   "events": [{"event": "failure", "next": "2d3ad2c2"}, {"event": "timeout", "next": "2d3ad2c2"}, {"event": "overflow", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
    },
    check: Check::Activity(check),
};

fn check(context: &Context<'_>, activity: Activity<'_>, out: &mut Vec<Diagnostic>) {
    for event in missing(context, activity) {
        let (name, shown) = (context.name(activity), shorten(event));
        let message = localized!(
            "{name} has no exit `{shown}`, which all modules of its type have",
            "模块“{name}”没有出口 `{shown}`，而此类模块都有该出口"
        );
        let help = localized!("add the exit and connect it", "请添加并连接该出口");
        out.push(context.about_activity(activity, message).help(help).detail(event));
    }
}

/// Whether a default exit is among those that an activity lacks.
pub(super) fn lacks_default_exit(context: &Context<'_>, activity: Activity<'_>) -> bool {
    RULE.severity(context.settings).is_some()
        && missing(context, activity).any(|event| Role::from_event(event) == Role::Default)
}

/// The names of the exits that all of its type have and an activity has not, each once.
fn missing<'c>(context: &Context<'c>, activity: Activity<'c>) -> impl Iterator<Item = &'c str> {
    // Where the exits cannot be read nobody knows which there are.
    let expected = context
        .expected_exits(activity)
        .filter(|_| activity.value().present("events").is_none_or(|events| events.kind() == Kind::Array));
    let names = expected.map(|expected| expected.always.as_slice()).unwrap_or_default();
    let has = move |event: &str| activity.exits().any(|exit| exit.event().is_some_and(|own| own == event));
    let is_first = |number: usize| !names[..number].contains(&names[number]);
    let missing = names.iter().enumerate().filter(move |&(number, event)| is_first(number) && !has(event));
    missing.map(|(_, event)| event.as_str())
}
