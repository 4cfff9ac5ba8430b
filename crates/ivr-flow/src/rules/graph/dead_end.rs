//! `dead-end`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("dead-end"),
    level: Level::On(Severity::Error),
    summary: Text::new("calls that reach the module get stuck", "来电进入该模块后无路可走"),
    docs: Docs {
        what: Text::new(
            "Checks for modules none of whose exits is connected, or that have no exits, although a call cannot \
                 end there: the module is neither an end module (结束) nor a transfer, that is, Transfer to agent (转人\
                 工), Transfer to external line (转外线) or Blind transfer (直接转接). It is reported whether or not \
                 calls can reach the module. A module of unknown type is not reported, because it may end the call in \
                 a way that the linter does not know, unless the configuration describes it; even then it is not reported if it \
                 has no exits and nothing leads to it, because it may be a comment on the canvas. An exit that points to an \
                 id that does not exist counts as connected; see `dangling-next`.",
            "模块的出口全部未连接，或者根本没有出口，而它又不是通话可以结束的地方，即不是结束模块，也不是转接类模块\
                 （转人工、转外线、直接转接）。无论来电能否到达都会报告。未知类型的模块可能会以本工具不了解的方式结束通\
                 话，因此不报告，除非在配置中说明了它的行为；即使说明了，没有出口、也没有模块通向它的，可能是画布上的注释，同样不报告。指\
                 向不存在的 id 的出口视为已连接，由 `dangling-next` 报\
                 告。",
        ),
        why: Text::new(
            "Calls that reach the module get stuck: the caller hears silence until they hang up. This is also the \
                 main reason why publishing fails (发布失败), and no documented error message names the module.",
            "来电将卡在此处，来电者（客户）只能听到静音，直到自己挂断。这也是发布失败的主要原因，而官方文档没有列出\
                 任何能指明具体模块的报错信息。",
        ),
        fix: Text::new(
            "On the canvas, connect each exit to the next module, or to End if the call is over, then click Save \
                 (保存) and Publish (发布). If the module is no longer needed, delete it.",
            "在画布上从每个出口拖线到下一个模块；如果通话到此结束，则连到结束模块，然后保存并发布。如果模块是多余\
                 的，直接删除即可。",
        ),
        basis: Text::new(
            "Documented: the manual of product version 2.x and the operations page say that publishing usually \
                 fails because a module lacks an exit or is not connected correctly.",
            "官方文档：2.x 版用户指南和操作说明指出，发布失败多是因为模块缺少出口或没有正确连接。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": null}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
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
    if !context.is_dead_end(activity) {
        return;
    }
    let name = context.name(activity);
    let message = match activity.exits().len() {
        0 => localized!("{name} has no exit, so calls that reach it get stuck", "模块“{name}”没有出口，来电将卡在此处"),
        _ => localized!(
            "none of the exits of {name} is connected, so calls that reach it get stuck",
            "模块“{name}”的出口均未连接，来电将卡在此处"
        ),
    };
    let help = localized!(
        "connect its exits to the next module or to End (结束)",
        "请将其出口连到下一个模块，或连到“结束”模块"
    );
    out.push(context.about_activity(activity, message).help(help));
}
