//! Reading and writing baseline files.

use std::path::Path;

use ivr_flow::{Baseline, Lang, Problem, Report, localized, printable};

use crate::files;
use crate::mistake::{self, Mistake, Source};
use crate::terminal::complain;

/// Reads a baseline. The error has been reported already.
pub(crate) fn read(path: &Path, lang: Lang) -> Result<Baseline, Problem> {
    let name = printable(&path.to_string_lossy());
    let text = match files::text(path, files::MOST_BYTES) {
        Ok(text) => text,
        Err(error) => {
            let what = localized!("cannot read the baseline {name}: {error}", "无法读取基线 {name}：{error}");
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
            let message = localized!("not a valid baseline: {error}", "不是有效的基线：{error}");
            let help = localized!("write it again with --write-baseline", "请用 --write-baseline 重新生成");
            let what = localized!("{name}: {error}", "{name}：{error}");
            let source = Source { name, text };
            mistake::show(&Mistake { source: &source, bytes: at..at, message: &message, help: Some(&help) }, lang);
            Err(Problem::with_file(path.to_string_lossy(), what))
        }
    }
}

/// Writes the findings of a report as a baseline, and prints how many. The error has been reported already.
pub(crate) fn write(path: &Path, report: &Report, lang: Lang) -> Result<(), Problem> {
    let name = printable(&path.to_string_lossy());
    let baseline = Baseline::of(report.findings());
    let written = files::write_whole(path, |out| {
        serde_json::to_writer_pretty(&mut *out, &baseline)?;
        out.write_all(b"\n")
    });
    match written {
        Ok(()) => {
            let entries = baseline.len();
            let y = if entries == 1 { "y" } else { "ies" };
            complain(lang, &localized!("wrote {entries} entr{y} to {name}", "已将 {entries} 个问题写入 {name}"));
            Ok(())
        }
        Err(error) => {
            let what = localized!("cannot write the baseline {name}: {error}", "无法写入基线 {name}：{error}");
            complain(lang, &what);
            Err(Problem::with_file(path.to_string_lossy(), what))
        }
    }
}
