//! Reads a configuration from TOML.
//!
//! The table is walked by hand: only so is every mistake found and not just the first, and said in words of our own.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use super::error::find_rule_among;
use super::kinds::*;
use super::selector::set_levels;
use super::{Configuration, ConfigurationError, Ignore, RuleSelector};
use crate::HashSet;
use crate::policy::PREFIX;
use crate::rules::{Rule, rules};
use crate::settings::{FailOn, Level};
use crate::text::{InvalidValue, Localized, closest, did_you_mean, listed, localized, shorten};

const LIMITS: [&str; 4] = ["prompt-length", "queue-timeout", "function-inputs", "tries"];

/// The most mistakes that are told of one configuration.
const MOST_ERRORS: usize = 20;

impl Configuration {
    /// Parses an `ivr-lint.toml`.
    ///
    /// # Errors
    /// The first mistake in the text. [`Configuration::read_toml`] returns all of them.
    ///
    /// ```
    /// let error = ivr_flow::Configuration::from_toml("[limits]\nprompt-length = \"200\"").expect_err("a mistake");
    /// assert_eq!(error.to_string(), "expected a number, found a string");
    /// assert_eq!(error.bytes(), 25..30);
    /// ```
    pub fn from_toml(text: &str) -> Result<Configuration, ConfigurationError> {
        let (configuration, errors) = Configuration::read_toml(text);
        errors.into_iter().next().map_or(Ok(configuration), Err)
    }

    /// Parses what can be read of an `ivr-lint.toml`, and returns all mistakes in the rest in the order of the text:
    /// for editors, where texts are often incomplete.
    pub fn read_toml(text: &str) -> (Configuration, Vec<ConfigurationError>) {
        Configuration::read_toml_on(text, &Configuration::default())
    }

    /// Like [`Configuration::read_toml`], for a text that extends another configuration, from which it takes what it
    /// does not set. Exceptions, policies, the baseline and excluded files are those of the text alone.
    pub fn read_toml_on(text: &str, base: &Configuration) -> (Configuration, Vec<ConfigurationError>) {
        // A byte order mark is made blank and not cut off, so that all places stay.
        let text = text.strip_prefix('\u{feff}').map_or_else(|| text.to_owned(), |rest| format!("   {rest}"));
        let (table, no_toml) = DeTable::parse_recoverable(&text);
        let mut reader = Reader {
            configuration: Configuration {
                settings: base.settings.clone(),
                fail_on: base.fail_on,
                ..Configuration::default()
            },
            errors: Vec::new(),
            text: text.clone(),
            policies: table.get_ref().get("policy").map(Reader::policy_names).unwrap_or_default(),
            inherited: base.policies.iter().map(|policy| policy.rule().clone()).collect(),
            seen_policies: HashSet::default(),
        };
        reader.policies.extend(reader.inherited.iter().map(|rule| rule.name.to_string()));
        reader.read(table.get_ref());
        let Reader { configuration, mut errors, .. } = reader;
        if !no_toml.is_empty() {
            // Where brackets or quotes are missing, all that follows may be taken for something else.
            errors = no_toml.iter().map(|error| not_toml(error, text.len())).collect();
        }
        errors.sort_by_key(|error| error.bytes().start);
        errors.truncate(MOST_ERRORS);
        (configuration, errors)
    }
}

const KEYS: [&str; 9] = ["fail-on", "rules", "limits", "activities", "policy", "ignore", "files", "extend", "baseline"];

pub(super) type Value<'i> = Spanned<DeValue<'i>>;

pub(super) struct Reader {
    pub(super) configuration: Configuration,
    pub(super) errors: Vec<ConfigurationError>,
    /// The text that is read.
    pub(super) text: String,
    /// The names of the rules of all policies.
    policies: Vec<String>,
    /// The rules of the policies of the configuration that is extended.
    inherited: Vec<Rule>,
    /// The names of the policies that have been read.
    pub(super) seen_policies: HashSet<String>,
}

impl Reader {
    fn read(&mut self, table: &DeTable<'_>) {
        let mut rules = None;
        for (key, value) in table {
            match &**key.get_ref() {
                "fail-on" => {
                    if let Some(fail_on) = self.named::<FailOn>(value, |found| is_off(found, "fail-on", "never")) {
                        self.configuration.fail_on = Some(fail_on);
                        self.configuration.places.insert("fail-on".to_owned(), value.span());
                    }
                }
                // They say something of policies too.
                "rules" => rules = Some(value),
                "limits" => self.limits(value),
                "activities" => self.activities(value),
                "ignore" => self.ignores(key.span(), value),
                "policy" => self.policies(key.span(), value),
                "files" => self.files(value),
                "extend" => self.configuration.extend = self.file("extend", value),
                "baseline" => self.configuration.baseline = self.file("baseline", value),
                _ => self.unknown_key(key, &KEYS),
            }
        }
        if let Some(value) = rules {
            self.rules(value);
        }
    }

