//! "Did you mean": the candidate that a text is closest to.

use std::borrow::Cow;

use strsim::osa_distance;

/// How many characters of candidates are compared at the most for one flow, so that a flow full of ids that lead
/// nowhere does not take quadratic time. Small flows never get there.
const MOST_COMPARISONS: usize = 200_000;

/// Finds the closest of some candidates, for as long as its budget lasts.
pub(crate) struct Nearest<'a> {
    candidates: Vec<Cow<'a, str>>,
    comparisons_left: usize,
}

impl<'a> Nearest<'a> {
    pub(crate) fn new(candidates: impl IntoIterator<Item = Cow<'a, str>>) -> Self {
        Nearest { candidates: candidates.into_iter().collect(), comparisons_left: MOST_COMPARISONS }
    }

    /// The candidate with the fewest typing mistakes, of equal ones the first, but for one that cannot be meant; `None`
    /// where none is close.
    pub(crate) fn to(&mut self, text: &str, but: Option<&str>) -> Option<&str> {
        self.comparisons_left = self.comparisons_left.checked_sub(self.candidates.len())?;
        closest(text, self.candidates.iter().map(Cow::as_ref).filter(|&candidate| Some(candidate) != but))
    }
}

/// The candidate with the fewest typing mistakes, of equal ones the first; `None` if none is close.
pub fn closest<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = text.chars().count();
    let most = (length / 3).clamp(1, 4);
    // Longer texts are no names that somebody typed.
    if length > 100 {
        return None;
    }
    let lower = text.trim().to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(text.len()) <= 4 * most)
        .filter_map(|candidate| {
            let mistakes = osa_distance(&lower, &candidate.trim().to_lowercase());
            (mistakes <= most && mistakes < length).then_some((mistakes, candidate))
        })
        .min_by_key(|&(mistakes, _)| mistakes)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_mistake_is_close_and_another_word_is_not() {
        let ids = ["e98f0d47", "bd4f37e2", "主菜单", "放音"];
        assert_eq!(closest("bd4f37e3", ids), Some("bd4f37e2"));
        assert_eq!(closest("主莱单", ids), Some("主菜单"));
        assert_eq!(closest("BD4F37E2", ids), Some("bd4f37e2"));
        assert_eq!(closest("gone", ids), None);
        assert_eq!(closest("录", ids), None);
    }

    #[test]
    fn a_third_of_the_characters_may_be_mistaken_and_four_at_the_most() {
        assert_eq!(closest("abcdefghi", ["abcdefxyz"]), Some("abcdefxyz"));
        assert_eq!(closest("abcdef", ["abcxyz"]), None);
        assert_eq!(closest("gone", ["lane"]), None);
        assert_eq!(closest("abcdefghijklmno", ["abcdefghijkwxyz"]), Some("abcdefghijkwxyz"));
        assert_eq!(closest("abcdefghijklmno", ["abcdefghijvwxyz"]), None);
    }

    #[test]
    fn a_character_may_have_four_bytes() {
        assert_eq!(closest("转人工转人工", ["转人工😀转人工😀"]), Some("转人工😀转人工😀"));
    }

    #[test]
    fn of_one_character_nothing_is_left_to_be_close() {
        assert_eq!(closest("a", ["b"]), None);
        assert_eq!(closest("A", ["a"]), Some("a"));
    }

    #[test]
    fn texts_of_more_than_a_hundred_characters_are_no_names() {
        let names = [100, 101].map(|length| "名".repeat(length));
        let mistaken = names.each_ref().map(|name| name.replacen('名', "各", 1));
        assert_eq!(closest(&mistaken[0], [names[0].as_str()]), Some(names[0].as_str()));
        assert_eq!(closest(&mistaken[1], [names[1].as_str()]), None);
    }

    #[test]
    fn the_budget_ends_the_search() {
        let candidates: Vec<_> = (0..MOST_COMPARISONS).map(|number| number.to_string()).collect();
        let mut nearest = Nearest::new(candidates.iter().map(Cow::from));
        assert!(nearest.to("1000001", None).is_some());
        assert_eq!(nearest.to("1000001", None), None);
    }
}
