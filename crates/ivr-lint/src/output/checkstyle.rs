//! `--format checkstyle`: the XML format of Checkstyle, which Jenkins and many review tools read.

use std::io::{self, Write};

use ivr_flow::Severity;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};

use super::{Run, message, xml_text};

pub(super) fn checkstyle(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("checkstyle").with_attribute(("version", "4.3")).write_inner_content(|xml| {
        for file in &run.report.files {
            let name = xml_text(&file.location);
            xml.create_element("file").with_attribute(("name", name.as_str())).write_inner_content(|xml| {
                for finding in file.findings.iter().filter(|finding| finding.suppressed.is_none()) {
                    let severity = match finding.severity {
                        Severity::Error => "error",
                        Severity::Warning => "warning",
                        Severity::Note => "info",
                    };
                    let place = (finding.span.line, finding.span.column);
                    let source = format!("ivr-lint.{}", finding.rule);
                    error(xml, place, severity, &message(finding, run.lang, " — "), &source)?;
                }
                Ok(())
            })?;
        }
        // The format has no place for them, but without them the report would look like that of a clean run.
        for failure in run.failures() {
            let file = xml.create_element("file").with_attribute(("name", "."));
            file.write_inner_content(|xml| error(xml, (1, 1), "error", failure.get(run.lang), "ivr-lint"))?;
        }
        Ok(())
    })?;
    xml.get_mut().write_all(b"\n")
}

fn error(
    xml: &mut Writer<&mut dyn Write>,
    (line, column): (usize, usize),
    severity: &str,
    message: &str,
    source: &str,
) -> io::Result<()> {
    let (line, column, message) = (line.to_string(), column.to_string(), xml_text(message));
    let error = xml.create_element("error").with_attributes([
        ("line", line.as_str()),
        ("column", &column),
        ("severity", severity),
        ("message", &message),
        ("source", source),
    ]);
    error.write_empty().map(drop)
}
