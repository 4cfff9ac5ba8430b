//! The bytes of files, once more for the comparison: they are read again, so that not all are in memory at once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};

use ivr_flow::Origin;

use crate::files::Input;

/// The files of a run that have flows, by their names.
pub(super) struct Sources(HashMap<String, (Seen, Input)>);

/// What is known of a file that has been linted.
pub(super) struct Seen {
    origin: Origin,
    digest: u64,
    /// Its bytes, where they cannot be read again.
    kept: Option<Vec<u8>>,
}

/// A file as it has been linted.
pub(super) struct Text<'s> {
    pub(super) bytes: Cow<'s, [u8]>,
    pub(super) origin: Origin,
}

/// A file is no longer what has been linted.
pub(super) struct Changed;

impl Seen {
    pub(super) fn new(bytes: Vec<u8>, origin: Origin, keep: bool) -> Self {
        Seen { origin, digest: digest(&bytes), kept: keep.then_some(bytes) }
    }
}

impl Sources {
    /// `seen` has the names of those that have flows.
    pub(super) fn new(inputs: Vec<Input>, mut seen: HashMap<String, Seen>) -> Self {
        let with_flows = inputs.into_iter().filter_map(|input| {
            let (name, seen) = seen.remove_entry(&input.name)?;
            Some((name, (seen, input)))
        });
        Sources(with_flows.collect())
    }

    /// Reads a file again; nothing if it has no flows.
    pub(super) fn read(&self, name: &str) -> Result<Option<Text<'_>>, Changed> {
        let Some((seen, input)) = self.0.get(name) else { return Ok(None) };
        let bytes = match &seen.kept {
            Some(bytes) => Cow::Borrowed(bytes.as_slice()),
            None => {
                let again = input.read().ok().filter(|bytes| digest(bytes) == seen.digest);
                Cow::Owned(again.ok_or(Changed)?)
            }
        };
        Ok(Some(Text { bytes, origin: seen.origin }))
    }
}

/// Tells contents apart that differ by accident.
fn digest(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::files::find;

    #[test]
    fn a_file_that_changed_is_not_taken_for_what_was_linted() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.json");
        let sources = |text: &str, keep| {
            fs::write(&path, text).expect("a file");
            let inputs = find(std::slice::from_ref(&path), None, false).inputs;
            let name = inputs[0].name.clone();
            let seen = Seen::new(b"as linted".to_vec(), Origin::Named, keep);
            (Sources::new(inputs, HashMap::from([(name.clone(), seen)])), name)
        };
        let read = |(sources, name): (Sources, String)| {
            sources.read(&name).map(|text| text.expect("it has flows").bytes.into_owned()).ok()
        };
        assert_eq!(read(sources("as linted", false)), Some(b"as linted".to_vec()));
        assert_eq!(read(sources("another", false)), None);
        assert_eq!(read(sources("", true)), Some(b"as linted".to_vec()));
        let gone = sources("as linted", false);
        fs::remove_file(&path).expect("it was there");
        assert_eq!(read(gone), None);
    }
}
