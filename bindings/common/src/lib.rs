//! What the packages for Python and JavaScript share: the bytes of a file and the text of a configuration come in, what
//! `ivr-lint` prints of that file comes out.

use std::collections::BTreeMap;

use ivr_flow::calls::{Cover, FlowCalls, JsonCalls, Script};
use ivr_flow::diff::{ComparedPair, JsonDiff, OpenedFile, RunDiff, Sides, pair_flows};
use ivr_flow::{
    Configuration, Context, Document, FileReport, Flow, Graph, JsonReport, JsonStats, Lang, Lines, Linter, Localized,
    Origin, Report, SarifReport, Settings, flows, localized,
};
use ivr_view::{Chart, Drawing, PageFlow, Picture, page, svg};
use serde::Serialize;

/// How files are linted.
#[derive(Debug, Clone)]
pub struct Setup {
    configuration: Configuration,
    linter: Linter,
    /// The language of messages.
    pub lang: Lang,
}

impl Setup {
    /// Reads the text of an `ivr-lint.toml`, where there is one.
    ///
    /// # Errors
    ///
    /// Every mistake in it with its place, one a line.
    pub fn new(config: Option<&str>, lang: Lang) -> Result<Self, String> {
        let text = config.unwrap_or_default();
        let (configuration, errors) = Configuration::read_toml(text);
        let lines = Lines::of(text.as_bytes());
        let told = |place: std::ops::Range<usize>, message: &str, help: Option<&str>| {
            let span = lines.span(place);
            let help = help.map(|help| format!(" ({help})")).unwrap_or_default();
            format!("ivr-lint.toml:{}:{}: {message}{help}", span.line, span.column)
        };
        let mut mistakes: Vec<_> =
            errors.iter().map(|error| told(error.bytes(), error.message(lang), error.help(lang))).collect();
        if configuration.extend.is_some() {
            // There is no folder in which the other file could be.
            let message = localized!(
                "`extend` needs a file: pass the text of a configuration that says all itself",
                "`extend` 需要文件：请传入完整的配置文本"
            );
            mistakes.push(told(configuration.place("extend").unwrap_or_default(), message.get(lang), None));
        }
        if !mistakes.is_empty() {
            return Err(mistakes.join("\n"));
        }
        let linter = Linter::new(configuration.settings.clone());
        // No built-in rule is named like a policy, and no configuration has one twice.
        let linter = linter.clone().with_policies(configuration.policies.iter().cloned()).unwrap_or(linter);
        Ok(Setup { configuration, linter, lang })
    }

    /// What rules go by.
    pub fn settings(&self) -> &Settings {
        self.linter.settings()
    }

    /// Lints the bytes of a file; `name` is what reports call it. Linting cannot fail.
    pub fn lint(&self, name: &str, data: &[u8]) -> Report {
        let file = self.linter.lint(name, data, Origin::Named);
        let mut report = Report::new([file], &self.linter, self.lang);
        // Which of them are of no use only a run over all files can say.
        report.ignore_in(|_| true, &self.configuration.ignores, |file| file.name.clone());
        report
    }

