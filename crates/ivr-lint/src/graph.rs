//! `ivr-lint graph`: flows as pictures, or as source for Graphviz or Mermaid.

use std::collections::HashSet;
use std::io::{self, IsTerminal as _, Write};
use std::path::Path;

use ivr_flow::{FileReport, FlowReport, Lang, Localized, Report, closest, localized, printable, shorten};
use ivr_view::{Chart, Drawing, MERMAID_EDGES, MERMAID_LENGTH, Picture, dot, mermaid, mermaid_size, plain, svg};

use crate::args::{Global, GraphFormat, GraphWanted, Request};
use crate::flow_file::safe_name;
use crate::guard::Writes;
use crate::lint::{Linted, lint, note_searched};
use crate::open::open;
use crate::raster::png;
use crate::status::{CLEAN, TROUBLE};
use crate::terminal::{complain, note};
use crate::write::{cannot_write, write_whole};

/// A flow of a run: its file, and its index there.
type Place<'a> = (&'a FileReport, usize, &'a FlowReport);
/// The chart of a flow, the name of its file, and its index there.
type Charted = (String, usize, Chart);

/// Draws one flow of a file, or all of them. Status 0 if they were drawn, whatever was found in them.
pub(crate) fn graph(global: &Global, wanted: &GraphWanted, lang: Lang) -> io::Result<u8> {
    let request = Request::new(global, &wanted.trust, wanted.path.as_slice()).rules(&wanted.rules, &wanted.known);
    let request = request.remote(&wanted.remote);
    let out = wanted.out.as_deref();
    let folder = out.filter(|out| is_folder(out));
    // Which flow is meant is only known once all have been read. What is written into a directory is no JSON.
    let writes = Writes { files: out.into_iter().filter(|_| folder.is_none()).collect(), removes_earlier: false };
    let linted = lint(&request, &writes, lang, |file| {
        file.map_flows(|index, context| (file.report.name.clone(), index, Chart::of(context)))
    });
    let Ok(Linted { report, visited, .. }) = linted else { return Ok(TROUBLE) };
    note_searched(&report, lang);
    if !report.problems.is_empty() {
        return Ok(TROUBLE);
    }
    let charts: Vec<_> = visited.into_iter().flatten().collect();
    let status = match folder {
        Some(folder) if wanted.flow.is_none() => return all(&report, &charts, folder, wanted, lang),
        Some(_) | None => match choose(&report, wanted.flow.as_deref()) {
            Ok(place) => match (drawn(&report, place, &charts, format_of(wanted), lang), folder) {
                (Ok(picture), None) => write(out, &picture, lang)?,
                (Ok(picture), Some(folder)) => {
                    let name = format!("{}.{}", safe_name(&place.0.flow_name(place.1)), format_of(wanted).ending());
                    write(Some(&folder.join(name)), &picture, lang)?
                }
                (Err(what), _) => return trouble(lang, &what),
            },
            Err(what) => return trouble(lang, &what),
        },
    };
    if let Some(out) = out.filter(|_| wanted.open && status == CLEAN) {
        open(out, lang);
    }
    Ok(status)
}

/// Draws all flows into a directory. Those that cannot be drawn are said, and the others drawn.
fn all(report: &Report, charts: &[Charted], folder: &Path, wanted: &GraphWanted, lang: Lang) -> io::Result<u8> {
    let format = format_of(wanted);
    let mut taken = HashSet::new();
    let (mut written, mut status) = (0, CLEAN);
    for file in &report.files {
        for (index, flow) in file.flows.iter().enumerate() {
            let stem = safe_name(&file.flow_name(index));
            let names = (1..).map(|copy| match copy {
                1 => format!("{stem}.{}", format.ending()),
                _ => format!("{stem}~{copy}.{}", format.ending()),
            });
            let name = names.into_iter().find(|name| taken.insert(name.to_lowercase())).unwrap_or_default();
            match drawn(report, (file, index, flow), charts, format, lang) {
                Ok(picture) => match write(Some(&folder.join(name)), &picture, lang)? {
                    CLEAN => written += 1,
                    trouble => return Ok(trouble),
                },
                Err(what) => status = trouble(lang, &what)?,
            }
        }
    }
    if written == 0 && status == CLEAN {
        return trouble(lang, &localized!("there is no flow", "没有流程"));
    }
    let (name, s) = (printable(&folder.to_string_lossy()), if written == 1 { "" } else { "s" });
    note(lang, &localized!("wrote {name}: {written} picture{s}", "已写入 {name}：{written} 张图"));
    if wanted.open && written > 0 {
        open(folder, lang);
    }
    Ok(status)
}

