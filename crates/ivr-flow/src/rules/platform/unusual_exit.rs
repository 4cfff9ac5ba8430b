//! `unusual-exit`

use std::borrow::Cow;

use crate::HashSet;
use crate::analysis::Context;
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, closest, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("unusual-exit"),
    level: Level::On(Severity::Note),
    summary: Text::new("a module has an exit that others of its type do not have", "模块的出口在同类模块中没有"),
    docs: Docs {
        what: Text::new(
            "Checks for exits that the configuration does not name for the type of their module, neither by \
                 `exits` nor by `other-exits` under `[activities.TYPE]`; `ivr-lint learn` writes such sections from \
                 the flows of an instance. Event names are compared exactly, and an alias counts as its type. Exits \
                 without a name are ignored, and so is every exit of a Branch module (分支), whose exits are named by \
                 the author of the flow. Each name is reported once per module, at its first exit. Without such a \
                 section the rule finds nothing. The examples are for `exits = [\"failure\", \"timeout\"]` and \
                 `other-exits = [\"overflow\"]` under `[activities.TRANSFER_TO_AGENT]`.",
            "模块的出口没有列在配置中该类型的 `[activities.TYPE]` 下，既不在 `exits` 中，也不在 `other-exits` 中；\
                 `ivr-lint learn` 可以根据实例中的流程生成这些配置。事件名按原样比较，别名视为其所属类型。没有事件名的\
                 出口不检查；分支模块的出口由流程作者命名，也不检查。同一模块中每个名称只报告一次，位置为其第一个出\
                 口。没有这样的配置时，本规则不报告任何问题。示例对应的配置为 `[activities.TRANSFER_TO_AGENT]` 下的 \
                 `exits = [\"failure\", \"timeout\"]` 和 `other-exits = [\"overflow\"]`。",
        ),
        why: Text::new(
            "An exit that the platform does not know is never taken. Usually its name has a typing mistake, and \
                 the calls that it was made for go elsewhere.",
            "平台不认识的出口永远不会被走到。通常是名称写错了，本应走此出口的来电去了别处。",
        ),
        fix: Text::new(
            "On the canvas, open the module and check its exits; in the text, write the name as other modules of \
                 the type have it. If the platform has a new exit, add its name to `other-exits`.",
            "在画布上打开该模块并检查其出口；如果直接改文本，请按同类型其他模块的写法填写事件名。如果是平台新增的\
                 出口，请将其名称加入 `other-exits`。",
        ),
        basis: Text::new(
            "Inferred: the platform publishes no list of the exits of its modules, and adds to them. What the \
                 configuration says is what the team knows, or what the flows of the instance show; so this is a note.",
            "推断：平台没有公布各模块有哪些出口，并且会新增。配置中的内容来自团队的了解，或来自实例中的流程，因此\
                 只作提示。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "58d5ae90", "name": "人工服务",
   "events": [{"event": "failure", "next": "2d3ad2c2"}, {"event": "timeout", "next": "2d3ad2c2"}, {"event": "overfull", "next": "2d3ad2c2"}]},
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
    let Some(expected) = context.expected_exits(activity).filter(|_| !activity.is("SPLIT")) else { return };
    let names = || expected.always.iter().chain(&expected.sometimes);
    let mut seen = HashSet::default();
    for exit in activity.exits() {
        let Some(event) = exit.event() else { continue };
        if names().any(|name| *name == event) || !seen.insert(event.clone()) {
            continue;
        }
        let (name, shown) = (context.name(activity), shorten(&event));
        let message = localized!(
            "{name} has an exit `{shown}`, which other modules of its type do not have",
            "模块“{name}”有出口 `{shown}`，而其他同类模块没有"
        );
        let help = match closest(&event, names().map(String::as_str)).map(shorten) {
            Some(near) => localized!("did you mean `{near}`?", "您是否要输入 `{near}`？"),
            None => localized!(
                "if the platform has added it, list it in `other-exits`",
                "如果是平台新增的出口，请将其加入 `other-exits`"
            ),
        };
        out.push(context.about_exit(exit, "event", message).help(help));
    }
}
