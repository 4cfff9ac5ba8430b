//! `missing-default-exit`

use std::borrow::Cow;

use super::missing_exit::lacks_default_exit;
use crate::analysis::Context;
use crate::model::{Activity, Role};
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("missing-default-exit"),
    level: Level::On(Severity::Note),
    summary: Text::new("a Branch module without a default exit", "分支模块没有默认出口"),
    docs: Docs {
        what: Text::new(
            "Checks for Branch modules (分支; `SPLIT` or `BRANCH`) without a default exit, that is, without an \
                 exit whose event, ignoring case, is `else`, `other` or `otherwise`, or contains `default`, \
                 `nomatch`, `no_match`, `no-match`, `unmatch`, 默认 or 缺省 (default), 其他 or 其它 (other), 不匹配 or \
                 未匹配 (not matched). An event that also names a failure, a timeout, an overflow or a success, such as \
                 `defaultError`, is not a default exit. It is reported whether or not calls can reach the module. A \
                 default exit that exists but is not connected is not reported by this rule; see `unconnected-exit`. \
                 If your instance names this exit differently, set `missing-default-exit = \"off\"` under `[rules]`.",
            "分支模块（`SPLIT` 或 `BRANCH`）没有默认出口，即没有事件名为 `else`、`other`、`otherwise`，或者包含 \
                 `default`、`nomatch`、`no_match`、`no-match`、`unmatch`、“默认”“缺省”“其他”“其它”“不匹配”“未匹配”的出口\
                 （不区分大小写）。事件名同时表示失败、超时、溢出或成功的（如 `defaultError`）不算默认出口。无论来电能否\
                 到达都会报告。默认出口存在但未连接的，不由本规则报告，见 `unconnected-exit`。如果您的实例中该出口使用其\
                 他名称，请在 `[rules]` 中设置 `missing-default-exit = \"off\"`。",
        ),
        why: Text::new(
            "A call for which no condition holds, because of a key or a value that nobody expected, has nowhere to \
                 go: the caller hears silence or is cut off.",
            "来电者（客户）按了预料之外的键、变量出现预料之外的值，导致所有条件都不满足时，来电无处可去：来电者只能\
                 听到静音，或者被直接挂断。",
        ),
        fix: Text::new(
            "On the canvas, connect the other (其他) exit of the Branch module to the module for all remaining \
                 calls, then click Save (保存) and Publish (发布). In the text, add the exit with the event name that \
                 the console gives it at another Branch module.",
            "在画布上从分支的“其他”出口拖线到处理其余来电的模块，然后保存并发布。如果直接改文本，请参照控制台为其他\
                 分支模块生成的事件名补上该出口。",
        ),
        basis: Text::new(
            "Documented: according to the manual of product version 2.x (2021), Branch has one exit for each \
                 condition and the other (其他) exit, and the API metadata calls its exit code `Default`. The event \
                 name in a definition is inferred, so this is a note.",
            "官方文档：2.x 版用户指南（2021 年）中，分支除每个条件各有一个出口外，还有“其他”出口，API 元数据中其退\
                 出码为 `Default`；流程定义中的事件名属于推断，因此只作提示。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "SPLIT", "id": "58d5ae90", "name": "客户等级",
   "events": [{"event": "branch-1", "next": "2d3ad2c2"},
              {"event": "branch-2", "next": "0a7be31c"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "贵宾欢迎语",
   "properties": {"audioType": "tts", "say": "尊敬的贵宾客户，您好。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "0a7be31c", "name": "普通欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电。"},
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
  {"type": "SPLIT", "id": "58d5ae90", "name": "客户等级",
   "events": [{"event": "branch-1", "next": "2d3ad2c2"},
              {"event": "branch-2", "next": "0a7be31c"}, {"event": "default", "next": "0a7be31c"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "贵宾欢迎语",
   "properties": {"audioType": "tts", "say": "尊敬的贵宾客户，您好。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "0a7be31c", "name": "普通欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电。"},
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
    if !activity.is("SPLIT") || activity.exits().any(|exit| exit.role() == Role::Default) {
        return;
    }
    // It is said by its name then.
    if lacks_default_exit(context, activity) {
        return;
    }
    let name = context.name(activity);
    let message = localized!(
        "{name} has no default exit, so calls that match no condition have nowhere to go",
        "模块“{name}”没有“其他”出口，不满足任何条件的来电无处可去"
    );
    let help = localized!("add its default exit (其他) and connect it", "请添加并连接“其他”（default）出口");
    out.push(context.about_activity(activity, message).help(help));
}
