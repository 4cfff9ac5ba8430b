//! What the fuzz targets try to refute holds for every flow in `testdata/`: their seeds, and what they once found.

use crate::common::fuzzed::{TARGETS, Target};
use crate::common::{names_in, read, testdata};

/// Every file of `testdata/`, with its path.
fn seeds() -> Vec<(String, Vec<u8>)> {
    let mut seeds = Vec::new();
    let mut folders = vec![testdata()];
    while let Some(folder) = folders.pop() {
        for name in names_in(&folder) {
            let path = folder.join(name);
            if path.is_dir() {
                folders.push(path);
            } else {
                seeds.push((path.display().to_string(), read(&path)));
            }
        }
    }
    assert!(seeds.len() > 500, "only {} seeds", seeds.len());
    seeds
}

fn holds(name: &str) {
    let (_, target) = TARGETS.into_iter().find(|(known, _)| *known == name).expect("a target");
    for (path, seed) in seeds() {
        run(target, &path, &seed);
    }
}

/// Says which file it is about, whatever the target says.
#[expect(clippy::print_stderr, reason = "the test that fails says what it is about")]
fn run(target: Target, path: &str, bytes: &[u8]) {
    if let Err(panic) = std::panic::catch_unwind(|| target(bytes)) {
        eprintln!("in {path}");
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn any_bytes_can_be_read() {
    holds("bytes");
}

#[test]
fn every_span_covers_the_bytes_that_say_it_through_all_strings_around_it() {
    holds("offsets");
}

#[test]
fn the_rules_agree_with_their_naive_twins() {
    holds("graph");
}

#[test]
fn what_is_written_can_be_read_and_says_the_same() {
    holds("writers");
}

#[test]
fn a_fix_takes_away_its_finding_and_brings_none() {
    holds("fixes");
}
