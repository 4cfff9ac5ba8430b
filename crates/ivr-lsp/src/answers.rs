//! What the client asks: one module for each kind of question.

mod actions;
mod complete;
mod hints;
mod hover;
mod ignore;
mod navigate;
mod rename;
mod symbols;

use ivr_flow::localized;
use lsp_server::ErrorCode;
use lsp_types::request::{
    CodeActionRequest, Completion, DocumentSymbolRequest, GotoDefinition, HoverRequest, InlayHintRequest,
    PrepareRenameRequest, References, Rename, Request,
};
use lsp_types::{Position, Uri};
use serde_json::Value;

use crate::client::Client;
use crate::open::Open;
use crate::view::View;
use crate::workspace::Workspace;

/// Why a request has no answer.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) code: ErrorCode,
    pub(crate) message: String,
}

/// A document that a question is about.
pub(crate) struct Asked<'w> {
    pub(crate) open: &'w Open,
    pub(crate) view: &'w View,
    pub(crate) client: &'w Client,
}

/// Answers a request.
///
/// # Errors
/// It is unknown or has other parameters, or what it asks for cannot be.
pub(crate) fn answer(
    workspace: &mut Workspace<'_>,
    client: &Client,
    method: &str,
    params: Value,
) -> Result<Value, Refused> {
    match method {
        HoverRequest::METHOD => reply::<HoverRequest>(params, |params| Ok(hover::hover(workspace, client, &params))),
        GotoDefinition::METHOD => reply::<GotoDefinition>(params, |params| {
            let at = params.text_document_position_params;
            let found = asked(workspace, client, &at.text_document.uri);
            Ok(found.and_then(|asked| navigate::definition(&asked, at.position)))
        }),
        References::METHOD => reply::<References>(params, |params| {
            let at = params.text_document_position;
            let found = asked(workspace, client, &at.text_document.uri);
            Ok(found.and_then(|asked| navigate::references(&asked, at.position, params.context.include_declaration)))
        }),
        DocumentSymbolRequest::METHOD => reply::<DocumentSymbolRequest>(params, |params| {
            Ok(asked(workspace, client, &params.text_document.uri).map(|asked| symbols::symbols(&asked)))
        }),
        InlayHintRequest::METHOD => reply::<InlayHintRequest>(params, |params| {
            let found = asked(workspace, client, &params.text_document.uri);
            Ok(found.map(|asked| hints::hints(&asked, params.range)))
        }),
        CodeActionRequest::METHOD => {
            reply::<CodeActionRequest>(params, |params| Ok(actions::actions(workspace, client, &params)))
        }
        Completion::METHOD => reply::<Completion>(params, |params| {
            let at = params.text_document_position;
            let found = asked(workspace, client, &at.text_document.uri);
            Ok(found.and_then(|asked| complete::complete(&asked, at.position)))
        }),
        PrepareRenameRequest::METHOD => reply::<PrepareRenameRequest>(params, |params| {
            Ok(asked(workspace, client, &params.text_document.uri)
                .and_then(|asked| rename::prepare(&asked, params.position)))
        }),
        Rename::METHOD => reply::<Rename>(params, |params| {
            let at = params.text_document_position;
            match asked(workspace, client, &at.text_document.uri) {
                Some(asked) => rename::rename(&asked, at.position, &params.new_name).map(Some),
                None => Ok(None),
            }
        }),
        _ => {
            let message = localized!("unknown request {method}", "未知的请求 {method}");
            Err(Refused { code: ErrorCode::MethodNotFound, message: message.get(client.lang).to_owned() })
        }
    }
}

fn reply<R: Request>(
    params: Value,
    answer: impl FnOnce(R::Params) -> Result<R::Result, Refused>,
) -> Result<Value, Refused> {
    let params = serde_json::from_value(params)
        .map_err(|error| Refused { code: ErrorCode::InvalidParams, message: error.to_string() })?;
    serde_json::to_value(answer(params)?)
        .map_err(|error| Refused { code: ErrorCode::InternalError, message: error.to_string() })
}

/// An open document with its flows.
fn asked<'w>(workspace: &'w mut Workspace<'_>, client: &'w Client, uri: &Uri) -> Option<Asked<'w>> {
    let settings = workspace.settings(uri);
    let (_, open) = workspace.document(uri)?;
    Some(Asked { open, view: open.view(&settings), client })
}

impl Asked<'_> {
    fn offset(&self, position: Position) -> usize {
        self.open.offset(position)
    }
}
