//! The picture as a self-contained SVG file, without scripts, fonts or external resources, in light and dark.

use std::fmt::Write as _;

use ivr_flow::{Lang, Severity};

use crate::chart::{Activity, Exit, Leads};
use crate::drawing::{Drawing, HEAD, ROW, WIDTH, Way};
use crate::geometry::Point;
use crate::picture::Picture;
use crate::text::{escape, fit, lines, width};

/// The style of a picture; its colours are variables.
pub(crate) const STYLE: &str = include_str!("../assets/picture.css");
/// The light and dark colours, and the fonts, as CSS declarations.
pub(crate) const LIGHT: &str = include_str!("../assets/light.css");
pub(crate) const DARK: &str = include_str!("../assets/dark.css");
pub(crate) const FONT: &str = include_str!("../assets/font.css");

/// How far the corners of edges are rounded.
const ROUND: i32 = 6;
/// Where the texts of a box begin.
const INSET: i32 = 54;

/// Draws a flow.
pub fn svg(picture: &Picture<'_>, drawing: &Drawing, lang: Lang) -> String {
    let mut out = String::new();
    let legend = legend(picture, drawing, lang);
    let area = drawing.area;
    let (across, down) = (area.width.max(280), area.height + if legend.is_empty() { 0 } else { 34 });
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{} {} {across} {down}\" width=\"{across}\" \
         height=\"{down}\" role=\"img\" aria-labelledby=\"title desc\" lang=\"{}\">\n<title id=\"title\">{}</title>\n\
         <desc id=\"desc\">{}</desc>\n<style>\nsvg {{\n{LIGHT}{FONT}}}\n@media (prefers-color-scheme: dark) {{ svg {{\n{DARK}}} }}\n{STYLE}</style>\n<defs><pattern id=\"hatch\" width=\"8\" height=\"8\" \
         patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><path class=\"hatching\" d=\"M0 0V8\"/>\
         </pattern></defs>\n<rect class=\"page\" x=\"{}\" y=\"{}\" width=\"{across}\" height=\"{down}\"/>\n",
        area.x,
        area.y,
        match lang {
            Lang::En => "en",
            Lang::Zh => "zh-Hans",
        },
        escape(&picture.title),
        escape(&description(picture, lang)),
        area.x,
        area.y,
    );
    for (index, activity) in picture.chart.activities.iter().enumerate() {
        edges(&mut out, picture, drawing, (index, activity), lang);
    }
    for (index, activity) in picture.chart.activities.iter().enumerate() {
        activity_box(&mut out, picture, drawing, (index, activity), lang);
    }
    if !legend.is_empty() {
        let _ = writeln!(out, "<g transform=\"translate({} {})\">{legend}</g>", area.x + 40, area.bottom() + 2);
    }
    out.push_str("</svg>\n");
    out
}

/// The same picture in light colours that stand where they are used, for programs that know no variables.
pub fn plain(svg: &str) -> String {
    let light = LIGHT.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(": "));
    light.fold(svg.to_owned(), |svg, (name, colour)| svg.replace(&format!("var(--{name})"), colour))
}

fn description(picture: &Picture<'_>, lang: Lang) -> String {
    let (activities, findings) = (picture.chart.activities.len(), picture.findings);
    let [a, b] = [activities, findings].map(|count| if count == 1 { "" } else { "s" });
    let text =
        ivr_flow::localized!("{activities} module{a}, {findings} finding{b}", "{activities} 个模块，{findings} 个问题");
    text.get(lang).to_owned()
}

/// An edge as an SVG path with rounded corners.
pub(crate) fn path(points: &[Point]) -> String {
    let mut path = String::new();
    for (number, &(x, y)) in points.iter().enumerate() {
        let bend = number.checked_sub(1).and_then(|before| Some((points[before], *points.get(number + 1)?)));
        let _ = match bend {
            None if number == 0 => write!(path, "M{x} {y}"),
            None => write!(path, "L{x} {y}"),
            Some((before, after)) => {
                let (from, to) = (towards((x, y), before), towards((x, y), after));
                write!(path, "L{} {}Q{x} {y} {} {}", from.0, from.1, to.0, to.1)
            }
        };
    }
    path
}

