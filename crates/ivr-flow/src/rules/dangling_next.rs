//! `dangling-next`

use std::borrow::Cow;

use crate::flow::{Activity, Next};
use crate::nearest::Nearest;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "dangling-next",
    severity: Severity::Error,
    summary: Say { en: "an exit leads to an id that no activity has", zh: "出口指向不存在的模块" },
    docs: Docs {
        what: Say {
            en: "The `next` of an exit is a non-empty string, but no activity of the flow has it as its id: the \
                 activity was deleted or never copied along, or the id is mistyped. Ids are compared exactly, so case \
                 and blanks count, and a name in place of an id does not do. An unwired exit (`null`, absent or \
                 `\"\"`) is not meant here; `unconnected-exit` and `dead-end` look at those.",
            zh: "出口的 `next` 是非空字符串，但流程中没有模块使用这个 id：目标模块已被删除、复制时遗漏，或者 id 写\
                 错。id 按原样比较，大小写和空格都算；把模块名称当作 id 填写也不行。未连接的出口（`next` 为 `null`、\
                 缺失或 `\"\"`）不在此列，由 `unconnected-exit` 和 `dead-end` 检查。",
        },
        why: Say {
            en: "A call that leaves by this exit has nowhere to go: the caller gets dead air or is cut off. Modules \
                 that are not properly wired are also the main cause of 发布失败, and no documented message names the \
                 module or the exit.",
            zh: "来电从这个出口离开后无处可去，来电者只能听到一片静音，或者被直接挂断。模块连线不正确也是发布失败的主\
                 要原因，而官方文档没有列出任何能指明具体模块或出口的报错信息。",
        },
        mend: Say {
            en: "Open the flow on the IVR 流程管理 page, drag a line from this exit to the module that the call shall \
                 go on with, then 保存 and 发布. In the text, set `next` to the id of that module.",
            zh: "在 IVR 流程管理页面打开该流程，从此出口拖一条线到来电应进入的模块，然后保存并发布。如果直接改文本，\
                 请将 `next` 设为该模块的 id。",
        },
        rests_on: Say {
            en: "Documented: the manual of product version 2.x and the operations page say that publishing mostly \
                 fails because a module lacks an exit or is not properly wired; that an id that is not there counts \
                 as such is inferred.",
            zh: "官方文档：2.x 版用户指南和操作说明指出，发布失败多是因为模块缺少出口或没有正确连接；指向不存在的 id \
                 也属于这种情况，是推断。",
        },
        bad: r#"{"activities": [
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
        good: r#"{"activities": [
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
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    if !cx.flow.has_dangling {
        return;
    }
    let mut nearest = None;
    for (index, activity) in cx.flow.each() {
        for (exit_index, exit) in cx.flow.exits_of(activity) {
            if !exit.dangles() {
                continue;
            }
            let Next::Wired(id) = exit.next() else { continue };
            let Say { en, zh } = cx.exit_name(index, exit_index);
            let next = shown(&id);
            let message =
                say!("{en} leads to `{next}`, the id of no activity", "{zh} 指向 `{next}`，但没有模块使用此 id");
            let nearest = nearest.get_or_insert_with(|| Nearest::new(ids_and_names(cx)));
            out.push(
                cx.about_exit(index, exit_index, "next", message)
                    .help(help(cx, nearest.to(&id, activity.id().as_deref()))),
            );
        }
    }
}

fn ids_and_names<'a>(cx: &Cx<'a>) -> impl Iterator<Item = Cow<'a, str>> {
    let ids = cx.flow.activities.iter().filter_map(Activity::id);
    ids.chain(cx.flow.activities.iter().filter_map(Activity::given_name))
}

fn help(cx: &Cx<'_>, nearest: Option<&str>) -> Say {
    let Some(nearest) = nearest else {
        return say!(
            "the activity was deleted or never pasted: join the exit to one that is there",
            "目标模块可能已删除或未粘贴：请将此出口连到现有模块"
        );
    };
    let shown_nearest = shown(nearest);
    if let Some(index) = cx.flow.by_id(nearest) {
        let name = cx.name(index);
        say!("did you mean `{shown_nearest}` ({name})?", "是否想写 `{shown_nearest}`（{name}）？")
    } else {
        let named = cx.flow.activities.iter().find(|activity| activity.given_name().as_deref() == Some(nearest));
        let id = shown(&named.and_then(Activity::id).unwrap_or_default());
        say!(
            "`next` takes an id: did you mean `{id}`, the id of {shown_nearest}?",
            "`next` 应填 id：是否想写 {shown_nearest} 的 id `{id}`？"
        )
    }
}
