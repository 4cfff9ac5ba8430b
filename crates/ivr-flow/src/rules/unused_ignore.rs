//! `unused-ignore`

use crate::rule::{Check, Docs, Rule};
use crate::say::Say;
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "unused-ignore",
    severity: Severity::Note,
    summary: Say {
        en: "an exception in the configuration that fits no finding", zh: "配置中没有匹配任何结果的例外"
    },
    docs: Docs {
        what: Say {
            en: "An `[[ignore]]` in `ivr-lint.toml` fits no finding of this run. The finding points at the exception \
                 in the configuration. Where only a part of the flows is linted, exceptions for the others are unused.",
            zh: "`ivr-lint.toml` 中的某条 `[[ignore]]` 在本次运行中没有匹配任何结果，报告会指向配置中的这一条。\
                 若只检查了部分流程，针对其他流程的例外也会被报告。",
        },
        why: Say {
            en: "What it was for has been mended or renamed. Left in place it may hide the next defect of that kind.",
            zh: "对应的问题已修复或已改名；留着它可能掩盖以后出现的同类问题。",
        },
        mend: Say {
            en: "Delete the exception, or put the new name or id of the flow or activity into it.",
            zh: "请删除该例外，或改成流程、模块现在的名称或 id。",
        },
        rests_on: Say {
            en: "Follows from the configuration and the findings of the run alone.",
            zh: "仅由配置与本次运行的结果推得。",
        },
        bad: "[[ignore]]\nrule = \"endless-loop\"\nactivity = \"was-deleted\"\nreason = \"plays music until the caller hangs up\"",
        good: "# no exception that nothing needs",
    },
    check: Check::Configuration,
};
