//! `unknown-activity-type`

use std::borrow::Cow;

use crate::HashSet;
use crate::analysis::Context;
use crate::catalogue::ACTIVITY_TYPES;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, closest, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("unknown-activity-type"),
    level: Level::On(Severity::Note),
    summary: Text::new("an unknown module type", "未知的模块类型"),
    docs: Docs {
        what: Text::new(
            "Checks for modules whose type is neither in the linter's catalogue nor described under \
                 `[activities.TYPE]` in the configuration. Types are compared exactly, including case and spaces; the \
                 older names `PLAY_OR_SAY`, `BRANCH` and `FUNCTION_COMPUTE` are known. Each type is reported once per \
                 flow, at its first module; a module without a type is reported by `invalid-shape`. The other rules \
                 give such a module the benefit of the doubt: it may end the call, it waits, and an id that occurs in \
                 its `properties` counts as a connection.",
            "模块的类型既不在本工具的类型列表中，也没有在配置的 `[activities.TYPE]` 中说明。类型按原样比较，区分大\
                 小写和空格；旧名称 `PLAY_OR_SAY`、`BRANCH`、`FUNCTION_COMPUTE` 属于已知类型。同一流程中每种类型只在第\
                 一次出现时报告；没有类型的模块由 `invalid-shape` 报告。其他规则对未知类型一律从宽：视为可能结束通话、\
                 会等待，其 `properties` 中出现的模块 id 也视为连线。",
        ),
        why: Text::new(
            "The linter cannot judge what it does not know: a dead end or an endless loop around this module goes \
                 unnoticed until callers get caught in it. If the name is misspelled, the platform has no such module \
                 at all.",
            "未知的类型无法判断：其周围如有来电卡住、无法退出的循环等问题，要等来电者（客户）遇到后才会发现。如果只\
                 是名称写错，平台上根本没有对应的模块。",
        ),
        fix: Text::new(
            "If the type is new, describe it under `[activities.TYPE]` in `ivr-lint.toml` (`waits`, `hands-off`, \
                 `ends`); keys that are not given are false. If it is misspelled, correct it in the text, or add the \
                 module again on the canvas and click Save (保存).",
            "如果是平台新增的类型，请在 `ivr-lint.toml` 的 `[activities.TYPE]` 中说明它的行为（`waits`、\
                 `hands-off`、`ends`），没有写明的一律为 false。如果是写错了，请在文本中改正，或在画布上重新添加该模块\
                 并保存。",
        ),
        basis: Text::new(
            "Documented: the catalogue consists of the node types of the API metadata (2024) and the older names \
                 of the push events (2021). That `type` in a definition uses the same names is inferred, and the \
                 platform may have added types since.",
            "官方文档：类型列表取自 API 元数据（2024 年）的节点类型，并加上事件推送文档（2021 年）中的旧名称；流程\
                 定义中的 `type` 也使用这些名称，属于推断，平台此后还可能新增类型。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "COLLECT_DIGITS", "id": "58d5ae90", "name": "主菜单",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "bd4f37e2"}]},
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
    let mut seen = HashSet::default();
    for activity in context
        .flow
        .activities()
        .filter(|activity| activity.has_undescribed_type())
        .filter(|activity| context.expected_exits(*activity).is_none())
    {
        let kind = activity.type_name().unwrap_or_default();
        if !seen.insert(kind.clone()) {
            continue;
        }
        let near = closest(&kind, ACTIVITY_TYPES.iter().map(|known| known.name));
        let kind = shorten(&kind);
        let message = localized!("`{kind}` is not a known module type", "`{kind}` 不是已知的模块类型");
        let help = match near {
            Some(near) => localized!(
                "did you mean `{near}`? If the type is new, describe it under `[activities.{kind}]`",
                "您是否要输入 `{near}`？如果是新类型，请在配置的 `[activities.{kind}]` 中说明"
            ),
            None => localized!(
                "the platform may have added it: describe it under `[activities.{kind}]` in the configuration",
                "可能是平台新增的类型：请在配置的 `[activities.{kind}]` 中说明其行为"
            ),
        };
        out.push(context.about_member(activity, "type", message).help(help));
    }
}
