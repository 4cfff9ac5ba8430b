//! The folder that holds the flows of an instance: what is written into it, and what is known of it.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

use ivr_flow::{Lang, Localized, localized, printable, shorten};
use serde::{Deserialize, Serialize};

use crate::instance::Fetched;
use crate::read;
use crate::remote::Part;
use crate::write::{LIST_OF_FLOWS, cannot_write, write_whole};

const HEAD: &str =
    "# Written by `ivr-lint fetch`; commit it with the flows. It lists the files that are flows of the instance.\n\n";

/// What is known of a folder of flows.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    instance: String,
    /// Whether the files are all flows of the instance: false if filters were used, and while files are being written.
    complete: bool,
    #[serde(default, skip_serializing_if = "Part::is_all")]
    part: Part,
    /// The id of the flow in each file.
    #[serde(default)]
    flows: BTreeMap<String, String>,
    /// The same for files that were kept although their flows are no longer in the instance.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    gone: BTreeMap<String, String>,
}

/// What was written to a directory.
#[derive(Default)]
pub(crate) struct Written {
    pub(crate) new: Vec<String>,
    pub(crate) changed: Vec<String>,
    pub(crate) same: usize,
    /// The files of flows that are no longer in the instance.
    pub(crate) gone: Vec<String>,
}