    fn rules(&mut self, value: &Value<'_>) {
        let mut levels = Vec::new();
        for (key, value) in self.table(value, None).into_iter().flatten() {
            let name = &**key.get_ref();
            if name.starts_with(PREFIX) && !self.is_rule(name, key.span()) {
                continue;
            }
            let selector = match name.parse::<RuleSelector>() {
                Ok(selector) => selector,
                Err(unknown) => {
                    self.wrong(key.span(), unknown.message(), Some(unknown.help()));
                    continue;
                }
            };
            if let Some(level) = self.named::<Level>(value, |found| is_off(found, name, "off")) {
                self.configuration.places.insert(format!("rules.{name}"), key.span());
                levels.push((selector, level));
            }
        }
        let mut policies: Vec<Rule> = self.configuration.policies.iter().map(|policy| policy.rule().clone()).collect();
        policies.extend(self.inherited.iter().cloned());
        set_levels(&levels, &mut self.configuration.settings.severities, &policies);
        for rule in rules().map(|rule: &Rule| rule).chain(&policies) {
            // What a group says of a rule is said of it.
            let fitting = levels.iter().filter(|(selector, _)| selector.fits(&rule.name));
            let place = fitting.max_by_key(|(selector, _)| selector).and_then(|(selector, _)| {
                let name = selector.to_string();
                self.configuration.places.get(&format!("rules.{name}")).cloned()
            });
            if let Some(place) = place {
                self.configuration.places.insert(format!("rules.{}", rule.name), place);
            }
        }
    }

    fn limits(&mut self, value: &Value<'_>) {
        for (key, value) in self.table(value, None).into_iter().flatten() {
            let name = &**key.get_ref();
            if !LIMITS.contains(&name) {
                self.unknown_key(key, &LIMITS);
                continue;
            }
            let Some(number) = self.number(name, value) else { continue };
            let limits = &mut self.configuration.settings.limits;
            match name {
                "prompt-length" => limits.prompt_length = number,
                "queue-timeout" => limits.queue_timeout = number,
                "function-inputs" => limits.function_inputs = number,
                _ => limits.tries = number,
            }
            self.configuration.places.insert(format!("limits.{name}"), value.span());
        }
    }

    fn ignores(&mut self, key: Range<usize>, value: &Value<'_>) {
        let help = localized!("write `[[ignore]]`, with two brackets", "请写成 `[[ignore]]`（双层方括号）");
        let Some(items) = self.tables(key, value, &help) else { return };
        for item in items {
            if let Some(table) = self.table(item, Some(&help)) {
                self.ignore(item.span(), table);
            }
        }
    }

