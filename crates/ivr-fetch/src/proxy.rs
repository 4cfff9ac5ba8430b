//! The proxy of a connection. ureq's own choice is not used: it ignores the scheme, skips proxies that it cannot parse,
//! and does not support the common forms of `NO_PROXY`.

use crate::endpoint::Endpoint;
use crate::environment::Environment;
use crate::error::Error;
use crate::say::say;

const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// The proxy for connections to `endpoint`: `HTTPS_PROXY`, then `ALL_PROXY`, unless `NO_PROXY` names the host.
///
/// The local machine is never reached through a proxy.
///
/// # Errors
/// If the variable is not a valid address of an HTTP proxy. The error has its name but not its value, which may contain a
/// password.
pub(crate) fn choose(environment: &Environment, endpoint: &Endpoint) -> Result<Option<ureq::Proxy>, Error> {
    if endpoint.is_loopback() || exempt(environment, endpoint) {
        return Ok(None);
    }
    let Some((name, value)) = VARIABLES.iter().find_map(|name| Some((name, environment.variable(name)?))) else {
        return Ok(None);
    };
    if value.to_ascii_lowercase().starts_with("socks") {
        return Err(Error::Proxy {
            what: say!(
                "{name} is a SOCKS proxy, but only HTTP proxies are supported",
                "{name} 是 SOCKS 代理，但仅支持 HTTP 代理"
            ),
        });
    }
    match ureq::Proxy::new(&value) {
        Ok(proxy) if has_sound_port(&value) => Ok(Some(proxy)),
        _ => Err(Error::Proxy {
            what: say!("{name} is not a valid proxy address", "{name} 不是有效的代理地址")
        }),
    }
}

/// Whether the port of an address, if it has one, is a port: ureq takes the usual one for what is none, and the password
/// would go there.
fn has_sound_port(address: &str) -> bool {
    let authority = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match host.rsplit_once(':') {
        Some((before, port)) if !before.contains(':') || before.ends_with(']') => {
            port.parse::<u16>().is_ok_and(|port| port > 0)
        }
        _ => true,
    }
}

fn exempt(environment: &Environment, endpoint: &Endpoint) -> bool {
    let Some(list) = environment.variable("NO_PROXY").or_else(|| environment.variable("no_proxy")) else {
        return false;
    };
    list.split([',', ';', ' ', '\t', '\n']).any(|entry| covers(entry.trim(), endpoint))
}

/// Whether an entry of `NO_PROXY` covers the endpoint: `*`, or a domain including its subdomains, with or without a
/// leading dot or star, with or without a port.
fn covers(entry: &str, endpoint: &Endpoint) -> bool {
    let entry = entry.to_ascii_lowercase();
    if entry == "*" {
        return true;
    }
    let (domain, port) = match entry.rsplit_once(':') {
        Some((domain, port)) if !domain.contains(':') || domain.ends_with(']') => (domain, Some(port)),
        _ => (entry.as_str(), None),
    };
    if port.is_some_and(|port| port != endpoint.port().to_string()) {
        return false;
    }
    let strip = |text: &str| text.trim_start_matches('[').trim_end_matches([']', '.']).to_owned();
    let domain = strip(domain.trim_start_matches('*').trim_start_matches('.'));
    let host = strip(endpoint.host());
    !domain.is_empty() && (host == domain || host.strip_suffix(&domain).is_some_and(|before| before.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    fn environment(variables: &'static [(&str, &str)]) -> Environment {
        let find = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Environment::new(find, |_| Err(io::ErrorKind::NotFound.into()))
    }

    fn chosen(variables: &'static [(&str, &str)], endpoint: &str) -> Option<String> {
        let endpoint = Endpoint::parse(endpoint).unwrap();
        choose(&environment(variables), &endpoint).unwrap().map(|proxy| format!("{}:{}", proxy.host(), proxy.port()))
    }

    #[test]
    fn the_proxy_for_https_comes_before_the_one_for_all() {
        let host = "https://ccc.example.invalid";
        for (variables, expected) in [
            (&[("HTTPS_PROXY", "http://a:1"), ("ALL_PROXY", "http://b:2")][..], Some("a:1")),
            (&[("https_proxy", "a:1"), ("ALL_PROXY", "http://b:2")], Some("a:1")),
            (&[("HTTPS_PROXY", " "), ("ALL_PROXY", "http://b:2")], Some("b:2")),
            (&[("all_proxy", " http://user:p%40ss@b:2/ ")], Some("b:2")),
            (&[("HTTP_PROXY", "http://c:3")], None),
            (&[], None),
        ] {
            assert_eq!(chosen(variables, host).as_deref(), expected, "{variables:?}");
        }
    }

    #[test]
    fn a_proxy_that_cannot_be_read_is_an_error_without_its_value() {
        for value in [
            "http://user:hunter2@host:99999",
            "http://user:hunter2@host:0",
            "http://user:hunter2@host:80a",
            "user:hunter2@host:",
            "http://user:hunter2@",
            "ftp://user:hunter2@host",
            "socks5://user:hunter2@host:1",
        ] {
            let environment = Environment::new(
                move |name| (name == "HTTPS_PROXY").then(|| value.to_owned()),
                |_| Err(io::ErrorKind::NotFound.into()),
            );
            let error = choose(&environment, &Endpoint::parse("https://a.invalid").unwrap()).unwrap_err();
            assert!(matches!(error, Error::Proxy { .. }), "{value}");
            assert!(!format!("{error:?}").contains("hunter2"));
        }
    }

    #[test]
    fn no_proxy_is_read_in_its_usual_spellings() {
        for (entry, covered) in [
            ("*", true),
            ("ccc.cn-shanghai.aliyuncs.com", true),
            ("aliyuncs.com", true),
            (".aliyuncs.com", true),
            ("*.aliyuncs.com", true),
            ("ALIYUNCS.COM", true),
            ("aliyuncs.com.", true),
            ("localhost, aliyuncs.com", true),
            ("localhost,aliyuncs.com ,example.com", true),
            ("localhost aliyuncs.com", true),
            ("aliyuncs.com:443", true),
            ("aliyuncs.com:8443", false),
            ("yuncs.com", false),
            ("aliyuncs.com.example", false),
            ("ccc.cn-beijing.aliyuncs.com", false),
            ("", false),
            (",", false),
            (".", false),
        ] {
            let endpoint = Endpoint::of_region("cn-shanghai").unwrap();
            for name in ["NO_PROXY", "no_proxy"] {
                let environment = Environment::new(
                    move |asked| (asked == name).then(|| entry.to_owned()),
                    |_| Err(io::ErrorKind::NotFound.into()),
                );
                assert_eq!(exempt(&environment, &endpoint), covered, "{entry}");
            }
        }
        let six = Endpoint::parse("https://[2001:db8::1]:8443").unwrap();
        assert!(covers("[2001:db8::1]", &six) && covers("2001:db8::1", &six) && covers("[2001:db8::1]:8443", &six));
        assert!(!covers("2001:db8::2", &six));
    }

    #[test]
    fn this_machine_is_never_reached_through_a_proxy() {
        assert_eq!(chosen(&[("HTTPS_PROXY", "http://a:1")], "http://127.0.0.1:9"), None);
        assert_eq!(chosen(&[("HTTPS_PROXY", "http://a:1")], "https://localhost:9"), None);
    }
}
