//! The activity types that the platform is known to have, as data.
//!
//! The canonical names are the `NodeType` enumeration of the platform's own API metadata for
//! `ListIvrTrackingDetails` (version 2020-07-01); aliases are older names from its push events and its tracking
//! examples. How sure each fact is stands beside it. A type that is not listed here is never an error: the platform
//! adds types.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use crate::HashMap;
use crate::text::{InvalidValue, Localized};

/// How an activity affects calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Behaviour {
    /// Calls enter the flow here.
    pub entry: bool,
    /// Calls end here; no path continues.
    pub ends: bool,
    /// The call may leave the flow here, for an agent or an outside line.
    pub hands_off: bool,
    /// The call waits here for a caller, an agent or another flow.
    pub waits: bool,
}

/// How certain a fact about the platform is, the least certain first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Deduced from other facts.
    Inferred,
    /// Seen in JSON that the platform has published.
    Observed,
    /// Stated by a page, the API metadata or an SDK of the platform.
    Documented,
}

impl Confidence {
    /// The names of all values, the most certain first.
    pub const NAMES: [&str; 3] = ["documented", "observed", "inferred"];

    /// The name on command lines and in files.
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Documented => "documented",
            Confidence::Observed => "observed",
            Confidence::Inferred => "inferred",
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Confidence {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let all = [Confidence::Documented, Confidence::Observed, Confidence::Inferred];
        let known = all.into_iter().find(|confidence| confidence.name() == text);
        known.ok_or_else(|| InvalidValue::new(text, &Confidence::NAMES, None))
    }
}

/// One type of activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ActivityType {
    /// The name in `type`.
    pub name: &'static str,
    /// Other names that count as this type.
    pub aliases: &'static [&'static str],
    /// The name in the console.
    pub title: Localized<&'static str>,
    /// How it affects calls.
    pub behaviour: Behaviour,
    /// How certain the behaviour is.
    pub confidence: Confidence,
    /// The source of name and behaviour.
    pub source: &'static str,
}

const GOES_ON: Behaviour = Behaviour { entry: false, ends: false, hands_off: false, waits: false };
const ENTRY: Behaviour = Behaviour { entry: true, ..GOES_ON };
const ENDING: Behaviour = Behaviour { ends: true, ..GOES_ON };
const WAITS: Behaviour = Behaviour { waits: true, ..GOES_ON };
const HANDS_OFF: Behaviour = Behaviour { hands_off: true, waits: true, ..GOES_ON };

/// All known types, in the order of the platform's enumeration.
pub static ACTIVITY_TYPES: &[ActivityType] = &[
    known("INCOMING_CALL", "开始", "Start", ENTRY, Confidence::Observed, SAMPLE),
    known("PLAY_SAY", "放音", "Play audio", GOES_ON, Confidence::Observed, SAMPLE).or(&["PLAY_OR_SAY"]),
    known("GATHER_INPUT", "收号", "Collect digits", WAITS, Confidence::Documented, MANUAL),
    known("SPLIT", "分支", "Branch", GOES_ON, Confidence::Documented, MANUAL).or(&["BRANCH"]),
    known("TRANSFER_TO_AGENT", "转人工", "Transfer to agent", HANDS_OFF, Confidence::Documented, MANUAL),
    known(
        "FORWARD_TO_OUTSIDE_NUMBER",
        "转外线",
        "Transfer to external line",
        HANDS_OFF,
        Confidence::Documented,
        EVENTS,
    ),
    known("BLIND_TRANSFER", "直接转接", "Blind transfer", HANDS_OFF, Confidence::Inferred, METADATA),
    known("SET_VARIABLES", "设置变量", "Set variables", GOES_ON, Confidence::Documented, MANUAL),
    known("VOICE_MAIL", "语音信箱", "Voicemail", WAITS, Confidence::Inferred, METADATA),
    known("HANGUP_REASON", "挂机原因", "Hang-up cause", GOES_ON, Confidence::Inferred, METADATA),
    known("RUN_FUNCTION", "函数", "Function", GOES_ON, Confidence::Documented, MANUAL).or(&["FUNCTION_COMPUTE"]),
    known("HTTP_REQUEST", "HTTP请求", "HTTP request", GOES_ON, Confidence::Inferred, METADATA),
    known("JSON_PARSER", "JSON解析", "JSON parser", GOES_ON, Confidence::Inferred, METADATA),
    known("SMS", "发短信", "Send SMS", GOES_ON, Confidence::Inferred, METADATA),
    known("ASR", "语音识别", "Speech recognition", WAITS, Confidence::Inferred, METADATA),
    known("SATISFACTION_RATING", "满意度收集", "Satisfaction rating", WAITS, Confidence::Inferred, METADATA),
    known("VOICE_NAVIGATOR", "智能导航", "Intelligent navigation", WAITS, Confidence::Documented, MANUAL),
    known("SUB", "子流程", "Sub-process", WAITS, Confidence::Documented, MANUAL),
    known("SUB_START", "子流程开始", "Sub-flow start", ENTRY, Confidence::Inferred, METADATA),
    known("SUB_END", "子流程结束", "Sub-flow end", ENDING, Confidence::Inferred, METADATA),
    known("HANGUP", "结束", "End", ENDING, Confidence::Observed, SAMPLE),
];

const SAMPLE: &str = "the definition in the platform's published ListContactFlows response";
const MANUAL: &str = "the manual of product version 2.x (2021) and the API metadata";
const EVENTS: &str = "the manual of product version 2.x and the push events (2021)";
const METADATA: &str = "the API metadata of ListIvrTrackingDetails (2024), which gives only the name";

const fn known(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    behaviour: Behaviour,
    confidence: Confidence,
    source: &'static str,
) -> ActivityType {
    ActivityType { name, aliases: &[], title: Localized { en, zh }, behaviour, confidence, source }
}

impl ActivityType {
    const fn or(self, aliases: &'static [&'static str]) -> Self {
        ActivityType { aliases, ..self }
    }

    /// The type that a name in `type` stands for, aliases included; names are compared exactly.
    pub fn by_name(name: &str) -> Option<&'static ActivityType> {
        ACTIVITY_TYPES.get(usize::from(ActivityType::index_of(name)?))
    }

    /// Its index in [`ACTIVITY_TYPES`].
    pub(crate) fn index_of(name: &str) -> Option<u8> {
        static BY_NAME: LazyLock<HashMap<&str, u8>> = LazyLock::new(|| {
            let names = |known: &'static ActivityType| known.aliases.iter().copied().chain([known.name]);
            (0..).zip(ACTIVITY_TYPES).flat_map(|(index, known)| names(known).map(move |name| (name, index))).collect()
        });
        BY_NAME.get(name).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_and_alias_stands_for_one_type() {
        let mut names: Vec<_> =
            ACTIVITY_TYPES.iter().flat_map(|known| known.aliases.iter().chain([&known.name])).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert_eq!(ActivityType::by_name("BRANCH").map(|known| known.name), Some("SPLIT"));
        assert_eq!(ActivityType::by_name("play_say"), None);
    }

    #[test]
    fn every_hand_off_waits() {
        assert!(ACTIVITY_TYPES.iter().all(|known| !known.behaviour.hands_off || known.behaviour.waits));
    }
}
