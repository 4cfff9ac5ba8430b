//! Flows that are far larger than any that a console can draw: nothing recurses, and nothing takes quadratic time.

use std::collections::HashSet;

use ivr_flow::calls::{Cover, MOST_STEPS, plan};
use ivr_flow::{Context, Finding, Flow, Graph, JsonReport, Lang, Report, Settings};

use crate::common::flows::{SHAPES, flow, play, star};
use crate::common::growth::{in_little_space, no_quadratic_time};
use crate::common::{lint, of_rule, path_of};
use crate::is_long_run;

/// Unoptimised code gets fewer.
const MOST: usize = if cfg!(debug_assertions) { 10_000 } else { 1_000_000 };

fn lint_and_write(text: &String) -> Report {
    let report = lint("large.json", text.as_bytes());
    let json = JsonReport { report: &report, lang: Lang::En };
    // Of each of ten thousand findings a hundred steps are written: linear, but long where nothing is optimised.
    if report.findings().count() < 100 {
        serde_json::to_writer(std::io::sink(), &json).expect("a report");
    }
    report
}

fn lint_in_little_space(text: String) -> Report {
    in_little_space(|| lint_and_write(&text))
}

#[test]
fn a_chain_has_nothing_to_report() {
    let text = flow(MOST, |text, number| {
        let next = if number + 1 == MOST { "end".to_owned() } else { format!("n{}", number + 1) };
        play(text, number, &next);
    });
    let report = lint_in_little_space(text);
    let found: Vec<_> = report.findings().take(3).collect();
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(report.summary().activities, MOST + 2);
}

#[test]
fn of_the_path_to_the_end_of_a_long_chain_both_ends_are_written() {
    let text = flow(MOST, |text, number| play(text, number, &format!("n{}", number + 1)));
    let report = lint_in_little_space(text);
    let found = of_rule(&report, "dangling-next");
    let [finding] = found.as_slice() else { panic!("{} findings", found.len()) };
    let path = path_of(&report.files[0], finding).expect("a path");
    assert_eq!(path.len(), 100);
    assert_eq!((path[0].as_str(), path[1].as_str(), path[49].as_str()), ("start", "n0", "n48"));
    assert_eq!(path[50], format!("n{}", MOST - 50));
    assert_eq!(path[99], format!("n{}", MOST - 1));
    let json = serde_json::to_value(JsonReport { report: &report, lang: Lang::En }).expect("a report");
    let written = &json["findings"][0];
    assert_eq!(
        (written["path"].as_array().map(Vec::len), written["pathLength"].as_u64()),
        (Some(101), Some(MOST as u64 + 1))
    );
    assert!(written["path"][50].is_null());
}

#[test]
fn one_large_loop_is_one_finding() {
    let text = flow(MOST, |text, number| play(text, number, &format!("n{}", (number + 1) % MOST)));
    let report = lint_in_little_space(text);
    let found = of_rule(&report, "endless-loop");
    let [finding] = found.as_slice() else { panic!("{} findings", found.len()) };
    assert_eq!(finding.activities.len(), MOST);
    assert_eq!(finding.activity, Some(1));
    assert!(of_rule(&report, "silent-loop").is_empty());
}

#[test]
fn an_unreachable_chain_is_one_finding() {
    let text = flow(MOST, |text, number| {
        let next = if number < 2 { "end".to_owned() } else { format!("n{}", number - 1) };
        play(text, number, &next);
    });
    let report = lint_in_little_space(text);
    let found = of_rule(&report, "unreachable-activity");
    let [finding] = found.as_slice() else { panic!("{} findings", found.len()) };
    assert_eq!(finding.activities.len(), MOST - 1);
}

