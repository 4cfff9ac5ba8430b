//! Which words of a text differ.

use similar::{ChangeTag, TextDiff};
use unicode_segmentation::UnicodeSegmentation as _;

use super::Sides;
use crate::json::is_blank;

/// How many words a text may have: the time that it takes to compare them is not linear.
const MOST_WORDS: usize = 10_000;

/// A part of a text, and in which versions it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// In both.
    Same(String),
    /// In the old text only.
    Gone(String),
    /// In the new text only.
    New(String),
}

/// The parts of two texts in order, where they differ word by word (Unicode Standard Annex 29: a Chinese character is a
/// word). `None` where a text has more than 10,000 words.
pub fn word_changes(texts: Sides<&str>) -> Option<Vec<Words>> {
    let has_too_many = |text: &str| text.split_word_bounds().filter(|word| !is_blank(word)).nth(MOST_WORDS).is_some();
    if has_too_many(texts.old) || has_too_many(texts.new) {
        return None;
    }
    let mut parts = Vec::<Words>::new();
    for change in TextDiff::from_unicode_words(texts.old, texts.new).iter_all_changes() {
        let text = change.value();
        match (parts.last_mut(), change.tag()) {
            (Some(Words::Same(last)), ChangeTag::Equal)
            | (Some(Words::Gone(last)), ChangeTag::Delete)
            | (Some(Words::New(last)), ChangeTag::Insert) => last.push_str(text),
            (_, ChangeTag::Equal) => parts.push(Words::Same(text.to_owned())),
            (_, ChangeTag::Delete) => parts.push(Words::Gone(text.to_owned())),
            (_, ChangeTag::Insert) => parts.push(Words::New(text.to_owned())),
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_one_by_one() {
        let texts = Sides { old: "您好，欢迎致电 the old bank", new: "您好！欢迎致电 the new bank" };
        let [gone, new] = [Words::Gone, Words::New];
        let same = |text: &str| Words::Same(text.to_owned());
        let expected = vec![
            same("您好"),
            gone("，".to_owned()),
            new("！".to_owned()),
            same("欢迎致电 the "),
            gone("old".to_owned()),
            new("new".to_owned()),
            same(" bank"),
        ];
        assert_eq!(word_changes(texts), Some(expected));
    }

    #[test]
    fn very_long_texts_are_not_compared() {
        let long = "字".repeat(MOST_WORDS);
        assert!(word_changes(Sides { old: &long, new: "字" }).is_some());
        assert!(word_changes(Sides { old: "字", new: &(long + "字") }).is_none());
    }
}
