//! What the values of a configuration are, in words; and what the parser of TOML says, in both languages.

use ::toml::de::{DeValue, Error};

use super::ConfigurationError;
use crate::text::{Localized, localized, printable};

pub(super) const STRING: Localized<&str> = Localized { en: "a string", zh: "字符串" };
pub(super) const NUMBER: Localized<&str> = Localized { en: "a number", zh: "数字" };
pub(super) const WHOLE_NUMBER: Localized<&str> = Localized { en: "a whole number", zh: "整数" };
pub(super) const FRACTION: Localized<&str> = Localized { en: "a fraction", zh: "小数" };
pub(super) const BOOLEAN: Localized<&str> = Localized { en: "`true` or `false`", zh: " `true` 或 `false`" };
pub(super) const TABLE: Localized<&str> = Localized { en: "a table", zh: "表（table）" };
pub(super) const STRINGS: Localized<&str> = Localized { en: "a list of strings", zh: "字符串的列表" };
pub(super) const TABLES: Localized<&str> =
    Localized { en: "a list of tables", zh: "表的列表（array of tables）" };

/// What a value is.
pub(super) fn found(value: &DeValue<'_>) -> Localized<&'static str> {
    match value {
        DeValue::String(_) => STRING,
        DeValue::Integer(_) => NUMBER,
        DeValue::Float(_) => FRACTION,
        DeValue::Boolean(true) => Localized { en: "`true`", zh: " `true`" },
        DeValue::Boolean(false) => Localized { en: "`false`", zh: " `false`" },
        DeValue::Datetime(_) => Localized { en: "a date or time", zh: "日期或时间" },
        DeValue::Array(_) => Localized { en: "a list", zh: "列表（array）" },
        DeValue::Table(_) => TABLE,
    }
}

pub(super) fn not_as_expected(expected: Localized<&str>, found: Localized<&str>) -> Localized {
    Localized {
        en: format!("expected {}, found {}", expected.en, found.en),
        zh: format!("应为{}，实际为{}", expected.zh, found.zh),
    }
}

/// Who writes `false` wants nothing of it.
pub(super) fn is_off(value: &DeValue<'_>, name: &str, off: &str) -> Option<Localized> {
    let says = value.as_bool() == Some(false);
    says.then(|| localized!("to turn it off, write `{name} = \"{off}\"`", "如需关闭，请写成 `{name} = \"{off}\"`"))
}

/// What the parser of TOML says.
pub(super) fn not_toml(error: &Error, end: usize) -> ConfigurationError {
    let bytes = error.span().unwrap_or(end..end);
    let en = printable(error.message().trim());
    let (what, expected) = en.split_once(", expected ").map_or((&*en, None), |(what, rest)| (what, Some(rest)));
    let known = SAID.iter().find(|(said, _)| *said == what);
    let expected = expected.map(|expected| format!("，应为 {}", expected.replace(", ", "、"))).unwrap_or_default();
    let zh = known.map_or_else(|| format!("语法错误（{en}）"), |(_, zh)| format!("{zh}{expected}"));
    ConfigurationError::new(bytes, localized!("not valid TOML: {en}", "不是有效的 TOML：{zh}"), None)
}

/// What the parser says, and the same in Chinese.
const SAID: &[(&str, &str)] = &[
    ("carriage return must be followed by newline", "回车符之后必须是换行符"),
    ("missing opening quote", "缺少左引号"),
    ("missing closing quote", "缺少右引号"),
    ("missing comma between array elements", "数组元素之间缺少逗号"),
    ("missing comma between key-value pairs", "键值对之间缺少逗号"),
    ("integers with a radix cannot be signed", "带进制前缀的整数不能有正负号"),
    ("duplicate key", "键重复"),
    ("radix must be lowercase", "进制前缀必须小写"),
    ("missing assignment between key-value pairs", "键与值之间缺少 `=`"),
    ("unexpected leading zero", "数字不能以 0 开头"),
    ("unclosed array table", "`[[…]]` 没有闭合"),
    ("unclosed table", "`[…]` 没有闭合"),
    ("unclosed inline table", "内联表 `{…}` 没有闭合"),
    ("unclosed array", "数组没有闭合"),
    ("missing key for inline table element", "内联表中缺少键"),
    ("missing inline table opening", "内联表缺少 `{`"),
    ("missing escaped value", "转义符之后缺少内容"),
    ("missing array opening", "数组缺少 `[`"),
    ("invalid unquoted key", "键中有不允许的字符（请加引号）"),
    ("cannot recurse further; max recursion depth met", "嵌套层数过多"),
    ("recursion limit", "嵌套层数过多"),
    ("unquoted keys cannot be empty", "键不能为空"),
    ("unexpected sign", "此处不应有正负号"),
    ("unexpected key or value", "此处不应有键或值"),
    ("unexpected content between comment and newline", "注释之后有多余内容"),
    ("unexpected content", "此处有多余内容"),
    ("unexpected `=` in array", "数组中不应有 `=`"),
    ("too few unicode value digits", "Unicode 转义的位数不足"),
    ("string values must be quoted", "字符串必须加引号"),
    ("redundant numeric sign", "多余的正负号"),
    ("redundant integer number prefix", "多余的进制前缀"),
    ("missing value for key", "键缺少值"),
    ("missing value", "缺少值"),
    ("missing table open", "缺少 `[`"),
    ("keys cannot be multi-line literal strings", "键不能是多行字符串"),
    ("keys cannot be multi-line basic strings", "键不能是多行字符串"),
    ("key with no value", "键没有值"),
    ("invalid value", "值无效"),
    ("invalid key-value pair", "键值对无效"),
    ("invalid inline table element", "内联表的内容无效"),
    ("invalid comment character", "注释中有不允许的字符"),
    ("extra comma in inline table", "内联表中有多余的逗号"),
    ("extra comma in array", "数组中有多余的逗号"),
    ("extra assignment between key-value pairs", "键值对之间有多余的 `=`"),
    ("extra `=`", "多余的 `=`"),
    ("`_` may only go between digits", "`_` 只能出现在数字之间"),
    ("integer number overflowed", "整数过大"),
    ("floating-point number overflowed", "小数过大"),
];
