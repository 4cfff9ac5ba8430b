//! The module list of `lib.rs` is the architecture: a module uses only modules above it.

use std::fs;
use std::path::Path;

#[test]
fn a_module_uses_only_modules_above_it() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let read = |name: &str| fs::read_to_string(sources.join(name)).unwrap();
    let lib = read("lib.rs");
    let modules: Vec<&str> = lib.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';')).collect();
    assert!(modules.len() > 10, "{modules:?}");
    for (number, module) in modules.iter().enumerate() {
        let text = read(&format!("{module}.rs"));
        let code = text.split("#[cfg(test)]").next().unwrap();
        for below in &modules[number + 1..] {
            assert!(!code.contains(&format!("crate::{below}::")), "{module} uses {below}, which is below it");
            assert!(!code.contains(&format!("use crate::{below};")), "{module} uses {below}, which is below it");
        }
    }
}
