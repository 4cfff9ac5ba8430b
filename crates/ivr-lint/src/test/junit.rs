//! `ivr-lint test --format junit`: a suite for the file of the calls, and a case for each call.

use std::io::{self, Write};
use std::path::Path;

use ivr_flow::{localized, printable};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::Tested;

pub(super) fn junit(out: &mut dyn Write, tested: &Tested<'_>) -> io::Result<()> {
    let lang = tested.lang;
    let name = printable(&tested.source.name);
    let class = printable(&Path::new(&tested.source.name).with_extension("").to_string_lossy());
    let few = tested.min.filter(|min| !tested.coverage.reaches(*min));
    let tests = tested.results.len() + tested.problems.len() + usize::from(few.is_some());
    let (failures, errors) = (tested.failed() + usize::from(few.is_some()), tested.problems.len());
    let counts =
        [("tests", tests), ("failures", failures), ("errors", errors)].map(|(key, count)| (key, count.to_string()));
    let counts: Vec<_> = counts.iter().map(|(key, count)| (*key, count.as_str())).collect();
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = xml.create_element("testsuites").with_attribute(("name", "ivr-lint")).with_attributes(counts.clone());
    root.write_inner_content(|xml| {
        let suite = xml.create_element("testsuite").with_attribute(("name", name.as_str())).with_attributes(counts);
        suite.write_inner_content(|xml| {
            let mut case = |name: &str, wrong: Option<(&str, String, String)>| {
                let case = xml.create_element("testcase");
                let case = case.with_attributes([("name", printable(name).as_str()), ("classname", &*class)]);
                match wrong {
                    None => case.write_empty().map(drop),
                    Some((element, message, text)) => case
                        .write_inner_content(|xml| {
                            let failure = xml.create_element(element).with_attribute(("message", message.as_str()));
                            failure.write_text_content(BytesText::new(&text)).map(drop)
                        })
                        .map(drop),
                }
            };
            for result in &tested.results {
                let failed = result.failed.as_ref().map(|failed| {
                    let (line, column) = tested.place(failed.kept.start);
                    let mut text = format!("{name}:{line}:{column}\n");
                    if let (Some((file, _)), Some(span)) = (result.flow, failed.flow) {
                        text += &format!("{}:{}:{}\n", printable(file), span.line, span.column);
                    }
                    text += failed.help.as_ref().map_or("", |help| help.get(lang));
                    ("failure", printable(failed.message.get(lang)), text)
                });
                case(&result.call.name, failed)?;
            }
            if let Some(min) = few {
                let percent = tested.coverage.percent();
                let message = localized!(
                    "{percent}% of the exits are taken, fewer than {min}%",
                    "经过的出口为 {percent}%，低于 {min}%"
                );
                case("coverage", Some(("failure", message.get(lang).to_owned(), String::new())))?;
            }
            for problem in tested.problems {
                let message = printable(problem.message.get(lang));
                case(&message, Some(("error", message.clone(), String::new())))?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    xml.get_mut().write_all(b"\n")
}
