//! Checks a signature the way the service must, from the bytes on the wire, with nothing of the client's own signer.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::server::Request;

/// The query as names and values.
///
/// # Panics
/// If it is not what percent-encoding of UTF-8 gives.
pub fn query_of(request: &Request) -> BTreeMap<String, String> {
    let (_, query) = request.target.split_once('?').unwrap_or_default();
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').expect("every parameter has an equals sign");
            (decode(name), decode(value))
        })
        .collect()
}

/// Who sends a request, and so what may be held against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// Ours signs no header that it need not, and sends the query as it signed it.
    Ours,
    /// Another may sign further headers and write blanks as `+`.
    Other,
}

/// # Errors
/// What is wrong with the request, in words.
pub(crate) fn signature(
    request: &Request,
    client: Client,
    key_id: &str,
    secret: &str,
    token: Option<&str>,
) -> Result<(), String> {
    if request.method != "POST" || !request.target.starts_with("/?") {
        return Err(format!("{} {}", request.method, request.target));
    }
    let authorization = request.header("authorization").ok_or("no Authorization")?;
    let fields = authorization.strip_prefix("ACS3-HMAC-SHA256 ").ok_or("another algorithm")?;
    let mut parts = fields.split(',');
    let mut part = |name: &str| {
        let (key, value) = parts.next()?.split_once('=')?;
        (key == name).then_some(value)
    };
    let credential = part("Credential").ok_or("no Credential")?;
    let signed = part("SignedHeaders").ok_or("no SignedHeaders")?;
    let given = part("Signature").ok_or("no Signature")?;
    if credential != key_id {
        return Err(format!("key id {credential}"));
    }

    // Signed must be exactly what the service demands: a proxy may change anything else.
    let mut must: Vec<&str> = request
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| *name == "host" || *name == "content-type" || name.starts_with("x-acs-"))
        .collect();
    let further = signed.split(';').filter(|name| client == Client::Other && request.header(name).is_some());
    must.extend(further);
    must.sort_unstable();
    must.dedup();
    if must.join(";") != signed {
        return Err(format!("signed {signed}, not {}", must.join(";")));
    }
    for name in ["host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"]
    {
        if !must.contains(&name) {
            return Err(format!("no {name}"));
        }
    }
    if request.header("x-acs-security-token") != token {
        return Err("another security token".to_owned());
    }
    let body_hash = to_hex(&Sha256::digest(&request.body));
    if request.header("x-acs-content-sha256") != Some(&body_hash) {
        return Err("another body".to_owned());
    }

    // The query from its decoded values, so that what was sent is held against what it means.
    let canonical: Vec<String> =
        query_of(request).iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    let canonical = canonical.join("&");
    if client == Client::Ours && request.target != format!("/?{canonical}") {
        return Err(format!("the query is not canonical: {}", request.target));
    }
    let headers: String =
        must.iter().map(|name| format!("{name}:{}\n", request.header(name).unwrap_or_default())).collect();
    let text = format!("POST\n/\n{canonical}\n{headers}\n{signed}\n{body_hash}");
    let to_sign = format!("ACS3-HMAC-SHA256\n{}", to_hex(&Sha256::digest(text.as_bytes())));
    let expected = to_hex(&hmac(secret.as_bytes(), to_sign.as_bytes()));
    if expected == given { Ok(()) } else { Err(format!("signature {given}, not {expected}")) }
}

/// HMAC-SHA256 as RFC 2104 writes it down.
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = [0u8; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let padded = |pad: u8| block.map(|byte| byte ^ pad).to_vec();
    let inner = Sha256::digest([padded(0x36), text.to_vec()].concat());
    Sha256::digest([padded(0x5c), inner.to_vec()].concat()).to_vec()
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            decoded.push(u8::from_str_radix(&text[at + 1..at + 3], 16).unwrap());
            at += 3;
        } else {
            decoded.push(if bytes[at] == b'+' { b' ' } else { bytes[at] });
            at += 1;
        }
    }
    String::from_utf8(decoded).unwrap()
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_verifier_accepts_what_the_official_sdk_signed_and_nothing_else() {
    let headers = [
        ("host", "ccc.cn-shanghai.aliyuncs.com"),
        ("x-acs-action", "ListContactFlows"),
        ("x-acs-version", "2020-07-01"),
        ("x-acs-date", "2026-01-02T03:04:05Z"),
        ("x-acs-signature-nonce", "00112233445566778899aabbccddeeff"),
        ("x-acs-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (
            "authorization",
            "ACS3-HMAC-SHA256 Credential=testAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;\
             x-acs-signature-nonce;x-acs-version,\
             Signature=b8815786fe26462f23c5728b1a8d112be263996034e0f4978254c4001724c320",
        ),
    ];
    let mut request = Request {
        method: "POST".to_owned(),
        target: "/?InstanceId=ccc-test&PageNumber=1&PageSize=100".to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        body: Vec::new(),
    };
    assert_eq!(signature(&request, Client::Ours, "testAccessKeyId", "testAccessKeySecret", None), Ok(()));
    assert!(signature(&request, Client::Ours, "testAccessKeyId", "another", None).is_err());
    request.target = "/?InstanceId=ccc-test&PageNumber=2&PageSize=100".to_owned();
    assert!(signature(&request, Client::Ours, "testAccessKeyId", "testAccessKeySecret", None).is_err());
}