/// The point a little away from one in the direction of another, at most halfway.
fn towards(from: Point, to: Point) -> Point {
    let step = |from: i32, to: i32| from + (to - from).signum() * ROUND.min((to - from).abs() / 2);
    (step(from.0, to.0), step(from.1, to.1))
}

fn edges(
    out: &mut String,
    picture: &Picture<'_>,
    drawing: &Drawing,
    (index, activity): (usize, &Activity),
    lang: Lang,
) {
    for (number, exit) in picture.chart.exits_of(activity) {
        let is_on_path = picture.marks.is_on_path[number];
        if let (true, Way::Jump) = (is_on_path, &drawing.ways[number]) {
            let (x, y) = drawing.port(index, number - activity.exits.start);
            let _ = writeln!(out, "<path class=\"walked\" d=\"M{x} {y}h16\"/>");
        }
        let (Way::Edge(points), Leads::To(to)) = (&drawing.ways[number], &exit.leads) else { continue };
        let marks = &picture.marks;
        let round = marks.activities[index].in_loop.filter(|round| marks.activities[*to].in_loop == Some(*round));
        let mut class = "edge".to_owned();
        if let Some(round) = round {
            class += if marks.loops[round].is_endless { " endless" } else { " silent" };
        } else if let Some(severity) = marks.exits[number] {
            let _ = write!(class, " {}", severity.name());
        } else if activity.arrival == crate::chart::Arrives::Never && marks.activities[index].is_unreachable {
            class += " unreached";
        }
        if exit.item.is_none() {
            class += " hidden";
        }
        let (x, y) = *points.last().unwrap_or(&(0, 0));
        let from_above = points.len() > 1 && points[points.len() - 2].0 == x;
        let tip = if from_above {
            format!("M{} {}L{x} {}L{} {}Z", x - 5, y - 9, y - 1, x + 5, y - 9)
        } else {
            format!("M{} {}L{} {y}L{} {}Z", x - 9, y - 5, x - 1, x - 9, y + 5)
        };
        let line = path(points);
        let title = format!("{} · {} → {}", activity.name, exit.called(lang), picture.chart.activities[*to].name);
        let _ = writeln!(
            out,
            "<g class=\"{class}\"><title>{}</title>{}<path d=\"{line}\"/><path class=\"tip\" d=\"{tip}\"/>{}</g>",
            escape(&title),
            if is_on_path { format!("<path class=\"walked\" d=\"{line}\"/>") } else { String::new() },
            drawing
                .joints_of(number)
                .map(|(x, y)| format!("<circle class=\"joint\" cx=\"{x}\" cy=\"{y}\" r=\"3\"/>"))
                .collect::<String>(),
        );
    }
}

