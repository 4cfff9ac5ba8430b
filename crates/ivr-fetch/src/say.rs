//! Messages in both languages side by side: a message in only one of them does not compile.

use std::fmt;

/// A message in both languages. `Display` is in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Say {
    /// In English.
    pub en: String,
    /// In Simplified Chinese.
    pub zh: String,
}

impl fmt::Display for Say {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

/// Formats a message in both languages; both literals capture variables from the surrounding code.
macro_rules! say {
    ($en:literal, $zh:literal $(,)?) => {
        $crate::say::Say { en: format!($en), zh: format!($zh) }
    };
}
pub(crate) use say;
