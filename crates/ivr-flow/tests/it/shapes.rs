//! One flow in every shape that the platform and its tools give it: the same findings, at the same tokens.

use ivr_flow::{Edit, FileReport, Finding, Origin, Settings, flows, lint_file};

use crate::common::{flows_in, line_and_column, lint, of_rule, path_of, read, testdata, unescaped};

/// A finding without the place and the flow's metadata, which differ from shape to shape.
fn about(file: &FileReport, finding: &Finding) -> String {
    let item = finding.flow.and_then(|flow| file.flows[flow].activity(finding.activity?));
    let item = item.map(|item| (item.index, &item.id, &item.name, &item.type_name));
    format!(
        "{} {} {item:?} {:?} {} {:?} {:?} {:?} {:?}",
        finding.rule,
        finding.severity.name(),
        finding.exit,
        finding.pointer,
        finding.activities,
        path_of(file, finding),
        finding.message,
        finding.help,
    )
}

/// The token at a finding's span, its layers of escapes taken away: those that its definition says it is inside of.
fn token(bytes: &[u8], finding: &Finding) -> String {
    let raw = &bytes[finding.span.range()];
    let in_base64 = said_in_base64(bytes, finding.span.range());
    let raw = in_base64.as_deref().unwrap_or(raw);
    // A token is itself no string that was opened: it begins with a quote as soon as enough is taken away.
    let layers = (0..20).find(|&layers| unescaped(raw, layers).starts_with('"')).expect("a string");
    // Written with other escapes it is the same text.
    let text: String = serde_json::from_str(&unescaped(raw, layers)).expect("a string");
    text
}

/// The bytes all of whose bits are said in a range of the file that lies in a string in Base64; nothing where it does not.
fn said_in_base64(bytes: &[u8], range: std::ops::Range<usize>) -> Option<Vec<u8>> {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let start = bytes[..range.start].iter().rposition(|&byte| byte == b'"').expect("a quote") + 1;
    // A slash may be written with a backslash before it.
    let bits = |range: std::ops::Range<usize>| -> Option<Vec<usize>> {
        let signs = bytes[range].iter().filter(|&&byte| byte != b'\\');
        let values: Option<Vec<_>> = signs.map(|sign| SIGNS.iter().position(|known| known == sign)).collect();
        Some(values?.into_iter().flat_map(|value| (0..6).rev().map(move |bit| value >> bit & 1)).collect())
    };
    let before = bits(start..range.start)?;
    let inside = bits(range)?;
    let whole = inside.get((8 - before.len() % 8) % 8..)?.chunks_exact(8);
    whole.map(|bits| u8::try_from(bits.iter().fold(0, |byte, bit| byte * 2 + bit)).ok()).collect()
}

#[test]
fn every_shape_of_one_flow_gives_the_same_findings_at_the_same_tokens() {
    let folder = testdata().join("shapes");
    let mut expected = None;
    let mut count = 0;
    for file in flows_in(&folder) {
        let bytes = read(&folder.join(&file));
        let report = lint(&file, &bytes);
        let found: Vec<_> =
            report.findings().map(|(of, finding)| (about(of, finding), token(&bytes, finding))).collect();
        assert!(found.len() >= 2, "{file}: the flow has lost its mistakes: {found:?}");
        assert_eq!(found, *expected.get_or_insert_with(|| found.clone()), "{file}");
        for (_, finding) in report.findings() {
            let span = finding.span;
            assert_eq!((span.line, span.column), line_and_column(&bytes, span.start), "{file}");
            assert_eq!((span.end_line, span.end_column), line_and_column(&bytes, span.end), "{file}");
        }
        count += 1;
    }
    assert!(count >= 15, "only {count} shapes");
}

