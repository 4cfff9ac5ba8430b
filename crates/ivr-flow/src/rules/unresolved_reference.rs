//! `unresolved-reference`

use crate::HashSet;
use crate::flow::Activity;
use crate::nearest::Nearest;
use crate::references::{Reference, once_an_activity};
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "unresolved-reference",
    severity: Severity::Warning,
    summary: Say { en: "a reference to a module that is not there", zh: "引用了不存在的模块" },
    docs: Docs {
        what: Say {
            en: "A reference `${module.parameter}` in the `properties` of an activity names a module, and no activity \
                 of the flow has that name. The module is the longest beginning before a dot that is some activity's \
                 name, else what stands before the first dot; names are compared exactly, so case and blanks count. \
                 `${name}` without a dot (a parameter of the flow) and `${sys.…}` stay silent. Each reference is \
                 reported once an activity.",
            zh: "模块 `properties` 中的引用 `${模块名.参数}` 指向某个模块，而流程中没有模块使用这个名称。模块名取“点”之\
                 前与某个模块名称相同的最长部分，没有相同的则取第一个点之前的内容；名称按原样比较，大小写和空格都算。不\
                 带点的 `${参数名}`（流程参数）和 `${sys.…}` 不报告。同一模块中相同的引用只报告一次。",
        },
        why: Say {
            en: "The value is never there: a prompt misses what callers should hear, and a 分支 that compares it sends \
                 them the wrong way. Mostly the module was renamed or deleted after the reference was made.",
            zh: "引用永远取不到值：放音里缺了关键内容，用它判断的分支会把来电带错方向。多半是写好引用之后，模块又改了名\
                 或被删除。",
        },
        mend: Say {
            en: "Open the module with the reference on the canvas and choose the parameter anew (type a blank and \
                 `$`), or give the module that it means its old name back; then 保存 and 发布.",
            zh: "在画布上打开该引用所在的模块，重新选择参数（输入空格和 `$`），或将被引用的模块改回原名，然后保存并发\
                 布。",
        },
        rests_on: Say {
            en: "Documented: the manual of product version 2.x (2021) writes references as `${模块名.参数}`, with the \
                 name that the module shows; that renaming a module breaks its references is inferred.",
            zh: "官方文档：2.x 版用户指南（2021 年）中，引用写作 `${模块名.参数}`，用的是模块的显示名称；模块改名后引用\
                 随之失效，属于推断。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入卡号",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "确认卡号",
   "properties": {"audioType": "tts", "say": "您输入的卡号是${收号.digits}。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入卡号",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "确认卡号",
   "properties": {"audioType": "tts", "say": "您输入的卡号是${输入卡号.digits}。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    let mut nearest = None;
    let is_unresolved = |reference: &&Reference| reference.module().is_some_and(|module| module.count == 0);
    for reference in once_an_activity(cx.references().iter().filter(is_unresolved)) {
        let module = reference.module_name().unwrap_or_default();
        let (text, shown_module) = (shown(&reference.text), shown(module));
        let message = say!(
            "`{text}` refers to a module `{shown_module}`, which is not there",
            "`{text}` 引用了模块 `{shown_module}`，但它不存在"
        );
        let nearest = nearest.get_or_insert_with(|| {
            let mut seen = HashSet::default();
            let names = cx.flow.activities.iter().filter_map(Activity::given_name);
            Nearest::new(names.filter(|name| seen.insert(name.clone())))
        });
        let help = match nearest.to(module, None).map(shown) {
            Some(near) => say!("did you mean `{near}`?", "是否想写 `{near}`？"),
            None => say!(
                "a reference names the module as it is called now: renaming a module breaks its references",
                "引用使用模块的当前名称：模块改名后引用即失效"
            ),
        };
        out.push(cx.about_reference(reference, message).help(help));
    }
}
