//! Certificates that are refused, a CA of one's own, and the way through a proxy.

use std::io::{self, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use ivr_fetch::{Client, Environment, Error, Event, Limits, Listing, Settings, TlsTrouble};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::harness::{LIMITS, NoWait, all, environment};
use test_service::Request;
use test_service::{KEY_ID, SECRET, Service, flows, keeps_secrets};

/// The password of the proxy; it is looked for in errors with the other secrets.
const PROXY_PASSWORD: &str = "p@ssT0k";

/// A certificate authority for one test.
struct Ca {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Ca {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }

    /// A certificate for a host that holds until the end of a year.
    fn server(&self, host: &str, until: i32) -> Arc<ServerConfig> {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until, 12, 31);
        let certificate: CertificateDer<'static> = params.signed_by(&key, &self.issuer).unwrap().der().clone();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        Arc::new(config)
    }
}

/// What a proxy in front of the service does with `CONNECT`.
#[derive(Clone, Copy, PartialEq)]
enum Proxy {
    None,
    Accepts,
    Answers(&'static str),
}

/// The service behind TLS, and behind a proxy on the same port if there is one.
struct Behind {
    address: SocketAddr,
    connects: Arc<Mutex<Vec<Request>>>,
}

impl Behind {
    fn start(config: Arc<ServerConfig>, proxy: Proxy) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let connects = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&connects);
        let service = Arc::new(Service::new(flows(101, &["MAIN_FLOW"])));
        // The thread ends with the process: it has nothing that would have to be put in order.
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (log, service, config) = (Arc::clone(&log), Arc::clone(&service), Arc::clone(&config));
                thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    if proxy != Proxy::None {
                        let Some(connect) = Request::read(&mut stream) else { return };
                        log.lock().unwrap().push(connect);
                        let status = if let Proxy::Answers(status) = proxy { status } else { "200 OK" };
                        let _ = stream.write_all(format!("HTTP/1.1 {status}\r\n\r\n").as_bytes());
                        if proxy != Proxy::Accepts {
                            return;
                        }
                    }
                    let mut tls = StreamOwned::new(ServerConnection::new(config).unwrap(), stream);
                    let Some(request) = Request::read(&mut tls) else { return };
                    let _ = tls.write_all(&service.answer(&request).bytes);
                    tls.conn.send_close_notify();
                    let _ = tls.flush();
                });
            }
        });
        Self { address, connects }
    }

    fn connects(&self) -> Vec<Request> {
        self.connects.lock().unwrap().clone()
    }
}

/// A run, and how often it waited.
fn run(endpoint: Option<String>, pem: Option<&str>, variables: &[(&str, String)]) -> (Result<Listing, Error>, usize) {
    let pem = pem.map(str::to_owned);
    let mut variables: Vec<(String, String)> = variables.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect();
    variables.push(("ALIBABA_CLOUD_ACCESS_KEY_ID".to_owned(), KEY_ID.to_owned()));
    variables.push(("ALIBABA_CLOUD_ACCESS_KEY_SECRET".to_owned(), SECRET.to_owned()));
    if pem.is_some() {
        variables.push(("SSL_CERT_FILE".to_owned(), "/ca.pem".to_owned()));
    }
    let environment = Environment::new(
        move |name| variables.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()),
        move |_| pem.clone().map(String::into_bytes).ok_or_else(|| io::ErrorKind::NotFound.into()),
    );
    let clock = NoWait::default();
    let settings = Settings { endpoint, ..Settings::default() };
    let limits = Limits { connect: Duration::from_secs(10), ..LIMITS };
    let result = Client::new(&settings, &environment, limits, Box::new(clock.clone()))
        .and_then(|client| client.list_contact_flows(&all(), &mut |_| ()));
    if let Err(error) = &result {
        let shown = format!("{error} {error:?} {:?}", error.next_step());
        keeps_secrets(&shown);
        assert!(!shown.contains(PROXY_PASSWORD) && !shown.contains("p%40ss"), "{shown}");
    }
    (result, clock.sleeps().len())
}

fn at(address: SocketAddr) -> Option<String> {
    Some(format!("https://{address}"))
}

fn through(address: SocketAddr) -> Vec<(&'static str, String)> {
    vec![("HTTPS_PROXY", format!("http://user:p%40ssT0k@{address}"))]
}

#[test]
fn a_ca_of_ones_own_is_trusted_and_every_other_certificate_refused() {
    let ca = Ca::new();
    let good = Behind::start(ca.server("127.0.0.1", 2099), Proxy::None);
    let (result, _) = run(at(good.address), Some(&ca.pem), &[]);
    assert_eq!(result.unwrap().flows.len(), 101);

    for (host, until, pem, expected) in [
        ("127.0.0.1", 2099, None, TlsTrouble::UnknownIssuer),
        ("127.0.0.1", 2099, Some(Ca::new().pem), TlsTrouble::UnknownIssuer),
        ("ccc.example.invalid", 2099, Some(ca.pem.clone()), TlsTrouble::WrongHost),
        ("127.0.0.1", 2021, Some(ca.pem.clone()), TlsTrouble::Expired),
    ] {
        let server = Behind::start(ca.server(host, until), Proxy::None);
        let (result, sleeps) = run(at(server.address), pem.as_deref(), &[]);
        let error = result.unwrap_err();
        assert!(matches!(error, Error::Tls { trouble, .. } if trouble == expected), "{expected:?}: {error:?}");
        // What is not trusted now will not be a moment later.
        assert_eq!(sleeps, 0);
    }
}

