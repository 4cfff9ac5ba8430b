//! What can be done about findings: fixes, and exceptions.

use std::collections::HashMap;

use ivr_flow::{Edit, Finding, localized};
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, WorkspaceEdit,
};

use super::ignore::Exceptions;
use crate::client::Client;
use crate::open::Open;
use crate::publish::diagnostic;
use crate::workspace::Workspace;

pub(super) fn actions(
    workspace: &mut Workspace<'_>,
    client: &Client,
    params: &CodeActionParams,
) -> Option<CodeActionResponse> {
    // An edit is nothing for a client that only knows commands.
    if !client.literal_actions {
        return None;
    }
    let name = workspace.document(&params.text_document.uri)?.0.to_owned();
    let wanted = |kind: &CodeActionKind| {
        let is_kind = |asked: &CodeActionKind| {
            kind.as_str().strip_prefix(asked.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        params.context.only.as_ref().is_none_or(|only| only.is_empty() || only.iter().any(is_kind))
    };
    workspace.report();
    let mut actions = Vec::new();
    if wanted(&CodeActionKind::QUICKFIX) {
        let exceptions = Exceptions::of(workspace, client, &name);
        actions.extend(fixes(workspace, client, params, &name, exceptions.as_ref())?);
    }
    if wanted(&CodeActionKind::SOURCE_FIX_ALL) {
        actions.extend(fix_all(workspace, client, &name));
    }
    Some(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect())
}

/// What can be done about each finding in a range: its fix, and an exception.
fn fixes(
    workspace: &Workspace<'_>,
    client: &Client,
    params: &CodeActionParams,
    name: &str,
    exceptions: Option<&Exceptions>,
) -> Option<Vec<CodeAction>> {
    let (_, open) = workspace.document(&params.text_document.uri)?;
    let report = workspace.reported()?;
    let Some(file) = report.files.iter().find(|file| file.name == name) else { return Some(Vec::new()) };
    let wanted = open.bytes(params.range);
    let is_here = |finding: &&Finding| {
        let span = finding.span.range();
        finding.suppressed.is_none() && span.start <= wanted.end && wanted.start <= span.end
    };
    let here: Vec<_> = file.findings.iter().filter(is_here).collect();
    let shown = |finding: &Finding| Some(vec![diagnostic(workspace, report, client, file, finding, open)]);
    let with_fixes = here.iter().filter_map(|&finding| Some((finding, finding.fix.as_ref()?)));
    let fixes = with_fixes.map(|(finding, fix)| CodeAction {
        title: title(client, fix),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: shown(finding),
        edit: Some(edit_of(client, open, &fix.edits)),
        is_preferred: fix.is_safe.then_some(true),
        ..CodeAction::default()
    });
    let path = workspace.file(name).and_then(|file| file.path.as_deref());
    let excepts = here.iter().filter(|_| !file.is_configuration).filter_map(|&finding| {
        let rule = &finding.rule;
        let title = localized!("Ignore `{rule}` here, with a reason", "在此处忽略 `{rule}`，并说明原因");
        Some(CodeAction {
            title: title.get(client.lang).to_owned(),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: shown(finding),
            edit: Some(exceptions?.edit(client, file, path, finding)),
            ..CodeAction::default()
        })
    });
    Some(fixes.chain(excepts).collect())
}

fn title(client: &Client, fix: &ivr_flow::Fix) -> String {
    let title = fix.title.get(client.lang);
    match fix.is_safe {
        true => title.to_owned(),
        false => localized!("{title} (review it before you publish)", "{title}（请在发布前确认）")
            .get(client.lang)
            .to_owned(),
    }
}

/// All safe fixes of a document, until none is left.
fn fix_all(workspace: &mut Workspace<'_>, client: &Client, name: &str) -> Option<CodeAction> {
    let edits = workspace.safe_fixes(name).filter(|edits| !edits.is_empty())?;
    let open = workspace.file(name)?.open.as_ref()?;
    Some(CodeAction {
        title: localized!("Apply all safe fixes of ivr-lint", "应用 ivr-lint 的全部安全修复")
            .get(client.lang)
            .to_owned(),
        kind: Some(CodeActionKind::SOURCE_FIX_ALL),
        edit: Some(edit_of(client, open, &edits)),
        ..CodeAction::default()
    })
}

/// Edits of a document as the client makes them.
pub(super) fn edit_of(client: &Client, open: &Open, edits: &[Edit]) -> WorkspaceEdit {
    let edits: Vec<TextEdit> = edits.iter().map(|edit| open.edit(edit)).collect();
    if client.versioned_edits {
        let uri = open.uri.clone();
        let text_document = OptionalVersionedTextDocumentIdentifier { uri, version: Some(open.version) };
        let edit = TextDocumentEdit { text_document, edits: edits.into_iter().map(OneOf::Left).collect() };
        let changes = DocumentChanges::Edits(vec![edit]);
        return WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() };
    }
    #[expect(clippy::mutable_key_type, reason = "the protocol's type; its addresses are not changed")]
    let changes = HashMap::from([(open.uri.clone(), edits)]);
    WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
}
