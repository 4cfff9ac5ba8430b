//! Ids that one flow lacks and another flow of the file has: an exit that was copied without the module behind it.

use crate::HashMap;
use crate::document::{Document, ReadError};
use crate::finding::{FileReport, Finding};
use crate::model::Activity;
use crate::settings::Settings;
use crate::text::{Localized, localized};

/// Says at each exit that points nowhere which other flow of the file has a module with that id. `documents` are those of
/// the report; they are read once more, and only where there is such an exit and another flow.
pub(super) fn point_elsewhere<'a>(
    report: &mut FileReport,
    documents: impl Iterator<Item = (usize, Result<Document<'a>, ReadError>)>,
    settings: &Settings,
) {
    let mut flow_with: HashMap<String, Option<usize>> =
        report.findings.iter().filter_map(missing_id).map(|id| (id.to_owned(), None)).collect();
    if flow_with.is_empty() || report.flows.len() < 2 {
        return;
    }
    let listed = documents.filter_map(|(_, document)| document.ok()).flat_map(|document| document.flows().to_vec());
    for (flow, listed) in listed.enumerate() {
        let read = listed.flow(settings).ok();
        for id in read.iter().flat_map(|read| read.activities().filter_map(Activity::id)) {
            if let Some(found) = flow_with.get_mut(&*id) {
                found.get_or_insert(flow);
            }
        }
    }
    let mut findings = std::mem::take(&mut report.findings);
    for finding in &mut findings {
        let Some(&Some(other)) = missing_id(finding).and_then(|id| flow_with.get(id)) else { continue };
        let name = report.flow_name(other);
        finding.help = finding.help.take().map(|Localized { en, zh }| {
            localized!(
                "{en} (the flow {name} in this file has a module with this id)",
                "{zh}（本文件中的流程“{name}”有使用此 id 的模块）"
            )
        });
    }
    report.findings = findings;
}

/// The id that no module of the flow has, where a finding is about one.
fn missing_id(finding: &Finding) -> Option<&str> {
    (finding.rule == "dangling-next").then_some(finding.exit.as_ref()?.next.as_deref()?)
}
