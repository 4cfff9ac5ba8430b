//! Another name for an activity, in its `name` and in all references to it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::references::{Names, Reference, ReferenceKind, scan};
use crate::edit::Edit;
use crate::json::is_blank;
use crate::model::Flow;
use crate::text::{Lang, Localized, localized, shorten};

/// Why an activity cannot get another name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RenameError {
    /// The activity has no name.
    NoName,
    /// The new name is blank.
    Blank,
    /// Another activity has the new name.
    Taken(String),
    /// So many activities have the old name, and a reference to it could mean any of them.
    Ambiguous(usize),
    /// A reference would not mean the activity any more with the new name, or another one would begin to: the reference.
    Captured(String),
    /// The flow is written in Base64, where nothing can be edited by itself.
    Base64,
}

impl RenameError {
    /// What is wrong.
    pub fn message(&self) -> Localized {
        match self {
            RenameError::NoName => localized!("this module has no name", "该模块没有名称"),
            RenameError::Blank => localized!("the name of a module cannot be blank", "模块名称不能为空"),
            RenameError::Taken(name) => {
                let name = shorten(name);
                localized!("another module is named {name}", "已有名为“{name}”的模块")
            }
            RenameError::Ambiguous(count) => localized!(
                "{count} modules have this name, and references to it could mean any of them: change the name itself",
                "有 {count} 个模块使用该名称，无法确定变量引用指向哪一个：请直接修改名称"
            ),
            RenameError::Captured(reference) => {
                let reference = shorten(reference);
                localized!(
                    "with this name {reference} would not refer to the same module",
                    "使用该名称后，{reference} 将不再指向同一模块"
                )
            }
            RenameError::Base64 => {
                localized!("this flow is in Base64 and cannot be edited", "该流程以 Base64 编码，无法编辑")
            }
        }
    }
}

impl fmt::Display for RenameError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.message().get(Lang::En))
    }
}

impl std::error::Error for RenameError {}

impl Flow<'_> {
    /// The edits of the file that give an activity, by its index, another name, and that change all references to it. Every
    /// reference means the same activity as before.
    ///
    /// # Errors
    ///
    /// If the activity cannot get this name.
    ///
    /// ```
    /// use ivr_flow::{Edit, Flow, Settings};
    ///
    /// let text = r#"{"activities": [{"type": "GATHER_INPUT", "id": "a", "name": "Digits"},
    ///     {"type": "PLAY_SAY", "id": "b", "properties": {"text": "You said ${Digits.input}"}}]}"#;
    /// let edits = Flow::parse(text.as_bytes(), &Settings::default())?.rename(0, "Order number")?;
    /// let edited = String::from_utf8(Edit::apply(&edits, text.as_bytes())?)?;
    /// assert_eq!(edited, text.replace("Digits", "Order number"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn rename(&self, activity: usize, name: &str) -> Result<Vec<Edit>, RenameError> {
        let (value, old) = match (self.activity(activity).value().get("name"), self.activity(activity).given_name()) {
            (Some(value), Some(old)) => (value, old),
            _ => return Err(RenameError::NoName),
        };
        if is_blank(name) {
            return Err(RenameError::Blank);
        }
        if old == name {
            return Ok(Vec::new());
        }
        let names = || self.activities().filter_map(|other| Some((other.given_name()?, other.index())));
        if names().any(|(other, index)| other == name && index != activity) {
            return Err(RenameError::Taken(name.to_owned()));
        }
        let references = self.references();
        let count = names().filter(|(other, _)| *other == old).count();
        let refers = |reference: &Reference| reference.module_name() == Some(&*old) && reference.is_to_activity();
        if count > 1 && references.iter().any(refers) {
            return Err(RenameError::Ambiguous(count));
        }
        let renamed = names().map(|(own, index)| (if index == activity { Cow::Borrowed(name) } else { own }, index));
        let after = Names::new(renamed);
        let mut edits = vec![value.edit(&serde_json::Value::from(name).to_string())];
        for (reference, (_, module)) in references.iter().zip(self.places_of(&references)) {
            let module = module.filter(|_| refers(reference));
            if !reference.means_the_same(&after, module.is_some().then_some((&*old, name))) {
                return Err(RenameError::Captured(reference.text().to_owned()));
            }
            edits.extend(module.map(|range| self.edit_string(range, name)));
        }
        if !edits.iter().all(Edit::is_possible) {
            return Err(RenameError::Base64);
        }
        edits.sort_by_key(|edit| edit.range.start);
        Ok(edits)
    }

    /// The edit of the file that replaces a part of what a string says by a text.
    fn edit_string(&self, range: Range<usize>, text: &str) -> Edit {
        let quoted = serde_json::Value::from(text).to_string();
        self.source_map().edit(range, &quoted[1..quoted.len() - 1])
    }
}

impl Reference {
    /// Whether some activity has the name that it says.
    fn is_to_activity(&self) -> bool {
        self.module().is_some_and(|module| module.count > 0)
    }

    /// Whether it is read as before among other names, itself with the one name in place of the other.
    fn means_the_same(&self, names: &Names<'_>, changed: Option<(&str, &str)>) -> bool {
        if self.kind == ReferenceKind::Malformed {
            return true;
        }
        let text = match changed {
            Some((old, new)) => Cow::Owned(format!("${{{new}{}", &self.text()[2 + old.len()..])),
            None => Cow::Borrowed(self.text()),
        };
        let mut found = scan(&text);
        let is_whole = found.next().is_some_and(|found| found.range == (0..text.len()) && found.inner.is_some());
        let kind = names.kind_of(&text[2..text.len() - 1]);
        let target = |kind: &ReferenceKind| match kind {
            ReferenceKind::Module(module) => module.only(),
            _ => None,
        };
        is_whole && target(&kind) == target(&self.kind)
    }
}
