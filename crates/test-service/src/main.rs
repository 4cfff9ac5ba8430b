//! Serves the contact center on loopback to any client until it is stopped: `test-service [FLOWS [with|without]]`, with or
//! without a security token.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for people and scripts")]

use std::sync::Arc;
use std::thread;

use test_service::{INSTANCE, KEY_ID, SECRET, Server, Service, TOKEN, flows};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let count = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(253);
    let token = (arguments.next().as_deref() == Some("with")).then_some(TOKEN);
    let flows = flows(count, &["MAIN_FLOW", "SUB_FLOW", "SURVEY_FLOW"]);
    let service = Arc::new(Service::for_others(flows, token));
    let server = Server::start(move |request| {
        let before = service.wrong().len();
        let reply = service.answer(request);
        for wrong in &service.wrong()[before..] {
            eprintln!("refused: {wrong}");
        }
        reply
    });
    println!("{}", server.url());
    eprintln!("instance {INSTANCE}, key id {KEY_ID}, secret {SECRET}, token {}", token.unwrap_or("none"));
    loop {
        thread::park();
    }
}
