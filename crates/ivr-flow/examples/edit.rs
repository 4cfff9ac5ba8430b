//! Renames an activity in a page of the API: an edit through the string that the definition is.

#![allow(clippy::print_stdout)]

use std::error::Error;

use ivr_flow::{Edit, Flow, Settings};

pub(crate) const PAGE: &str = r#"{"Data": {"List": [{"Name": "Main",
  "Definition": "\"{\\\"activities\\\": [{\\\"type\\\": \\\"HANGUP\\\", \\\"id\\\": \\\"x\\\", \\\"name\\\": \\\"End\\\"}]}\""}]}}"#;

fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", renamed(PAGE, "x", "结束 \"1\"")?);
    Ok(())
}

/// The page with another name for the activity with this id, and nothing else changed.
pub(crate) fn renamed(page: &str, id: &str, name: &str) -> Result<String, Box<dyn Error>> {
    let flow = Flow::parse(page.as_bytes(), &Settings::default())?;
    let activity = flow.by_id(id).ok_or("no activity has this id")?;
    let old = activity.value().get("name").ok_or("the activity has no name")?;
    let edit = old.edit(&serde_json::to_string(name)?);
    Ok(String::from_utf8(Edit::apply(&[edit], page.as_bytes())?)?)
}
