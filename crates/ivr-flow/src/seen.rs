//! Which of many things come again: a table of their numbers, smaller and faster than a map of the things themselves.

use std::hash::BuildHasher as _;

use foldhash::fast::{FixedState, RandomState};

/// The numbers of things that are all different.
pub(crate) struct Seen {
    /// Another for each run of the program, so that nobody can write a flow whose hashes all meet.
    seeds: [u64; 2],
    /// The upper half of the hash of a thing, and below it its number and one; zero where there is none. Never full.
    slots: Vec<u64>,
}

impl Seen {
    pub(crate) fn at_most(count: usize) -> Self {
        let state = RandomState::default();
        let seeds = [state.hash_one(0), state.hash_one(1)];
        Seen { seeds, slots: vec![0; (count * 2).next_power_of_two()] }
    }

    /// The hash of a text.
    #[inline]
    pub(crate) fn hash_text(&self, text: &[u8]) -> u64 {
        match (text.first_chunk(), text.last_chunk()) {
            // Ids have eight bytes.
            (Some(first), Some(last)) if text.len() <= 16 => {
                let length = text.len() as u64;
                self.hash_words([u64::from_le_bytes(*first) ^ length, u64::from_le_bytes(*last)])
            }
            _ => FixedState::with_seed(self.seeds[0]).hash_one(text),
        }
    }

    /// The hash of two words: what their product with the seeds is, both halves put together.
    #[inline]
    pub(crate) fn hash_words(&self, words: [u64; 2]) -> u64 {
        let product = u128::from(words[0] ^ self.seeds[0]) * u128::from(words[1] ^ self.seeds[1]);
        (product as u64) ^ (product >> 64) as u64
    }

    /// The number of the thing with this hash; `same` says whether a number is that of the thing.
    #[inline]
    pub(crate) fn find(&self, hash: u64, same: impl Fn(usize) -> bool) -> Option<usize> {
        self.slot(hash, same).ok()
    }

    /// The number under which the thing was seen first; where that is now it is remembered.
    #[inline]
    pub(crate) fn first(&mut self, hash: u64, number: usize, same: impl Fn(usize) -> bool) -> usize {
        match self.slot(hash, same) {
            Ok(first) => first,
            Err(slot) => {
                self.slots[slot] = (hash & UPPER) | (number as u64 + 1);
                number
            }
        }
    }

    /// The number of the thing, else the slot that it belongs into.
    #[inline]
    fn slot(&self, hash: u64, same: impl Fn(usize) -> bool) -> Result<usize, usize> {
        let last = self.slots.len() - 1;
        let mut slot = hash as usize & last;
        loop {
            let known = self.slots[slot];
            let number = (known & !UPPER) as usize;
            if number == 0 {
                return Err(slot);
            }
            if (known ^ hash) & UPPER == 0 && same(number - 1) {
                return Ok(number - 1);
            }
            slot = (slot + 1) & last;
        }
    }
}

/// The half of a hash that does not say which slot it belongs into.
const UPPER: u64 = u64::MAX << 32;

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
