//! `ivr-lint.toml`: where it is, what it says, and what is wrong with it.

use std::collections::BTreeMap;
use std::env;
use std::ops::Range;
use std::path::{Path, PathBuf};

use ivr_flow::{Behaviour, Ignore, Lang, Limits, RULES, Say, Settings, Severity, closest, rule, say, shown, visible};
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::args::Args;
use crate::{complain, files, output};

/// What the file is called.
pub(crate) const NAME: &str = "ivr-lint.toml";

/// Settings for a directory of flows and all below it: ivr-lint.toml
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Config {
    /// The severity from which the exit status is 1
    #[serde(default)]
    #[schemars(with = "Option<FailOn>")]
    pub(crate) fail_on: Option<Spanned<FailOn>>,
    /// How severe rules are that are not as severe as by themselves, by name
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Level>")]
    pub(crate) rules: BTreeMap<Spanned<String>, Spanned<Level>>,
    /// The numbers that rules compare with
    #[serde(default)]
    pub(crate) limits: LimitsConfig,
    /// What types of activities do that the linter does not know, or knows differently, by type
    #[serde(default)]
    pub(crate) activities: BTreeMap<String, Activity>,
    /// Exceptions: findings that are left aside, each with a reason
    #[serde(default)]
    #[schemars(with = "Vec<Exception>")]
    pub(crate) ignore: Vec<Spanned<Exception>>,
}

/// The mildest severity that fails a run
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FailOn {
    Error,
    Warning,
    Note,
    Never,
}

/// How severe a rule is
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Level {
    Off,
    Note,
    Warning,
    Error,
}

/// The numbers that rules compare with
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LimitsConfig {
    /// The longest text that is spoken at once, in characters [default: 200]
    #[schemars(with = "Option<u64>")]
    prompt_length: Option<Spanned<u64>>,
    /// The longest time in a queue, in seconds [default: 3600]
    #[schemars(with = "Option<u64>")]
    queue_timeout: Option<Spanned<u64>>,
    /// How many inputs a function may have [default: 10]
    #[schemars(with = "Option<u64>")]
    function_inputs: Option<Spanned<u64>>,
}

/// What an activity of a type does; what is not said is false
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Activity {
    /// The call rests here for a caller, an agent or another flow
    #[serde(default)]
    waits: bool,
    /// The call may leave the flow here
    #[serde(default)]
    hands_off: bool,
    /// The call's way through the flow ends here
    #[serde(default)]
    ends: bool,
}

/// An exception
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exception {
    /// The name of the rule
    #[schemars(with = "String")]
    rule: Spanned<String>,
    /// The name or id of the flows that it holds for [default: all]
    flow: Option<String>,
    /// The id or name of the activities that it holds for [default: all]
    activity: Option<String>,
    /// Why; never left out
    #[schemars(with = "String", required)]
    reason: Option<Spanned<String>>,
}

