//! Reads `[[policy]]`.

use std::ops::Range;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use super::kinds::{BOOLEAN, STRING};
use super::toml::{Reader, Value};
use crate::policy::{Demand, Expression, ExpressionError, PREFIX, Placed, Policy, Scope, Selector, Table, rule_of};
use crate::settings::{Level, Severity};
use crate::text::{Localized, localized, shorten};

const KEYS: [&str; 11] =
    ["name", "severity", "message", "flows", "on", "must", "after", "before", "never-after", "unless", "exists"];

/// The keys of which a policy has exactly one.
const DEMANDS: [&str; 5] = ["must", "after", "before", "never-after", "exists"];

const TEXT_OR_TEXTS: Localized<&str> =
    Localized { en: "a string or a list of strings", zh: "字符串或字符串列表" };
const TEXT_OR_LANGUAGES: Localized<&str> =
    Localized { en: "a string, or a table with `en` and `zh`", zh: "字符串，或含 `en`、`zh` 的表" };
const SELECTOR: Localized<&str> = Localized {
    en: "a table with `type`, `name` or `id`, or a CEL expression",
    zh: "含 `type`、`name` 或 `id` 的表，或 CEL 表达式",
};

/// A key of a table with its value.
type Entry<'v, 'i> = (&'v Spanned<std::borrow::Cow<'i, str>>, &'v Value<'i>);

impl Reader {
    /// The names of the policies' rules, before anything else is read: other tables may name them.
    pub(super) fn policy_names(value: &Value<'_>) -> Vec<String> {
        let items = value.get_ref().as_array().into_iter().flatten();
        let names = items.filter_map(|item| item.get_ref().as_table()?.get("name")?.get_ref().as_str());
        names.map(|name| format!("{PREFIX}{name}")).collect()
    }

    pub(super) fn policies(&mut self, key: Range<usize>, value: &Value<'_>) {
        let help = localized!("write `[[policy]]`, with two brackets", "请写成 `[[policy]]`（双层方括号）");
        let Some(items) = self.tables(key, value, &help) else { return };
        for item in items {
            if let Some(table) = self.table(item, Some(&help)) {
                let policy = self.policy(item.span(), table);
                self.configuration.policies.extend(policy);
            }
        }
    }

    /// A policy; `None` where something is wrong with it.
    fn policy(&mut self, bytes: Range<usize>, table: &DeTable<'_>) -> Option<Policy> {
        let before = self.errors.len();
        for (key, _) in table.iter().filter(|(key, _)| !KEYS.contains(&&**key.get_ref())) {
            self.unknown_key(key, &KEYS);
        }
        let entry = |name: &str| table.get_key_value(name);
        let name = match entry("name") {
            Some((_, value)) => self.policy_name(value),
            None => {
                let message = localized!("[[policy]] needs a `name`", "[[policy]] 缺少 `name`（名称）");
                let help = localized!(
                    "add `name = \"…\"`: its findings are those of the rule `policy/…`",
                    "请添加 `name = \"…\"`，其问题的规则名为 `policy/…`"
                );
                self.wrong(bytes.clone(), message, Some(help));
                None
            }
        };
        let level = entry("severity").map(|(_, value)| self.named::<Level>(value, |_| None));
        let level = level.unwrap_or(Some(Level::On(Severity::Error)));
        let message = entry("message").and_then(|(_, value)| self.message(value));
        let flows = entry("flows").map(|(_, value)| self.selector(value, Scope::Flow));
        let on = entry("on").map(|(_, value)| self.selector(value, Scope::Activity));
        let demand = self.demand(&bytes, table);
        if self.errors.len() > before {
            return None;
        }
        let (flows, on, demand) = (flows.flatten(), on.flatten(), demand?);
        let rule = rule_of(&name?, level?, message.as_ref(), on.as_ref(), &demand);
        Some(Policy { rule, message, flows, on, demand, bytes })
    }

