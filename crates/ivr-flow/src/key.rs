//! The keys that anything in here asks for. Each is recognised once, while the text is read, and is a number from then on.

use std::ops::Range;

macro_rules! keys {
    ($($key:ident $name:literal)*) => {
        /// The key of a member.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        #[repr(u8)]
        pub(crate) enum Key {
            /// One that nothing asks for.
            #[default]
            Other,
            $(#[doc = concat!("`", $name, "`")] $key,)*
        }

        /// In the order of their numbers.
        const KEYS: &[Key] = &[Key::Other, $(Key::$key,)*];
        const NAMES: [&str; KEYS.len()] = ["", $($name,)*];
    };
}

keys! {
    // Of activities and their exits.
    Type "type"
    Id "id"
    Name "name"
    Properties "properties"
    Events "events"
    NodeIndex "nodeIndex"
    Event "event"
    Next "next"
    EdgeId "edgeId"
    // Of properties.
    Say "say"
    PositionHintsSay "positionHintsSay"
    AgentGreetingSay "agentGreetingSay"
    AudioType "audioType"
    AudioResourceId "audioResourceId"
    Position "position"
    X "x"
    Y "y"
    QueuingTimeoutSeconds "queuingTimeoutSeconds"
    MinLength "minLength"
    MaxLength "maxLength"
    MaxTries "maxTries"
    Timeout "timeout"
    Caller "caller"
    Parameters "parameters"
    // Of flows, and of what they are wrapped in.
    Activities "activities"
    Definition "Definition"
    FlowPackageData "FlowPackageData"
    Body "body"
    Data "Data"
    List "List"
    Canvas "Canvas"
    Content "Content"
    TotalCount "TotalCount"
    ContactFlowId "ContactFlowId"
    FlowName "Name"
    FlowType "Type"
    InstanceId "InstanceId"
    Published "Published"
    NumberList "NumberList"
    UpdatedTime "UpdatedTime"
}

/// A key as it stands in a text, without escapes, in a form that is quick to compare.
#[derive(Clone, Copy)]
pub(crate) struct Written {
    length: usize,
    /// The first eight bytes, with zeros behind those of a shorter key.
    first: u64,
    /// The last eight bytes of a key that has as many.
    last: u64,
}

/// Chosen so that the keys which the platform writes into one object have different [numbers](Written::number), and
/// all that are known different slots.
const FACTOR: u64 = 0x3ee4_da5a_7989_e9d1;
const SLOTS: usize = 512;

impl Written {
    /// The key at a range of a text.
    #[inline(always)]
    pub(crate) fn at(text: &[u8], key: &Range<usize>) -> Self {
        let length = key.len();
        if length >= 8 {
            let last = eight_before(text, key.end).unwrap_or(0);
            return Written { length, first: eight(text, key.start).unwrap_or(0), last };
        }
        let first = match eight(text, key.start) {
            Some(eight) => eight & !(u64::MAX << (8 * length)),
            // At the very end of a text.
            None => short(&text[key.start..key.end]),
        };
        Written { length, first, last: 0 }
    }

    /// A number below 64 for the key: keys that are the same have the same.
    #[inline(always)]
    pub(crate) fn number(self) -> u8 {
        (self.hash() >> 58) as u8
    }

    /// Which key it is, and its number; `name` is its text.
    #[inline(always)]
    pub(crate) fn known(self, name: &[u8]) -> (Key, u8) {
        (self.key(name), self.number())
    }

    /// Which key it is; `name` is its text.
    #[inline(always)]
    fn key(self, name: &[u8]) -> Key {
        const IN_SLOTS: [Key; SLOTS] = in_slots();
        const AS_WRITTEN: [Written; KEYS.len()] = as_written();
        let key = IN_SLOTS[self.slot()];
        let known = AS_WRITTEN[key as usize];
        // Put together so that no branch depends on which key it is.
        let differs = (known.first ^ self.first) | (known.last ^ self.last) | (known.length ^ self.length) as u64;
        let key = if differs == 0 { key } else { Key::Other };
        if self.length > 16 && NAMES[key as usize].as_bytes() != name { Key::Other } else { key }
    }

    const fn hash(self) -> u64 {
        (self.first ^ self.last.rotate_left(5)).wrapping_add(self.length as u64).wrapping_mul(FACTOR)
    }

    const fn slot(self) -> usize {
        (self.hash() >> 49) as usize % SLOTS
    }
}

impl Key {
    /// The key of this name.
    pub(crate) fn of(name: &str) -> Key {
        Written::at(name.as_bytes(), &(0..name.len())).key(name.as_bytes())
    }

    /// A bit of its own.
    pub(crate) const fn bit(self) -> u64 {
        1 << (self as u8)
    }

    /// Its name; nothing of one that nothing asks for.
    pub(crate) const fn name(self) -> &'static str {
        NAMES[self as usize]
    }
}

