//! `incomplete-list`

use std::borrow::Cow;

use crate::rules::{Check, Docs, Rule, Run, RunDiagnostic, about_page};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("incomplete-list"),
    level: Level::On(Severity::Note),
    summary: Text::new("the list contains fewer flows than its total", "列表中的流程数少于其声明的总数"),
    docs: Docs {
        what: Text::new(
            "Checks whether the pages of an instance's flow list that were read in this run contain fewer \
                 different flows than their `TotalCount`; if the pages disagree, the highest value counts. It is \
                 reported once per instance, at the `TotalCount` of its last page. A flow that occurs more than once \
                 counts once, and pages without flows are ignored. As long as the list is incomplete, \
                 `unknown-sub-flow` and `unused-sub-flow` are not checked.",
            "本次读到的某个实例的列表分页中，不同的流程少于 `TotalCount` 声明的总数；各页的 `TotalCount` 不一致时取\
                 最大值。每个实例只报告一次，位置在最后一页的 `TotalCount`。重复出现的流程只算一个，不含流程的分页不参\
                 与判断。列表不完整时，不检查 `unknown-sub-flow` 和 `unused-sub-flow`。",
        ),
        why: Text::new(
            "The other flows of the instance are not linted: the result looks clean although their errors reach \
                 callers.",
            "实例中其余的流程没有检查：结果看似没有问题，其中的错误却会影响来电者（客户）。",
        ),
        fix: Text::new(
            "Read all pages, with at most 100 flows each: `aliyun ccc ListContactFlows --version 2020-07-01 \
                 --force --region cn-shanghai --InstanceId ID --PageNumber 2 --PageSize 100 > page2.json` and so on, \
                 and lint the files together. If the pages were not read at the same time, get all of them again.",
            "读取全部分页，每页最多 100 个流程：`aliyun ccc ListContactFlows --version 2020-07-01 --force --region \
                 cn-shanghai --InstanceId ID --PageNumber 2 --PageSize 100 > page2.json`，依此类推，再把这些文件一起检\
                 查。如果各页不是同一时间获取的，请全部重新获取。",
        ),
        basis: Text::new(
            "Documented: according to the API reference, every page of `ListContactFlows` has a `TotalCount`, and \
                 a page has at most 100 flows.",
            "官方文档：API 参考中，`ListContactFlows` 的每一页都带有 `TotalCount`，每页最多 100 个流程。",
        ),
        bad: Cow::Borrowed(
            r#"{"Data": {"TotalCount": 2, "List": [
  {"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "银行热线", "Type": "MAIN_FLOW",
   "Definition": {"activities": [
    {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
     "events": [{"event": "complete", "next": null}]}
  ]}}
]}}
"#,
        ),
        good: Cow::Borrowed(
            r#"{"Data": {"TotalCount": 2, "List": [
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
        ),
    },
    check: Check::Run(check),
};

fn check(run: &Run<'_>, out: &mut Vec<RunDiagnostic>) {
    for (has, most, file, document, total) in run.instances.iter().filter_map(|instance| instance.lacks()) {
        let message = localized!(
            "only {has} of {most} flows of the instance were read",
            "实例共有 {most} 个流程，只读到 {has} 个"
        );
        let help = localized!(
            "read all pages: `--PageNumber 2` and so on, with at most 100 flows per page",
            "请读取全部分页：`--PageNumber 2` 等，每页最多 100 个流程"
        );
        out.push(about_page(file, document, total, message).help(help));
    }
}
