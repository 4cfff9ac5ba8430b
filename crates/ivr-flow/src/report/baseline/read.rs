//! Reads the text of a baseline, or of a JSON report as if it were one; and says in plain words why another text is none.

use std::fmt;

use serde::Deserialize;
use serde_json::Value;

use super::{FlowIdentity, Identity};
use crate::text::{Localized, localized};

/// Why a text is not a valid baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BaselineError {
    /// The line, from 1; 0 where no place is known.
    pub line: usize,
    /// The byte in the line, from 1; 0 before the first.
    pub column: usize,
    /// What is wrong.
    pub message: Localized,
}

impl fmt::Display for BaselineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message.en)
    }
}

impl std::error::Error for BaselineError {}

/// What the entries of a text identify.
pub(super) fn identities(text: &str) -> Result<impl Iterator<Item = Identity>, BaselineError> {
    let text = text.trim_start_matches('\u{feff}');
    let File { findings, .. } = serde_json::from_str(text).map_err(|error| BaselineError {
        line: error.line(),
        column: error.column(),
        message: explained(text, &error),
    })?;
    Ok(findings.into_iter().map(|entry| match entry {
        Entry::Baseline(identity) => identity,
        Entry::Report(finding) => finding.identity(),
    }))
}

/// What is wrong with a text, in words of baselines and not of the reader.
fn explained(text: &str, error: &serde_json::Error) -> Localized {
    let mut documents = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let Some(Ok(value)) = documents.next() else {
        return match text.trim().is_empty() {
            true => localized!("the file is empty", "文件为空"),
            false if error.is_eof() => localized!("the JSON ends unexpectedly", "JSON 内容不完整（被截断）"),
            false => localized!("it is not valid JSON", "不是有效的 JSON"),
        };
    };
    let found = value.get("findings");
    match value.get("version") {
        _ if !value.is_object() || documents.next().is_some() => localized!(
            "expected one JSON object with `version` and `findings`",
            "应为一个带有 `version` 和 `findings` 的 JSON 对象"
        ),
        _ if value.get("runs").is_some() => localized!(
            "this is a SARIF report: only a baseline or a report of `--format json` can be used",
            "这是 SARIF 报告：只能使用基线或 `--format json` 的报告"
        ),
        None => localized!("`version` is missing", "缺少 `version`"),
        Some(version) if version.as_u64() != Some(1) => match version.as_u64() {
            Some(other) => localized!(
                "its format version is {other}, but this ivr-lint reads version 1",
                "其格式版本为 {other}，而此 ivr-lint 只能读取版本 1"
            ),
            None => localized!("`version` is not 1", "`version` 不是 1"),
        },
        _ if found.is_none() => localized!("`findings` is missing", "缺少 `findings`"),
        _ if !found.is_some_and(Value::is_array) => localized!("`findings` is not a list", "`findings` 不是列表"),
        _ => localized!(
            "an entry of `findings` has no `rule` or `flow`, or a member of the wrong type",
            "`findings` 中有一项没有写明 `rule` 和 `flow`，或成员类型不符"
        ),
    }
}

/// A baseline or a report as a file has it.
#[derive(Deserialize)]
struct File {
    #[serde(rename = "version")]
    _version: Version,
    findings: Vec<Entry>,
}

/// Version 1; another is refused.
#[derive(Deserialize)]
#[serde(try_from = "u32")]
struct Version;

impl TryFrom<u32> for Version {
    type Error = &'static str;

    fn try_from(version: u32) -> Result<Self, &'static str> {
        if version == 1 { Ok(Version) } else { Err("unknown version") }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Report(ReportFinding),
    Baseline(Identity),
}

/// What a JSON report says of a finding that belongs to its identity.
#[derive(Deserialize)]
struct ReportFinding {
    rule: String,
    file: String,
    flow: Option<ReportFlow>,
    activity: Option<ReportActivity>,
    exit: Option<ReportExit>,
    activities: Vec<String>,
    /// Reports of version 0.1 do not say it.
    #[serde(default)]
    reference: Option<String>,
}

#[derive(Deserialize)]
struct ReportFlow {
    index: usize,
    id: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize)]
struct ReportActivity {
    id: Option<String>,
}

#[derive(Deserialize)]
struct ReportExit {
    event: Option<String>,
}

/// The rules whose findings are about regions and loops; a report does not say it of each.
const REGIONS: [&str; 3] = ["unreachable-activity", "endless-loop", "silent-loop"];

impl ReportFinding {
    fn identity(self) -> Identity {
        let (id, name, index) = match &self.flow {
            Some(flow) => (flow.id.as_deref(), flow.name.as_deref(), Some(flow.index)),
            None => (None, None, None),
        };
        let activity = match REGIONS.contains(&&*self.rule) {
            true => self.activities.into_iter().min(),
            false => self.activity.and_then(|activity| activity.id),
        };
        Identity {
            flow: FlowIdentity::new(id, name, self.file.trim_start_matches("./"), index),
            rule: self.rule,
            activity: activity.filter(|id| !id.is_empty()),
            event: self.exit.and_then(|exit| exit.event),
            reference: self.reference,
            pointer: None,
            detail: None,
        }
    }
}
