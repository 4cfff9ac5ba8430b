//! What is different, in words that all formats have in common.

use ivr_flow::diff::{
    Change, ChangeKind, Content, FlowPair, ItemRef, NumberChange, PairDiff, RunDiff, Sides, Spoken, Words, word_changes,
};
use ivr_flow::stats::NUMBERS;
use ivr_flow::{Finding, Localized, Report, localized, printable, shorten};

/// How something differs, and the sign for it, which needs no colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    New,
    Gone,
    Changed,
}

impl Sign {
    pub(super) fn of(kind: ChangeKind) -> Self {
        match kind {
            ChangeKind::FlowAdded | ChangeKind::ActivityAdded | ChangeKind::ExitAdded => Sign::New,
            ChangeKind::FlowRemoved | ChangeKind::ActivityRemoved | ChangeKind::ExitRemoved => Sign::Gone,
            _ => Sign::Changed,
        }
    }

    pub(super) fn char(self) -> char {
        match self {
            Sign::New => '+',
            Sign::Gone => '−',
            Sign::Changed => '~',
        }
    }
}

/// What some changes are about, nothing for the flow, and the changes.
type Group<'p> = (Option<&'p Sides<Option<ItemRef>>>, Vec<&'p Change>);

/// The changes of a pair of flows by what they are about: the flow, then its activities in the order of the new version;
/// those that are gone stand where they stood.
pub(super) fn groups<'p>(pair: &'p PairDiff<'_>) -> Vec<Group<'p>> {
    let mut groups: Vec<Group<'p>> = Vec::new();
    for change in pair.changes() {
        let about = change.activity.as_ref();
        match groups.last_mut() {
            Some((last, changes)) if *last == about => changes.push(change),
            _ => groups.push((about, vec![change])),
        }
    }
    // Behind the last changed activity that stood before it.
    let old = |about: Option<&Sides<Option<ItemRef>>>| about.and_then(|both| both.old.as_ref()).map(|item| item.index);
    let is_gone =
        |about: Option<&Sides<Option<ItemRef>>>| about.is_some_and(|both| both.old.is_some() && both.new.is_none());
    let first_gone = groups.iter().position(|(about, _)| is_gone(*about)).unwrap_or(groups.len());
    let gone = groups.split_off(first_gone);
    // What stays is sorted by where it stood, so that a walk along both finds each place once.
    let mut anchors: Vec<_> =
        groups.iter().enumerate().filter_map(|(at, (about, _))| Some((old(*about)?, at))).collect();
    anchors.sort_unstable();
    let start = groups.iter().take_while(|(about, _)| about.is_none()).count();
    let mut placed: Vec<(usize, usize, _)> = groups.into_iter().enumerate().map(|(at, group)| (at, 0, group)).collect();
    for (number, group) in gone.into_iter().enumerate() {
        let stood = old(group.0).unwrap_or_default();
        let before = anchors.partition_point(|(index, _)| *index < stood);
        let at = before.checked_sub(1).map_or(start.wrapping_sub(1), |before| anchors[before].1);
        placed.push((at, number + 1, group));
    }
    placed.sort_by_key(|(at, number, _)| (at.wrapping_add(1), *number));
    placed.into_iter().map(|(_, _, group)| group).collect()
}

/// What an activity is called in the new version, else in the old one.
pub(super) fn activity(both: &Sides<Option<ItemRef>>) -> String {
    both.newest().map(name).unwrap_or_default()
}

pub(super) fn name(item: &ItemRef) -> String {
    let said = [&item.name, &item.id].into_iter().flatten().find(|text| !text.trim().is_empty());
    said.map_or_else(|| format!("#{}", item.index), |text| shorten(text))
}

/// What a flow is called, and in which file it is.
pub(super) fn title(diff: &RunDiff<'_>, pair: &PairDiff<'_>) -> (String, String) {
    let of = |report: &Report, place: ivr_flow::diff::FlowPlace| {
        let file = printable(&report.files[place.file].name);
        let names = place.report(report).into_iter().flat_map(|flow| [&flow.name, &flow.id]).flatten();
        let called = names.map(|name| shorten(name)).find(|name| !name.trim().is_empty());
        (called, file)
    };
    let FlowPair { old, new } = pair.places;
    let old = old.map(|place| of(diff.reports.old, place));
    let new = new.map(|place| of(diff.reports.new, place));
    let called = [&new, &old].into_iter().flatten().find_map(|(called, _)| called.clone());
    let file = match (old, new) {
        (Some((_, old)), Some((_, new))) if old != new => format!("{old} → {new}"),
        (old, new) => new.or(old).map(|(_, file)| file).unwrap_or_default(),
    };
    (called.unwrap_or_else(|| file.clone()), file)
}

