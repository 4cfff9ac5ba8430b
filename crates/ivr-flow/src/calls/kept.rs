//! Calls that a team keeps: the text of a TOML file comes in, the calls and all mistakes with their places come out.

use std::ops::Range;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use super::Ends;
use super::replay::{KeptCall, MOST_PASSES, Said};
use crate::configuration::ConfigurationError;
use crate::text::{Localized, closest, did_you_mean, listed, localized, printable, shorten};

const KEYS: [&str; 6] = ["name", "flow", "steps", "passes", "avoids", "ends"];

type Value<'i> = Spanned<DeValue<'i>>;

/// Reads the calls of a TOML file, and says in the order of the text what is wrong with the rest.
pub fn read_kept_calls(text: &str) -> (Vec<KeptCall>, Vec<ConfigurationError>) {
    // A byte order mark is made blank and not cut off, so that all places stay.
    let text = text.strip_prefix('\u{feff}').map_or_else(|| text.to_owned(), |rest| format!("   {rest}"));
    let (table, no_toml) = DeTable::parse_recoverable(&text);
    let mut reader = Reader { calls: Vec::new(), errors: Vec::new() };
    if no_toml.is_empty() {
        reader.read(table.get_ref());
    }
    for error in &no_toml {
        let said = printable(error.message().trim());
        let message = localized!("not valid TOML: {said}", "不是有效的 TOML：{said}");
        reader.wrong(error.span().unwrap_or(text.len()..text.len()), message, None);
    }
    if reader.calls.is_empty() && reader.errors.is_empty() {
        let help = localized!(
            "write `[[call]]` and below it `steps = […]`; `ivr-lint calls --format toml` writes such a file",
            "请写 `[[call]]`，并在其下写 `steps = […]`；`ivr-lint calls --format toml` 可生成这样的文件"
        );
        reader.wrong(0..0, localized!("the file has no calls", "文件中没有通话"), Some(help));
    }
    reader.errors.sort_by_key(|error| error.bytes().start);
    (reader.calls, reader.errors)
}

struct Reader {
    calls: Vec<KeptCall>,
    errors: Vec<ConfigurationError>,
}

impl Reader {
    fn read(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            if key.get_ref() != "call" {
                self.unknown_key(key.get_ref(), key.span(), &["call"]);
                continue;
            }
            let Some(items) = value.get_ref().as_array() else {
                self.expected(key.span(), localized!("a list of tables: `[[call]]`", "表的列表：`[[call]]`"));
                continue;
            };
            for item in items {
                match item.get_ref().as_table() {
                    Some(table) => self.call(item.span(), table),
                    None => self.expected(item.span(), localized!("a table: `[[call]]`", "表：`[[call]]`")),
                }
            }
        }
    }

    fn call(&mut self, bytes: Range<usize>, table: &DeTable<'_>) {
        let number = self.calls.len() + 1;
        let mut call = KeptCall {
            name: format!("#{number}"),
            flow: None,
            steps: Vec::new(),
            passes: Vec::new(),
            avoids: Vec::new(),
            ends: None,
            bytes: bytes.clone(),
        };
        for (key, value) in table {
            match &**key.get_ref() {
                "name" => call.name = self.text(value).map_or(call.name, |said| said.text),
                "flow" => call.flow = self.text(value),
                "steps" => call.steps = self.texts(value),
                "passes" => call.passes = self.texts(value),
                "avoids" => call.avoids = self.texts(value),
                "ends" => call.ends = self.ends(value),
                other => self.unknown_key(other, key.span(), &KEYS),
            }
        }
        if call.steps.is_empty() && !table.keys().any(|key| key.get_ref() == "steps") {
            let help = localized!("add `steps = [\"…\"]`", "请添加 `steps = [\"…\"]`");
            self.wrong(bytes, localized!("the call has no `steps`", "通话缺少 `steps`"), Some(help));
        } else if call.steps.is_empty() {
            self.wrong(bytes, localized!("`steps` is empty", "`steps` 为空"), None);
        }
        if call.passes.len() > MOST_PASSES {
            let place = call.passes[MOST_PASSES].bytes.clone();
            let message = localized!("at most {MOST_PASSES} modules", "最多 {MOST_PASSES} 个模块");
            self.wrong(place, message, None);
        }
        self.calls.push(call);
    }

    fn ends(&mut self, value: &Value<'_>) -> Option<Ends> {
        let said = self.text(value)?;
        let found = Ends::ALL.into_iter().find(|ends| ends.name() == said.text);
        if found.is_none() {
            let names = Ends::ALL.map(Ends::name);
            let help = closest(&said.text, names).map_or_else(
                || {
                    let Localized { en, zh } = listed(&names);
                    localized!("possible values: {en}", "可选值：{zh}")
                },
                did_you_mean,
            );
            let name = shorten(&said.text);
            self.wrong(said.bytes, localized!("no call ends as `{name}`", "没有结束方式 `{name}`"), Some(help));
        }
        found
    }

    fn texts(&mut self, value: &Value<'_>) -> Vec<Said> {
        let Some(items) = value.get_ref().as_array() else {
            self.expected(value.span(), localized!("a list of strings", "字符串列表"));
            return Vec::new();
        };
        items.iter().filter_map(|item| self.text(item)).collect()
    }

    fn text(&mut self, value: &Value<'_>) -> Option<Said> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.expected(value.span(), localized!("a string", "字符串"));
        }
        Some(Said { text: text?.to_owned(), bytes: value.span() })
    }

    fn unknown_key(&mut self, key: &str, bytes: Range<usize>, possible: &[&str]) {
        let help = closest(key, possible.iter().copied()).map_or_else(
            || {
                let Localized { en, zh } = listed(possible);
                localized!("possible keys: {en}", "可用的键：{zh}")
            },
            did_you_mean,
        );
        let name = shorten(key);
        self.wrong(bytes, localized!("unknown key `{name}`", "未知的键 `{name}`"), Some(help));
    }

    fn expected(&mut self, bytes: Range<usize>, expected: Localized) {
        let Localized { en, zh } = expected;
        self.wrong(bytes, localized!("expected {en}", "应为{zh}"), None);
    }

    fn wrong(&mut self, bytes: Range<usize>, message: Localized, help: Option<Localized>) {
        self.errors.push(ConfigurationError::new(bytes, message, help));
    }
}
