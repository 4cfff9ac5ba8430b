//! The flows of a document and their activities.

use lsp_types::{DocumentSymbol, DocumentSymbolResponse, Location, SymbolInformation, SymbolKind};

use super::Asked;
use crate::view::{FlowView, name_of};
use ivr_flow::{Activity, mask_secrets, shorten};

#[expect(deprecated, reason = "the types have a field that is out of use")]
pub(super) fn symbols(asked: &Asked<'_>) -> DocumentSymbolResponse {
    let flows: Vec<_> = asked.view.flows.iter().enumerate().map(|(number, view)| flow(asked, number, view)).collect();
    if asked.client.nested_symbols {
        return DocumentSymbolResponse::Nested(flows);
    }
    let plain = |symbol: &DocumentSymbol, container: Option<&str>| SymbolInformation {
        name: symbol.name.clone(),
        kind: symbol.kind,
        tags: None,
        deprecated: None,
        location: Location { uri: asked.open.uri.clone(), range: symbol.range },
        container_name: container.map(str::to_owned),
    };
    let all = flows.iter().flat_map(|flow| {
        let inner = flow.children.iter().flatten().map(|symbol| plain(symbol, Some(&flow.name)));
        std::iter::once(plain(flow, None)).chain(inner)
    });
    DocumentSymbolResponse::Flat(all.collect())
}

fn flow(asked: &Asked<'_>, number: usize, view: &FlowView) -> DocumentSymbol {
    let name = [view.flow.name(), view.flow.id()].into_iter().flatten().find(|name| !name.trim().is_empty());
    let mut symbol = symbol(
        name.map_or_else(|| format!("#{number}"), shorten),
        view.flow.flow_type().map(shorten),
        SymbolKind::MODULE,
        asked.open.range(view.range.clone()),
    );
    symbol.children = Some(view.flow.activities().map(|one| activity(asked, view, one)).collect());
    symbol
}

fn activity(asked: &Asked<'_>, view: &FlowView, activity: Activity<'_>) -> DocumentSymbol {
    let kind = match (activity.is_entry(), activity.is_ending()) {
        (true, _) => SymbolKind::CONSTRUCTOR,
        (_, true) => SymbolKind::EVENT,
        _ => SymbolKind::FUNCTION,
    };
    let detail = activity.type_name().map(|name| mask_secrets(&name).into_owned());
    let mut symbol = symbol(name_of(activity), detail, kind, asked.open.range(activity.value().file_range()));
    symbol.selection_range = asked.open.range(view.place_of(activity));
    symbol
}

#[expect(deprecated, reason = "the type has a field that is out of use")]
fn symbol(name: String, detail: Option<String>, kind: SymbolKind, range: lsp_types::Range) -> DocumentSymbol {
    let (tags, deprecated, children) = (None, None, None);
    DocumentSymbol { name, detail, kind, tags, deprecated, range, selection_range: range, children }
}
