//! The errors: each says what happened, and what to do next.

use std::time::Duration;

use crate::say::{Say, say};

/// Why there is no complete list of flows. `Display` is in English; [`Error::what`] has both languages.
///
/// No error contains a secret: secrets are removed from every external text first.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An invalid region, endpoint or other setting.
    #[error("{what}")]
    Settings {
        /// What happened.
        what: Say,
        /// What to do.
        next: Say,
    },
    /// No usable credentials.
    #[error("{what}")]
    Credentials {
        /// What happened.
        what: Say,
        /// What to do.
        next: Say,
    },
    /// The service could not be reached, or the response ended early.
    #[error("{what}")]
    Network {
        /// What happened.
        what: Say,
        /// Whether the response, or the rest of it, did not arrive in time.
        timeout: bool,
    },
    /// No secure connection.
    #[error("{what}")]
    Tls {
        /// What happened.
        what: Say,
        /// What is wrong with the connection.
        trouble: TlsTrouble,
    },
    /// The proxy refused, or its setting cannot be read.
    #[error("{what}")]
    Proxy {
        /// What happened.
        what: Say,
    },
    /// An error status whose body is not from the platform.
    #[error("{what}")]
    Http {
        /// What happened.
        what: Say,
        /// The HTTP status.
        status: u16,
    },
    /// The platform refused.
    #[error("{0}")]
    Api(Box<ApiError>),
    /// A response that is not a valid `ListContactFlows` response.
    #[error("{what}")]
    Protocol {
        /// What happened.
        what: Say,
        /// Whether the response was larger than the limit for one page.
        too_large: bool,
    },
    /// The platform says that there are more flows than could be read.
    #[error("incomplete list, only {read} of {total} were read: {why}")]
    Incomplete {
        /// How many different flows were read.
        read: u64,
        /// The platform's `TotalCount`.
        total: u64,
        /// Why.
        why: Say,
    },
    /// The time limit of the whole run was exceeded.
    #[error("{what}")]
    Deadline {
        /// What happened.
        what: Say,
        /// The last error, if any.
        last: Option<Box<Error>>,
    },
}

/// An error response of the platform.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}{}", request_id.as_ref().map(|id| format!(" (RequestId {id})")).unwrap_or_default())]
pub struct ApiError {
    /// The HTTP status, or the one in the body if the HTTP status was a success.
    pub status: u16,
    /// The platform's `Code`.
    pub code: String,
    /// The platform's `Message`, without secrets.
    pub message: String,
    /// The id that Alibaba Cloud's support asks for.
    pub request_id: Option<String>,
    /// The page for diagnosis that the platform recommends.
    pub recommend: Option<String>,
    /// By how many seconds the platform's clock is ahead of ours, if the response had a date.
    pub skew: Option<i64>,
}

/// What is wrong with a TLS connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsTrouble {
    /// The certificate is not signed by a trusted authority.
    UnknownIssuer,
    /// The certificate is for another host.
    WrongHost,
    /// The certificate is not valid now.
    Expired,
    /// The file of certificates to trust cannot be used.
    Roots,
    /// Something else, for instance a server that does not speak TLS.
    Other,
}

impl Error {
    /// What happened, in both languages.
    pub fn what(&self) -> Say {
        match self {
            Self::Settings { what, .. }
            | Self::Credentials { what, .. }
            | Self::Network { what, .. }
            | Self::Tls { what, .. }
            | Self::Proxy { what }
            | Self::Http { what, .. }
            | Self::Protocol { what, .. }
            | Self::Deadline { what, .. } => what.clone(),
            // The platform's own message, in its language.
            Self::Api(api) => say!("the platform returned an error: {api}", "平台返回错误：{api}"),
            Self::Incomplete { read, total, why: Say { en, zh } } => {
                say!(
                    "incomplete list, only {read} of {total} were read: {en}",
                    "列表不完整，共 {total} 个流程，仅读取到 {read} 个：{zh}"
                )
            }
        }
    }

