//! Secrets: a type that cannot be printed, and their removal from external texts.

use zeroize::Zeroizing;

/// The replacement of a secret.
const STRUCK: &str = "***";
/// How many layers of percent-encoding are decoded: a signed query that is quoted in a query has two.
const LAYERS: usize = 3;
/// The maximum length of an external text that is kept, in characters.
const LONGEST: usize = 1000;

/// A secret. It has no `Debug`, no `Display` and no `Serialize`, and its memory is cleared on drop.
#[derive(Clone)]
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    pub(crate) fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The secret itself; only for signatures and headers.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

/// All secrets of a run, to be removed from every external text.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Vec<Secret>);

impl Secrets {
    pub(crate) fn add(&mut self, secret: &Secret) {
        if !secret.expose().is_empty() {
            self.0.push(secret.clone());
        }
    }

    /// `text` without the secrets, whether they occur literally, percent-encoded in whole or in part, in upper or lower
    /// case, up to three times, or with their `+` decoded as a space.
    pub(crate) fn strike(&self, text: &str) -> String {
        let raw = text.as_bytes();
        let mut struck = vec![false; raw.len()];
        // Each byte of a layer knows where it begins in the raw text, so that matches in any layer can be removed there.
        let mut layer: Vec<(u8, usize)> = raw.iter().copied().enumerate().map(|(at, byte)| (byte, at)).collect();
        for _ in 0..=LAYERS {
            for secret in &self.0 {
                strike_in(&layer, secret.expose().as_bytes(), &mut struck);
            }
            let Some(next) = decoded(&layer) else { break };
            layer = next;
        }
        let mut kept = Vec::with_capacity(raw.len());
        for (at, byte) in raw.iter().enumerate() {
            if !struck[at] {
                kept.push(*byte);
            } else if at == 0 || !struck[at - 1] {
                kept.extend_from_slice(STRUCK.as_bytes());
            }
        }
        String::from_utf8_lossy(&kept).into_owned()
    }

    /// An external text that is safe to keep: without secrets and control characters, on one line, of limited length.
    pub(crate) fn clean(&self, text: &str) -> String {
        let struck = self.strike(text);
        let plain = struck.trim().chars().map(|char| if char.is_control() { ' ' } else { char });
        let mut kept: String = plain.clone().take(LONGEST).collect();
        if plain.count() > LONGEST {
            kept.push('…');
        }
        kept
    }
}

fn strike_in(layer: &[(u8, usize)], secret: &[u8], struck: &mut [bool]) {
    let same = |a: u8, b: u8| a == b || (a == b' ' && b == b'+');
    for (start, window) in layer.windows(secret.len()).enumerate() {
        if window.iter().zip(secret).all(|((byte, _), wanted)| same(*byte, *wanted)) {
            let from = window[0].1;
            let to = layer.get(start + secret.len()).map_or(struck.len(), |(_, at)| *at);
            struck[from..to].fill(true);
        }
    }
}

/// The layer after one round of percent-decoding; `None` if nothing was encoded.
fn decoded(layer: &[(u8, usize)]) -> Option<Vec<(u8, usize)>> {
    let mut next = Vec::with_capacity(layer.len());
    let mut at = 0;
    while at < layer.len() {
        let hex = |offset: usize| {
            layer
                .get(at + offset)
                .and_then(|(byte, _)| char::from(*byte).to_digit(16))
                .and_then(|d| u8::try_from(d).ok())
        };
        match (layer[at].0, hex(1), hex(2)) {
            (b'%', Some(high), Some(low)) => {
                next.push((high << 4 | low, layer[at].1));
                at += 3;
            }
            _ => {
                next.push(layer[at]);
                at += 1;
            }
        }
    }
    (next.len() < layer.len()).then_some(next)
}

#[cfg(test)]
mod tests {
    use std::fmt::{Debug, Display};

    use super::*;

    fn secrets() -> Secrets {
        let mut secrets = Secrets::default();
        secrets.add(&Secret::new("key+secret/=="));
        secrets.add(&Secret::new(""));
        secrets
    }

    #[test]
    fn a_secret_can_be_neither_debugged_nor_displayed() {
        // With an implementation both impls below would fit, and the calls would not compile.
        trait NotDebug<A> {
            fn holds() {}
        }
        impl<T> NotDebug<()> for T {}
        impl<T: Debug> NotDebug<u8> for T {}
        trait NotDisplay<A> {
            fn holds() {}
        }
        impl<T> NotDisplay<()> for T {}
        impl<T: Display> NotDisplay<u8> for T {}
        <Secret as NotDebug<_>>::holds();
        <Secret as NotDisplay<_>>::holds();
        <Secrets as NotDebug<_>>::holds();
    }

    #[test]
    fn a_secret_is_struck_out_however_it_is_encoded() {
        for form in [
            "key+secret/==",
            "key%2Bsecret%2F%3D%3D",
            "key%2bsecret%2f%3d%3d",
            "key%2Bsecret/==",
            "key%252Bsecret%252F%253D%253D",
            "%6bey+secret/==",
            "key secret/==",
        ] {
            assert_eq!(secrets().strike(&format!("流程 {form}, 😀 {form}")), "流程 ***, 😀 ***", "{form}");
        }
    }

    #[test]
    fn a_text_from_elsewhere_is_kept_short_and_on_one_line() {
        assert_eq!(secrets().clean(" a\n\u{1b}[31mb\t"), "a  [31mb");
        assert_eq!(secrets().clean(&"流".repeat(2000)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn a_text_without_secrets_stays_as_it_is() {
        for text in ["", "100% 流程", "%", "%2", "key secret", "%E6%B5%81"] {
            assert_eq!(secrets().strike(text), text);
        }
    }
}
