//! What commands have in common: which settings they go by, and what they lint.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use ivr_flow::{FailOn, RuleSelector, Selection};

use super::{Check, Files, Fixing, Global, Known, Rules, Trust};
use crate::remote::Remote;

const RULES: &Rules = &Rules { select: Vec::new(), ignore: Vec::new(), levels: Vec::new(), min_confidence: None };
const KNOWN: &Known = &Known { no_ignores: false, baseline: None };

/// Which settings are in force.
#[derive(Clone, Copy)]
pub(crate) struct SettingsRequest<'a> {
    pub(crate) config: Option<&'a Path>,
    pub(crate) no_config: bool,
    pub(crate) rules: &'a Rules,
    pub(crate) fail_on: Option<FailOn>,
}

/// What is linted and by which settings, whatever command wants it.
pub(crate) struct Request<'a> {
    pub(crate) settings: SettingsRequest<'a>,
    pub(crate) paths: &'a [PathBuf],
    pub(crate) isolated: bool,
    pub(crate) allow_empty: bool,
    pub(crate) jobs: Option<NonZeroUsize>,
    pub(crate) known: &'a Known,
    /// The instance to lint instead of paths.
    pub(crate) instance: Option<&'a Remote>,
    pub(crate) write_baseline: Option<&'a Path>,
    pub(crate) changed_since: Option<&'a str>,
    pub(crate) stdin_filename: Option<&'a Path>,
    pub(crate) fixing: Fixing,
    pub(crate) verbose: bool,
}

impl<'a> SettingsRequest<'a> {
    pub(crate) fn new(global: &'a Global, no_config: bool, rules: &'a Rules) -> Self {
        SettingsRequest { config: global.config.as_deref(), no_config, rules, fail_on: None }
    }
}

impl<'a> Request<'a> {
    /// These paths, by the configuration alone.
    pub(crate) fn new(global: &'a Global, trust: &Trust, paths: &'a [PathBuf]) -> Self {
        Request {
            settings: SettingsRequest::new(global, trust.no_config || trust.isolated, RULES),
            paths,
            isolated: trust.isolated,
            allow_empty: false,
            jobs: None,
            known: KNOWN,
            instance: None,
            write_baseline: None,
            changed_since: None,
            stdin_filename: None,
            fixing: Fixing::default(),
            verbose: false,
        }
    }

    /// The same, read as these options say.
    pub(crate) fn files(self, files: &Files) -> Self {
        Request { allow_empty: files.allow_empty, jobs: files.jobs, ..self }
    }

    /// The same, with these rules.
    pub(crate) fn rules(self, rules: &'a Rules, known: &'a Known) -> Self {
        Request { settings: SettingsRequest { rules, ..self.settings }, known, ..self }
    }

    /// The same, of an instance if one is said.
    pub(crate) fn remote(self, remote: &'a Remote) -> Self {
        Request { instance: remote.instance_id.is_some().then_some(remote), ..self }
    }

    /// What linting takes.
    pub(crate) fn check(global: &'a Global, check: &'a Check) -> Self {
        let request = Request::new(global, &check.files.trust, &check.paths).files(&check.files);
        let request = request.rules(&check.rules, &check.known).remote(&check.remote);
        Request {
            settings: SettingsRequest { fail_on: check.fail_on, ..request.settings },
            write_baseline: check.write_baseline.as_deref(),
            changed_since: check.changed_since.as_deref(),
            stdin_filename: check.stdin_filename.as_deref(),
            fixing: check.fixing,
            verbose: check.verbose,
            ..request
        }
    }
}

impl Rules {
    /// The names of the rules that are said by their names.
    pub(crate) fn named(&self) -> impl Iterator<Item = &str> {
        let selectors = self.levels.iter().map(|(selector, _)| selector).chain(&self.select).chain(&self.ignore);
        selectors.filter_map(|selector| match selector {
            RuleSelector::Rule(name) => Some(name.as_str()),
            RuleSelector::All | RuleSelector::Group(_) => None,
        })
    }

    pub(crate) fn selection(&self) -> Selection {
        Selection {
            levels: self.levels.clone(),
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            min_confidence: self.min_confidence,
        }
    }
}
