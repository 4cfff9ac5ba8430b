use std::time::{Duration, UNIX_EPOCH};

use super::*;

const ID: (&str, &str) = ("ALIBABA_CLOUD_ACCESS_KEY_ID", "envId");
const SECRET: (&str, &str) = ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "envSecret");
const CONFIG: &str = r#"{"current": "ak", "profiles": [
    {"name": "ak", "mode": "AK", "access_key_id": "akId", "access_key_secret": "akSecret", "sts_token": "stale",
     "region_id": "cn-hangzhou"},
    {"name": "sts", "mode": "StsToken", "access_key_id": "stsId", "access_key_secret": "stsSecret", "sts_token": "stsToken"},
    {"name": "half", "mode": "StsToken", "access_key_id": "stsId", "access_key_secret": "stsSecret"},
    {"name": "sso", "mode": "CloudSSO", "access_key_id": "ssoId", "access_key_secret": "ssoSecret", "sts_token": "ssoToken",
     "sts_expiration": 2000000000},
    {"name": "oauth", "mode": "OAuth", "access_key_id": "oId", "access_key_secret": "oSecret", "sts_token": "oToken",
     "sts_expiration": "2000000000"},
    {"name": "old", "mode": "OAuth", "access_key_id": "oId", "access_key_secret": "oSecret", "sts_token": "oToken",
     "sts_expiration": 1700000000},
    {"name": "never", "mode": "CloudSSO", "access_key_id": "oId", "access_key_secret": "oSecret", "sts_token": "oToken"},
    {"name": "ecs", "mode": "EcsRamRole", "access_key_id": "", "ram_role_name": "role"},
    {"name": "oidc", "mode": "OIDC"},
    {"name": "bare"}
]}"#;

/// The way in, told without its secrets' type: key id, secret, token, region.
fn told(
    variables: &[(&str, &str)],
    config: Option<&str>,
    profile: Option<&str>,
) -> Result<(String, String, Option<String>, Option<String>), Error> {
    let variables: Vec<(String, String)> = variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let config = config.map(str::to_owned);
    let environment = Environment::new(
        move |name| match name {
            "HOME" => Some("/home/me".to_owned()),
            _ => variables.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()),
        },
        move |path| match path.to_str().map(|path| path.replace('\\', "/")).as_deref() {
            Some("/home/me/.aliyun/config.json" | "/elsewhere") if config.is_some() => {
                Ok(config.clone().unwrap().into_bytes())
            }
            Some("/token") => Ok(b"oidc-token\n".to_vec()),
            Some("/empty") => Ok(b"\n".to_vec()),
            _ => Err(io::ErrorKind::NotFound.into()),
        },
    );
    let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let resolved = resolve(&environment, profile, now)?;
    Ok(match resolved.login {
        Login::Keys(keys) => {
            (keys.key_id, keys.secret.expose().to_owned(), keys.token.map(|t| t.expose().to_owned()), resolved.region)
        }
        Login::Oidc(role) => (role.role_arn, role.token.expose().to_owned(), Some(role.provider_arn), resolved.region),
    })
}

fn key_id(variables: &[(&str, &str)], config: Option<&str>, profile: Option<&str>) -> String {
    told(variables, config, profile).unwrap().0
}

fn error(variables: &[(&str, &str)], config: Option<&str>, profile: Option<&str>) -> String {
    let error = told(variables, config, profile).unwrap_err();
    assert!(matches!(error, Error::Credentials { .. }));
    let shown = format!("{error} {error:?} {}", error.next_step());
    for secret in ["akSecret", "stsSecret", "ssoSecret", "oSecret", "oToken", "envSecret", "hunter2"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    shown
}

#[test]
fn a_named_profile_comes_before_the_environment() {
    assert_eq!(key_id(&[ID, SECRET], Some(CONFIG), Some("sts")), "stsId");
    assert!(error(&[ID, SECRET], None, Some("sts")).contains("aliyun configure"));
    assert!(error(&[ID, SECRET], Some(CONFIG), Some("gone")).contains("available profiles: ak, bare"));
}

#[test]
fn the_environment_comes_before_the_configuration() {
    assert_eq!(key_id(&[ID, SECRET, ("ALIBABA_CLOUD_PROFILE", "sts")], Some(CONFIG), None), "envId");
}

#[test]
fn a_token_in_the_environment_belongs_to_the_keys_there() {
    let token = ("ALIBABA_CLOUD_SECURITY_TOKEN", "tok\n");
    assert_eq!(told(&[ID, SECRET, token], None, None).unwrap().2.as_deref(), Some("tok"));
    assert_eq!(told(&[ID, SECRET, ("ALIBABA_CLOUD_SECURITY_TOKEN", "")], None, None).unwrap().2, None);
}

#[test]
fn half_a_pair_of_keys_falls_through() {
    assert_eq!(key_id(&[ID], Some(CONFIG), None), "akId");
    assert_eq!(key_id(&[ID, ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "")], Some(CONFIG), None), "akId");
    assert!(error(&[ID], None, None).contains("no credentials found"));
}