/// So many bytes from one on, unless the text ends before.
#[inline(always)]
pub(crate) fn chunk<const BYTES: usize>(text: &[u8], at: usize) -> Option<&[u8; BYTES]> {
    text.get(at..at.checked_add(BYTES)?)?.first_chunk()
}

/// The eight bytes from one on, unless the text ends before.
#[inline(always)]
pub(crate) fn eight(text: &[u8], at: usize) -> Option<u64> {
    chunk(text, at).map(|eight| u64::from_le_bytes(*eight))
}

/// The eight bytes before one, unless the text has fewer.
#[inline(always)]
pub(crate) fn eight_before(text: &[u8], end: usize) -> Option<u64> {
    text.get(..end).and_then(|rest| rest.last_chunk()).map(|eight| u64::from_le_bytes(*eight))
}

/// A word of fewer than eight bytes.
const fn short(bytes: &[u8]) -> u64 {
    let (mut word, mut at) = (0, 0);
    while at < bytes.len() {
        word |= (bytes[at] as u64) << (8 * at);
        at += 1;
    }
    word
}

const fn as_written() -> [Written; KEYS.len()] {
    let mut all = [Written { length: 0, first: 0, last: 0 }; KEYS.len()];
    let mut number = 1;
    while number < KEYS.len() {
        let name = NAMES[number].as_bytes();
        let (start, _) = name.split_at(if name.len() < 8 { name.len() } else { 8 });
        let last = if name.len() < 8 { &[] } else { name.split_at(name.len() - 8).1 };
        all[number] = Written { length: name.len(), first: short(start), last: short(last) };
        number += 1;
    }
    all
}

const fn in_slots() -> [Key; SLOTS] {
    let written = as_written();
    let mut slots = [Key::Other; SLOTS];
    let mut number = 1;
    while number < KEYS.len() {
        let slot = written[number].slot();
        assert!(matches!(slots[slot], Key::Other), "two keys in one slot: take other bits of the hash");
        slots[slot] = KEYS[number];
        number += 1;
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_recognised_and_what_is_close_is_not() {
        for &key in &KEYS[1..] {
            let name = key.name();
            assert_eq!(Key::of(name), key);
            assert_eq!(Key::of(&format!("{name}\0")), Key::Other);
            assert_eq!(Key::of(&name[1..]), Key::Other, "{name}");
            let middle = name.len() / 2;
            let other = format!("{}{}{}", &name[..middle], '?', &name[middle + 1..]);
            assert_eq!(Key::of(&other), Key::Other);
        }
        assert_eq!(Key::of(""), Key::Other);
        assert_eq!(Key::of("queuingTim?!?tSeconds"), Key::Other);
    }

    #[test]
    fn what_falls_into_the_slot_of_a_key_is_not_that_key() {
        let mut met = 0;
        for &key in &KEYS[1..] {
            let name = key.name().as_bytes();
            let slot = |name: &[u8]| Written::at(name, &(0..name.len())).slot();
            for (at, byte) in (0..name.len()).flat_map(|at| (1..=u8::MAX).map(move |byte| (at, byte))) {
                // Another byte, and another as far from the end, which are the same where the middle is.
                let mut one = name.to_vec();
                one[at] ^= byte;
                let mut two = one.clone();
                two[name.len() - 1 - at] ^= byte.rotate_left(3);
                for other in [one, two].into_iter().filter(|other| other != name && slot(other) == slot(name)) {
                    met += 1;
                    let written = Written::at(&other, &(0..other.len()));
                    assert_eq!(written.key(&other), Key::Other, "{other:?} beside {}", key.name());
                }
            }
        }
        assert!(met > 200, "{met}");
    }

    #[test]
    fn a_key_is_the_same_at_the_end_of_a_text() {
        let written = |text: &str| Written::at(text.as_bytes(), &(0..1));
        assert_eq!(written("x").number(), written("x and more").number());
    }
}
