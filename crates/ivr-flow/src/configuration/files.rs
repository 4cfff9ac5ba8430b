//! What a configuration says of files: the one that it extends, the baseline, and those that are not linted.

use super::kinds::{STRING, STRINGS};
use super::toml::{Reader, Value};
use crate::text::localized;

impl Reader {
    /// The path of a file.
    pub(super) fn file(&mut self, name: &str, value: &Value<'_>) -> Option<String> {
        let Some(path) = value.get_ref().as_str() else {
            self.wrong_kind(STRING, value, None);
            return None;
        };
        if path.trim().is_empty() {
            let help = localized!("write a path, or remove `{name}`", "请写明路径，或删除 `{name}`");
            self.wrong(value.span(), localized!("`{name}` is empty", "`{name}` 为空"), Some(help));
            return None;
        }
        self.configuration.places.insert(name.to_owned(), value.span());
        Some(path.to_owned())
    }

    pub(super) fn files(&mut self, value: &Value<'_>) {
        for (key, value) in self.table(value, None).into_iter().flatten() {
            if key.get_ref() != "exclude" {
                self.unknown_key(key, &["exclude"]);
                continue;
            }
            let help = localized!("write `exclude = [\"archive/**\"]`", "请写成 `exclude = [\"archive/**\"]`");
            let Some(globs) = value.get_ref().as_array() else {
                self.wrong_kind(STRINGS, value, Some(help));
                continue;
            };
            for glob in globs {
                match glob.get_ref().as_str() {
                    Some(text) => self.configuration.exclude.push(text.to_owned()),
                    None => self.wrong_kind(STRING, glob, Some(help.clone())),
                }
            }
            self.configuration.places.insert("files.exclude".to_owned(), value.span());
        }
    }
}
