//! What the check of a policy on a flow gives.

use std::fmt;
use std::rc::Rc;

use super::Policy;
use super::check::{Checker, called};
use super::walk::Walk;
use crate::analysis::Context;
use crate::finding::{Met, Slot};
use crate::text::Localized;

/// The result of a policy for a flow, and the evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Proof {
    /// The result.
    pub verdict: Verdict,
    /// Where an `after` or `before` holds: activities of which every call passes one, none of which can be left out.
    pub cut: Option<Vec<usize>>,
    /// How many activities of the flow were checked.
    pub looked_at: usize,
    /// If it is breached: the first activity that breaches it.
    pub activity: Option<usize>,
    /// If it is breached: the call that shows it, as indexes of activities, with `None` in place of those that are
    /// omitted.
    pub path: Option<Vec<Option<usize>>>,
    /// If it is breached: why, in words.
    pub why: Option<Localized>,
    /// The expression that could not be evaluated for some activity, and why.
    pub trouble: Option<Localized>,
}

/// The result of a policy for a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The requirement is met.
    Holds,
    /// The requirement is violated.
    Breached,
    /// The requirement may be violated, depending on what is unknown about the flow.
    May,
    /// The policy does not apply to this flow, or selects nothing in it.
    Nothing,
}

impl Verdict {
    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Holds => "holds",
            Verdict::Breached => "breached",
            Verdict::May => "may",
            Verdict::Nothing => "nothing",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Policy {
    /// Checks policies on a flow of the file with this name, and returns a proof for each.
    pub fn prove_all(policies: &[Policy], context: &Context<'_>, file: &str) -> Vec<Proof> {
        let name = called(context.flow, file);
        let checker = Checker::new(context, name);
        policies.iter().map(|policy| policy.prove(&checker)).collect()
    }

    fn prove<'c>(&'c self, checker: &Checker<'c, '_>) -> Proof {
        let check = checker.check(self);
        let shown = check.breaches.iter().find(|breach| breach.is_sure).or(check.breaches.first());
        let verdict = match shown {
            _ if !check.says_something => Verdict::Nothing,
            None => Verdict::Holds,
            Some(breach) if breach.is_sure => Verdict::Breached,
            Some(_) => Verdict::May,
        };
        let cut = if verdict == Verdict::Holds { checker.cut(self, &check) } else { None };
        let facts = &check.facts;
        let slots = facts.flows.iter().chain(&facts.selectors).chain(&facts.must);
        Proof {
            verdict,
            cut,
            looked_at: check.on.all.len(),
            activity: shown.and_then(|breach| breach.activity),
            path: shown.and_then(|breach| breach.path(checker.context)),
            why: shown.map(|breach| self.why(&self.words(), &breach.name(checker.context), breach)),
            trouble: slots.filter_map(|slot| slot.error.as_deref()).next().cloned(),
        }
    }
}

/// What the check of a policy on a flow gives.
#[derive(Debug, Default)]
pub(super) struct Check {
    pub(super) fits: Asked,
    /// Whether it has anything to say of the flow.
    pub(super) says_something: bool,
    /// The activities that it is about.
    pub(super) on: Rc<Selection>,
    /// The activities that calls are to pass, or not to have passed.
    pub(super) passed: Rc<Selection>,
    pub(super) breaches: Vec<Breach>,
    pub(super) facts: Met,
}

/// The activities that a selector selects.
#[derive(Debug, Default)]
pub(super) struct Selection {
    /// For each activity whether it is one of them.
    pub(super) has: Vec<bool>,
    /// Which they are, in the order of the text.
    pub(super) all: Vec<usize>,
    /// What was met when they were sought.
    pub(super) slot: Slot,
}

/// An answer, and what was met when it was sought.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) value: bool,
    pub(super) slot: Option<Slot>,
}

/// What breaks a policy.
#[derive(Debug, Clone)]
pub(super) struct Breach {
    /// The activity that breaks it; nothing means the flow.
    pub(super) activity: Option<usize>,
    /// The call that shows it.
    pub(super) walk: Option<Walk>,
    pub(super) is_sure: bool,
    /// Why the condition has no answer.
    pub(super) trouble: Option<Trouble>,
}

impl Selection {
    pub(super) fn new(has: Vec<bool>, slot: Slot) -> Rc<Self> {
        let all = (0..has.len()).filter(|&activity| has[activity]).collect();
        Rc::new(Selection { has, all, slot })
    }
}

impl Breach {
    pub(super) fn of_flow() -> Self {
        Breach { activity: None, walk: None, is_sure: true, trouble: None }
    }

    /// What the activity that breaks it is called.
    pub(super) fn name(&self, context: &Context<'_>) -> String {
        self.activity.map(|activity| context.name(context.flow.activity(activity))).unwrap_or_default()
    }

    /// The call that shows it, else the shortest one to the activity.
    fn path(&self, context: &Context<'_>) -> Option<Vec<Option<usize>>> {
        let walk = match &self.walk {
            Some(walk) => walk.clone(),
            None => Walk::from(context.graph.path_to(self.activity?)?),
        };
        let gap = (walk.left_out > 0).then_some(None);
        Some(walk.first.into_iter().map(Some).chain(gap).chain(walk.last.into_iter().map(Some)).collect())
    }
}

impl Slot {
    /// Notes an answer, and gives it back.
    pub(super) fn take(&mut self, answer: Result<bool, Trouble>) -> Option<bool> {
        self.is_asked = true;
        match answer {
            Ok(answer) => {
                self.has_answer = true;
                self.selects |= answer;
                Some(answer)
            }
            Err(trouble) => {
                match trouble {
                    // A value that is no boolean is an answer, if none that selects.
                    Trouble::NotBoolean(_) => self.has_answer = true,
                    Trouble::Error(error) => drop(self.error.get_or_insert_with(|| Box::new(error))),
                }
                None
            }
        }
    }
}

/// Why an expression has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It cannot be evaluated; says why.
    Error(Localized),
    /// Its value is no boolean, but of this type.
    NotBoolean(&'static str),
}
