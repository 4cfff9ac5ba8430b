//! `ivr-lint graph`: one flow as a picture, or as source for Graphviz or Mermaid.

use std::io::{self, Write};
use std::path::Path;

use ivr_flow::{FileReport, FlowReport, Lang, Localized, Report, closest, localized, shorten};
use ivr_view::{Chart, Drawing, Picture, dot, mermaid, svg};

use crate::args::{GraphFormat, Request};
use crate::guard::Writes;
use crate::lint::{Linted, lint, note_searched};
use crate::status::{CLEAN, TROUBLE};
use crate::terminal::complain;
use crate::write::{cannot_write, write_whole};

/// The arguments of `ivr-lint graph`.
pub(crate) struct Wish<'a> {
    /// The name or id of the flow.
    pub(crate) flow: Option<&'a str>,
    pub(crate) format: GraphFormat,
    /// The file to write; stdout if absent.
    pub(crate) out: Option<&'a Path>,
}

/// A flow of a run: its file, and its index there.
type Place<'a> = (&'a FileReport, usize, &'a FlowReport);

/// Draws one flow of a file. Status 0 if it was drawn, whatever was found in it.
pub(crate) fn graph(request: &Request<'_>, wish: &Wish<'_>, lang: Lang) -> io::Result<u8> {
    // Which flow is meant is only known once all have been read.
    let writes = Writes { files: wish.out.into_iter().collect(), removes_earlier: false };
    let linted = lint(request, &writes, lang, |file| {
        file.map_flows(|index, context| (file.report.name.clone(), index, Chart::of(context)))
    });
    let Ok(Linted { report, visited, .. }) = linted else { return Ok(TROUBLE) };
    note_searched(&report, lang);
    if !report.problems.is_empty() {
        return Ok(TROUBLE);
    }
    let charts: Vec<_> = visited.into_iter().flatten().collect();
    let (file, index, _) = match choose(&report, wish.flow) {
        Ok(place) => place,
        Err(what) => return trouble(lang, &what),
    };
    let Some((.., chart)) = charts.iter().find(|(name, number, _)| *name == file.name && *number == index) else {
        let name = file.flow_name(index);
        return trouble(
            lang,
            &localized!(
                "cannot draw {name}: its definition is invalid; run `ivr-lint` on the file for details",
                "无法绘制“{name}”：流程定义有误，请运行 `ivr-lint` 检查该文件"
            ),
        );
    };
    let findings: Vec<_> = report
        .findings()
        .filter(|(other, finding)| std::ptr::eq(*other, file) && finding.flow == Some(index))
        .map(|(_, finding)| finding)
        .collect();
    let title = file.flow_name(index);
    let picture = Picture::new(title, chart, findings.iter().copied());
    let text = match wish.format {
        GraphFormat::Dot => dot(&picture, lang),
        GraphFormat::Mermaid => mermaid(&picture, lang),
        GraphFormat::Svg => match Drawing::of(chart) {
            Some(drawing) => svg(&picture, &drawing, lang),
            None => {
                let count = chart.activities.len();
                let what = localized!(
                    "{count} modules are too many for a picture: use `--format dot`",
                    "共 {count} 个模块，数量过多，无法绘制图片：请使用 `--format dot`"
                );
                return trouble(lang, &what);
            }
        },
    };
    write(wish.out, &text, lang)
}

fn write(out: Option<&Path>, text: &str, lang: Lang) -> io::Result<u8> {
    let Some(path) = out else {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        return Ok(CLEAN);
    };
    match write_whole(path, |out| out.write_all(text.as_bytes())) {
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
                "the file contains several flows; choose one with --flow:{list}",
                "文件中有多个流程，请用 --flow 指定：{list}"
            ))
        }
        (None, _, None) => Err(localized!("the file contains no flow", "文件中没有流程")),
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
