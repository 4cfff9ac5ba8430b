//! One result of a SARIF report: what is written of a finding.

use std::path::{Component, Path};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::{ROOT, Results, SarifReport, Text};
use crate::edit::Edit;
use crate::finding::{Abridged, FileReport, Finding, Fix, FlowReport, Step, Suppression};
use crate::text::{Lang, Localized, Span, localized, printable, shorten};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResultTwin<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    partial_fingerprints: PartialFingerprints,
    #[serde(skip_serializing_if = "Option::is_none")]
    code_flows: Option<[CodeFlow; 1]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<Vec<SuppressionTwin>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixes: Option<[FixTwin<'a>; 1]>,
    properties: Pointers<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FixTwin<'a> {
    description: Text,
    artifact_changes: [ArtifactChange<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: Place,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Inserted<'a>,
}

#[derive(Serialize)]
struct Inserted<'a> {
    text: &'a str,
}

impl<'a> FixTwin<'a> {
    fn of(file: &FileReport, fix: &'a Fix, lang: Lang) -> Self {
        let replacement = |(edit, &span): (&'a Edit, &Span)| Replacement {
            deleted_region: Region::of(span),
            inserted_content: Inserted { text: &edit.text },
        };
        FixTwin {
            description: Text::new(fix.title.get(lang)),
            artifact_changes: [ArtifactChange {
                artifact_location: Place::of(&file.name),
                replacements: fix.edits.iter().zip(&fix.spans).map(replacement).collect(),
            }],
        }
    }
}

/// Where the finding is in terms of JSON.
#[derive(Serialize)]
struct Pointers<'a> {
    document: usize,
    definition: &'a str,
    pointer: &'a str,
}

/// The same name twice: once as our own, and once under the only key that GitHub looks at. Its own value there hashes
/// the line, and a definition is a single line: each edit of a flow would close all alerts and open them again.
#[derive(Serialize)]
struct PartialFingerprints {
    #[serde(rename = "ivrLintIdentity/v1")]
    identity: String,
    #[serde(rename = "primaryLocationLineHash")]
    github: String,
}

