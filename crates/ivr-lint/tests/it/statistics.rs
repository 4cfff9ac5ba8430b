//! The statistics for spreadsheets, and in the order that is asked for.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn stats(arguments: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut command = Command::new(env!("CARGO_BIN_EXE_ivr-lint"));
    command.args(["stats", "--lang", "en", "testdata/runs/hotline"]).args(arguments).current_dir(root);
    command.output().expect("it runs")
}

/// The cells of a sheet without quoted ones.
fn sheet(output: &Output) -> Vec<Vec<String>> {
    let text = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    let text = text.strip_prefix('\u{feff}').expect("the mark that Excel needs");
    text.split_terminator("\r\n").map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn a_spreadsheet_has_the_numbers_of_the_json() {
    let sheet = sheet(&stats(&["-f", "csv"]));
    let json: Value = serde_json::from_slice(&stats(&["-f", "json"]).stdout).expect("JSON");
    let counted: Vec<_> =
        json["flows"].as_array().expect("flows").iter().filter(|flow| !flow["stats"].is_null()).collect();
    assert_eq!(sheet.len(), counted.len() + 1);
    let column = |title: &str| sheet[0].iter().position(|heading| heading == title).expect("a column");
    let columns = [
        ("modules", "/activities/total"),
        ("dead exits", "/exits/dead"),
        ("characters to speak", "/text/characters"),
        ("prompts before a transfer (least)", "/prompts/beforeHandOff/least"),
        ("prompts before the end (most)", "/prompts/beforeEnding/most"),
        ("longest chain without input", "/chain/activities"),
    ];
    for (row, flow) in sheet[1..].iter().zip(counted) {
        assert_eq!(row.len(), sheet[0].len());
        assert_eq!(row[0], flow["file"].as_str().expect("a file"));
        for (title, pointer) in columns {
            let number = flow["stats"].pointer(pointer).filter(|number| !number.is_null());
            let is_limited = row[column(title)] != "no limit";
            let expected = number.filter(|_| is_limited).map_or(String::new(), Value::to_string);
            assert_eq!(row[column(title)].replace("no limit", ""), expected, "{title}: {flow}");
        }
    }
}

#[test]
fn flows_stand_in_the_order_of_a_number() {
    let sheet = sheet(&stats(&["-f", "csv", "--sort", "activities.total"]));
    let column = sheet[0].iter().position(|heading| heading == "modules").expect("a column");
    let numbers: Vec<u32> = sheet[1..].iter().map(|row| row[column].parse().expect("a number")).collect();
    assert!(numbers.len() > 2 && numbers.is_sorted_by(|a, b| a >= b), "{numbers:?}");
    let table = String::from_utf8(stats(&["--sort", "activities.total"]).stdout).expect("UTF-8");
    let names: Vec<_> = table.lines().skip(2).take(numbers.len()).collect();
    let expected: Vec<_> = sheet[1..].iter().map(|row| row[1].as_str()).collect();
    assert!(names.iter().zip(&expected).all(|(line, name)| line.starts_with(name)), "{names:?} {expected:?}");
    let unknown = stats(&["--sort", "exits.deed"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("'exits.dead'"));
}
