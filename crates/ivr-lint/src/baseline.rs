//! Baselines on the disk.

use std::path::Path;

use ivr_flow::{Baseline, Lang, Report, Say, say, visible};

use crate::complain;
use crate::config::{Mistake, Source};
use crate::{files, output};

/// Reads a baseline. The error has been said already.
pub(crate) fn read(path: &Path, lang: Lang) -> Result<Baseline, Say> {
    let name = visible(&path.to_string_lossy());
    let text = match files::text(path, files::MOST_BYTES) {
        Ok(text) => text,
        Err(error) => {
            let what = say!("the baseline {name} cannot be read: {error}", "无法读取基线 {name}：{error}");
            complain(lang, &what);
            return Err(what);
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
            let message = say!("no baseline: {error}", "不是有效的基线：{error}");
            let help = say!("write it again with --write-baseline", "请用 --write-baseline 重新生成");
            let what = say!("{name}: {error}", "{name}：{error}");
            let source = Source { name, text };
            output::mistake(&Mistake { source, bytes: at..at, message, help: Some(help) }, lang);
            Err(what)
        }
    }
}

/// Writes the findings of a report as a baseline, and says so. The error has been said already.
pub(crate) fn write(path: &Path, report: &Report, lang: Lang) -> Result<(), Say> {
    let name = visible(&path.to_string_lossy());
    let baseline = Baseline::of(report.findings());
    let written = files::write_whole(path, |out| {
        serde_json::to_writer_pretty(&mut *out, &baseline)?;
        out.write_all(b"\n")
    });
    match written {
        Ok(()) => {
            let entries = baseline.len();
            complain(lang, &say!("wrote {entries} entries to {name}", "已将 {entries} 条记录写入 {name}"));
            Ok(())
        }
        Err(error) => {
            let what = say!("the baseline {name} cannot be written: {error}", "无法写入基线 {name}：{error}");
            complain(lang, &what);
            Err(what)
        }
    }
}
