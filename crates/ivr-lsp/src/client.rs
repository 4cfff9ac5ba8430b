//! What the client can do and wants, as it says when it starts.

use std::path::PathBuf;

use ivr_flow::Lang;
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CompletionOptions, HoverProviderCapability,
    InitializeParams, MarkupKind, OneOf, RenameOptions, ResourceOperationKind, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};
use serde_json::Value;

use crate::text::Encoding;
use crate::uri;

/// What is known of the client.
#[derive(Debug, Clone, Default)]
pub(crate) struct Client {
    pub(crate) encoding: Encoding,
    pub(crate) lang: Lang,
    pub(crate) folders: Vec<PathBuf>,
    /// Texts that are shown in a window may have marks in them.
    pub(crate) markdown: bool,
    pub(crate) nested_symbols: bool,
    /// Edits may say which version of a document they are of.
    pub(crate) versioned_edits: bool,
    /// Edits may make a new file.
    pub(crate) makes_files: bool,
    pub(crate) literal_actions: bool,
    pub(crate) related_information: bool,
    pub(crate) code_description: bool,
    /// It can be asked to watch files.
    pub(crate) watches: bool,
    pub(crate) links: bool,
}

/// The languages that were asked for when the server was started.
#[derive(Debug, Clone, Copy, Default)]
pub struct Languages {
    /// The one that was said; it holds whatever the client says.
    pub said: Option<Lang>,
    /// The one of the system, where nobody says one.
    pub system: Lang,
}

impl Client {
    pub(crate) fn of(params: &InitializeParams, languages: Languages) -> Self {
        let capabilities = &params.capabilities;
        let (text, workspace) = (capabilities.text_document.as_ref(), capabilities.workspace.as_ref());
        let edit = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let creates = |kinds: &Vec<ResourceOperationKind>| kinds.contains(&ResourceOperationKind::Create);
        let published = text.and_then(|text| text.publish_diagnostics.as_ref());
        let offered = capabilities.general.as_ref().and_then(|general| general.position_encodings.as_deref());
        let formats = text.and_then(|text| text.hover.as_ref()?.content_format.as_ref());
        Client {
            encoding: Encoding::of_client(offered.unwrap_or_default()),
            lang: lang(params, languages),
            folders: folders(params),
            markdown: formats.is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
            nested_symbols: text
                .and_then(|text| text.document_symbol.as_ref()?.hierarchical_document_symbol_support)
                .unwrap_or_default(),
            versioned_edits: edit.and_then(|edit| edit.document_changes).unwrap_or_default(),
            makes_files: edit.and_then(|edit| edit.resource_operations.as_ref()).is_some_and(creates),
            literal_actions: text
                .and_then(|text| text.code_action.as_ref()?.code_action_literal_support.as_ref())
                .is_some(),
            related_information: published.and_then(|published| published.related_information).unwrap_or_default(),
            code_description: published.and_then(|published| published.code_description_support).unwrap_or_default(),
            watches: workspace
                .and_then(|workspace| workspace.did_change_watched_files.as_ref()?.dynamic_registration)
                .unwrap_or_default(),
            links: text.and_then(|text| text.definition.as_ref()?.link_support).unwrap_or_default(),
        }
    }

    /// What the server offers this client.
    pub(crate) fn capabilities(&self) -> ServerCapabilities {
        let actions = CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::SOURCE_FIX_ALL]),
            ..CodeActionOptions::default()
        };
        ServerCapabilities {
            position_encoding: Some(self.encoding.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::Supported(true)),
                ..TextDocumentSyncOptions::default()
            })),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            definition_provider: Some(OneOf::Left(true)),
            references_provider: Some(OneOf::Left(true)),
            document_symbol_provider: Some(OneOf::Left(true)),
            inlay_hint_provider: Some(OneOf::Left(true)),
            code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some(["\"", "$", "{", "."].map(str::to_owned).to_vec()),
                ..CompletionOptions::default()
            }),
            rename_provider: Some(OneOf::Right(RenameOptions {
                prepare_provider: Some(true),
                work_done_progress_options: lsp_types::WorkDoneProgressOptions::default(),
            })),
            workspace: Some(WorkspaceServerCapabilities {
                workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                    supported: Some(true),
                    change_notifications: Some(OneOf::Left(true)),
                }),
                file_operations: None,
            }),
            ..ServerCapabilities::default()
        }
    }
}

/// The language that some settings of the client say.
pub(crate) fn lang_of_settings(settings: &Value) -> Option<Lang> {
    [&settings["lang"], &settings["ivr-lint"]["lang"]].into_iter().find_map(|lang| lang.as_str()?.parse().ok())
}

fn lang(params: &InitializeParams, languages: Languages) -> Lang {
    let settings = || lang_of_settings(params.initialization_options.as_ref()?);
    let locale = || params.locale.as_deref().and_then(Lang::from_locale);
    languages.said.or_else(settings).or_else(locale).unwrap_or(languages.system)
}

/// The folders that are open, in the newest of the ways in which clients say so.
#[expect(deprecated, reason = "older clients say it in older ways")]
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    match (&params.workspace_folders, &params.root_uri, &params.root_path) {
        (Some(folders), _, _) => folders.iter().filter_map(|folder| uri::to_path(&folder.uri)).collect(),
        (None, Some(root), _) => uri::to_path(root).into_iter().collect(),
        (None, None, Some(root)) => vec![PathBuf::from(root)],
        (None, None, None) => Vec::new(),
    }
}