#[test]
fn a_star_has_nothing_to_report() {
    let text = star(MOST);
    let report = lint_in_little_space(text);
    let found: Vec<_> = report.findings().take(3).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn as_many_exits_that_dangle_take_no_quadratic_time() {
    let of = |count| flow(count, |text, number| play(text, number, &format!("m{number}")));
    let report = no_quadratic_time("dangling", MOST, of, lint_and_write);
    assert_eq!(of_rule(&report, "dangling-next").len(), MOST);
    let regions = of_rule(&report, "unreachable-activity").len();
    assert_eq!(regions, MOST - 1, "each is on its own");
}

#[test]
fn findings_in_a_definition_that_is_a_string_take_no_quadratic_time() {
    const COUNT: usize = if cfg!(debug_assertions) { 2_000 } else { 20_000 };
    let quoted = |text: &String| serde_json::to_string(text).expect("a string");
    let once = |count| quoted(&flow(count, |text, number| play(text, number, &format!("m{number}"))));
    let twice = |count| quoted(&once(count));
    let of: [(&dyn Fn(usize) -> String, _); 2] = [(&once, r#"\""#), (&twice, r#"\\\""#)];
    for (of, escapes) in of {
        let report = no_quadratic_time(escapes, COUNT, of, lint_and_write);
        let found = of_rule(&report, "dangling-next");
        assert_eq!(found.len(), COUNT);
        let last = format!("{escapes}m{}{escapes}", COUNT - 1);
        assert_eq!(&of(COUNT)[found[COUNT - 1].span.range()], last);
    }
}

#[test]
fn a_hundred_thousand_arrays_inside_each_other_are_invalid_json() {
    const LEVELS: usize = 100_000;
    let nested = "[".repeat(LEVELS) + &"]".repeat(LEVELS);
    let definition = format!(r#"{{"activities":[{{"type":"HANGUP","id":"a","properties":{{"x":{nested}}}}}]}}"#);
    let page = format!(r#"{{"Definition":{}}}"#, serde_json::to_string(&definition).expect("a string"));
    for text in
        [nested.clone(), definition, page, format!("{{}}{nested}"), "[".repeat(LEVELS), "{\"a\":".repeat(LEVELS)]
    {
        let start = text.len() - text.trim_start_matches('{').len();
        let report = lint_in_little_space(text);
        let found = of_rule(&report, "invalid-json");
        let [finding] = found.as_slice() else { panic!("{start}: {found:?}") };
        assert!(finding.message.en.contains("nested more than"), "{finding:?}");
        assert!((100..2000).contains(&finding.span.start), "{finding:?}");
    }
}

#[test]
fn numbers_of_ten_thousand_digits_are_json() {
    let digits = "7".repeat(10_000);
    for number in [digits.clone(), format!("-{digits}.{digits}"), format!("1e{digits}"), format!("{digits}E-{digits}")]
    {
        let end =
            format!(r#"{{"type":"HANGUP","id":"n0","name":"x","nodeIndex":{number},"properties":{{"x":[{number}]}}}}"#);
        let report = lint_in_little_space(flow(1, |text, _| *text += &end));
        assert!(report.findings().next().is_none(), "{:?}", report.findings().next());
    }
}

#[test]
fn texts_of_any_length_are_names_and_ids() {
    // The sizes up to which a value is kept in little space, and beyond.
    for length in [32_764, 32_765, 32_766, 32_767, 32_768, 65_535, 65_536, 100_000] {
        let long = "n".repeat(length - 2);
        let other = "n".repeat(length - 3) + "m";
        let activity = |kind: &str, id: &str, name: &str, exits: &[&str]| {
            let exits: Vec<_> = exits.iter().map(|next| format!(r#"{{"event":"{long}","next":"{next}"}}"#)).collect();
            format!(r#"{{"type":"{kind}","id":"{id}","name":"{name}","events":[{}]}}"#, exits.join(","))
        };
        let text = [
            activity("INCOMING_CALL", "a", "a", &[&long]),
            activity("SET_VARIABLES", &long, &long, &["a", &other]),
            activity("SET_VARIABLES", &long, &long, &["b"]),
            activity("HANGUP", "b", "b", &[]),
        ];
        let text = format!(r#"{{"activities":[{}]}}"#, text.join(","));
        let report = lint_in_little_space(text.clone());
        let found: Vec<_> = report.findings().map(|(_, finding)| (&*finding.rule, finding.activity)).collect();
        let mut expected = [
            ("entry-has-incoming", Some(1)),
            ("endless-loop", Some(0)),
            ("duplicate-event", Some(1)),
            ("dangling-next", Some(1)),
            ("duplicate-id", Some(2)),
            ("duplicate-name", Some(2)),
        ];
        expected.sort_unstable();
        let mut sorted = found.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, expected, "{length}");
        let dangling = of_rule(&report, "dangling-next")[0];
        assert_eq!(text[dangling.span.range()], format!("\"{other}\""));
        assert_eq!(text[dangling.activity_bytes.clone().expect("an activity")].chars().last(), Some('}'));
    }
}

#[test]
fn members_are_found_however_much_stands_before_them() {
    let found = |values: usize| {
        // Values inside one member, and as many members.
        let inside = format!(r#""pad":[{}]"#, vec!["0"; values].join(","));
        let beside = (0..values).map(|number| format!(r#""pad{number}":0"#)).collect::<Vec<_>>().join(",");
        let beside = if values == 0 { r#""pad":0"#.to_owned() } else { beside };
        [inside, beside].map(|pad| {
            let text = format!(
                r#"{{"activities":[
                {{"type":"INCOMING_CALL","id":"a","name":"a",{pad},"nodeIndex":1,"events":[{{"next":"b"}}]}},
                {{"type":"GATHER_INPUT","id":"b","name":"b",{pad},"properties":{{"maxTries":0}},"nodeIndex":1,"events":[
                    {{{pad},"event":"1","next":"c","edgeId":"e"}},
                    {{"event":"1",{pad},"next":"nowhere","edgeId":"e"}},
                    {{"event":7,"next":"c",{pad},"edgeId":"e"}},
                    {{"edgeId":"f",{pad},"event":"2","next":7}},
                    {{"edgeId":"g","next":"c",{pad},"event":"3","next":null}}]}},
                {{"type":"HANGUP","id":"c",{pad},"name":"c","nodeIndex":1,"events":[]}}]}}"#
            );
            let report = lint("large.json", text.as_bytes());
            let said = |finding: &Finding| (finding.rule.clone(), finding.message.en.clone(), finding.pointer.clone());
            report.findings().map(|(_, finding)| said(finding)).collect::<Vec<_>>()
        })
    };
    let [without, same] = found(0);
    assert_eq!(without, same);
    assert!(without.len() > 6, "{without:?}");
    for values in [1, 2, 60, 84, 120, 125, 126, 127, 247, 250, 251, 252, 253, 254, 255, 256, 1000] {
        assert_eq!(found(values), [&*without, &*without], "{values}");
    }
}

#[test]
fn what_is_said_of_members_far_behind_takes_no_quadratic_time() {
    const COUNT: usize = MOST / 2;
    let of = |count| {
        let pad: String = (0..count).map(|number| format!(r#""pad{number}":0,"#)).collect();
        let exits = vec![r#"{"event":"again","next":"end"}"#; count].join(",");
        let same = vec![r#"{"type":"PLAY_SAY","id":"same","name":"same"}"#; count].join(",");
        format!(
            r#"{{"activities":[{{"type":"INCOMING_CALL","id":"start","events":[{{"next":"menu"}},{{"next":"same"}}]}},
            {{"type":"GATHER_INPUT","id":"menu","name":"menu","events":[{{{pad}"event":"again","next":"end"}},{exits}]}},
            {{{pad}"type":"PLAY_SAY","id":"same","name":"same"}},{same},
            {{"type":"HANGUP","id":"end","name":"end","events":[]}}]}}"#
        )
    };
    let report = no_quadratic_time("members", COUNT, of, lint_and_write);
    assert_eq!(of_rule(&report, "duplicate-event").len(), COUNT);
    assert_eq!(of_rule(&report, "duplicate-id").len(), COUNT);
}

#[test]
fn a_definition_inside_many_strings_is_read_or_refused() {
    let mut text = r#"{"activities":[]}"#.to_owned();
    for layers in 1..=18 {
        text = serde_json::to_string(&text).expect("a string");
        let report = lint_in_little_space(text.clone());
        let rules: Vec<_> = report.findings().map(|(_, finding)| &*finding.rule).collect();
        let is_read = rules == ["missing-entry", "missing-hangup"];
        // The platform's own exports have three layers at the most.
        assert!(is_read || layers > 8 && rules == ["invalid-json"], "{layers}: {rules:?}");
    }
}

#[test]
fn a_file_that_is_searched_takes_no_quadratic_time() {
    fn many(count: usize, item: &str) -> String {
        vec![item; count].join(",")
    }
    let of: [fn(usize) -> String; 5] = [
        |count| format!(r#"{{"{}":[{}]}}"#, "k".repeat(count), many(count, r#""{}""#)),
        |count| format!(r#"{{"{}":[{}]}}"#, "k".repeat(count), many(count, r#"{"activities":[]}"#)),
        |count| format!(r#"{{"log":[{}]}}"#, many(count, r#"{"encoding":"base64","text":"eyJhIjo="}"#)),
        |count| format!(r#"{{"log":{{"encoding":"base64",{}}}}}"#, many(count, r#""text":"eyJhIjo=""#)),
        |count| {
            let nested = format!("{}{}", r#"{"a":["#.repeat(40), "]}".repeat(40));
            nested.replace("[]", &format!("[{}]", many(count, r#"{"a":{}}"#)))
        },
    ];
    for (number, of) in of.into_iter().enumerate() {
        let report = no_quadratic_time(&number.to_string(), MOST, of, lint_and_write);
        assert_eq!(report.summary().flows, 0);
        assert_eq!(of_rule(&report, "invalid-shape").len(), 1);
    }
    let of = |count| format!(r#"{{"data":[{}]}}"#, many(count, r#"{"activities":[]}"#));
    assert_eq!(no_quadratic_time("flows", MOST / 5, of, lint_and_write).summary().flows, MOST / 5);
}

#[test]
fn what_is_meant_as_a_reference_takes_no_quadratic_time() {
    let of: [fn(usize) -> String; 4] = [
        |count| format!("$ {{{}{}}}", " ".repeat(count), ".".repeat(count)),
        |count| "$ ".repeat(count),
        |count| "$ {a".repeat(count),
        |count| format!("{}${{", "$ {a.b}".repeat(count)),
    ];
    for (number, (of, findings)) in of.into_iter().zip([1, 0, 0, 2]).enumerate() {
        let flow = |count| flow(1, |definition, number| play(definition, number, "end")).replace("您好", &of(count));
        let report = no_quadratic_time(&number.to_string(), 3 * MOST, flow, lint_and_write);
        assert_eq!(of_rule(&report, "malformed-reference").len(), findings);
    }
}

#[test]
fn many_pages_one_after_another_are_all_read() {
    const COUNT: usize = 3_000;
    let page = flow(1, |text, number| play(text, number, "gone")) + "\n";
    let report = no_quadratic_time("pages", COUNT, |count| page.repeat(count), lint_and_write);
    assert_eq!(report.files[0].flows.len(), COUNT);
    let found = of_rule(&report, "dangling-next");
    assert_eq!(found.len(), COUNT);
    assert_eq!((found[COUNT - 1].document, found[COUNT - 1].span.line), (COUNT - 1, COUNT));
}

#[test]
fn what_comes_again_in_a_large_flow_is_found_wherever_it_was_before() {
    const COUNT: usize = 10_000;
    // Far behind it, and among those that are looked up together with it.
    let earlier = |number: usize| match number % 1000 {
        500 => number / 2,
        999 => number - 3,
        _ => number,
    };
    let text = flow(COUNT, |text, number| {
        let (same, next) = (earlier(number), (number * 7919 + 1) % COUNT);
        let gone = if number % 1000 == 1 { "gone" } else { "n" };
        *text += &format!(
            r#"{{"type":"PLAY_SAY","id":"n{same}","name":"放音{same}","properties":{{"audioType":"tts","say":"您好","position":{{"x":{same},"y":1}}}},"events":[{{"event":"complete","next":"{gone}{next}","edgeId":"edge-{same}"}}]}}"#
        );
    });
    let report = lint_in_little_space(text);
    let again: Vec<_> = (0..COUNT).filter(|&number| earlier(number) != number).map(|number| number + 1).collect();
    for rule in ["duplicate-id", "duplicate-name", "duplicate-edge-id", "overlapping-activities"] {
        let found: Vec<_> = of_rule(&report, rule).into_iter().filter_map(|finding| finding.activity).collect();
        assert_eq!(found, again, "{rule}");
    }
    let taken: HashSet<usize> = (0..COUNT).map(earlier).collect();
    let dangles = |number: usize| number % 1000 == 1 || !taken.contains(&((number * 7919 + 1) % COUNT));
    let dangling: Vec<_> = (0..COUNT).filter(|&number| dangles(number)).map(|number| number + 1).collect();
    let found: Vec<_> = of_rule(&report, "dangling-next").into_iter().filter_map(|finding| finding.activity).collect();
    assert_eq!(found, dangling);
}

#[test]
fn ten_times_the_activities_of_any_shape_take_no_quadratic_time() {
    // The full sizes are in the benchmark.
    let most = if is_long_run() { 100_000 } else { 5_000 };
    for shape in SHAPES {
        no_quadratic_time(shape.name, most, shape.of, |text| lint("large.json", text.as_bytes()));
    }
}

#[test]
fn test_calls_of_a_flow_of_any_shape_are_planned_in_no_quadratic_time() {
    const COUNT: usize = if cfg!(debug_assertions) { 3_000 } else { 100_000 };
    let settings = Settings::default();
    for (shape, cover) in SHAPES.iter().flat_map(|shape| [(shape, Cover::Exits), (shape, Cover::Activities)]) {
        let plan = no_quadratic_time(shape.name, COUNT, shape.of, |text| {
            let flow = Flow::parse(text.as_bytes(), &settings).expect("a flow");
            let graph = Graph::new(&flow);
            plan(&Context::new(&flow, &graph, &settings), cover)
        });
        assert!(plan.is_fewest && plan.certificate.len() == plan.calls.len(), "{}", shape.name);
        let kept: usize = plan.calls.iter().map(|call| call.steps.len()).sum();
        assert!(kept <= MOST_STEPS && plan.truncated == (kept < plan.steps), "{}: {kept}", shape.name);
        if cover == Cover::Exits {
            assert_eq!(plan.covered + plan.uncovered.len(), plan.exits, "{}", shape.name);
        }
    }
}
