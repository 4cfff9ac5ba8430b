//! Members nearly always come in the order in which they came before. Which key stands somewhere is then found out by
//! comparing it with the one that is expected there, without looking for its end and without asking which it is.

use crate::key::Key;

/// How a member begins, key and colon, and what is known of the key.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Beginning {
    /// The first sixteen bytes, with ones where they do not count. Nothing in a text is like what is all zeros.
    first: u128,
    ignored: u128,
    /// Where in the text it stood.
    at: u32,
    pub(crate) length: u32,
    pub(crate) key: Key,
    /// [`Written::number`](crate::key::Written::number) of the key.
    pub(crate) number: u8,
}

impl Beginning {
    /// That which begins at a byte of a text and is so long; nothing at the end of a text.
    fn new(text: &[u8], at: usize, length: usize, key: Key, number: u8) -> Option<Self> {
        let ignored = if length < 16 { u128::MAX << (8 * length) } else { 0 };
        let first = u128::from_le_bytes(*text.get(at..)?.first_chunk()?) | ignored;
        Some(Beginning {
            first,
            ignored,
            at: u32::try_from(at).ok()?,
            length: u32::try_from(length).ok()?,
            key,
            number,
        })
    }

    /// Whether the member at a byte of the text begins so.
    #[inline(always)]
    pub(crate) fn stands(&self, text: &[u8], at: usize) -> bool {
        let Some(first) = text.get(at..).and_then(|rest| rest.first_chunk()) else { return false };
        if u128::from_le_bytes(*first) | self.ignored != self.first {
            return false;
        }
        self.length <= 16 || {
            let rest = |at: usize| text.get(at + 16..at + self.length as usize);
            rest(at) == rest(self.at as usize)
        }
    }
}

/// What is expected at each [`Spot`].
pub(crate) struct Order([Beginning; Spot::COUNT]);

impl Order {
    pub(crate) fn new() -> Self {
        Order([Beginning::default(); Spot::COUNT])
    }

    #[inline(always)]
    pub(crate) fn at(&self, spot: Spot) -> &Beginning {
        &self.0[spot.0 as usize % Spot::COUNT]
    }

    /// Remembers what came there instead.
    pub(crate) fn learn(&mut self, spot: Spot, text: &[u8], at: usize, length: usize, key: Key, number: u8) {
        if let Some(beginning) = Beginning::new(text, at, length, key, number) {
            self.0[spot.0 as usize % Spot::COUNT] = beginning;
        }
    }
}

/// A place in an object where a key may stand. What is like another only costs a comparison in vain.
#[derive(Clone, Copy)]
pub(crate) struct Spot(u8);

impl Spot {
    const COUNT: usize = 128;

    /// Behind the member whose key has this number.
    #[inline(always)]
    pub(crate) fn behind(number: u8) -> Self {
        Spot(number)
    }

    /// At the beginning of an object whose key, or that of the array in which it stands, has this number.
    #[inline(always)]
    pub(crate) fn first_in(number: u8) -> Self {
        Spot(number + 64)
    }
}
