//! Which of many things come again: a table of their numbers, smaller and faster than a map of the things themselves.

use std::hash::{BuildHasher as _, Hash, Hasher as _};

use foldhash::fast::RandomState;

/// The numbers of things that are all different.
pub(crate) struct Seen {
    state: RandomState,
    /// A part of the hash of a thing, and its number and one; zeros where there is none. Never full.
    slots: Vec<(u32, u32)>,
}

impl Seen {
    pub(crate) fn at_most(count: usize) -> Self {
        Seen { state: RandomState::default(), slots: vec![(0, 0); (count * 2).next_power_of_two()] }
    }

    pub(crate) fn hash_text(&self, text: &[u8]) -> u64 {
        let mut hasher = self.state.build_hasher();
        hasher.write(text);
        hasher.finish()
    }

    pub(crate) fn hash(&self, thing: &impl Hash) -> u64 {
        self.state.hash_one(thing)
    }

    /// The number of the thing with this hash; `same` says whether a number is that of the thing.
    pub(crate) fn find(&self, hash: u64, same: impl Fn(usize) -> bool) -> Option<usize> {
        self.slot(hash, same).ok()
    }

    /// The number under which the thing was seen first; where that is now it is remembered.
    pub(crate) fn first(&mut self, hash: u64, number: usize, same: impl Fn(usize) -> bool) -> usize {
        match self.slot(hash, same) {
            Ok(first) => first,
            Err(slot) => {
                self.slots[slot] = (part(hash), u32::try_from(number).map_or(u32::MAX, |number| number + 1));
                number
            }
        }
    }

    /// The number of the thing, else the slot that it belongs into.
    #[inline]
    fn slot(&self, hash: u64, same: impl Fn(usize) -> bool) -> Result<usize, usize> {
        let last = self.slots.len() - 1;
        let mut slot = usize::try_from(hash).unwrap_or_default() & last;
        loop {
            match self.slots[slot] {
                (_, 0) => return Err(slot),
                (known, number) if known == part(hash) && same(number as usize - 1) => return Ok(number as usize - 1),
                _ => slot = (slot + 1) & last,
            }
        }
    }
}

/// The half of a hash that does not say which slot it belongs into.
fn part(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_found_under_its_first_number() {
        let texts = ["a", "b", "a", "", "b", ""];
        let mut seen = Seen::at_most(texts.len());
        let firsts = texts.iter().enumerate().map(|(number, text)| {
            let hash = seen.hash_text(text.as_bytes());
            seen.first(hash, number, |earlier| texts[earlier] == *text)
        });
        assert_eq!(firsts.collect::<Vec<_>>(), [0, 1, 0, 3, 1, 3]);
        assert_eq!(seen.find(seen.hash_text(b"b"), |number| texts[number] == "b"), Some(1));
        assert_eq!(seen.find(seen.hash_text(b"c"), |number| texts[number] == "c"), None);
    }
}