/// Writes the flows to a directory, which is created if missing; files of deleted flows are removed only with `prune`.
/// With `dry_run` nothing is written, and the result says what would be.
///
/// # Errors
/// What went wrong. Nothing is written before all files have been checked.
pub(crate) fn write(folder: &Path, fetched: &Fetched, prune: bool, dry_run: bool) -> Result<Written, Localized> {
    if !dry_run {
        fs::create_dir_all(folder).map_err(|error| cannot_write(folder, &error))?;
    }
    // What two runs wrote at once would be in the list of one of them only.
    let _alone = if dry_run { None } else { lock(folder)? };
    let old = manifest(folder)?;
    if let Some(old) = old.as_ref().filter(|old| (&old.instance, &old.part) != (&fetched.instance, &fetched.part)) {
        let (folder, instance) = (shorten(&folder.to_string_lossy()), shorten(&old.instance));
        return Err(localized!(
            "{folder} contains flows of {instance} that were fetched with other options: use the same options or another directory",
            "{folder} 中的流程来自实例 {instance}，是使用不同选项获取的：请使用相同的选项，或换一个目录"
        ));
    }
    let old: BTreeMap<_, _> = old.into_iter().flat_map(|old| old.flows.into_iter().chain(old.gone)).collect();
    let mut written = Written::default();
    let mut to_write = Vec::new();
    for file in &fetched.files {
        let path = folder.join(&file.name);
        match fs::symlink_metadata(&path) {
            // A link or a pipe is nothing that `fetch` has written, whatever the list says.
            Ok(known) if !known.is_file() => return Err(foreign(&path)),
            Ok(known) if is_same(&path, &known, &file.text) => written.same += 1,
            Ok(_) if old.contains_key(&file.name) => {
                written.changed.push(file.name.clone());
                to_write.push(file);
            }
            Ok(_) => return Err(foreign(&path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                written.new.push(file.name.clone());
                to_write.push(file);
            }
            Err(error) => return Err(cannot_write(&path, &error)),
        }
    }
    let now: BTreeMap<_, _> = fetched.files.iter().map(|file| (file.name.clone(), file.id.clone())).collect();
    let gone = old.iter().filter(|(name, _)| !now.contains_key(*name) && is_there(&folder.join(name)));
    let gone: BTreeMap<_, _> = gone.map(|(name, id)| (name.clone(), id.clone())).collect();
    written.gone = gone.keys().cloned().collect();
    if dry_run {
        return Ok(written);
    }

    // If the program is stopped in the middle, the manifest knows its files and does not claim to be complete.
    let mut manifest =
        Manifest { instance: fetched.instance.clone(), complete: false, part: fetched.part.clone(), flows: now, gone };
    if !to_write.is_empty() || prune && !manifest.gone.is_empty() {
        write_manifest(folder, &manifest)?;
    }
    for file in to_write {
        write_file(&folder.join(&file.name), &file.text)?;
    }
    if prune {
        for name in std::mem::take(&mut manifest.gone).into_keys() {
            let path = folder.join(name);
            fs::remove_file(&path).map_err(|error| cannot_write(&path, &error))?;
        }
    }
    manifest.complete = fetched.part.is_all();
    write_manifest(folder, &manifest)?;
    Ok(written)
}

/// Keeps other runs from writing to a directory, until what is returned is dropped or the program ends. The lock is on the
/// directory itself: there is no file that could be left behind. `None` where the system cannot lock a directory.
///
/// # Errors
/// That another run is writing there.
fn lock(folder: &Path) -> Result<Option<File>, Localized> {
    let Ok(directory) = File::open(folder) else { return Ok(None) };
    match directory.try_lock() {
        Ok(()) => Ok(Some(directory)),
        Err(TryLockError::WouldBlock) => {
            let folder = shorten(&folder.to_string_lossy());
            Err(localized!(
                "another run of `ivr-lint fetch` is writing to {folder}: try again when it is done",
                "另一个 `ivr-lint fetch` 正在写入 {folder}：请等它完成后再试"
            ))
        }
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// The flow ids of each completely fetched instance that some of these files belong to.
///
/// # Errors
/// Manifests that cannot be read.
pub(crate) fn complete<'p>(files: impl Iterator<Item = &'p Path>) -> (Vec<Vec<String>>, Vec<Localized>) {
    let folders: std::collections::BTreeSet<_> = files.filter_map(Path::parent).collect();
    let (mut complete, mut wrong) = (Vec::new(), Vec::new());
    for folder in folders {
        match manifest(folder) {
            Ok(Some(manifest)) if manifest.complete => complete.push(manifest.flows.into_values().collect()),
            Ok(Some(manifest)) if manifest.part.is_all() => {
                let folder = shorten(&folder.to_string_lossy());
                wrong.push(localized!(
                    "the flows in {folder} were not fetched to the end: run `ivr-lint fetch` again",
                    "{folder} 中的流程没有获取完整：请重新运行 `ivr-lint fetch`"
                ));
            }
            Ok(_) => {}
            Err(what) => wrong.push(what),
        }
    }
    (complete, wrong)
}

/// The flow ids of a completely fetched instance, given by the path and the text of its manifest; nothing if it is not
/// complete.
///
/// # Errors
/// That the text is no manifest.
pub(crate) fn complete_in(path: &Path, text: &str) -> Result<Option<Vec<String>>, Localized> {
    let manifest = parse(path, text)?;
    Ok(manifest.complete.then(|| manifest.flows.into_values().collect()))
}

/// The manifest of a directory, if there is one.
fn manifest(folder: &Path) -> Result<Option<Manifest>, Localized> {
    let path = folder.join(LIST_OF_FLOWS);
    let text = match read::text(&path, read::MOST_SETTINGS) {
        Ok(text) => text,
        Err(error) if error.is_missing() => return Ok(None),
        Err(error) => {
            let (path, Localized { en, zh }) = (shorten(&path.to_string_lossy()), error.say());
            return Err(localized!("cannot read {path}: {en}", "无法读取 {path}：{zh}"));
        }
    };
    parse(&path, &text).map(Some)
}

fn parse(path: &Path, text: &str) -> Result<Manifest, Localized> {
    let wrong = |what: &str| {
        let (path, what) = (shorten(&path.to_string_lossy()), printable(what));
        localized!(
            "{path} is invalid ({what}): restore it from git, or fetch into a new directory",
            "{path} 内容无效（{what}）：请从 git 恢复，或重新获取到新目录"
        )
    };
    let manifest: Manifest = toml::from_str(text).map_err(|error| wrong(error.message()))?;
    // It is untrusted, and the files that it names are overwritten and removed.
    let is_plain = |name: &String| {
        name.ends_with(".json") && Path::new(name).file_name().is_some_and(|plain| plain == name.as_str())
    };
    match manifest.flows.keys().chain(manifest.gone.keys()).find(|name| !is_plain(name)) {
        Some(name) => Err(wrong(&format!("`{name}` is not a valid file name"))),
        None => Ok(manifest),
    }
}

fn write_manifest(folder: &Path, manifest: &Manifest) -> Result<(), Localized> {
    let path = folder.join(LIST_OF_FLOWS);
    let text = toml::to_string(manifest).map_err(|error| cannot_write(&path, &io::Error::other(error)))?;
    let text = format!("{HEAD}{text}");
    let is_same = fs::symlink_metadata(&path).is_ok_and(|known| known.is_file() && is_same(&path, &known, &text));
    if is_same { Ok(()) } else { write_file(&path, &text) }
}

fn write_file(path: &Path, text: &str) -> Result<(), Localized> {
    write_whole(path, |out| out.write_all(text.as_bytes())).map_err(|error| cannot_write(path, &error))
}

/// Whether a regular file has this text. One of another size is not read.
fn is_same(path: &Path, known: &fs::Metadata, text: &str) -> bool {
    known.len() == text.len() as u64 && fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes())
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

fn foreign(path: &Path) -> Localized {
    let path = shorten(&path.to_string_lossy());
    localized!(
        "{path} already exists and was not written by `ivr-lint fetch`: move it, or use another directory",
        "{path} 已存在，且不是由 `ivr-lint fetch` 写入：请移走该文件，或换一个目录"
    )
}

impl Written {
    /// A summary line, and one line for each file that is not as before.
    pub(crate) fn lines(&self, instance: &str, folder: &Path, prune: bool, dry_run: bool, lang: Lang) -> Vec<String> {
        let (instance, folder) = (shorten(instance), printable(&folder.to_string_lossy()));
        let all = self.new.len() + self.changed.len() + self.same;
        let (new, changed, gone) = (self.new.len(), self.changed.len(), self.gone.len());
        let s = if all == 1 { "" } else { "s" };
        let first = if dry_run {
            localized!(
                "{all} flow{s} of {instance}, nothing written to {folder}: {new} new, {changed} changed, {gone} deleted",
                "实例 {instance} 有 {all} 个流程，未写入 {folder}：新增 {new}，变更 {changed}，已删除 {gone}"
            )
        } else {
            localized!(
                "{all} flow{s} of {instance} in {folder}: {new} new, {changed} changed, {gone} deleted",
                "实例 {instance} 的 {all} 个流程已写入 {folder}：新增 {new}，变更 {changed}，已删除 {gone}"
            )
        };
        let mut lines = vec![first.get(lang).to_owned()];
        let kept = localized!(" (file kept; remove it with --prune)", "（文件仍保留，可用 --prune 删除）");
        let kept = if prune { "" } else { kept.get(lang) };
        for (names, what, note) in [
            (&self.new, localized!("new", "新增"), ""),
            (&self.changed, localized!("changed", "变更"), ""),
            (&self.gone, localized!("deleted", "已删除"), kept),
        ] {
            lines.extend(names.iter().map(|name| format!("  {} {}{note}", what.get(lang), printable(name))));
        }
        lines
    }
}
