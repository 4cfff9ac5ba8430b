//! What is found, as the client shows it.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use ivr_flow::{FileReport, Finding, Lang, Report, Severity, mask_secrets};
use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Uri,
};
use serde_json::{Value, json};

use crate::client::Client;
use crate::open::Open;
use crate::project::Mistake;
use crate::text::Text;
use crate::uri;
use crate::workspace::Workspace;

/// The most findings that are told in files that are not open: a list that nobody reads would slow the client down.
const MOST_ELSEWHERE: usize = 2000;

/// The most places that a finding refers to.
const MOST_RELATED: usize = 20;

/// What the client has been told, by the address of each document or file with findings.
#[derive(Debug, Default)]
pub(crate) struct Published(HashMap<String, Told>);

#[derive(Debug, PartialEq)]
struct Told {
    version: Option<i32>,
    findings: Vec<Finding>,
    mistakes: Vec<Mistake>,
    is_stale: bool,
}

/// What is to be told of one document or file.
struct News<'w> {
    uri: Uri,
    name: &'w str,
    findings: Vec<&'w Finding>,
    mistakes: Vec<&'w Mistake>,
}

impl Published {
    /// The same when the language has changed: all has to be told again.
    pub(crate) fn in_another_language(&mut self) -> Self {
        let told = std::mem::take(&mut self.0).into_iter();
        Published(told.map(|(uri, told)| (uri, Told { is_stale: true, ..told })).collect())
    }

    /// The parameters of all notices that the client has not had.
    pub(crate) fn news(&mut self, workspace: &mut Workspace<'_>, client: &Client) -> Vec<Value> {
        let mistakes = workspace.project().mistakes();
        workspace.report();
        let workspace = &*workspace;
        let Some(report) = workspace.reported() else { return Vec::new() };
        let mut all = BTreeMap::<String, News<'_>>::new();
        let mut left = MOST_ELSEWHERE;
        for file in &report.files {
            let findings: Vec<_> = file.findings.iter().filter(|finding| finding.suppressed.is_none()).collect();
            let Some(uri) = address(workspace, &file.name) else { continue };
            let is_open = open(workspace, &file.name).is_some();
            if !is_open {
                left = left.saturating_sub(findings.len());
            }
            if is_open || left > 0 && !findings.is_empty() {
                let news = News { uri: uri.clone(), name: &file.name, findings, mistakes: Vec::new() };
                all.insert(uri.as_str().to_owned(), news);
            }
        }
        // Of an open document it is told too that there is nothing.
        for (name, open) in workspace.documents() {
            let (uri, findings, mistakes) = (open.uri.clone(), Vec::new(), Vec::new());
            all.entry(uri.as_str().to_owned()).or_insert(News { uri, name, findings, mistakes });
        }
        let names: Vec<_> = mistakes.iter().map(|mistake| mistake.path.to_string_lossy().into_owned()).collect();
        for (mistake, name) in mistakes.iter().zip(&names) {
            let Some(uri) = address(workspace, name) else { continue };
            let key = uri.as_str().to_owned();
            let news = all.entry(key).or_insert_with(|| News { uri, name, findings: Vec::new(), mistakes: Vec::new() });
            // What is found in it is of the text that it had before.
            news.findings.clear();
            news.mistakes.push(mistake);
        }
        let mut texts = Vec::new();
        let gone: Vec<_> = self.0.keys().filter(|uri| !all.contains_key(*uri)).cloned().collect();
        for uri in gone {
            self.0.remove(&uri);
            texts.push(json!({"uri": uri, "diagnostics": []}));
        }
        for (key, news) in all {
            let told = Told {
                version: open(workspace, news.name).map(|open| open.version),
                findings: news.findings.iter().map(|&finding| finding.clone()).collect(),
                mistakes: news.mistakes.iter().map(|&mistake| mistake.clone()).collect(),
                is_stale: false,
            };
            if self.0.get(&key) != Some(&told) {
                let diagnostics = diagnostics(workspace, report, client, &news);
                let mut params = json!({"uri": key, "diagnostics": diagnostics});
                if let Some(version) = told.version {
                    params["version"] = version.into();
                }
                texts.push(params);
                self.0.insert(key, told);
            }
        }
        texts
    }
}

