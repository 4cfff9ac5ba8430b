//! Where something leads, and what leads to it.

use lsp_types::{GotoDefinitionResponse, Location, LocationLink, Position};

use super::Asked;
use crate::view::{Found, What};

/// The activity that something leads to: a `next`, a reference, or an id itself.
pub(super) fn definition(asked: &Asked<'_>, position: Position) -> Option<GotoDefinitionResponse> {
    let found = asked.view.at(asked.offset(position))?;
    let activity = found.meant()?;
    // A reference says the name.
    let name = matches!(found.what, What::Reference(_) | What::Name(_)).then(|| activity.value().get("name")).flatten();
    let place = name.map_or_else(|| found.view.place_of(activity), |name| name.file_range());
    let (uri, target) = (asked.open.uri.clone(), asked.open.range(place));
    if !asked.client.links {
        return Some(GotoDefinitionResponse::Scalar(Location { uri, range: target }));
    }
    Some(GotoDefinitionResponse::Link(vec![LocationLink {
        origin_selection_range: Some(asked.open.range(found.range)),
        target_uri: uri,
        target_range: asked.open.range(activity.value().file_range()),
        target_selection_range: target,
    }]))
}

/// What leads to the activity that is meant: each `next`, and each reference to its name.
pub(super) fn references(asked: &Asked<'_>, position: Position, with_declaration: bool) -> Option<Vec<Location>> {
    let Found { view, what, .. } = &asked.view.at(asked.offset(position))?;
    let found = asked.view.at(asked.offset(position))?;
    let activity = found.meant()?;
    let (by_id, by_name) = match what {
        What::Name(_) | What::Reference(_) => (false, true),
        What::Id(_) | What::Next(_) | What::Exit(_) => (true, false),
        What::Type(_) | What::Other => (true, true),
    };
    // Both are asked for where the cursor says neither; an id and a name have different users.
    let is_target = |index: Option<usize>| index == Some(activity.index());
    let exits = view.flow.exits().filter(|exit| by_id && is_target(exit.target().map(|target| target.index())));
    let nexts = exits.filter_map(|exit| Some(exit.value().get("next")?.file_range()));
    let named = view.references().iter().filter(|placed| by_name && is_target(placed.reference.target()));
    let named = named.map(|placed| placed.range.clone());
    let key = if by_name && !by_id { "name" } else { "id" };
    let declared = with_declaration.then(|| activity.value().get(key)).flatten().map(|value| value.file_range());
    let location = |range| Location { uri: asked.open.uri.clone(), range: asked.open.range(range) };
    let mut places: Vec<_> = declared.into_iter().chain(nexts).chain(named).collect();
    places.sort_by_key(|range| range.start);
    Some(places.into_iter().map(location).collect())
}
