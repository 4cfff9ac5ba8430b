//! `ivr-lint.toml`: where it is, and what of it and of the command line is in force.

mod shown;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use ivr_flow::{
    Configuration, FailOn, Lang, Level, Localized, Problem, Rule, UnknownRule, localized, printable, rules, shorten,
};

use crate::args::SettingsRequest;
use crate::mistake::{self, Mistake, Source};
use crate::read::{self, MOST_SETTINGS};
use crate::terminal::complain;

/// What the file is called.
pub(crate) const NAME: &str = "ivr-lint.toml";

/// What a run goes by: the configuration, changed by the command line.
pub(crate) struct InForce {
    pub(crate) configuration: Configuration,
    pub(crate) fail_on: FailOn,
    /// Where each setting is said that is said anywhere.
    origins: BTreeMap<String, String>,
}

/// Says that there is no rule of a name.
pub(crate) fn say_unknown(unknown: &UnknownRule, lang: Lang) -> Localized {
    let (message, help) = (unknown.message(), unknown.help());
    let said = Localized { en: message.en + ": " + &help.en, zh: message.zh + "：" + &help.zh };
    complain(lang, &said);
    said
}

/// Whether a run with these paths reads everything that a configuration is about: nothing was named, or folders of which
/// one is the configuration's or above it.
pub(crate) fn is_covered(source: &Source, paths: &[PathBuf]) -> bool {
    let folder = Path::new(&source.name).canonicalize().ok().and_then(|file| Some(file.parent()?.to_owned()));
    let holds = |path: &PathBuf| {
        path.canonicalize().ok().zip(folder.as_ref()).is_some_and(|(path, folder)| folder.starts_with(path))
    };
    paths.is_empty() || paths.iter().all(|path| path.is_dir()) && paths.iter().any(holds)
}

/// Something that is wrong with a configuration. It has been said already.
pub(crate) struct Wrong {
    pub(crate) problem: Problem,
    /// Where it is, in a text that could be read.
    pub(crate) place: Option<WrongPlace>,
}

/// A place in a configuration, and what is wrong there.
pub(crate) struct WrongPlace {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) bytes: Range<usize>,
    pub(crate) message: Localized,
    pub(crate) help: Option<Localized>,
}

/// What a configuration says, on top of one that it extends. The errors have been said already.
pub(crate) fn parse(source: &Source, base: &Configuration, lang: Lang) -> Result<Configuration, Vec<Wrong>> {
    let (configuration, errors) = Configuration::read_toml_on(&source.text, base);
    if errors.is_empty() {
        return Ok(configuration);
    }
    let is_ours = begins_as_configuration(&source.text);
    let told = errors.iter().map(|error| {
        let (message, help) = error.texts();
        wrong(&Mistake { source, bytes: error.bytes(), message, help, is_ours }, lang)
    });
    Err(told.collect())
}

/// Shows what is wrong with a configuration.
pub(crate) fn wrong(mistake: &Mistake<'_>, lang: Lang) -> Wrong {
    mistake::show(mistake, lang);
    let Mistake { source, bytes, message, help, .. } = mistake;
    let (name, Localized { en, zh }) = (printable(&source.name), message);
    let place = WrongPlace {
        name: source.name.clone(),
        text: source.text.clone(),
        bytes: bytes.clone(),
        message: (*message).clone(),
        help: help.cloned(),
    };
    let problem = Problem::with_file(&source.name, localized!("{name}: {en}", "{name}：{zh}"));
    Wrong { problem, place: Some(place) }
}

/// Whether the first thing that a file says is something that a configuration says.
fn begins_as_configuration(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default();
    let first = first.trim_start_matches(['[', ' ', '"']);
    let key = first.split(|char: char| !char.is_ascii_alphanumeric() && char != '-').next().unwrap_or_default();
    Configuration::schema()["properties"].get(key).is_some()
}

/// Reads the file of a configuration. The error has been said already.
pub(crate) fn source(path: &Path, lang: Lang) -> Result<Source, Problem> {
    let name = path.display().to_string();
    match read::text(path, MOST_SETTINGS) {
        Ok(text) => Ok(Source { name, text }),
        Err(error) => {
            let (short, Localized { en, zh }) = (shorten(&name), error.say());
            let message = localized!("the configuration {short} cannot be read: {en}", "无法读取配置 {short}：{zh}");
            complain(lang, &message);
            Err(Problem::with_file(name, message))
        }
    }
}

