//! One HTTP exchange: its setup, its limits and its errors.

use std::io;
use std::thread;
use std::time::{Duration, SystemTime};

use ureq::config::{AutoHeaderValue, Config};
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout, time};
use ureq::{Agent, Timeout};

use crate::endpoint::Endpoint;
use crate::environment::Environment;
use crate::error::{Error, TlsTrouble};
use crate::proxy;
use crate::say::say;
use crate::secret::{Secret, Secrets};
use crate::time::http_date;
use crate::tls;

/// The time and size limits of the client.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Time to connect, including TLS and proxy.
    pub connect: Duration,
    /// Time until the next bytes of a response.
    pub read: Duration,
    /// Time until a response is complete.
    pub answer: Duration,
    /// Time of the whole run, including retries.
    pub run: Duration,
    /// Time until a service that has not answered at all is given up.
    pub silence: Duration,
    /// The maximum size of a response in bytes.
    pub body: u64,
    /// The maximum size of all flows in bytes.
    pub flows: u64,
}

impl Limits {
    /// Limits that suit interactive use and CI.
    pub const STANDARD: Self = Self {
        connect: Duration::from_secs(10),
        read: Duration::from_secs(30),
        answer: Duration::from_secs(60),
        run: Duration::from_secs(600),
        silence: Duration::from_secs(60),
        body: 64 << 20,
        flows: 512 << 20,
    };

    /// [`Limits::STANDARD`] for a service that may be silent for so long.
    pub fn with_silence(silence: Duration) -> Self {
        let usual = Self::STANDARD;
        if silence > usual.silence {
            // Two attempts.
            return Self { silence, read: silence / 2, answer: silence, run: usual.run.max(silence * 2), ..usual };
        }
        let [connect, read, answer] = [usual.connect, usual.read, usual.answer].map(|time| time.min(silence));
        Self { silence, connect, read, answer, ..usual }
    }
}

/// A request: always `POST /` with a query.
pub(crate) struct Outgoing {
    pub(crate) query: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

/// A response.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The delay that the platform asks for, from `x-acs-retry-after` in milliseconds.
    pub(crate) retry_after: Option<Duration>,
    pub(crate) date: Option<SystemTime>,
    pub(crate) body: Vec<u8>,
}

/// Looks names up on a thread, which can be given up when time is up. Where no thread can be made, a lookup takes as long
/// as the system lets it.
#[derive(Debug, Default)]
struct Patient(DefaultResolver);

impl Resolver for Patient {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        // The default resolver panics where it cannot make its thread.
        let has_threads = thread::Builder::new().spawn(|| {}).is_ok_and(|probe| probe.join().is_ok());
        let after = if has_threads { timeout.after } else { time::Duration::NotHappening };
        self.0.resolve(uri, config, NextTimeout { after, ..timeout })
    }
}

/// The connection to one endpoint.
pub(crate) struct Http {
    agent: Agent,
    endpoint: Endpoint,
    /// The proxy's address, without user name and password.
    via: Option<String>,
    /// The proxy's password, so that it can be removed from messages.
    proxy_password: Option<Secret>,
}

