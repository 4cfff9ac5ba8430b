//! Ten times the input takes at most twelve times the time and the bytes, whatever is found and however it is said.
#![cfg(unix)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::harness::FORMATS;
use crate::program::{directory, stderr};

/// How often a part of the shape stands in the smaller input.
const SMALL: usize = 300;

/// One flow of many parts, and a configuration for it.
type Shape = fn(usize) -> (String, String);

const SHAPES: [(&str, Shape); 5] = [
    ("one activity with many exits that lead nowhere", exits),
    ("a chain of activities with a finding each", |count| (chain(count, ""), String::new())),
    ("references that a path leaves unset", references),
    ("exceptions that fit nothing", |count| (chain(1, ""), ignores(count, "gone"))),
    ("exceptions that fit a finding each", |count| (chain(count, ""), ignores(count, "n"))),
];

#[test]
fn everything_that_is_said_is_linear() {
    let mut wrong = Vec::new();
    for (name, shape) in SHAPES {
        let [small, large] = [SMALL, SMALL * 10].map(|count| {
            let (flow, configuration) = shape(count);
            directory(&[("a.json", &flow), ("ivr-lint.toml", &configuration)])
        });
        // Exceptions that fit nothing are told by runs over the directory of the configuration only.
        let formats = FORMATS.map(|format| vec!["-f", format, "."]);
        let others = [
            vec!["graph", "-f", "dot", "a.json"],
            vec!["graph", "-f", "svg", "a.json"],
            vec!["report", "--out", "/dev/stdout", "a.json"],
            vec!["--write-baseline", "/dev/stdout", "-q", "-f", "compact", "a.json"],
        ];
        // Exceptions are the same to every format.
        let most = if name.starts_with("exceptions") { 3 } else { usize::MAX };
        for arguments in formats.into_iter().chain(others).take(most) {
            // Others use this machine too: what is slow once is looked at again. The clock counts hundredths of a second.
            let measured = (0..10).map(|_| (cost(&small, &arguments), cost(&large, &arguments)));
            let is_linear = |((time, bytes), (large_time, large_bytes)): &((f64, usize), (f64, usize))| {
                *large_bytes <= bytes * 12 && *large_time <= time.max(0.04) * 12.0
            };
            let mut last = None;
            if !measured.inspect(|costs| last = Some(*costs)).any(|costs| is_linear(&costs)) {
                wrong.push(format!("{name}: {arguments:?}: {last:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The seconds of processor time and the bytes that a command takes.
fn cost(directory: &TempDir, arguments: &[&str]) -> (f64, usize) {
    let out = directory.path().join("out");
    let script = r#"program=$0; "$program" "$@" >out 2>err; times >took"#;
    let mut command = Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_ivr-lint")]).args(arguments);
    let output = command.current_dir(directory.path()).stdin(Stdio::null()).output().expect("sh runs");
    assert!(output.status.success(), "{}", stderr(&output));
    let err = fs::read_to_string(directory.path().join("err")).expect("a text");
    assert!(!err.contains("panicked"), "{err}");
    (processor_time(&directory.path().join("took")), fs::metadata(out).expect("a file").len() as usize)
}

/// What `times` says of the shell's children: minutes and seconds in user and in system mode.
fn processor_time(took: &Path) -> f64 {
    let text = fs::read_to_string(took).expect("a text");
    let of_children = text.lines().nth(1).expect("a second line");
    let seconds = |text: &str| {
        let (minutes, seconds) = text.trim_end_matches('s').split_once('m').expect("minutes");
        minutes.parse::<f64>().expect("a number") * 60.0 + seconds.parse::<f64>().expect("a number")
    };
    of_children.split_whitespace().map(seconds).sum()
}

const START: &str =
    r#"{"activities":[{"type":"INCOMING_CALL","id":"e","name":"开始","events":[{"event":"complete","next":"n0"}]}"#;

fn exits(count: usize) -> (String, String) {
    let mut text = START.to_owned() + r#",{"type":"SPLIT","id":"n0","name":"分支","events":["#;
    for number in 0..count {
        let _ = write!(text, r#"{}{{"event":"{number}","next":null}}"#, if number > 0 { "," } else { "" });
    }
    (text + "]}]}", String::new())
}

/// Prompts without a text, one behind the other, each with these properties.
fn chain(count: usize, properties: &str) -> String {
    let mut text = START.to_owned();
    for number in 0..count {
        let next = number + 1;
        let _ = write!(
            text,
            r#",{{"type":"PLAY_SAY","id":"n{number}","name":"放音{number}","properties":{{{properties}}},"events":[{{"event":"complete","next":"n{next}"}}]}}"#
        );
    }
    text + &format!(r#",{{"type":"HANGUP","id":"n{count}","name":"结束","events":[]}}]}}"#)
}

/// A module that some calls do not pass, and references to it behind it.
fn references(count: usize) -> (String, String) {
    let by = r#",{"type":"SPLIT","id":"s","name":"分支","events":[{"event":"1","next":"m"},{"event":"default","next":"w"}]},{"type":"GATHER_INPUT","id":"m","name":"收号","events":[{"event":"success","next":"n0"},{"event":"timeout","next":"n0"},{"event":"failure","next":"n0"}]},{"type":"SET_VARIABLES","id":"w","name":"赋值","events":[{"event":"complete","next":"v"}]},{"type":"SET_VARIABLES","id":"v","name":"再赋值","events":[{"event":"complete","next":"n0"}]}"#;
    let text = chain(count, r#""audioType":"tts","say":"您输入的是${收号.digits}。""#);
    let start = START.replace("n0", "s");
    (text.replacen(START, &(start + by), 1), String::new())
}

fn ignores(count: usize, activity: &str) -> String {
    let one = |number| {
        format!("[[ignore]]\nrule = \"empty-prompt\"\nactivity = \"{activity}{number}\"\nreason = \"of no interest\"\n")
    };
    (0..count).map(one).collect()
}