#[derive(Serialize)]
struct SuppressionTwin {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

impl<'a> ResultTwin<'a> {
    pub(super) fn of(
        results: &Results<'a>,
        file: &'a FileReport,
        finding: &'a Finding,
        fingerprint: String,
        path: Option<&Abridged<Step<'a>>>,
    ) -> Self {
        let Results { sarif: SarifReport { report, lang, .. }, has_suppressed, .. } = *results;
        let flow = finding.flow.and_then(|flow| Some((flow, file.flows.get(flow)?)));
        let mut message = finding.message.get(lang).to_owned();
        if let Some(help) = &finding.help {
            message = message + "\n" + help.get(lang);
        }
        // Who reads suppressions only, and no states of a baseline, leaves the same findings aside as we do.
        let justification = finding.suppressed.as_ref().map(|suppression| match suppression {
            Suppression::Ignored(reason) => printable(reason),
            Suppression::Known => localized!("in the baseline", "已在基线中").get(lang).to_owned(),
        });
        let accepted = |justification| SuppressionTwin { kind: "external", status: "accepted", justification };
        ResultTwin {
            rule_id: &finding.rule,
            rule_index: results.rule_indices.get(&*finding.rule).copied(),
            level: finding.severity.name(),
            message: Text::new(&message),
            locations: [Location {
                logical_locations: flow
                    .map(|(index, flow)| LogicalLocation::of(file, index, flow, finding))
                    .unwrap_or_default(),
                ..Location::at(&file.location, finding.span)
            }],
            partial_fingerprints: PartialFingerprints { github: fingerprint.clone(), identity: fingerprint },
            code_flows: path
                .map(|steps| [CodeFlow { thread_flows: [ThreadFlow { locations: steps_of(file, steps, lang) }] }]),
            related_locations: finding
                .related
                .iter()
                .enumerate()
                .map(|(id, related)| Location {
                    id: Some(id),
                    message: Some(Text::new(related.message.get(lang))),
                    ..Location::at(report.location(&related.file), related.span)
                })
                .collect(),
            suppressions: has_suppressed.then(|| justification.map(accepted).into_iter().collect()),
            baseline_state: report.has_baseline.then_some(match finding.suppressed {
                Some(Suppression::Known) => "unchanged",
                _ => "new",
            }),
            fixes: finding.fix.as_ref().filter(|fix| !fix.holds_secret()).map(|fix| [FixTwin::of(file, fix, lang)]),
            properties: Pointers {
                document: finding.document,
                definition: &finding.definition,
                pointer: &finding.pointer,
            },
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CodeFlow {
    thread_flows: [ThreadFlow; 1],
}

#[derive(Serialize)]
struct ThreadFlow {
    locations: Vec<ThreadFlowLocation>,
}

#[derive(Serialize)]
struct ThreadFlowLocation {
    location: Location,
}

/// The steps of a path, each at its activity.
fn steps_of(file: &FileReport, path: &Abridged<Step<'_>>, lang: Lang) -> Vec<ThreadFlowLocation> {
    let (first_behind, left_out) = (path.first.len(), path.left_out);
    let said = |(number, step): (usize, &Step<'_>)| {
        let name = step.activity.display_name();
        match step.event.map(shorten) {
            _ if left_out > 0 && number == first_behind => {
                let s = if left_out == 1 { "" } else { "s" };
                localized!("{name}, after {left_out} more module{s}", "“{name}”（中间省略 {left_out} 个模块）")
            }
            Some(event) => localized!("{name}, by exit `{event}`", "“{name}”（经出口 `{event}`）"),
            None => Localized { en: name.clone(), zh: name },
        }
    };
    let location = |(number, step): (usize, &Step<'_>)| ThreadFlowLocation {
        location: Location {
            message: Some(Text::new(said((number, step)).get(lang))),
            ..Location::at(&file.location, step.activity.span)
        },
    };
    path.iter().enumerate().map(location).collect()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

impl Location {
    fn at(file: &str, span: Span) -> Self {
        let physical_location = PhysicalLocation { artifact_location: Place::of(file), region: Region::of(span) };
        Location { id: None, physical_location, logical_locations: Vec::new(), message: None }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Place,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
    byte_offset: usize,
    byte_length: usize,
}

impl Region {
    fn of(Span { start, end, line, column, end_line, end_column }: Span) -> Self {
        let (start_line, start_column) = (line, column);
        Region { start_line, start_column, end_line, end_column, byte_offset: start, byte_length: end - start }
    }
}

/// The flow, the activity in it, or the exit of that.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    name: String,
    fully_qualified_name: String,
    kind: &'static str,
}

impl LogicalLocation {
    /// From the outermost inward.
    fn of(file: &FileReport, index: usize, flow: &FlowReport, finding: &Finding) -> Vec<Self> {
        let flow_name = flow.id.as_ref().or(flow.name.as_ref()).filter(|name| !name.is_empty());
        let flow_name = flow_name.map_or_else(|| format!("{}#{index}", printable(&file.name)), |name| printable(name));
        let name = file.flow_name(index);
        let mut places = vec![LogicalLocation { name, fully_qualified_name: flow_name, kind: "flow" }];
        let mut add = |name: String, key: String, kind| {
            let outer = places.last().map_or("", |place| &place.fully_qualified_name);
            let fully_qualified_name = format!("{outer}/{key}");
            places.push(LogicalLocation { name, fully_qualified_name, kind });
        };
        if let Some(item) = finding.activity.and_then(|activity| flow.activity(activity)) {
            let id = item.id.as_deref().filter(|id| !id.is_empty());
            add(item.display_name(), id.map_or_else(|| format!("#{}", item.index), printable), "activity");
        }
        if let Some(exit) = &finding.exit {
            let key = exit.event.as_deref().map_or_else(|| format!("#{}", exit.index), printable);
            add(exit.event.as_deref().map_or_else(|| key.clone(), shorten), key.clone(), "exit");
        }
        places
    }
}

/// A file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Place {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Text>,
}

impl Place {
    /// The file that the report calls `name`: relative to the root, unless its path is absolute.
    pub(super) fn of(name: &str) -> Self {
        // GitHub refuses every scheme but `file`, so the standard input is called as it was given.
        if name == "-" {
            let description = Some(Text::new("stdin"));
            return Place { uri: name.to_owned(), uri_base_id: None, description };
        }
        let mut segments: Vec<String> = Vec::new();
        let mut is_absolute = false;
        for component in Path::new(name).components() {
            match component {
                Component::Prefix(prefix) => segments.push(prefix.as_os_str().to_string_lossy().replace('\\', "/")),
                Component::RootDir => is_absolute = true,
                Component::CurDir => {}
                Component::ParentDir if segments.last().is_some_and(|last| last != "..") => {
                    segments.pop();
                }
                Component::ParentDir if is_absolute => {}
                Component::ParentDir => segments.push("..".to_owned()),
                Component::Normal(part) => {
                    segments.push(utf8_percent_encode(&part.to_string_lossy(), ESCAPED).to_string());
                }
            }
        }
        let path = segments.join("/");
        match is_absolute {
            true => Place { uri: format!("file:///{path}"), uri_base_id: None, description: None },
            false => Place { uri: path, uri_base_id: Some(ROOT), description: None },
        }
    }
}

/// What is escaped in a segment of a path: everything but what RFC 3986 calls unreserved.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[cfg(test)]
mod tests {
    use super::super::plain;
    use super::*;

    #[test]
    fn names_of_files_become_uris() {
        let of = |name: &str| {
            let Place { uri, uri_base_id, .. } = Place::of(name);
            (uri, uri_base_id)
        };
        let relative = |uri: &str| (uri.to_owned(), Some(ROOT));
        let absolute = |uri: &str| (uri.to_owned(), None);
        assert_eq!(of("flows/a.json"), relative("flows/a.json"));
        assert_eq!(of("./flows//a.json"), relative("flows/a.json"));
        assert_eq!(of("flows/../a.json"), relative("a.json"));
        assert_eq!(of("../../a.json"), relative("../../a.json"));
        assert_eq!(of("夜间 100%#?.json"), relative("%E5%A4%9C%E9%97%B4%20100%25%23%3F.json"));
        assert_eq!(of("c:a\n.json"), relative("c%3Aa%0A.json"));
        assert_eq!(of("-"), absolute("-"));
        assert_eq!(of("./-"), relative("-"));
        #[cfg(unix)]
        assert_eq!(of("/srv/../../flows/a b.json"), absolute("file:///flows/a%20b.json"));
        #[cfg(unix)]
        assert_eq!(of("a\\b.json"), relative("a%5Cb.json"));
    }

    #[test]
    fn nothing_in_a_message_is_a_link() {
        assert_eq!(plain("`[a]` of (b)"), "`[a]` of (b)");
        assert_eq!(plain("[a](http://b)"), "\\[a\\](http://b)");
    }
}
