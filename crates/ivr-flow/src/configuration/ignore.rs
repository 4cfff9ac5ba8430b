//! Exceptions that a team has decided on. JSON has no comments, so they stand in the configuration.

use std::ops::Range;

use crate::HashMap;
use crate::finding::{Finding, FlowReport};
use crate::rules::rule;
use crate::settings::Settings;
use crate::text::{Lines, localized, shorten};

/// One exception: findings of a rule that are ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// The name of the rule.
    pub rule: String,
    /// The name or the id of the flows that it holds for; nothing means all.
    pub flow: Option<String>,
    /// The id or the name of the activities that it holds for; nothing means all.
    pub activity: Option<String>,
    /// Why.
    pub reason: String,
    /// Where it stands in the text of the configuration.
    pub bytes: Range<usize>,
}

/// Exceptions by what they are about, so that each finding asks for those only that may hold for it.
pub(crate) struct Ignores<'a> {
    /// The numbers of those with the same rule, flow and activity, in the order of the text.
    same: HashMap<Key<'a>, Vec<usize>>,
    used: Vec<bool>,
}

/// The rule, flow and activity that an exception names.
type Key<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

impl<'a> Ignores<'a> {
    pub(crate) fn new(ignores: &'a [Ignore]) -> Self {
        let mut same: HashMap<_, Vec<_>> = HashMap::default();
        for (number, Ignore { rule, flow, activity, .. }) in ignores.iter().enumerate() {
            same.entry((rule.as_str(), flow.as_deref(), activity.as_deref())).or_default().push(number);
        }
        Ignores { same, used: vec![false; ignores.len()] }
    }

    /// The number of the first that holds for a finding in a file with these flows. All that hold for it count as used.
    pub(crate) fn fit(&mut self, flows: &[FlowReport], finding: &Finding) -> Option<usize> {
        let flow = finding.flow.and_then(|flow| flows.get(flow));
        let activities = match finding.members.as_slice() {
            [] => finding.activity.as_slice(),
            members => members,
        };
        let known = activities.iter().filter_map(|&activity| flow?.activity(activity));
        let activities = known.flat_map(|known| [&known.id, &known.name]).flatten().map(|name| Some(name.as_str()));
        let flow_names = || flow.into_iter().flat_map(|flow| [&flow.name, &flow.id]).flatten();
        let mut first = None;
        for activity in activities.chain([None]) {
            for flow in flow_names().map(|name| Some(name.as_str())).chain([None]) {
                let Some(numbers) = self.same.get(&(&*finding.rule, flow, activity)) else { continue };
                let [number, ..] = numbers[..] else { continue };
                // Either all of them have been marked or none.
                if !self.used[number] {
                    numbers.iter().for_each(|&number| self.used[number] = true);
                }
                first = Some(first.map_or(number, |first: usize| first.min(number)));
            }
        }
        first
    }

    /// The numbers of those that held for no finding.
    pub(crate) fn unused(&self) -> impl Iterator<Item = usize> {
        self.used.iter().enumerate().filter(|(_, used)| !**used).map(|(number, _)| number)
    }
}

/// The finding for an exception that matches no finding.
pub(crate) fn unused_ignore(ignore: &Ignore, lines: &Lines<'_>, settings: &Settings) -> Option<Finding> {
    let rule = rule("unused-ignore")?;
    let name = shorten(&ignore.rule);
    let message = localized!(
        "this `[[ignore]]` for `{name}` matches no finding",
        "针对 `{name}` 的忽略项（[[ignore]]）未命中任何问题"
    );
    Some(Finding {
        rule: rule.name.clone(),
        severity: rule.severity(settings)?,
        help: Some(localized!(
            "remove it, or update its `flow` or `activity`",
            "请删除该忽略项，或更新其中的 `flow`、`activity`"
        )),
        ..Finding::at(lines.span(ignore.bytes.clone()), message)
    })
}
