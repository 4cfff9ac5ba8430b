//! What the playground shows.

use wasm_bindgen::prelude::*;

use crate::setup;

/// The report page of some files, as `ivr-lint report` writes it.
#[wasm_bindgen]
#[derive(Default)]
pub struct Page {
    files: Vec<(String, Vec<u8>)>,
    html: String,
    flows: usize,
    findings: usize,
    is_about_files: bool,
}

#[wasm_bindgen]
impl Page {
    /// Without files.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Page::default()
    }

    /// Adds a file. One whose name is taken gets a number behind it.
    pub fn add(&mut self, name: &str, data: &[u8]) {
        let is_free = |name: &String| self.files.iter().all(|(taken, _)| taken != name);
        let names = std::iter::once(name.to_owned()).chain((2..).map(|number| format!("{name} ({number})")));
        let free = names.into_iter().find(is_free).unwrap_or_default();
        self.files.push((free, data.to_owned()));
    }

    /// Lints the files and makes the page, in a language to begin with.
    ///
    /// # Errors
    ///
    /// An unknown language.
    pub fn make(&mut self, lang: &str) -> Result<(), JsError> {
        let (html, report) = setup(None, lang)?.page(&self.files);
        self.html = html;
        self.flows = report.summary().flows;
        self.findings = report.findings().count();
        self.is_about_files = report.findings().any(|(_, finding)| finding.flow.is_none());
        Ok(())
    }

    /// The page.
    #[wasm_bindgen(getter)]
    pub fn html(&self) -> String {
        self.html.clone()
    }

    /// How many flows there are.
    #[wasm_bindgen(getter)]
    pub fn flows(&self) -> usize {
        self.flows
    }

    /// How many findings there are.
    #[wasm_bindgen(getter)]
    pub fn findings(&self) -> usize {
        self.findings
    }

    /// Whether some finding is about no flow, so that the page of one flow would not show it.
    #[wasm_bindgen(getter)]
    pub fn is_about_files(&self) -> bool {
        self.is_about_files
    }
}
