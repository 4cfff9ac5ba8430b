//! The check of policies on one flow.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use super::breach::Words;
use super::outcome::{Asked, Breach, Check, Selection};
use super::search::Calls;
use super::walk::{Tree, Walk};
use super::{Demand, Expression, Placed, Policy, Selector};
use crate::HashMap;
use crate::analysis::Context;
use crate::finding::{Met, Slot};
use crate::model::Flow;
use crate::rules::{Diagnostic, Rule};
use crate::settings::Severity;

#[cfg(feature = "cel")]
use super::expression::{Subject, Work};
#[cfg(not(feature = "cel"))]
use super::no_expression::{Subject, Work};

/// What policies find in a flow, each finding with its rule; and of each policy that is not off, by its index, what it
/// met there. `file` is the name of the flow's file.
pub(crate) fn check_policies<'p>(
    context: &Context<'_>,
    file: &str,
    policies: &'p [Policy],
) -> (Vec<(&'p Rule, Severity, Diagnostic)>, Vec<Met>) {
    let (mut found, mut met) = (Vec::new(), Vec::new());
    let name = called(context.flow, file);
    let checker = Checker::new(context, name);
    // One activity often breaks several policies.
    let mut names = HashMap::default();
    for (index, policy) in policies.iter().enumerate() {
        let Some(severity) = policy.rule.severity(context.settings) else { continue };
        let Check { breaches, facts, .. } = checker.check(policy);
        let words = if breaches.is_empty() { Words::default() } else { policy.words() };
        for breach in breaches {
            // What is not known is not claimed.
            let severity = if breach.is_sure { severity } else { Severity::Note };
            let name = names.entry(breach.activity).or_insert_with(|| breach.name(context));
            found.push((&policy.rule, severity, policy.diagnostic(&words, name, context, breach)));
        }
        met.push(Met { policy: index, ..facts });
    }
    (found, met)
}

/// What a flow is called by who selects it: its name, else its file's without folder and ending.
pub(super) fn called<'n>(flow: &'n Flow<'_>, file: &'n str) -> &'n str {
    let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
    flow.name().unwrap_or_else(|| file.rsplit_once('.').map_or(file, |(stem, _)| stem))
}

/// A flow on which policies are checked, and what several of them need to know of it.
pub(super) struct Checker<'c, 'a> {
    pub(super) context: &'c Context<'a>,
    /// What the flow is called.
    name: &'c str,
    subject: Subject<'c, 'a>,
    has_unsure: OnceCell<bool>,
    sure_calls: OnceCell<Tree>,
    possible_calls: OnceCell<Tree>,
    /// What selectors select: those of one policy are often those of another.
    selections: RefCell<HashMap<&'c Selector, Rc<Selection>>>,
}

/// How many activities may be in all kept selections together, selected or not.
const MOST_KEPT: usize = 10_000_000;

impl<'c, 'a> Checker<'c, 'a> {
    pub(super) fn new(context: &'c Context<'a>, name: &'c str) -> Self {
        let (has_unsure, sure_calls, possible_calls, selections) = Default::default();
        Checker { context, name, subject: Subject::new(context), has_unsure, sure_calls, possible_calls, selections }
    }

