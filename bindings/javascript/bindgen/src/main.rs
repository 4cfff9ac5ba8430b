//! Makes of a `.wasm` as the compiler writes it one that JavaScript can load, and that JavaScript: `ivr-flow-bindgen
//! INPUT.wasm OUTPUT-FOLDER`.

use std::env;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [input, output] = &arguments[..] else {
        eprintln!("usage: ivr-flow-bindgen INPUT.wasm OUTPUT-FOLDER");
        return ExitCode::from(2);
    };
    let made = Bindgen::new().input_path(input).out_name("ivr_flow").web(true).and_then(|bindgen| {
        // The types are written by hand and made from the JSON Schemas.
        bindgen
            .typescript(false)
            .omit_default_module_path(true)
            .remove_name_section(true)
            .remove_producers_section(true)
            .generate(output)
    });
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ivr-flow-bindgen: {error:#}");
            ExitCode::FAILURE
        }
    }
}