/// One change in a line.
pub(super) fn describe(change: &Change) -> Localized {
    let of_exit = matches!(change.kind, ChangeKind::ExitAdded | ChangeKind::ExitRemoved | ChangeKind::ExitRewired);
    let nothing = || if of_exit { localized!("not connected", "未连接") } else { localized!("none", "无") };
    let value = |content: Option<&Content>| content.map_or_else(nothing, shown);
    let [old, new] = [&change.values.old, &change.values.new].map(|content| value(content.as_ref()));
    let (en, zh) = (format!("{} → {}", old.en, new.en), format!("{} → {}", old.zh, new.zh));
    let pointer = change.pointer.as_deref().unwrap_or_default();
    let key = shorten(pointer.strip_prefix("/properties").unwrap_or(pointer).trim_start_matches('/'));
    let exit = match &change.exit {
        Some(Some(event)) => {
            let event = shorten(event);
            localized!("exit `{event}`", "出口 `{event}`")
        }
        _ => localized!("exit without a name", "无名称的出口"),
    };
    let target = value(change.values.newest());
    let (exit_en, exit_zh, to_en, to_zh) = (exit.en, exit.zh, target.en, target.zh);
    match change.kind {
        ChangeKind::FlowAdded => localized!("new flow", "新增流程"),
        ChangeKind::FlowRemoved => localized!("the flow is gone", "流程已删除"),
        ChangeKind::FlowChanged => {
            let (field, field_zh) = match change.field {
                Some("name") => ("name", "名称"),
                Some("type") => ("type", "类型"),
                Some("published") => ("published", "已发布"),
                Some("numbers") => ("numbers", "号码"),
                _ => ("description", "描述"),
            };
            localized!("{field}: {en}", "{field_zh}：{zh}")
        }
        ChangeKind::ActivityAdded => localized!("new module", "新增模块"),
        ChangeKind::ActivityRemoved => localized!("the module is gone", "模块已删除"),
        ChangeKind::ActivityRenamed => localized!("renamed: {en}", "重命名：{zh}"),
        ChangeKind::TypeChanged => localized!("type: {en}", "类型：{zh}"),
        ChangeKind::IdChanged => localized!("id: {en}", "id：{zh}"),
        ChangeKind::PropertyChanged => localized!("property `{key}`: {en}", "属性 `{key}`：{zh}"),
        ChangeKind::MemberChanged if change.exit.is_some() => {
            localized!("{exit_en}, `{key}`: {en}", "{exit_zh}，`{key}`：{zh}")
        }
        ChangeKind::MemberChanged => localized!("`{key}`: {en}", "`{key}`：{zh}"),
        ChangeKind::ExitAdded => localized!("new {exit_en}: {to_en}", "新增{exit_zh}：{to_zh}"),
        ChangeKind::ExitRemoved => localized!("{exit_en} is gone: {to_en}", "{exit_zh}已删除：{to_zh}"),
        ChangeKind::ExitRewired => localized!("{exit_en}: {en}", "{exit_zh}：{zh}"),
        ChangeKind::ActivityMoved => localized!("moved: {en}", "移动：{zh}"),
    }
}

/// A value on one line: a text in quotes, where an exit leads by the name of the module.
fn shown(content: &Content) -> Localized {
    match content {
        Content::Json(json) => {
            let text = match json.string() {
                Some(text) => format!("“{}”", shorten(&text)),
                None => shorten(json.as_str()),
            };
            Localized { en: text.clone(), zh: text }
        }
        Content::Target(target) => match &target.name {
            Some(name) if !name.trim().is_empty() => Localized { en: shorten(name), zh: shorten(name) },
            _ => {
                let id = shorten(&target.id);
                localized!("`{id}`", "`{id}`")
            }
        },
    }
}

