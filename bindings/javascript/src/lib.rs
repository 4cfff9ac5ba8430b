//! The npm package `ivr-flow`: text in, text out. `package/index.js` makes objects of it, and has the documentation.

mod page;
mod parsed;

use bindings_common::{Setup, language};
use wasm_bindgen::prelude::*;

/// What `ivr-lint --format json` prints of a file.
///
/// # Errors
///
/// Mistakes in the configuration, and an unknown language.
#[wasm_bindgen]
pub fn lint(data: &[u8], name: &str, config: Option<String>, lang: &str) -> Result<String, JsError> {
    let setup = setup(config, lang)?;
    Ok(setup.json(&setup.lint(name, data)))
}

/// The flows of a file that can be read, as JSON.
#[wasm_bindgen]
pub fn parse(data: &[u8]) -> String {
    parsed::json(data)
}

/// What `ivr-lint stats --format json` prints of a file.
///
/// # Errors
///
/// Mistakes in the configuration, and an unknown language.
#[wasm_bindgen]
pub fn stats(data: &[u8], name: &str, config: Option<String>, lang: &str) -> Result<String, JsError> {
    Ok(setup(config, lang)?.stats(name, data))
}

/// What `ivr-lint graph --format svg` prints of a file.
///
/// # Errors
///
/// Mistakes in the configuration, an unknown language, and where there is no such flow or more than one.
#[wasm_bindgen]
pub fn draw(
    data: &[u8],
    name: &str,
    config: Option<String>,
    lang: &str,
    flow: Option<String>,
) -> Result<String, JsError> {
    let setup = setup(config, lang)?;
    setup.draw(name, data, flow.as_deref()).map_err(|error| JsError::new(error.get(setup.lang)))
}

fn setup(config: Option<String>, lang: &str) -> Result<Setup, JsError> {
    let lang = language(lang).map_err(|error| JsError::new(&error))?;
    Setup::new(config.as_deref(), lang).map_err(|error| JsError::new(&error))
}
