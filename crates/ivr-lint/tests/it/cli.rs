//! The command line, case by case: `cmd/*.trycmd` and `cmd/*.toml`, run in the folder `*.in` beside each.
//!
//! `TRYCMD=overwrite cargo test -p ivr-lint --test it cli` writes what the program says now. trycmd takes every `\` for that of a
//! path, so where one is expected `[..]` stands for it, as for the time in the closing line.

use trycmd::TestCases;

/// Whatever the language and the terminal of who runs the tests.
fn cases() -> TestCases {
    let cases = TestCases::new();
    for variable in ["LC_ALL", "LC_MESSAGES", "NO_COLOR", "CLICOLOR_FORCE"] {
        cases.env(variable, "");
    }
    cases.env("COLUMNS", "100");
    cases
}

#[test]
fn the_program_does_what_the_cases_say() {
    let cases = cases();
    cases.case("tests/cmd/*.trycmd").case("tests/cmd/*.toml").env("LANG", "");
}

#[test]
fn the_language_is_that_of_the_locale() {
    // A variable that is set for all cases cannot be set by one.
    cases().case("tests/cmd/locale/*.trycmd");
}