/// The configuration's file as it was read.
#[derive(Debug)]
pub(crate) struct Source {
    /// What reports call it.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// What a run goes by.
pub(crate) struct InForce {
    pub(crate) settings: Settings,
    pub(crate) fail_on: FailOn,
    pub(crate) ignores: Vec<Ignore>,
    /// Where the settings come from that are not by themselves so: from the file at this byte, or else the command line.
    pub(crate) origins: BTreeMap<String, Option<usize>>,
}

/// Something wrong with the configuration or a baseline, at a place in it.
pub(crate) struct Mistake {
    pub(crate) source: Source,
    pub(crate) bytes: Range<usize>,
    pub(crate) message: Say,
    pub(crate) help: Option<Say>,
}

/// Why there is no configuration although there should be one.
enum Trouble {
    Unreadable(Say),
    Mistake(Box<Mistake>),
}

/// The configuration, where there is one. The error has been said already.
pub(crate) fn of(args: &Args, lang: Lang) -> Result<(Config, Option<Source>), Say> {
    match load(args.config.as_deref()) {
        Ok(Some((config, source))) => Ok((config, Some(source))),
        Ok(None) => Ok((Config::default(), None)),
        Err(Trouble::Unreadable(what)) => {
            complain(lang, &what);
            Err(what)
        }
        Err(Trouble::Mistake(mistake)) => {
            output::mistake(&mistake, lang);
            let (name, Say { en, zh }) = (visible(&mistake.source.name), &mistake.message);
            Err(say!("{name}: {en}", "{name}：{zh}"))
        }
    }
}

/// Reads the configuration that was named, or the nearest one from the working directory upward.
fn load(named: Option<&Path>) -> Result<Option<(Config, Source)>, Trouble> {
    let Some(path) = named.map(Path::to_owned).or_else(nearest) else { return Ok(None) };
    let name = path.display().to_string();
    let text = files::text(&path, files::MOST_SETTINGS).map_err(|error| {
        let name = shown(&name);
        Trouble::Unreadable(say!("the configuration {name} cannot be read: {error}", "无法读取配置 {name}：{error}"))
    })?;
    let source = Source { name, text };
    match parse(&source.text) {
        Ok(config) => Ok(Some((config, source))),
        Err((bytes, message, help)) => Err(Trouble::Mistake(Box::new(Mistake { source, bytes, message, help }))),
    }
}

/// The nearest configuration from the working directory up to the one that holds `.git`, or the root.
pub(crate) fn nearest() -> Option<PathBuf> {
    let here = env::current_dir().ok()?;
    let mut relative = PathBuf::new();
    for directory in here.ancestors() {
        if directory.join(NAME).is_file() {
            return Some(relative.join(NAME));
        }
        if directory.join(".git").exists() {
            return None;
        }
        relative.push("..");
    }
    None
}

type Wrong = (Range<usize>, Say, Option<Say>);

fn parse(text: &str) -> Result<Config, Wrong> {
    let text = text.strip_prefix('\u{feff}').map_or_else(|| text.to_owned(), |rest| format!("   {rest}"));
    let config: Config = toml::from_str(&text).map_err(|error| wrong_toml(&error, text.len()))?;
    let names = config.rules.keys().chain(config.ignore.iter().map(|exception| &exception.get_ref().rule));
    for name in names {
        if rule(name.get_ref()).is_none() {
            let (message, help) = unknown_rule(name.get_ref());
            return Err((name.span(), message, Some(help)));
        }
    }
    for exception in &config.ignore {
        let reason = exception.get_ref().reason.as_ref();
        if reason.is_none_or(|reason| reason.get_ref().trim().is_empty()) {
            let bytes = reason.map_or(exception.span(), Spanned::span);
            let message = say!("an [[ignore]] has a reason", "[[ignore]] 必须写明原因");
            let help = say!(
                "add `reason = \"…\"`: who reads it in a year wants to know",
                "请添加 `reason = \"…\"`，方便日后查看"
            );
            return Err((bytes, message, Some(help)));
        }
    }
    Ok(config)
}

fn wrong_toml(error: &toml::de::Error, end: usize) -> Wrong {
    let bytes = error.span().unwrap_or(end..end);
    let said = error.message();
    let quoted: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
    let (message, help) = match quoted.as_slice() {
        [unknown, expected @ ..] if said.starts_with("unknown field") => {
            let name = shown(unknown);
            (say!("unknown key `{name}`", "未知的键 `{name}`"), Some(nearest_of(unknown, expected)))
        }
        [unknown, expected @ ..] if said.starts_with("unknown variant") => {
            let name = shown(unknown);
            (say!("`{name}` is not one of the values here", "此处不能是 `{name}`"), Some(nearest_of(unknown, expected)))
        }
        _ => (say!("{said}", "配置有误：{said}"), None),
    };
    (bytes, message, help)
}

fn nearest_of(unknown: &str, expected: &[&str]) -> Say {
    match closest(unknown, expected.iter().copied()) {
        Some(near) => say!("did you mean `{near}`?", "是否想写 `{near}`？"),
        None => {
            let all = expected.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            say!("possible are {all}", "可用的有 {all}")
        }
    }
}

/// What is said of a name that no rule has.
pub(crate) fn unknown_rule(name: &str) -> (Say, Say) {
    let shown_name = shown(name);
    let help = match closest(name, RULES.iter().map(|rule| rule.name)) {
        Some(near) => say!("did you mean `{near}`?", "是否想写 `{near}`？"),
        None => say!("`ivr-lint rules` lists them", "`ivr-lint rules` 可列出全部规则"),
    };
    (say!("no rule `{shown_name}`", "没有规则 `{shown_name}`"), help)
}

impl Level {
    pub(crate) fn severity(self) -> Option<Severity> {
        match self {
            Level::Off => None,
            Level::Note => Some(Severity::Note),
            Level::Warning => Some(Severity::Warning),
            Level::Error => Some(Severity::Error),
        }
    }