/// A picture of one flow in a format.
fn drawn(
    report: &Report,
    (file, index, _): Place<'_>,
    charts: &[Charted],
    format: GraphFormat,
    lang: Lang,
) -> Result<Vec<u8>, Localized> {
    let title = file.flow_name(index);
    let Some((.., chart)) = charts.iter().find(|(name, number, _)| *name == file.name && *number == index) else {
        return Err(localized!(
            "cannot draw {title}: its definition is invalid; run `ivr-lint` on the file for details",
            "无法绘制“{title}”：流程定义有误，请运行 `ivr-lint` 检查该文件"
        ));
    };
    let findings: Vec<_> = report
        .findings()
        .filter(|(other, finding)| std::ptr::eq(*other, file) && finding.flow == Some(index))
        .map(|(_, finding)| finding)
        .collect();
    let picture = Picture::new(title, chart, findings.iter().copied());
    match format {
        GraphFormat::Dot => return Ok(dot(&picture, lang).into_bytes()),
        GraphFormat::Mermaid => {
            let source = mermaid(&picture, lang);
            warn_if_too_large(&picture.title, &source, lang);
            return Ok(source.into_bytes());
        }
        GraphFormat::Svg | GraphFormat::Png => {}
    }
    let Some(drawing) = Drawing::of(chart) else {
        let count = chart.activities.len();
        return Err(localized!(
            "{count} modules are too many for a picture: use `--format dot`",
            "共 {count} 个模块，数量过多，无法绘制图片：请使用 `--format dot`"
        ));
    };
    let svg = svg(&picture, &drawing, lang);
    if format == GraphFormat::Png { png(&plain(&svg)) } else { Ok(svg.into_bytes()) }
}

/// Says that sites that render Mermaid show an error instead of this chart.
fn warn_if_too_large(title: &str, source: &str, lang: Lang) {
    let (edges, length) = mermaid_size(source);
    if edges > MERMAID_EDGES || length > MERMAID_LENGTH {
        complain(
            lang,
            &localized!(
                "{title} has {edges} edges and {length} characters: by default Mermaid draws at most {MERMAID_EDGES} and \
                 {MERMAID_LENGTH}, and shows an error instead; use `--format svg` or `--format dot`",
                "“{title}”有 {edges} 条连线、{length} 个字符：Mermaid 默认最多绘制 {MERMAID_EDGES} 条连线、{MERMAID_LENGTH} \
                 个字符，超出时只显示错误；请使用 `--format svg` 或 `--format dot`"
            ),
        );
    }
}

/// The format that is asked for: by its name, else by the ending of the file.
fn format_of(wanted: &GraphWanted) -> GraphFormat {
    let ending = || wanted.out.as_ref()?.extension()?.to_str().map(str::to_lowercase);
    wanted.format.unwrap_or_else(|| match ending().as_deref() {
        Some("png") => GraphFormat::Png,
        Some("dot" | "gv") => GraphFormat::Dot,
        Some("mmd" | "mermaid") => GraphFormat::Mermaid,
        _ => GraphFormat::Svg,
    })
}

