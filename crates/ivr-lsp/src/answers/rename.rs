//! Another name for an activity, in its `name` and in all references to it.

use ivr_flow::{Activity, localized, mask_secrets};
use lsp_server::ErrorCode;
use lsp_types::{Position, PrepareRenameResponse, WorkspaceEdit};

use super::actions::edit_of;
use super::{Asked, Refused};
use crate::view::{FlowView, What};

/// The name at a place, which can be another.
pub(super) fn prepare(asked: &Asked<'_>, position: Position) -> Option<PrepareRenameResponse> {
    let (_, activity, range) = named(asked, position)?;
    let name = activity.given_name()?;
    // What would be shown in an input field is what is then written.
    let placeholder = mask_secrets(&name).into_owned();
    Some(PrepareRenameResponse::RangeWithPlaceholder { range: asked.open.range(range), placeholder })
}

/// The edits for another name.
///
/// # Errors
/// Nothing at the place has a name, or it cannot be this one.
pub(super) fn rename(asked: &Asked<'_>, position: Position, name: &str) -> Result<WorkspaceEdit, Refused> {
    let refused = |message: ivr_flow::Localized| {
        let message = message.get(asked.client.lang).to_owned();
        Refused { code: ErrorCode::RequestFailed, message }
    };
    let Some((view, activity, _)) = named(asked, position) else {
        return Err(refused(localized!(
            "only the name of a module can be renamed: put the cursor on it, or on a reference to it",
            "只能重命名模块名称：请将光标放在模块名称或对它的变量引用上"
        )));
    };
    let edits = view.flow.rename(activity.index(), name).map_err(|error| refused(error.message()))?;
    Ok(edit_of(asked.client, asked.open, &edits))
}

/// The activity whose name stands at a place, and where.
fn named<'v>(asked: &Asked<'v>, position: Position) -> Option<(&'v FlowView, Activity<'v>, std::ops::Range<usize>)> {
    let found = asked.view.at(asked.offset(position))?;
    let activity = found.meant()?;
    match found.what {
        // Between the quotes, however many backslashes are before them.
        What::Name(_) => {
            let value = activity.value().get("name")?;
            let said = value.string()?.len();
            Some((found.view, activity, value.source_map().to_file(value.raw_range(0..said))))
        }
        What::Reference(placed) => Some((found.view, activity, placed.module.clone()?)),
        _ => None,
    }
}
