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
        what: Say { en: "", zh: "" },
        why: Say { en: "", zh: "" },
        mend: Say { en: "", zh: "" },
        rests_on: Say { en: "", zh: "" },
        bad: r#""#,
        good: r#""#,
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
