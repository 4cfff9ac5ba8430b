//! `--format gitlab`: a code quality report, which GitLab shows in the merge request.

use std::io::{self, Write};

use ivr_flow::{Fingerprints, Lang, Severity};
use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use super::{Run, message};

pub(super) fn gitlab(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let mut list = serde_json::Serializer::new(&mut *out);
    let mut list = list.serialize_seq(None)?;
    // The format has no place for them, but without them the list would look like that of a clean run.
    for failure in run.failures() {
        let description = failure.get(run.lang).to_owned();
        let location = Location { path: ".".to_owned(), lines: Lines { begin: 1, end: 1 } };
        let fingerprint = format!("trouble:{}", failure.get(Lang::En));
        list.serialize_element(&Issue {
            description,
            check_name: "ivr-lint",
            fingerprint,
            severity: "blocker",
            location,
        })?;
    }
    let mut fingerprints = Fingerprints::default();
    for (file, finding) in run.report.findings() {
        list.serialize_element(&Issue {
            description: message(finding, run.lang, " — "),
            check_name: &finding.rule,
            fingerprint: fingerprints.of(file, finding),
            // `critical` and `blocker` are not used: the linter does not know how important a flow is.
            severity: match finding.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Note => "info",
            },
            location: Location {
                path: file.location.clone(),
                lines: Lines { begin: finding.span.line, end: finding.span.end_line },
            },
        })?;
    }
    list.end()?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}
