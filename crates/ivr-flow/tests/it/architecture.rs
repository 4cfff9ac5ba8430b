//! The module list of `lib.rs` is the architecture: a module uses only modules above it, and no file is long.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::names_in;

/// How many lines a file may have, its tests included.
const MOST_LINES: usize = 400;

/// What `lib.rs` has besides its modules that all of them may use.
const FOR_ALL: [&str; 2] = ["HashMap", "HashSet"];

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The modules of `lib.rs` in their order.
fn modules() -> Vec<String> {
    let lib = fs::read_to_string(sources().join("lib.rs")).expect("lib.rs");
    let module =
        |line: &str| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned);
    lib.lines().filter_map(module).collect()
}

/// All files in a folder and in those inside of it.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let below = |path: PathBuf| if path.is_dir() { files_below(&path) } else { vec![path] };
    names_in(folder).iter().map(|name| folder.join(name)).flat_map(below).collect()
}

/// The files of a module: its own, or those in its folder.
fn files(module: &str) -> Vec<PathBuf> {
    let (file, folder) = (sources().join(format!("{module}.rs")), sources().join(module));
    if file.is_file() { vec![file] } else { files_below(&folder) }
}

/// A source without its tests and comments.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("a source");
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect()
}

/// What a source names after `crate::`. Macros say `$crate`, which is for those who call them.
fn used(code: &str) -> BTreeSet<String> {
    let is_of_name = |char: char| char.is_alphanumeric() || char == '_';
    let name = |path: &str| path.trim().split(|char| !is_of_name(char)).next().unwrap_or_default().to_owned();
    let mut used = BTreeSet::new();
    for path in code.replace("$crate::", "").split("crate::").skip(1) {
        let Some(group) = path.strip_prefix('{') else {
            used.insert(name(path));
            continue;
        };
        // Only the names directly in the braces: what is in further ones belongs to them.
        let mut open = 0_usize;
        let mut outer = String::new();
        for char in group.chars() {
            match char {
                '{' => open += 1,
                '}' if open == 0 => break,
                '}' => open -= 1,
                char if open == 0 => outer.push(char),
                _ => {}
            }
        }
        used.extend(outer.split(',').map(name).filter(|name| !name.is_empty()));
    }
    used
}

/// How many modules a file is inside of, itself included.
fn depth(file: &Path) -> usize {
    let inside = file.strip_prefix(sources()).expect("a source");
    inside.components().count() - usize::from(inside.ends_with("mod.rs"))
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let modules = modules();
    assert!(modules.len() > 10, "{modules:?}");
    let mut wrong = Vec::new();
    for (number, module) in modules.iter().enumerate() {
        let may_use = |used: &String| modules[..=number].contains(used) || FOR_ALL.contains(&used.as_str());
        for file in files(module) {
            let code = code(&file);
            let not_above = used(&code).into_iter().filter(|used| !may_use(used));
            wrong.extend(not_above.map(|used| format!("{} uses {used}, which is not above {module}", file.display())));
            if code.contains(&"super::".repeat(depth(&file))) {
                wrong.push(format!("{} leaves {module} by `super`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_source_is_a_module_of_the_list() {
    let sources = sources();
    let modules: BTreeSet<_> = modules().into_iter().chain(["lib".to_owned()]).collect();
    let stem = |name: &String| name.trim_end_matches(".rs").to_owned();
    let names = names_in(&sources);
    let files: BTreeSet<_> = names.iter().map(stem).collect();
    assert_eq!(files, modules);
    assert_eq!(names.len(), modules.len(), "a module is a file or a folder");
}

#[test]
fn every_folder_is_a_module_that_lists_its_files() {
    let mut wrong = Vec::new();
    let folders: BTreeSet<_> =
        files_below(&sources()).iter().filter_map(|file| Some(file.parent()?.to_owned())).collect();
    for folder in folders.into_iter().filter(|folder| *folder != sources()) {
        let Ok(list) = fs::read_to_string(folder.join("mod.rs")) else {
            wrong.push(format!("{} has no mod.rs", folder.display()));
            continue;
        };
        for name in names_in(&folder).iter().map(|name| name.trim_end_matches(".rs")).filter(|name| *name != "mod") {
            let is_listed = list.lines().any(|line| line.ends_with(&format!("mod {name};")));
            if !is_listed {
                wrong.push(format!("{}/mod.rs does not list {name}", folder.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_source_is_long() {
    let lines = |file: &PathBuf| fs::read_to_string(file).expect("a source").lines().count();
    let files = files_below(&sources()).into_iter().map(|file| (lines(&file), file));
    let long: Vec<_> = files.filter(|(lines, _)| *lines > MOST_LINES).collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn what_a_source_uses_is_seen() {
    let used = |code: &str| used(code).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(used("use crate::json::Value; fn f(_: crate::model::Flow) {}"), "json model");
    assert_eq!(
        used("use crate::{HashMap, json::{Kind, Value}, rules::{self, Rule}, text};"),
        "HashMap json rules text"
    );
    assert_eq!(used("macro_rules! m { () => { $crate::Localized } } pub(crate) use m;"), "");
}

/// What several threads share, or what is given from one to another.
#[test]
fn types_can_be_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<ivr_flow::Document<'_>>();
    shared::<ivr_flow::Flow<'_>>();
    shared::<ivr_flow::Graph>();
    shared::<ivr_flow::Linter>();
    shared::<ivr_flow::Configuration>();
    shared::<ivr_flow::Report>();
    shared::<ivr_flow::Baseline>();
    shared::<ivr_flow::ReadError>();
    shared::<ivr_flow::ConfigurationError>();
    fn given<T: Send>() {}
    // What is computed on demand for one flow belongs to one thread at a time.
    given::<ivr_flow::Context<'_>>();
}
