//! `dangling-next`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::model::{Activity, Next};
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Localized, Nearest, Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("dangling-next"),
    level: Level::On(Severity::Error),
    summary: Text::new("an exit points to a module that does not exist", "出口指向不存在的模块"),
    docs: Docs {
        what: Text::new(
            "Checks for exits whose `next` is a non-empty string that is not the id of any module in the flow: the \
                 target was deleted, was not copied along, or the id is misspelled. Ids are compared exactly, \
                 including case and spaces, and the name of a module does not work in place of its id. Exits that are \
                 not connected (`next` is `null`, missing or `\"\"`) are checked by `unconnected-exit` and `dead-end` \
                 instead. The help names a similar id or name in the flow, and another flow of the same file that has \
                 a module with this id.",
            "出口的 `next` 是非空字符串，但流程中没有模块使用这个 id：目标模块已被删除、复制时遗漏，或者 id 写错。\
                 id 按原样比较，区分大小写和空格；也不能用模块名称代替 id。未连接的出口（`next` 为 `null`、缺失或 \
                 `\"\"`）由 `unconnected-exit` 和 `dead-end` 检查。修复建议会给出流程中相近的 id 或名称，以及同一文件中有使用\
                 此 id 的模块的其他流程。",
        ),
        why: Text::new(
            "A call that takes this exit has nowhere to go: the caller hears silence or is cut off. Modules that \
                 are not connected correctly are also the main reason why publishing fails (发布失败), and no \
                 documented error message names the module or the exit.",
            "走此出口的来电无处可去，来电者（客户）只能听到静音，或者被直接挂断。模块连线不正确也是发布失败的主要原\
                 因，而官方文档没有列出任何能指明具体模块或出口的报错信息。",
        ),
        fix: Text::new(
            "Open the flow on the IVR flow management (IVR 流程管理) page, connect this exit to the module where \
                 the call should continue, then click Save (保存) and Publish (发布). In the text, set `next` to the \
                 id of that module.",
            "在 IVR 流程管理页面打开该流程，从此出口拖一条线到来电应进入的模块，然后保存并发布。如果直接改文本，请\
                 将 `next` 设为该模块的 id。",
        ),
        basis: Text::new(
            "Documented: the manual of product version 2.x and the operations page say that publishing usually \
                 fails because a module lacks an exit or is not connected correctly. That an id that does not exist \
                 counts as such is inferred.",
            "官方文档：2.x 版用户指南和操作说明指出，发布失败多是因为模块缺少出口或没有正确连接；指向不存在的 id 也\
                 属于这种情况，是推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "主菜单",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "7c1f02aa"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "2d3ad2c2", "name": "人工服务",
   "events": [{"event": "success", "next": null}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "坐席忙",
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
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "主菜单",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "2d3ad2c2", "name": "人工服务",
   "events": [{"event": "success", "next": null}, {"event": "failure", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
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
    let mut nearest = None;
    for exit in context.flow.exits().filter(|exit| exit.dangles()) {
        let Next::Wired(id) = exit.next() else { continue };
        let Localized { en, zh } = context.exit_name(exit);
        let next = shorten(&id);
        let message =
            localized!("{en} points to `{next}`, but no module has that id", "{zh} 指向 `{next}`，但没有模块使用此 id");
        let nearest = nearest.get_or_insert_with(|| Nearest::new(ids_and_names(context)));
        let near = nearest.to(&id, exit.activity().id().as_deref());
        let meant = near.and_then(|near| Some((near, meant(context, near)?)));
        let diagnostic = context.about_exit(exit, "next", message).help(help(context, meant));
        let meant_id = meant.and_then(|(_, activity)| activity.id());
        out.push(match exit.value().get("next").zip(meant_id) {
            Some((value, id)) => {
                let shown_id = shorten(&id);
                let title = localized!("Point this exit to `{shown_id}`", "将此出口指向 `{shown_id}`");
                diagnostic.unsafe_fix(title, vec![value.edit(&serde_json::Value::from(&*id).to_string())])
            }
            None => diagnostic,
        });
    }
}

/// The activity that has what is near as its id, or else as its name.
fn meant<'a>(context: &Context<'a>, near: &str) -> Option<Activity<'a>> {
    let named = || context.flow.activities().find(|activity| activity.given_name().as_deref() == Some(near));
    context.flow.by_id(near).or_else(named)
}

fn ids_and_names<'a>(context: &Context<'a>) -> impl Iterator<Item = Cow<'a, str>> {
    let ids = context.flow.activities().filter_map(Activity::id);
    ids.chain(context.flow.activities().filter_map(Activity::given_name))
}

fn help(context: &Context<'_>, meant: Option<(&str, Activity<'_>)>) -> Localized {
    let Some((near, activity)) = meant else {
        return localized!(
            "the target was probably deleted or not copied: connect this exit to an existing module",
            "目标模块可能已删除或复制时遗漏：请将此出口连到现有模块"
        );
    };
    let shown_near = shorten(near);
    if activity.id().as_deref() == Some(near) {
        let name = context.name(activity);
        localized!("did you mean `{shown_near}` ({name})?", "您是否要输入 `{shown_near}`（模块“{name}”的 id）？")
    } else {
        let id = shorten(&activity.id().unwrap_or_default());
        localized!(
            "`next` must be an id: did you mean `{id}`, the id of {shown_near}?",
            "`next` 应为模块 id：您是否要输入模块“{shown_near}”的 id `{id}`？"
        )
    }
}
