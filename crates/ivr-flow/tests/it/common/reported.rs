//! The rules on what callers report once more, as naively as the other twins: regular expressions and walks that go
//! round until nothing changes.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::reference::{Activity, ENDINGS, Exit, Expected, Flow, strings_in};
use super::tree::Tree;

/// The rules that are written here, and find something with nothing said.
pub(crate) const REPORTED: &[&str] = &[
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

/// The rules that find something only if a list or the configuration says something.
pub(crate) const TOLD: &[&str] = &["foreign-skill-group", "silent-input-hangup", "missing-exit", "unusual-exit"];

/// What the list and the configuration say.
pub(crate) struct Told {
    pub(crate) instance: &'static str,
    pub(crate) flow_type: &'static str,
}

const SPOKEN: [&str; 3] = ["say", "positionHintsSay", "agentGreetingSay"];

static SECRET: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:^|[^A-Za-z0-9])(?:LTAI[A-Za-z0-9]{12,30}(?:$|[^A-Za-z0-9])|AKIA[A-Z0-9]{16}(?:$|[^A-Za-z0-9])|(?:ghp_|gho_|github_pat_|sk_live_|sk-live-|xox[abp]-)[A-Za-z0-9_-]{16}|eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.|-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----)",
    )
});
static BEARER: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:^|[^A-Za-z0-9])Bearer ([A-Za-z0-9._~+/-]{20,})"));
static MISREAD: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?:[ÃÂâæåçèéäïãð][\x{80}-\x{bf}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,3}){2}"));
static PLACEHOLDER: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^(?:\{\{[^{}]*[^{}\s][^{}]*\}\}|\{[A-Za-z_][A-Za-z0-9_.]*\})"));
static SKILL_GROUP: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^[A-Za-z][A-Za-z0-9_-]{0,63}@([A-Za-z0-9][A-Za-z0-9_-]*)$"));
static NUMBER: LazyLock<Regex> = LazyLock::new(|| regex(r"^\s*[+-]?[0-9]+(\.[0-9]+)?\s*$"));

fn regex(text: &str) -> Regex {
    Regex::new(text).expect("a regular expression")
}

