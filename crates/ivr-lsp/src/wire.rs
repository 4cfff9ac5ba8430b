//! Messages on the wire. What cannot be read as one is skipped, and the next is read all the same.

use std::io::{self, BufRead, Read as _};

use lsp_server::Message;

/// The longest message, in bytes.
const MOST_BYTES: u64 = 1 << 30;

/// The longest line of a header, in bytes.
const MOST_OF_A_LINE: u64 = 8 << 10;

/// Something that came from the client.
#[derive(Debug)]
pub(crate) enum Received {
    Message(Message),
    /// What is wrong with what came instead.
    Broken(String),
}

/// Reads the next message; nothing at the end.
///
/// # Errors
/// The client is gone, or a message is too long to be skipped.
pub(crate) fn read(input: &mut impl BufRead) -> io::Result<Option<Received>> {
    let mut length: Option<u64> = None;
    let mut broken = None;
    loop {
        let mut line = Vec::new();
        if input.take(MOST_OF_A_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        if line.is_empty() {
            match (length, broken.take()) {
                (Some(_), _) => break,
                // Blank lines between messages are none.
                (None, None) => continue,
                (None, Some(what)) => return Ok(Some(Received::Broken(what))),
            }
        }
        match line.split_once(':') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("Content-Length") => match value.trim().parse() {
                Ok(said) => length = Some(said),
                Err(_) => broken = Some("the length of the message is no number".to_owned()),
            },
            Some(_) => {}
            None => broken = Some("a line of the header has no colon".to_owned()),
        }
    }
    let length = length.unwrap_or_default();
    if length > MOST_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a message is too long"));
    }
    let mut body = Vec::new();
    if input.take(length).read_to_end(&mut body)? as u64 != length {
        return Ok(None);
    }
    // The error says where, not what: there may be secrets in it.
    let what = |error: serde_json::Error| format!("not a message (line {}, column {})", error.line(), error.column());
    Ok(Some(serde_json::from_slice(&body).map_or_else(|error| Received::Broken(what(error)), Received::Message)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_is_skipped() {
        let good = r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#;
        let mut text = String::new();
        text += "Content-Length: 7\r\n\r\n{broken";
        text += "no header\r\n\r\n";
        text += "Content-Length: many\r\nContent-Type: x\r\n\r\n";
        text += &format!("content-length:{}\n\n{}", 100_000, "[".repeat(100_000));
        text += &format!("\r\nContent-Type: a; charset=utf-8\r\nContent-Length: {}\r\n\r\n{good}", good.len());
        text += "Content-Length: 100\r\n\r\n{";
        let mut input = text.as_bytes();
        let mut all = Vec::new();
        while let Some(received) = read(&mut input).expect("readable") {
            all.push(matches!(received, Received::Message(_)));
        }
        assert_eq!(all, [false, false, false, false, true]);
    }

    #[test]
    fn no_length_is_believed() {
        let mut input = format!("Content-Length: {}\r\n\r\n", u64::MAX).into_bytes();
        assert!(read(&mut input.as_slice()).is_err());
        input = b"Content-Length: 99999999\r\n\r\n{}".to_vec();
        assert!(read(&mut input.as_slice()).expect("readable").is_none());
    }
}
