//! The rules on the text, the graph and the variables once more, as naively as the documentation's words allow: no index,
//! no library, every set by going round until nothing changes.

use std::collections::{BTreeSet, HashSet};

use ivr_flow::mask_secrets;

use super::reported::Told;
use super::tree::Tree;

/// The rules that are written here.
pub(crate) const COVERED: &[&str] = &[
    "invalid-shape",
    "duplicate-key",
    "missing-entry",
    "multiple-entries",
    "duplicate-id",
    "dangling-next",
    "dead-end",
    "unconnected-exit",
    "unreachable-activity",
    "missing-hangup",
    "endless-loop",
    "silent-loop",
    "entry-has-incoming",
    "hangup-has-next",
    "duplicate-event",
    "duplicate-edge-id",
    "unknown-activity-type",
    "silent-hangup",
    "missing-default-exit",
    "unresolved-reference",
    "ambiguous-reference",
    "reference-before-set",
    "reference-maybe-unset",
    "malformed-reference",
    "empty-name",
    "duplicate-name",
    "secret-in-flow",
    "retry-without-pause",
    "result-after-failure",
    "foreign-placeholder",
    "garbled-text",
    "repeated-prompt",
    "pointless-branch",
    "too-many-tries",
    "missing-end-key",
    "unheard-menu",
    "invalid-callee",
];

/// A finding without its words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Expected {
    pub(crate) rule: &'static str,
    pub(crate) activity: Option<usize>,
    pub(crate) exit: Option<(usize, Option<String>, Option<String>)>,
    pub(crate) pointer: String,
    pub(crate) on_key: bool,
    /// The part that it points at, `${…}` or a placeholder: where it begins in what its string says, and its text.
    pub(crate) part: Option<(usize, String)>,
    pub(crate) activities: Vec<String>,
    pub(crate) path: Option<Vec<String>>,
}

/// What the covered rules find in a definition whose `activities` are an array, sorted.
pub(crate) fn findings(definition: &Tree) -> Vec<Expected> {
    let flow = Flow::read(definition);
    let mut found = Vec::new();
    flow.text_rules(definition, &mut found);
    flow.graph_rules(&mut found);
    flow.platform_rules(&mut found);
    flow.variable_rules(&mut found);
    flow.reported_rules(&mut found);
    // Keys and tokens are masked wherever they are shown.
    for (_, part) in found.iter_mut().filter_map(|finding| finding.part.as_mut()) {
        *part = mask_secrets(part).into_owned();
    }
    found.sort();
    found
}

/// The same, with what the rules find that must be told something.
pub(crate) fn findings_told(definition: &Tree, told: &Told) -> Vec<Expected> {
    let mut found = findings(definition);
    Flow::read(definition).told_rules(told, &mut found);
    found.sort();
    found
}

pub(super) struct Flow<'a> {
    pub(super) activities: Vec<Activity<'a>>,
    /// For each activity the activities that its edges lead to, in order.
    pub(super) edges: Vec<Vec<usize>>,
    pub(super) reachable: Vec<bool>,
}

pub(super) struct Activity<'a> {
    pub(super) item: usize,
    pub(super) tree: &'a Tree,
    id: Option<&'a str>,
    pub(super) kind: &'a str,
    pub(super) exits: Vec<Exit<'a>>,
}

pub(super) struct Exit<'a> {
    pub(super) item: usize,
    pub(super) tree: &'a Tree,
}

const ENTRIES: [&str; 2] = ["INCOMING_CALL", "SUB_START"];
pub(super) const ENDINGS: [&str; 2] = ["HANGUP", "SUB_END"];
const HAND_OFFS: [&str; 3] = ["TRANSFER_TO_AGENT", "FORWARD_TO_OUTSIDE_NUMBER", "BLIND_TRANSFER"];
const REST: [&str; 6] = ["GATHER_INPUT", "ASR", "VOICE_NAVIGATOR", "VOICE_MAIL", "SATISFACTION_RATING", "SUB"];
const GO_ON: [&str; 11] = [
    "PLAY_SAY",
    "PLAY_OR_SAY",
    "SPLIT",
    "BRANCH",
    "SET_VARIABLES",
    "RUN_FUNCTION",
    "FUNCTION_COMPUTE",
    "HTTP_REQUEST",
    "JSON_PARSER",
    "SMS",
    "HANGUP_REASON",
];

