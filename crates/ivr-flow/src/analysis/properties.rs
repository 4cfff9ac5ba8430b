//! What is looked for in the properties of any activity.

use crate::json::{Kind, Value};
use crate::model::Activity;

/// The texts that an activity is known to speak, each with its key.
pub(crate) fn spoken_texts<'f>(activity: Activity<'f>) -> impl Iterator<Item = (&'static str, Value<'f>)> {
    const KEYS: [&str; 3] = ["say", "positionHintsSay", "agentGreetingSay"];
    let texts = activity.properties().map_or([None; 3], |properties| properties.get_each(KEYS));
    KEYS.into_iter().zip(texts).filter_map(|(key, text)| Some((key, text.filter(|text| text.kind() == Kind::String)?)))
}

/// The strings at any depth in the properties of an activity that say a skill group: the nearest key above them names
/// one, arrays between them or not.
pub(crate) fn skill_groups<'f>(activity: Activity<'f>) -> impl Iterator<Item = Value<'f>> {
    // The arrays that a value is in: where they end, and whether their key names one.
    let mut arrays: Vec<(u32, bool)> = Vec::new();
    activity.properties().into_iter().flat_map(Value::descendants).filter(move |value| {
        while arrays.last().is_some_and(|&(end, _)| end <= value.node()) {
            arrays.pop();
        }
        if !matches!(value.kind(), Kind::String | Kind::Array) {
            return false;
        }
        let names_one = match value.key() {
            Some(key) => names_skill_group(&key),
            None => arrays.last().is_some_and(|&(_, names_one)| names_one),
        };
        if value.kind() == Kind::Array {
            arrays.push((value.node_behind(), names_one));
        }
        names_one && value.kind() == Kind::String
    })
}

/// The push events of the platform call it `skillGroupId`.
fn names_skill_group(key: &str) -> bool {
    const NAME: &str = "skillgroup";
    key.as_bytes().windows(NAME.len()).any(|part| part.eq_ignore_ascii_case(NAME.as_bytes()))
}
