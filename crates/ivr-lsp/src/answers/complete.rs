//! What can stand at a place: ids, types, and references.

use std::collections::BTreeSet;
use std::ops::Range;

use ivr_flow::{ACTIVITY_TYPES, Activity, Value, mask_secrets};
use lsp_types::{CompletionItem, CompletionItemKind, CompletionResponse, CompletionTextEdit, Position};
use serde_json::Value as Json;

use super::Asked;
use crate::view::{FlowView, name_of, touches};

pub(super) fn complete(asked: &Asked<'_>, position: Position) -> Option<CompletionResponse> {
    let byte = asked.offset(position);
    let (view, at) = asked.view.flows.iter().find_map(|view| Some((view, view.offset_of(byte)?)))?;
    let activity = view.activity_at(at)?;
    let place = Place { asked, view, byte, at };
    let is_here = |value: &Value<'_>| value.string().is_some() && touches(&value.range(), at);
    if let Some(value) = activity.value().get("type").filter(is_here) {
        return Some(place.types(value));
    }
    let nexts = activity.exits().filter_map(|exit| exit.value().get("next"));
    if let Some(value) = nexts.into_iter().find(is_here) {
        return Some(place.ids(value, activity));
    }
    let mut values = activity.properties()?.descendants();
    place.references(values.find(is_here)?)
}

/// A place in a flow.
struct Place<'p> {
    asked: &'p Asked<'p>,
    view: &'p FlowView,
    byte: usize,
    /// The byte of the flow's text.
    at: usize,
}

impl Place<'_> {
    fn types(&self, value: Value<'_>) -> CompletionResponse {
        let lang = self.asked.client.lang;
        let known = ACTIVITY_TYPES.iter().map(|known| (known.name.to_owned(), known.title.get(lang).to_owned()));
        // What the flow has already is as good as what is known.
        let written = self.view.flow.activities().filter_map(|activity| activity.type_name());
        let is_known = |name: &str| ACTIVITY_TYPES.iter().any(|known| known.name == name);
        let own = value.string();
        let others: BTreeSet<_> = written
            .filter(|name| !is_known(name) && own.as_ref() != Some(name))
            .map(|name| name.into_owned())
            .collect();
        let others = others.into_iter().map(|name| (name, String::new()));
        let items = known.chain(others).map(|(name, detail)| {
            let detail = Some(detail).filter(|detail| !detail.is_empty());
            self.item(value, None, &name, name.clone(), CompletionItemKind::CLASS, detail)
        });
        CompletionResponse::Array(items.collect())
    }

    fn ids(&self, value: Value<'_>, from: Activity<'_>) -> CompletionResponse {
        let others = self.view.flow.activities().filter(|other| other.index() != from.index());
        let item = |other: Activity<'_>| {
            let id = other.id()?;
            let label = format!("{} ({})", name_of(other), mask_secrets(&id));
            let detail = other.type_name().map(|name| mask_secrets(&name).into_owned());
            Some(self.item(value, None, &id, label, CompletionItemKind::REFERENCE, detail))
        };
        CompletionResponse::Array(others.filter_map(item).collect())
    }

    /// The names of modules behind `${`, and behind a name what is asked of that module elsewhere in the flow.
    fn references(&self, value: Value<'_>) -> Option<CompletionResponse> {
        let text = value.string()?;
        let cursor = value.decoded_offset(self.at)?;
        let open = text[..cursor].rfind("${")? + 2;
        let before = &text[open..cursor];
        if before.contains(['}', '\n']) {
            return None;
        }
        // A reference that goes on behind the cursor is replaced as a whole.
        let rest = &text[cursor..];
        let end = rest.find(['}', '$', '{', ' ', '\n']).filter(|&end| rest[end..].starts_with('}'));
        let flow = &self.view.flow;
        let named = |activity: &Activity<'_>| {
            activity
                .given_name()
                .is_some_and(|name| before.strip_prefix(&*name).is_some_and(|rest| rest.starts_with('.')))
        };
        let module = flow.activities().filter(named).max_by_key(|activity| activity.name().map(|name| name.len()));
        let items = match module {
            Some(module) => {
                let name = module.name()?.into_owned();
                let said = open + name.len() + 1..end.map_or(cursor, |end| cursor + end);
                let is_meant = |index: Option<usize>| index == Some(module.index());
                let known = self.view.references().iter().filter(|placed| is_meant(placed.reference.target()));
                let known = known.filter(|placed| !touches(&placed.range, self.byte));
                let parameters: BTreeSet<_> = known.filter_map(|placed| placed.reference.parameter()).collect();
                let items = parameters.into_iter().map(|parameter| {
                    let new = if end.is_some() { parameter.to_owned() } else { format!("{parameter}}}") };
                    let label = mask_secrets(parameter).into_owned();
                    self.item(value, Some(said.clone()), &new, label, CompletionItemKind::FIELD, None)
                });
                items.collect()
            }
            None => {
                let dot = end.and_then(|end| rest[..end].find('.'));
                let said = open..dot.or(end).map_or(cursor, |end| cursor + end);
                let names: BTreeSet<_> = flow.activities().filter_map(|activity| activity.given_name()).collect();
                let items = names.into_iter().map(|name| {
                    let new = if dot.is_some() { name.to_string() } else { format!("{name}.") };
                    let label = mask_secrets(&name).into_owned();
                    self.item(value, Some(said.clone()), &new, label, CompletionItemKind::MODULE, None)
                });
                items.collect()
            }
        };
        Some(CompletionResponse::Array(items))
    }

    /// An item that replaces all of a string, or a part of what it says.
    fn item(
        &self,
        value: Value<'_>,
        said: Option<Range<usize>>,
        new: &str,
        label: String,
        kind: CompletionItemKind,
        detail: Option<String>,
    ) -> CompletionItem {
        let all = 0..value.string().map_or(0, |text| text.len());
        let quoted = Json::from(new).to_string();
        let range = value.raw_range(said.unwrap_or(all));
        let edit = value.source_map().edit(range, &quoted[1..quoted.len() - 1]);
        CompletionItem {
            // The client compares it with what is replaced.
            filter_text: Some(format!("{new} {label}")),
            label,
            kind: Some(kind),
            detail,
            text_edit: Some(CompletionTextEdit::Edit(self.asked.open.edit(&edit))),
            ..CompletionItem::default()
        }
    }
}