impl Flow<'_> {
    pub(super) fn reported_rules(&self, found: &mut Vec<Expected>) {
        for (index, activity) in self.activities.iter().enumerate() {
            let mut strings = Vec::new();
            if let Some(properties @ Tree::Object(_)) = activity.tree.get("properties") {
                strings_in(properties, "/properties", &mut strings);
            }
            for (pointer, text) in &strings {
                let is_bearer =
                    BEARER.captures(text).is_some_and(|token| token[1].contains(|char: char| char.is_ascii_digit()));
                if SECRET.is_match(text) || is_bearer {
                    found.push(self.about("secret-in-flow", index, pointer));
                }
            }
            self.text_of(index, activity, found);
            self.input_of(index, activity, found);
            for exit in activity.exits.iter().filter(|_| activity.hands_off()) {
                let fails = ["failure", "overflow"].contains(&exit.role());
                let back = exit.wired().is_some_and(|next| self.comes_to(next, no_pause) == Some(index));
                let may_change = strings.iter().any(|(pointer, text)| {
                    text.contains("${") && nearest_key(pointer).to_lowercase().contains("skillgroup")
                });
                if fails && back && !may_change {
                    found.push(self.about_exit("retry-without-pause", index, exit, "next"));
                }
            }
            let targets: HashSet<_> = activity.exits.iter().map(|exit| self.by_id(exit.wired()?)).collect();
            if ["SPLIT", "BRANCH"].contains(&activity.kind)
                && activity.exits.len() > 1
                && targets.len() == 1
                && !targets.contains(&None)
            {
                found.push(self.about_id("pointless-branch", index));
            }
            self.repeated_by(activity, found);
        }
        self.results(found);
    }

    /// The rules that need to be told something.
    pub(super) fn told_rules(&self, told: &Told, found: &mut Vec<Expected>) {
        for (index, activity) in self.activities.iter().enumerate() {
            let mut strings = Vec::new();
            if let Some(properties @ Tree::Object(_)) = activity.tree.get("properties") {
                strings_in(properties, "/properties", &mut strings);
            }
            for (pointer, text) in &strings {
                let is_foreign = SKILL_GROUP.captures(text).is_some_and(|group| &group[1] != told.instance);
                if is_foreign && nearest_key(pointer).to_lowercase().contains("skillgroup") {
                    found.push(self.about("foreign-skill-group", index, pointer));
                }
            }
            for exit in activity.exits.iter().filter(|_| ["GATHER_INPUT", "ASR"].contains(&activity.kind)) {
                let fails = ["failure", "timeout"].contains(&exit.role());
                if fails && told.flow_type != "SURVEY_FLOW" && exit.wired().is_some_and(|next| self.hangs_up(next)) {
                    found.push(self.about_exit("silent-input-hangup", index, exit, "next"));
                }
            }
            let (always, sometimes): (&[&str], &[&str]) = match activity.kind {
                "TRANSFER_TO_AGENT" => (&["failure", "timeout"], &["overflow"]),
                "SPLIT" | "BRANCH" => (&["branch-1", "default"], &[]),
                _ => continue,
            };
            if activity.tree.present("events").is_none_or(|events| matches!(events, Tree::Array(_))) {
                for name in always.iter().filter(|name| activity.exits.iter().all(|exit| exit.event() != Some(name))) {
                    found.push(self.about_id("missing-exit", index));
                    if *name == "default" {
                        found.retain(|other| {
                            other.rule != "missing-default-exit" || other.activity != Some(activity.item)
                        });
                    }
                }
            }
            let mut seen = HashSet::new();
            for exit in activity.exits.iter().filter(|_| activity.kind == "TRANSFER_TO_AGENT") {
                let Some(event) = exit.event() else { continue };
                if !always.contains(&event) && !sometimes.contains(&event) && seen.insert(event) {
                    found.push(self.about_exit("unusual-exit", index, exit, "event"));
                }
            }
        }
    }

    fn text_of(&self, index: usize, activity: &Activity<'_>, found: &mut Vec<Expected>) {
        for key in ["name"].into_iter().chain(SPOKEN) {
            let (text, pointer) = match key {
                "name" => (activity.tree.get(key), "/name".to_owned()),
                _ => (property(activity, key), format!("/properties/{key}")),
            };
            let Some(text) = text.and_then(Tree::as_text) else { continue };
            let traces = ["\u{fffd}", "锟斤拷", "烫烫烫", "屯屯屯"];
            if traces.iter().any(|trace| text.contains(trace)) || MISREAD.is_match(text) {
                found.push(self.about("garbled-text", index, &pointer));
            }
            if let Some((start, part)) = placeholder(text).filter(|_| key != "name") {
                let part = Some((start, part.to_owned()));
                found.push(Expected { part, ..self.about("foreign-placeholder", index, &pointer) });
            }
        }
    }

    fn input_of(&self, index: usize, activity: &Activity<'_>, found: &mut Vec<Expected>) {
        let number_of = |key| property(activity, key).and_then(number);
        let is_blank = |key| property(activity, key).and_then(Tree::as_text).is_some_and(|text| text.trim().is_empty());
        if ["GATHER_INPUT", "ASR"].contains(&activity.kind) && number_of("maxTries").is_some_and(|tries| tries > 10.0) {
            found.push(self.about("too-many-tries", index, "/properties/maxTries"));
        }
        if activity.kind == "GATHER_INPUT" {
            let varies = number_of("minLength").zip(number_of("maxLength")).is_some_and(|(least, most)| least < most);
            if varies && is_blank("terminator") {
                found.push(self.about("missing-end-key", index, "/properties/terminator"));
            }
            if is_blank("say") && is_blank("audioResourceId") {
                found.push(self.about("unheard-menu", index, "/properties/say"));
            }
        }
        if activity.kind == "FORWARD_TO_OUTSIDE_NUMBER"
            && let Some(callee) = property(activity, "callee").and_then(Tree::as_text)
            && !callee.contains(['$', '＄'])
            && !callee.trim().is_empty()
            && !callee.chars().all(|char| "0123456789+-()*#,".contains(char) || char.is_whitespace())
        {
            found.push(self.about("invalid-callee", index, "/properties/callee"));
        }
    }

    /// What a prompt says that the only way on from it leads to.
    fn repeated_by(&self, first: &Activity<'_>, found: &mut Vec<Expected>) {
        let plays = |activity: &Activity<'_>| ["PLAY_SAY", "PLAY_OR_SAY"].contains(&activity.kind);
        let wired: Vec<_> = first.exits.iter().filter_map(Exit::wired).collect();
        let [only] = wired.as_slice() else { return };
        let Some(index) = self.by_id(only) else { return };
        let second = &self.activities[index];
        let edges_here = self.edges.iter().flatten().filter(|&&target| target == index).count();
        if !plays(first) || !plays(second) || first.item == second.item || edges_here != 1 {
            return;
        }
        let is_text = |activity: &Activity<'_>| match property(activity, "audioType").and_then(Tree::as_text) {
            Some(kind) => kind == "tts" || kind.trim().is_empty(),
            None => true,
        };
        let key = if is_text(first) { "say" } else { "audioResourceId" };
        let [said, again] = [first, second].map(|activity| property(activity, key).and_then(Tree::as_text));
        let says = said
            .filter(|said| !said.trim().is_empty() && (key != "say" || super::reference::openings(said).is_empty()));
        if is_text(first) == is_text(second) && says.is_some() && said == again {
            found.push(self.about("repeated-prompt", index, &format!("/properties/{key}")));
        }
    }

    fn results(&self, found: &mut Vec<Expected>) {
        for reference in self.references().iter().filter(|reference| reference.is_sound) {
            let Some(name) = reference.module else { continue };
            let modules: Vec<_> =
                (0..self.activities.len()).filter(|&index| self.activities[index].name() == Some(name)).collect();
            let [module] = modules[..] else { continue };
            let reader = reference.activity;
            let parameter = reference.whole["${".len() + name.len() + 1..].to_lowercase();
            let says_how = ["err", "code", "status", "reason", "msg", "message", "fail"]
                .iter()
                .any(|word| parameter.contains(word));
            let roles: &[&str] = match self.activities[module].kind {
                "RUN_FUNCTION" | "FUNCTION_COMPUTE" | "HTTP_REQUEST" | "JSON_PARSER" | "VOICE_NAVIGATOR" => {
                    &["failure", "timeout"]
                }
                "GATHER_INPUT" | "ASR" => &["timeout"],
                _ => continue,
            };
            let dominates = self.reachable[reader] && self.path_around(Some(module), reader).is_none();
            if module == reader || says_how || !dominates {
                continue;
            }
            // Where a path from the module leads that does not begin, or go on, by those exits.
            let mut led = vec![false; self.activities.len()];
            let others = self.activities[module].exits.iter().filter(|exit| !roles.contains(&exit.role()));
            for target in others.filter_map(|exit| self.by_id(exit.wired()?)) {
                led[target] = true;
            }
            for _ in 0..self.activities.len() {
                for from in (0..self.activities.len()).filter(|&from| from != module) {
                    for &to in &self.edges[from] {
                        led[to] |= led[from];
                    }
                }
            }
            if !led[reader] {
                found.push(Expected {
                    part: Some((reference.start, reference.whole.to_owned())),
                    ..self.about("result-after-failure", reader, &reference.pointer)
                });
            }
        }
    }

    /// The activity that a call comes to which goes on with an id, through those that hold nobody and lead one way.
    fn comes_to(&self, id: &str, passes: fn(&Activity<'_>) -> bool) -> Option<usize> {
        let mut next = self.by_id(id)?;
        for _ in 0..=self.activities.len() {
            let wired: Vec<_> = self.activities[next].exits.iter().filter_map(Exit::wired).collect();
            match wired.as_slice() {
                [only] if passes(&self.activities[next]) => next = self.by_id(only)?,
                _ => return Some(next),
            }
        }
        None
    }
}

