//! What holds for every picture: of all fixtures, of random flows, of large ones and of hostile names.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use ivr_flow::stats::stats;
use ivr_flow::{Context, Graph, Lang, Linter, Origin, Report, Settings};
use ivr_view::{
    Chart, Drawing, Layout, Leads, Listed, PageFlow, Picture, Rect, Way, dot, mermaid, mermaid_size, page, svg,
};
use proptest::prelude::*;

/// Every file with flows below `testdata/`.
fn fixtures() -> Vec<PathBuf> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata")];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "json" || ending == "jsonl") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn flows(name: &str, bytes: &[u8]) -> Vec<PageFlow> {
    let settings = Settings::default();
    let flows = ivr_flow::flows(bytes, Origin::Named, &settings).map(|(index, flow)| {
        let graph = Graph::new(&flow);
        let context = Context::new(&flow, &graph, &settings);
        let chart = Chart::of(&context);
        let drawing = Drawing::of(&chart);
        let (file, stats) = (name.to_owned(), stats(&context));
        PageFlow { file, index, chart, drawing, stats, listed: Listed::default(), compared: None, calls: None }
    });
    flows.collect()
}

fn report(name: &str, bytes: &[u8]) -> Report {
    let linter = Linter::new(Settings::default());
    Report::new([linter.lint(name, bytes, Origin::Named)], &linter, Lang::En)
}

/// Says what is wrong with a drawing.
fn wrong(chart: &Chart, drawing: &Drawing) -> Option<String> {
    for (index, rect) in drawing.boxes.iter().enumerate() {
        if let Some(other) = drawing.boxes[..index].iter().position(|other| other.meets(rect)) {
            return Some(format!("box {index} meets box {other}"));
        }
    }
    for (from, activity) in chart.activities.iter().enumerate() {
        for (row, (number, exit)) in chart.exits_of(activity).enumerate() {
            match (&drawing.ways[number], &exit.leads) {
                (Way::Edge(points), Leads::To(to)) => {
                    let (port, rect) = (drawing.port(from, row), drawing.boxes[*to]);
                    let (first, last) = (points[0], points[points.len() - 1]);
                    if first != port || !(last.0 == rect.x || last.1 == rect.y) || !holds(&drawing.area, last) {
                        return Some(format!("exit {number} goes from {first:?} to {last:?}"));
                    }
                    if let Some(wrong) = crossing(points, &drawing.boxes, from, *to) {
                        return Some(format!("exit {number}: {wrong}"));
                    }
                }
                (Way::Jump, Leads::To(_))
                | (Way::Stub, Leads::Nowhere(_) | Leads::Broken)
                | (Way::Open, Leads::Open)
                | (Way::End, Leads::End) => {}
                (way, leads) => return Some(format!("exit {number} leads {leads:?} and is drawn as {way:?}")),
            }
        }
    }
    None
}

fn holds(area: &Rect, (x, y): (i32, i32)) -> bool {
    area.meets(&Rect { x, y, width: 0, height: 0 })
}

/// Whether an edge passes through a box; at its ends it touches its own.
fn crossing(points: &[(i32, i32)], boxes: &[Rect], from: usize, to: usize) -> Option<String> {
    for (number, pair) in points.windows(2).enumerate() {
        let [(x, y), (right, bottom)] = [pair[0], pair[1]];
        if x != right && y != bottom {
            return Some(format!("{pair:?} is slanting"));
        }
        let run = Rect { x: x.min(right), y: y.min(bottom), width: (right - x).abs(), height: (bottom - y).abs() };
        for (index, rect) in boxes.iter().enumerate() {
            let touches = (index == from && number == 0) || (index == to && number + 2 == points.len());
            let inner = Rect { x: rect.x + 1, y: rect.y + 1, width: rect.width - 2, height: rect.height - 2 };
            if if touches { inner.meets(&run) } else { rect.meets(&run) } {
                return Some(format!("{pair:?} passes box {index}"));
            }
        }
    }
    None
}

