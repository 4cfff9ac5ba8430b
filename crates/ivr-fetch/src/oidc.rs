//! Temporary credentials for a role, in exchange for the OIDC token of a CI job.

use serde::Deserialize;

use crate::answer::{json, text};
use crate::clock::Clock;
use crate::credentials::{Credentials, OidcRole};
use crate::error::Error;
use crate::event::Event;
use crate::http::{Http, Outgoing};
use crate::nonce::nonce;
use crate::retry::Run;
use crate::say::say;
use crate::sign::{canonical_query, encode};
use crate::time::utc;

/// The lifetime of the credentials, in seconds: longer than any run, and allowed by every role.
const DURATION: u32 = 3600;

#[derive(Deserialize)]
struct Assumed {
    #[serde(rename = "Credentials")]
    credentials: Keys,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Keys {
    access_key_id: String,
    access_key_secret: String,
    security_token: String,
}

/// Calls `AssumeRoleWithOIDC` (STS 2015-04-01), which is not signed: the token in its body proves the identity.
///
/// # Errors
/// [`Error::Credentials`] if the service refuses, or any error of the call.
pub(crate) fn assume(run: &mut Run<'_>, http: &Http, role: &OidcRole) -> Result<Credentials, Error> {
    run.secrets.add(&role.token);
    http.add_to(&mut run.secrets);
    let credentials = run.call(http, false, &|clock| request(clock, role), &|answer, _| {
        let Keys { access_key_id, access_key_secret, security_token } =
            json::<Assumed>(text(&answer.body)?)?.credentials;
        Credentials::new(&access_key_id, &access_key_secret, Some(&security_token))
    });
    let credentials = credentials.map_err(|error| match error {
        Error::Api(api) => {
            let role = &role.role_arn;
            Error::Credentials {
                what: say!("cannot assume the role {role}: {api}", "无法扮演角色 {role}：{api}"),
                next: say!(
                    "check that the role trusts the OIDC provider, and the issuer, audience and subject of the job's token",
                    "请检查角色是否信任该 OIDC 身份提供商，以及任务令牌的颁发者、受众和主体"
                ),
            }
        }
        other => other,
    })?;
    credentials.add_to(&mut run.secrets);
    (run.progress)(Event::LoggedIn);
    Ok(credentials)
}

fn request(clock: &dyn Clock, role: &OidcRole) -> Outgoing {
    let query = canonical_query(&[
        ("Action", "AssumeRoleWithOIDC".to_owned()),
        ("Version", "2015-04-01".to_owned()),
        ("Format", "JSON".to_owned()),
        ("Timestamp", utc(clock.now())),
        ("SignatureNonce", nonce()),
    ]);
    let body = [
        ("RoleArn", role.role_arn.as_str()),
        ("OIDCProviderArn", &role.provider_arn),
        ("OIDCToken", role.token.expose()),
        ("RoleSessionName", &role.session_name),
        ("DurationSeconds", &DURATION.to_string()),
    ];
    let body: Vec<String> = body.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    Outgoing {
        query,
        headers: vec![("content-type", "application/x-www-form-urlencoded".to_owned())],
        body: body.join("&"),
    }
}
