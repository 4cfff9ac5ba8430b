//! `incomplete-list`

use crate::rule::{Check, Docs, Rule};
use crate::run::about_page;
use crate::run::{Run, RunDraft};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "incomplete-list",
    severity: Severity::Note,
    summary: Say { en: "the list has fewer flows than it says", zh: "列表中的流程少于其声明的总数" },
    docs: Docs {
        what: Say {
            en: "The pages of one instance's list that are read in this run hold fewer different flows than their \
                 `TotalCount` says; where the pages disagree, the highest counts. It is reported once an instance, at \
                 the `TotalCount` of its last page. A flow that is met twice counts once, and a page without flows \
                 says nothing. As long as the list is not complete, `unknown-sub-flow` and `unused-sub-flow` stay \
                 silent.",
            zh: "本次读到的某个实例的列表分页中，不同的流程少于 `TotalCount` 声明的总数；各页的 `TotalCount` 不一致时取\
                 最大值。每个实例只报告一次，位置在最后一页的 `TotalCount`。重复出现的流程只算一个，不含流程的分页不参\
                 与判断。列表不完整时，`unknown-sub-flow` 和 `unused-sub-flow` 不检查。",
        },
        why: Say {
            en: "The other flows of the instance are not linted: the run looks clean, and their mistakes reach the \
                 callers.",
            zh: "实例中其余的流程没有检查：结果看似没有问题，其中的错误却会原样留给来电者。",
        },
        mend: Say {
            en: "Read all pages, at most 100 flows each: `aliyun ccc ListContactFlows --version 2020-07-01 --force \
                 --region cn-shanghai --InstanceId ID --PageNumber 2 --PageSize 100 > page2.json` and so on, and lint \
                 the files together. If the pages are of different days, get them all anew.",
            zh: "读取全部分页，每页最多 100 个流程：`aliyun ccc ListContactFlows --version 2020-07-01 --force --region \
                 cn-shanghai --InstanceId ID --PageNumber 2 --PageSize 100 > page2.json`，依此类推，再把这些文件一起检\
                 查。如果各页不是同一时间获取的，请全部重新获取。",
        },
        rests_on: Say {
            en: "Documented: in the API reference every page of `ListContactFlows` says `TotalCount`, and a page has \
                 at most 100 flows.",
            zh: "官方文档：API 参考中，`ListContactFlows` 的每一页都带有 `TotalCount`，每页最多 100 个流程。",
        },
        bad: r#"{"Data": {"TotalCount": 2, "List": [
  {"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "银行热线", "Type": "MAIN_FLOW",
   "Definition": {"activities": [
    {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
     "events": [{"event": "complete", "next": null}]}
  ]}}
]}}
"#,
        good: r#"{"Data": {"TotalCount": 2, "List": [
  {"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "银行热线", "Type": "MAIN_FLOW",
   "Definition": {"activities": [
    {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
     "events": [{"event": "complete", "next": null}]}
  ]}},
  {"ContactFlowId": "5f3c1e0a-9d27-4b86-a1c4-60e2d8f7b913", "Name": "企业热线", "Type": "MAIN_FLOW",
   "Definition": {"activities": [
    {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
     "events": [{"event": "complete", "next": null}]}
  ]}}
]}}
"#,
    },
    check: Check::Run(check),
};

fn check(run: &Run<'_>, out: &mut Vec<RunDraft>) {
    for (has, most, file, document, total) in run.instances.iter().filter_map(|instance| instance.lacks()) {
        let message =
            say!("{has} of {most} flows of the instance were read", "实例共有 {most} 个流程，只读到 {has} 个");
        let help = say!(
            "read all pages: `--PageNumber 2` and so on, at most 100 flows a page",
            "请读取全部分页：`--PageNumber 2` 等，每页最多 100 个流程"
        );
        out.push(about_page(file, document, total, message).help(help));
    }
}
