//! The endpoint of a request: the host of a region, or an address given by the user.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::error::Error;
use crate::say::{Say, say};

/// The default region, the only one whose endpoint Alibaba Cloud documents.
pub(crate) const DEFAULT_REGION: &str = "cn-shanghai";

/// Regions that share one endpoint without a region in its name, as in the official Python SDK `alibabacloud_ccc20200701`.
const CENTRAL: [&str; 22] = [
    "ap-northeast-1",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-5",
    "cn-beijing",
    "cn-chengdu",
    "cn-hangzhou-finance",
    "cn-hongkong",
    "cn-huhehaote",
    "cn-north-2-gov-1",
    "cn-qingdao",
    "cn-shanghai-finance-1",
    "cn-shenzhen",
    "cn-shenzhen-finance-1",
    "cn-zhangjiakou",
    "eu-central-1",
    "eu-west-1",
    "me-east-1",
    "us-east-1",
    "us-west-1",
];

/// A server, and whether to use TLS. Without TLS it is the local machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    tls: bool,
    /// In lower case; an IPv6 address is in brackets.
    host: String,
    port: u16,
}

impl Endpoint {
    /// The contact center endpoint of a region.
    ///
    /// # Errors
    /// If the region has invalid characters: it becomes part of a host name, which must not be manipulated.
    pub(crate) fn of_region(region: &str) -> Result<Self, Error> {
        let host = if CENTRAL.contains(&region) {
            "ccc.aliyuncs.com".to_owned()
        } else {
            format!("ccc.{}.aliyuncs.com", checked_region(region)?)
        };
        Ok(Self { tls: true, host, port: 443 })
    }

    /// The endpoint of the security token service; without a region the central one.
    ///
    /// # Errors
    /// As for [`Endpoint::of_region`].
    pub(crate) fn of_sts(region: Option<&str>, vpc: bool) -> Result<Self, Error> {
        let host = match region {
            Some(region) => {
                format!("sts{}.{}.aliyuncs.com", if vpc { "-vpc" } else { "" }, checked_region(region)?)
            }
            None => "sts.aliyuncs.com".to_owned(),
        };
        Ok(Self { tls: true, host, port: 443 })
    }

    /// Reads `https://host[:port]`, `host[:port]` (meaning https), or `http://` with a host that is the local machine.
    ///
    /// # Errors
    /// If it is anything else.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let trimmed = text.trim();
        let lower = trimmed.to_ascii_lowercase();
        let (tls, rest) = match (lower.strip_prefix("https://"), lower.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => (true, lower.as_str()),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        // The part before an `@` may be a password and is not shown.
        let shown = if trimmed.contains('@') { "…@…" } else { trimmed };
        let cannot = || {
            wrong(
                say!("`{shown}` is not a valid endpoint", "`{shown}` 不是有效的服务接入点（Endpoint）"),
                say!(
                    "use a host without a path, for example https://ccc.cn-shanghai.aliyuncs.com",
                    "请填写不带路径的主机，例如 https://ccc.cn-shanghai.aliyuncs.com"
                ),
            )
        };
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().map_err(|_| cannot())?),
            _ => (rest, if tls { 443 } else { 80 }),
        };
        if !is_host(host) || port == 0 {
            return Err(cannot());
        }
        let endpoint = Self { tls, host: host.to_owned(), port };
        if !tls && !endpoint.is_loopback() {
            return Err(wrong(
                say!("plain http to `{host}` is refused", "拒绝以明文 http 访问 `{host}`"),
                say!("use https; plain http is only allowed for the local machine", "请使用 https；明文 http 仅限本机"),
            ));
        }
        Ok(endpoint)
    }

    pub(crate) fn tls(&self) -> bool {
        self.tls
    }

    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The value of the `host` header: the port only where it is not the usual one.
    pub(crate) fn authority(&self) -> String {
        match (self.tls, self.port) {
            (true, 443) | (false, 80) => self.host.clone(),
            _ => format!("{}:{}", self.host, self.port),
        }
    }

    /// The URL of `/` with a query.
    pub(crate) fn url(&self, query: &str) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        format!("{scheme}://{}/?{query}", self.authority())
    }

    pub(crate) fn is_loopback(&self) -> bool {
        let bare = self.host.trim_start_matches('[').trim_end_matches(']');
        bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return address.parse::<Ipv6Addr>().is_ok();
    }
    // Some resolvers would read an invalid address of digits and dots as an address.
    let label =
        |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    host.split('.').all(label)
        && (host.bytes().any(|byte| byte.is_ascii_alphabetic()) || host.parse::<Ipv4Addr>().is_ok())
}

