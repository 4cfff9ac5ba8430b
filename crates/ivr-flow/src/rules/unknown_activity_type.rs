//! `unknown-activity-type`

use crate::HashSet;
use crate::catalogue::{ACTIVITY_TYPES, Types};
use crate::nearest::closest;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "unknown-activity-type",
    severity: Severity::Note,
    summary: Say { en: "a type that is not in the catalogue", zh: "目录中没有的模块类型" },
    docs: Docs {
        what: Say {
            en: "An activity has a type that neither the linter's catalogue nor `[activities.TYPE]` in the \
                 configuration knows. Types are compared exactly, so case and blanks count; the older names \
                 `PLAY_OR_SAY`, `BRANCH` and `FUNCTION_COMPUTE` are known. Each type is reported once a flow, at its \
                 first activity; an activity without a type is `invalid-shape`. The other rules give such an activity \
                 the benefit of the doubt: it may end the call, it waits, and an id that stands in its `properties` \
                 counts as a way there.",
            zh: "模块的类型既不在本工具的目录中，也没有在配置的 `[activities.TYPE]` 中说明。类型按原样比较，大小写和空\
                 格都算；旧名称 `PLAY_OR_SAY`、`BRANCH`、`FUNCTION_COMPUTE` 属于已知类型。同一流程中每种类型只在第一次\
                 出现时报告；没有类型的模块由 `invalid-shape` 报告。其他规则对未知类型一律从宽：视为可能结束通话、会等\
                 待，其 `properties` 中出现的模块 id 也视为通路。",
        },
        why: Say {
            en: "What the linter does not know it cannot judge: a dead end or an endless loop around this activity \
                 stays unseen until callers get caught in it. If the name is mistyped, it stands for no module of the \
                 platform at all.",
            zh: "对不认识的类型无从判断：它周围如有来电停滞、死循环之类的问题，要等来电者碰上了才会发现。如果只是名称写\
                 错，平台上根本没有对应的模块。",
        },
        mend: Say {
            en: "If the type is new, say under `[activities.TYPE]` in `ivr-lint.toml` what it does (`waits`, \
                 `hands-off`, `ends`); what is not said there is false. If it is mistyped, correct it in the text, or \
                 place the module anew on the canvas and 保存.",
            zh: "如果是平台新增的类型，请在 `ivr-lint.toml` 的 `[activities.TYPE]` 中说明它的行为（`waits`、\
                 `hands-off`、`ends`），没有写明的一律为 false。如果是写错了，请在文本中改正，或在画布上重新添加该模块\
                 并保存。",
        },
        rests_on: Say {
            en: "Documented: the catalogue is the node types of the API metadata (2024) with the older names of the \
                 push events (2021); that `type` in a definition takes the same names is inferred, and the platform \
                 may have added types since.",
            zh: "官方文档：目录取自 API 元数据（2024 年）的节点类型，并加上事件推送文档（2021 年）中的旧名称；流程定义\
                 中的 `type` 也使用这些名称，属于推断，平台此后还可能新增类型。",
        },
        bad: r#"{"activities": [
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
    if !cx.flow.types.meet(Types::UNKNOWN) {
        return;
    }
    let mut seen = HashSet::default();
    for (index, activity) in cx.flow.each().filter(|(_, activity)| activity.is_of_unheard_type()) {
        let kind = activity.kind().unwrap_or_default();
        if !seen.insert(kind.clone()) {
            continue;
        }
        let near = closest(&kind, ACTIVITY_TYPES.iter().map(|known| known.name));
        let kind = shown(&kind);
        let message = say!("the type `{kind}` is not in the catalogue", "目录中没有类型 `{kind}`");
        let help = match near {
            Some(near) => say!(
                "did you mean `{near}`? If the type is new, teach it to the linter under `[activities.{kind}]`",
                "是否想写 `{near}`？若是新类型，可在配置的 `[activities.{kind}]` 下说明它"
            ),
            None => say!(
                "the platform adds types: what it does can be told in the configuration, under `[activities.{kind}]`",
                "平台会增加新类型：可在配置的 `[activities.{kind}]` 下说明它的作用"
            ),
        };
        out.push(cx.about_member(index, "type", message).help(help));
    }
}
