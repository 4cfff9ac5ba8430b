//! `hangup-has-next`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::model::{Activity, Next};
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("hangup-has-next"),
    level: Level::On(Severity::Warning),
    summary: Text::new("an end module has an exit that is connected", "结束模块的出口仍连着其他模块"),
    docs: Docs {
        what: Text::new(
            "Checks for exits of an end module (`HANGUP` or `SUB_END`) that are connected, whether or not the \
                 target exists. The `next` of an end module's exit should be `null`, missing or `\"\"`, or the exit \
                 may be missing. No path continues after an end module, so modules that only it points to are reported \
                 by `unreachable-activity` as well.",
            "结束模块（`HANGUP` 或 `SUB_END`）的出口仍连着其他模块，无论目标是否存在都会报告。结束模块的出口，\
                 `next` 应为 `null`、缺失或 `\"\"`，没有出口也可以。流程到结束模块为止，因此只能经由它到达的模块还会报\
                 告 `unreachable-activity`。",
        ),
        why: Text::new(
            "The call is over here (a sub-flow returns to its main flow), so callers never hear the modules that \
                 follow: a farewell or a satisfaction rating that the team relies on is missing from every call.",
            "通话到此已经结束（子流程则返回主流程），后面的内容不会执行：团队以为会播放的道别语、满意度收集，实际上\
                 从未执行。",
        ),
        fix: Text::new(
            "Set `next` to `null` in the text. Modules that callers should still hear belong before the end \
                 module: connect the exit that leads to End (结束) to that module instead, and its exit to End; then \
                 click Save (保存) and Publish (发布).",
            "在文本中将 `next` 设为 `null`。如果还有内容要让来电者（客户）听到，应放在结束模块之前：将原来连到结束\
                 模块的线改连到该模块，再从它的出口连到结束模块，然后保存并发布。",
        ),
        basis: Text::new(
            "Observed: in the published sample, the `next` of the end module's exit is `null`. The manual says \
                 that End is fixed and cannot be edited.",
            "实际观察：公开示例中结束模块的出口 `next` 为 `null`；用户指南说明结束模块是固定的，不可编辑。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": "58d5ae90"}]}
]}
"#,
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
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
    if !activity.is_ending() {
        return;
    }
    for exit in activity.exits() {
        let Next::Wired(id) = exit.next() else { continue };
        let (name, next) = (context.name(activity), shorten(&id));
        let message = localized!(
            "{name} ends the call but still points to `{next}`",
            "模块“{name}”已结束通话，但仍连到 `{next}`"
        );
        let help = localized!(
            "no call continues from here: set `next` to `null`",
            "来电不会从此处继续：请将 `next` 设为 `null`"
        );
        let title = localized!("Set `next` to `null`", "将 `next` 设为 `null`");
        let mut edits = exit.value().remove(|member| member.has_key("edgeId"));
        edits.extend(exit.value().get("next").map(|next| next.edit("null")));
        out.push(context.about_exit(exit, "next", message).help(help).safe_fix(title, edits));
    }
}
