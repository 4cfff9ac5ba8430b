//! The signature ACS3-HMAC-SHA256, as "Request syntax and signature method V3" of Alibaba Cloud describes it.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::secret::Secret;

const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// The query of a request in canonical form, in which it is also sent.
pub(crate) fn canonical_query(parameters: &[(&str, String)]) -> String {
    let mut sorted: Vec<_> = parameters.iter().collect();
    sorted.sort();
    let pairs: Vec<String> = sorted.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

/// Percent-encodes the UTF-8 bytes of a text (RFC 3986), except letters, digits and `-_.~`.
pub(crate) fn encode(text: &str) -> String {
    encode_bytes(text.as_bytes())
}

fn encode_bytes(bytes: &[u8]) -> String {
    let mut encoded = String::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

/// The value of the header `Authorization` for `POST /?query`.
///
/// `headers` are those to sign, with names in lower case. Only `host`, `content-type` and `x-acs-*` should be: a proxy
/// that rewrites another header then cannot break the signature.
pub(crate) fn authorization(
    key_id: &str,
    secret: &Secret,
    query: &str,
    headers: &[(&'static str, String)],
    body: &[u8],
) -> String {
    let (canonical, names) = canonical_request(query, headers, body);
    let to_sign = format!("{ALGORITHM}\n{}", hash(canonical.as_bytes()));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).expect("HMAC takes keys of every length");
    mac.update(to_sign.as_bytes());
    let signature = hex(&mac.finalize().into_bytes());
    format!("{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}")
}

/// The SHA-256 of some bytes in hexadecimal digits.
pub(crate) fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The text whose hash is signed, and the names of the headers in it.
fn canonical_request(query: &str, headers: &[(&'static str, String)], body: &[u8]) -> (String, String) {
    let mut sorted: Vec<_> = headers.iter().collect();
    sorted.sort();
    let names = sorted.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    let mut text = format!("POST\n/\n{query}\n");
    for (name, value) in sorted {
        let _ = writeln!(text, "{name}:{}", value.trim());
    }
    let _ = write!(text, "\n{names}\n{}", hash(body));
    (text, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Vector {
        action: &'static str,
        parameters: &'static [(&'static str, &'static str)],
        token: Option<&'static str>,
        form: Option<&'static str>,
        canonical: &'static str,
        signature: &'static str,
    }

    /// Computed by the signing function of the official Python SDK with fixed inputs.
    const VECTORS: [Vector; 6] = [
        Vector {
            action: "ListContactFlows",
            parameters: &[("InstanceId", "ccc-test"), ("PageNumber", "1"), ("PageSize", "100")],
            token: None,
            form: None,
            canonical: "5eec4f0ae7370b1c1b5b83f6961ad715a5bfd58b2577837cc3b9be03850a60e6",
            signature: "b8815786fe26462f23c5728b1a8d112be263996034e0f4978254c4001724c320",
        },
        Vector {
            action: "ListContactFlows",
            parameters: &[("InstanceId", "ccc-test"), ("PageNumber", "1"), ("PageSize", "100")],
            token: Some("sts+token/with=chars=="),
            form: None,
            canonical: "92d8ecd609b6036f8f766cd7922c95ff7b38331dbb2830f349ee33e1236045ef",
            signature: "d11e8a4f20703e0e5668b9a4ea38f026838ba55c0f40ed00296611fd9c716e72",
        },
        Vector {
            action: "ListContactFlows",
            parameters: &[
                ("InstanceId", "ccc-test"),
                ("PageNumber", "1"),
                ("PageSize", "100"),
                ("SearchPattern", "a b+c/~*'()&=%\"<> 流程 😀"),
                ("SortOrder", "ASC"),
                ("Type", "MAIN_FLOW"),
                ("OrderByField", "updatedTime"),
            ],
            token: None,
            form: None,
            canonical: "f8c68cf44e643e83d3b72cd7897cd1dc7ecf2e4b7f34a69f89b351abd08ed8b1",
            signature: "e23de577cbaf9d4b5168dbcbd16431038f25600f13ded67fda669785f9e3c79b",
        },
        Vector {
            action: "ListContactFlows",
            parameters: &[("InstanceId", "ccc-test"), ("PageNumber", "1"), ("PageSize", "100"), ("SearchPattern", "")],
            token: None,
            form: None,
            canonical: "6abd5467ec4f2e07c221933052bb8392e37862c678a46196c6cee2dfdd8c8fd1",
            signature: "e84a9d340c0036697097c08e390db15f8307a545eef517c6b672bad7949d3ef8",
        },
        Vector {
            action: "GetContactFlow",
            parameters: &[
                ("ContactFlowId", "78128960-bb00-4ddc-8e82-923a8c5bd22d"),
                ("DraftId", "db07c0bb-6b1f-47d2-b37e-2451c617562d"),
                ("InstanceId", "ccc-test"),
            ],
            token: None,
            form: None,
            canonical: "d0c35e25a1e5f95cba170bcef66c98ff9df466357144a9ac23ac3570f5b8b3ad",
            signature: "0cb84c1d58cf2291b5addcb427ef6c55eb1e7c24db371ce7acc699c235195c97",
        },
        Vector {
            action: "ExportContactFlow",
            parameters: &[],
            token: None,
            form: Some("FlowId=78128960-bb00-4ddc-8e82-923a8c5bd22d&InstanceId=ccc-test"),
            canonical: "835e895400ddde142b22912f13e4858b70547ae75959199e742c621af7c2720e",
            signature: "27086e43c869efa2a7a0bdd94c23db248df8a47e1761071cc0d0d70e439ff0a7",
        },
    ];

    #[test]
    fn the_signatures_are_those_of_the_official_sdk() {
        for vector in VECTORS {
            let body = vector.form.unwrap_or_default().as_bytes();
            let mut headers = vec![
                ("x-acs-version", "2020-07-01".to_owned()),
                ("host", "ccc.cn-shanghai.aliyuncs.com".to_owned()),
                ("x-acs-action", vector.action.to_owned()),
                ("x-acs-date", "2026-01-02T03:04:05Z".to_owned()),
                ("x-acs-signature-nonce", "00112233445566778899aabbccddeeff".to_owned()),
                ("x-acs-content-sha256", hash(body)),
            ];
            headers.extend(vector.token.map(|token| ("x-acs-security-token", token.to_owned())));
            headers.extend(vector.form.map(|_| ("content-type", "application/x-www-form-urlencoded".to_owned())));
            let parameters: Vec<_> =
                vector.parameters.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
            let query = canonical_query(&parameters);

            assert_eq!(hash(canonical_request(&query, &headers, body).0.as_bytes()), vector.canonical);
            let header = authorization("testAccessKeyId", &Secret::new("testAccessKeySecret"), &query, &headers, body);
            assert_eq!(header.rsplit_once("Signature=").unwrap().1, vector.signature);
        }
    }

    #[test]
    fn the_signature_is_that_of_the_official_documentation() {
        let parameters = [
            ("RegionId", "cn-shanghai".to_owned()),
            ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd".to_owned()),
        ];
        let headers = [
            ("host", "ecs.cn-shanghai.aliyuncs.com".to_owned()),
            ("x-acs-action", "RunInstances".to_owned()),
            ("x-acs-version", "2014-05-26".to_owned()),
            ("x-acs-date", "2023-10-26T10:22:32Z".to_owned()),
            ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d".to_owned()),
            ("x-acs-content-sha256", hash(b"")),
        ];
        let query = canonical_query(&parameters);
        assert_eq!(
            hash(canonical_request(&query, &headers, b"").0.as_bytes()),
            "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
        );
        assert_eq!(
            authorization("YourAccessKeyId", &Secret::new("YourAccessKeySecret"), &query, &headers, b""),
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;\
             x-acs-date;x-acs-signature-nonce;x-acs-version,\
             Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        );
    }

    #[test]
    fn the_encoder_is_right_for_every_byte() {
        const UNRESERVED: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
        for byte in 0..=255u8 {
            let expected = if UNRESERVED.as_bytes().contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            };
            assert_eq!(encode_bytes(&[byte]), expected);
        }
        assert_eq!(encode(" ~/*-+"), "%20~%2F%2A-%2B");
    }

    #[test]
    fn the_encoder_takes_characters_beyond_the_basic_plane() {
        assert_eq!(encode("流😀\u{10ffff}"), "%E6%B5%81%F0%9F%98%80%F4%8F%BF%BF");
    }

    #[test]
    fn an_empty_value_keeps_its_equals_sign_and_no_query_is_empty() {
        assert_eq!(canonical_query(&[("b", String::new()), ("a", "1".to_owned())]), "a=1&b=");
        assert_eq!(canonical_query(&[]), "");
        assert_eq!(hash(b"test"), "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    }
}
