//! Which of many things come again: a table of their numbers, smaller and faster than a map of the things themselves.

use std::hash::BuildHasher as _;
use std::hint::black_box;
use std::sync::LazyLock;

use foldhash::fast::{FixedState, RandomState};

/// The numbers of things that are all different. What has no room is only there to be replaced.
#[derive(Default)]
pub(crate) struct Seen {
    /// Another for each run of the program, so that nobody can write a flow whose hashes all meet.
    seeds: [u64; 2],
    /// The upper half of the hash of a thing, and below it its number and one; zero where there is none. At most half of
    /// them are taken, and there is one at least.
    slots: Vec<u64>,
    count: usize,
}

impl Seen {
    /// Nothing, with room for so many things; where there are more it grows.
    pub(crate) fn with_room(things: usize) -> Self {
        static SEEDS: LazyLock<[u64; 2]> = LazyLock::new(|| [0, 1].map(|seed| RandomState::default().hash_one(seed)));
        let count = (things * 2).next_power_of_two();
        let slots = if count > LARGE {
            // Zeros from the system, which take no memory until they are used.
            vec![0; count]
        } else {
            // The allocator has small blocks at hand, but not where they are to be zeros.
            let mut slots = Vec::with_capacity(count);
            slots.extend(std::iter::repeat_n(0, count));
            slots
        };
        Seen { seeds: *SEEDS, slots, count: 0 }
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

    /// Whether most of its places are in no cache. Several can be [fetched](Seen::fetch) at once then: who asks for all
    /// of them first waits once and not each time.
    #[inline(always)]
    pub(crate) fn is_large(&self) -> bool {
        self.slots.len() > LARGE
    }

    /// Has what stands at a thing's place fetched from the memory. Returns a number that may be that of the thing.
    #[inline(always)]
    pub(crate) fn fetch(&self, hash: u64) -> Option<u32> {
        let known = self.slots[self.first_slot(hash)];
        ((known ^ hash) & UPPER == 0 && known != 0).then(|| numbered(known))
    }

    /// The number of the thing with this hash; `same` says whether a number is that of the thing.
    #[inline]
    pub(crate) fn find(&self, hash: u64, same: impl Fn(u32) -> bool) -> Option<u32> {
        self.slot(hash, same).ok()
    }

    /// The number under which the thing was seen first; where that is now it is remembered.
    #[inline]
    pub(crate) fn first(&mut self, hash: u64, number: u32, same: impl Fn(u32) -> bool) -> u32 {
        match self.slot(hash, same) {
            Ok(first) => first,
            Err(slot) => {
                self.slots[slot] = (hash & UPPER) | (u64::from(number) + 1);
                self.count += 1;
                if self.count * 2 > self.slots.len() {
                    self.grow();
                }
                number
            }
        }
    }

    /// The number of the thing, else the slot that it belongs into.
    #[inline]
    fn slot(&self, hash: u64, same: impl Fn(u32) -> bool) -> Result<u32, usize> {
        let mut slot = self.first_slot(hash);
        loop {
            let known = self.slots[slot];
            if known == 0 {
                return Err(slot);
            }
            if (known ^ hash) & UPPER == 0 && same(numbered(known)) {
                return Ok(numbered(known));
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    /// Where the search for a thing begins.
    #[inline(always)]
    fn first_slot(&self, hash: u64) -> usize {
        (hash >> 32) as usize & (self.slots.len() - 1)
    }

    #[cold]
    fn grow(&mut self) {
        let slots = vec![0; self.slots.len() * 2];
        for known in std::mem::replace(&mut self.slots, slots).into_iter().filter(|&known| known != 0) {
            // They are all different.
            if let Err(slot) = self.slot(known, |_| false) {
                self.slots[slot] = known;
            }
        }
    }
}

/// A table with more slots is in no cache.
const LARGE: usize = 1 << 15;

/// The half of a hash that is remembered.
const UPPER: u64 = u64::MAX << 32;

/// The number in a slot that is taken.
#[inline(always)]
fn numbered(slot: u64) -> u32 {
    ((slot & !UPPER) - 1) as u32
}

/// How many things are [fetched](Seen::fetch) at once.
pub(crate) const AT_ONCE: usize = 16;

/// Finds out which of many things come again, where they are many several at once.
pub(crate) struct Repeats {
    pub(crate) seen: Seen,
    /// The hash of a thing, its number, and the index of whose it is.
    waiting: Vec<(u64, u32, usize)>,
    /// The indexes of those whose thing came again.
    pub(crate) found: Vec<usize>,
}

impl Repeats {
    /// Nothing, with room for so many things.
    pub(crate) fn with_room(things: usize) -> Self {
        Repeats { seen: Seen::with_room(things), waiting: Vec::new(), found: Vec::new() }
    }

    /// Adds a thing. `same` says whether the things with two numbers are the same.
    #[inline]
    pub(crate) fn add(&mut self, hash: u64, number: u32, whose: usize, same: impl Fn(u32, u32) -> bool) {
        if !self.seen.is_large() {
            return self.look_at(hash, number, whose, same);
        }
        self.waiting.push((hash, number, whose));
        if self.waiting.len() == AT_ONCE {
            self.look(same);
        }
    }

    /// Looks at those that are still waiting.
    pub(crate) fn look(&mut self, same: impl Fn(u32, u32) -> bool) {
        let mut waiting = std::mem::take(&mut self.waiting);
        for &(hash, ..) in &waiting {
            black_box(self.seen.fetch(hash));
        }
        for (hash, number, whose) in waiting.drain(..) {
            self.look_at(hash, number, whose, &same);
        }
        self.waiting = waiting;
    }

    #[inline]
    fn look_at(&mut self, hash: u64, number: u32, whose: usize, same: impl Fn(u32, u32) -> bool) {
        if self.seen.first(hash, number, |earlier| same(earlier, number)) != number {
            self.found.push(whose);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_found_under_its_first_number() {
        let texts = ["a", "b", "a", "", "b", "", "an id of sixteen", "c", "d", "e", "longer than that one"];
        // As many as it has room for, and more.
        for room in [0, 1, 20] {
            let mut seen = Seen::with_room(room);
            let is = |text: &'static str| move |number: u32| texts[number as usize] == text;
            let firsts = (0..).zip(texts).map(|(number, text)| {
                let hash = seen.hash_text(text.as_bytes());
                seen.first(hash, number, is(text))
            });
            assert_eq!(firsts.collect::<Vec<_>>(), [0, 1, 0, 3, 1, 3, 6, 7, 8, 9, 10]);
            assert_eq!(seen.find(seen.hash_text(b"b"), is("b")), Some(1));
            assert_eq!(seen.find(seen.hash_text(b"longer than that one"), is("longer than that one")), Some(10));
            assert_eq!(seen.find(seen.hash_text(b"f"), is("f")), None);
        }
    }
}
