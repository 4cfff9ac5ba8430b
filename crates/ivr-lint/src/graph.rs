//! `ivr-lint graph`: one flow as a picture, or as text that others draw.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ivr_flow::{FileReport, FlowReport, Lang, Report, Say, closest, look_at_flows, say, shown, visible};
use ivr_view::{Chart, Drawing, Picture, dot, mermaid, svg};

use crate::args::{Args, GraphFormat};
use crate::files::{self, cannot_write};
use crate::lint::{Linted, lint};
use crate::{CLEAN, TROUBLE, complain};

/// What the command line says of a picture.
pub(crate) struct Wish<'a> {
    pub(crate) file: &'a Path,
    /// The name or id of the flow.
    pub(crate) flow: Option<&'a str>,
    pub(crate) format: GraphFormat,
    /// The file to write, else the standard output.
    pub(crate) out: Option<&'a Path>,
}

/// A flow of a run: its file, and its index there.
type Place<'a> = (&'a FileReport, usize, &'a FlowReport);

/// Draws one flow of a file. Status 0 if it is drawn, whatever is wrong with it.
pub(crate) fn graph(args: &Args, wish: &Wish<'_>, lang: Lang) -> io::Result<u8> {
    // Which flow is meant shows only when all are known.
    let Linted { report, troubles, looked, .. } = lint(args, &[PathBuf::from(wish.file)], lang, |seen| {
        let mut charts = Vec::new();
        look_at_flows(&seen.bytes, seen.origin, seen.settings, &mut |index, _, cx| {
            charts.push((seen.report.name.clone(), index, Chart::of(cx)));
        });
        charts
    });
    if !troubles.is_empty() {
        return Ok(TROUBLE);
    }
    let charts: Vec<_> = looked.into_iter().flatten().collect();
    let (file, index, flow) = match choose(&report, wish.flow) {
        Ok(place) => place,
        Err(what) => return trouble(lang, &what),
    };
    let Some((.., chart)) = charts.iter().find(|(name, number, _)| *name == file.name && *number == index) else {
        let name = called(flow, index);
        return trouble(
            lang,
            &say!(
                "the definition of {name} cannot be drawn: `ivr-lint` says what is wrong with it",
                "无法绘制 {name} 的定义：运行 `ivr-lint` 可查看原因"
            ),
        );
    };
    let findings: Vec<_> = report
        .findings()
        .filter(|(other, finding)| std::ptr::eq(*other, file) && finding.flow == Some(index))
        .map(|(_, finding)| finding)
        .collect();
    let title = flow.called().unwrap_or_else(|| visible(&file.name));
    let picture = Picture::new(title, chart, findings.iter().copied());
    let text = match wish.format {
        GraphFormat::Dot => dot(&picture, lang),
        GraphFormat::Mermaid => mermaid(&picture, lang),
        GraphFormat::Svg => match Drawing::of(chart) {
            Some(drawing) => svg(&picture, &drawing, lang),
            None => {
                let count = chart.activities.len();
                let what = say!(
                    "{count} activities are too many for a picture: `--format dot` writes them all",
                    "{count} 个模块过多，无法绘图：可用 `--format dot` 全部写出"
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
    match files::write_whole(path, |out| out.write_all(text.as_bytes())) {
        Ok(()) => Ok(CLEAN),
        Err(error) => trouble(lang, &cannot_write(path, &error)),
    }
}

fn trouble(lang: Lang, what: &Say) -> io::Result<u8> {
    complain(lang, what);
    Ok(TROUBLE)
}

/// The one flow that is meant, else what to say.
fn choose<'a>(report: &'a Report, wanted: Option<&str>) -> Result<Place<'a>, Say> {
    let flows = || {
        let files = report.files.iter();
        files.flat_map(|file| file.flows.iter().enumerate().map(move |(index, flow)| (file, index, flow)))
    };
    let fits = |(_, _, flow): &Place<'_>| match wanted {
        Some(wanted) => [&flow.name, &flow.id].into_iter().flatten().any(|known| known == wanted),
        None => true,
    };
    let mut fitting = flows().filter(fits);
    match (fitting.next(), fitting.next(), wanted) {
        (Some(only), None, _) => Ok(only),
        (Some(_), Some(_), Some(wanted)) => {
            let (wanted, list) = (shown(wanted), list(flows().filter(fits)));
            Err(say!(
                "several flows are called `{wanted}`; give the id:{list}",
                "有多个流程名为 `{wanted}`，请使用其 ID：{list}"
            ))
        }
        (Some(_), Some(_), None) => {
            let list = list(flows());
            Err(say!("there are several flows; choose one with --flow:{list}", "有多个流程，请用 --flow 指定：{list}"))
        }
        (None, _, None) => Err(say!("there is no flow in it", "其中没有流程")),
        (None, _, Some(wanted)) => {
            let names = flows().flat_map(|(_, _, flow)| [&flow.name, &flow.id]).flatten().map(String::as_str);
            let near = closest(wanted, names).map(shown);
            let (wanted, list) = (shown(wanted), list(flows()));
            Err(match near {
                Some(near) => say!(
                    "no flow is called `{wanted}`: did you mean `{near}`? There are:{list}",
                    "没有名为 `{wanted}` 的流程，是否想写 `{near}`？现有：{list}"
                ),
                None => {
                    say!("no flow is called `{wanted}`; there are:{list}", "没有名为 `{wanted}` 的流程，现有：{list}")
                }
            })
        }
    }
}

/// One line a flow, the first of them.
fn list<'a>(flows: impl Iterator<Item = Place<'a>>) -> String {
    const MOST: usize = 20;
    let mut list = String::new();
    let mut more = 0;
    for (number, (_, index, flow)) in flows.enumerate() {
        if number < MOST {
            let id = flow.id.as_deref().map(shown).unwrap_or_default();
            list += format!("\n  {:<38}{}", id, called(flow, index)).trim_end();
        } else {
            more += 1;
        }
    }
    if more > 0 {
        list += &format!("\n  … +{more}");
    }
    list
}

fn called(flow: &FlowReport, index: usize) -> String {
    flow.name.as_deref().map(shown).or_else(|| flow.called()).unwrap_or_else(|| format!("#{index}"))
}