    /// What the user can do about it, in both languages.
    pub fn next_step(&self) -> Say {
        match self {
            Self::Settings { next, .. } | Self::Credentials { next, .. } => next.clone(),
            Self::Network { timeout: true, .. } => say!(
                "try again; if a proxy is needed here, set HTTPS_PROXY",
                "请重试；如果此网络需要代理，请设置 HTTPS_PROXY"
            ),
            Self::Network { .. } => say!(
                "check the network, the region and the endpoint; if a proxy is needed here, set HTTPS_PROXY",
                "请检查网络、地域和服务接入点（Endpoint）；如果此网络需要代理，请设置 HTTPS_PROXY"
            ),
            Self::Tls { trouble, .. } => after_tls(*trouble),
            Self::Proxy { .. } => say!(
                "check HTTPS_PROXY (or ALL_PROXY), for example http://user:password@proxy:8080, and list hosts that \
                 need no proxy in NO_PROXY",
                "请检查 HTTPS_PROXY（或 ALL_PROXY），例如 http://user:password@proxy:8080；无需代理的主机请列入 NO_PROXY"
            ),
            Self::Http { status: 300..=399, .. } => {
                say!(
                    "check the endpoint: the platform never redirects",
                    "请检查服务接入点（Endpoint）：平台不会返回重定向"
                )
            }
            Self::Http { status: 500.., .. } | Self::Http { status: 429, .. } => {
                say!("try again later", "请稍后重试")
            }
            Self::Http { .. } => say!(
                "the response is not from the platform: check the endpoint and the proxy",
                "响应并非来自平台：请检查服务接入点（Endpoint）和代理"
            ),
            Self::Api(api) => after_api(api),
            Self::Protocol { too_large: true, .. } => say!(
                "read fewer flows at a time, for example one type or one search text",
                "请缩小范围，例如只读取一种类型或按名称搜索"
            ),
            Self::Protocol { .. } => say!(
                "try again; if the error persists, check the endpoint and whether a proxy modifies responses",
                "请重试；如果问题仍然存在，请检查服务接入点（Endpoint），以及代理是否修改了响应"
            ),
            Self::Incomplete { .. } => say!(
                "try again while nobody is editing flows; flows are never skipped silently",
                "请在无人编辑流程时重试；不会静默跳过任何流程"
            ),
            Self::Deadline { last, .. } => match last {
                Some(last) => last.next_step(),
                None => say!("try again, or increase the time limit", "请重试，或延长超时时间"),
            },
        }
    }

    /// Whether the same request may succeed when retried.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Network { .. } => true,
            Self::Http { status, .. } => passing_status(*status),
            Self::Api(api) => {
                passing_status(api.status)
                    || ["Throttling", "ServiceUnavailable", "InternalError"]
                        .iter()
                        .any(|code| api.code.starts_with(code))
            }
            Self::Protocol { too_large, .. } => !too_large,
            _ => false,
        }
    }

    /// Whether a smaller page may help.
    pub(crate) fn asks_for_less(&self) -> bool {
        matches!(self, Self::Network { timeout: true, .. } | Self::Protocol { too_large: true, .. })
    }

    pub(crate) fn protocol(what: Say) -> Self {
        Self::Protocol { what, too_large: false }
    }

    pub(crate) fn deadline(limit: Duration, last: Option<Self>) -> Self {
        let seconds = limit.as_secs();
        let what = match last.as_ref().map(Self::what) {
            Some(Say { en, zh }) => {
                say!("not finished after {seconds} s; last error: {en}", "{seconds} 秒内未完成；最近一次错误：{zh}")
            }
            None => say!("not finished after {seconds} s", "{seconds} 秒内未完成"),
        };
        Self::Deadline { what, last: last.map(Box::new) }
    }
}

fn passing_status(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..=599)
}

fn after_tls(trouble: TlsTrouble) -> Say {
    match trouble {
        TlsTrouble::UnknownIssuer => say!(
            "if a proxy decrypts TLS, save its CA certificate (PEM) to a file and set SSL_CERT_FILE to its path",
            "如果此网络的代理会解密 TLS，请将其 CA 证书（PEM）存为文件，并把 SSL_CERT_FILE 设为该文件"
        ),
        TlsTrouble::WrongHost => say!(
            "check the endpoint: the certificate is for another host",
            "请检查服务接入点（Endpoint）：服务器证书与所请求的主机不匹配"
        ),
        TlsTrouble::Expired => say!(
            "check the clock of this machine; if it is correct, the server's certificate must be renewed",
            "请检查本机时钟；如果时钟正确，则服务器需要更新证书"
        ),
        TlsTrouble::Roots => say!(
            "set SSL_CERT_FILE to a file of PEM certificates, or unset it",
            "请将 SSL_CERT_FILE 设为 PEM 证书文件，或取消设置"
        ),
        TlsTrouble::Other => say!(
            "check the endpoint and the proxy: the server does not speak TLS as expected",
            "请检查服务接入点（Endpoint）和代理：对方的 TLS 不符合预期"
        ),
    }
}

