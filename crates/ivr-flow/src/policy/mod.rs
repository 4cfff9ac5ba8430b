//! Policies: what a team demands of its own flows. A policy and a flow come in; what breaks it, each with the call that
//! shows it, or the proof that it holds, comes out.
//!
//! Where calls can go is known from the wiring alone: conditions count as free, and calls begin at an entry.

// Only a configuration makes policies, and it is read from TOML.
#![cfg_attr(not(all(feature = "toml", feature = "cel")), allow(dead_code, unused_imports))]

mod breach;
mod check;
mod describe;
#[cfg(feature = "cel")]
mod expression;
#[cfg(not(feature = "cel"))]
mod no_expression;
mod outcome;
mod scope;
mod search;
mod selector;
mod walk;

use std::ops::Range;

use crate::rules::{Check, Docs, Rule};
use crate::settings::Level;
use crate::text::{Localized, Text};

pub(crate) use check::check_policies;
#[cfg(feature = "cel")]
pub(crate) use expression::Expression;
#[cfg(not(feature = "cel"))]
pub(crate) use no_expression::Expression;
pub(crate) use outcome::Trouble;
pub use outcome::{Proof, Verdict};
pub(crate) use scope::{ExpressionError, Scope};
pub(crate) use selector::{Selector, Table};

/// What the names of the rules of policies begin with.
pub(crate) const PREFIX: &str = "policy/";

/// A requirement on flows, written as `[[policy]]` in the configuration.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The rule of its findings; its name is `policy/` and that of the policy.
    pub(crate) rule: Rule,
    /// The message of its findings, if the configuration gives one.
    pub(crate) message: Option<Localized>,
    /// Flows; nothing means all.
    pub(crate) flows: Option<Placed<Selector>>,
    /// Which activities it is about; nothing only where the flow as a whole is to fulfil something.
    pub(crate) on: Option<Placed<Selector>>,
    pub(crate) demand: Demand,
    /// The bytes of its table in the text of the configuration.
    pub(crate) bytes: Range<usize>,
}

/// What a policy demands.
#[derive(Debug, Clone)]
pub(crate) enum Demand {
    /// The selected activities, or the flow, fulfil this.
    Must(Placed<Expression>),
    /// Calls that get to a selected activity have passed one of these.
    After(Placed<Selector>),
    /// Calls that go on from a selected activity pass one of these before they end.
    Before(Placed<Selector>),
    /// Calls that have passed one of these do not get to a selected activity, unless they pass one of the others between.
    NeverAfter(Placed<Selector>, Option<Placed<Selector>>),
    /// There is a selected activity that a call gets to.
    Exists,
}

/// Something with its place in the text of the configuration.
#[derive(Debug, Clone)]
pub(crate) struct Placed<T> {
    pub(crate) value: T,
    pub(crate) bytes: Range<usize>,
}

impl Policy {
    /// The name that the configuration gives it.
    pub fn name(&self) -> &str {
        &self.rule.name[PREFIX.len()..]
    }

    /// The name of the rule of its findings, `policy/` and its name.
    pub fn rule_name(&self) -> &str {
        &self.rule.name
    }

    /// The message of its findings, if the configuration gives one.
    pub fn message(&self) -> Option<&Localized> {
        self.message.as_ref()
    }

    /// The severity of a breach in the configuration.
    pub fn level(&self) -> Level {
        self.rule.level
    }

    /// The bytes of its table in the text of the configuration.
    pub fn bytes(&self) -> Range<usize> {
        self.bytes.clone()
    }

    /// The rule of its findings.
    pub fn rule(&self) -> &Rule {
        &self.rule
    }

    /// Its selectors of activities, in the order of the specification.
    pub(crate) fn selectors(&self) -> impl Iterator<Item = &Placed<Selector>> {
        let (first, second) = match &self.demand {
            Demand::Must(_) | Demand::Exists => (None, None),
            Demand::After(selector) | Demand::Before(selector) => (Some(selector), None),
            Demand::NeverAfter(selector, unless) => (Some(selector), unless.as_ref()),
        };
        self.on.iter().chain(first).chain(second)
    }
}

/// The rule of the findings of a policy with this name.
pub(crate) fn rule_of(
    name: &str,
    level: Level,
    message: Option<&Localized>,
    on: Option<&Placed<Selector>>,
    demand: &Demand,
) -> Rule {
    let text = |Localized { en, zh }: Localized| Text { en: en.into(), zh: zh.into() };
    let demand = describe::demand(on.map(|on| &on.value), demand);
    Rule {
        name: format!("{PREFIX}{name}").into(),
        level,
        summary: text(message.unwrap_or(&demand).clone()),
        docs: Docs { what: text(demand), ..Docs::default() },
        check: Check::Policy,
    }
}