impl Http {
    /// # Errors
    /// If the proxy or the certificates in the environment are invalid.
    pub(crate) fn new(environment: &Environment, endpoint: Endpoint) -> Result<Self, Error> {
        let proxy = proxy::choose(environment, &endpoint)?;
        let via = proxy.as_ref().map(|proxy| format!("{}:{}", proxy.host(), proxy.port()));
        let proxy_password = proxy.as_ref().and_then(|proxy| proxy.password()).map(Secret::new);
        let config = Agent::config_builder()
            .https_only(endpoint.tls())
            .proxy(proxy)
            .tls_config(tls::config(environment)?)
            .http_status_as_error(false)
            // A signed request is for one host; following a redirect would send its token to another.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("ivr-fetch/", env!("CARGO_PKG_VERSION")))
            .accept(AutoHeaderValue::None)
            .accept_encoding(AutoHeaderValue::None)
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), Patient::default());
        Ok(Self { agent, endpoint, via, proxy_password })
    }

    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    pub(crate) fn add_to(&self, secrets: &mut Secrets) {
        if let Some(password) = &self.proxy_password {
            secrets.add(password);
        }
    }

    /// Sends a request and reads the whole response, whatever its status.
    ///
    /// # Errors
    /// [`Error::Network`], [`Error::Tls`], [`Error::Proxy`], and [`Error::Protocol`] for a response that is too large or
    /// unexpectedly compressed.
    pub(crate) fn send(
        &self,
        outgoing: &Outgoing,
        limits: &Limits,
        left: Duration,
        secrets: &Secrets,
    ) -> Result<Answer, Error> {
        let fail = |error: ureq::Error| self.classify(error, limits, secrets);
        let mut request = self
            .agent
            .post(self.endpoint.url(&outgoing.query))
            .config()
            .timeout_connect(Some(limits.connect))
            .timeout_per_read(Some(limits.read))
            .timeout_global(Some(limits.answer.min(left)))
            .build()
            .header("accept", "application/json")
            .header("accept-encoding", "identity");
        for (name, value) in &outgoing.headers {
            request = request.header(*name, value);
        }
        let mut response = request.send(outgoing.body.as_bytes()).map_err(fail)?;
        let header = |name: &str| Some(response.headers().get(name)?.to_str().ok()?.trim().to_owned());
        if let Some(encoding) = header("content-encoding").filter(|encoding| !encoding.eq_ignore_ascii_case("identity"))
        {
            let encoding = secrets.clean(&encoding);
            return Err(Error::protocol(say!(
                "the response is unexpectedly compressed ({encoding})",
                "响应被压缩（{encoding}），但请求并未要求压缩"
            )));
        }
        let (retry_after, date) = (header("x-acs-retry-after"), header("date"));
        let body = response.body_mut().with_config().limit(limits.body).read_to_vec().map_err(fail)?;
        Ok(Answer {
            status: response.status().as_u16(),
            retry_after: retry_after.and_then(|text| text.parse().ok()).filter(|ms| *ms > 0).map(Duration::from_millis),
            date: date.and_then(|text| http_date(&text)),
            body,
        })
    }

    fn classify(&self, error: ureq::Error, limits: &Limits, secrets: &Secrets) -> Error {
        let host = self.endpoint.authority();
        let via = self.via.clone().unwrap_or_default();
        let (through, through_zh) = match &self.via {
            Some(via) => (format!(" through the proxy {via}"), format!("（经代理 {via}）")),
            None => (String::new(), String::new()),
        };
        let words = secrets.clean(error.to_string().trim_start_matches("io: "));
        match &error {
            ureq::Error::BodyExceedsLimit(_) => {
                let limit = limits.body;
                Error::Protocol {
                    what: say!("the response is larger than {limit} bytes", "响应超过 {limit} 字节"),
                    too_large: true,
                }
            }
            // An error of the proxy itself is transient, as for any server; its refusal is not.
            ureq::Error::ConnectProxyFailed(reason)
                if reason.contains("responded 5") || reason.contains("not respond") =>
            {
                Error::Network {
                    what: say!("the proxy {via} cannot reach {host}: {words}", "代理 {via} 无法连接 {host}：{words}"),
                    timeout: false,
                }
            }
            ureq::Error::ConnectProxyFailed(_) | ureq::Error::InvalidProxyUrl => Error::Proxy {
                what: say!("the proxy {via} refused the connection: {words}", "代理 {via} 拒绝了连接：{words}"),
            },
            // A connection timeout says nothing about the request: it does not count as a timeout of the response.
            ureq::Error::Timeout(Timeout::Connect | Timeout::Resolve) => Error::Network {
                what: say!("connection to {host}{through} timed out", "连接 {host}{through_zh} 超时"),
                timeout: false,
            },
            _ if is_timeout(&error) => Error::Network {
                what: say!("response from {host}{through} timed out", "{host}{through_zh} 响应超时"),
                timeout: true,
            },
            _ if is_tls(&error) => Error::Tls {
                what: say!(
                    "no secure connection to {host}{through}: {words}",
                    "无法与 {host}{through_zh} 建立安全连接：{words}"
                ),
                trouble: tls::trouble(&words),
            },
            ureq::Error::HostNotFound => Error::Network {
                what: say!("host not found: {host}{through}", "找不到主机 {host}{through_zh}"),
                timeout: false,
            },
            // A header with invalid characters; the values come from settings and credentials.
            ureq::Error::Http(_) | ureq::Error::BadUri(_) => Error::Settings {
                what: say!("the request cannot be built: {words}", "无法构造请求：{words}"),
                next: say!("check the credentials for invalid characters", "请检查凭证中是否有无效字符"),
            },
            _ => Error::Network {
                what: say!(
                    "the connection to {host}{through} failed: {words}",
                    "与 {host}{through_zh} 的连接失败：{words}"
                ),
                timeout: false,
            },
        }
    }
}

fn is_timeout(error: &ureq::Error) -> bool {
    match error {
        ureq::Error::Timeout(_) => true,
        // A timeout in the middle of a body is wrapped in an error of the kind `Other`.
        ureq::Error::Io(error) => error.kind() == io::ErrorKind::TimedOut || error.to_string().starts_with("timeout"),
        _ => false,
    }
}

fn is_tls(error: &ureq::Error) -> bool {
    match error {
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::Pem(_) | ureq::Error::TlsRequired => true,
        // This is how rustls reports errors through a stream.
        ureq::Error::Io(error) => {
            error.kind() == io::ErrorKind::InvalidData || tls::trouble(&error.to_string()) != TlsTrouble::Other
        }
        _ => false,
    }
}
