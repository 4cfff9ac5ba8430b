//! Exceptions that a team has decided on. JSON has no comments, so they stand in the configuration.

use std::ops::Range;

use fast_glob::glob_match;

use super::removal::Tables;
use crate::HashMap;
use crate::finding::{FileReport, Finding};
use crate::rules::rule;
use crate::settings::Settings;
use crate::text::{localized, shorten};

/// An exception: findings of a rule that are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Ignore {
    /// The name of the rule.
    pub rule: String,
    /// The name or the id of the flows that it applies to; `None` for all.
    pub flow: Option<String>,
    /// A glob for the files that it applies to, relative to the folder of the configuration; `None` for all.
    pub file: Option<String>,
    /// The id or the name of the activities that it applies to; `None` for all.
    pub activity: Option<String>,
    /// The reason.
    pub reason: String,
    /// Its bytes in the text of the configuration.
    pub bytes: Range<usize>,
}

/// Exceptions by what they are about, so that each finding asks for those only that may hold for it.
pub(crate) struct Ignores<'a> {
    ignores: &'a [Ignore],
    /// Which of `same` has those with this rule, flow and activity.
    by_key: HashMap<Key<'a>, usize>,
    same: Vec<Same>,
    used: Vec<bool>,
}

/// Exceptions that differ in their files only: their numbers, in the order of the text.
#[derive(Default)]
struct Same {
    /// Those that hold for all files.
    anywhere: Vec<usize>,
    /// Those with a glob.
    globs: Vec<usize>,
    /// The file that was asked about last, and the first with a glob that fits it.
    fitting: Option<(String, Option<usize>)>,
}

/// The rule, flow and activity that an exception names.
type Key<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

impl<'a> Ignores<'a> {
    pub(crate) fn new(ignores: &'a [Ignore]) -> Self {
        let (mut by_key, mut same) = (HashMap::default(), Vec::<Same>::new());
        for (number, Ignore { rule, flow, activity, file, .. }) in ignores.iter().enumerate() {
            let index = *by_key.entry((rule.as_str(), flow.as_deref(), activity.as_deref())).or_insert(same.len());
            if index == same.len() {
                same.push(Same::default());
            }
            let same = &mut same[index];
            let numbers = if file.is_some() { &mut same.globs } else { &mut same.anywhere };
            numbers.push(number);
        }
        Ignores { ignores, by_key, same, used: vec![false; ignores.len()] }
    }

    /// The number of the first that holds for a finding in a file, whose path is relative to the configuration's folder.
    /// All that hold for it count as used.
    pub(crate) fn fit(&mut self, file: &FileReport, path: &str, finding: &Finding) -> Option<usize> {
        let flow = finding.flow.and_then(|flow| file.flows.get(flow));
        let activities = match finding.members.as_slice() {
            [] => finding.activity.as_slice(),
            members => members,
        };
        let known = activities.iter().filter_map(|&activity| flow?.activity(activity));
        let activities = known.flat_map(|known| [&known.id, &known.name]).flatten().map(|name| Some(name.as_str()));
        let flow_names = finding.flow.map(|flow| file.flow_names(flow)).unwrap_or_default();
        let mut first: Option<usize> = None;
        for activity in activities.chain([None]) {
            for flow in flow_names.iter().map(|name| Some(&**name)).chain([None]) {
                let Some(&index) = self.by_key.get(&(&*finding.rule, flow, activity)) else { continue };
                let same = &mut self.same[index];
                // Either all of them have been marked or none.
                if same.anywhere.first().is_some_and(|&number| !self.used[number]) {
                    same.anywhere.iter().for_each(|&number| self.used[number] = true);
                }
                // Findings of a file come one after another, and the globs are looked at once for it.
                if !same.globs.is_empty() && same.fitting.as_ref().is_none_or(|(known, _)| known != path) {
                    let fits =
                        |&number: &usize| self.ignores[number].file.as_ref().is_some_and(|glob| glob_match(glob, path));
                    let fitting: Vec<_> = same.globs.iter().copied().filter(fits).collect();
                    fitting.iter().for_each(|&number| self.used[number] = true);
                    same.fitting = Some((path.to_owned(), fitting.first().copied()));
                }
                let with_glob = same.fitting.as_ref().and_then(|(_, number)| *number);
                first = [first, same.anywhere.first().copied(), with_glob].into_iter().flatten().min();
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
pub(crate) fn unused_ignore(ignore: &Ignore, tables: &Tables<'_>, settings: &Settings) -> Option<Finding> {
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
        fix: tables.remove(&ignore.bytes),
        ..Finding::at(tables.span(ignore.bytes.clone()), message)
    })
}
