//! `unused-policy`

use std::borrow::Cow;

use crate::rules::{Check, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("unused-policy"),
    level: Level::On(Severity::Note),
    summary: Text::new("a `[[policy]]` that selects nothing", "配置中有未选中任何内容的策略"),
    docs: Docs {
        what: Text::new(
            "Checks for `[[policy]]` entries in `ivr-lint.toml` one of whose selectors selects nothing in any flow of \
                 this run that the policy is about, and for those whose expression cannot be evaluated for any module or \
                 flow. The finding points to the selector or the expression in the configuration. Policies that are off \
                 are not checked, and nothing is said where a file was named on the command line or `--changed-since` \
                 was used, because the run does not cover all flows then. \
                 Nor are the policies of a configuration checked that is only named by `extend`: other repositories that \
                 share it may need them.",
            "`ivr-lint.toml` 中的某条 `[[policy]]`（策略）的某个选择条件，在本次检查的所有适用流程中都未选中任何内容；\
                 或其表达式对任何模块、流程都无法求值。报告位置指向配置中的该选择条件或表达式。已关闭的策略不检查；在命令行\
                 指定了文件或使用了 `--changed-since` 时也不报告，因为此时没有检查全部流程。仅通过 `extend` 引用的配置，其中的策略也不检查：共用该配置的其他仓库可能需要\
                 它们。",
        ),
        why: Text::new(
            "A policy that selects nothing protects nothing: the module or flow that it was written for has been \
                 renamed, or the condition is misspelt, and nobody would notice.",
            "未选中任何内容的策略起不到任何作用：它所针对的模块或流程可能已改名，或条件写错了，而没有人会察觉。",
        ),
        fix: Text::new(
            "Update the selector to the current names, or remove the policy. `ivr-lint policies` shows the result of each \
                 policy for each flow.",
            "请将选择条件改为当前的名称，或删除该策略。`ivr-lint policies` 可显示每条策略在每个流程上的结果。",
        ),
        basis: Text::new(
            "Follows directly from the configuration and the flows of the run.",
            "由配置和本次检查的流程得出。",
        ),
        bad: Cow::Borrowed(
            "[[policy]]\nname = \"entered-properly\"\non = { type = \"HANGUP\" }\nafter = { name = \"a name that no module has\" }",
        ),
        good: Cow::Borrowed(
            "[[policy]]\nname = \"entered-properly\"\non = { type = \"HANGUP\" }\nafter = { type = \"INCOMING_CALL\" }",
        ),
    },
    check: Check::Configuration,
};
