//! The language server of `ivr-lint`: what a linter knows of IVR flows, in an editor.
//!
//! A client opens documents, changes them a few characters at a time, and asks. The server keeps their texts and what is
//! found in them (`Workspace`), answers requests in their order, and tells findings when no message
//! is waiting. Everything that it knows of flows comes from `ivr-flow`; where files and configurations are, a [`Project`]
//! says, which the program `ivr-lint` is.

// A module uses only modules above it.
mod text;
mod uri;
mod wire;
mod client;
mod project;
mod view;
mod open;
mod difference;
mod workspace;
mod publish;
mod notices;
mod answers;
mod server;

pub use client::Languages;
pub use project::{Mistake, Project};
pub use server::serve;