#[test]
fn no_box_meets_another_and_no_edge_passes_through_a_box_in_any_fixture() {
    let (mut drawn, mut edges) = (0, 0);
    for path in fixtures() {
        for flow in flows("fixture", &fs::read(&path).expect("a file")) {
            let drawing = flow.drawing.as_ref().expect("small enough");
            assert_eq!(wrong(&flow.chart, drawing), None, "{}", path.display());
            assert!(drawing.ways.iter().all(|way| *way != Way::Jump), "{}", path.display());
            edges += drawing.ways.iter().filter(|way| matches!(way, Way::Edge(_))).count();
            drawn += 1;
        }
    }
    assert!(drawn > 300 && edges > 1000, "{drawn} flows, {edges} edges");
}

#[test]
fn every_fixture_is_whole_in_every_format_and_the_same_twice() {
    for path in fixtures() {
        let bytes = fs::read(&path).expect("a file");
        let report = report("a.json", &bytes);
        let flows = flows("a.json", &bytes);
        for flow in &flows {
            let findings: Vec<_> = report
                .findings()
                .map(|(_, finding)| finding)
                .filter(|finding| finding.flow == Some(flow.index))
                .collect();
            let picture = Picture::new("流程".to_owned(), &flow.chart, findings.iter().copied());
            let drawing = flow.drawing.as_ref().expect("small enough");
            for lang in [Lang::En, Lang::Zh] {
                let text = svg(&picture, drawing, lang);
                let xml =
                    roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                let of_class = |class: &str| {
                    xml.descendants()
                        .filter(|node| node.attribute("class").is_some_and(|has| has.starts_with(class)))
                        .count()
                };
                assert!(of_class("exit ") >= flow.chart.exits.len(), "{}: every exit is drawn", path.display());
                assert_eq!(text, svg(&picture, &Drawing::of(&flow.chart).expect("a drawing"), lang));
            }
            // Exits to the same activity may be one edge, but all are named.
            let leads = |exit: &&ivr_view::Exit| exit.leads != Leads::End;
            let others =
                flow.chart.exits.iter().filter(leads).filter(|exit| !matches!(exit.leads, Leads::To(_))).count();
            let targets = flow.chart.activities.iter().map(|activity| {
                let to = flow.chart.exits_of(activity).filter(|(_, exit)| matches!(exit.leads, Leads::To(_)));
                to.map(|(_, exit)| format!("{:?}", exit.leads)).collect::<HashSet<_>>().len()
            });
            let (least, most) = (targets.sum::<usize>() + others, flow.chart.exits.iter().filter(leads).count());
            let graph = dot(&picture, Lang::En);
            assert!((least..=most).contains(&graph.matches(" -> ").count()), "{}: {graph}", path.display());
            let chart = mermaid(&picture, Lang::Zh);
            assert!(chart.starts_with("flowchart LR\n"));
            assert_eq!(mermaid_size(&chart), (graph.matches(" -> ").count(), chart.encode_utf16().count()));
        }
        // Each page has all rules in it, so not one for every file.
        if path.to_string_lossy().contains("shapes") {
            assert_eq!(page(&report, &flows, Lang::En), page(&report, &flows, Lang::En));
        }
    }
}