    fn policy_name(&mut self, value: &Value<'_>) -> Option<String> {
        let Some(name) = value.get_ref().as_str() else {
            self.wrong_kind(STRING, value, None);
            return None;
        };
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        let shown = shorten(name);
        if !name.split('-').all(is_word) {
            let help = localized!(
                "use lower-case letters and digits, with single hyphens between, for instance `recording-notice`",
                "请使用小写字母和数字，单词之间用一个连字符，例如 `recording-notice`"
            );
            self.wrong(
                value.span(),
                localized!("`{shown}` cannot be a policy's name", "`{shown}` 不能作为策略名称"),
                Some(help),
            );
            return None;
        }
        if !self.seen_policies.insert(name.to_owned()) {
            let message = localized!("there is already a policy named `{shown}`", "已有名为 `{shown}` 的策略");
            self.wrong(value.span(), message, None);
            return None;
        }
        Some(name.to_owned())
    }

    /// What findings say; `None` where that is blank.
    fn message(&mut self, value: &Value<'_>) -> Option<Localized> {
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.trim().is_empty());
        let table = match value.get_ref() {
            DeValue::String(text) => return said(text).map(|text| Localized { en: text.clone(), zh: text }),
            DeValue::Table(table) => table,
            _ => {
                self.wrong_kind(TEXT_OR_LANGUAGES, value, None);
                return None;
            }
        };
        let (mut en, mut zh) = (None, None);
        for (key, value) in table {
            let text = match &**key.get_ref() {
                "en" => &mut en,
                "zh" => &mut zh,
                _ => {
                    self.unknown_key(key, &["en", "zh"]);
                    continue;
                }
            };
            match value.get_ref().as_str() {
                Some(given) => *text = said(given),
                None => self.wrong_kind(STRING, value, None),
            }
        }
        // One language serves both.
        let en = en.or_else(|| zh.clone())?;
        Some(Localized { zh: zh.unwrap_or_else(|| en.clone()), en })
    }

    fn demand(&mut self, bytes: &Range<usize>, table: &DeTable<'_>) -> Option<Demand> {
        let mut given: Vec<Entry<'_, '_>> = DEMANDS.iter().filter_map(|demand| table.get_key_value(*demand)).collect();
        given.sort_by_key(|(key, _)| key.span().start);
        let list = "`must`, `after`, `before`, `never-after`, `exists`";
        let unless = table.get_key_value("unless");
        if let Some((key, _)) = unless.filter(|_| !table.contains_key("never-after")) {
            let message = localized!("`unless` requires `never-after`", "`unless` 只能与 `never-after` 一起使用");
            self.wrong(key.span(), message, None);
        }
        let Some((key, value)) = given.first().copied() else {
            let message = localized!("the policy has no requirement", "该策略没有任何要求");
            let help = localized!("add one of {list}", "请添加以下之一：{list}");
            self.wrong(bytes.clone(), message, Some(help));
            return None;
        };
        if let Some((second, _)) = given.get(1) {
            let (first, other) = (key.get_ref(), second.get_ref());
            let message = localized!(
                "the policy has two requirements, `{first}` and `{other}`",
                "该策略同时有两项要求：`{first}` 和 `{other}`"
            );
            let help = localized!("write a `[[policy]]` for each", "请分别写成两条 `[[policy]]`");
            self.wrong(second.span(), message, Some(help));
            return None;
        }
        let name = &**key.get_ref();
        let has_on = table.contains_key("on");
        if name != "must" && !has_on {
            let message = localized!("`{name}` needs `on`", "`{name}` 需要与 `on` 一起使用");
            let help = localized!(
                "add `on`, which modules the policy is about, for instance `on = {{ type = \"TRANSFER_TO_AGENT\" }}`",
                "请添加 `on` 说明针对哪些模块，例如 `on = {{ type = \"TRANSFER_TO_AGENT\" }}`"
            );
            self.wrong(key.span(), message, Some(help));
        }
        match name {
            "must" => {
                let scope = if has_on { Scope::Activity } else { Scope::Flow };
                let Some(text) = value.get_ref().as_str() else {
                    let help = localized!("write a CEL expression as a string", "请以字符串形式写 CEL 表达式");
                    self.wrong_kind(STRING, value, Some(help));
                    return None;
                };
                self.expression(value, text, scope).map(Demand::Must)
            }
            "after" => self.selector(value, Scope::Activity).map(Demand::After),
            "before" => self.selector(value, Scope::Activity).map(Demand::Before),
            "never-after" => {
                let selector = self.selector(value, Scope::Activity);
                let unless = unless.map(|(_, value)| self.selector(value, Scope::Activity));
                selector.map(|selector| Demand::NeverAfter(selector, unless.flatten()))
            }
            _ => {
                match value.get_ref().as_bool() {
                    Some(true) => return Some(Demand::Exists),
                    Some(false) => {
                        let message = localized!("`exists` can only be `true`", "`exists` 只能为 `true`");
                        let help = localized!(
                            "`exists` cannot require that no call reaches a module; to turn the policy off, write `severity = \"off\"`",
                            "无法以此要求“不可到达”；如需关闭该策略，请写 `severity = \"off\"`"
                        );
                        self.wrong(value.span(), message, Some(help));
                    }
                    None => self.wrong_kind(BOOLEAN, value, None),
                }
                None
            }
        }
    }

    fn selector(&mut self, value: &Value<'_>, scope: Scope) -> Option<Placed<Selector>> {
        let table = match value.get_ref() {
            DeValue::String(text) => {
                let Placed { value, bytes } = self.expression(value, text, scope)?;
                return Some(Placed { value: Selector::Expression(value), bytes });
            }
            DeValue::Table(table) => table,
            _ => {
                self.wrong_kind(SELECTOR, value, None);
                return None;
            }
        };
        let before = self.errors.len();
        let mut selector = Table::default();
        for (key, value) in table {
            let patterns = match &**key.get_ref() {
                "type" => &mut selector.types,
                "name" => &mut selector.names,
                "id" => &mut selector.ids,
                _ => {
                    self.unknown_key(key, &["type", "name", "id"]);
                    continue;
                }
            };
            match self.patterns(value) {
                Some(texts) if texts.is_empty() => self.nothing_selected(value.span()),
                Some(texts) => *patterns = texts,
                None => {}
            }
        }
        if table.is_empty() {
            self.nothing_selected(value.span());
        }
        let is_whole = self.errors.len() == before;
        is_whole.then(|| Placed { value: Selector::Table(selector), bytes: value.span() })
    }

    fn nothing_selected(&mut self, bytes: Range<usize>) {
        let message = localized!("an empty selector selects nothing", "空的选择条件不会选中任何内容");
        let help = localized!(
            "write what is to be selected, for instance `{{ type = \"PLAY_SAY\" }}`, or remove the key",
            "请写明要选择的内容，例如 `{{ type = \"PLAY_SAY\" }}`，或删除该键"
        );
        self.wrong(bytes, message, Some(help));
    }

    /// A string, or a list of them.
    fn patterns(&mut self, value: &Value<'_>) -> Option<Vec<String>> {
        match value.get_ref() {
            DeValue::String(text) => Some(vec![text.to_string()]),
            DeValue::Array(items) => {
                let mut texts = Some(Vec::new());
                for item in items {
                    match item.get_ref().as_str() {
                        Some(text) => texts.iter_mut().for_each(|texts| texts.push(text.to_owned())),
                        None => {
                            self.wrong_kind(STRING, item, None);
                            texts = None;
                        }
                    }
                }
                texts
            }
            _ => {
                self.wrong_kind(TEXT_OR_TEXTS, value, None);
                None
            }
        }
    }

    fn expression(&mut self, value: &Value<'_>, text: &str, scope: Scope) -> Option<Placed<Expression>> {
        match Expression::compile(text, scope) {
            Ok(expression) => Some(Placed { value: expression, bytes: value.span() }),
            Err(ExpressionError { bytes, message, help }) => {
                // Where nothing is escaped the place in the expression is known in the file too.
                let written =
                    self.text.get(value.span()).and_then(|token| token.find(text)).filter(|_| !text.is_empty());
                let place = match written {
                    Some(at) => value.span().start + at + bytes.start..value.span().start + at + bytes.end,
                    None => value.span(),
                };
                self.wrong(place, message, help);
                None
            }
        }
    }
}
