//! The module list of `main.rs` is the architecture: a module uses only modules above it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The most lines of a file of the program, its tests and all.
const MOST_LINES: usize = 400;

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The modules of `main.rs` in their order.
fn modules() -> Vec<String> {
    let main = fs::read_to_string(sources().join("main.rs")).expect("main.rs");
    let module = |line: &str| line.strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned);
    main.lines().filter_map(module).collect()
}

/// The sources in a folder.
fn sources_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("an entry").path());
    entries.filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect()
}

/// The modules that a file names after `crate::`, without its tests and comments.
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
    let modules = modules();
    assert!(modules.len() > 10, "{modules:?}");
    let mut wrong = Vec::new();
    for (number, module) in modules.iter().enumerate() {
        let own = sources().join(format!("{module}.rs"));
        for file in sources_in(&sources().join(module)).into_iter().chain([own]) {
            let used = used(&fs::read_to_string(&file).expect("a source"));
            let not_above = used.into_iter().filter(|used| !modules[..=number].contains(used));
            wrong.extend(not_above.map(|used| format!("{} uses {used}, which is not above it", file.display())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_source_is_long() {
    for file in sources_in(&sources()).into_iter().chain(sources_in(&sources().join("output"))) {
        let lines = fs::read_to_string(&file).expect("a source").lines().count();
        assert!(lines <= MOST_LINES, "{} has {lines} lines", file.display());
    }
}
