//! The values of options.

use std::error::Error;
use std::fmt;
use std::num::NonZeroUsize;
use std::str::FromStr;

use clap::ValueEnum as _;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use ivr_flow::{InvalidValue, Lang, Level, Localized, RuleSelector, UnknownRule, localized, shorten};

use super::{Format, Output};

/// Why a value cannot be one. What clap shows of it is English.
#[derive(Debug)]
pub(crate) struct Wrong(pub(crate) Localized);

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl Error for Wrong {}

impl From<UnknownRule> for Wrong {
    fn from(unknown: UnknownRule) -> Self {
        let (message, help) = (unknown.message(), unknown.help());
        Wrong(Localized { en: message.en + ": " + &help.en, zh: message.zh + "：" + &help.zh })
    }
}

impl From<InvalidValue> for Wrong {
    fn from(invalid: InvalidValue) -> Self {
        Wrong(invalid.message())
    }
}

/// Reads one of some names.
pub(super) fn one_of<T>(names: &[&'static str]) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err = InvalidValue> + Clone + Send + Sync + 'static,
{
    let offered = names.iter().map(|&name| match name {
        "warning" => PossibleValue::new(name).alias("warn"),
        _ => PossibleValue::new(name),
    });
    PossibleValuesParser::new(offered).try_map(|name| name.parse::<T>())
}

/// Reads a language or a locale of it.
pub(super) fn lang(text: &str) -> Result<Lang, Wrong> {
    Ok(text.parse::<Lang>()?)
}

/// Reads the name of a rule or a group, or `*`.
pub(super) fn rule(text: &str) -> Result<RuleSelector, Wrong> {
    Ok(text.trim().parse::<RuleSelector>()?)
}

/// Reads `RULE=LEVEL`.
pub(super) fn rule_level(text: &str) -> Result<(RuleSelector, Level), Wrong> {
    let (name, level) = text.split_once('=').ok_or_else(|| {
        Wrong(localized!("expected RULE=LEVEL, for example dead-end=warning", "应为 规则=级别，例如 dead-end=warning"))
    })?;
    Ok((rule(name)?, level.parse::<Level>()?))
}

/// Reads a number of threads.
pub(super) fn jobs(text: &str) -> Result<NonZeroUsize, Wrong> {
    text.parse().map_err(|_| Wrong(localized!("expected a whole number from 1", "应为不小于 1 的整数")))
}

/// Reads `FORMAT=FILE`.
pub(super) fn output(text: &str) -> Result<Output, Wrong> {
    let (format, path) = text.split_once('=').ok_or_else(|| {
        Wrong(localized!(
            "expected FORMAT=FILE, for example sarif=report.sarif",
            "应为 格式=文件，例如 sarif=report.sarif"
        ))
    })?;
    let format = self::format(format)?;
    if path.is_empty() {
        return Err(Wrong(localized!("missing file name after `=`", "`=` 之后缺少文件名")));
    }
    let path = if path == "-" { "/dev/stdout" } else { path };
    Ok(Output { format, path: path.into() })
}

/// Reads the name of a format.
pub(crate) fn format(text: &str) -> Result<Format, Wrong> {
    Format::from_str(text, false).map_err(|_| {
        let formats = Format::value_variants().iter().filter_map(clap::ValueEnum::to_possible_value);
        let formats: Vec<_> = formats.map(|format| format.get_name().to_owned()).collect();
        let (format, en, zh) = (shorten(text), formats.join(", "), formats.join("、"));
        Wrong(localized!("invalid format `{format}` [possible values: {en}]", "格式 `{format}` 无效［可选值：{zh}］"))
    })
}
