//! wavekat-flow is a library; this is the least program around it: a file in, its errors and an exit status out.

use std::process::ExitCode;

use wavekat_flow::{Flow, validate};

fn main() -> ExitCode {
    let path = std::env::args().nth(1).expect("usage: wavekat-check FLOW");
    let text = std::fs::read_to_string(path).expect("the flow can be read");
    let errors: Vec<String> = match Flow::from_yaml(&text) {
        Err(error) => vec![error.to_string()],
        Ok(flow) => {
            let errors = validate::validate(&flow).err().unwrap_or_default();
            errors.iter().map(|error| format!("{}: {error}", error.code())).collect()
        }
    };
    for error in &errors {
        println!("{error}");
    }
    ExitCode::from(u8::from(!errors.is_empty()))
}