fn no_pause(activity: &Activity<'_>) -> bool {
    !activity.waits() && !ENDINGS.contains(&activity.kind) && !["PLAY_SAY", "PLAY_OR_SAY"].contains(&activity.kind)
}

/// A member of the properties, where these are an object.
fn property<'a>(activity: &Activity<'a>, key: &str) -> Option<&'a Tree> {
    activity.tree.get("properties").filter(|properties| matches!(properties, Tree::Object(_)))?.present(key)
}

fn number(tree: &Tree) -> Option<f64> {
    match tree {
        Tree::Number(number) => number.parse().ok(),
        Tree::String(text) => NUMBER.is_match(text).then(|| text.trim().parse().ok())?,
        _ => None,
    }
}

/// The last step of a pointer that is no number: none of the keys in these tests is one.
fn nearest_key(pointer: &str) -> &str {
    pointer.split('/').rev().find(|step| step.parse::<usize>().is_err()).unwrap_or_default()
}

/// The first placeholder in a text, and where it begins.
fn placeholder(text: &str) -> Option<(usize, &str)> {
    let references = super::reference::openings(text);
    text.match_indices('{').find_map(|(start, _)| {
        let found = PLACEHOLDER.find(&text[start..])?;
        let (end, before) = (start + found.end(), &text[..start]);
        let is_free = references.iter().all(|(at, whole, _)| end <= *at || at + whole.len() <= start);
        // Backwards, every brace that is still open.
        let (mut depth, mut is_inside) = (0_i32, false);
        for (at, char) in before.char_indices().rev() {
            match char {
                '}' => depth += 1,
                '{' if depth > 0 => depth -= 1,
                '{' => is_inside |= before[..at].trim_end().ends_with(['$', '＄']),
                _ => {}
            }
        }
        let is_behind = before.trim_end().ends_with(['$', '＄']);
        (is_free && !is_inside && !is_behind).then(|| (start, found.as_str()))
    })
}
