//! The keys that anything in here asks for. Each is recognised once, while the text is read, and is a number from then on.

use std::ops::Range;

macro_rules! keys {
    ($($key:ident $name:literal)*) => {
        /// The key of a member.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Key {
            /// One that nothing asks for.
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

/// Chosen so that the keys which the platform writes into one object have different [bits](Written::bit), and all that
/// are known different slots.
const FACTOR: u64 = 0x3ee4_da5a_7989_e9d1;
const SLOTS: usize = 512;

impl Written {
    /// The key at a range of a text.
    #[inline(always)]
    pub(crate) fn at(text: &[u8], key: &Range<usize>) -> Self {
        let length = key.len();
        if length >= 8 {
            let last = eight(text, key.end - 8).unwrap_or(0);
            return Written { length, first: eight(text, key.start).unwrap_or(0), last };
        }
        let first = match eight(text, key.start) {
            Some(eight) => eight & !(u64::MAX << (8 * length)),
            // At the very end of a text.
            None => short(&text[key.start..key.end]),
        };
        Written { length, first, last: 0 }
    }

    /// A bit for the key: keys that are the same have the same.
    #[inline(always)]
    pub(crate) const fn bit(self) -> u64 {
        1 << (self.hash() >> 58)
    }

    /// Which key it is; `name` is its text.
    #[inline(always)]
    pub(crate) fn key(self, name: &[u8]) -> Key {
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

    /// Its name; nothing of one that nothing asks for.
    pub(crate) const fn name(self) -> &'static str {
        NAMES[self as usize]
    }
}

/// The eight bytes from one on, unless the text ends before.
#[inline(always)]
pub(crate) fn eight(text: &[u8], at: usize) -> Option<u64> {
    text.get(at..).and_then(|rest| rest.first_chunk()).map(|eight| u64::from_le_bytes(*eight))
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

/// A known key as it stands at the beginning of a member, its quotes and the colon included: `"type":`.
///
/// Members nearly always come in the order in which the platform writes them. That a key which is expected stands
/// somewhere is found out by one comparison, without looking for its end.
#[derive(Clone, Copy)]
pub(crate) struct Expected {
    /// The first sixteen bytes, and those of them that count.
    first: u128,
    mask: u128,
    pub(crate) length: usize,
    /// [`Written::bit`] of the key.
    pub(crate) bit: u64,
}

impl Expected {
    /// All known keys where a quote has as many bytes, by their numbers.
    pub(crate) const fn all<const QUOTE: usize>() -> [Expected; KEYS.len()] {
        // No text has the byte 0xff: an unknown key stands nowhere.
        let mut all = [Expected { first: u128::MAX, mask: u128::MAX, length: 0, bit: 0 }; KEYS.len()];
        let written = as_written();
        let mut number = 1;
        while number < KEYS.len() {
            let name = NAMES[number].as_bytes();
            let length = name.len() + 2 * QUOTE + 1;
            let (mut first, mut mask) = (0, 0);
            let mut at = 0;
            while at < length && at < 16 {
                let behind = at + 1 == QUOTE || at + 2 == length;
                let byte = match at {
                    _ if at >= QUOTE && at < QUOTE + name.len() => name[at - QUOTE],
                    _ if at + 1 == length => b':',
                    _ if behind => b'"',
                    _ => b'\\',
                };
                first |= (byte as u128) << (8 * at);
                mask |= 0xff << (8 * at);
                at += 1;
            }
            all[number] = Expected { first, mask, length, bit: written[number].bit() };
            number += 1;
        }
        all
    }

    /// Whether the member at a byte of a text begins with the key; not told of the last bytes of a text.
    #[inline(always)]
    pub(crate) fn stands<const QUOTE: usize>(&self, key: Key, text: &[u8], at: usize) -> bool {
        let Some(first) = text.get(at..).and_then(|rest| rest.first_chunk()) else { return false };
        if (u128::from_le_bytes(*first) ^ self.first) & self.mask != 0 {
            return false;
        }
        self.length <= 16 || {
            let (name, rest) = (key.name().as_bytes(), &text[at + 16..]);
            let (rest_of_name, quote) = (&name[16 - QUOTE..], if QUOTE == 2 { "\\\":" } else { "\":" });
            rest.strip_prefix(rest_of_name).is_some_and(|rest| rest.starts_with(quote.as_bytes()))
        }
    }
}

/// Which key is expected where.
///
/// It begins with the order in which the platform writes them (observed), and learns from what it meets.
pub(crate) struct Order([Key; 2 * Self::KEYS]);

impl Order {
    const KEYS: usize = 64;

    pub(crate) const fn of_platform() -> Self {
        use Key::*;
        const OBJECTS: &[(Key, &[Key])] = &[
            (Other, &[Activities]),
            (Activities, &[Type, Id, Name, Properties, Events, NodeIndex]),
            (Properties, &[Say, AudioResourceId, Position, AudioType]),
            (Position, &[X, Y]),
            (Events, &[Event, Next, EdgeId]),
        ];
        assert!(KEYS.len() <= Self::KEYS);
        let mut order = [Other; 2 * Self::KEYS];
        let mut object = 0;
        while object < OBJECTS.len() {
            let (of, keys) = OBJECTS[object];
            let mut spot = Spot::first_in(of);
            let mut number = 0;
            while number < keys.len() {
                order[spot.0 as usize] = keys[number];
                spot = Spot::behind(keys[number]);
                number += 1;
            }
            object += 1;
        }
        Order(order)
    }

    #[inline(always)]
    pub(crate) fn at(&self, spot: Spot) -> Key {
        self.0[spot.0 as usize % (2 * Self::KEYS)]
    }

    /// Remembers what came there instead.
    pub(crate) fn learn(&mut self, spot: Spot, key: Key) {
        if key != Key::Other {
            self.0[spot.0 as usize] = key;
        }
    }
}

/// A spot in an object where a key may stand.
#[derive(Clone, Copy)]
pub(crate) struct Spot(u8);

impl Spot {
    /// Behind the member with this key.
    #[inline(always)]
    pub(crate) const fn behind(key: Key) -> Self {
        Spot(key as u8)
    }

    /// At the beginning of an object that is the value of this key, or stands in an array that is.
    #[inline(always)]
    pub(crate) const fn first_in(key: Key) -> Self {
        Spot(key as u8 + Order::KEYS as u8)
    }
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
    fn a_key_is_the_same_at_the_end_of_a_text() {
        let written = |text: &str| Written::at(text.as_bytes(), &(0..1));
        assert_eq!(written("x").bit(), written("x and more").bit());
    }
}
