//! Of a long path both ends are written, however many findings have one.

use std::fmt::Write as _;

use ivr_flow::{JsonReport, Lang};
use serde_json::Value;

use crate::common::lint;

/// A chain of so many activities behind the entry, the last of which leads to nothing that is there.
fn chain(count: usize, entry: &str) -> String {
    let mut text = format!(
        r#"{{"activities":[{{"type":"INCOMING_CALL",{entry}"name":"开始","events":[{{"event":"complete","next":"n1"}}]}}"#
    );
    for number in 1..=count {
        let next = number + 1;
        let _ = write!(
            text,
            r#",{{"type":"SET_VARIABLES","id":"n{number}","name":"{number}","events":[{{"event":"complete","next":"n{next}"}}]}}"#
        );
    }
    text + r#",{"type":"HANGUP","id":"end","name":"结束","events":[]}]}"#
}

/// The path of the one finding about an exit that leads nowhere, and its length.
fn path(text: &str) -> (Vec<Option<String>>, Option<u64>) {
    let report = lint("flow.json", text.as_bytes());
    let json = serde_json::to_value(JsonReport { report: &report, lang: Lang::En }).expect("a report");
    let found = json["findings"].as_array().expect("findings");
    let finding = found.iter().find(|finding| finding["rule"] == "dangling-next").expect("a finding");
    let ids = finding["path"].as_array().expect("a path").iter().map(Value::as_str);
    (ids.map(|id| id.map(str::to_owned)).collect(), finding["pathLength"].as_u64())
}

#[test]
fn a_path_of_a_hundred_is_whole_and_of_a_longer_one_the_ends_are_written() {
    let named = |from: usize, to: usize| (from..=to).map(|number| Some(format!("n{number}"))).collect::<Vec<_>>();
    let with = |first: &[&str], rest: Vec<Option<String>>| -> Vec<_> {
        first.iter().map(|id| Some((*id).to_owned())).chain(rest).collect()
    };
    assert_eq!(path(&chain(99, r#""id":"start","#)), (with(&["start"], named(1, 99)), Some(100)));
    let gap =
        |first: &[&str], begin: Vec<_>, end: Vec<_>| with(first, begin.into_iter().chain([None]).chain(end).collect());
    for count in [100, 101, 150, 5_000] {
        let written = gap(&["start"], named(1, 49), named(count - 49, count));
        assert_eq!(path(&chain(count, r#""id":"start","#)), (written, Some(count as u64 + 1)), "{count}");
    }
    // An entry without an id is no part of it.
    for entry in ["", r#""id":"","#] {
        assert_eq!(path(&chain(99, entry)), (named(1, 99), Some(99)));
        assert_eq!(path(&chain(100, entry)), (named(1, 100), Some(100)));
        for count in [101, 102, 150, 5_000] {
            let written = gap(&[], named(1, 50), named(count - 49, count));
            assert_eq!(path(&chain(count, entry)), (written, Some(count as u64)), "{count}");
        }
    }
}
