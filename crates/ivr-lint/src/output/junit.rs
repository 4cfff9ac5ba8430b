//! `--format junit`: a suite for each file and a case for each flow, which Jenkins and GitLab show as tests.
//!
//! One case per flow rather than per finding, because flows persist: a tool that tracks cases across runs can tell since
//! when a flow fails, and a clean run still shows what was checked. Findings that fail the run fail their case; milder
//! ones are the output of a case that passes.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use clap::builder::styling::Style;
use ivr_flow::{FileReport, Finding, localized};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Run, line, xml_text};

pub(super) fn junit(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let mut suites: Vec<Suite> = run.report.files.iter().map(|file| Suite::of(file, run)).collect();
    if !run.failures().is_empty() {
        suites.push(Suite::of_failures(run));
    }
    let counts = Counts::of(suites.iter().flat_map(|suite| &suite.cases));
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root =
        xml.create_element("testsuites").with_attribute(("name", "ivr-lint")).with_attributes(counts.attributes());
    root.write_inner_content(|xml| suites.iter().try_for_each(|suite| suite.write(xml)))?;
    xml.get_mut().write_all(b"\n")
}

/// A file.
struct Suite {
    name: String,
    cases: Vec<Case>,
}

/// A flow, or the findings about the file that belong to none of its flows.
struct Case {
    name: String,
    failure: Option<Failure>,
    /// The findings that do not make it fail.
    output: String,
}

struct Failure {
    /// `failure`, or `error` if the flow could not be checked.
    element: &'static str,
    kind: String,
    message: String,
    text: String,
}

impl Suite {
    fn of(file: &FileReport, run: &Run<'_>) -> Self {
        let name = file.location.clone();
        let mut findings: HashMap<Option<usize>, Vec<&Finding>> = HashMap::new();
        for finding in file.findings.iter().filter(|finding| finding.suppressed.is_none()) {
            findings.entry(finding.flow).or_default().push(finding);
        }
        let mut cases = Vec::new();
        let of_file = findings.remove(&None).unwrap_or_default();
        if file.flows.is_empty() || !of_file.is_empty() {
            cases.push(Case::of(name.clone(), file, &of_file, run));
        }
        let mut counts: HashMap<String, usize> = HashMap::new();
        for index in 0..file.flows.len() {
            let mut name = file.flow_name(index);
            // Tools merge cases that have the same name.
            let count = counts.entry(name.clone()).or_default();
            *count += 1;
            if *count > 1 {
                name += &format!(" ({count})");
            }
            cases.push(Case::of(name, file, &findings.remove(&Some(index)).unwrap_or_default(), run));
        }
        Suite { name, cases }
    }

    /// Why the run fails beside its findings: passed cases alone would look like a clean run.
    fn of_failures(run: &Run<'_>) -> Self {
        let case = |message: &str| {
            let (name, message) = (message.to_owned(), message.to_owned());
            let failure = Failure { element: "error", kind: "trouble".to_owned(), message, text: String::new() };
            Case { name, failure: Some(failure), output: String::new() }
        };
        let cases = run.failures().iter().map(|failure| case(failure.get(run.lang))).collect();
        Suite { name: "ivr-lint".to_owned(), cases }
    }

    fn write(&self, xml: &mut Writer<&mut dyn Write>) -> io::Result<()> {
        let suite = xml.create_element("testsuite").with_attribute(("name", xml_text(&self.name).as_str()));
        let suite = suite.with_attributes(Counts::of(&self.cases).attributes());
        // Jenkins treats everything before the last dot as a package.
        let class = xml_text(&Path::new(&self.name).with_extension("").to_string_lossy());
        suite.write_inner_content(|xml| self.cases.iter().try_for_each(|case| case.write(&class, xml)))?;
        Ok(())
    }
}

impl Case {
    fn of(name: String, file: &FileReport, findings: &[&Finding], run: &Run<'_>) -> Self {
        let (failing, milder): (Vec<&Finding>, Vec<&Finding>) =
            findings.iter().partition(|finding| run.fails(file, finding));
        let text = |findings: &[&Finding]| -> String {
            let line = |finding: &&Finding| {
                let help = finding.help.as_ref().map(|help| format!("  {}\n", help.get(run.lang)));
                line(file, finding, finding.span.column, Style::new(), run.lang) + "\n" + &help.unwrap_or_default()
            };
            findings.iter().map(line).collect()
        };
        let failure = failing.first().map(|first| {
            let mut message = first.message.get(run.lang).to_owned();
            let more = failing.len() - 1;
            if more > 0 {
                message += localized!(" (and {more} more)", "（另有 {more} 个问题）").get(run.lang);
            }
            Failure { element: "failure", kind: first.rule.to_string(), message, text: text(&failing) }
        });
        Case { name, failure, output: text(&milder) }
    }

    fn write(&self, class: &str, xml: &mut Writer<&mut dyn Write>) -> io::Result<()> {
        let name = xml_text(&self.name);
        let case = xml.create_element("testcase").with_attributes([("name", name.as_str()), ("classname", class)]);
        if self.failure.is_none() && self.output.is_empty() {
            case.write_empty()?;
            return Ok(());
        }
        case.write_inner_content(|xml| {
            if let Some(Failure { element, kind, message, text }) = &self.failure {
                let failure = xml.create_element(*element).with_attribute(("type", kind.as_str()));
                let failure = failure.with_attribute(("message", xml_text(message).as_str()));
                failure.write_text_content(BytesText::new(&xml_text(text)))?;
            }
            if !self.output.is_empty() {
                xml.create_element("system-out").write_text_content(BytesText::new(&xml_text(&self.output)))?;
            }
            Ok(())
        })?;
        Ok(())
    }
}

/// The number of cases, of failures and of errors.
struct Counts([String; 3]);

impl Counts {
    fn of<'a>(cases: impl IntoIterator<Item = &'a Case>) -> Self {
        let mut counts = [0, 0, 0];
        for case in cases {
            counts[0] += 1;
            match case.failure.as_ref().map(|failure| failure.element) {
                Some("error") => counts[2] += 1,
                Some(_) => counts[1] += 1,
                None => {}
            }
        }
        Counts(counts.map(|count: usize| count.to_string()))
    }

    fn attributes(&self) -> [(&str, &str); 3] {
        let Counts([tests, failures, errors]) = self;
        [("tests", tests), ("failures", failures), ("errors", errors)]
    }
}
