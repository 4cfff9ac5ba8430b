//! What is said to people, in both languages side by side: a text in one of them alone does not compile.

use std::fmt;

/// One text in both languages. It shows itself in English.
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

/// Formats one text in both languages; both literals capture the variables that stand around the call.
macro_rules! say {
    ($en:literal, $zh:literal $(,)?) => {
        $crate::say::Say { en: format!($en), zh: format!($zh) }
    };
}
pub(crate) use say;