impl<'a> Activity<'a> {
    fn is_entry(&self) -> bool {
        ENTRIES.contains(&self.kind)
    }

    fn is_ending(&self) -> bool {
        ENDINGS.contains(&self.kind)
    }

    pub(super) fn hands_off(&self) -> bool {
        HAND_OFFS.contains(&self.kind)
    }

    fn is_unknown(&self) -> bool {
        !(self.is_entry()
            || self.is_ending()
            || self.hands_off()
            || REST.contains(&self.kind)
            || GO_ON.contains(&self.kind))
    }

    fn may_end(&self) -> bool {
        self.is_ending() || self.hands_off() || self.is_unknown()
    }

    pub(super) fn waits(&self) -> bool {
        REST.contains(&self.kind) || self.hands_off() || self.is_unknown()
    }

    fn has_wired_exit(&self) -> bool {
        self.exits.iter().any(|exit| exit.wired().is_some())
    }

    fn pointer(&self) -> String {
        format!("/activities/{}", self.item)
    }

    /// Its name, unless that is blank.
    pub(super) fn name(&self) -> Option<&'a str> {
        self.tree.get("name").and_then(Tree::as_text).filter(|name| !name.trim().is_empty())
    }
}

impl<'a> Exit<'a> {
    /// Where it leads, if it is wired.
    pub(super) fn wired(&self) -> Option<&'a str> {
        self.tree.get("next").and_then(Tree::as_text).filter(|next| !next.is_empty())
    }

    fn is_unwired(&self) -> bool {
        matches!(self.tree.get("next"), None | Some(Tree::Null)) || self.tree.get("next") == Some(&Tree::text(""))
    }

    pub(super) fn event(&self) -> Option<&'a str> {
        self.tree.get("event").and_then(Tree::as_text)
    }

    pub(super) fn role(&self) -> &'static str {
        let event = self.event().unwrap_or_default().to_lowercase();
        let has = |words: &str| words.split(' ').any(|word| event.contains(word));
        let ends = |word: &str| event.starts_with(word) || event.ends_with(word);
        if has("fail error exception incomplete notcomplete not_complete unsuccess 失败 异常 不成功 未成功") {
            "failure"
        } else if has("timeout time_out 超时") {
            "timeout"
        } else if has("overflow 溢出") {
            "overflow"
        } else if ends("complete") || ends("success") || has("成功") {
            "success"
        } else if ["else", "other", "otherwise"].contains(&event.as_str())
            || has("default nomatch no_match no-match unmatch 默认 缺省 其他 其它 不匹配 未匹配")
        {
            "default"
        } else {
            "other"
        }
    }
}

impl<'a> Flow<'a> {
    fn read(definition: &'a Tree) -> Self {
        let items = definition.get("activities").expect("activities").items();
        let activity = |(item, tree): (usize, &'a Tree)| {
            matches!(tree, Tree::Object(_)).then(|| {
                let events = tree.get("events").map(Tree::items).unwrap_or_default();
                let exits = events.iter().enumerate().filter(|(_, event)| matches!(event, Tree::Object(_)));
                Activity {
                    item,
                    tree,
                    id: tree.get("id").and_then(Tree::as_text).filter(|id| !id.is_empty()),
                    kind: tree.get("type").and_then(Tree::as_text).unwrap_or_default(),
                    exits: exits.map(|(item, tree)| Exit { item, tree }).collect(),
                }
            })
        };
        let activities: Vec<_> = items.iter().enumerate().filter_map(activity).collect();
        let mut flow = Flow { edges: Vec::new(), reachable: vec![false; activities.len()], activities };
        flow.edges = flow.activities.iter().map(|activity| flow.edges_of(activity)).collect();
        for (index, activity) in flow.activities.iter().enumerate() {
            flow.reachable[index] = activity.is_entry();
        }
        for _ in 0..flow.activities.len() {
            for from in 0..flow.activities.len() {
                if flow.reachable[from] {
                    for &to in &flow.edges[from] {
                        flow.reachable[to] = true;
                    }
                }
            }
        }
        flow
    }