#[test]
fn a_server_without_tls_is_no_safe_connection() {
    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = plain.local_addr().unwrap();
    thread::spawn(move || {
        for stream in plain.incoming() {
            let _ = stream.unwrap().write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let (result, _) = run(at(address), None, &[]);
    let error = result.unwrap_err();
    assert!(matches!(error, Error::Tls { .. }), "{error:?}");
}

#[test]
fn a_server_that_never_opens_the_door_is_given_up_without_smaller_pages() {
    // The system accepts the connection, nobody ever answers the greeting.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let limits = Limits { connect: Duration::from_millis(150), ..LIMITS };
    let environment =
        environment(&[("ALIBABA_CLOUD_ACCESS_KEY_ID", KEY_ID), ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", SECRET)]);
    let settings = Settings { endpoint: at(silent.local_addr().unwrap()), ..Settings::default() };
    let clock = NoWait::default();
    let client = Client::new(&settings, &environment, limits, Box::new(clock.clone())).unwrap();
    let mut events = Vec::new();
    let error = client.list_contact_flows(&all(), &mut |event| events.push(event)).unwrap_err();
    assert!(matches!(error, Error::Network { timeout: false, .. }), "{error:?}");
    assert!(events.iter().all(|event| matches!(event, Event::Waiting { .. })), "{events:?}");
    assert_eq!(clock.sleeps().len(), 3);
}

#[test]
fn a_service_that_is_silent_for_long_enough_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let limits = Limits { connect: Duration::from_millis(150), silence: Duration::from_millis(100), ..LIMITS };
    let environment =
        environment(&[("ALIBABA_CLOUD_ACCESS_KEY_ID", KEY_ID), ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", SECRET)]);
    let settings = Settings { endpoint: at(silent.local_addr().unwrap()), ..Settings::default() };
    let clock = ivr_fetch::SystemClock::start();
    let client = Client::new(&settings, &environment, limits, Box::new(clock)).unwrap();
    let mut events = Vec::new();
    let error = client.list_contact_flows(&all(), &mut |event| events.push(event)).unwrap_err();
    assert!(matches!(error, Error::Network { .. }), "{error:?}");
    assert!(events.is_empty(), "no second attempt: {events:?}");
}

#[test]
fn a_file_of_certificates_that_cannot_be_used_is_an_error_before_anything_is_sent() {
    for pem in [None, Some(""), Some("no pem"), Some("-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n")]
    {
        let (result, _) =
            run(Some("https://ccc.example.invalid".to_owned()), pem, &[("SSL_CERT_FILE", "/ca.pem".to_owned())]);
        let error = result.unwrap_err();
        assert!(matches!(error, Error::Tls { trouble: TlsTrouble::Roots, .. }), "{error:?}");
        assert!(error.next_step().en.contains("SSL_CERT_FILE"));
    }
}

#[test]
fn the_real_host_is_reached_through_a_proxy_that_sees_its_name_only() {
    let ca = Ca::new();
    let proxy = Behind::start(ca.server("ccc.cn-shanghai.aliyuncs.com", 2099), Proxy::Accepts);
    let (result, _) = run(None, Some(&ca.pem), &through(proxy.address));
    assert_eq!(result.unwrap().flows.len(), 101);
    for connect in proxy.connects() {
        assert_eq!((connect.method.as_str(), connect.target.as_str()), ("CONNECT", "ccc.cn-shanghai.aliyuncs.com:443"));
        // user:p@ssT0k
        assert_eq!(connect.header("proxy-authorization"), Some("Basic dXNlcjpwQHNzVDBr"));
        assert!(connect.headers.iter().all(|(name, _)| !name.starts_with("x-acs-") && name != "authorization"));
    }

    // What the proxy puts in the place of the host is refused.
    let proxy = Behind::start(ca.server("another.example", 2099), Proxy::Accepts);
    let (result, _) = run(None, Some(&ca.pem), &through(proxy.address));
    assert!(matches!(result, Err(Error::Tls { trouble: TlsTrouble::WrongHost, .. })), "{:?}", result.err());
}

#[test]
fn a_proxy_that_refuses_is_named_without_its_password() {
    let ca = Ca::new();
    let config = ca.server("ccc.cn-shanghai.aliyuncs.com", 2099);
    for (status, attempts) in [("407 Proxy Authentication Required", 1), ("403 Forbidden", 1), ("502 Bad Gateway", 4)] {
        let proxy = Behind::start(Arc::clone(&config), Proxy::Answers(status));
        let (result, _) = run(None, Some(&ca.pem), &through(proxy.address));
        let error = result.unwrap_err();
        assert_eq!(matches!(error, Error::Proxy { .. }), attempts == 1, "{error:?}");
        assert!(error.to_string().contains(&proxy.address.to_string()), "{error}");
        assert_eq!(proxy.connects().len(), attempts);
    }
}

#[test]
fn a_host_in_no_proxy_goes_past_the_proxy() {
    let ca = Ca::new();
    let proxy = Behind::start(ca.server("ccc.example.invalid", 2099), Proxy::Accepts);
    let mut variables = through(proxy.address);
    let endpoint = || Some("https://ccc.example.invalid".to_owned());
    assert!(run(endpoint(), Some(&ca.pem), &variables).0.is_ok());
    let seen = proxy.connects().len();
    variables.push(("NO_PROXY", "localhost, example.invalid:443".to_owned()));
    let (result, _) = run(endpoint(), Some(&ca.pem), &variables);
    assert!(matches!(result, Err(Error::Network { .. })), "{:?}", result.err());
    assert_eq!(proxy.connects().len(), seen);
}
