//! The language server as an editor knows it: `ivr-lint lsp` with a client that does what a test says.

mod answers;
mod client;
mod life;
mod sync;
mod together;