fn diagnostics(workspace: &Workspace<'_>, report: &Report, client: &Client, news: &News<'_>) -> Vec<Diagnostic> {
    let read;
    let open = match open(workspace, news.name) {
        Some(open) => open,
        None => {
            read = news.mistakes.first().map(|mistake| mistake.text.clone()).or_else(|| workspace.text(news.name));
            &Open::new(news.uri.clone(), 0, read.as_deref().unwrap_or_default(), client.encoding)
        }
    };
    let file = report.files.iter().find(|file| file.name == news.name);
    let findings = file.into_iter().flat_map(|file| {
        news.findings.iter().map(|&finding| diagnostic(workspace, report, client, file, finding, open))
    });
    let mistakes = news.mistakes.iter().map(|mistake| Diagnostic {
        range: open.range(mistake.bytes.clone()),
        severity: Some(DiagnosticSeverity::ERROR),
        source: Some("ivr-lint".to_owned()),
        message: said(mistake.message.get(client.lang), mistake.help.as_ref().map(|help| help.get(client.lang))),
        ..Diagnostic::default()
    });
    findings.chain(mistakes).collect()
}

/// A finding in a file, whose text is `open`.
pub(crate) fn diagnostic(
    workspace: &Workspace<'_>,
    report: &Report,
    client: &Client,
    file: &FileReport,
    finding: &Finding,
    open: &Open,
) -> Diagnostic {
    let lang = client.lang;
    let url = report.rule(&finding.rule).and_then(|rule| rule.url(lang)).and_then(|url| url.parse().ok());
    let related = || related(workspace, lang, file, finding, open);
    Diagnostic {
        range: open.range(finding.span.range()),
        severity: Some(match finding.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            _ => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(finding.rule.to_string())),
        code_description: url.filter(|_| client.code_description).map(|href| CodeDescription { href }),
        source: Some("ivr-lint".to_owned()),
        message: said(finding.message.get(lang), finding.help.as_ref().map(|help| help.get(lang))),
        related_information: client.related_information.then(related).filter(|related| !related.is_empty()),
        ..Diagnostic::default()
    }
}

/// A message with what to do.
fn said(message: &str, help: Option<&str>) -> String {
    help.map_or_else(|| message.to_owned(), |help| format!("{message}\n{help}"))
}

/// The other places that a finding is about: in other files, and the other modules of its region or loop.
fn related(
    workspace: &Workspace<'_>,
    lang: Lang,
    file: &FileReport,
    finding: &Finding,
    open: &Open,
) -> Vec<DiagnosticRelatedInformation> {
    let elsewhere = finding.related.iter().filter_map(|related| {
        let uri = address(workspace, &related.file)?;
        let range = match self::open(workspace, &related.file) {
            Some(open) => open.range(related.span.range()),
            None => {
                let text = Text::new(&workspace.text(&related.file)?);
                text.range(related.span.range(), open.encoding())
            }
        };
        let message = mask_secrets(related.message.get(lang)).into_owned();
        Some(DiagnosticRelatedInformation { location: Location { uri, range }, message })
    });
    let flow = finding.flow.and_then(|flow| file.flows.get(flow));
    let members = finding.members.iter().filter(|&&member| Some(member) != finding.activity);
    let members = members.filter_map(|&member| {
        let activity = flow?.activity(member)?;
        let location = Location { uri: open.uri.clone(), range: open.range(activity.span.range()) };
        Some(DiagnosticRelatedInformation { location, message: activity.display_name() })
    });
    elsewhere.chain(members).take(MOST_RELATED).collect()
}

fn open<'w>(workspace: &'w Workspace<'_>, name: &str) -> Option<&'w Open> {
    workspace.file(name)?.open.as_ref()
}

/// The address of what a report calls by a name.
pub(crate) fn address(workspace: &Workspace<'_>, name: &str) -> Option<Uri> {
    match workspace.file(name) {
        Some(file) => match &file.open {
            Some(open) => Some(open.uri.clone()),
            None => uri::of_path(file.path.as_deref()?),
        },
        None => uri::of_path(Path::new(name)),
    }
}