fn checked_region(region: &str) -> Result<&str, Error> {
    let fits = !region.is_empty() && region.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if fits && region.len() <= 40 {
        return Ok(region);
    }
    Err(wrong(
        say!("{region:?} is not a valid region", "{region:?} 不是有效的地域"),
        say!("use a region id, for example {DEFAULT_REGION}", "请填写地域 ID，例如 {DEFAULT_REGION}"),
    ))
}

fn wrong(what: Say, next: Say) -> Error {
    Error::Settings { what, next }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_has_its_host() {
        for (region, host) in [
            ("cn-shanghai", "ccc.cn-shanghai.aliyuncs.com"),
            ("cn-hangzhou", "ccc.cn-hangzhou.aliyuncs.com"),
            ("cn-beijing", "ccc.aliyuncs.com"),
            ("us-east-1", "ccc.aliyuncs.com"),
            ("xx-new-9", "ccc.xx-new-9.aliyuncs.com"),
        ] {
            assert_eq!(Endpoint::of_region(region).unwrap().authority(), host);
        }
    }

    #[test]
    fn a_region_cannot_steer_the_host() {
        for region in ["", "evil.com/", "a@evil.com", "cn shanghai", "CN-SHANGHAI", "a#", &"a".repeat(41)] {
            assert!(Endpoint::of_region(region).is_err(), "{region}");
            assert!(Endpoint::of_sts(Some(region), false).is_err(), "{region}");
        }
    }

    #[test]
    fn the_token_service_has_its_hosts() {
        let host = |region, vpc| Endpoint::of_sts(region, vpc).unwrap().authority();
        assert_eq!(host(None, true), "sts.aliyuncs.com");
        assert_eq!(host(Some("cn-shanghai"), false), "sts.cn-shanghai.aliyuncs.com");
        assert_eq!(host(Some("cn-shanghai"), true), "sts-vpc.cn-shanghai.aliyuncs.com");
    }

    #[test]
    fn an_endpoint_is_an_address_without_a_path() {
        for (text, url) in [
            ("ccc.example.com", "https://ccc.example.com/?q"),
            (" HTTPS://CCC.example.com:443/ ", "https://ccc.example.com/?q"),
            ("https://ccc.example.com:8443", "https://ccc.example.com:8443/?q"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/?q"),
            ("http://127.1.2.3", "http://127.1.2.3/?q"),
            ("http://[::1]:8080/", "http://[::1]:8080/?q"),
            ("http://localhost:80", "http://localhost/?q"),
        ] {
            assert_eq!(Endpoint::parse(text).unwrap().url("q"), url);
        }
        for text in [
            "",
            "https://",
            "ftp://host",
            "https://host/path",
            "https://host?x",
            "https://host#x",
            "https://user:pass@host",
            "https://host:port",
            "https://host:0",
            "https://a..b",
            "https://ho st",
            "https://[::x]",
            "https://127.1",
        ] {
            assert!(Endpoint::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn plain_http_goes_to_this_machine_only() {
        for text in [
            "http://ccc.cn-shanghai.aliyuncs.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://10.0.0.1",
            "http://[2001:db8::1]",
        ] {
            assert!(Endpoint::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_password_in_an_endpoint_is_not_repeated() {
        let error = Endpoint::parse("https://user:pass@host").unwrap_err();
        assert!(!format!("{error:?}").contains("pass@"));
    }
}