    /// The first activity with an id.
    pub(super) fn by_id(&self, id: &str) -> Option<usize> {
        self.activities.iter().position(|activity| activity.id == Some(id))
    }

    fn edges_of(&self, activity: &Activity<'a>) -> Vec<usize> {
        let mut edges = Vec::new();
        if activity.is_ending() {
            return edges;
        }
        edges.extend(activity.exits.iter().filter_map(|exit| self.by_id(exit.wired()?)));
        if activity.is_unknown()
            && let Some(properties @ Tree::Object(_)) = activity.tree.get("properties")
        {
            let mut strings = Vec::new();
            strings_in(properties, "", &mut strings);
            edges.extend(strings.iter().filter_map(|(_, text)| self.by_id(text)));
        }
        edges
    }

    fn has_entry(&self) -> bool {
        self.activities.iter().any(Activity::is_entry)
    }

    /// Of unknown type and without exits, and nothing but others of this kind leads there.
    fn may_be_comment(&self) -> Vec<bool> {
        let mut comments: Vec<_> =
            self.activities.iter().map(|activity| activity.is_unknown() && activity.exits.is_empty()).collect();
        for _ in 0..self.activities.len() {
            for from in 0..self.activities.len() {
                for &to in self.edges[from].iter().filter(|&&to| to != from) {
                    comments[to] &= comments[from];
                }
            }
        }
        comments
    }

    fn ids(&self, members: &[usize]) -> Vec<String> {
        members.iter().filter_map(|&member| self.activities[member].id).map(str::to_owned).collect()
    }

    /// The ids on the shortest path to an activity, of equally short ones the first.
    fn path(&self, target: usize) -> Option<Vec<String>> {
        self.path_around(None, target)
    }

    /// The same, of those that do not pass an activity.
    pub(super) fn path_around(&self, avoided: Option<usize>, target: usize) -> Option<Vec<String>> {
        let entries: Vec<_> = (0..self.activities.len()).filter(|&index| self.activities[index].is_entry()).collect();
        // What is to be avoided leads nowhere, whatever the length.
        let mut failed: HashSet<_> = avoided
            .into_iter()
            .flat_map(|avoided| (0..=self.activities.len()).map(move |length| (avoided, length)))
            .collect();
        for length in 0..self.activities.len() {
            for &entry in &entries {
                if let Some(mut steps) = self.walk(entry, target, length, &mut failed) {
                    steps.reverse();
                    return Some(self.ids(&steps));
                }
            }
        }
        None
    }

    /// The first walk of a length, backwards.
    fn walk(
        &self,
        at: usize,
        target: usize,
        length: usize,
        failed: &mut HashSet<(usize, usize)>,
    ) -> Option<Vec<usize>> {
        if failed.contains(&(at, length)) {
            return None;
        }
        if length == 0 {
            return (at == target).then(|| vec![at]);
        }
        for &next in &self.edges[at] {
            if let Some(mut steps) = self.walk(next, target, length - 1, failed) {
                steps.push(at);
                return Some(steps);
            }
        }
        failed.insert((at, length));
        None
    }

    /// From where a path leads where in the graph of some activities, by Warshall.
    fn closure(&self, takes_part: &[bool]) -> Vec<Vec<bool>> {
        let count = self.activities.len();
        let mut leads = vec![vec![false; count]; count];
        for from in 0..count {
            for &to in &self.edges[from] {
                leads[from][to] = takes_part[from] && takes_part[to];
            }
        }
        for by in 0..count {
            for from in 0..count {
                for to in 0..count {
                    leads[from][to] |= leads[from][by] && leads[by][to];
                }
            }
        }
        leads
    }

    /// The strongly connected components with a cycle in the graph of some activities.
    fn loops(&self, takes_part: &[bool]) -> BTreeSet<Vec<usize>> {
        let count = self.activities.len();
        let leads = self.closure(takes_part);
        let on_cycle = (0..count).filter(|&index| leads[index][index]);
        on_cycle.map(|index| (0..count).filter(|&other| leads[index][other] && leads[other][index]).collect()).collect()
    }

