//! What flows and activities are called in texts for people.

use std::borrow::Cow;

use super::{ActivityRef, FileReport};
use crate::json::is_blank;
use crate::text::shorten;

impl FileReport {
    /// What people are told that a flow of this file is called, given by its index: its name, else the file's without
    /// the ending, with the index if the file has several.
    pub fn flow_name(&self, index: usize) -> String {
        let name = self.flows.get(index).and_then(|flow| display_name([&flow.name]));
        name.unwrap_or_else(|| match self.flows.len() {
            0 | 1 => shorten(self.stem()),
            _ => format!("{}#{index}", shorten(self.stem())),
        })
    }

    /// The file's name without folders and ending.
    fn stem(&self) -> &str {
        let name = self.name.rsplit(['/', std::path::MAIN_SEPARATOR]).next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// What a flow may be named by: its name and id, and where it has no name what [`FileReport::flow_name`] calls it.
    pub fn flow_names(&self, index: usize) -> Vec<Cow<'_, str>> {
        let Some(flow) = self.flows.get(index) else { return Vec::new() };
        let mut names: Vec<_> = [&flow.name, &flow.id].into_iter().flatten().map(Cow::from).collect();
        if flow.name.as_ref().is_none_or(|name| is_blank(name)) {
            names.extend([Cow::Borrowed(self.stem()), Cow::Owned(self.flow_name(index))]);
        }
        names
    }
}

impl ActivityRef {
    /// What people are told that the activity is called: its name, else its id, else its number.
    pub fn display_name(&self) -> String {
        display_name([&self.name, &self.id]).unwrap_or_else(|| format!("#{}", self.index))
    }
}

/// The first of some names that is not blank, as a message shows it.
fn display_name<const N: usize>(names: [&Option<String>; N]) -> Option<String> {
    names.into_iter().flatten().find(|name| !is_blank(name)).map(|name| shorten(name))
}
