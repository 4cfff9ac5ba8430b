//! The settings in force as a configuration, each with where it comes from.

use std::collections::BTreeSet;

use ivr_flow::{Behaviour, Configuration, Ignore, Limits, rules};
use unicode_width::UnicodeWidthStr;

use super::InForce;
use crate::mistake::Source;

/// Where the origins stand, unless a setting is longer.
const COLUMN: usize = 44;
const DEFAULT: &str = "default";

/// A table of the configuration.
struct Table {
    heading: String,
    /// Each setting with where it comes from.
    settings: Vec<(String, String)>,
}

impl InForce {
    /// The settings as a configuration, with `changed_only` only those that are not the defaults.
    pub(crate) fn to_toml(&self, source: Option<&Source>, changed_only: bool) -> String {
        let mut tables = self.tables(source.map_or("", |source| &source.name));
        if changed_only {
            tables.iter_mut().for_each(|table| table.settings.retain(|(_, origin)| origin != DEFAULT));
        }
        // A table that is there because of what it is called says something without settings too.
        tables.retain(|table| !table.settings.is_empty() || table.heading.starts_with("[activities"));
        let mut parts = Vec::new();
        for Table { heading, settings } in tables {
            let heading = Some(heading).filter(|heading| !heading.is_empty());
            let settings = settings.iter().map(|(setting, origin)| {
                let gap = " ".repeat(COLUMN.saturating_sub(setting.width()));
                if origin.is_empty() { setting.clone() } else { format!("{setting}{gap} # {origin}") }
            });
            parts.push(heading.into_iter().chain(settings).collect::<Vec<_>>().join("\n"));
        }
        parts.join("\n\n") + "\n"
    }

    fn tables(&self, file: &str) -> Vec<Table> {
        let Configuration { settings, ignores, policies, extend, baseline, exclude, .. } = &self.configuration;
        let origin = |key: &str| self.origins.get(key).map_or(DEFAULT, String::as_str);
        let said = |value: String, key: &str| (value, origin(key).to_owned());
        let of_file = |value: String| (value, file.to_owned());

        let mut top = vec![said(format!("fail-on = \"{}\"", self.fail_on), "fail-on")];
        for (name, value) in [("extend", extend), ("baseline", baseline)] {
            top.extend(value.as_ref().map(|value| said(format!("{name} = {}", toml_string(value)), name)));
        }
        let files = (!exclude.is_empty()).then(|| said(format!("exclude = {}", list(exclude)), "files.exclude"));
        let levels = rules()
            .map(|rule| said(format!("{} = \"{}\"", rule.name, self.level(rule)), &format!("rules.{}", rule.name)));
        let of_policies = policies.iter().map(|policy| {
            let (name, level) = (policy.rule_name(), self.level(policy.rule()));
            let origin = self.origins.get(&format!("rules.{name}")).map_or(file, String::as_str);
            (format!("{} = \"{level}\"", toml_string(name)), origin.to_owned())
        });
        let Limits { prompt_length, queue_timeout, function_inputs, tries, .. } = settings.limits;
        let limits = [
            ("prompt-length", prompt_length),
            ("queue-timeout", queue_timeout),
            ("function-inputs", function_inputs),
            ("tries", tries),
        ];
        let limits = limits.map(|(name, limit)| said(format!("{name} = {limit}"), &format!("limits.{name}")));
        let mut tables = vec![
            table("", top),
            table("[files]", files),
            table("[rules]", levels.chain(of_policies)),
            table("[limits]", limits),
        ];
        let kinds: BTreeSet<_> = settings.activities.keys().chain(settings.exits.keys()).collect();
        for kind in kinds {
            let mut taught = Vec::new();
            if let Some(Behaviour { ends, hands_off, waits, .. }) = settings.activities.get(kind) {
                let values = [("waits", waits), ("hands-off", hands_off), ("ends", ends)];
                taught.extend(values.map(|(name, value)| of_file(format!("{name} = {value}"))));
            }
            if let Some(exits) = settings.exits.get(kind) {
                let values = [("exits", &exits.always), ("other-exits", &exits.sometimes)];
                taught.extend(values.map(|(name, events)| of_file(format!("{name} = {}", list(events)))));
            }
            tables.push(table(&format!("[activities.{}]", toml_string(kind)), taught));
        }
        tables.extend(ignores.iter().map(|Ignore { rule, flow, file: glob, activity, reason, .. }| {
            let members = [
                ("rule", Some(rule)),
                ("file", glob.as_ref()),
                ("flow", flow.as_ref()),
                ("activity", activity.as_ref()),
                ("reason", Some(reason)),
            ];
            let said = members.into_iter().filter_map(|(name, value)| Some((name, value?)));
            table("[[ignore]]", said.map(|(name, value)| of_file(format!("{name} = {}", toml_string(value)))))
        }));
        tables
    }
}

fn table(heading: &str, settings: impl IntoIterator<Item = (String, String)>) -> Table {
    Table { heading: heading.to_owned(), settings: settings.into_iter().collect() }
}

fn list<'t>(texts: impl IntoIterator<Item = &'t String>) -> String {
    let texts: Vec<_> = texts.into_iter().map(|text| toml_string(text)).collect();
    format!("[{}]", texts.join(", "))
}

fn toml_string(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
