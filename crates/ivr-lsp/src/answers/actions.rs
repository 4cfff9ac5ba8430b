//! What can be done about findings: fixes, and exceptions.

use std::collections::HashMap;
use std::time::Duration;

use ivr_flow::{Edit, FileReport, Finding, fix, localized};
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, WorkspaceEdit,
};
use similar::{DiffOp, TextDiff};

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
        false => localized!("{title} (look at it before you publish)", "{title}（请在发布前确认）")
            .get(client.lang)
            .to_owned(),
    }
}

/// All safe fixes of a document, until none is left.
fn fix_all(workspace: &mut Workspace<'_>, client: &Client, name: &str) -> Option<CodeAction> {
    let is_fixable = |file: &FileReport| {
        let mut findings = file.findings.iter().filter(|finding| finding.suppressed.is_none());
        file.name == name && !file.is_configuration && findings.any(|finding| finding.fix_if(false).is_some())
    };
    if !workspace.reported()?.files.iter().any(is_fixable) {
        return None;
    }
    let old = workspace.file(name)?.open.as_ref()?.text().to_owned();
    let fixed = fix(old.as_bytes(), false, |bytes| workspace.lint_alone(name, bytes))?;
    let new = String::from_utf8(fixed.bytes).ok()?;
    let open = workspace.file(name)?.open.as_ref()?;
    Some(CodeAction {
        title: localized!("Apply all safe fixes of ivr-lint", "应用 ivr-lint 的全部安全修复")
            .get(client.lang)
            .to_owned(),
        kind: Some(CodeActionKind::SOURCE_FIX_ALL),
        edit: Some(edit_of(client, open, &difference(&old, &new))),
        ..CodeAction::default()
    })
}

/// The longest that is spent on finding small edits.
const MOST_TIME: Duration = Duration::from_millis(200);

/// Edits that make one text the other. Lines that stay are not touched, nor are the ends of those that do not.
fn difference(old: &str, new: &str) -> Vec<Edit> {
    // What is left when the time is over is one edit.
    let diff = TextDiff::configure().timeout(MOST_TIME).diff_lines(old, new);
    let (mut old_at, mut new_at) = (0, 0);
    let mut edits = Vec::new();
    for op in diff.ops() {
        let removed: usize = op.old_range().filter_map(|line| diff.old_slice(line)).map(str::len).sum();
        let added: usize = op.new_range().filter_map(|line| diff.new_slice(line)).map(str::len).sum();
        let (removed, added) = (&old[old_at..old_at + removed], &new[new_at..new_at + added]);
        if !matches!(op, DiffOp::Equal { .. }) {
            let same = removed.char_indices().zip(added.chars()).find(|((_, one), other)| one != other);
            let start = same.map_or(removed.len().min(added.len()), |((at, _), _)| at);
            let (rest, new_rest) = (&removed[start..], &added[start..]);
            let ends = rest.chars().rev().zip(new_rest.chars().rev()).take_while(|(one, other)| one == other);
            let end: usize = ends.map(|(char, _)| char.len_utf8()).sum();
            let range = old_at + start..old_at + removed.len() - end;
            edits.push(Edit { range, text: new_rest[..new_rest.len() - end].to_owned() });
        }
        (old_at, new_at) = (old_at + removed.len(), new_at + added.len());
    }
    edits
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_difference_makes_one_text_the_other(old in "[ab模\n]{0,40}", new in "[ab模\n]{0,40}") {
            let edits = difference(&old, &new);
            let edited = Edit::apply(&edits, old.as_bytes()).expect("edits in order");
            prop_assert_eq!(String::from_utf8(edited).expect("UTF-8"), new);
        }
    }

    #[test]
    fn in_one_long_line_only_what_differs_is_replaced() {
        let edits = difference(r#"{"a": "值", "b": 1}"#, r#"{"a": "值", "b": 23}"#);
        assert_eq!(edits.len(), 1);
        assert_eq!((edits[0].range.len(), edits[0].text.as_str()), (1, "23"));
    }
}
