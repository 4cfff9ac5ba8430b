//! A fix takes away its finding and brings none.
//! What is tried here is a plain function that the tests hold `testdata/` to.

#![no_main]

#[path = "../../crates/ivr-flow/tests/it/common/mod.rs"]
mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| common::fuzzed::fixes(bytes));
