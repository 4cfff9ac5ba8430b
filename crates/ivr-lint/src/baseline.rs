//! Reading and writing baseline files.

use std::path::Path;

use ivr_flow::{Baseline, Lang, Localized, Problem, Report, localized, printable};

use crate::mistake::{self, Mistake, Source};
use crate::read;
use crate::terminal::{complain, note};
use crate::write::{is_stream, write_whole};

/// The maximum size of a baseline. A million entries have a fifth of that.
const MOST_BYTES: u64 = 1 << 30;

/// Reads a baseline. The error has been reported already.
pub(crate) fn read(path: &Path, lang: Lang) -> Result<Baseline, Problem> {
    let name = printable(&path.to_string_lossy());
    let text = match read::text(path, MOST_BYTES) {
        Ok(text) => text,
        Err(error) => {
            let Localized { en, zh } = error.say();
            let what = localized!("cannot read the baseline {name}: {en}", "无法读取基线 {name}：{zh}");
            complain(lang, &what);
            return Err(Problem::with_file(path.to_string_lossy(), what));
        }
    };
    match Baseline::read(&text) {
        Ok(baseline) => Ok(baseline),
        Err(error) => {
            let before = text.split_inclusive('\n').take(error.line.saturating_sub(1)).map(str::len).sum::<usize>();
            let mut at = (before + error.column.saturating_sub(1)).min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let Localized { en, zh } = &error.message;
            let message = localized!("not a valid baseline: {en}", "不是有效的基线：{zh}");
            let help = localized!(
                "delete it, and write it again with --write-baseline",
                "请删除后用 --write-baseline 重新生成"
            );
            let what = localized!("{name} is not a valid baseline: {en}", "{name} 不是有效的基线：{zh}");
            let is_ours = text[..at].contains("\"findings\"");
            let source = Source { name, text };
            let mistake = Mistake { source: &source, bytes: at..at, message: &message, help: Some(&help), is_ours };
            mistake::show(&mistake, lang);
            Err(Problem::with_file(path.to_string_lossy(), what))
        }
    }
}

/// Checks that a file may become a baseline: that it is one already, or empty, or not there.
///
/// # Errors
/// What is there.
pub(crate) fn may_replace(path: &Path) -> Result<(), Localized> {
    if is_stream(path) {
        return Ok(());
    }
    let is_baseline = |text: &str| Baseline::read(text).is_ok() && !text.contains("\"tool\"");
    match read::text(path, MOST_BYTES) {
        Ok(text) if text.trim().is_empty() || is_baseline(&text) => Ok(()),
        Err(error) if error.is_missing() => Ok(()),
        _ => {
            let name = printable(&path.to_string_lossy());
            Err(localized!(
                "refusing to overwrite {name}: it is not a baseline; delete it first, or use another name",
                "拒绝覆盖 {name}：该文件不是基线；请先删除，或换一个文件名"
            ))
        }
    }
}

/// Writes the findings of a report as a baseline, prints how many, and returns it. The error has been reported already.
pub(crate) fn write(path: &Path, report: &Report, lang: Lang) -> Result<Baseline, Problem> {
    let name = printable(&path.to_string_lossy());
    let baseline = Baseline::of(report.findings());
    let written = write_whole(path, |out| {
        serde_json::to_writer_pretty(&mut *out, &baseline)?;
        out.write_all(b"\n")
    });
    match written {
        Ok(()) => {
            let entries = baseline.len();
            let y = if entries == 1 { "y" } else { "ies" };
            note(lang, &localized!("wrote {entries} entr{y} to {name}", "已将 {entries} 个问题写入 {name}"));
            Ok(baseline)
        }
        Err(error) => {
            let what = localized!("cannot write the baseline {name}: {error}", "无法写入基线 {name}：{error}");
            complain(lang, &what);
            Err(Problem::with_file(path.to_string_lossy(), what))
        }
    }
}