/// Whether a path is a directory, or would be one: it ends with a slash.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.to_string_lossy().ends_with(std::path::is_separator)
}

impl GraphFormat {
    /// The ending of files in it.
    fn ending(self) -> &'static str {
        match self {
            GraphFormat::Svg => "svg",
            GraphFormat::Png => "png",
            GraphFormat::Dot => "dot",
            GraphFormat::Mermaid => "mmd",
        }
    }
}

fn write(out: Option<&Path>, picture: &[u8], lang: Lang) -> io::Result<u8> {
    let Some(path) = out else {
        let mut out = io::stdout().lock();
        if picture.starts_with(b"\x89PNG") && out.is_terminal() {
            let what = localized!("PNG is a binary format: use `--out FILE`", "PNG 是二进制格式：请使用 `--out FILE`");
            return trouble(lang, &what);
        }
        out.write_all(picture)?;
        out.flush()?;
        return Ok(CLEAN);
    };
    match write_whole(path, |out| out.write_all(picture)) {
        Ok(()) => Ok(CLEAN),
        Err(error) => trouble(lang, &cannot_write(path, &error)),
    }
}

fn trouble(lang: Lang, what: &Localized) -> io::Result<u8> {
    complain(lang, what);
    Ok(TROUBLE)
}

/// The requested flow, or the error message.
fn choose<'a>(report: &'a Report, wanted: Option<&str>) -> Result<Place<'a>, Localized> {
    let flows = || {
        let files = report.files.iter();
        files.flat_map(|file| file.flows.iter().enumerate().map(move |(index, flow)| (file, index, flow)))
    };
    let fits = |(file, index, _): &Place<'_>| match wanted {
        Some(wanted) => file.flow_names(*index).iter().any(|name| name == wanted),
        None => true,
    };
    let mut fitting = flows().filter(fits);
    match (fitting.next(), fitting.next(), wanted) {
        (Some(only), None, _) => Ok(only),
        (Some(_), Some(_), Some(wanted)) => {
            let (wanted, list) = (shorten(wanted), list(flows().filter(fits)));
            Err(localized!(
                "several flows are named `{wanted}`; use the id:{list}",
                "有多个流程名为“{wanted}”，请使用其 ID：{list}"
            ))
        }
        (Some(_), Some(_), None) => {
            let list = list(flows());
            Err(localized!(
                "there are several flows; choose one with --flow, or draw all into a directory with --out:{list}",
                "有多个流程，请用 --flow 指定一个，或用 --out 将全部流程绘制到目录：{list}"
            ))
        }
        (None, _, None) => Err(localized!("there is no flow", "没有流程")),
        (None, _, Some(wanted)) => {
            let names = flows().flat_map(|(_, _, flow)| [&flow.name, &flow.id]).flatten().map(String::as_str);
            let near = closest(wanted, names).map(shorten);
            let (wanted, list) = (shorten(wanted), list(flows()));
            Err(match near {
                Some(near) => localized!(
                    "no flow is named `{wanted}`: did you mean `{near}`? Available flows:{list}",
                    "没有名为“{wanted}”的流程，您是否要输入“{near}”？现有流程：{list}"
                ),
                None => {
                    localized!(
                        "no flow is named `{wanted}`; available flows:{list}",
                        "没有名为“{wanted}”的流程，现有流程：{list}"
                    )
                }
            })
        }
    }
}

/// The first flows, one per line.
fn list<'a>(flows: impl Iterator<Item = Place<'a>>) -> String {
    const MOST: usize = 20;
    let mut list = String::new();
    let mut more = 0;
    for (number, (file, index, flow)) in flows.enumerate() {
        if number < MOST {
            let id = flow.id.as_deref().map(shorten).unwrap_or_default();
            list += format!("\n  {:<38}{}", id, file.flow_name(index)).trim_end();
        } else {
            more += 1;
        }
    }
    if more > 0 {
        list += &format!("\n  … +{more}");
    }
    list
}
