//! What is wrong with a configuration, and where.

use std::ops::Range;

use crate::policy::PREFIX;
use crate::rules::{Rule, rule, rules};
use crate::text::{Lang, Localized, closest, did_you_mean, listed, localized, shorten};

/// A mistake in the text of a configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .message.en)]
pub struct ConfigurationError {
    message: Localized,
    help: Option<Localized>,
    bytes: Range<usize>,
}

impl ConfigurationError {
    // Only what reads a text makes them.
    #[cfg_attr(not(feature = "toml"), allow(dead_code))]
    pub(crate) fn new(bytes: Range<usize>, message: Localized, help: Option<Localized>) -> Self {
        ConfigurationError { message, help, bytes }
    }

    /// What is wrong, in one language.
    pub fn message(&self, lang: Lang) -> &str {
        self.message.get(lang)
    }

    /// What to do, in one language.
    pub fn help(&self, lang: Lang) -> Option<&str> {
        self.help.as_ref().map(|help| help.get(lang))
    }

    /// The message in both languages, and the help if there is one.
    pub fn texts(&self) -> (&Localized, Option<&Localized>) {
        (&self.message, self.help.as_ref())
    }

    /// Its bytes in the text.
    pub fn bytes(&self) -> Range<usize> {
        self.bytes.clone()
    }
}

/// A rule with this name does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().en)]
pub struct UnknownRule {
    name: String,
    /// The names of the rules of policies.
    policies: Vec<String>,
}

impl UnknownRule {
    /// What is wrong, in both languages.
    pub fn message(&self) -> Localized {
        let name = shorten(&self.name);
        match name.strip_prefix(PREFIX) {
            Some(name) => localized!("no policy `{name}`", "没有策略 `{name}`"),
            None => localized!("no rule `{name}`", "没有规则 `{name}`"),
        }
    }

    /// What to do, in both languages.
    pub fn help(&self) -> Localized {
        if let Some(near) = self.near() {
            return did_you_mean(near);
        }
        if self.name.starts_with(PREFIX) {
            return localized!(
                "policies are written in the configuration, as `[[policy]]`",
                "策略写在配置的 `[[policy]]` 中"
            );
        }
        let text = self.name.trim().to_lowercase();
        let within = rules().map(|rule| &*rule.name).filter(|name| text.len() > 2 && name.contains(&text));
        match within.collect::<Vec<_>>().as_slice() {
            [only] => did_you_mean(only),
            some @ [_, ..] => {
                let Localized { en, zh } = listed(some);
                localized!("did you mean one of {en}?", "您是否要输入以下之一：{zh}？")
            }
            [] => localized!("`ivr-lint rules` lists them", "`ivr-lint rules` 可列出全部规则"),
        }
    }

    /// The name that may have been meant.
    pub fn near(&self) -> Option<&str> {
        // A policy is one by its beginning; what is close to that says nothing.
        match self.name.strip_prefix(PREFIX) {
            Some(name) => {
                let names = self.policies.iter().map(|policy| &policy[PREFIX.len()..]);
                let near = closest(name, names)?;
                self.policies.iter().map(String::as_str).find(|policy| policy[PREFIX.len()..] == *near)
            }
            None => closest(&self.name, rules().map(|rule| &*rule.name)),
        }
    }
}

/// The built-in rule with this name.
///
/// # Errors
/// If there is no such rule; the error suggests a similar name.
pub fn find_rule(name: &str) -> Result<&'static Rule, UnknownRule> {
    rule(name).ok_or_else(|| UnknownRule { name: name.to_owned(), policies: Vec::new() })
}

/// Says that there is a rule with this name, built in or of one of these policies.
pub(super) fn find_rule_among(name: &str, policies: &[String]) -> Result<(), UnknownRule> {
    if policies.iter().any(|policy| policy == name) || rule(name).is_some() {
        return Ok(());
    }
    Err(UnknownRule { name: name.to_owned(), policies: policies.to_vec() })
}
