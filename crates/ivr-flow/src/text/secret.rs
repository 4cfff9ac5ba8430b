//! Keys and tokens, known by their form, and how they are shown: not.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// A text in which every key and token is shortened to its first four characters and `…`, for what people or other
/// programs are shown of a flow. All texts of findings and pictures have gone through it.
///
/// Known are access keys of Alibaba Cloud and AWS, tokens of GitHub, Stripe and Slack, bearer tokens, JSON Web Tokens
/// and private keys in PEM: each has a form that nothing else has.
///
/// ```
/// let shown = ivr_flow::mask_secrets("密钥LTAI5tAbCdEfGhIjKlMnOpQr。");
/// assert_eq!(shown, "密钥LTAI…。");
/// ```
pub fn mask_secrets(text: &str) -> Cow<'_, str> {
    let mut masked = String::new();
    let mut shown = 0;
    for secret in secrets(text) {
        masked.push_str(&text[shown..secret.start + SHOWN]);
        masked.push('…');
        shown = secret.end;
    }
    match shown {
        0 => Cow::Borrowed(text),
        _ => Cow::Owned(masked + &text[shown..]),
    }
}

/// How many characters of a secret are shown. All that it may begin with are of one byte.
const SHOWN: usize = 4;

/// The shortest that any is, in bytes.
const SHORTEST: usize = 16;

/// Where the keys and tokens in a text are.
pub(crate) fn secrets(text: &str) -> impl Iterator<Item = Range<usize>> {
    let long_enough = if text.len() < SHORTEST { "" } else { text };
    let mut behind = 0;
    BEGINNINGS.find_iter(long_enough).filter_map(move |found| {
        let start = found.start();
        let is_inside = text[..start].ends_with(|before: char| before.is_ascii_alphanumeric());
        if start < behind || is_inside {
            return None;
        }
        behind = end(text, FORMS[found.pattern().as_usize()].1, found.end())?;
        Some(start..behind)
    })
}

/// Whether a secret may be in a text.
pub(crate) fn may_hold_secrets(text: &str) -> bool {
    BEGINNINGS.is_match(text)
}

/// What a secret looks like behind its beginning.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// So many letters or digits, and none behind them.
    Letters(usize, usize),
    /// Sixteen upper-case letters or digits, and neither letter nor digit behind them.
    Capitals,
    /// Sixteen or more letters, digits, `_` or `-`.
    Token,
    /// Twenty or more signs of a token of HTTP, a digit among them: else it may be a sentence.
    Bearer,
    /// The rest of a JSON Web Token.
    Jwt,
    /// A private key from its first line on.
    Pem,
}

const FORMS: [(&str, Form); 13] = [
    ("LTAI", Form::Letters(12, 30)),
    ("AKIA", Form::Capitals),
    ("ghp_", Form::Token),
    ("gho_", Form::Token),
    ("github_pat_", Form::Token),
    ("sk_live_", Form::Token),
    ("sk-live-", Form::Token),
    ("xoxa-", Form::Token),
    ("xoxb-", Form::Token),
    ("xoxp-", Form::Token),
    ("Bearer ", Form::Bearer),
    ("eyJ", Form::Jwt),
    ("-----BEGIN ", Form::Pem),
];

/// No beginning is that of another. Asked for the leftmost, the automaton looks at many bytes at once, five times as fast.
#[expect(clippy::expect_used, reason = "thirteen short words are no limit")]
static BEGINNINGS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let beginnings = FORMS.map(|(beginning, _)| beginning);
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(beginnings).expect("an automaton")
});

