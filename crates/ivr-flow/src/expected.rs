//! Members nearly always come in the order in which they came before. Which key stands somewhere is then found out by
//! comparing it with the one that is expected there, without looking for its end and without asking which it is.

use std::cell::Cell;

use wide::u8x16;

use crate::key::{Key, chunk, eight_before};

/// How a member begins, key and colon, and what is known of the key. It holds all of it: it is as good in another text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beginning {
    /// The first sixteen bytes, and what came behind a shorter one.
    first: [u8; 16],
    /// The last eight bytes of a longer one.
    last: u64,
    /// A bit for each of the first bytes that is behind it.
    ignored: u16,
    length: u8,
    pub(crate) key: Key,
    /// [`Written::number`](crate::key::Written) of the key.
    pub(crate) number: u8,
}

impl Beginning {
    /// Longer ones are not remembered.
    const LONGEST: usize = 24;

    /// No text has such bytes.
    const NONE: Beginning =
        Beginning { first: [u8::MAX; 16], last: 0, ignored: 0, length: 0, key: Key::Other, number: 0 };

    /// The byte behind it, where the member at a byte of the text begins so.
    #[inline(always)]
    pub(crate) fn behind(&self, text: &[u8], at: usize) -> Option<usize> {
        let first = chunk(text, at)?;
        let same = u8x16::new(*first).simd_eq(u8x16::new(self.first)).to_bitmask();
        if same as u16 | self.ignored != u16::MAX {
            return None;
        }
        let end = at + self.length as usize;
        (self.length <= 16 || eight_before(text, end) == Some(self.last)).then_some(end)
    }
}

/// What is expected at each [`Spot`].
pub(crate) struct Order([Beginning; Spot::COUNT]);

thread_local! {
    /// What was met in the texts that this thread has read, those whose quotes have one byte and those whose have two.
    /// It tells what to expect, never what is there.
    static MET: [Cell<Option<Box<Order>>>; 2] = const { [const { Cell::new(None) }; 2] };
}

impl Order {
    /// What came in earlier texts with quotes of so many bytes.
    pub(crate) fn met(quote: usize) -> Box<Self> {
        MET.with(|met| met[quote - 1].take()).unwrap_or_else(|| Box::new(Order([Beginning::NONE; Spot::COUNT])))
    }

    /// Keeps it for the next text.
    pub(crate) fn keep(self: Box<Self>, quote: usize) {
        MET.with(|met| met[quote - 1].set(Some(self)));
    }

    #[inline(always)]
    pub(crate) fn at(&self, spot: Spot) -> &Beginning {
        &self.0[spot.0 as usize % Spot::COUNT]
    }

    /// Remembers what came there instead, if it is no longer than keys usually are and not at the end of the text.
    pub(crate) fn learn(&mut self, spot: Spot, text: &[u8], at: usize, length: usize, key: Key, number: u8) {
        if length <= Beginning::LONGEST
            && let Some(&first) = chunk(text, at)
        {
            let last = eight_before(text, at + length).unwrap_or_default();
            let ignored = if length < 16 { u16::MAX << length } else { 0 };
            let beginning = Beginning { first, last, ignored, length: length as u8, key, number };
            self.0[spot.0 as usize % Spot::COUNT] = beginning;
        }
    }
}

/// A place in an object where a key may stand. What is like another only costs a comparison in vain.
#[derive(Clone, Copy)]
pub(crate) struct Spot(u16);

impl Spot {
    const COUNT: usize = 1024;

    /// Behind the member whose key has a number, in an object of some sort.
    #[inline(always)]
    pub(crate) fn behind(number: u8, object: Sort) -> Self {
        Spot(object.0 + u16::from(number))
    }

    /// At the beginning of such an object.
    #[inline(always)]
    pub(crate) fn first_in(object: Sort) -> Self {
        Spot(object.0 + 64)
    }
}

/// What sort of object it is: such ones have the same members in the same order.
#[derive(Clone, Copy)]
pub(crate) struct Sort(u16);

impl Sort {
    /// What stands under a key of this number, or in an array there.
    #[inline(always)]
    pub(crate) fn under(number: u8) -> Self {
        Sort(u16::from(number) * 37)
    }

    /// The properties of an activity whose type has this number: another type has other properties.
    #[inline(always)]
    pub(crate) fn properties_of(kind: u8) -> Self {
        Sort(u16::from(kind) * 41 + 512)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_what_was_met_and_nothing_else() {
        let spot = Spot::first_in(Sort::under(7));
        for length in 1..=32 {
            let text: Vec<u8> = (b'a'..).take(3 + length).chain([b' '; 24]).collect();
            let mut order = Order([Beginning::NONE; Spot::COUNT]);
            assert_eq!(order.at(spot).behind(&text, 3), None, "nothing was met");
            order.learn(spot, &text, 3, length, Key::Name, 5);
            let expected = order.at(spot);
            if length > Beginning::LONGEST {
                assert_eq!(expected.behind(&text, 3), None, "{length}");
                continue;
            }
            assert_eq!((expected.key, expected.number), (Key::Name, 5));
            assert_eq!(expected.behind(&text, 3), Some(3 + length), "{length}");
            for changed in 0..text.len() {
                let mut other = text.clone();
                other[changed] ^= 1;
                let is_same = !(3..3 + length).contains(&changed);
                assert_eq!(expected.behind(&other, 3).is_some(), is_same, "{length}: {changed}");
            }
            assert_eq!(expected.behind(&text, 4), None);
            assert_eq!(expected.behind(&text[..3 + length.max(16)], 3), Some(3 + length), "it ends there");
            assert_eq!(expected.behind(&text[..3 + length.max(16) - 1], 3), None, "it ends before");
        }
    }

    #[test]
    fn what_was_met_is_kept_for_the_next_text() {
        let spot = Spot::behind(3, Sort::under(7));
        let text = br#""name":"0123456789""#;
        let mut order = Order::met(1);
        order.learn(spot, text, 0, 7, Key::Name, 5);
        order.keep(1);
        assert_eq!(Order::met(1).at(spot).behind(text, 0), Some(7));
        assert_eq!(Order::met(2).at(spot).behind(text, 0), None, "of texts with longer quotes nothing is known");
    }

    #[test]
    fn most_spots_are_their_own() {
        let sorts = (0..64).map(Sort::under).chain((0..64).map(Sort::properties_of));
        let spots = |sort: Sort| (0..64).map(move |number| Spot::behind(number, sort)).chain([Spot::first_in(sort)]);
        for sort in sorts.clone() {
            let mut own: Vec<_> = spots(sort).map(|spot| usize::from(spot.0) % Spot::COUNT).collect();
            own.sort_unstable();
            own.dedup();
            assert_eq!(own.len(), 65, "those of one object never meet");
        }
        // Objects beside each other in a definition, by keys that it has.
        let mut firsts: Vec<_> = sorts.map(|sort| usize::from(Spot::first_in(sort).0) % Spot::COUNT).collect();
        firsts.sort_unstable();
        firsts.dedup();
        assert!(firsts.len() > 100, "{}", firsts.len());
    }
}
