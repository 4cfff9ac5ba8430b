//! The profiles of Alibaba Cloud's own CLI, `~/.aliyun/config.json`.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use serde_json::error::Category;

use crate::answer::Scalar;
use crate::environment::Environment;
use crate::error::Error;
use crate::say::{Say, say};

/// A cached token must be valid for at least this long.
const MARGIN: Duration = Duration::from_secs(60);

/// The keys of a usable profile.
pub(crate) struct Keys {
    pub(crate) name: String,
    pub(crate) key_id: String,
    pub(crate) secret: String,
    pub(crate) token: Option<String>,
    pub(crate) region: Option<String>,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    current: Option<String>,
    #[serde(default)]
    profiles: Vec<Profile>,
}

#[derive(Deserialize)]
struct Profile {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    mode: Option<String>,
    #[serde(default)]
    access_key_id: Option<String>,
    #[serde(default)]
    access_key_secret: Option<String>,
    #[serde(default)]
    sts_token: Option<String>,
    #[serde(default)]
    sts_expiration: Option<Scalar>,
    #[serde(default)]
    region_id: Option<String>,
}

/// The path of the file: `ALIBABA_CLOUD_CONFIG_FILE`, or in the home directory.
pub(crate) fn path(environment: &Environment) -> Option<PathBuf> {
    let named = environment.variable("ALIBABA_CLOUD_CONFIG_FILE").map(PathBuf::from);
    named.or_else(|| Some(environment.home()?.join(".aliyun").join("config.json")))
}

/// The keys of a profile: of the one named, else of the file's current one.
///
/// # Errors
/// [`Error::Credentials`] if the file is invalid, the profile does not exist, or its mode or state is not usable. Errors
/// never contain the content of the file, except names of profiles and modes.
pub(crate) fn keys(path: &Path, bytes: &[u8], wanted: Option<&str>, now: SystemTime) -> Result<Keys, Error> {
    let file = parse(path, bytes)?;
    let shown = path.display();
    let Some(name) = wanted.map(str::to_owned).or(file.current).filter(|name| !name.is_empty()) else {
        return Err(wrong(
            say!("{shown} has no current profile", "{shown} 中没有当前凭证配置（current）"),
            say!("choose one with --profile", "请用 --profile 指定"),
        ));
    };
    let mut names: Vec<String> = file.profiles.iter().filter_map(|profile| profile.name.clone()).collect();
    let Some(profile) = file.profiles.into_iter().find(|profile| profile.name.as_ref() == Some(&name)) else {
        names.sort();
        let names = names.join(", ");
        return Err(wrong(
            say!("{shown} has no profile `{name}`", "{shown} 中没有凭证配置（Profile）`{name}`"),
            say!("available profiles: {names}", "可用的凭证配置：{names}"),
        ));
    };
    usable(name, profile, now)
}

fn usable(name: String, profile: Profile, now: SystemTime) -> Result<Keys, Error> {
    let mode = profile.mode.as_deref().unwrap_or("AK");
    let with_token = match mode {
        "AK" => false,
        "StsToken" => true,
        "CloudSSO" | "OAuth" => {
            let until = profile.sts_expiration.as_ref().and_then(Scalar::number).map(Duration::from_secs);
            if until.and_then(|until| UNIX_EPOCH.checked_add(until)).is_none_or(|until| until <= now + MARGIN) {
                return Err(wrong(
                    say!(
                        "the cached login of profile `{name}` (mode {mode}) has expired",
                        "凭证配置（Profile）`{name}`（模式 {mode}）缓存的登录凭证已过期"
                    ),
                    say!(
                        "run any aliyun command with this profile, for example `aliyun sts GetCallerIdentity --profile \
                         {name}`, or `aliyun configure --profile {name}`",
                        "请使用此凭证配置运行任意 aliyun 命令，例如 `aliyun sts GetCallerIdentity --profile {name}`，或运行 \
                         `aliyun configure --profile {name}`"
                    ),
                ));
            }
            true
        }
        _ => return Err(unsupported(&name, mode)),
    };
    let filled = |field: Option<String>| field.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let token = filled(profile.sts_token);
    match (filled(profile.access_key_id), filled(profile.access_key_secret)) {
        (Some(key_id), Some(secret)) if !with_token || token.is_some() => {
            let token = token.filter(|_| with_token);
            Ok(Keys { name, key_id, secret, token, region: filled(profile.region_id) })
        }
        _ => Err(wrong(
            say!("profile `{name}` (mode {mode}) is incomplete", "凭证配置（Profile）`{name}`（模式 {mode}）不完整"),
            say!("run `aliyun configure --profile {name}`", "请运行 `aliyun configure --profile {name}`"),
        )),
    }
}

fn unsupported(name: &str, mode: &str) -> Error {
    let what = say!(
        "profile `{name}` has the mode {mode}, which is not supported",
        "不支持凭证配置（Profile）`{name}` 的模式 {mode}"
    );
    let next = match mode {
        "OIDC" => say!(
            "set ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN and ALIBABA_CLOUD_OIDC_TOKEN_FILE instead",
            "请改为设置 ALIBABA_CLOUD_ROLE_ARN、ALIBABA_CLOUD_OIDC_PROVIDER_ARN 和 ALIBABA_CLOUD_OIDC_TOKEN_FILE"
        ),
        _ => say!(
            "use a profile with the mode AK, StsToken, CloudSSO or OAuth, or set temporary keys in \
             ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and ALIBABA_CLOUD_SECURITY_TOKEN",
            "请使用模式为 AK、StsToken、CloudSSO 或 OAuth 的凭证配置，或将临时密钥设为 ALIBABA_CLOUD_ACCESS_KEY_ID、\
             ALIBABA_CLOUD_ACCESS_KEY_SECRET 和 ALIBABA_CLOUD_SECURITY_TOKEN"
        ),
    };
    wrong(what, next)
}

fn parse(path: &Path, bytes: &[u8]) -> Result<File, Error> {
    let shown = path.display();
    let next = say!("fix it, or run `aliyun configure`", "请修复该文件，或运行 `aliyun configure`");
    if bytes.starts_with(b"\xef\xbb\xbf") || bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(wrong(
            say!("{shown} starts with a byte order mark", "{shown} 以字节顺序标记（BOM）开头"),
            say!(
                "save it as UTF-8 without one: the aliyun CLI cannot read it either",
                "请另存为不带 BOM 的 UTF-8：aliyun CLI 也无法读取它"
            ),
        ));
    }
    serde_json::from_slice(bytes).map_err(|error| {
        // The message of the error itself is omitted: it may quote the file.
        let (line, column) = (error.line(), error.column());
        let what = match error.classify() {
            Category::Data => say!(
                "{shown} is not a valid CLI configuration (line {line}, column {column})",
                "{shown} 不是有效的 CLI 配置（第 {line} 行第 {column} 列）"
            ),
            _ => say!(
                "{shown} is not valid JSON (line {line}, column {column})",
                "{shown} 不是有效的 JSON（第 {line} 行第 {column} 列）"
            ),
        };
        wrong(what, next)
    })
}

fn wrong(what: Say, next: Say) -> Error {
    Error::Credentials { what, next }
}
