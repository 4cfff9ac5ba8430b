//! Texts for people and places in texts: both languages side by side, "did you mean", lines and columns.

pub(crate) mod base64;
mod invalid;
mod language;
mod nearest;
mod position;
mod secret;

pub use invalid::InvalidValue;
#[cfg_attr(not(feature = "toml"), allow(unused_imports))]
pub(crate) use invalid::{did_you_mean, listed};
pub(crate) use language::localized;
pub use language::{Lang, Localized, Text, printable, shorten};
pub(crate) use nearest::Nearest;
pub use nearest::closest;
pub use position::{Lines, Span};
pub use secret::mask_secrets;
pub(crate) use secret::{may_hold_secrets, secrets};
