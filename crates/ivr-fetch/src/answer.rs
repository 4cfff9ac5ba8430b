//! The envelope that all responses share, and error responses in all their forms.

use std::borrow::Cow;
use std::fmt;
use std::time::SystemTime;

use serde::Deserialize;
use serde::de::{Deserializer, Visitor};
use serde_json::value::RawValue;

use crate::error::{ApiError, Error};
use crate::http::Answer;
use crate::say::say;
use crate::secret::Secrets;
use crate::time::ahead;

/// The members around the data. Gateways write some names in lower case.
#[derive(Deserialize, Default)]
pub(crate) struct Envelope<'a> {
    #[serde(rename = "Code", alias = "code", default)]
    pub(crate) code: Option<Scalar>,
    #[serde(rename = "Message", alias = "message", default)]
    message: Option<Scalar>,
    #[serde(rename = "RequestId", alias = "requestId", default)]
    request_id: Option<Scalar>,
    #[serde(rename = "Recommend", alias = "recommend", default)]
    recommend: Option<Scalar>,
    #[serde(rename = "HttpStatusCode", alias = "httpStatusCode", default)]
    http_status_code: Option<Scalar>,
    /// Kept as text: it has a known shape only in a success.
    #[serde(rename = "Data", default, borrow)]
    pub(crate) data: Option<&'a RawValue>,
}

/// A string or a number.
pub(crate) struct Scalar(pub(crate) String);

impl Scalar {
    pub(crate) fn number(&self) -> Option<u64> {
        self.0.trim().parse().ok()
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyScalar;
        impl Visitor<'_> for AnyScalar {
            type Value = Scalar;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string, a number or a boolean")
            }
            fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar(text.to_owned()))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
                Ok(Scalar(number.to_string()))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
                Ok(Scalar(number.to_string()))
            }
            fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Scalar, E> {
                if number.is_finite() { Ok(Scalar(number.to_string())) } else { Err(E::custom("not a number")) }
            }
            fn visit_bool<E>(self, truth: bool) -> Result<Scalar, E> {
                Ok(Scalar(truth.to_string()))
            }
        }
        deserializer.deserialize_any(AnyScalar)
    }
}

/// Returns a successful response, and turns everything else into an error.
///
/// # Errors
/// [`Error::Api`] if the platform refused, [`Error::Http`] if the response is not from the platform.
pub(crate) fn judge(answer: Answer, now: SystemTime, secrets: &Secrets) -> Result<Answer, Error> {
    if (200..300).contains(&answer.status) {
        return Ok(answer);
    }
    let text = String::from_utf8_lossy(&answer.body);
    let skew = answer.date.map(|there| ahead(there, now));
    if let Some(refusal) =
        json_refusal(&text, answer.status, skew, secrets).or_else(|| xml_refusal(&text, answer.status, skew, secrets))
    {
        return Err(refusal);
    }
    let status = answer.status;
    Err(Error::Http {
        what: say!("the response is HTTP {status} and not from the platform", "响应为 HTTP {status}，且并非来自平台"),
        status,
    })
}

/// The text of a response, without a byte order mark.
///
/// # Errors
/// [`Error::Protocol`] if it is not UTF-8, or empty.
pub(crate) fn text(body: &[u8]) -> Result<&str, Error> {
    let text = std::str::from_utf8(body)
        .map_err(|_| Error::protocol(say!("the response is not valid UTF-8", "响应不是有效的 UTF-8 编码")))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim();
    if text.is_empty() {
        return Err(Error::protocol(say!("the response is empty", "响应为空")));
    }
    Ok(text)
}