/// A number that differs: what it is called, what it was and what it is.
pub(super) fn number(number: &NumberChange) -> Localized {
    const TYPES: &str = "/activities/types/";
    let one = |value: Option<u64>| match value {
        Some(value) => Localized { en: value.to_string(), zh: value.to_string() },
        None if number.pointer.starts_with(TYPES) => localized!("0", "0"),
        None => localized!("none", "无"),
    };
    let [old, new] = [number.values.old, number.values.new].map(one);
    let title = match number.pointer.strip_prefix(TYPES) {
        Some(name) => {
            let name = shorten(&name.replace("~1", "/").replace("~0", "~"));
            localized!("{name} modules", "{name} 模块")
        }
        None => {
            let key = number.pointer.trim_start_matches('/').replace('/', ".");
            let known = NUMBERS
                .iter()
                .find(|known| key.strip_prefix(known.key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')));
            let least =
                if key.ends_with(".least") { localized!(", at least", "（最少）") } else { localized!("", "") };
            let most =
                if key.ends_with(".most") { localized!(", at most", "（最多）") } else { localized!("", "") };
            let (en, zh) = known.map_or((&*key, &*key), |known| (known.title.en, known.title.zh));
            Localized { en: format!("{en}{}{}", least.en, most.en), zh: format!("{zh}{}{}", least.zh, most.zh) }
        }
    };
    Localized {
        en: format!("{}: {} → {}", title.en, old.en, new.en),
        zh: format!("{}：{} → {}", title.zh, old.zh, new.zh),
    }
}

/// What speaks: the activity and, besides its text, which of its texts.
pub(super) fn speaker(spoken: &Spoken) -> String {
    let name = activity(&spoken.activity);
    match spoken.pointer.strip_prefix("/properties/") {
        Some("say") | None => name,
        Some(key) => format!("{name} ({key})"),
    }
}

/// What callers heard and hear, word by word, each part as `show` writes it.
pub(super) fn heard(spoken: &Spoken, show: impl Fn(&Words) -> String) -> Localized {
    let Sides { old, new } = &spoken.texts;
    let parts = match (old, new) {
        (Some(old), Some(new)) => word_changes(Sides { old, new }),
        (old, new) => Some(old.clone().map(Words::Gone).into_iter().chain(new.clone().map(Words::New)).collect()),
    };
    match parts {
        Some(parts) => {
            let text: String = parts.iter().map(show).collect();
            Localized { en: text.clone(), zh: text }
        }
        None => localized!("changed (too long to compare)", "已变更（文本过长，未逐词比较）"),
    }
}

/// A part of what callers heard and hear, marked by brackets.
pub(super) fn bracketed(part: &Words) -> String {
    match part {
        Words::Same(text) => printable(text),
        Words::Gone(text) => format!("[−{}−]", printable(text)),
        Words::New(text) => format!("{{+{}+}}", printable(text)),
    }
}

/// Findings in the order in which they are told: first the demands of the team.
pub(super) fn ordered<'r, F: Copy>(findings: &[(F, &'r Finding)]) -> Vec<(F, &'r Finding)> {
    let mut findings = findings.to_vec();
    findings.sort_by_key(|(_, finding)| !finding.rule.starts_with("policy/"));
    findings
}

/// That a flow cannot be read on one side.
pub(super) fn unreadable(sides: Sides<bool>) -> Option<Localized> {
    Some(match sides {
        Sides { old: false, new: false } => return None,
        Sides { old: true, new: true } => {
            localized!("neither version can be read", "新旧版本均无法读取")
        }
        Sides { old: true, .. } => localized!("the old version cannot be read", "旧版本无法读取"),
        Sides { new: true, .. } => localized!("the new version cannot be read", "新版本无法读取"),
    })
}

/// The numbers of everything.
pub(super) fn summary(diff: &RunDiff<'_>) -> Localized {
    let (mut added, mut removed, mut changed, mut same) = (0, 0, 0, 0);
    for pair in &diff.pairs {
        *match (pair.places.old, pair.places.new) {
            (None, _) => &mut added,
            (_, None) => &mut removed,
            _ if diff.is_changed(pair) => &mut changed,
            _ => &mut same,
        } += 1;
    }
    let changes = diff.changes();
    let [new, gone] = [true, false].map(|is_new| diff.findings(is_new).count());
    let s = |count: usize| if count == 1 { "" } else { "s" };
    let (s_flow, s_change, s_new, s_gone) = (s(changed), s(changes), s(new), s(gone));
    localized!(
        "{changed} flow{s_flow} changed, {added} added, {removed} removed, {same} unchanged; {changes} change{s_change}, {new} new finding{s_new}, {gone} finding{s_gone} gone",
        "变更 {changed} 个流程，新增 {added} 个，删除 {removed} 个，未变 {same} 个；共 {changes} 处变更，新问题 {new} 个，消失的问题 {gone} 个"
    )
}