impl InForce {
    /// The configuration, changed by the command line. `origins` is where its settings are said.
    pub(crate) fn new(
        mut configuration: Configuration,
        mut origins: BTreeMap<String, String>,
        request: &SettingsRequest<'_>,
    ) -> Self {
        let before = configuration.settings.severities.clone();
        let selection = request.rules.selection();
        let policies: Vec<_> = configuration.policies.iter().map(|policy| policy.rule().clone()).collect();
        selection.apply(&mut configuration.settings.severities, &policies);
        let after = &configuration.settings.severities;
        let is_said = |name: &str| selection.levels.iter().any(|(selector, _)| selector.fits(name));
        let is_commanded = |name: &&String| before.get(*name) != after.get(*name) || is_said(name);
        let commanded = after.keys().filter(is_commanded).map(|name| format!("rules.{name}"));
        let commanded = commanded.chain(request.fail_on.map(|_| "fail-on".to_owned()));
        origins.extend(commanded.map(|setting| (setting, "command line".to_owned())));
        let fail_on = request.fail_on.or(configuration.fail_on).unwrap_or_default();
        InForce { configuration, fail_on, origins }
    }

    /// The level of a rule.
    pub(crate) fn level(&self, rule: &Rule) -> Level {
        rule.severity(&self.configuration.settings).map_or(Level::Off, Level::On)
    }
}

/// A configuration to start from, with every setting at its default and comments in one language.
pub(crate) fn starting(lang: Lang) -> String {
    let (own, other) = match lang {
        Lang::En => ("# en: ", "# zh: "),
        Lang::Zh => ("# zh: ", "# en: "),
    };
    let levels = || rules().map(|rule| format!("# {} = \"{}\"\n", rule.name, rule.level)).collect::<String>();
    let lines = include_str!("starting.toml").lines().filter(|line| !line.starts_with(other));
    let line = |line: &str| match (line.strip_prefix(own), line.rsplit_once(" / ")) {
        (Some(comment), _) => format!("# {comment}\n"),
        (None, Some((en, zh))) => match lang {
            Lang::En => format!("{en}\n"),
            Lang::Zh => format!("{}# {zh}\n", en.rsplit_once("# ").map_or(en, |(setting, _)| setting)),
        },
        (None, None) if line == "[rules]" => format!("{line}\n{}", levels()),
        (None, None) => format!("{line}\n"),
    };
    lines.map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Rules;

    #[test]
    fn the_starting_file_changes_nothing() {
        let rules = Rules::default();
        let request = SettingsRequest { config: None, no_config: false, rules: &rules, fail_on: None };
        let standard = InForce::new(Configuration::default(), BTreeMap::new(), &request);
        let values = |in_force: &InForce| {
            let text = in_force.to_toml(None, false);
            text.lines().map(|line| line.split('#').next().unwrap_or_default().trim().to_owned()).collect::<Vec<_>>()
        };
        for lang in [Lang::En, Lang::Zh] {
            let config = Configuration::from_toml(&starting(lang)).expect("sound");
            assert_eq!(values(&InForce::new(config, BTreeMap::new(), &request)), values(&standard));
        }
    }

    #[test]
    fn the_comments_are_in_one_language() {
        let comments = |lang| {
            let text = starting(lang);
            let lines = text.lines().filter(|line| !line.contains(" = ") || line.contains(" = 200"));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        let is_chinese = |line: &&String| line.chars().any(|char| ('一'..='鿿').contains(&char));
        let (en, zh) = (comments(Lang::En), comments(Lang::Zh));
        assert_eq!(en.len(), zh.len());
        assert_eq!(en.iter().filter(is_chinese).count(), 0, "{en:#?}");
        assert_eq!(zh.iter().filter(is_chinese).count(), en.iter().zip(&zh).filter(|(en, zh)| en != zh).count());
        assert!(zh.contains(&"# prompt-length = 200     # 单次播报的字符数".to_owned()), "{zh:#?}");
        assert!(en.contains(&"# prompt-length = 200     # characters per prompt".to_owned()), "{en:#?}");
    }

    #[test]
    fn every_rule_stands_in_the_starting_file() {
        for rule in rules() {
            assert!(starting(Lang::En).contains(&format!("\n# {} = \"{}\"\n", rule.name, rule.level)), "{}", rule.name);
        }
    }
}