    /// The parts of the graph of some activities that edges join, whatever their direction.
    fn regions(&self, members: &[usize]) -> BTreeSet<Vec<usize>> {
        let mut first: Vec<usize> = (0..self.activities.len()).collect();
        for _ in 0..members.len() {
            for &from in members {
                for &to in self.edges[from].iter().filter(|to| members.contains(to)) {
                    let least = first[from].min(first[to]);
                    (first[from], first[to]) = (least, least);
                }
            }
        }
        let with = |least: usize| members.iter().copied().filter(|&member| first[member] == least).collect();
        members.iter().map(|&member| with(first[member])).collect()
    }

    pub(super) fn about(&self, rule: &'static str, index: usize, below: &str) -> Expected {
        let activity = &self.activities[index];
        Expected {
            rule,
            activity: Some(activity.item),
            exit: None,
            pointer: activity.pointer() + below,
            on_key: false,
            part: None,
            activities: self.ids(&[index]),
            path: self.path(index),
        }
    }

    pub(super) fn about_id(&self, rule: &'static str, index: usize) -> Expected {
        self.about(rule, index, if self.activities[index].tree.get("id").is_some() { "/id" } else { "" })
    }

    pub(super) fn about_exit(&self, rule: &'static str, index: usize, exit: &Exit<'_>, key: &str) -> Expected {
        let there = exit.tree.present(key).is_some();
        let below = format!("/events/{}{}", exit.item, if there { format!("/{key}") } else { String::new() });
        let next = exit.tree.get("next").and_then(Tree::as_text).map(str::to_owned);
        Expected { exit: Some((exit.item, exit.event().map(str::to_owned), next)), ..self.about(rule, index, &below) }
    }

    fn text_rules(&self, definition: &Tree, found: &mut Vec<Expected>) {
        let about_flow = |rule, pointer: &str, on_key| Expected {
            rule,
            activity: None,
            exit: None,
            pointer: pointer.to_owned(),
            on_key,
            part: None,
            activities: Vec::new(),
            path: None,
        };
        for (item, tree) in definition.get("activities").expect("activities").items().iter().enumerate() {
            if !matches!(tree, Tree::Object(_)) {
                let pointer = format!("/activities/{item}");
                found.push(Expected { activity: Some(item), ..about_flow("invalid-shape", &pointer, false) });
            }
        }
        for (index, activity) in self.activities.iter().enumerate() {
            let mut wrong = |below: &str| found.push(self.about("invalid-shape", index, below));
            for key in ["id", "type"] {
                match activity.tree.get(key) {
                    None => wrong(""),
                    Some(Tree::String(text)) if !text.is_empty() => {}
                    Some(_) => wrong(&format!("/{key}")),
                }
            }
            if activity.tree.present("name").is_some_and(|name| name.as_text().is_none()) {
                wrong("/name");
            }
            if activity.tree.present("properties").is_some_and(|properties| !matches!(properties, Tree::Object(_))) {
                wrong("/properties");
            }
            if activity.tree.present("events").is_some_and(|events| !matches!(events, Tree::Array(_))) {
                wrong("/events");
            }
            for (item, event) in activity.tree.get("events").map(Tree::items).unwrap_or_default().iter().enumerate() {
                if !matches!(event, Tree::Object(_)) {
                    wrong(&format!("/events/{item}"));
                }
                for key in ["event", "next"] {
                    if event.present(key).is_some_and(|value| value.as_text().is_none()) {
                        wrong(&format!("/events/{item}/{key}"));
                    }
                }
            }
        }
        for (key, value) in definition.members() {
            let is_last = std::ptr::eq(definition.get(key).expect("a member"), value);
            if is_last && definition.members().iter().filter(|(other, _)| other == key).count() > 1 {
                found.push(about_flow("duplicate-key", &step("", key), true));
            }
            if is_last && key != "activities" {
                for pointer in duplicates(value, &step("", key)) {
                    found.push(about_flow("duplicate-key", &pointer, true));
                }
            }
        }
        for (index, activity) in self.activities.iter().enumerate() {
            for pointer in duplicates(activity.tree, "") {
                found.push(Expected { on_key: true, ..self.about("duplicate-key", index, &pointer) });
            }
        }
        if !self.has_entry() {
            found.push(about_flow("missing-entry", "/activities", true));
        }
        if !self.activities.iter().any(Activity::is_ending) {
            found.push(about_flow("missing-hangup", "/activities", true));
        }
    }

