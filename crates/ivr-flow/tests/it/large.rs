//! Flows that are far larger than any that a console can draw: nothing recurses, and nothing takes quadratic time.

use std::collections::HashSet;
use std::thread;
use std::time::{Duration, Instant};

use ivr_flow::calls::{Cover, MOST_STEPS, plan};
use ivr_flow::{Context, Finding, Flow, Graph, JsonReport, Lang, Report, Settings};

use crate::common::flows::{SHAPES, flow, play, star};
use crate::common::{lint, of_rule, path_of};
use crate::is_long_run;

/// Less than any thread has by itself: whoever recurses overflows it.
const STACK: usize = 512 << 10;

/// Unoptimised code gets fewer.
const MOST: usize = if cfg!(debug_assertions) { 50_000 } else { 1_000_000 };

/// Lints a text in little stack space. Quadratic time over this many activities would be many
/// minutes where it is not hours; a machine that others use too takes some seconds.
fn lint_in_little_space(text: String) -> Report {
    let started = Instant::now();
    let lint_and_write = move || {
        let report = lint("large.json", text.as_bytes());
        let json = JsonReport { report: &report, lang: Lang::En };
        // Of each of fifty thousand findings a hundred steps are written: linear, but long where nothing is optimised.
        if report.findings().count() < 100 {
            serde_json::to_writer(std::io::sink(), &json).expect("a report");
        }
        report
    };
    let thread = thread::Builder::new().stack_size(STACK).spawn(lint_and_write).expect("a thread");
    let report = thread.join().expect("no overflow and no panic");
    assert!(started.elapsed() < Duration::from_secs(300), "{:?}", started.elapsed());
    report
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
fn twenty_thousand_exits_that_dangle_take_no_quadratic_time() {
    const COUNT: usize = 20_000;
    let started = Instant::now();
    let text = flow(COUNT, |text, number| play(text, number, &format!("m{number}")));
    let report = lint_in_little_space(text);
    assert_eq!(of_rule(&report, "dangling-next").len(), COUNT);
    let regions = of_rule(&report, "unreachable-activity").len();
    assert_eq!(regions, COUNT - 1, "each is on its own");
    // With every id compared to every other it would be 400 million comparisons, minutes even where optimised.
    assert!(started.elapsed() < Duration::from_secs(300), "{:?}", started.elapsed());
}

#[test]
fn findings_in_a_definition_that_is_a_string_take_no_quadratic_time() {
    const COUNT: usize = if cfg!(debug_assertions) { 4_000 } else { 20_000 };
    let started = Instant::now();
    let text = flow(COUNT, |text, number| play(text, number, &format!("m{number}")));
    let once = serde_json::to_string(&text).expect("a string");
    let twice = serde_json::to_string(&once).expect("a string");
    for (text, escapes) in [(once, r#"\""#), (twice, r#"\\\""#)] {
        let report = lint_in_little_space(text.clone());
        let found = of_rule(&report, "dangling-next");
        assert_eq!(found.len(), COUNT);
        let last = format!("{escapes}m{}{escapes}", COUNT - 1);
        assert_eq!(&text[found[COUNT - 1].span.range()], last);
    }
    assert!(started.elapsed() < Duration::from_secs(400), "{:?}", started.elapsed());
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
    let pad: String = (0..COUNT).map(|number| format!(r#""pad{number}":0,"#)).collect();
    let exits = vec![r#"{"event":"again","next":"end"}"#; COUNT].join(",");
    let same = vec![r#"{"type":"PLAY_SAY","id":"same","name":"same"}"#; COUNT].join(",");
    let text = format!(
        r#"{{"activities":[{{"type":"INCOMING_CALL","id":"start","events":[{{"next":"menu"}},{{"next":"same"}}]}},
        {{"type":"GATHER_INPUT","id":"menu","name":"menu","events":[{{{pad}"event":"again","next":"end"}},{exits}]}},
        {{{pad}"type":"PLAY_SAY","id":"same","name":"same"}},{same},
        {{"type":"HANGUP","id":"end","name":"end","events":[]}}]}}"#
    );
    let report = lint_in_little_space(text);
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
    let many = |item: &str| vec![item; MOST].join(",");
    let key = "k".repeat(MOST);
    let texts = [
        format!(r#"{{"{key}":[{}]}}"#, many(r#""{}""#)),
        format!(r#"{{"{key}":[{}]}}"#, many(r#"{"activities":[]}"#)),
        format!(r#"{{"log":[{}]}}"#, many(r#"{"encoding":"base64","text":"eyJhIjo="}"#)),
        format!(r#"{{"log":{{"encoding":"base64",{}}}}}"#, many(r#""text":"eyJhIjo=""#)),
        format!("{}{}", r#"{"a":["#.repeat(40), "]}".repeat(40)).replace("[]", &format!("[{}]", many(r#"{"a":{}}"#))),
    ];
    for text in texts {
        let report = lint_in_little_space(text);
        assert_eq!(report.summary().flows, 0);
        assert_eq!(of_rule(&report, "invalid-shape").len(), 1);
    }
    const FLOWS: usize = MOST / 5;
    let flows = format!(r#"{{"data":[{}]}}"#, vec![r#"{"activities":[]}"#; FLOWS].join(","));
    assert_eq!(lint_in_little_space(flows).summary().flows, FLOWS);
}

#[test]
fn what_is_meant_as_a_reference_takes_no_quadratic_time() {
    let texts = [
        format!("$ {{{}{}}}", " ".repeat(MOST), ".".repeat(MOST)),
        "$ ".repeat(MOST),
        "$ {a".repeat(MOST),
        format!("{}${{", "$ {a.b}".repeat(MOST)),
    ];
    for (text, count) in texts.into_iter().zip([1, 0, 0, 2]) {
        let text = flow(1, |definition, number| play(definition, number, "end")).replace("您好", &text);
        assert_eq!(of_rule(&lint_in_little_space(text), "malformed-reference").len(), count);
    }
}

#[test]
fn many_pages_one_after_another_are_all_read() {
    const COUNT: usize = 20_000;
    let flow = flow(1, |text, number| play(text, number, "gone"));
    let report = lint_in_little_space((flow + "\n").repeat(COUNT));
    assert_eq!(report.files[0].flows.len(), COUNT);
    let found = of_rule(&report, "dangling-next");
    assert_eq!(found.len(), COUNT);
    assert_eq!((found[COUNT - 1].document, found[COUNT - 1].span.line), (COUNT - 1, COUNT));
}

#[test]
fn what_comes_again_in_a_large_flow_is_found_wherever_it_was_before() {
    const COUNT: usize = 40_000;
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
fn a_hundred_times_the_activities_take_nothing_like_ten_thousand_times_the_time() {
    // The full sizes are in the benchmark; this is for machines that do other things besides.
    let few = if is_long_run() { 1000 } else { 200 };
    let seconds = |text: &str| {
        let (started, before) = (Instant::now(), processor_time());
        lint("large.json", text.as_bytes());
        (started.elapsed().as_secs_f64(), processor_time() - before)
    };
    for shape in SHAPES {
        let (small, large) = ((shape.of)(few), (shape.of)(100 * few));
        // The clock of the processor is too coarse for the small one, that on the wall counts what else the machine does.
        let before = (0..3).map(|_| seconds(&small).0).fold(f64::MAX, f64::min);
        let times = (0..3).map(|_| {
            let (on_the_wall, of_the_processor) = seconds(&large);
            if of_the_processor > 0.0 { of_the_processor / before } else { on_the_wall / before }
        });
        // Quadratic time would be ten thousand times as long each time; what else the machine does is not.
        assert!(times.into_iter().any(|times| times < 500.0), "{}", shape.name);
    }
}

/// The seconds that a processor has spent on this thread; 0 where the system does not say.
fn processor_time() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

#[test]
fn test_calls_of_a_flow_of_any_shape_are_planned_soon() {
    const COUNT: usize = if cfg!(debug_assertions) { 10_000 } else { 100_000 };
    for (shape, cover) in SHAPES.iter().flat_map(|shape| [(shape, Cover::Exits), (shape, Cover::Activities)]) {
        let text = (shape.of)(COUNT);
        let work = move || {
            let settings = Settings::default();
            let flow = Flow::parse(text.as_bytes(), &settings).expect("a flow");
            let graph = Graph::new(&flow);
            let context = Context::new(&flow, &graph, &settings);
            let started = Instant::now();
            (plan(&context, cover), started.elapsed())
        };
        let (plan, took) =
            thread::Builder::new().stack_size(STACK).spawn(work).expect("a thread").join().expect("no overflow");
        assert!(took < Duration::from_secs(300), "{}: {took:?}", shape.name);
        assert!(plan.is_fewest && plan.certificate.len() == plan.calls.len(), "{}", shape.name);
        let kept: usize = plan.calls.iter().map(|call| call.steps.len()).sum();
        assert!(kept <= MOST_STEPS && plan.truncated == (kept < plan.steps), "{}: {kept}", shape.name);
        if cover == Cover::Exits {
            assert_eq!(plan.covered + plan.uncovered.len(), plan.exits, "{}", shape.name);
        }
    }
}
