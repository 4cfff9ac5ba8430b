//! How fast a lint with every rule is, beside serde_json on the same bytes.
//!
//! `cargo bench -p ivr-flow` prints the table; `-- shapes` lints every shape with a thousand to a million activities,
//! `-- write FOLDER` writes the inputs into files, for measurements of the program, and `-- only lint "flows of 30"`
//! does nothing else for a while, for a profiler. `-- once lint "flows of 30"` does it once, to count instructions, as
//! does `-- shape chain 1000` for a shape; `-- print chain 1000` prints it. `-- policies` compares a lint with twenty
//! policies, eight of them with conditions in CEL, with one without any.

#![allow(clippy::print_stdout, reason = "it prints a table")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use flows::{Random, SHAPES, chain, page, usual};
use ivr_flow::{JsonReport, Lang, Linter, Origin, Report, Settings};
use serde::de::IgnoredAny;
use serde_json::Value;

#[path = "../tests/it/common/flows.rs"]
mod flows;

/// All inputs are made from this.
const SEED: u64 = 20_200_701;

/// How long each input is measured.
const TIME: Duration = Duration::from_secs(3);

struct Input {
    texts: Vec<String>,
    /// The definitions in the texts, which serde_json has to read for itself.
    definitions: Vec<String>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["shapes"] => shapes(),
        #[cfg(all(feature = "cel", feature = "toml"))]
        ["policies"] => policies(),
        ["write", folder] => write(folder),
        ["print", name, count] => println!("{}", shape(name, count.parse().expect("a number"))),
        ["only", what, input] => only(what, input, TIME),
        ["once", what, input] => only(what, input, Duration::ZERO),
        ["shape", name, count] => {
            let text = shape(name, count.parse().expect("a number"));
            drop(black_box(lint_once(&text)));
        }
        ref only => table(only),
    }
}

/// Makes the text of an input.
type Make = fn() -> Input;

/// What is measured, and how each is made: large ones only where they are asked for.
const INPUTS: &[(&str, Make)] = &[
    ("flows of 30 activities", || alone(many_usual(200))),
    ("flow of 1,000", || alone(vec![usual(&mut Random::new(SEED), 1000)])),
    ("flow of 200,000", || alone(vec![usual(&mut Random::new(SEED), 200_000)])),
    ("page of 2,000 flows", || {
        let definitions = many_usual(2000);
        Input { texts: vec![page(definitions.iter().cloned())], definitions }
    }),
    ("full of references", || alone(vec![shape("references to as many names", 5000)])),
    ("full of findings", || alone(vec![shape("findings", 5000)])),
];

fn alone(texts: Vec<String>) -> Input {
    Input { texts, definitions: Vec::new() }
}

fn many_usual(count: usize) -> Vec<String> {
    let mut random = Random::new(SEED);
    (0..count).map(|_| usual(&mut random, 30)).collect()
}

fn shape(name: &str, count: usize) -> String {
    let shape = SHAPES.iter().find(|shape| shape.name == name).expect("a shape of this name");
    (shape.of)(count)
}

/// What is measured of one of the texts of an input: its column, and what does it.
type Measured<'a> = (&'static str, Box<dyn Fn(&str) + 'a>);

fn measured(input: &Input) -> Vec<Measured<'_>> {
    let each = move |read: fn(&str)| -> Box<dyn Fn(&str) + '_> {
        Box::new(move |text| {
            read(text);
            input.definitions.iter().for_each(|definition| read(definition));
        })
    };
    vec![
        ("lint", Box::new(|text| drop(black_box(lint_once(text))))),
        ("Value", each(|text| drop(black_box(serde_json::from_str::<Value>(text))))),
        ("IgnoredAny", each(|text| drop(black_box(serde_json::from_str::<IgnoredAny>(text))))),
        (
            "report",
            Box::new(|text| {
                let report = lint_once(text);
                let json = JsonReport { report: &report, lang: Lang::En };
                serde_json::to_writer(std::io::sink(), &json).expect("a report");
            }),
        ),
    ]
}

fn table(only: &[&str]) {
    println!("{:24} {:>8} {:>36} {:>24}", "", "", "MB/s", "lint");
    println!(
        "{:24} {:>8} {:>8} {:>8} {:>10} {:>8} {:>10} {:>13}",
        "", "MB", "lint", "Value", "IgnoredAny", "report", "/ Value", "/ IgnoredAny"
    );
    for (name, input) in INPUTS {
        if !only.is_empty() && !only.iter().any(|part| name.contains(part)) {
            continue;
        }
        let input = input();
        let bytes: usize = input.texts.iter().map(String::len).sum();
        let measured = measured(&input);
        // The best time of each text: in the short time that one takes the machine often does nothing else.
        let mut best = vec![vec![Duration::MAX; input.texts.len()]; measured.len()];
        let started = Instant::now();
        while started.elapsed() < TIME {
            for (number, text) in input.texts.iter().enumerate() {
                for ((_, run), best) in measured.iter().zip(&mut best) {
                    // Twice, since the one before leaves the caches and the allocator as it likes.
                    for _ in 0..2 {
                        let started = Instant::now();
                        run(text);
                        best[number] = started.elapsed().min(best[number]);
                    }
                }
            }
        }
        let seconds = |name| {
            let at = measured.iter().position(|(known, _)| *known == name);
            at.map_or(f64::NAN, |at| best[at].iter().sum::<Duration>().as_secs_f64())
        };
        let size = bytes as f64 / 1e6;
        let [lint, value, ignored, report] = ["lint", "Value", "IgnoredAny", "report"].map(seconds);
        print!("{name:24} {size:8.2} {:8.0} {:8.0} {:10.0}", size / lint, size / value, size / ignored);
        println!(" {:8.0} {:9.2}x {:12.2}x", size / report, value / lint, ignored / lint);
    }
}

