//! Trusted certificates, and TLS errors.

use std::path::Path;

use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

use crate::environment::Environment;
use crate::error::{Error, TlsTrouble};
use crate::say::say;

/// The certificates to trust: those of the file in `SSL_CERT_FILE` and no others, or Mozilla's.
///
/// # Errors
/// If the file cannot be read or has no certificate: a silent fallback would trust authorities that were not asked for.
pub(crate) fn config(environment: &Environment) -> Result<TlsConfig, Error> {
    let builder = TlsConfig::builder();
    let Some(file) = environment.variable("SSL_CERT_FILE") else {
        return Ok(builder.root_certs(RootCerts::WebPki).build());
    };
    let roots = |what| Error::Tls { what, trouble: TlsTrouble::Roots };
    let bytes = environment.read(Path::new(&file)).map_err(|error| {
        roots(say!("cannot read SSL_CERT_FILE {file}: {error}", "无法读取 SSL_CERT_FILE {file}：{error}"))
    })?;
    let mut certificates = Vec::new();
    for item in parse_pem(&bytes) {
        match item {
            Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
            Ok(_) => {}
            Err(_) => {
                return Err(roots(say!(
                    "SSL_CERT_FILE {file} is not valid PEM",
                    "SSL_CERT_FILE {file} 不是有效的 PEM 格式"
                )));
            }
        }
    }
    if certificates.is_empty() {
        return Err(roots(say!("SSL_CERT_FILE {file} contains no certificate", "SSL_CERT_FILE {file} 中没有证书")));
    }
    Ok(builder.root_certs(RootCerts::new_with_certs(&certificates)).build())
}

/// Classifies an error of rustls by its message: using its types would tie our version of it to ureq's.
pub(crate) fn trouble(words: &str) -> TlsTrouble {
    let has = |part| words.contains(part);
    // `BadSignature`: a CA of the same name, but with another key.
    if has("BadSignature") || has("UnknownIssuer") || has("unknown issuer") || has("CaUsedAsEndEntity") {
        TlsTrouble::UnknownIssuer
    } else if has("not valid for") || has("NotValidForName") {
        TlsTrouble::WrongHost
    } else if has("expired") || has("Expired") || has("not valid yet") || has("NotValidYet") {
        TlsTrouble::Expired
    } else {
        TlsTrouble::Other
    }
}