    /// The tables of a list of them.
    pub(super) fn tables<'v, 'i>(
        &mut self,
        key: Range<usize>,
        value: &'v Value<'i>,
        help: &Localized,
    ) -> Option<&'v [Value<'i>]> {
        let items = value.get_ref().as_array();
        if items.is_none() {
            let message = not_as_expected(TABLES, found(value.get_ref()));
            // The place of a table is its whole head, of another value that of the value.
            let bytes = if value.get_ref().is_table() { key } else { value.span() };
            self.wrong(bytes, message, Some(help.clone()));
        }
        items.map(|items| &**items)
    }

    fn ignore(&mut self, bytes: Range<usize>, table: &DeTable<'_>) {
        let before = self.errors.len();
        let mut ignore = Ignore { bytes: bytes.clone(), ..Ignore::default() };
        let (mut has_rule, mut reason) = (false, None);
        for (key, value) in table {
            let name = &**key.get_ref();
            if !["rule", "flow", "file", "activity", "reason"].contains(&name) {
                self.unknown_key(key, &["rule", "flow", "file", "activity", "reason"]);
                continue;
            }
            has_rule |= name == "rule";
            if name == "reason" {
                reason = Some(value.span());
            }
            let Some(text) = value.get_ref().as_str() else {
                self.wrong_kind(STRING, value, None);
                continue;
            };
            match name {
                "rule" => {
                    self.is_rule(text, value.span());
                    text.clone_into(&mut ignore.rule);
                }
                "flow" => ignore.flow = Some(text.to_owned()),
                "file" => ignore.file = Some(text.to_owned()),
                "activity" => ignore.activity = Some(text.to_owned()),
                _ => text.clone_into(&mut ignore.reason),
            }
        }
        if !has_rule {
            let message = localized!("[[ignore]] needs a `rule`", "[[ignore]] 缺少 `rule`（规则名）");
            let help = localized!("add `rule = \"…\"`, the name of a rule", "请添加 `rule = \"…\"`，即规则名");
            self.wrong(bytes.clone(), message, Some(help));
        }
        if self.errors.len() == before && ignore.reason.trim().is_empty() {
            let message = localized!("[[ignore]] needs a `reason`", "[[ignore]] 缺少 `reason`（原因）");
            let help = localized!(
                "add `reason = \"…\"` to say why they are ignored",
                "请添加 `reason = \"…\"`，说明忽略的原因"
            );
            self.wrong(reason.unwrap_or(bytes), message, Some(help));
        }
        if self.errors.len() == before {
            self.configuration.ignores.push(ignore);
        }
    }

    fn is_rule(&mut self, name: &str, bytes: Range<usize>) -> bool {
        let unknown = find_rule_among(name, &self.policies).err();
        if let Some(unknown) = &unknown {
            self.wrong(bytes, unknown.message(), Some(unknown.help()));
        }
        unknown.is_none()
    }

    /// The table that a value is.
    pub(super) fn table<'v, 'i>(&mut self, value: &'v Value<'i>, help: Option<&Localized>) -> Option<&'v DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_kind(TABLE, value, help.cloned());
        }
        table
    }

    /// What a string names. `help` says what to write for another value.
    pub(super) fn named<T: FromStr<Err = InvalidValue> + Offered>(
        &mut self,
        value: &Value<'_>,
        help: impl Fn(&DeValue<'_>) -> Option<Localized>,
    ) -> Option<T> {
        let Some(text) = value.get_ref().as_str() else {
            let possible = listed(&T::NAMES);
            let help = help(value.get_ref()).or_else(|| {
                let Localized { en, zh } = possible;
                Some(localized!("possible values: {en}", "可选值：{zh}"))
            });
            self.wrong_kind(STRING, value, help);
            return None;
        };
        match text.parse() {
            Ok(named) => Some(named),
            Err(invalid) => {
                let help = invalid.help();
                self.wrong(value.span(), invalid.message(), help);
                None
            }
        }
    }

    fn number(&mut self, name: &str, value: &Value<'_>) -> Option<u64> {
        let without_quotes = |text: &str| {
            let number: u64 = text.trim().parse().ok()?;
            Some(localized!("write `{name} = {number}`, without quotes", "请写成 `{name} = {number}`，不加引号"))
        };
        let DeValue::Integer(integer) = value.get_ref() else {
            let expected = if value.get_ref().is_float() { WHOLE_NUMBER } else { NUMBER };
            self.wrong_kind(expected, value, value.get_ref().as_str().and_then(without_quotes));
            return None;
        };
        let number = u64::from_str_radix(integer.as_str(), integer.radix());
        if number.is_err() {
            let number = shorten(&integer.to_string());
            let message = match number.starts_with('-') {
                true => {
                    localized!("expected a non-negative number, found {number}", "应为不小于 0 的数字，实际为 {number}")
                }
                false => localized!("the number {number} is too large", "数字 {number} 过大"),
            };
            self.wrong(value.span(), message, None);
        }
        number.ok()
    }

    pub(super) fn unknown_key(&mut self, key: &Spanned<impl fmt::Display>, possible: &[&str]) {
        let key_text = key.get_ref().to_string();
        let help = match closest(&key_text, possible.iter().copied()) {
            Some(near) => did_you_mean(near),
            None => {
                let Localized { en, zh } = listed(possible);
                localized!("possible keys: {en}", "可用的键：{zh}")
            }
        };
        let name = shorten(&key_text);
        self.wrong(key.span(), localized!("unknown key `{name}`", "未知的键 `{name}`"), Some(help));
    }

    pub(super) fn wrong_kind(&mut self, expected: Localized<&str>, value: &Value<'_>, help: Option<Localized>) {
        self.wrong(value.span(), not_as_expected(expected, found(value.get_ref())), help);
    }

    pub(super) fn wrong(&mut self, bytes: Range<usize>, message: Localized, help: Option<Localized>) {
        self.errors.push(ConfigurationError::new(bytes, message, help));
    }
}

/// What has names that are offered.
pub(super) trait Offered {
    const NAMES: [&'static str; 4];
}

impl Offered for Level {
    const NAMES: [&'static str; 4] = Level::NAMES;
}

impl Offered for FailOn {
    const NAMES: [&'static str; 4] = FailOn::NAMES;
}
