//! A server that answers what a test says: one thread a connection, nothing but the standard library.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A request as it came over the wire.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// For instance `POST`.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in lower case, in the order sent.
    pub headers: Vec<(String, String)>,
    /// What came behind the head.
    pub body: Vec<u8>,
}

impl Request {
    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Reads one request; `None` if the connection ends before it does.
    pub fn read(stream: &mut impl Read) -> Option<Self> {
        let mut bytes = Vec::new();
        let mut buffer = [0; 4096];
        let end = loop {
            if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break at;
            }
            match stream.read(&mut buffer) {
                Ok(0) | Err(_) => return None,
                Ok(read) => bytes.extend_from_slice(&buffer[..read]),
            }
        };
        let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
        let mut lines = head.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let mut request =
            Self { method: first.next()?.to_owned(), target: first.next()?.to_owned(), ..Self::default() };
        for line in lines {
            let (name, value) = line.split_once(':')?;
            request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
        request.body = bytes[end + 4..].to_vec();
        while request.body.len() < length {
            match stream.read(&mut buffer) {
                Ok(0) | Err(_) => return None,
                Ok(read) => request.body.extend_from_slice(&buffer[..read]),
            }
        }
        Some(request)
    }
}

/// What goes back: bytes, then silence for a while, then the end of the connection unless it is kept.
#[derive(Debug, Clone)]
pub struct Reply {
    /// All that is sent.
    pub bytes: Vec<u8>,
    /// How long the connection stays open without a word.
    pub silence: Duration,
    /// Whether the connection is for further requests.
    pub kept: bool,
}

impl Reply {
    /// These bytes, and the end of the connection.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), silence: Duration::ZERO, kept: false }
    }

    /// A whole HTTP answer; each of `headers` ends with CR LF.
    pub fn http(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut bytes =
            format!("HTTP/1.1 {status} X\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n", body.len())
                .into_bytes();
        bytes.extend_from_slice(body);
        Self::raw(bytes)
    }

    /// The same without the announcement that the connection ends.
    pub fn promising_more(self) -> Self {
        let text = String::from_utf8(self.bytes).unwrap();
        Self { bytes: text.replacen("connection: close\r\n", "", 1).into_bytes(), ..self }
    }

    /// The same with a body that is JSON.
    pub fn json(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Self {
        Self::http(status, &format!("content-type: application/json;charset=utf-8\r\n{headers}"), body)
    }
}

/// A server on a port of its own; it ends with the test.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<Request>>>,
    connections: Arc<AtomicUsize>,
    ended: Arc<AtomicBool>,
}

impl Server {
    /// Starts it on any free port.
    pub fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let ended = Arc::new(AtomicBool::new(false));
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        let (log, end, answer) = (Arc::clone(&seen), Arc::clone(&ended), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if end.load(Ordering::SeqCst) {
                    return;
                }
                count.fetch_add(1, Ordering::SeqCst);
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                thread::spawn(move || {
                    let Ok(mut stream) = stream else { return };
                    while let Some(request) = Request::read(&mut stream) {
                        log.lock().unwrap().push(request.clone());
                        let reply = answer(&request);
                        // A client that has gone is what some tests are about.
                        let _ = stream.write_all(&reply.bytes);
                        let _ = stream.flush();
                        thread::sleep(reply.silence);
                        if !reply.kept {
                            return;
                        }
                    }
                });
            }
        });
        Self { address, seen, connections, ended }
    }

    /// Its address as an endpoint.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many connections there have been.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// All requests so far.
    pub fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        let _ = std::net::TcpStream::connect(self.address);
    }
}