/// Where a secret ends whose beginning ends at `from`; `None` where it is none.
fn end(text: &str, form: Form, from: usize) -> Option<usize> {
    let run = |from: usize, is_part: fn(u8) -> bool| {
        text.as_bytes()[from..].iter().position(|&byte| !is_part(byte)).map_or(text.len(), |length| from + length)
    };
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    match form {
        Form::Letters(least, most) => {
            let end = run(from, |byte| byte.is_ascii_alphanumeric());
            (least..=most).contains(&(end - from)).then_some(end)
        }
        Form::Capitals => {
            let end = run(from, |byte| byte.is_ascii_alphanumeric());
            let are_capitals = !text[from..end].contains(|char: char| char.is_ascii_lowercase());
            (end - from == 16 && are_capitals).then_some(end)
        }
        Form::Token => Some(run(from, is_token)).filter(|end| end - from >= 16),
        Form::Bearer => {
            let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"._~+/-".contains(&byte);
            let end = run(from, is_part);
            let has_digit = text[from..end].contains(|char: char| char.is_ascii_digit());
            (end - from >= 20 && has_digit).then_some(end)
        }
        Form::Jwt => {
            let header = run(from, is_token);
            let claims = header + text[header..].strip_prefix(".eyJ").map(|_| ".eyJ".len())?;
            let claims_end = run(claims, is_token);
            let is_jwt = header - from >= 8 && claims_end - claims >= 8 && text[claims_end..].starts_with('.');
            // The signature belongs to it.
            is_jwt.then(|| run(claims_end + 1, is_token))
        }
        Form::Pem => {
            let mut rest = &text[from..];
            while !rest.starts_with(PRIVATE_KEY) {
                let word = rest.trim_start_matches(|char: char| char.is_ascii_uppercase() || char.is_ascii_digit());
                rest = word.strip_prefix(' ').filter(|_| word.len() < rest.len())?;
            }
            // What is secret comes behind the first line.
            let key = text.len() - rest.len() + PRIVATE_KEY.len();
            let last = text[key..].find("-----END ").map_or(text.len(), |last| key + last);
            Some(text[last..].find(PRIVATE_KEY).map_or(text.len(), |end| last + end + PRIVATE_KEY.len()))
        }
    }
}

/// How the first and the last line of a private key end.
const PRIVATE_KEY: &str = "PRIVATE KEY-----";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_the_form_of_a_secret_is_masked() {
        for (text, masked) in [
            ("LTAI5tAbCdEfGhIj", "LTAI…"),
            ("id=LTAI5tAbCdEfGhIjKlMnOpQrStUvWxYz01, x", "id=LTAI…, x"),
            ("密钥AKIAIOSFODNN7EXAMPLE。", "密钥AKIA…。"),
            ("ghp_0123456789abcdef ghp_0123456789abcdef", "ghp_… ghp_…"),
            ("github_pat_11AAAAAAA0123456_789", "gith…"),
            ("sk_live_0123456789abcdef,sk-live-0123456789abcdef", "sk_l…,sk-l…"),
            ("xoxb-123456789012-abc", "xoxb…"),
            ("Authorization: Bearer abcdefghij.klmno/pq1==", "Authorization: Bear…=="),
            ("Bearer eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl!", "Bear…!"),
            ("eyJhbGciOiJ.eyJzdWIiOiI.c2lnbmF0dXJl!", "eyJh…!"),
            ("eyJhbGciOiJ.eyJzdWIiOiI.", "eyJh…"),
            ("a -----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY----- b", "a ----… b"),
            ("-----BEGIN OPENSSH PRIVATE KEY-----\nMIIE", "----…"),
            ("${LTAI5tAbCdEfGhIj.x}", "${LTAI….x}"),
        ] {
            assert_eq!(mask_secrets(text), masked, "{text}");
        }
    }

    #[test]
    fn what_has_not_is_left_as_it_is() {
        for text in [
            "LTAI5tAbCdEfGhI",
            "LTAI5tAbCdEfGhIjKlMnOpQrStUvWxYz012",
            "xLTAI5tAbCdEfGhIj",
            "1LTAI5tAbCdEfGhIj",
            "AKIAIOSFODNN7EXAMPL",
            "AKIAIOSFODNN7EXAMPLEX",
            "AKIAIOSFODNN7EXAMPLEx",
            "AKIAIOSFODNN7exaMPLE",
            "ghp_0123456789abcde",
            "Bearer of.these/tidings-is-welcome",
            "Bearer abcdefghij.klmno1",
            "bearer abcdefghij.klmno/pq1",
            "eyJhbGciOi.eyJzdWIiOiIx.c2ln",
            "eyJhbGciOiJI.eyJzdWIiOi.c2ln",
            "eyJhbGciOiJI.eyJzdWIiOiIx",
            "-----BEGIN PUBLIC KEY-----",
            "-----BEGIN  PRIVATE KEY-----",
            "-----BEGIN rsa PRIVATE KEY-----",
            "ltai5tabcdefghij",
            "",
        ] {
            assert_eq!(mask_secrets(text), text);
        }
    }

    #[test]
    fn masking_again_changes_nothing() {
        let masked = mask_secrets("LTAI5tAbCdEfGhIj Bearer abcdefghij.klmno/pq1").into_owned();
        assert_eq!(mask_secrets(&masked), masked);
    }
}
