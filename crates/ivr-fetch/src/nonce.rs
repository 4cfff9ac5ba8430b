//! Random numbers: the nonce of a request and the jitter of a delay.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use sha2::{Digest as _, Sha256};

use crate::sign::hex;

/// Counts the draws, so that no two draws of a process have the same input.
static DRAWN: AtomicU64 = AtomicU64::new(0);

/// A nonce of 32 hexadecimal digits.
///
/// It need not be secret, only unique: the keys of `RandomState` come from the system's random source once per thread,
/// and the counter and the time distinguish draws. This avoids a crate for random numbers.
pub(crate) fn nonce() -> String {
    hex(&draw()[..16])
}

/// A number from 0 up to, but excluding, 1.
pub(crate) fn jitter() -> f64 {
    let [a, b, c, d, ..] = draw();
    f64::from(u32::from_be_bytes([a, b, c, d])) / (f64::from(u32::MAX) + 1.0)
}

fn draw() -> [u8; 32] {
    let random = RandomState::new();
    let mut hash = Sha256::new();
    hash.update(random.hash_one(0u8).to_be_bytes());
    hash.update(random.hash_one(1u8).to_be_bytes());
    hash.update(DRAWN.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    hash.update(std::process::id().to_be_bytes());
    hash.update(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos().to_be_bytes());
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_nonce_comes_twice() {
        let nonces: HashSet<String> = (0..10_000).map(|_| nonce()).collect();
        assert_eq!(nonces.len(), 10_000);
        assert!(nonces.iter().all(|nonce| nonce.len() == 32));
    }

    #[test]
    fn jitter_stays_below_one_and_spreads() {
        let drawn: Vec<f64> = (0..1000).map(|_| jitter()).collect();
        assert!(drawn.iter().all(|number| (0.0..1.0).contains(number)));
        assert!(drawn.iter().any(|number| *number < 0.1) && drawn.iter().any(|number| *number > 0.9));
    }
}