#[test]
fn what_is_wrong_is_marked() {
    let text = r#"{"activities": [
        {"type": "INCOMING_CALL", "id": "a", "name": "开始", "events": [{"event": "complete", "next": "b"}]},
        {"type": "GATHER_INPUT", "id": "b", "name": "主菜单", "events": [{"event": "success", "next": "c"}, {"event": "failure", "next": "gone"}, {"event": "timeout", "next": null}]},
        {"type": "PLAY_SAY", "id": "c", "name": "音乐", "events": [{"event": "complete", "next": "c"}]},
        {"type": "SMS", "id": "d", "name": "旧短信", "events": [{"event": "complete", "next": "z"}]},
        {"type": "HANGUP", "id": "z", "name": "挂机", "events": [{"event": "complete", "next": null}]}]}"#;
    let report = report("a.json", text.as_bytes());
    let flows = flows("a.json", text.as_bytes());
    let drawing = flows[0].drawing.as_ref().expect("a drawing");
    assert_eq!(drawing.layout, Layout::Layered);
    let entry = drawing.boxes[0].x;
    assert!(drawing.boxes.iter().all(|rect| rect.x >= entry), "the entry is on the left");
    let picture = Picture::new(
        "a".to_owned(),
        &flows[0].chart,
        report.findings().map(|(_, finding)| finding).collect::<Vec<_>>(),
    );
    let svg = svg(&picture, drawing, Lang::En);
    for sign in [
        "failure ✕ gone",
        "class=\"stub\"",
        "class=\"exit open warning\"",
        "class=\"ring endless\"",
        "fill=\"url(#hatch)\"",
        "class=\"badge error\"",
        "unreachable",
        "points to a missing module",
    ] {
        assert!(svg.contains(sign), "{sign}");
    }
    assert!(dot(&picture, Lang::En).contains("✕ gone"));
    assert!(mermaid(&picture, Lang::En).contains("class n3 unreachable"));
}

