//! The name of the activity that each exit leads to, shown behind its id.

use ivr_flow::shorten;
use lsp_types::{InlayHint, InlayHintKind, InlayHintLabel, Range};

use super::Asked;
use crate::view::name_of;

pub(super) fn hints(asked: &Asked<'_>, range: Range) -> Vec<InlayHint> {
    let wanted = asked.open.bytes(range);
    let flows = asked.view.flows.iter().filter(|view| view.range.start <= wanted.end && wanted.start <= view.range.end);
    let exits = flows.flat_map(|view| view.flow.exits());
    let hint = |exit: ivr_flow::Exit<'_>| {
        let target = exit.target().filter(|target| target.given_name().is_some())?;
        let end = exit.value().get("next")?.file_range().end;
        (wanted.start <= end && end <= wanted.end).then(|| InlayHint {
            position: asked.open.range(end..end).start,
            label: InlayHintLabel::String(shorten(&name_of(target))),
            kind: Some(InlayHintKind::TYPE),
            text_edits: None,
            tooltip: None,
            padding_left: Some(true),
            padding_right: None,
            data: None,
        })
    };
    exits.filter_map(hint).collect()
}
