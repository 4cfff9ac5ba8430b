//! What is wrong with a configuration, and where.

use std::ops::Range;

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
    pub(super) fn new(bytes: Range<usize>, message: Localized, help: Option<Localized>) -> Self {
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

    /// The message in both languages, and the help where there is one.
    pub fn texts(&self) -> (&Localized, Option<&Localized>) {
        (&self.message, self.help.as_ref())
    }

    /// Where it is in the text.
    pub fn bytes(&self) -> Range<usize> {
        self.bytes.clone()
    }
}

/// A name that no rule has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().en)]
pub struct UnknownRule {
    name: String,
}

impl UnknownRule {
    /// What is wrong, in both languages.
    pub fn message(&self) -> Localized {
        let name = shorten(&self.name);
        localized!("no rule `{name}`", "没有规则 `{name}`")
    }

    /// What to do, in both languages.
    pub fn help(&self) -> Localized {
        if let Some(near) = self.near() {
            return did_you_mean(near);
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
    pub fn near(&self) -> Option<&'static str> {
        closest(&self.name, rules().map(|rule| &*rule.name))
    }
}

/// The rule of a name.
///
/// # Errors
/// None has that name.
pub fn find_rule(name: &str) -> Result<&'static Rule, UnknownRule> {
    rule(name).ok_or_else(|| UnknownRule { name: name.to_owned() })
}
