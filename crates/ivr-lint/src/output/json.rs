//! `--format json`: the contract's version 1.

use std::io::{self, BufWriter, Write};

use ivr_flow::{JsonReport, Lang, Report};

pub(crate) fn json(report: &Report, lang: Lang) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    serde_json::to_writer(&mut out, &JsonReport { report, lang })?;
    out.write_all(b"\n")?;
    out.flush()
}
