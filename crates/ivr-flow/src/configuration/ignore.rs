//! Exceptions that a team has decided on. JSON has no comments, so they stand in the configuration.

use std::ops::Range;

use crate::finding::{ActivityRef, Finding, FlowReport};
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

impl Ignore {
    /// Whether it holds for a finding in a file with these flows.
    pub(crate) fn fits(&self, flows: &[FlowReport], finding: &Finding) -> bool {
        if self.rule != finding.rule {
            return false;
        }
        let flow = finding.flow.and_then(|flow| flows.get(flow));
        is_one_of(&self.flow, [flow.and_then(|flow| flow.name.as_ref()), flow.and_then(|flow| flow.id.as_ref())])
            && match finding.members.as_slice() {
                [] => self.fits_activity(flow.zip(finding.activity).and_then(|(flow, index)| flow.activity(index))),
                members => {
                    members.iter().any(|&member| self.fits_activity(flow.and_then(|flow| flow.activity(member))))
                }
            }
    }

    fn fits_activity(&self, activity: Option<&ActivityRef>) -> bool {
        let names = [activity.and_then(|known| known.id.as_ref()), activity.and_then(|known| known.name.as_ref())];
        is_one_of(&self.activity, names)
    }
}

/// Whether a wanted name, if any, is among some.
fn is_one_of(wanted: &Option<String>, names: [Option<&String>; 2]) -> bool {
    wanted.as_ref().is_none_or(|wanted| names.into_iter().flatten().any(|name| name == wanted))
}

/// The finding for an exception that matches no finding.
pub(crate) fn unused_ignore(ignore: &Ignore, text: &str, settings: &Settings) -> Option<Finding> {
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
        ..Finding::at(Lines::new(text, 0).span(ignore.bytes.clone()), message)
    })
}
