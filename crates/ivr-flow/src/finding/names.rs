//! What flows and activities are called in texts for people.

use std::borrow::Cow;

use super::{ActivityRef, FileReport};
use crate::json::is_blank;
use crate::text::shorten;

impl FileReport {
    /// The name of a flow of this file in messages, given its index: its own name, else that of the file without the
    /// extension, with the index if the file has several flows.
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

    /// The names by which a flow can be selected: its name and its id; if it has no name, [`FileReport::flow_name`]
    /// instead.
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
    /// The name of the activity in messages: its name, else its id, else its number.
    pub fn display_name(&self) -> String {
        display_name([&self.name, &self.id]).unwrap_or_else(|| format!("#{}", self.index))
    }
}

/// The first of some names that is not blank, as a message shows it.
fn display_name<const N: usize>(names: [&Option<String>; N]) -> Option<String> {
    names.into_iter().flatten().find(|name| !is_blank(name)).map(|name| shorten(name))
}
