//! The tests of the library as its users see it. One program: so it is linked once.

use proptest::test_runner::{Config, FileFailurePersistence};

mod common;

mod architecture;
mod baseline;
mod calls;
#[cfg(all(feature = "toml", feature = "schemars"))]
mod configuration;
mod diff;
mod documentation;
mod examples;
#[cfg(all(feature = "toml", feature = "cel"))]
mod expressions;
mod fixes;
mod fixtures;
mod fuzzed;
mod json;
mod large;
mod paths;
#[cfg(all(feature = "toml", feature = "cel"))]
mod policies;
mod properties;
mod recognition;
mod references;
mod rename;
mod reported;
mod run;
mod settings;
mod several;
mod shapes;
mod stats;
mod suggestions;

/// What proptest runs where nobody says how many.
const USUAL_CASES: u32 = 256;

/// Whether there is time for more than a usual run takes: where `PROPTEST_CASES` asks for more than usual.
fn is_long_run() -> bool {
    Config::default().cases > USUAL_CASES
}

/// So many cases in a usual run; `PROPTEST_CASES=25600` makes it a hundred times as many, for a night.
fn cases(cases: u32) -> Config {
    let usual = Config::default();
    let persistence = FileFailurePersistence::WithSource("regressions");
    let cases = cases.saturating_mul(usual.cases) / USUAL_CASES;
    Config { cases, failure_persistence: Some(Box::new(persistence)), ..usual }
}