    fn graph_rules(&self, found: &mut Vec<Expected>) {
        let comments = self.may_be_comment();
        let mut first_entry = None;
        let mut edge_ids = HashSet::new();
        for (index, activity) in self.activities.iter().enumerate() {
            let is_later = activity.id.is_some_and(|id| self.by_id(id) != Some(index));
            if is_later {
                found.push(self.about_id("duplicate-id", index));
            }
            if activity.is_entry() {
                match first_entry {
                    None => first_entry = Some(index),
                    Some(first) => found.push(Expected {
                        activities: self.ids(&[first, index]),
                        ..self.about_id("multiple-entries", index)
                    }),
                }
            }
            if !activity.may_end() && !activity.has_wired_exit() && self.edges[index].is_empty() {
                found.push(self.about_id("dead-end", index));
            }
            let mut events = HashSet::new();
            for exit in &activity.exits {
                let mut say = |rule, key| found.push(self.about_exit(rule, index, exit, key));
                let target = exit.wired().map(|next| self.by_id(next));
                if target == Some(None) {
                    say("dangling-next", "next");
                }
                if target.flatten().is_some_and(|target| self.activities[target].is_entry()) {
                    say("entry-has-incoming", "next");
                }
                if target.is_some() && activity.is_ending() {
                    say("hangup-has-next", "next");
                }
                let concerned = if activity.hands_off() { exit.role() != "success" } else { activity.has_wired_exit() };
                if exit.is_unwired() && !activity.is_ending() && concerned {
                    say("unconnected-exit", "event");
                }
                if exit.event().is_some_and(|event| !events.insert(event)) {
                    say("duplicate-event", "event");
                }
                let edge_id = exit.tree.get("edgeId").and_then(Tree::as_text).filter(|edge_id| !edge_id.is_empty());
                if edge_id.is_some_and(|edge_id| !edge_ids.insert(edge_id)) {
                    say("duplicate-edge-id", "edgeId");
                }
            }
        }
        let several =
            |rule, members: &[usize]| Expected { activities: self.ids(members), ..self.about_id(rule, members[0]) };
        if self.has_entry() {
            let is_member = |&index: &usize| {
                let activity = &self.activities[index];
                !self.reachable[index]
                    && !comments[index]
                    && !activity.is_ending()
                    && activity.id.is_some_and(|id| self.by_id(id) == Some(index))
            };
            let members: Vec<_> = (0..self.activities.len()).filter(is_member).collect();
            found.extend(self.regions(&members).iter().map(|region| several("unreachable-activity", region)));
        }
        let mut concerned = self.reachable.clone();
        if !self.has_entry() {
            concerned.fill(true);
        }
        let mut endless = self.loops(&concerned);
        endless.retain(|members| {
            members.iter().all(|&member| {
                !self.activities[member].may_end() && self.edges[member].iter().all(|target| members.contains(target))
            })
        });
        for (index, activity) in self.activities.iter().enumerate() {
            concerned[index] &= !activity.waits();
        }
        let silent = self.loops(&concerned);
        found.extend(silent.difference(&endless).map(|members| several("silent-loop", members)));
        found.extend(endless.iter().map(|members| several("endless-loop", members)));
    }