#[test]
fn the_canvas_is_kept_where_it_makes_sense() {
    let real = include_bytes!("../../../testdata/real/list-contact-flows.json");
    let drawing = flows("real", real)[0].drawing.clone().expect("a drawing");
    assert_eq!(drawing.layout, Layout::Canvas);
    let at = |places: &str| {
        let activities: Vec<_> = places.split(' ').enumerate().map(|(index, place)| {
            format!(r#"{{"type":"PLAY_SAY","id":"n{index}","name":"n","events":[{{"event":"complete","next":"n0"}}],"properties":{{"position":{place}}}}}"#)
        }).collect();
        let text = format!(r#"{{"activities":[{}]}}"#, activities.join(","));
        flows("a", text.as_bytes())[0].drawing.clone().expect("a drawing").layout
    };
    assert_eq!(at(r#"{"x":0,"y":0} {"x":300,"y":-5} {"x":0,"y":200} {"x":300,"y":200.5}"#), Layout::Canvas);
    assert_eq!(at(r#"{"x":0,"y":0} {"x":0,"y":0} {"x":0,"y":0} {"x":0,"y":0}"#), Layout::Layered, "all in one place");
    assert_eq!(at(r#"{"x":0,"y":0} {"x":"1","y":2} null {}"#), Layout::Layered, "most are missing");
    assert_eq!(at(r#"{"x":0,"y":0} {"x":1e300,"y":0} {"x":9e5,"y":9e5} {"x":1,"y":-9e5}"#), Layout::Layered, "too far");
}

#[test]
fn hostile_names_stay_text() {
    let hostile = "</script><img src=x onerror=alert(1)>\\\"'`]]>--><!--\u{2028}{policy}{script}\u{ffff}\u{0}";
    let name = serde_json::to_string(hostile).expect("JSON");
    let text = format!(
        r#"{{"activities":[{{"type":{name},"id":{name},"name":{name},"properties":{{{name}:{name}}},"events":[{{"event":{name},"next":{name}}},{{"event":{name},"next":"gone"}}]}}]}}"#
    );
    let report = report(hostile, text.as_bytes());
    let flows = flows(hostile, text.as_bytes());
    let findings: Vec<_> = report.findings().map(|(_, finding)| finding).collect();
    let picture = Picture::new(hostile.to_owned(), &flows[0].chart, findings.iter().copied());
    let svg = svg(&picture, flows[0].drawing.as_ref().expect("a drawing"), Lang::En);
    let xml = roxmltree::Document::parse(&svg).expect("XML");
    assert!(xml.descendants().all(|node| !["script", "img"].contains(&node.tag_name().name())));
    let page = page(&report, &flows, Lang::En);
    assert!(!page.contains("<img") && !page.contains('\u{2028}'));
    // The data of the page, of the flow, and the script; nothing ends one of them early.
    assert_eq!((page.matches("<script").count(), page.matches("</script>").count()), (3, 3));
    let graph = dot(&picture, Lang::En);
    assert!(
        graph.lines().all(|line| line.replace("\\\\", "").replace("\\\"", "").matches('"').count() % 2 == 0),
        "{graph}"
    );
    assert!(!mermaid(&picture, Lang::En).contains("<img"));
}

/// A chain of activities of which each has further exits that `more` says.
fn large(count: usize, more: impl Fn(usize) -> Vec<usize>) -> String {
    let mut text = String::from(r#"{"activities":["#);
    for index in 0..count {
        let kind = if index == 0 { "INCOMING_CALL" } else { "GATHER_INPUT" };
        let _ = write!(
            text,
            r#"{}{{"type":"{kind}","id":"n{index}","name":"模块 {index}","events":["#,
            if index > 0 { "," } else { "" }
        );
        for (row, to) in [index + 1].into_iter().chain(more(index)).enumerate() {
            let _ = write!(text, r#"{}{{"event":"e{row}","next":"n{to}"}}"#, if row > 0 { "," } else { "" });
        }
        text += "]}";
    }
    text + "]}"
}

#[test]
fn large_flows_are_drawn_in_time_and_in_little_stack_space() {
    let shapes: [(&str, String); 4] = [
        ("a chain", large(5000, |_| Vec::new())),
        ("all to one", large(5000, |_| vec![4999])),
        ("one to all", large(2500, |index| if index == 0 { (0..2500).collect() } else { Vec::new() })),
        ("a thicket", large(5000, |index| vec![index * 7919 % 5000, index * 104_729 % 5000])),
    ];
    for (shape, text) in shapes {
        let draw = move || {
            let (started, before) = (Instant::now(), processor_time());
            let flow = flows("large", text.as_bytes()).remove(0);
            let drawing = flow.drawing.expect("small enough");
            let took = before.and_then(|before| processor_time()?.checked_sub(before));
            (drawing.boxes.len(), took.unwrap_or_else(|| started.elapsed()))
        };
        let thread = std::thread::Builder::new().stack_size(512 << 10).spawn(draw).expect("a thread");
        let (boxes, took) = thread.join().expect("no overflow");
        assert!(boxes >= 2500, "{shape}");
        assert!(took < Duration::from_secs(60), "{shape}: {took:?}");
    }
    let hundred_thousand = large(200_001, |_| Vec::new());
    assert_eq!(flows("huge", hundred_thousand.as_bytes())[0].drawing, None, "nobody looks at so many");
}

/// What a processor has spent on this thread, where the system says it: others may use the machine at the same time.
fn processor_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(text.split(' ').next()?.parse().ok()?))
}

#[test]
fn long_flows_are_folded_to_the_proportions_of_a_screen() {
    let apart = |count: usize| {
        let activity = |index: usize| format!(r#"{{"type":"PLAY_SAY","id":"n{index}","name":"n","events":[]}}"#);
        format!(r#"{{"activities":[{}]}}"#, (0..count).map(activity).collect::<Vec<_>>().join(","))
    };
    let shapes = [
        ("a chain", large(600, |_| Vec::new())),
        ("a tree", large(600, |index| (1..=4).map(|child| 4 * index + child).filter(|child| *child < 600).collect())),
        ("one to all", large(600, |index| if index == 0 { (0..600).collect() } else { Vec::new() })),
        ("all apart", apart(600)),
    ];
    for (shape, text) in shapes {
        let flow = flows("long", text.as_bytes()).remove(0);
        let drawing = flow.drawing.expect("small enough");
        let (width, height) = (f64::from(drawing.area.width), f64::from(drawing.area.height));
        assert!((0.5..4.0).contains(&(width / height)), "{shape}: {width} × {height}");
        assert_eq!(wrong(&flow.chart, &drawing), None, "{shape}");
    }
    // What fits a wide screen in one line stays in one.
    let short = flows("short", large(20, |_| Vec::new()).as_bytes()).remove(0).drawing.expect("small enough");
    assert!(short.boxes.iter().all(|rect| rect.y == short.boxes[0].y));
}

#[test]
fn edges_to_one_activity_join_in_a_dot() {
    let text = r#"{"activities":[
        {"type":"INCOMING_CALL","id":"a","name":"a","events":[{"event":"x","next":"b"},{"event":"y","next":"b"},{"event":"z","next":"c"}]},
        {"type":"PLAY_SAY","id":"b","name":"b","events":[{"event":"complete","next":"c"}]},
        {"type":"HANGUP","id":"c","name":"c","events":[]}]}"#;
    let flow = flows("joint", text.as_bytes()).remove(0);
    let drawing = flow.drawing.expect("a drawing");
    assert!(!drawing.joints.is_empty());
    let edges: Vec<_> =
        drawing.ways.iter().filter_map(|way| if let Way::Edge(points) = way { Some(points) } else { None }).collect();
    let on = |edge: &[(i32, i32)], (x, y): (i32, i32)| {
        let between = |at: i32, a: i32, b: i32| (a.min(b)..=a.max(b)).contains(&at);
        edge.windows(2).any(|run| between(x, run[0].0, run[1].0) && between(y, run[0].1, run[1].1))
    };
    for &joint in &drawing.joints {
        assert!(edges.iter().filter(|edge| on(edge, joint)).count() > 1, "{joint:?} is on one edge: {edges:?}");
    }
    let picture = Picture::new(String::new(), &flow.chart, []);
    let graph = dot(&picture, Lang::En);
    assert!(graph.contains("n0 -> n1 [label=\"x, y\"]"), "{graph}");
    assert!(mermaid(&picture, Lang::En).contains("n0 -->|\"x, y\"| n1"));
}

/// An activity: its exits, and where it stands.
type Random = (Vec<Option<usize>>, Option<(i32, i32)>);

fn random_flow() -> impl Strategy<Value = Vec<Random>> {
    let exit = prop::option::weighted(0.9, 0..30_usize);
    let place = prop::option::weighted(0.9, (-900..900_i32, -900..900_i32));
    prop::collection::vec((prop::collection::vec(exit, 0..4), place), 1..25)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 60 } else { 400 }))]

    #[test]
    fn no_edge_passes_through_a_box_in_random_flows(activities in random_flow(), with_places in any::<bool>()) {
        let json: Vec<_> = activities.iter().enumerate().map(|(index, (exits, place))| {
            let events: Vec<_> = exits.iter().enumerate().map(|(row, next)| {
                serde_json::json!({"event": format!("e{row}"), "next": next.map(|next| format!("n{next}"))})
            }).collect();
            let place = place.filter(|_| with_places).map(|(x, y)| serde_json::json!({"x": x, "y": y}));
            let kind = if index == 0 { "INCOMING_CALL" } else { "PLAY_SAY" };
            serde_json::json!({"type": kind, "id": format!("n{index}"), "name": "名", "events": events, "properties": {"position": place}})
        }).collect();
        let text = serde_json::json!({"activities": json}).to_string();
        let flow = flows("random", text.as_bytes()).remove(0);
        let drawing = flow.drawing.as_ref().expect("a drawing");
        prop_assert_eq!(wrong(&flow.chart, drawing), None);
        prop_assert!(drawing.ways.iter().all(|way| *way != Way::Jump), "small flows have no jumps");
    }
}
