//! An exception for a finding, at the end of the configuration.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use ivr_flow::{FileReport, Finding, Lang, localized};
use lsp_types::{
    CreateFile, CreateFileOptions, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, ResourceOp, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};

use crate::client::Client;
use crate::publish::address;
use crate::text::Text;
use crate::uri;
use crate::workspace::Workspace;

/// What a configuration is called that there is not yet.
const NAME: &str = "ivr-lint.toml";

/// Where exceptions for the findings of a document go.
pub(super) struct Exceptions {
    uri: Uri,
    path: PathBuf,
    /// What the configuration says; nothing where it has to be made.
    text: Option<String>,
    version: Option<i32>,
}

impl Exceptions {
    /// The configuration of a document, or one that can be made for it.
    pub(super) fn of(workspace: &mut Workspace<'_>, client: &Client, name: &str) -> Option<Self> {
        let path = workspace.file(name)?.path.clone();
        if let Some(known) = workspace.project().configuration_of(path.as_deref()) {
            let known_name = known.to_string_lossy().into_owned();
            let open = workspace.file(&known_name).and_then(|file| file.open.as_ref());
            let (text, version) = (open.map(|open| open.text().to_owned()), open.map(|open| open.version));
            let text = text.or_else(|| workspace.text(&known_name))?;
            return Some(Exceptions { uri: address(workspace, &known_name)?, path: known, text: Some(text), version });
        }
        let folder =
            workspace.folders().iter().find(|folder| path.as_ref().is_none_or(|path| path.starts_with(folder)));
        let folder = folder.map(PathBuf::as_path).or_else(|| path.as_deref()?.parent())?;
        let path = folder.join(NAME);
        let uri = uri::of_path(&path)?;
        client.makes_files.then_some(Exceptions { uri, path, text: None, version: None })
    }

    /// The edit that adds an exception for a finding in a file.
    pub(super) fn edit(
        &self,
        client: &Client,
        file: &FileReport,
        path: Option<&Path>,
        finding: &Finding,
    ) -> WorkspaceEdit {
        let table = self.table(client.lang, file, path, finding);
        let (end, table) = match &self.text {
            None => (Position::default(), table),
            Some(text) => {
                let (breaks, blank) = match text.as_str() {
                    "" => ("", ""),
                    text if text.ends_with('\n') => ("", "\n"),
                    _ => ("\n", "\n"),
                };
                (Text::new(text).position(text.len(), client.encoding), format!("{breaks}{blank}{table}"))
            }
        };
        let edit = TextEdit::new(Range::new(end, end), table);
        if self.text.is_some() && !client.versioned_edits {
            #[expect(clippy::mutable_key_type, reason = "the protocol's type; its addresses are not changed")]
            let changes = HashMap::from([(self.uri.clone(), vec![edit])]);
            return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
        }
        let text_document = OptionalVersionedTextDocumentIdentifier { uri: self.uri.clone(), version: self.version };
        let edit = TextDocumentEdit { text_document, edits: vec![OneOf::Left(edit)] };
        let options = CreateFileOptions { overwrite: None, ignore_if_exists: Some(true) };
        let create = CreateFile { uri: self.uri.clone(), options: Some(options), annotation_id: None };
        let create = self.text.is_none().then_some(DocumentChangeOperation::Op(ResourceOp::Create(create)));
        let operations = create.into_iter().chain([DocumentChangeOperation::Edit(edit)]).collect();
        let changes = DocumentChanges::Operations(operations);
        WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() }
    }

    fn table(&self, lang: Lang, file: &FileReport, path: Option<&Path>, finding: &Finding) -> String {
        let names = finding.flow.map(|flow| file.flow_names(flow)).unwrap_or_default();
        let flow = finding.flow.and_then(|flow| file.flows.get(flow));
        let activity = finding.activity.or(finding.members.first().copied());
        let activity = activity.and_then(|activity| flow?.activity(activity));
        let activity = activity.and_then(|activity| [&activity.id, &activity.name].into_iter().flatten().next());
        let below = path.zip(self.path.parent()).and_then(|(path, folder)| path.strip_prefix(folder).ok());
        let glob = below.filter(|_| names.is_empty()).map(glob);
        let reason = localized!("TODO: say why this is fine here", "待补充：说明此处为何可以忽略");
        let members = [
            ("rule", Some(&*finding.rule)),
            ("file", glob.as_deref()),
            ("flow", names.first().map(|name| &**name)),
            ("activity", activity.map(String::as_str)),
            ("reason", Some(reason.get(lang))),
        ];
        let lines = members
            .into_iter()
            .filter_map(|(key, value)| Some(format!("{key} = {}\n", toml::Value::String(value?.to_owned()))));
        format!("[[ignore]]\n{}", lines.collect::<String>())
    }
}

/// The glob that fits one path only.
fn glob(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    let is_special = |char: char| matches!(char, '*' | '?' | '[' | ']' | '{' | '}' | '!' | '\\');
    parts.join("/").chars().fold(String::new(), |mut glob, char| {
        glob.extend(is_special(char).then_some('\\'));
        glob.push(char);
        glob
    })
}