    fn platform_rules(&self, found: &mut Vec<Expected>) {
        let mut types = HashSet::new();
        let mut names = HashSet::new();
        let referred: HashSet<_> = self.references().into_iter().filter_map(|reference| reference.module).collect();
        for (index, activity) in self.activities.iter().enumerate() {
            if activity.is_unknown() && !activity.kind.is_empty() && types.insert(activity.kind) {
                found.push(self.about("unknown-activity-type", index, "/type"));
            }
            if ["SPLIT", "BRANCH"].contains(&activity.kind)
                && activity.exits.iter().all(|exit| exit.role() != "default")
            {
                found.push(self.about_id("missing-default-exit", index));
            }
            if activity.hands_off()
                || ["RUN_FUNCTION", "FUNCTION_COMPUTE", "HTTP_REQUEST", "VOICE_NAVIGATOR"].contains(&activity.kind)
            {
                for exit in &activity.exits {
                    let fails = ["failure", "timeout", "overflow"].contains(&exit.role());
                    if fails && exit.wired().is_some_and(|next| self.hangs_up(next)) {
                        found.push(self.about_exit("silent-hangup", index, exit, "next"));
                    }
                }
            }
            match activity.name() {
                Some(name) if names.insert(name) || referred.contains(name) => {}
                Some(_) => found.push(self.about("duplicate-name", index, "/name")),
                None if activity.tree.get("name").and_then(Tree::as_text).is_some() => {
                    found.push(self.about("empty-name", index, "/name"));
                }
                None if activity.tree.present("name").is_none() => found.push(self.about_id("empty-name", index)),
                None => {}
            }
        }
    }

    /// Whether a call that goes on with this id hears nothing any more.
    pub(super) fn hangs_up(&self, id: &str) -> bool {
        let mut next = self.by_id(id);
        // Who has taken as many steps as there are activities has circled.
        for _ in 0..self.activities.len() {
            let Some(activity) = next.map(|next| &self.activities[next]) else { return false };
            if activity.kind == "HANGUP" {
                return true;
            }
            let wired: Vec<_> = activity.exits.iter().filter_map(Exit::wired).collect();
            next = match wired.as_slice() {
                [only] if ["HANGUP_REASON", "SET_VARIABLES"].contains(&activity.kind) => self.by_id(only),
                _ => None,
            };
        }
        false
    }

    /// Every reference, of each text the first of its activity.
    pub(super) fn references(&self) -> Vec<Reference<'a>> {
        let mut all = Vec::new();
        for (index, activity) in self.activities.iter().enumerate() {
            let Some(properties @ Tree::Object(_)) = activity.tree.get("properties") else { continue };
            let mut texts = Vec::new();
            strings_in(properties, "/properties", &mut texts);
            let mut seen = HashSet::new();
            for (pointer, text) in texts {
                for (start, whole, inner) in openings(text).into_iter().chain(spaced(text)) {
                    if !seen.insert(whole) {
                        continue;
                    }
                    let module = inner.and_then(|inner| self.module(inner));
                    all.push(Reference {
                        activity: index,
                        pointer: pointer.clone(),
                        start,
                        whole,
                        is_sound: inner.is_some(),
                        module,
                    });
                }
            }
        }
        all
    }

    /// The name of the module that stands in a reference.
    fn module(&self, inner: &'a str) -> Option<&'a str> {
        let before_dots: Vec<_> = inner.match_indices('.').map(|(dot, _)| &inner[..dot]).collect();
        let is_name =
            |name: &&&str| **name != "sys" && self.activities.iter().any(|activity| activity.name() == Some(**name));
        before_dots.iter().rev().find(is_name).or(before_dots.first()).copied().filter(|&name| name != "sys")
    }

    fn variable_rules(&self, found: &mut Vec<Expected>) {
        let leads = self.closure(&vec![true; self.activities.len()]);
        for reference in self.references() {
            let (reader, pointer) = (reference.activity, reference.pointer.as_str());
            let mut say = |rule, path: Option<Vec<String>>| {
                found.push(Expected {
                    part: Some((reference.start, reference.whole.to_owned())),
                    path,
                    ..self.about(rule, reader, pointer)
                });
            };
            if !reference.is_sound {
                say("malformed-reference", self.path(reader));
            }
            let Some(name) = reference.module else { continue };
            let named = |index: &usize| self.activities[*index].name() == Some(name);
            let modules: Vec<_> = (0..self.activities.len()).filter(named).collect();
            match modules.as_slice() {
                [] => say("unresolved-reference", self.path(reader)),
                [module] if *module != reader && self.reachable[*module] && self.reachable[reader] => {
                    let around = self.path_around(Some(*module), reader);
                    if !leads[*module][reader] {
                        say("reference-before-set", self.path(reader));
                    } else if around.is_some() {
                        say("reference-maybe-unset", around);
                    }
                }
                [_] => {}
                _ => say("ambiguous-reference", self.path(reader)),
            }
        }
    }
}