    pub(crate) fn of(name: &str) -> Option<Level> {
        let levels = [("off", Level::Off), ("note", Level::Note), ("warning", Level::Warning), ("error", Level::Error)];
        levels.into_iter().find(|(known, _)| *known == name).map(|(_, level)| level)
    }
}

impl FailOn {
    /// The mildest severity that fails the run.
    pub(crate) fn severity(self) -> Option<Severity> {
        match self {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Note => Some(Severity::Note),
            FailOn::Never => None,
        }
    }

    fn name(self) -> &'static str {
        self.severity().map_or("never", Severity::name)
    }
}

impl InForce {
    /// The standard settings, changed by the configuration, changed by the command line.
    pub(crate) fn new(config: Config, fail_on: Option<FailOn>, rules: &[(String, Level)]) -> Self {
        let mut settings = Settings::standard();
        let mut origins = BTreeMap::new();
        for (name, level) in &config.rules {
            settings.severities.insert(name.get_ref().clone(), level.get_ref().severity());
            origins.insert(format!("rules.{}", name.get_ref()), Some(name.span().start));
        }
        for (name, level) in rules {
            settings.severities.insert(name.clone(), level.severity());
            origins.insert(format!("rules.{name}"), None);
        }
        let Limits { prompt_length, queue_timeout, function_inputs } = &mut settings.limits;
        let limits = [
            ("prompt-length", prompt_length, config.limits.prompt_length),
            ("queue-timeout", queue_timeout, config.limits.queue_timeout),
            ("function-inputs", function_inputs, config.limits.function_inputs),
        ];
        for (name, limit, configured) in limits {
            if let Some(configured) = configured {
                origins.insert(format!("limits.{name}"), Some(configured.span().start));
                *limit = configured.into_inner();
            }
        }
        for (kind, Activity { waits, hands_off, ends }) in config.activities {
            settings.activities.insert(kind, Behaviour { entry: false, ends, hands_off, waits });
        }
        let ignores = config.ignore.into_iter().map(|exception| {
            let bytes = exception.span();
            let Exception { rule, flow, activity, reason } = exception.into_inner();
            let reason = reason.map(Spanned::into_inner).unwrap_or_default();
            Ignore { rule: rule.into_inner(), flow, activity, reason, bytes }
        });
        if fail_on.is_some() {
            origins.insert("fail-on".to_owned(), None);
        } else if let Some(configured) = &config.fail_on {
            origins.insert("fail-on".to_owned(), Some(configured.span().start));
        }
        let configured = config.fail_on.map(Spanned::into_inner);
        InForce {
            ignores: ignores.collect(),
            fail_on: fail_on.or(configured).unwrap_or(FailOn::Error),
            settings,
            origins,
        }
    }

