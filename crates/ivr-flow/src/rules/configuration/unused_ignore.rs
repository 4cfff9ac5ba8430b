//! `unused-ignore`

use std::borrow::Cow;

use crate::rules::{Check, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("unused-ignore"),
    level: Level::On(Severity::Note),
    summary: Text::new("an `[[ignore]]` that matches no finding", "配置中有未命中任何问题的忽略项"),
    docs: Docs {
        what: Text::new(
            "Checks for `[[ignore]]` entries in `ivr-lint.toml` that match no finding of this run. The finding \
                 points to the entry in the configuration. Nothing is reported by a run that reads only a part of \
                 what the configuration is about: of single files, of directories below its own, of standard input or \
                 with `--changed-since`. Nor are the entries of a configuration checked that is only named by `extend`: \
                 other repositories that share it may need them.",
            "`ivr-lint.toml` 中的某条 `[[ignore]]`（忽略项）在本次检查中未命中任何问题，报告位置指向配置中的这一\
                 条。如果只检查了配置所涉及的一部分内容（单个文件、配置所在目录的子目录、标准输入，或使用了 \
                 `--changed-since`），则不报告。仅通过 `extend` 引用的配置，其中的忽略项也不检查：共用该配置的其他仓库可能\
                 需要它们。",
        ),
        why: Text::new(
            "The problem it was written for has been fixed, or the flow or module has been renamed. An unused \
                 entry may hide the next problem of that kind.",
            "对应的问题已修复，或者流程、模块已改名；保留它可能会掩盖以后出现的同类问题。",
        ),
        fix: Text::new(
            "Remove the entry, or update it to the current name or id of the flow or module.",
            "请删除该忽略项，或将其改为流程、模块当前的名称或 id。",
        ),
        basis: Text::new(
            "Follows directly from the configuration and the findings of the run.",
            "由配置和本次检查结果得出。",
        ),
        bad: Cow::Borrowed(
            "[[ignore]]\nrule = \"endless-loop\"\nactivity = \"was-deleted\"\nreason = \"plays music until the caller hangs up\"",
        ),
        good: Cow::Borrowed("# no [[ignore]] without a finding"),
    },
    check: Check::Configuration,
};
