//! Findings of policies: a breach comes in, a diagnostic with its texts comes out.

use super::outcome::Breach;
use super::{Demand, Policy, describe};
use crate::analysis::Context;
use crate::finding::CallPath;
use crate::rules::Diagnostic;
use crate::text::{Localized, localized};

/// What all breaches of a policy say alike.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// The condition, as it is written.
    condition: String,
    /// The activities that calls are to pass, or not to have passed.
    passed: Localized,
    /// Those that make it good again.
    since: Localized,
}

impl Policy {
    pub(super) fn words(&self) -> Words {
        match &self.demand {
            Demand::Must(condition) => Words { condition: condition.value.shown(), ..Words::default() },
            Demand::After(passed) | Demand::Before(passed) => {
                Words { passed: describe::selector(&passed.value), ..Words::default() }
            }
            Demand::NeverAfter(passed, unless) => {
                let since = unless.as_ref().map(|unless| {
                    let Localized { en, zh } = describe::selector(&unless.value);
                    localized!(" and not {en} since", "（其后未再经过{zh}）")
                });
                Words {
                    passed: describe::selector(&passed.value),
                    since: since.unwrap_or_default(),
                    ..Words::default()
                }
            }
            Demand::Exists => Words {
                passed: self.on.as_ref().map(|on| describe::selector(&on.value)).unwrap_or_default(),
                ..Words::default()
            },
        }
    }

    /// The finding of a breach by the activity of this name.
    pub(super) fn diagnostic(&self, words: &Words, name: &str, context: &Context<'_>, breach: Breach) -> Diagnostic {
        let why = self.why(words, name, &breach);
        let details = match &breach.trouble {
            Some(trouble) => Some(describe::trouble(trouble)),
            None => (!breach.is_sure).then(|| {
                localized!(
                    "a call may go this way: that depends on a module of unknown type, which `[activities.TYPE]` in the configuration can describe",
                    "来电可能经过该路径：这取决于类型未知的模块，可在配置的 `[activities.类型]` 中说明其行为"
                )
            }),
        };
        let (message, help) = match &self.message {
            Some(message) => (message.clone(), Some(details.filter(|_| breach.trouble.is_some()).unwrap_or(why))),
            None => (why, details),
        };
        let mut diagnostic = match breach.activity {
            Some(activity) => context.about_activity(context.flow.activity(activity), message),
            None => {
                let definition = context.flow.definition();
                match definition.get("activities") {
                    Some(activities) => context.about_flow(activities, message).at_key(),
                    None => context.about_flow(definition, message),
                }
            }
        };
        if let Some(walk) = breach.walk {
            diagnostic.path = CallPath::Through(walk);
        }
        match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }

    /// What breaks the policy, in words; `name` is that of the activity.
    pub(super) fn why(&self, words: &Words, name: &str, breach: &Breach) -> Localized {
        let Words { condition, passed: Localized { en, zh }, since: Localized { en: since, zh: since_zh } } = words;
        match (&self.demand, breach.is_sure) {
            (Demand::Must(_), _) => match breach.activity {
                Some(_) => localized!("{name} does not satisfy `{condition}`", "模块“{name}”不满足 `{condition}`"),
                None => localized!("the flow does not satisfy `{condition}`", "流程不满足 `{condition}`"),
            },
            (Demand::After(_), true) => localized!(
                "a call reaches {name} without having passed {en}",
                "存在一条来电路径，未经过{zh}就到达模块“{name}”"
            ),
            (Demand::After(_), false) => localized!(
                "a call may reach {name} without having passed {en}: this depends on a module of unknown type",
                "可能存在一条来电路径，未经过{zh}就到达模块“{name}”（取决于类型未知的模块）"
            ),
            (Demand::Before(_), true) => localized!(
                "a call goes on from {name} and ends without having passed {en}",
                "存在一条来电路径，离开模块“{name}”后未经过{zh}就结束"
            ),
            (Demand::Before(_), false) => localized!(
                "a call may go on from {name} and end without having passed {en}: this depends on a module of unknown type",
                "可能存在一条来电路径，离开模块“{name}”后未经过{zh}就结束（取决于类型未知的模块）"
            ),
            (Demand::NeverAfter(..), true) => localized!(
                "a call that has passed {en}{since} reaches {name}",
                "存在一条来电路径，经过{zh}{since_zh}后到达模块“{name}”"
            ),
            (Demand::NeverAfter(..), false) => localized!(
                "a call that has passed {en}{since} may reach {name}: this depends on a module of unknown type",
                "可能存在一条来电路径，经过{zh}{since_zh}后到达模块“{name}”（取决于类型未知的模块）"
            ),
            (Demand::Exists, _) => localized!("no call reaches {en} in this flow", "流程中没有来电能够到达{zh}"),
        }
    }
}
