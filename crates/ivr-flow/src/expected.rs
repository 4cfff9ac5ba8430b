//! Members nearly always come in the order in which they came before. Which key stands somewhere is then found out by
//! comparing it with the one that is expected there, without looking for its end and without asking which it is.

use crate::key::Key;

/// How a member begins, key and colon, and what is known of the key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beginning {
    /// The first sixteen bytes, with ones behind a shorter one. Nothing in a text is like what is all zeros.
    first: u128,
    /// Where in the text it stood.
    at: u32,
    pub(crate) length: u32,
    pub(crate) key: Key,
    /// [`Written::number`](crate::key::Written) of the key.
    pub(crate) number: u8,
}

impl Beginning {
    const NONE: Beginning = Beginning { first: 0, at: 0, length: 0, key: Key::Other, number: 0 };

    /// Whether the member at a byte of the text begins so.
    #[inline(always)]
    pub(crate) fn stands(&self, text: &[u8], at: usize) -> bool {
        let Some(first) = text.get(at..).and_then(|rest| rest.first_chunk()) else { return false };
        if u128::from_le_bytes(*first) | IGNORED[self.length as usize % IGNORED.len()] != self.first {
            return false;
        }
        self.length <= 16 || {
            let rest = |at: usize| text.get(at + 16..at + self.length as usize);
            rest(at) == rest(self.at as usize)
        }
    }
}

/// Ones in those of the first sixteen bytes that are behind a beginning of this length. Longer ones are not remembered.
const IGNORED: [u128; 256] = {
    let mut ignored = [0; 256];
    let mut length = 0;
    while length < 16 {
        ignored[length] = u128::MAX << (8 * length);
        length += 1;
    }
    ignored
};

/// What is expected at each [`Spot`].
pub(crate) struct Order([Beginning; Spot::COUNT]);

impl Order {
    pub(crate) fn new() -> Self {
        Order([Beginning::NONE; Spot::COUNT])
    }

    #[inline(always)]
    pub(crate) fn at(&self, spot: Spot) -> &Beginning {
        &self.0[spot.0 as usize % Spot::COUNT]
    }

    /// Remembers what came there instead, if it is no longer than keys usually are and not at the end of the text.
    pub(crate) fn learn(&mut self, spot: Spot, text: &[u8], at: usize, length: usize, key: Key, number: u8) {
        if let Some(first) = text.get(at..).and_then(|rest| rest.first_chunk())
            && let (Ok(at), Ok(length)) = (u32::try_from(at), u32::try_from(length))
            && let Some(ignored) = IGNORED.get(length as usize)
        {
            let first = u128::from_le_bytes(*first) | ignored;
            self.0[spot.0 as usize % Spot::COUNT] = Beginning { first, at, length, key, number };
        }
    }
}

/// A place in an object where a key may stand. What is like another only costs a comparison in vain.
#[derive(Clone, Copy)]
pub(crate) struct Spot(u8);

impl Spot {
    const COUNT: usize = 128;

    /// Behind the member whose key has a number, in an object whose own key, or that of the array in which it stands,
    /// has another.
    #[inline(always)]
    pub(crate) fn behind(number: u8, object: u8) -> Self {
        Spot(object.wrapping_mul(21).wrapping_add(number))
    }

    /// At the beginning of such an object.
    #[inline(always)]
    pub(crate) fn first_in(object: u8) -> Self {
        Spot(object.wrapping_mul(21).wrapping_add(64))
    }
}