#[test]
fn a_line_feed_after_a_secret_is_not_part_of_it() {
    let secret = ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", " envSecret\r\n");
    assert_eq!(told(&[ID, secret], None, None).unwrap().1, "envSecret");
    assert!(error(&[ID, ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "hunter2 hunter2")], None, None).contains("characters"));
}

#[test]
fn an_oidc_role_comes_between_keys_and_configuration() {
    let role = [
        ("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/ci"),
        ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "acs:ram::1:oidc-provider/ci"),
        ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "/token"),
    ];
    let found = told(&role, Some(CONFIG), None).unwrap();
    assert_eq!((found.0.as_str(), found.1.as_str()), ("acs:ram::1:role/ci", "oidc-token"));
    assert_eq!(key_id(&[role[0], role[1], role[2], ID, SECRET], None, None), "envId");
    assert_eq!(key_id(&role[..2], Some(CONFIG), None), "akId");
    for file in ["/empty", "/gone"] {
        let shown = error(&[role[0], role[1], ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", file)], Some(CONFIG), None);
        assert!(shown.contains(file) && shown.contains("ALIBABA_CLOUD_OIDC_TOKEN_FILE"));
    }
}

#[test]
fn the_configuration_gives_the_current_profile_or_the_one_that_the_environment_names() {
    let found = told(&[], Some(CONFIG), None).unwrap();
    // The mode AK has no token, whatever was left in the profile.
    assert_eq!(found, ("akId".to_owned(), "akSecret".to_owned(), None, Some("cn-hangzhou".to_owned())));
    assert_eq!(key_id(&[("ALIBABA_CLOUD_PROFILE", "sts")], Some(CONFIG), None), "stsId");
    assert_eq!(key_id(&[("ALIBABA_CLOUD_CONFIG_FILE", "/elsewhere")], Some(CONFIG), None), "akId");
    assert!(error(&[("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true")], Some(CONFIG), None).contains("no credentials"));
}

#[test]
fn a_cached_login_is_used_while_it_holds() {
    assert_eq!(told(&[], Some(CONFIG), Some("sso")).unwrap().2.as_deref(), Some("ssoToken"));
    assert_eq!(told(&[], Some(CONFIG), Some("oauth")).unwrap().2.as_deref(), Some("oToken"));
    for name in ["old", "never"] {
        assert!(error(&[], Some(CONFIG), Some(name)).contains("aliyun sts GetCallerIdentity"));
    }
}

#[test]
fn another_mode_is_named_with_what_to_do() {
    assert!(error(&[], Some(CONFIG), Some("ecs")).contains("EcsRamRole"));
    assert!(error(&[], Some(CONFIG), Some("oidc")).contains("ALIBABA_CLOUD_OIDC_TOKEN_FILE"));
    for name in ["half", "bare"] {
        assert!(error(&[], Some(CONFIG), Some(name)).contains("incomplete"));
    }
}

#[test]
fn a_broken_configuration_is_named_and_never_repeated() {
    for (config, words) in [
        ("\u{feff}{}", "byte order mark"),
        (r#"{"profiles": [{"access_key_secret": "hunter2""#, "is not valid JSON (line 1, column 45)"),
        (r#"{"profiles": "hunter2"}"#, "is not a valid CLI configuration"),
        (r#"{"profiles": [{"name": "a", "sts_expiration": {"hunter2": 1}}]}"#, "is not a valid CLI configuration"),
        ("", "is not valid JSON"),
        ("{}", "no current profile"),
        (r#"{"current": ""}"#, "no current profile"),
    ] {
        let shown = error(&[], Some(config), None);
        assert!(shown.contains(words) && shown.contains("config.json"), "{shown}");
    }
}
