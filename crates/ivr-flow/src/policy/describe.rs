//! Policies in words, made from their keys.

use super::{Demand, Policy, Selector, Table, Trouble};
use crate::text::{Localized, localized, shorten};

impl Policy {
    /// What the policy requires, in words.
    pub fn demand_in_words(&self) -> Localized {
        demand(self.on.as_ref().map(|on| &on.value), &self.demand)
    }

    /// The flows that the policy applies to, in words; `None` for all.
    pub fn flows_in_words(&self) -> Option<Localized> {
        self.flows.as_ref().map(|flows| match &flows.value {
            Selector::Table(table) => {
                let Localized { en, zh } = table_in_words(table);
                localized!("flows with {en}", "{zh}的流程")
            }
            Selector::Expression(expression) => {
                let shown = expression.shown();
                localized!("flows for which `{shown}`", "满足 `{shown}` 的流程")
            }
        })
    }
}

/// What a demand on these activities means.
pub(super) fn demand(on: Option<&Selector>, demand: &Demand) -> Localized {
    let Localized { en: on_en, zh: on_zh } = on.map(selector).unwrap_or_default();
    match demand {
        Demand::Must(condition) => {
            let condition = condition.value.shown();
            match on {
                Some(_) => localized!("{on_en} satisfies `{condition}`", "{on_zh}满足 `{condition}`"),
                None => localized!("the flow satisfies `{condition}`", "流程满足 `{condition}`"),
            }
        }
        Demand::After(passed) => {
            let Localized { en, zh } = selector(&passed.value);
            localized!(
                "every call that reaches {on_en} has passed {en} before",
                "每通来电在到达{on_zh}之前都已经过{zh}"
            )
        }
        Demand::Before(passed) => {
            let Localized { en, zh } = selector(&passed.value);
            localized!(
                "every call that goes on from {on_en} passes {en} before it ends",
                "每通来电离开{on_zh}后、结束之前都会经过{zh}"
            )
        }
        Demand::NeverAfter(passed, None) => {
            let Localized { en, zh } = selector(&passed.value);
            localized!("no call reaches {on_en} that has passed {en} before", "经过{zh}的来电都不会到达{on_zh}")
        }
        Demand::NeverAfter(passed, Some(unless)) => {
            let Localized { en, zh } = selector(&passed.value);
            let Localized { en: unless, zh: unless_zh } = selector(&unless.value);
            localized!(
                "no call reaches {on_en} that has passed {en} before, unless it has passed {unless} since",
                "经过{zh}的来电都不会到达{on_zh}，除非其后又经过{unless_zh}"
            )
        }
        Demand::Exists => {
            localized!("the flow has {on_en}, and a call reaches it", "流程中存在来电能够到达的{on_zh}")
        }
    }
}

/// The activities of a selector.
pub(super) fn selector(selector: &Selector) -> Localized {
    match selector {
        Selector::Table(table) => {
            let Localized { en, zh } = table_in_words(table);
            localized!("a module with {en}", "{zh}的模块")
        }
        Selector::Expression(expression) => {
            let shown = expression.shown();
            localized!("a module for which `{shown}`", "满足 `{shown}` 的模块")
        }
    }
}

/// Why an expression has no answer.
pub(super) fn trouble(trouble: &Trouble) -> Localized {
    match trouble {
        Trouble::Error(Localized { en, zh }) => {
            localized!("the expression cannot be evaluated: {en}", "表达式无法求值：{zh}")
        }
        Trouble::NotBoolean(found) => localized!(
            "the expression gives a value of type {found}, not `true` or `false`",
            "表达式的结果是 {found}，不是 `true` 或 `false`"
        ),
    }
}

/// `type PLAY_SAY or SPLIT and name 录音*`.
fn table_in_words(table: &Table) -> Localized {
    let keys = [
        (Localized { en: "type", zh: "类型为" }, &table.types),
        (Localized { en: "name", zh: "名称为" }, &table.names),
        (Localized { en: "id", zh: "标识（id）为" }, &table.ids),
    ];
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    for (key, patterns) in keys.into_iter().filter(|(_, patterns)| !patterns.is_empty()) {
        const MOST: usize = 4;
        let mut shown: Vec<_> = patterns.iter().take(MOST).map(|pattern| shorten(pattern)).collect();
        if patterns.len() > MOST {
            shown.push("…".to_owned());
        }
        en.push(format!("{} {}", key.en, shown.join(" or ")));
        zh.push(format!("{}“{}”", key.zh, shown.join("”或“")));
    }
    Localized { en: en.join(" and "), zh: zh.join("、") }
}
