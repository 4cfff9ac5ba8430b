//! Credentials, and where they are found.

use std::io;
use std::path::Path;
use std::time::SystemTime;

use crate::aliyun_config;
use crate::environment::Environment;
use crate::error::Error;
use crate::say::{Say, say};
use crate::secret::{Secret, Secrets};

/// The keys that sign a request.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub(crate) key_id: String,
    pub(crate) secret: Secret,
    pub(crate) token: Option<Secret>,
}

impl Credentials {
    /// # Errors
    /// [`Error::Credentials`] if a part has characters that are not allowed in a header.
    pub(crate) fn new(key_id: &str, secret: &str, token: Option<&str>) -> Result<Self, Error> {
        let fits = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
        if !fits(key_id) || !fits(secret) || !token.is_none_or(fits) {
            return Err(Error::Credentials {
                what: say!("the AccessKey or its token contains invalid characters", "AccessKey 或其令牌包含无效字符"),
                next: say!("copy it again, without quotes or spaces", "请重新复制，不要包含引号或空格"),
            });
        }
        Ok(Self { key_id: key_id.to_owned(), secret: Secret::new(secret), token: token.map(Secret::new) })
    }

    pub(crate) fn add_to(&self, secrets: &mut Secrets) {
        // No secret by itself, but half of one, and the platform repeats it in refusals.
        secrets.add(&Secret::new(&self.key_id));
        secrets.add(&self.secret);
        if let Some(token) = &self.token {
            secrets.add(token);
        }
    }
}

/// A role that a CI job may assume with its OIDC token.
pub(crate) struct OidcRole {
    pub(crate) role_arn: String,
    pub(crate) provider_arn: String,
    pub(crate) session_name: String,
    pub(crate) token: Secret,
}

/// How to authenticate.
pub(crate) enum Login {
    /// With keys.
    Keys(Credentials),
    /// After one call to the security token service.
    Oidc(OidcRole),
}

/// Credentials, and what else was found with them.
pub(crate) struct Resolved {
    pub(crate) login: Login,
    /// The region of the profile, if they come from one.
    pub(crate) region: Option<String>,
    /// A description of where they come from.
    pub(crate) source: Say,
}

/// Finds the credentials: the profile that the user named; else the keys in the environment; else the OIDC role in the
/// environment; else the profile of the CLI's configuration that `ALIBABA_CLOUD_PROFILE` or the file itself names.
///
/// # Errors
/// [`Error::Credentials`] if there are none, or the first ones found are invalid: another identity is never used instead
/// of a chosen one.
pub(crate) fn resolve(environment: &Environment, profile: Option<&str>, now: SystemTime) -> Result<Resolved, Error> {
    if profile.is_some() {
        return from_config(environment, profile, now)?.ok_or_else(|| no_config(environment));
    }
    if let Some(found) = from_keys(environment)? {
        return Ok(found);
    }
    if let Some(found) = from_oidc(environment)? {
        return Ok(found);
    }
    let disabled = environment.variable("ALIBABA_CLOUD_CLI_PROFILE_DISABLED");
    if !disabled.is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        let named = environment.variable("ALIBABA_CLOUD_PROFILE");
        if let Some(found) = from_config(environment, named.as_deref(), now)? {
            return Ok(found);
        }
    }
    Err(Error::Credentials {
        what: say!("no credentials found", "没有找到凭证"),
        next: say!(
            "set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (with ALIBABA_CLOUD_SECURITY_TOKEN if \
             they are temporary), or run `aliyun configure`",
            "请设置 ALIBABA_CLOUD_ACCESS_KEY_ID 和 ALIBABA_CLOUD_ACCESS_KEY_SECRET（临时密钥还需 \
             ALIBABA_CLOUD_SECURITY_TOKEN），或运行 `aliyun configure`"
        ),
    })
}

fn from_keys(environment: &Environment) -> Result<Option<Resolved>, Error> {
    let id = environment.variable("ALIBABA_CLOUD_ACCESS_KEY_ID");
    let secret = environment.variable("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
    // An incomplete pair is ignored, as in the official clients.
    let (Some(id), Some(secret)) = (id, secret) else { return Ok(None) };
    let token = environment.variable("ALIBABA_CLOUD_SECURITY_TOKEN");
    Ok(Some(Resolved {
        login: Login::Keys(Credentials::new(&id, &secret, token.as_deref())?),
        region: None,
        source: say!("environment variables", "环境变量"),
    }))
}

fn from_oidc(environment: &Environment) -> Result<Option<Resolved>, Error> {
    let role_arn = environment.variable("ALIBABA_CLOUD_ROLE_ARN");
    let provider_arn = environment.variable("ALIBABA_CLOUD_OIDC_PROVIDER_ARN");
    let file = environment.variable("ALIBABA_CLOUD_OIDC_TOKEN_FILE");
    let (Some(role_arn), Some(provider_arn), Some(file)) = (role_arn, provider_arn, file) else { return Ok(None) };
    let wrong = |what| Error::Credentials {
        what,
        next: say!(
            "check ALIBABA_CLOUD_OIDC_TOKEN_FILE: the CI job must write its OIDC token there",
            "请检查 ALIBABA_CLOUD_OIDC_TOKEN_FILE：CI 任务应将 OIDC 令牌写入该文件"
        ),
    };
    let bytes = environment.read(Path::new(&file)).map_err(|error| {
        wrong(say!("cannot read the OIDC token file {file}: {error}", "无法读取 OIDC 令牌文件 {file}：{error}"))
    })?;
    let token = std::str::from_utf8(&bytes).unwrap_or_default().trim();
    if token.is_empty() {
        return Err(wrong(say!("the OIDC token file {file} is empty", "OIDC 令牌文件 {file} 为空")));
    }
    let session_name =
        environment.variable("ALIBABA_CLOUD_ROLE_SESSION_NAME").unwrap_or_else(|| "ivr-fetch".to_owned());
    let source = say!("the OIDC role {role_arn}", "OIDC 角色 {role_arn}");
    let role = OidcRole { role_arn, provider_arn, session_name, token: Secret::new(token) };
    Ok(Some(Resolved { login: Login::Oidc(role), region: None, source }))
}

/// `None` if there is no configuration of the CLI.
fn from_config(environment: &Environment, name: Option<&str>, now: SystemTime) -> Result<Option<Resolved>, Error> {
    let Some(path) = aliyun_config::path(environment) else { return Ok(None) };
    let shown = path.display();
    let bytes = match environment.read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(Error::Credentials {
                what: say!("cannot read {shown}: {error}", "无法读取 {shown}：{error}"),
                next: say!("check the permissions of the file", "请检查该文件的读取权限"),
            });
        }
    };
    let keys = aliyun_config::keys(&path, &bytes, name, now)?;
    let name = &keys.name;
    Ok(Some(Resolved {
        source: say!("profile `{name}` of {shown}", "{shown} 中的凭证配置（Profile）`{name}`"),
        login: Login::Keys(Credentials::new(&keys.key_id, &keys.secret, keys.token.as_deref())?),
        region: keys.region,
    }))
}

fn no_config(environment: &Environment) -> Error {
    let path = aliyun_config::path(environment).unwrap_or_else(|| "~/.aliyun/config.json".into());
    let shown = path.display();
    Error::Credentials {
        what: say!("--profile was used, but {shown} does not exist", "指定了凭证配置（Profile），但 {shown} 不存在"),
        next: say!("run `aliyun configure`, or omit --profile", "请运行 `aliyun configure`，或去掉 --profile"),
    }
}

#[cfg(test)]
mod tests;