fn activity_box(
    out: &mut String,
    picture: &Picture<'_>,
    drawing: &Drawing,
    (index, activity): (usize, &Activity),
    lang: Lang,
) {
    let rect = drawing.boxes[index];
    let mark = picture.marks.activities[index];
    let (wide, high, round) = (rect.width, rect.height, activity.manner.radius());
    let mut class = format!("box {}", activity.manner.class());
    if mark.is_unreachable {
        class += " unreached";
    }
    let mut title = activity.described();
    if let Some(known) = activity.title(lang) {
        let _ = write!(title, " · {known}");
    }
    let _ = write!(
        out,
        "<g class=\"{class}\" transform=\"translate({} {})\"><title>{}</title>",
        rect.x,
        rect.y,
        escape(&title)
    );
    if mark.is_on_path {
        let _ = write!(
            out,
            "<rect class=\"walked\" x=\"-4\" y=\"-4\" width=\"{}\" height=\"{}\" rx=\"{}\"/>",
            wide + 8,
            high + 8,
            round + 4
        );
    }
    if let Some(round) = mark.in_loop {
        let class = if picture.marks.loops[round].is_endless { "endless" } else { "silent" };
        let _ = write!(
            out,
            "<rect class=\"ring {class}\" x=\"-6\" y=\"-6\" width=\"{}\" height=\"{}\" rx=\"{}\"/>\
             <g class=\"turn {class}\" transform=\"translate(4 -6)\"><circle r=\"9\"/><path d=\"{TURN}\"/></g>",
            wide + 12,
            high + 12,
            activity.manner.radius() + 6,
        );
    }
    let _ = write!(out, "<rect class=\"body\" width=\"{wide}\" height=\"{high}\" rx=\"{round}\"/>");
    if mark.is_unreachable {
        let _ = write!(
            out,
            "<rect class=\"hatched\" width=\"{wide}\" height=\"{high}\" rx=\"{round}\" fill=\"url(#hatch)\"/>"
        );
    }
    #[expect(clippy::cast_precision_loss, reason = "widths are small")]
    let room = (WIDTH - INSET - if mark.findings > 0 { 16 } else { 8 }) as f32;
    let names = lines(&activity.name, 13.5, room, 2);
    let (name_at, type_at) = if names.len() > 1 { (20, 53) } else { (27, 45) };
    let _ = write!(
        out,
        "<rect class=\"tile\" x=\"10\" y=\"12\" width=\"36\" height=\"36\" rx=\"10\"/>\
         <path class=\"icon\" transform=\"translate(16 18)\" d=\"{}\"/>",
        activity.icon(),
    );
    for (row, name) in (0..).zip(&names) {
        let _ = write!(out, "<text class=\"name\" x=\"{INSET}\" y=\"{}\">{}</text>", name_at + row * 16, escape(name));
    }
    let _ = write!(
        out,
        "<text class=\"type\" x=\"{INSET}\" y=\"{type_at}\">{}</text>",
        escape(&fit(activity.type_name(lang), 12.0, room)),
    );
    if !activity.exits.is_empty() {
        let _ = write!(out, "<path class=\"rule\" d=\"M0 {0}H{wide}\"/>", HEAD - 2);
    }
    for (row, (number, exit)) in (0..).zip(picture.chart.exits_of(activity)) {
        let worst = picture.marks.exits[number];
        exit_row(out, picture, drawing, (row, number, exit), worst, lang);
    }
    if let Some(worst) = mark.worst {
        badge(out, worst, mark.findings, wide - 6, 2);
    }
    out.push_str("</g>\n");
}

/// A circular arrow, which marks loops.
const TURN: &str = "M4 -1.500a4.300 4.300 0 1 0 .300 2.500M4.800 -4v3h-3";

fn exit_row(
    out: &mut String,
    picture: &Picture<'_>,
    drawing: &Drawing,
    (row, number, exit): (i32, usize, &Exit),
    worst: Option<Severity>,
    lang: Lang,
) {
    let y = HEAD + ROW / 2 + row * ROW;
    let severity = worst.map_or("", Severity::name);
    let called = exit.called(lang);
    #[expect(clippy::cast_precision_loss, reason = "widths are small")]
    let room = (WIDTH - 28) as f32;
    let label = |sign: &str, target: &str| {
        let target = fit(target, 12.0, room / 2.0);
        let called = fit(&called, 12.0, room - width(&target, 12.0) - 22.0);
        format!("{called} {sign} {target}")
    };
    let (class, label) = match (&drawing.ways[number], &exit.leads) {
        (Way::Stub, Leads::Nowhere(id)) => ("dangling", label("✕", id)),
        (Way::Stub, _) => ("dangling", format!("{} ✕", fit(&called, 12.0, room - 16.0))),
        (Way::Jump, Leads::To(to)) => ("jump", label("↪", &picture.chart.activities[*to].name)),
        (Way::Open, _) => ("open", fit(&called, 12.0, room)),
        (Way::End, _) => ("end", fit(&called, 12.0, room)),
        _ => ("wired", fit(&called, 12.0, room)),
    };
    let _ = write!(
        out,
        "<g class=\"exit {class} {severity}\"><text x=\"{}\" y=\"{}\">{}</text>",
        WIDTH - 12,
        y + 4,
        escape(&label),
    );
    let _ = match class {
        "dangling" => {
            let x = WIDTH + 22;
            write!(
                out,
                "<path class=\"stub\" d=\"M{WIDTH} {y}H{x}M{0} {1}L{2} {3}M{0} {3}L{2} {1}\"/>\
                 <circle class=\"port\" cx=\"{WIDTH}\" cy=\"{y}\" r=\"4\"/>",
                x - 5,
                y - 5,
                x + 5,
                y + 5,
            )
        }
        "end" => Ok(()),
        "jump" => write!(out, "<path class=\"leap\" d=\"M{WIDTH} {y}h16m-5 -4l5 4l-5 4\"/>"),
        "open" => write!(out, "<circle class=\"port\" cx=\"{WIDTH}\" cy=\"{y}\" r=\"5\"/>"),
        _ => write!(out, "<circle class=\"port\" cx=\"{WIDTH}\" cy=\"{y}\" r=\"3.500\"/>"),
    };
    out.push_str("</g>");
}

