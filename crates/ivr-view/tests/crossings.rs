//! How readable the pictures of three larger flows are: what crosses in the SVG, with and without a canvas.

use std::time::{Duration, Instant};

use ivr_flow::{Context, Graph, Lang, Origin, Settings};
use ivr_view::{Chart, Drawing, Picture, Way, svg};
use serde_json::Value;

type Point = (f64, f64);

const BANK: &str = include_str!("flows/bank.json");
const DEFECTS: &str = include_str!("flows/bank-defects.json");
const LARGE: &str = include_str!("flows/n150.json");

/// The picture of a flow, and how long it took.
fn picture(text: &str) -> (String, Duration) {
    let settings = Settings::default();
    let mut flows = ivr_flow::flows(text.as_bytes(), Origin::Named, &settings);
    let chart = flows
        .next()
        .map(|(_, flow)| {
            let graph = Graph::new(&flow);
            Chart::of(&Context::new(&flow, &graph, &settings))
        })
        .expect("a flow");
    // Others may use the machine at the same time.
    let timed = || {
        let started = Instant::now();
        (Drawing::of(&chart).expect("small enough"), started.elapsed())
    };
    let (drawing, took) = (0..3).map(|_| timed()).min_by_key(|(_, took)| *took).expect("one");
    assert!(drawing.ways.iter().all(|way| *way != Way::Jump), "every edge is drawn");
    (svg(&Picture::new(String::new(), &chart, []), &drawing, Lang::Zh), took)
}

/// A flow as if nobody had placed its activities.
fn without_canvas(text: &str) -> String {
    let mut flow: Value = serde_json::from_str(text).expect("JSON");
    for activity in flow["activities"].as_array_mut().expect("activities") {
        if let Some(properties) = activity["properties"].as_object_mut() {
            properties.remove("position");
        }
    }
    flow.to_string()
}

/// The corners of an edge: a curve counts as the corner that it rounds.
fn corners(path: &str) -> Vec<Point> {
    let spaced: String =
        path.chars().flat_map(|char| if char.is_alphabetic() { vec![' ', char, ' '] } else { vec![char] }).collect();
    let mut corners: Vec<Point> = Vec::new();
    let mut words = spaced.split_whitespace().peekable();
    let mut command = "";
    let number = |words: &mut dyn Iterator<Item = &str>| {
        words.next().and_then(|word| word.parse::<f64>().ok()).expect("a number")
    };
    while let Some(word) = words.peek() {
        if word.starts_with(char::is_alphabetic) {
            command = words.next().expect("a command");
        }
        corners.push((number(&mut words), number(&mut words)));
        if command == "Q" {
            number(&mut words);
            number(&mut words);
        }
    }
    corners
}

/// How often two edges cross: a level and an upright run that have an inner point in common.
fn crossings(edges: &[Vec<Point>]) -> usize {
    let between = |at: f64, a: f64, b: f64| a.min(b) < at && at < a.max(b);
    let cross = |level: &[Point], upright: &[Point]| {
        level[0].1 == level[1].1
            && upright[0].0 == upright[1].0
            && between(upright[0].0, level[0].0, level[1].0)
            && between(level[0].1, upright[0].1, upright[1].1)
    };
    let mut count = 0;
    for (number, edge) in edges.iter().enumerate() {
        for other in &edges[..number] {
            for run in straight(edge).windows(2) {
                count += straight(other).windows(2).filter(|second| cross(run, second) || cross(second, run)).count();
            }
        }
    }
    count
}

/// Without the points in the middle of a straight run.
fn straight(edge: &[Point]) -> Vec<Point> {
    let mut corners: Vec<Point> = Vec::new();
    for &point in edge {
        if let [.., before, last] = corners.as_slice()
            && ((before.0 == last.0 && last.0 == point.0) || (before.1 == last.1 && last.1 == point.1))
        {
            corners.pop();
        }
        corners.push(point);
    }
    corners
}

/// What a picture shows: its edges and its boxes, as a reader of the SVG finds them.
fn shown(svg: &str) -> (Vec<Vec<Point>>, Vec<[f64; 4]>) {
    let xml = roxmltree::Document::parse(svg).expect("XML");
    let is = |node: &roxmltree::Node<'_, '_>, class: &str| {
        node.attribute("class").is_some_and(|has| has.split(' ').any(|one| one == class))
    };
    let edges = xml.descendants().filter(|node| is(node, "edge")).map(|edge| {
        let line = edge.children().find(|child| child.tag_name().name() == "path" && !is(child, "tip"));
        corners(line.and_then(|line| line.attribute("d")).expect("a line"))
    });
    let boxes = xml.descendants().filter(|node| is(node, "box")).map(|group| {
        let moved =
            group.attribute("transform").expect("a place").trim_start_matches("translate(").trim_end_matches(')');
        let (x, y) = moved.split_once(' ').expect("two numbers");
        let body = group.children().find(|child| is(child, "body")).expect("a body");
        let size = |name| body.attribute(name).and_then(|size| size.parse::<f64>().ok()).expect("a size");
        let (x, y): (f64, f64) = (x.parse().expect("x"), y.parse().expect("y"));
        [x, y, x + size("width"), y + size("height")]
    });
    (edges.collect(), boxes.collect())
}

/// Draws a flow and holds its picture to bounds.
fn hold(name: &str, text: &str, most: usize) {
    let (svg, took) = picture(text);
    let (edges, boxes) = shown(&svg);
    for (number, one) in boxes.iter().enumerate() {
        let meets =
            |other: &[f64; 4]| one[0] <= other[2] && other[0] <= one[2] && one[1] <= other[3] && other[1] <= one[3];
        assert!(!boxes[..number].iter().any(meets), "{name}: boxes overlap");
        let passes = |run: &[Point]| {
            run[0].0.min(run[1].0) < one[2]
                && one[0] < run[0].0.max(run[1].0)
                && run[0].1.min(run[1].1) < one[3]
                && one[1] < run[0].1.max(run[1].1)
                || run[0].1 == run[1].1
                    && one[1] < run[0].1
                    && run[0].1 < one[3]
                    && run[0].0.min(run[1].0) < one[2]
                    && one[0] < run[0].0.max(run[1].0)
                || run[0].0 == run[1].0
                    && one[0] < run[0].0
                    && run[0].0 < one[2]
                    && run[0].1.min(run[1].1) < one[3]
                    && one[1] < run[0].1.max(run[1].1)
        };
        assert!(!edges.iter().any(|edge| edge.windows(2).any(passes)), "{name}: an edge passes through a box");
    }
    let crossed = crossings(&edges);
    assert!(crossed <= most, "{name}: {crossed} crossings, not {most}");
    // What is measured is the program as it is built for use.
    assert!(cfg!(debug_assertions) || took < Duration::from_millis(150), "{name}: {took:?}");
}

#[test]
fn few_edges_cross_on_a_canvas() {
    hold("bank", BANK, 75);
    hold("bank-defects", DEFECTS, 80);
    hold("n150", LARGE, 180);
}

#[test]
fn few_edges_cross_without_a_canvas() {
    hold("bank", &without_canvas(BANK), 100);
    hold("bank-defects", &without_canvas(DEFECTS), 95);
    hold("n150", &without_canvas(LARGE), 1100);
}