/// Does one thing with one input, once at least.
fn only(what: &str, input: &str, time: Duration) {
    let (_, input) = INPUTS.iter().find(|(name, _)| name.contains(input)).expect("an input of this name");
    let input = input();
    let measured = measured(&input);
    let (_, run) = measured.iter().find(|(known, _)| *known == what).expect("a column of the table");
    let started = Instant::now();
    loop {
        input.texts.iter().for_each(|text| run(text));
        if started.elapsed() >= time {
            break;
        }
    }
}

fn lint_once(text: &str) -> Report {
    let linter = Linter::new(Settings::default());
    Report::new([linter.lint("flow.json", text.as_bytes(), Origin::Named)], &linter, Lang::En)
}

/// Lints every shape in several sizes, each ten times the one before.
fn shapes() {
    println!("{:32} {:>10} {:>10} {:>8} {:>8}", "", "activities", "seconds", "times", "MB/s");
    for shape in SHAPES {
        let mut before: Option<f64> = None;
        for count in [1000, 10_000, 100_000, 1_000_000].into_iter().filter(|&count| count <= shape.most) {
            let text = (shape.of)(count);
            // The smallest is over so soon that its best time is that of many runs.
            let runs = (300_000 / count).max(1);
            let seconds = (0..runs).map(|_| {
                let started = Instant::now();
                drop(black_box(lint_once(&text)));
                started.elapsed().as_secs_f64()
            });
            let seconds = seconds.fold(f64::MAX, f64::min);
            let times = before.map_or(String::new(), |before| format!("{:.1}", seconds / before));
            let speed = text.len() as f64 / 1e6 / seconds;
            println!("{:32} {count:10} {seconds:10.4} {times:>8} {speed:8.0}", shape.name);
            before = Some(seconds);
        }
    }
}

fn write(folder: &str) {
    std::fs::create_dir_all(folder).expect("a folder");
    let put = |name: &str, text: &str| {
        std::fs::write(format!("{folder}/{}.json", name.replace([' ', ','], "-")), text).expect("a file");
    };
    for (name, input) in INPUTS {
        put(name, &input().texts.join("\n"));
    }
    put("chain of 1,000,000", &chain(1_000_000));
}

/// Four policies each of five kinds, on flows that each have ten times the activities of the one before: some that all
/// flows keep, and some with more breaches than activities.
#[cfg(all(feature = "cel", feature = "toml"))]
fn policies() {
    const KEPT: [&str; 5] = [
        "on = { type = \"TRANSFER_TO_AGENT\" }\nafter = { type = \"INCOMING_CALL\" }",
        "on = { type = \"INCOMING_CALL\" }\nbefore = { type = \"*\" }",
        "on = { type = \"PLAY_SAY\" }\nnever-after = { type = \"TRANSFER_TO_AGENT\" }\nunless = { type = \"*\" }",
        "on = 'has(activity.properties.timeout)'\nmust = 'double(activity.properties.timeout) >= 0.0'",
        "on = 'activity.exits.exists(exit, exit.role == \"timeout\")'\nmust = 'activity.exits.all(exit, exit.event != \"\")'",
    ];
    const BROKEN: [&str; 5] = [
        "on = { type = \"TRANSFER_TO_AGENT\" }\nafter = { name = \"播放*\" }",
        "on = { type = \"GATHER_INPUT\" }\nbefore = { type = [\"TRANSFER_TO_AGENT\", \"HANGUP\"] }",
        "on = { type = \"PLAY_SAY\" }\nnever-after = { type = \"TRANSFER_TO_AGENT\" }\nunless = { type = \"SPLIT\" }",
        "on = 'has(activity.properties.timeout)'\nmust = 'double(activity.properties.timeout) >= 5.0'",
        "on = 'activity.exits.exists(exit, exit.role == \"timeout\")'\nmust = 'activity.exits.all(exit, exit.wired)'",
    ];
    let linter = |kinds: [&str; 5]| {
        let policy = |number: usize| format!("[[policy]]\nname = \"p{number}\"\n{}\n", kinds[number % kinds.len()]);
        let text: String = (0..20).map(policy).collect();
        let configuration = ivr_flow::Configuration::from_toml(&text).expect("a configuration");
        Linter::new(Settings::default()).with_policies(configuration.policies).expect("new names")
    };
    let linters = [Linter::new(Settings::default()), linter(KEPT), linter(BROKEN)];
    let seconds = |linter: &Linter, text: &str, runs: usize| {
        let once = |_| {
            let started = Instant::now();
            drop(black_box(linter.lint("flow.json", text.as_bytes(), Origin::Named)));
            started.elapsed().as_secs_f64()
        };
        (0..runs).map(once).fold(f64::MAX, f64::min)
    };
    println!("{:>10} {:>10} {:>10} {:>8} {:>10} {:>8}", "activities", "without", "kept", "times", "broken", "times");
    for count in [1000, 10_000, 100_000] {
        let text = usual(&mut Random::new(SEED), count);
        let runs = 100_000 / count + 2;
        let [without, kept, broken] = linters.each_ref().map(|linter| seconds(linter, &text, runs));
        let times = [kept, broken].map(|seconds| seconds / without);
        println!("{count:10} {without:10.4} {kept:10.4} {:8.1} {broken:10.4} {:8.1}", times[0], times[1]);
    }
}
