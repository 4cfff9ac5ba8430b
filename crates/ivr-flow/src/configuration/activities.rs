//! What `[activities.TYPE]` says: what a type does, and which exits it has.

use ::toml::de::DeTable;

use super::kinds::{BOOLEAN, STRING, STRINGS};
use super::toml::{Reader, Value};
use crate::catalogue::{ActivityType, Behaviour};
use crate::settings::ExpectedExits;
use crate::text::{localized, shorten};

const KEYS: [&str; 5] = ["waits", "hands-off", "ends", "exits", "other-exits"];

impl Reader {
    pub(super) fn activities(&mut self, value: &Value<'_>) {
        let help = localized!(
            "write `[activities.TYPE]` and below it for instance `ends = true`",
            "请写成 `[activities.模块类型]`，并在其下写明行为，例如 `ends = true`"
        );
        // The table is in no order of the text, and of two sections for one type the second is one too many.
        let mut sections: Vec<_> = self.table(value, Some(&help)).into_iter().flatten().collect();
        sections.sort_by_key(|(kind, _)| kind.span().start);
        for (kind, value) in sections {
            let Some(table) = self.table(value, Some(&help)) else { continue };
            let written: &str = kind.get_ref();
            let name = ActivityType::by_name(written).map_or(written, |known| known.name);
            let place = format!("activities.{name}");
            if self.configuration.place(&place).is_some() {
                let (written, name) = (shorten(written), shorten(name));
                let message = localized!(
                    "`{written}` is the same type as `{name}`, which has a section already",
                    "`{written}` 与 `{name}` 是同一类型，该类型已有配置"
                );
                let help = localized!("merge the two sections", "请合并为一节");
                self.wrong(kind.span(), message, Some(help));
                continue;
            }
            self.configuration.places.insert(place, kind.span());
            self.activity_type(name, table);
        }
    }

    fn activity_type(&mut self, name: &str, table: &DeTable<'_>) {
        let mut behaviour = None;
        let mut exits = None;
        for (key, value) in table {
            match &**key.get_ref() {
                flag @ ("waits" | "hands-off" | "ends") => self.flag(flag, value, behaviour.get_or_insert_default()),
                "exits" => exits.get_or_insert_with(ExpectedExits::default).always = self.strings(value),
                "other-exits" => exits.get_or_insert_with(ExpectedExits::default).sometimes = self.strings(value),
                _ => self.unknown_key(key, &KEYS),
            }
        }
        let settings = &mut self.configuration.settings;
        if let Some(behaviour) = behaviour {
            settings.activities.insert(name.to_owned(), behaviour);
        }
        if let Some(exits) = exits {
            settings.exits.insert(name.to_owned(), exits);
        }
    }

    fn flag(&mut self, name: &str, value: &Value<'_>, behaviour: &mut Behaviour) {
        let Some(is) = value.get_ref().as_bool() else {
            let help = localized!("write `true` or `false`, without quotes", "请写 `true` 或 `false`，不加引号");
            return self.wrong_kind(BOOLEAN, value, Some(help));
        };
        match name {
            "waits" => behaviour.waits = is,
            "hands-off" => behaviour.hands_off = is,
            _ => behaviour.ends = is,
        }
    }

    /// The strings that a value lists, those that are none left out.
    fn strings(&mut self, value: &Value<'_>) -> Vec<String> {
        let Some(items) = value.get_ref().as_array() else {
            let help = localized!(
                "write the names of the exits in brackets: `[\"success\", \"failure\"]`",
                "请用方括号列出各出口的事件名：`[\"success\", \"failure\"]`"
            );
            self.wrong_kind(STRINGS, value, Some(help));
            return Vec::new();
        };
        let mut strings = Vec::new();
        for item in items {
            match item.get_ref().as_str() {
                Some(text) => strings.push(text.to_owned()),
                None => self.wrong_kind(STRING, item, None),
            }
        }
        strings
    }
}
