//! The module list of `lib.rs` is the architecture: a module uses only modules above it.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use common::names_in;

/// The modules of `lib.rs` in their order.
fn modules(sources: &Path) -> Vec<String> {
    let lib = fs::read_to_string(sources.join("lib.rs")).expect("lib.rs");
    let module =
        |line: &str| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned);
    lib.lines().filter_map(module).collect()
}

/// The files of a module: its own and those below it.
fn files(sources: &Path, module: &str) -> Vec<PathBuf> {
    let below = sources.join(module);
    let inner = if below.is_dir() { names_in(&below) } else { Vec::new() };
    std::iter::once(sources.join(format!("{module}.rs"))).chain(inner.iter().map(|name| below.join(name))).collect()
}

/// The modules that a file names after `crate::`, its tests and comments left aside.
fn used(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let name = |rest: &str| rest.chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect();
    let path = |rest: &str| match rest.strip_prefix('{') {
        Some(group) => group.split('}').next().unwrap_or_default().split(',').map(|part| name(part.trim())).collect(),
        None => vec![name(rest)],
    };
    code.split("crate::").skip(1).flat_map(path).collect()
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let modules = modules(&sources);
    assert!(modules.len() > 10, "{modules:?}");
    let mut wrong = Vec::new();
    for (number, module) in modules.iter().enumerate() {
        for file in files(&sources, module) {
            let text = fs::read_to_string(&file).expect("a source");
            let below = used(&text).into_iter().filter(|used| modules[number + 1..].contains(used));
            wrong.extend(below.map(|used| format!("{} uses {used}, which is below {module}", file.display())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_source_is_a_module_of_the_list() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let modules: BTreeSet<_> = modules(&sources).into_iter().chain(["lib".to_owned()]).collect();
    let stem = |name: &String| name.trim_end_matches(".rs").to_owned();
    let files: BTreeSet<_> = names_in(&sources).iter().map(stem).collect();
    assert_eq!(files, modules);
}
