//! Addresses of documents, and paths of files.

use std::path::{Path, PathBuf};

use lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};

/// The path of a file; nothing where the document is none, for instance one that has never been saved.
pub(crate) fn to_path(uri: &Uri) -> Option<PathBuf> {
    let bytes = path_bytes(uri.as_str(), cfg!(windows))?;
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt as _;
        Some(std::ffi::OsString::from_vec(bytes).into())
    }
    #[cfg(not(unix))]
    {
        String::from_utf8(bytes).ok().map(PathBuf::from)
    }
}

/// The address of a file, given by its whole path.
pub(crate) fn of_path(path: &Path) -> Option<Uri> {
    #[cfg(unix)]
    let bytes = std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str());
    #[cfg(not(unix))]
    let bytes = path.to_str()?.as_bytes();
    address(bytes, cfg!(windows)).parse().ok()
}

/// What stands in a path as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn path_bytes(uri: &str, windows: bool) -> Option<Vec<u8>> {
    let (scheme, rest) = uri.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    let mut path: Vec<u8> = percent_decode_str(path).collect();
    if !windows {
        return path.starts_with(b"/").then_some(path);
    }
    if let [b'/', drive, b':', ..] = path[..]
        && drive.is_ascii_alphabetic()
    {
        path.remove(0);
        path[0].make_ascii_uppercase();
    }
    for byte in path.iter_mut().filter(|byte| **byte == b'/') {
        *byte = b'\\';
    }
    let is_here = host.is_empty() || host.eq_ignore_ascii_case("localhost");
    Some(if is_here { path } else { [br"\\", host.as_bytes(), &path].concat() })
}

fn address(path: &[u8], windows: bool) -> String {
    if !windows {
        return format!("file://{}", percent_encode(path, PLAIN));
    }
    let path: Vec<u8> = path.iter().map(|&byte| if byte == b'\\' { b'/' } else { byte }).collect();
    // What the system calls a canonical path.
    let share = path.strip_prefix(b"//?/UNC/".as_slice());
    let path = path.strip_prefix(b"//?/".as_slice()).unwrap_or(&path);
    match share.or_else(|| path.strip_prefix(b"//".as_slice())) {
        Some(share) => format!("file://{}", percent_encode(share, PLAIN)),
        None => format!("file:///{}", percent_encode(path, PLAIN)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(uri: &str, windows: bool) -> Option<String> {
        path_bytes(uri, windows).map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
    }

    #[test]
    fn addresses_are_those_of_files() {
        let plain = [
            ("file:///srv/%E6%B5%81%E7%A8%8B/a%20b.json", "/srv/流程/a b.json"),
            ("file://localhost/a%2523.json?q#f", "/a%23.json"),
            ("FILE:/a", "/a"),
        ];
        for (uri, expected) in plain {
            assert_eq!(path(uri, false).as_deref(), Some(expected), "{uri}");
        }
        for uri in ["untitled:Untitled-1", "vscode-notebook-cell:/a", "file:relative", "nothing"] {
            assert_eq!(path(uri, false), None, "{uri}");
        }
        assert_eq!(
            address("/srv/流程/a b#?.json".as_bytes(), false),
            "file:///srv/%E6%B5%81%E7%A8%8B/a%20b%23%3F.json"
        );
    }

    #[test]
    fn drives_and_shares_of_windows_are_known() {
        for uri in
            ["file:///c%3A/flows/a%20b.json", "file:///C:/flows/a%20b.json", "file://localhost/c:/flows/a%20b.json"]
        {
            assert_eq!(path(uri, true).as_deref(), Some(r"C:\flows\a b.json"), "{uri}");
        }
        assert_eq!(path("file://server/share/a.json", true).as_deref(), Some(r"\\server\share\a.json"));
        for written in [r"C:\flows\a b.json", r"\\?\C:\flows\a b.json"] {
            assert_eq!(address(written.as_bytes(), true), "file:///C%3A/flows/a%20b.json");
        }
        for written in [r"\\server\share\a.json", r"\\?\UNC\server\share\a.json"] {
            assert_eq!(address(written.as_bytes(), true), "file://server/share/a.json");
        }
    }

    #[test]
    fn there_and_back() {
        let path = Path::new("/srv/流程/a b%20#?;=:@[]{}^`|\"<>.json");
        assert_eq!(to_path(&of_path(path).expect("an address")).as_deref(), Some(path));
    }
}