#[test]
fn every_shape_is_read_as_what_it_is() {
    let folder = testdata().join("shapes");
    let bare = ["bom.json", "lines.jsonl", "minified.json", "plain.json", "string-twice.json", "string.json"];
    for file in flows_in(&folder) {
        let report = lint(&file, &read(&folder.join(&file)));
        let flows = &report.files[0].flows;
        assert_eq!(flows.len(), 1, "{file}");
        let (id, name) = (flows[0].id.as_deref(), flows[0].name.as_deref());
        if bare.contains(&file.as_str()) {
            assert_eq!((id, name), (None, None), "{file}");
        } else {
            assert_eq!((id, name), (Some("78128960-bb00-4ddc-8e82-923a8c5bd22d"), Some("燃气报修热线🔥")), "{file}");
            assert_eq!(flows[0].type_name.as_deref(), Some("MAIN_FLOW"), "{file}");
        }
    }
}

#[test]
fn the_sample_of_the_platform_has_nothing_to_report() {
    let report = lint("a.json", &read(&testdata().join("real/list-contact-flows.json")));
    assert_eq!(report.findings().count(), 0);
    let summary = report.summary();
    assert_eq!((summary.files, summary.flows, summary.activities), (1, 1, 3));
}

#[test]
fn one_changed_next_in_the_sample_is_found_exactly_where_it_is() {
    let text = String::from_utf8(read(&testdata().join("real/list-contact-flows.json"))).expect("UTF-8");
    let before = r#"\"next\":\"bd4f37e2\""#;
    assert_eq!(text.matches(before).count(), 1);
    let text = text.replace(before, r#"\"next\":\"gone0000\""#);
    let report = lint("a.json", text.as_bytes());
    let found = of_rule(&report, "dangling-next");
    let [finding] = found.as_slice() else { panic!("{found:?}") };

    let token = r#"\"gone0000\""#;
    let start = text.find(token).expect("the token");
    assert_eq!(finding.span.range(), start..start + token.len());
    assert_eq!(&text[finding.span.range()], token);
    let (line, column) = line_and_column(text.as_bytes(), start);
    assert_eq!((finding.span.line, finding.span.column), (line, column));
    assert_eq!((finding.span.end_line, finding.span.end_column), (line, column + token.len()));
    assert_eq!((finding.document, finding.flow, finding.activity), (0, Some(0), Some(2)));
    assert_eq!(finding.definition, "/Data/List/0/Definition");
    assert_eq!(finding.pointer, "/activities/2/events/0/next");
    assert_eq!(finding.activities, ["2d3ad2c2"]);
    assert_eq!(path_of(&report.files[0], finding), Some(vec!["e98f0d47".to_owned(), "2d3ad2c2".to_owned()]));
    let exit = finding.exit.as_ref().expect("an exit");
    assert_eq!((exit.index, exit.event.as_deref(), exit.next.as_deref()), (0, Some("complete"), Some("gone0000")));
    // Nothing else is wrong: the end, which nothing points to now, is ignored.
    assert_eq!(report.findings().count(), 1);
}

#[test]
fn a_definition_in_a_package_has_its_name_in_the_object_that_holds_it() {
    let cases = [
        (r#"{"FlowPackageData":{"flow":{"Name":"甲","canvas":{"Name":"乙","activities":[]}}}}"#, "甲"),
        (r#"{"FlowPackageData":{"Name":"甲","flows":[{"Name":"乙","activities":[]}]}}"#, "乙"),
        (r#"{"FlowPackageData":{"Name":"甲","canvas":"{\"Name\":\"乙\",\"activities\":[]}"}}"#, "甲"),
        (r#"{"FlowPackageData":{"Name":"甲","flows":["{\"Name\":\"乙\",\"activities\":[]}"]}}"#, "乙"),
    ];
    for (text, name) in cases {
        let report = lint("a.json", text.as_bytes());
        let names: Vec<_> = report.files[0].flows.iter().map(|flow| flow.name.as_deref()).collect();
        assert_eq!(names, [Some(name)], "{text}");
    }
}

#[test]
fn a_place_is_found_in_a_definition_of_any_length() {
    // Places in it are remembered every so many bytes; the lengths go once around that, and a few bytes further.
    for length in 1000..2100 {
        let definition = format!(
            r#"{{"description":"\n{}","activities":[
                {{"type":"INCOMING_CALL","id":"start","name":"开始","events":[{{"event":"complete","next":"gone"}}]}},
                {{"type":"HANGUP","id":"end","name":"结束","events":[]}}]}}"#,
            "x".repeat(length),
        );
        let text = format!(r#"{{"Name":"甲","Definition":{}}}"#, serde_json::to_string(&definition).expect("a string"));
        let report = lint("a.json", text.as_bytes());
        let found = of_rule(&report, "dangling-next");
        let [finding] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(&text[finding.span.range()], r#"\"gone\""#, "{length}");
    }
}

#[test]
fn of_several_known_keys_the_first_counts() {
    let (inner, other) = (r#"{"Name":"甲","activities":[]}"#, r#"{"Name":"乙","activities":[]}"#);
    let cases = [
        format!(r#"{{"body":{other},"Name":"甲","activities":[]}}"#),
        format!(r#"{{"FlowPackageData":{other},"Name":"甲","Definition":{{"activities":[]}}}}"#),
        format!(r#"{{"body":{other},"FlowPackageData":{inner}}}"#),
        format!(r#"{{"List":[{other}],"Data":{other},"body":{inner}}}"#),
        format!(r#"{{"List":[{other}],"Data":[{inner}]}}"#),
        format!(r#"{{"Canvas":{other},"Content":{other},"List":[{inner}]}}"#),
    ];
    for text in cases {
        let report = lint("a.json", text.as_bytes());
        let names: Vec<_> = report.files[0].flows.iter().map(|flow| flow.name.as_deref()).collect();
        assert_eq!(names, [Some("甲")], "{text}");
    }
}

#[test]
fn an_array_of_strings_that_say_flows_is_a_list_of_them() {
    let count = |text: &str| lint("a.json", text.as_bytes()).files[0].flows.len();
    assert_eq!(count(r#"["{\"activities\":[]}","{\"activities\":[]}"]"#), 2);
    assert_eq!(count(r#"["[1]","activities","a\nb"]"#), 0);
}

#[test]
fn what_holds_no_flow_is_shown_as_it_stands_in_the_file() {
    // A string counts as what it says, but where that is no object the whole string is at fault.
    let cases = [
        (r#" "[1]" "#, r#""[1]""#),
        (r#" "{}" "#, "{}"),
        (r#" "{\"Data\":[1]}" "#, "[1]"),
        (r#" "a\nb" "#, r#""a\nb""#),
        (r#" ["[1]"] "#, r#"["[1]"]"#),
    ];
    for (text, token) in cases {
        let report = lint("a.json", text.as_bytes());
        let found = of_rule(&report, "invalid-shape");
        let [finding] = found.as_slice() else { panic!("{text}: {found:?}") };
        assert_eq!((&text[finding.span.range()], finding.flow), (token, None), "{text}");
    }
}

#[test]
fn the_bytes_of_an_activity_are_counted_with_the_byte_order_mark() {
    let activity =
        r#"{"type":"INCOMING_CALL","id":"start","name":"开始","events":[{"event":"complete","next":"gone"}]}"#;
    let text =
        format!("\u{feff}{{\"activities\":[{activity},{{\"type\":\"HANGUP\",\"id\":\"end\",\"name\":\"结束\"}}]}}");
    let report = lint("a.json", text.as_bytes());
    let found = of_rule(&report, "dangling-next");
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(finding.activity_bytes.clone().map(|range| &text[range]), Some(activity));
}

/// The names of the flows of a file, and whether it was searched for them.
fn found(text: &str, origin: Origin) -> (Vec<Option<String>>, bool) {
    let file = lint_file("a.json", text.as_bytes(), origin, &Settings::default());
    (file.flows.into_iter().map(|flow| flow.name).collect(), file.is_searched)
}

#[test]
fn a_named_file_of_no_known_shape_is_searched_at_any_depth() {
    let cases = [
        (r#"{"code":200,"data":{"Name":"甲","Definition":"{\"activities\":[]}"}}"#, vec![Some("甲")]),
        (
            r#"{"code":200,"data":[{"Name":"甲","definition":{"activities":[]}},{"Name":"乙","activities":[]}]}"#,
            vec![Some("甲"), Some("乙")],
        ),
        (r#"[[[{"activities":[]}]]]"#, vec![None]),
        (r#""{\"a\":[\"{\\\"activities\\\":[]}\"]}""#, vec![None]),
        (r#"{"Data":{"rows":[{"Name":"甲","Canvas":1,"activities":[]}]}}"#, vec![Some("甲")]),
        (r#"{"a":{"Definition":7},"b":{"Name":"乙","Definition":{"activities":[]}}}"#, vec![None, Some("乙")]),
        (r#"{"text":"eyJhY3Rpdml0aWVzIjpbXX0=","encoding":"base64"}"#, vec![None]),
        (r#"{"text":"CiB7ImFjdGl2aXRpZXMiOltdfQ","encoding":"base64"}"#, vec![None]),
    ];
    for (text, names) in cases {
        let (flows, is_searched) = found(text, Origin::Named);
        assert_eq!(flows.iter().map(Option::as_deref).collect::<Vec<_>>(), names, "{text}");
        assert!(is_searched, "{text}");
        // While walking it is evidently about something else.
        assert_eq!(found(text, Origin::Walked), (Vec::new(), false), "{text}");
    }
}

#[test]
fn what_has_a_known_shape_or_no_definition_is_not_searched() {
    let hidden = r#"{"deep":{"activities":[]}}"#;
    let known = [
        (format!(r#"{{"Data":{{"List":[]}},"more":{hidden}}}"#), 0),
        (format!(r#"{{"activities":[],"more":{hidden}}}"#), 1),
        (format!(r#"{{"Definition":7,"more":{hidden}}}"#), 1),
        (format!(r#"[{{"Definition":"{{"}},{hidden}]"#), 2),
        (format!(r#"{{"FlowPackageData":{hidden},"more":{hidden}}}"#), 1),
    ];
    for (text, count) in known {
        let (flows, is_searched) = found(&text, Origin::Named);
        assert_eq!((flows.len(), is_searched), (count, false), "{text}");
    }
    let none = [
        r#"{"a":{"Definition":"of a word"}}"#,
        r#"{"a":{"activities":"swimming"}}"#,
        r#"{"text":"eyJhY3Rpdml0aWVzIjpbXX0="}"#,
        r#"{"text":"eyJhY3Rpdml0aWVzIjpbXX0=","encoding":"gzip"}"#,
        r#"{"body":"eyJhY3Rpdml0aWVzIjpbXX0=","encoding":"base64"}"#,
        r#"{"text":"eyJhY3Rpdml0aWVzIjpbX","encoding":"base64"}"#,
        r#"{"Code":"NotExists.InstanceId","Message":"no","Data":null}"#,
    ];
    for text in none {
        let report = lint("a.json", text.as_bytes());
        assert_eq!(of_rule(&report, "invalid-shape").len(), 1, "{text}");
        assert_eq!(found(text, Origin::Named), (Vec::new(), false), "{text}");
    }
    let old = r#"{"ContactFlows":{"ContactFlow":[{"Versions":[{"Definition":{"activities":[]}}]}]}}"#;
    assert_eq!(of_rule(&lint("a.json", old.as_bytes()), "unsupported-format").len(), 1);
}

#[test]
fn nothing_in_base64_is_edited() {
    let file = r#"{"x":{"text":"eyJhY3Rpdml0aWVzIjpbeyJpZCI6ImEiLCJuYW1lIjoi5byA5aeLIiwicHJvcGVydGllcyI6e319XX0=","encoding":"base64"}}"#;
    let settings = Settings::default();
    let (_, flow) = flows(file.as_bytes(), Origin::Named, &settings).next().expect("a flow");
    let name = flow.activity(0).value().get("name").expect("a name");
    assert_eq!(name.string().as_deref(), Some("开始"));
    assert!(Edit::apply(&[name.edit("\"流程\"")], file.as_bytes()).is_err());
    // Nor does a finding offer to.
    for (file, is_offered) in
        [("plain.json", true), ("har.json", true), ("har-base64.json", false), ("har-base64-object.json", false)]
    {
        let report = lint(file, &read(&testdata().join("shapes").join(file)));
        assert_eq!(report.findings().any(|(_, finding)| finding.fix.is_some()), is_offered, "{file}");
    }
}
