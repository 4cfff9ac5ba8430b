//! `duplicate-name`

use crate::HashSet;
use crate::references::Reference;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "duplicate-name",
    severity: Severity::Note,
    summary: Say { en: "two modules have the same name", zh: "两个模块同名" },
    docs: Docs {
        what: Say {
            en: "An activity has the name of an earlier activity of the same flow; each later one is reported, \
                 whatever its type. Names are compared exactly; blank ones are left to `empty-name`. Where a reference \
                 of the flow uses the name, only `ambiguous-reference` is reported. Different flows may use the same \
                 names.",
            zh: "模块与同一流程中前面的模块同名；后出现的每一个都会报告，不限类型。名称按原样比较，空白名称由 \
                 `empty-name` 报告。如果流程中有引用使用了这个名称，则只报告 `ambiguous-reference`。不同流程之间同名没\
                 有关系。",
        },
        why: Say {
            en: "Whoever looks into a call cannot tell the two modules apart and may mend the wrong one. The first \
                 reference to the name will be ambiguous.",
            zh: "排查来电时分不清是哪一个模块，容易改错地方。以后一旦有引用使用这个名称，就会产生歧义。",
        },
        mend: Say {
            en: "Open one of the two on the canvas and give it a name of its own, then 保存 and 发布.",
            zh: "在画布上打开其中一个模块，改用不同的名称，然后保存并发布。",
        },
        rests_on: Say {
            en: "Inferred: the manual of product version 2.x (2021) lets references name a module by its shown name, \
                 so names should differ; whether the console allows equal ones is not public.",
            zh: "推断：2.x 版用户指南（2021 年）中，引用使用模块的显示名称，因此名称应各不相同；控制台是否允许重名没有\
                 公开资料。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "SPLIT", "id": "58d5ae90", "name": "是否营业",
   "events": [{"event": "branch-1", "next": "2d3ad2c2"}, {"event": "default", "next": "0a7be31c"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电江城银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "0a7be31c", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "现在是下班时间。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "SPLIT", "id": "58d5ae90", "name": "是否营业",
   "events": [{"event": "branch-1", "next": "2d3ad2c2"}, {"event": "default", "next": "0a7be31c"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电江城银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "0a7be31c", "name": "下班提示",
   "properties": {"audioType": "tts", "say": "现在是下班时间。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    let mut referred: Option<HashSet<&str>> = None;
    for &index in &cx.flow.again.names {
        let name = cx.activity(index).name().unwrap_or_default();
        let referred =
            referred.get_or_insert_with(|| cx.references().iter().filter_map(Reference::module_name).collect());
        // That name is ambiguous, which says more.
        if referred.contains(&*name) {
            continue;
        }
        let name = cx.name(index);
        let message = say!("an earlier module is named {name} too", "前面已有模块名为 {name}");
        let help = say!(
            "a name of its own tells the two apart in reports and traces",
            "请改用不同的名称，便于在报表和轨迹中区分"
        );
        out.push(cx.about_member(index, "name", message).help(help));
    }
}
