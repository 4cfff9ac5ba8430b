//! Short names of findings, by which other tools know them again in the next run.

use std::io::{self, Write};

use super::baseline::Identity;
use crate::HashMap;
use crate::finding::{FileReport, Finding};

/// Computes the fingerprints of the findings of one report from what identifies them in a baseline, never from their
/// location.
///
/// Fingerprints stay the same when lines move, in every run, on every machine and in every version.
#[derive(Debug, Default)]
pub struct Fingerprints {
    /// How often each identity has come.
    counts: HashMap<u128, usize>,
}

impl Fingerprints {
    /// The name of the next finding of the report: a hash of its identity, and which of those with this identity it is.
    pub fn of(&mut self, file: &FileReport, finding: &Finding) -> String {
        let mut hash = Fnv::START;
        // Neither the text nor the hash can fail.
        let _ = serde_json::to_writer(&mut hash, &Identity::of(file, finding));
        let count = self.counts.entry(hash.0).or_default();
        *count += 1;
        format!("{:032x}:{count}", hash.0)
    }
}

/// FNV-1a with 128 bits: a name is no secret, it has only to stay and to be the finding's own.
struct Fnv(u128);

impl Fnv {
    const START: Fnv = Fnv(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
}

impl Write for Fnv {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for &byte in bytes {
            self.0 = (self.0 ^ u128::from(byte)).wrapping_mul(Fnv::PRIME);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        let of = |text: &str| {
            let mut hash = Fnv::START;
            hash.write_all(text.as_bytes()).expect("cannot fail");
            hash.0
        };
        // From the test vectors of the draft that describes FNV.
        assert_eq!(of(""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(of("a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
        assert_eq!(of("foobar"), 0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18);
    }
}