    /// The settings as a configuration, each with where it comes from.
    pub(crate) fn to_toml(&self, source: Option<&Source>) -> String {
        let origin = |key: &str| match (self.origins.get(key), source) {
            (None, _) => "default".to_owned(),
            (Some(Some(at)), Some(source)) => {
                let line = source.text.as_bytes()[..*at].iter().filter(|&&byte| byte == b'\n').count() + 1;
                format!("{}:{line}", source.name)
            }
            (Some(_), _) => "command line".to_owned(),
        };
        let mut text = String::new();
        let mut line = |setting: String, origin: String| text += &format!("{setting:<44} # {origin}\n");
        line(format!("fail-on = \"{}\"", self.fail_on.name()), origin("fail-on"));
        line("\n[rules]".to_owned(), String::new());
        for rule in RULES {
            let severity = self.settings.severities.get(rule.name).copied().unwrap_or(Some(rule.severity));
            let level = severity.map_or("off", Severity::name);
            line(format!("{} = \"{level}\"", rule.name), origin(&format!("rules.{}", rule.name)));
        }
        line("\n[limits]".to_owned(), String::new());
        let Limits { prompt_length, queue_timeout, function_inputs } = self.settings.limits;
        let limits =
            [("prompt-length", prompt_length), ("queue-timeout", queue_timeout), ("function-inputs", function_inputs)];
        for (name, limit) in limits {
            line(format!("{name} = {limit}"), origin(&format!("limits.{name}")));
        }
        let file = source.map_or(String::new(), |source| source.name.clone());
        for (kind, Behaviour { ends, hands_off, waits, .. }) in &self.settings.activities {
            line(format!("\n[activities.{}]", toml_string(kind)), file.clone());
            for (name, value) in [("waits", waits), ("hands-off", hands_off), ("ends", ends)] {
                line(format!("{name} = {value}"), file.clone());
            }
        }
        for ignore in &self.ignores {
            line("\n[[ignore]]".to_owned(), file.clone());
            let members =
                [("rule", Some(&ignore.rule)), ("flow", ignore.flow.as_ref()), ("activity", ignore.activity.as_ref())];
            for (name, value) in members.into_iter().chain([("reason", Some(&ignore.reason))]) {
                if let Some(value) = value {
                    line(format!("{name} = {}", toml_string(value)), file.clone());
                }
            }
        }
        text.lines().map(|line| line.trim_end_matches([' ', '#'])).fold(String::new(), |text, line| text + line + "\n")
    }
}

fn toml_string(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A configuration to start from, with everything said and nothing changed.
pub(crate) const STARTING: &str = include_str!("starting.toml");

/// The JSON Schema of the configuration.
pub(crate) fn schema() -> serde_json::Value {
    schemars::schema_for!(Config).to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(text: &str) -> (String, String, String) {
        let (bytes, message, help) = parse(text).expect_err("a mistake");
        (text[bytes].to_owned(), message.en, help.map(|help| help.en).unwrap_or_default())
    }

    #[test]
    fn mistakes_are_pointed_at_and_the_nearest_word_is_offered() {
        let (at, message, help) = mistake("[rule]\n");
        assert_eq!((&*at, &*message, &*help), ("rule", "unknown key `rule`", "did you mean `rules`?"));
        let (at, _, help) = mistake("[rules]\ndangling-nxt = \"off\"\n");
        assert_eq!((&*at, &*help), ("dangling-nxt", "did you mean `dangling-next`?"));
        let (at, _, help) = mistake("[rules]\ndangling-next = \"eror\"\n");
        assert_eq!((&*at, &*help), ("\"eror\"", "did you mean `error`?"));
        let (at, message, _) = mistake("[[ignore]]\nrule = \"dead-end\"\n");
        assert_eq!((&*at, &*message), ("[[ignore]]", "an [[ignore]] has a reason"));
        let (at, _, _) = mistake("[[ignore]]\nrule = \"dead-end\"\nreason = \" \"\n");
        assert_eq!(at, "\" \"");
    }

    #[test]
    fn the_starting_file_changes_nothing() {
        let config = parse(STARTING).expect("sound");
        let standard = InForce::new(Config::default(), None, &[]);
        let started = InForce::new(config, None, &[]);
        let values = |in_force: &InForce| {
            let text = in_force.to_toml(None);
            text.lines().map(|line| line.split('#').next().unwrap_or_default().trim().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(values(&started), values(&standard));
    }

    #[test]
    fn every_rule_stands_in_the_starting_file() {
        for rule in RULES {
            assert!(STARTING.contains(&format!("# {} = \"{}\"", rule.name, rule.severity.name())), "{}", rule.name);
        }
    }
}