fn after_api(api: &ApiError) -> Say {
    let code = api.code.as_str();
    let is = |start: &str| code.starts_with(start);
    if is("NotExists.InstanceId") {
        say!(
            "check the instance id and the region: an instance is only visible in its own region",
            "请检查实例 ID 和地域：实例只在其所属地域可见"
        )
    } else if is("InvalidAccessKeyId") {
        say!(
            "check the AccessKey id: it may be deleted, disabled, mistyped, or temporary and used without its token",
            "请检查 AccessKey ID：可能已被删除或禁用、填写有误，或为缺少 SecurityToken 的临时密钥"
        )
    } else if is("SignatureDoesNotMatch") || is("IncompleteSignature") {
        say!(
            "check the AccessKey secret: it does not match this AccessKey id, or was not copied correctly",
            "请检查 AccessKey Secret：与此 AccessKey ID 不匹配，或复制时缺少、多出了字符"
        )
    } else if is("InvalidSecurityToken") || is("SecurityTokenExpired") || code.contains("Token.Expired") {
        say!(
            "the security token has expired: log in again, or obtain new credentials",
            "安全令牌（SecurityToken）已失效：请重新登录或获取新的凭证"
        )
    } else if is("Forbidden") || code.contains("NoPermission") || api.status == 403 {
        say!(
            "grant the RAM identity the permission ccc:ListContactFlows; the system policy AliyunCCCFullAccess includes \
             it, AliyunCCCReadonlyAccess may include it",
            "请授予该 RAM 身份 ccc:ListContactFlows 权限；系统策略 AliyunCCCFullAccess 包含它，AliyunCCCReadonlyAccess 可能包含"
        )
    } else if is("InvalidTimeStamp") {
        after_skew(api.skew)
    } else if is("Throttling") || passing_status(api.status) {
        say!("try again later", "请稍后重试")
    } else if let Some(recommend) = &api.recommend {
        say!("see {recommend}", "参见 {recommend}")
    } else {
        say!("look up the code in Alibaba Cloud's error center", "请在阿里云错误中心查询此错误码")
    }
}

fn after_skew(skew: Option<i64>) -> Say {
    let Some(skew) = skew else {
        return say!(
            "correct the clock of this machine: it may be off by 15 minutes at most",
            "请校准本机时钟：请求时间最多允许相差 15 分钟"
        );
    };
    let (minutes, seconds) = (skew.unsigned_abs() / 60, skew.unsigned_abs() % 60);
    if skew > 0 {
        say!(
            "correct the clock of this machine: it is {minutes} min {seconds} s behind the platform's",
            "请校准本机时钟：比平台慢 {minutes} 分 {seconds} 秒"
        )
    } else {
        say!(
            "correct the clock of this machine: it is {minutes} min {seconds} s ahead of the platform's",
            "请校准本机时钟：比平台快 {minutes} 分 {seconds} 秒"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(code: &str, status: u16, skew: Option<i64>) -> Error {
        Error::Api(Box::new(ApiError {
            status,
            code: code.to_owned(),
            message: String::new(),
            request_id: None,
            recommend: None,
            skew,
        }))
    }

    #[test]
    fn every_known_refusal_says_what_to_do() {
        for (code, status, words) in [
            ("NotExists.InstanceId", 404, "region"),
            ("InvalidAccessKeyId.NotFound", 404, "AccessKey id"),
            ("SignatureDoesNotMatch", 400, "AccessKey secret"),
            ("Forbidden.RAM", 403, "ccc:ListContactFlows"),
            ("NoPermission", 403, "ccc:ListContactFlows"),
            ("InvalidSecurityToken.Expired", 400, "log in again"),
            ("Throttling.User", 400, "later"),
        ] {
            let next = api(code, status, None).next_step();
            assert!(next.en.contains(words), "{code}: {next}");
        }
    }

    #[test]
    fn a_clock_that_is_off_is_told_by_how_much() {
        let next = |skew| api("InvalidTimeStamp.Expired", 400, skew).next_step().en;
        assert!(next(Some(3725)).contains("62 min 5 s behind"));
        assert!(next(Some(-61)).contains("1 min 1 s ahead"));
        assert!(next(None).contains("15 minutes"));
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        for (code, status, passing) in [
            ("Throttling.User", 400, true),
            ("ServiceUnavailable", 503, true),
            ("InternalError", 200, true),
            ("InvalidTimeStamp.Expired", 400, false),
            ("NotExists.InstanceId", 404, false),
            ("Forbidden", 403, false),
        ] {
            assert_eq!(api(code, status, None).is_passing(), passing, "{code}");
        }
    }
}