/// The text with U+FFFD for every escape that is half a character, which an editor leaves that cuts an emoji in two: one
/// such name must not hide the whole list.
pub(crate) fn whole_characters(text: &str) -> Cow<'_, str> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
    };
    let mut whole = String::new();
    let (mut at, mut kept) = (0, 0);
    while let Some(found) = text[at..].find('\\') {
        at += found;
        match (unit(at), unit(at + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => at += 12,
            (Some(0xd800..=0xdfff), _) => {
                whole += &text[kept..at];
                whole += "\\ufffd";
                at += 6;
                kept = at;
            }
            (Some(_), _) => at += 6,
            // Another escape: its second character may be a backslash, and begins none.
            (None, _) => at += 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
        }
    }
    if kept == 0 { Cow::Borrowed(text) } else { Cow::Owned(whole + &text[kept..]) }
}

/// Parses JSON. Errors describe the text but never contain it.
///
/// # Errors
/// [`Error::Protocol`].
pub(crate) fn json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| {
        if text.starts_with('<') {
            return Error::protocol(say!("the response is HTML or XML, not JSON", "响应是 HTML 或 XML，而不是 JSON"));
        }
        let (line, column) = (error.line(), error.column());
        Error::protocol(match error.classify() {
            serde_json::error::Category::Eof => {
                say!("the response is incomplete JSON", "响应的 JSON 不完整（被截断）")
            }
            serde_json::error::Category::Data => say!(
                "the response does not match this API (line {line}, column {column})",
                "响应的结构不符合此接口（第 {line} 行第 {column} 列）"
            ),
            _ => say!(
                "the response is not valid JSON (line {line}, column {column})",
                "响应不是有效的 JSON（第 {line} 行第 {column} 列）"
            ),
        })
    })
}

/// The error in an envelope; the status in the body takes precedence over the HTTP status.
pub(crate) fn refusal(envelope: &Envelope<'_>, status: u16, skew: Option<i64>, secrets: &Secrets) -> Error {
    let field =
        |field: &Option<Scalar>| field.as_ref().map(|text| secrets.clean(&text.0)).filter(|text| !text.is_empty());
    let inner =
        envelope.http_status_code.as_ref().and_then(Scalar::number).and_then(|number| u16::try_from(number).ok());
    Error::Api(Box::new(ApiError {
        status: inner.filter(|inner| *inner >= 400).unwrap_or(status),
        code: field(&envelope.code).unwrap_or_default(),
        message: field(&envelope.message).unwrap_or_default(),
        request_id: field(&envelope.request_id),
        recommend: field(&envelope.recommend),
        skew,
    }))
}

fn json_refusal(body: &str, status: u16, skew: Option<i64>, secrets: &Secrets) -> Option<Error> {
    let envelope: Envelope<'_> = serde_json::from_str(body.trim_start_matches('\u{feff}')).ok()?;
    envelope.code.as_ref().filter(|code| !code.0.is_empty())?;
    Some(refusal(&envelope, status, skew, secrets))
}

/// Gateways that ignore `accept` respond in XML: `<Error><Code>…</Code><Message>…</Message>…</Error>`.
fn xml_refusal(body: &str, status: u16, skew: Option<i64>, secrets: &Secrets) -> Option<Error> {
    let (_, error) = body.split_once("<Error>")?;
    let field = |name: &str| {
        let (_, rest) = error.split_once(&format!("<{name}>"))?;
        let (text, _) = rest.split_once(&format!("</{name}>"))?;
        Some(Scalar(text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")))
    };
    let envelope = Envelope {
        code: Some(field("Code")?),
        message: field("Message"),
        request_id: field("RequestId"),
        recommend: field("Recommend"),
        ..Envelope::default()
    };
    Some(refusal(&envelope, status, skew, secrets))
}

#[cfg(test)]
mod tests {
    use super::whole_characters;

    #[test]
    fn half_a_character_is_replaced_and_nothing_else() {
        for text in [r#"{"a":"\\ud83d"}"#, r#""\ud83d\ude00""#, r#""流\n\"\\\\ud800""#, "", "\\", r"\u12"] {
            assert_eq!(whole_characters(text), text);
        }
        for (half, whole) in [
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""a\ude00\ud83d流\uD83D\n""#, r#""a\ufffd\ufffd流\ufffd\n""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
        ] {
            assert_eq!(whole_characters(half), whole);
        }
    }
}
