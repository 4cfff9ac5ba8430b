//! What the client tells: documents are opened, changed and closed, and so are files and folders.

use ivr_flow::Lang;
use lsp_types::notification::{
    DidChangeConfiguration, DidChangeTextDocument, DidChangeWatchedFiles, DidChangeWorkspaceFolders,
    DidCloseTextDocument, DidOpenTextDocument, DidSaveTextDocument, Notification as _,
};
use lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, FileChangeType,
};
use serde_json::Value;

use crate::client::{Client, lang_of_settings};
use crate::uri;
use crate::workspace::Workspace;

/// What has to be done then.
pub(crate) enum Then {
    Nothing,
    /// The files of the folders are not known any more.
    Search,
}

/// Takes over what a notification says. Unknown ones say nothing.
///
/// # Errors
/// It has no such parameters.
pub(crate) fn take(
    workspace: &mut Workspace<'_>,
    client: &Client,
    method: &str,
    params: Value,
) -> Result<Then, serde_json::Error> {
    match method {
        DidOpenTextDocument::METHOD => {
            let DidOpenTextDocumentParams { text_document } = serde_json::from_value(params)?;
            workspace.open(text_document, client.encoding);
        }
        DidChangeTextDocument::METHOD => {
            let DidChangeTextDocumentParams { text_document, content_changes } = serde_json::from_value(params)?;
            workspace.change(&text_document.uri, text_document.version, &content_changes);
        }
        DidCloseTextDocument::METHOD => {
            let DidCloseTextDocumentParams { text_document } = serde_json::from_value(params)?;
            workspace.close(&text_document.uri);
        }
        // Who watches files tells of this one too.
        DidSaveTextDocument::METHOD if !client.watches => return Ok(Then::Search),
        DidChangeWatchedFiles::METHOD => {
            let DidChangeWatchedFilesParams { changes } = serde_json::from_value(params)?;
            for change in changes {
                let path = uri::to_path(&change.uri).filter(|_| change.typ == FileChangeType::CHANGED);
                if !path.is_some_and(|path| workspace.reread(&path)) {
                    return Ok(Then::Search);
                }
            }
        }
        DidChangeWorkspaceFolders::METHOD => {
            let DidChangeWorkspaceFoldersParams { event } = serde_json::from_value(params)?;
            let paths = |folders: &[lsp_types::WorkspaceFolder]| -> Vec<_> {
                folders.iter().filter_map(|folder| uri::to_path(&folder.uri)).collect()
            };
            workspace.change_folders(&paths(&event.added), &paths(&event.removed));
            return Ok(Then::Search);
        }
        _ => {}
    }
    Ok(Then::Nothing)
}

/// The language that the client asks for from now on.
pub(crate) fn lang(method: &str, params: &Value) -> Option<Lang> {
    (method == DidChangeConfiguration::METHOD).then(|| lang_of_settings(&params["settings"])).flatten()
}