/// The number of findings, in a shape that shows the worst severity.
fn badge(out: &mut String, severity: Severity, count: usize, x: i32, y: i32) {
    let shape = match severity {
        Severity::Error => "M-4.500 -10h9l5.500 5.500v9l-5.500 5.500h-9l-5.500 -5.500v-9z",
        Severity::Warning => "M0 -11l12 20h-24z",
        Severity::Note => "M0 -9a9 9 0 1 0 0 18a9 9 0 1 0 0 -18z",
    };
    let text = if count > 9 { "9+".to_owned() } else { count.to_string() };
    let down = if severity == Severity::Warning { 6 } else { 4 };
    let _ = write!(
        out,
        "<g class=\"badge {}\" transform=\"translate({x} {y})\"><path d=\"{shape}\"/><text y=\"{down}\">{text}</text></g>",
        severity.name(),
    );
}

/// The legend of the marks that occur in the picture.
fn legend(picture: &Picture<'_>, drawing: &Drawing, lang: Lang) -> String {
    let marks = &picture.marks;
    let exits = || drawing.ways.iter();
    let loops = |endless| marks.loops.iter().any(|round| round.is_endless == endless);
    let open = exits().any(|way| *way == Way::Open);
    let signs = [
        (
            exits().any(|way| *way == Way::Stub),
            "<g class=\"exit dangling\"><path class=\"stub\" d=\"M0 0H18M13 -5L23 5M13 5L23 -5\"/></g>",
            "points to a missing module",
            "指向不存在的模块",
        ),
        (open, "<g class=\"exit open\"><circle class=\"port\" cx=\"14\" r=\"5\"/></g>", "not connected", "未连接"),
        (
            exits().any(|way| *way == Way::Jump),
            "<g class=\"exit jump\"><path class=\"leap\" d=\"M4 0h16m-5 -4l5 4l-5 4\"/></g>",
            "continues at the named module",
            "跳转至所示模块",
        ),
        (
            marks.activities.iter().any(|mark| mark.is_unreachable),
            "<g class=\"box unreached\"><rect class=\"body\" y=\"-8\" width=\"24\" height=\"16\" rx=\"3\"/>\
             <rect class=\"hatched\" y=\"-8\" width=\"24\" height=\"16\" rx=\"3\" fill=\"url(#hatch)\"/></g>",
            "unreachable",
            "无法到达",
        ),
        (
            loops(true),
            "<rect class=\"ring endless\" y=\"-8\" width=\"24\" height=\"16\" rx=\"5\"/>",
            "endless loop",
            "无法退出的循环",
        ),
        (
            loops(false),
            "<rect class=\"ring silent\" y=\"-8\" width=\"24\" height=\"16\" rx=\"5\"/>",
            "loop without waiting for input",
            "循环中没有等待或询问",
        ),
        (
            marks.activities.iter().any(|mark| mark.is_on_path),
            "<g class=\"edge\"><path class=\"walked\" d=\"M0 0H26\"/><path d=\"M0 0H26\"/></g>",
            "call of a finding",
            "问题的到达路径",
        ),
    ];
    let mut legend = String::new();
    let mut x = 0;
    for (_, sign, en, zh) in signs.iter().filter(|(is_there, ..)| *is_there) {
        let text = match lang {
            Lang::En => en,
            Lang::Zh => zh,
        };
        let _ = write!(
            legend,
            "<g transform=\"translate({x} 0)\">{sign}<text class=\"legend\" x=\"32\" y=\"4\">{text}</text></g>"
        );
        #[expect(clippy::cast_possible_truncation, reason = "widths are small")]
        {
            x += 32 + width(text, 11.5) as i32 + 24;
        }
    }
    legend
}
