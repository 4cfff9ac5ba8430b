//! The client against servers of our own on loopback.
#![expect(clippy::unwrap_used, reason = "what cannot fail here fails the test")]

mod harness;
mod listing;
mod faults;
mod oidc;
mod tls;
mod architecture;