    pub(super) fn check(&self, policy: &'c Policy) -> Check {
        let mut check = Check { fits: self.is_about(policy.flows.as_ref()), ..Check::default() };
        let fits = check.fits.value;
        check.facts.flows = check.fits.slot.take();
        if !fits {
            return check;
        }
        check.facts.fits = true;
        let mut select = |selector: &'c Placed<Selector>| {
            let selection = self.select(&selector.value);
            check.facts.selectors.push(selection.slot.clone());
            selection
        };
        if let Some(on) = &policy.on {
            check.on = select(on);
        }
        let needs_entry = !matches!(policy.demand, Demand::Must(_));
        let is_asked = self.context.graph.has_entry() || !needs_entry;
        match &policy.demand {
            Demand::Must(condition) => {
                let (breaches, slot) = self.must(condition, policy.on.as_ref().map(|_| &*check.on.all));
                check.facts.must = Some(slot);
                check.breaches = breaches;
            }
            Demand::After(passed) => {
                check.passed = select(passed);
                if is_asked {
                    check.breaches = self.after(&check.on.all, &check.passed.has);
                }
            }
            Demand::Before(passed) => {
                check.passed = select(passed);
                if is_asked {
                    check.breaches = self.before(&check.on.all, &check.passed.has);
                }
            }
            Demand::NeverAfter(passed, unless) => {
                check.passed = select(passed);
                let unless = unless.as_ref().map(&mut select);
                if is_asked {
                    let unless = unless.as_ref().map(|unless| &*unless.has);
                    check.breaches = self.never_after(&check.on.all, &check.passed.has, unless);
                }
            }
            Demand::Exists => {
                let is_there = check.on.all.iter().any(|&activity| self.context.graph.is_reachable(activity));
                if is_asked && !is_there {
                    check.breaches.push(Breach::of_flow());
                }
            }
        }
        let has_subject = policy.on.is_none() || !check.on.all.is_empty() || matches!(policy.demand, Demand::Exists);
        check.says_something = is_asked && has_subject;
        check
    }

    /// The activities without which no call does what the policy forbids; only `after` and `before` have them.
    pub(super) fn cut(&self, policy: &Policy, check: &Check) -> Option<Vec<usize>> {
        let calls = Calls::possible(self.context);
        let reachable = |&activity: &usize| self.context.graph.is_reachable(activity);
        let selected: Vec<usize> = check.on.all.iter().copied().filter(reachable).collect();
        match policy.demand {
            Demand::After(_) => Some(calls.cut_before(&check.passed.has, &selected)),
            Demand::Before(_) => Some(calls.cut_behind(&check.passed.has, &selected)),
            Demand::Must(_) | Demand::NeverAfter(..) | Demand::Exists => None,
        }
    }

    /// Whether a policy is about the flow.
    fn is_about(&self, flows: Option<&Placed<Selector>>) -> Asked {
        let metadata = self.context.flow.metadata();
        match flows.map(|flows| &flows.value) {
            None => Asked { value: true, slot: None },
            Some(Selector::Table(table)) => {
                let value = table.fits_flow(metadata.flow_type.as_deref(), Some(self.name), metadata.id.as_deref());
                Asked { value, slot: Some(Slot { is_asked: true, selects: value, ..Slot::default() }) }
            }
            Some(Selector::Expression(expression)) => {
                let mut slot = Slot::default();
                let mut work = Work::of_flow(self.context);
                let value = slot.take(self.subject.evaluate(expression, None, &mut work)) == Some(true);
                Asked { value, slot: Some(slot) }
            }
        }
    }

    /// The activities that a selector selects.
    fn select(&self, selector: &'c Selector) -> Rc<Selection> {
        if let Some(known) = self.selections.borrow().get(selector) {
            return Rc::clone(known);
        }
        let mut slot = Slot::default();
        let flow = self.context.flow;
        let has = match selector {
            Selector::Table(table) => {
                let has = table.select(flow);
                (slot.is_asked, slot.selects) = (true, has.contains(&true));
                has
            }
            Selector::Expression(expression) => {
                let mut work = Work::of_flow(self.context);
                let mut is_selected =
                    |index| slot.take(self.subject.evaluate(expression, Some(index), &mut work)) == Some(true);
                flow.activities().map(|activity| is_selected(activity.index())).collect()
            }
        };
        let selection = Selection::new(has, slot);
        let mut kept = self.selections.borrow_mut();
        if (kept.len() + 1) * flow.activities().len() <= MOST_KEPT {
            kept.insert(selector, Rc::clone(&selection));
        }
        selection
    }

    /// The activities, or the flow, that do not fulfil a condition.
    fn must(&self, condition: &Placed<Expression>, on: Option<&[usize]>) -> (Vec<Breach>, Slot) {
        let mut slot = Slot::default();
        let mut breaches = Vec::new();
        let mut work = Work::of_flow(self.context);
        let mut ask = |activity: Option<usize>| {
            let answer = self.subject.evaluate(&condition.value, activity, &mut work);
            if slot.take(answer.clone()) != Some(true) {
                let trouble = answer.err();
                breaches.push(Breach { activity, trouble, ..Breach::of_flow() });
            }
        };
        match on {
            Some(selected) => selected.iter().for_each(|&activity| ask(Some(activity))),
            None => ask(None),
        }
        (breaches, slot)
    }

    fn after(&self, selected: &[usize], passed: &[bool]) -> Vec<Breach> {
        self.surest(selected, |calls| {
            let tree = calls.avoiding(passed);
            selected.iter().map(|&activity| tree.walk(activity, 0)).collect()
        })
    }

    fn before(&self, selected: &[usize], passed: &[bool]) -> Vec<Breach> {
        self.surest(selected, |calls| {
            let all = if calls.with_unsure { &self.possible_calls } else { &self.sure_calls };
            calls.to_end(selected, passed, all.get_or_init(|| calls.all()))
        })
    }

    fn never_after(&self, selected: &[usize], first: &[bool], unless: Option<&[bool]>) -> Vec<Breach> {
        self.surest(selected, |calls| {
            let tree = calls.after(first, unless);
            selected.iter().map(|&activity| tree.walk(activity, 1)).collect()
        })
    }

    /// The breaches that a search finds for the selected activities: first by what is sure, and where it finds nothing
    /// by what may be.
    fn surest(&self, selected: &[usize], search: impl Fn(&Calls<'_, '_>) -> Vec<Option<Walk>>) -> Vec<Breach> {
        if selected.is_empty() {
            return Vec::new();
        }
        let sure = search(&Calls::sure(self.context));
        let is_open = *self.has_unsure.get_or_init(|| self.has_unsure()) && sure.contains(&None);
        let possible = is_open.then(|| search(&Calls::possible(self.context)));
        let mut possible = possible.into_iter().flatten();
        let breach = |(&activity, sure): (&usize, Option<Walk>)| {
            let is_sure = sure.is_some();
            let walk = possible.next().flatten();
            let walk = sure.or(walk)?;
            Some(Breach { activity: Some(activity), walk: Some(walk), is_sure, trouble: None })
        };
        selected.iter().zip(sure).filter_map(breach).collect()
    }

    /// Whether anything in the flow is not known for sure: an edge that belongs to no exit, or an activity of unknown
    /// type.
    fn has_unsure(&self) -> bool {
        self.context.flow.activities().any(|activity| {
            activity.is_undescribed()
                || activity.is_unknown() && self.context.graph.edges(activity.index()).any(|(_, exit)| exit.is_none())
        })
    }
}