pub(super) struct Reference<'a> {
    pub(super) activity: usize,
    /// Below the activity.
    pub(super) pointer: String,
    pub(super) start: usize,
    pub(super) whole: &'a str,
    pub(super) is_sound: bool,
    pub(super) module: Option<&'a str>,
}

/// What opens like a reference in a text, with what stands between the braces where that is sound.
pub(super) fn openings(text: &str) -> Vec<(usize, &str, Option<&str>)> {
    let mut found = Vec::new();
    let starts: Vec<_> = ["${", "＄{", "$｛", "＄｛"].iter().flat_map(|open| text.match_indices(open)).collect();
    for &(start, open) in &starts {
        let next = starts.iter().map(|&(other, _)| other).filter(|&other| other > start).min();
        let inside = &text[start + open.len()..next.unwrap_or(text.len())];
        let close = inside.char_indices().find(|&(_, char)| char == '}' || char == '｝');
        let end = |(at, brace): (usize, char)| start + open.len() + at + brace.len_utf8();
        let inner = close.map(|(at, _)| &inside[..at]);
        let is_blank = inner.is_some_and(|inner| inner.trim().is_empty());
        let is_sound =
            |inner: &&str| !is_blank && (inner.contains('.') || !inner.contains(['。', '．', '，', '、', ',']));
        match (close, open == "${") {
            (Some(close @ (_, '}')), true) => found.push((start, &text[start..end(close)], inner.filter(is_sound))),
            (Some(close), _) if !is_blank => found.push((start, &text[start..end(close)], None)),
            (None, true) => found.push((start, &text[start..next.unwrap_or(text.len())], None)),
            _ => {}
        }
    }
    found.sort_unstable();
    found
}

/// What would open like a reference in a text without the blanks behind its sign, and is in no other.
fn spaced(text: &str) -> Vec<(usize, &str, Option<&str>)> {
    let taken = openings(text);
    let mut found = Vec::new();
    for (start, _) in text.match_indices('$') {
        for (end, _) in text.match_indices('}').filter(|&(end, _)| end > start) {
            let whole = &text[start..=end];
            let Some((blanks, inside)) = whole[1..whole.len() - 1].split_once('{') else { continue };
            let is_plain = !inside.contains(['{', '}', '$', '＄']);
            let is_spaced = !blanks.is_empty() && blanks.trim().is_empty();
            let has_parts = inside
                .match_indices('.')
                .any(|(dot, _)| !inside[..dot].trim().is_empty() && !inside[dot + 1..].trim().is_empty());
            let is_free = taken.iter().all(|&(other, text, _)| other + text.len() <= start || end < other);
            if is_plain && is_spaced && has_parts && is_free {
                found.push((start, whole, None));
            }
        }
    }
    found
}

/// Every string that is a value in a tree with its pointer, but what a duplicate key replaced.
pub(super) fn strings_in<'a>(tree: &'a Tree, pointer: &str, strings: &mut Vec<(String, &'a str)>) {
    strings.extend(tree.as_text().map(|text| (pointer.to_owned(), text)));
    for (number, item) in tree.items().iter().enumerate() {
        strings_in(item, &format!("{pointer}/{number}"), strings);
    }
    for (key, value) in tree.members() {
        if std::ptr::eq(tree.get(key).expect("a member"), value) {
            strings_in(value, &step(pointer, key), strings);
        }
    }
}

fn step(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// The pointers of the members whose object has their key again before them.
fn duplicates(tree: &Tree, pointer: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, item) in tree.items().iter().enumerate() {
        found.extend(duplicates(item, &format!("{pointer}/{number}")));
    }
    for (key, value) in tree.members() {
        if std::ptr::eq(tree.get(key).expect("a member"), value) {
            if tree.members().iter().filter(|(other, _)| other == key).count() > 1 {
                found.push(step(pointer, key));
            }
            found.extend(duplicates(value, &step(pointer, key)));
        }
    }
    found
}
