//! The contact center as far as it lists flows, on loopback, for the tests of the client and of the program.
//!
//! It checks every signature with nothing of the client's own signer, refuses a nonce that comes twice, and quotes the
//! secrets in its refusals in every way that one could think of. As a program of its own it serves other clients, so
//! that it is no mirror of our own mistakes: see `scripts/official-sdk`.

#![allow(clippy::unwrap_used, reason = "what cannot fail here fails the test")]

mod server;
mod verify;
mod service;

pub use server::{Reply, Request, Server};
pub use service::{
    Asked, INSTANCE, KEY_ID, Kept, SECRET, Service, TOKEN, flows, keeps_secrets, page_of, quoted, refusal,
};
pub use verify::{Client, query_of};