    /// Something of each flow of a file that can be read, by the name of the file and its index there.
    pub fn map_flows<T>(
        &self,
        name: &str,
        data: &[u8],
        of: impl Fn(&Context<'_>) -> T,
    ) -> impl Iterator<Item = ((String, usize), T)> {
        let read = flows(data, Origin::Named, self.settings());
        read.map(move |(index, flow)| {
            let made = of(&Context::new(&flow, &Graph::new(&flow), self.settings()));
            ((name.to_owned(), index), made)
        })
    }

    /// What `ivr-lint --format json` prints of a report.
    pub fn json(&self, report: &Report) -> String {
        line(&JsonReport { report, lang: self.lang })
    }

    /// What `ivr-lint --format sarif` prints of a report.
    pub fn sarif(&self, report: &Report) -> String {
        line(&SarifReport { report, lang: self.lang })
    }

    /// What `ivr-lint stats --format json` prints.
    pub fn stats(&self, name: &str, data: &[u8]) -> String {
        let report = self.lint(name, data);
        let numbers: BTreeMap<_, _> = self.map_flows(name, data, ivr_flow::stats::stats).collect();
        line(&JsonStats { report: &report, numbers: &numbers, lang: self.lang })
    }

    /// What `ivr-lint calls --format json` prints.
    pub fn calls(&self, name: &str, data: &[u8], cover: Cover) -> String {
        let report = self.lint(name, data);
        let scripts: BTreeMap<_, _> = self.map_flows(name, data, |context| Script::new(context, cover)).collect();
        let problems = report.unread_problems(|file, flow| scripts.contains_key(&(file.to_owned(), flow)));
        let file = report.files.iter().find(|file| file.name == name);
        let calls = scripts.into_iter().filter_map(|((_, index), script)| FlowCalls::new(file?, index, script));
        let flows: Vec<_> = calls.collect();
        line(&JsonCalls { flows: &flows, problems: &problems, lang: self.lang })
    }

    /// What `ivr-lint graph --format svg` prints of a flow, given by its name or id; without one the file must have one flow.
    ///
    /// # Errors
    ///
    /// Where there is no such flow, or more than one, or it cannot be drawn.
    pub fn draw(&self, name: &str, data: &[u8], wanted: Option<&str>) -> Result<String, Localized> {
        let report = self.lint(name, data);
        let file = report.files.iter().find(|file| file.name == name);
        let fits = |file: &FileReport, index: usize| {
            wanted.is_none_or(|wanted| file.flow_names(index).iter().any(|name| name == wanted))
        };
        let fitting = file.into_iter().flat_map(|file| {
            (0..file.flows.len()).filter(move |index| fits(file, *index)).map(move |index| (file, index))
        });
        let (file, index) = match fitting.collect::<Vec<_>>()[..] {
            [only] => only,
            [] => return Err(localized!("there is no such flow", "没有此流程")),
            [..] => {
                return Err(localized!(
                    "there is more than one such flow: say which by its id",
                    "有多个流程，请用流程 id 指定"
                ));
            }
        };
        let charts = self.map_flows(name, data, Chart::of).find(|((_, number), _)| *number == index);
        let Some((_, chart)) = charts else {
            return Err(localized!("the definition of the flow is invalid: lint it", "流程定义有误，请先检查"));
        };
        let Some(drawing) = Drawing::of(&chart) else {
            return Err(localized!("the flow has too many modules for a picture", "模块数量过多，无法绘制图片"));
        };
        let findings: Vec<_> = report.findings().map(|(_, finding)| finding).collect();
        let findings = findings.into_iter().filter(|finding| finding.flow == Some(index));
        let picture = Picture::new(file.flow_name(index), &chart, findings);
        Ok(svg(&picture, &drawing, self.lang))
    }

    /// The page that `ivr-lint report` writes, of files with different names; and the report on it.
    pub fn page(&self, files: &[(String, Vec<u8>)]) -> (String, Report) {
        let linted = files.iter().map(|(name, data)| self.linter.lint(name, data, Origin::Named));
        let mut report = Report::new(linted, &self.linter, self.lang);
        report.ignore_in(|_| true, &self.configuration.ignores, |file| file.name.clone());
        let drawn = files.iter().flat_map(|(name, data)| {
            let flows = flows(data, Origin::Named, self.settings());
            flows.map(move |(index, flow)| {
                let graph = Graph::new(&flow);
                let context = Context::new(&flow, &graph, self.settings());
                let mut flow = PageFlow::new(name.clone(), index, &context);
                flow.drawing = Drawing::of(&flow.chart);
                flow
            })
        });
        let drawn: Vec<_> = drawn.collect();
        (page(&report, &drawn, self.lang), report)
    }

    /// What `ivr-lint diff --format json` prints of two files. With `canvas`, modules that were only moved are changes.
    pub fn diff(&self, names: Sides<&str>, data: Sides<&[u8]>, canvas: bool) -> String {
        let old = self.lint(names.old, data.old);
        let new = self.lint(names.new, data.new);
        let reports = Sides { old: &old, new: &new };
        // Both files were named themselves, so that they are the same file whatever they are called.
        let same = |_: &str| String::new();
        let relative: Sides<&dyn Fn(&str) -> String> = Sides { old: &same, new: &same };
        let pairs = pair_flows(reports, relative);
        let opened = data.map(|data| OpenedFile::new(data, Origin::Named, self.settings()));
        let files = opened.as_ref().map(Some);
        let compared = pairs
            .iter()
            .map(|pair| ComparedPair::of(pair, files, self.settings(), canvas, |_| ()).0)
            .collect::<Vec<_>>();
        let diff = RunDiff::new(reports, relative, pairs, compared);
        let written = serde_json::to_string_pretty(&JsonDiff { diff: &diff, problems: &[], lang: self.lang });
        written.unwrap_or_default() + "\n"
    }
}

/// The flows of a file that can be read, each with its index in the reports. They keep their text.
pub fn parse(data: Vec<u8>) -> Vec<(usize, Flow<'static>)> {
    let settings = Settings::default();
    let documents = Document::parse_owned(data).searching().filter_map(Result::ok);
    let listed = documents.flat_map(|document| document.flows().to_vec()).enumerate();
    listed.filter_map(|(index, listed)| Some((index, listed.flow(&settings).ok()?))).collect()
}

/// The language with a name.
///
/// # Errors
///
/// What is wrong with the name.
pub fn language(name: &str) -> Result<Lang, String> {
    match name {
        "en" => Ok(Lang::En),
        "zh" => Ok(Lang::Zh),
        other => Err(format!("lang must be \"en\" or \"zh\", not {other:?}")),
    }
}

/// JSON as the program writes it: one line.
fn line(data: &impl Serialize) -> String {
    // Writing to a string does not fail.
    serde_json::to_string(data).unwrap_or_default() + "\n"
}
