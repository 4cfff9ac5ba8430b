//! A word where only some words are possible.

use std::str::FromStr;

use super::language::localized;
use super::{Lang, Localized, closest, shorten};

/// A word that is not one of the possible values.
///
/// ```
/// let invalid = "eror".parse::<ivr_flow::Severity>().expect_err("a mistake");
/// assert_eq!(invalid.to_string(), "invalid value `eror`, expected one of `error`, `warning`, `note`");
/// assert_eq!(invalid.near(), Some("error"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().en)]
pub struct InvalidValue {
    word: String,
    possible: &'static [&'static str],
    near: Option<&'static str>,
}

impl InvalidValue {
    /// `meant` is the word that is offered whatever the spelling; without it the closest one is.
    pub(crate) fn new(word: &str, possible: &'static [&'static str], meant: Option<&'static str>) -> Self {
        let near = meant.or_else(|| closest(word, possible.iter().copied()));
        InvalidValue { word: word.to_owned(), possible, near }
    }

    /// What is wrong, in both languages.
    pub fn message(&self) -> Localized {
        let word = shorten(&self.word);
        let Localized { en, zh } = listed(self.possible);
        localized!("invalid value `{word}`, expected one of {en}", "取值 `{word}` 无效；可选值：{zh}")
    }

    /// A suggestion, in both languages, if a possible value is close.
    pub fn help(&self) -> Option<Localized> {
        self.near.map(did_you_mean)
    }

    /// The most similar possible value, if any is close.
    pub fn near(&self) -> Option<&'static str> {
        self.near
    }
}

impl FromStr for Lang {
    type Err = InvalidValue;

    /// A language, or a locale of it: `zh`, `zh-CN`, `zh_CN.UTF-8`.
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        Lang::from_locale(text).ok_or_else(|| InvalidValue::new(text, &["en", "zh"], None))
    }
}

/// The help for a word that is close to one that is possible.
pub(crate) fn did_you_mean(near: &str) -> Localized {
    localized!("did you mean `{near}`?", "您是否要输入 `{near}`？")
}

/// Some words, one after the other.
pub(crate) fn listed(words: &[&str]) -> Localized {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    Localized { en: quoted.join(", "), zh: quoted.join("、") }
}
