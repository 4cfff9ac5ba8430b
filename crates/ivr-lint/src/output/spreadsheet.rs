//! CSV for spreadsheets.

use std::io::{self, Write};

use csv::{ErrorKind, Terminator, WriterBuilder};

/// Writes rows of cells as Excel reads them in any language.
pub(crate) fn write_sheet(out: &mut dyn Write, rows: impl IntoIterator<Item = Vec<String>>) -> io::Result<()> {
    // Excel reads UTF-8 only where this mark is.
    out.write_all("\u{feff}".as_bytes())?;
    let mut sheet = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    for row in rows {
        sheet.write_record(row.iter().map(|cell| disarmed(cell))).map_err(io_error)?;
    }
    sheet.flush()
}

/// The error of the output itself, whose kind tells a reader that has closed early.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}

/// A cell that no program takes for a formula.
fn disarmed(cell: &str) -> String {
    // The full-width signs are formulas in some settings of Excel.
    let is_formula = cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(disarmed("=1+1"), "'=1+1");
        assert_eq!(disarmed(" @SUM(A1)"), "' @SUM(A1)");
        assert_eq!(disarmed("-"), "'-");
        assert_eq!(disarmed("主菜单"), "主菜单");
    }
}
