//! The tokens of a record: what a search looks up to find it. Made of its card alone, so of nothing that lists may not
//! show (decided 5.36).
//!
//! A name (the title, and the code) is found from one character or letter up: every character and pair of characters,
//! and what its spelling may begin with, from each syllable on; a title that is a sentence is spelled from its beginning
//! only. A text is found from two characters or three letters up.
//! What a token finds is looked at again (`query.rs`), so a token only has to miss nothing.

use super::fold::{fold, is_han};
use super::spelling::{beginnings, in_full, syllables};
use plan::Words;
use plan::card::{Card, Class};
use std::collections::BTreeMap;

/// Letters of a token.
pub const SHORT: usize = 3;
/// Letters of a token for what is typed in full: it tells 王晓明 from all other 王.
pub const LONG: usize = 6;
/// Characters of a title that are its name; what stands after them is text.
const NAME: usize = 30;
/// Characters of it that are found by spelling: people and companies are called less, and sentences are not spelled.
const SPELLED: usize = 12;

/// Where in its record a token stands. Results come in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// It is the whole name or code.
    Whole,
    /// The name begins with it.
    Begins,
    /// Within the name.
    Within,
    /// In the text.
    Text,
}

impl Place {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Whole, Self::Begins, Self::Within, Self::Text];

    /// As it is stored.
    pub const fn rank(self) -> i64 {
        match self {
            Self::Whole => 0,
            Self::Begins => 1,
            Self::Within => 2,
            Self::Text => 3,
        }
    }
}

/// The tokens of a record, each with its best place.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tokens(BTreeMap<String, Place>);

impl Tokens {
    /// Of the record with this card.
    pub fn of(class: Class, card: &Card) -> Self {
        let mut tokens = Self::default();
        tokens.name(&fold(&card.code), false);
        for title in card.title.as_ref().map_or(Vec::new(), Words::texts) {
            let folded = fold(title);
            tokens.name(&folded.chars().take(NAME).collect::<String>(), class.has_names());
            tokens.text(&folded);
        }
        card.text.lines().for_each(|line| tokens.text(&fold(line)));
        tokens
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Place)> {
        self.0.iter().map(|(token, place)| (token.as_str(), *place))
    }

    fn add(&mut self, token: String, place: Place) {
        let best = self.0.entry(token).or_insert(place);
        *best = place.min(*best);
    }

    /// A title or a code; a sentence is spelled from its beginning only.
    fn name(&mut self, folded: &str, from_each_syllable: bool) {
        let name = folded.trim();
        let place = |at: usize, token: &str| match at {
            _ if token == name => Place::Whole,
            0 => Place::Begins,
            _ => Place::Within,
        };
        for (at, part) in parts(name, 1).chain(parts(name, 2)) {
            self.add(part.to_owned(), place(at, part));
        }
        let row = syllables(&name.chars().take(SPELLED).collect::<String>());
        for at in 0..if from_each_syllable { row.len() } else { row.len().min(1) } {
            let rest = row.get(at..).unwrap_or_default();
            for token in beginnings(rest, SHORT).into_iter().chain(in_full(rest, LONG)) {
                // A single letter finds what begins with it; nearly everything has it somewhere.
                if at == 0 || token.chars().count() > 1 {
                    let place = place(at, &token);
                    self.add(token, place);
                }
            }
        }
    }

    fn text(&mut self, folded: &str) {
        for (_, part) in parts(folded, 2) {
            self.add(part.to_owned(), Place::Text);
        }
        for (_, word) in words(folded) {
            for token in [SHORT, LONG].into_iter().filter_map(|letters| beginning(word, letters)) {
                self.add(token.to_owned(), Place::Text);
            }
        }
    }
}

/// A word as far as a token of so many letters goes; none where a shorter token goes as far.
pub fn beginning(word: &str, letters: usize) -> Option<&str> {
    match word.char_indices().nth(letters) {
        Some((end, _)) => word.get(..end),
        None if letters == SHORT || word.chars().count() == letters => Some(word),
        None => None,
    }
}

/// Each so many Chinese characters that stand side by side, with the place of the first.
pub fn parts(folded: &str, characters: usize) -> impl Iterator<Item = (usize, &str)> {
    folded.char_indices().filter_map(move |(start, _)| {
        let rest = folded.get(start..)?;
        let mut run = rest.char_indices().take(characters).take_while(|(_, one)| is_han(*one));
        let last = run.nth(characters.checked_sub(1)?)?;
        Some((start, rest.get(..last.0 + last.1.len_utf8())?))
    })
}

/// The words of letters and digits, each with the place of its first.
pub fn words(folded: &str) -> impl Iterator<Item = (usize, &str)> {
    let of_word = |one: char| !is_han(one) && one.is_alphanumeric();
    let mut before = false;
    let starts = folded.char_indices().filter_map(move |(at, one)| {
        let begins = of_word(one) && !before;
        before = of_word(one);
        begins.then_some(at)
    });
    starts.filter_map(move |start| {
        let rest = folded.get(start..)?;
        let end = rest.find(|one| !of_word(one)).unwrap_or(rest.len());
        Some((start, rest.get(..end)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use plan::Kind;
    use plan::card::card;
    use serde_json::json;

    fn tokens(body: &serde_json::Value) -> Tokens {
        Tokens::of(Class::Person, &card(Kind::Person, body))
    }

    fn place(tokens: &Tokens, token: &str) -> Option<Place> {
        tokens.0.get(token).copied()
    }

    #[test]
    fn a_name_is_found_by_characters_pairs_and_spelling() {
        let found = tokens(&json!({ "code": "P02", "name": "罗振岩", "title": "首席财务官" }));
        for (token, at) in [
            ("罗", Some(Place::Begins)),
            ("振岩", Some(Place::Within)),
            ("lzy", Some(Place::Begins)),
            ("zhe", Some(Place::Within)),
            ("luozhe", Some(Place::Begins)),
            ("p02", Some(Place::Whole)),
            ("财务", Some(Place::Text)),
            ("财", None),
            ("z", None),
            ("sxc", None),
        ] {
            assert_eq!(place(&found, token), at, "{token}");
        }
    }

    #[test]
    fn one_name_in_two_scripts_has_the_tokens_of_one() {
        let both = tokens(&json!({ "code": "P02", "name": { "zh-Hans": "罗振岩", "zh-Hant": "羅振巖" } }));
        assert_eq!(both, tokens(&json!({ "code": "P02", "name": "罗振岩" })));
    }

    #[test]
    fn a_name_of_one_character_is_whole() {
        let found = tokens(&json!({ "code": "P02", "name": "晓" }));
        assert_eq!((place(&found, "晓"), place(&found, "xia")), (Some(Place::Whole), Some(Place::Begins)));
    }

    #[test]
    fn nothing_but_the_card_is_in_a_token() {
        let said = json!({ "code": "P02", "name": "罗", "personal_agenda": "退休", "email": "luo@example.com" });
        assert_eq!(tokens(&said), tokens(&json!({ "code": "P02", "name": "罗" })));
    }

    #[test]
    fn a_long_title_is_text_after_its_beginning() {
        let title = format!("{}末", "甲乙丙丁戊己庚辛壬癸".repeat(4));
        let found = Tokens::of(Class::Fact, &card(Kind::Fact, &json!({ "code": "F01", "statement": title })));
        assert_eq!((place(&found, "癸末"), place(&found, "末")), (Some(Place::Text), None));
        assert_eq!((place(&found, "jyb"), place(&found, "ybd")), (Some(Place::Begins), None), "a sentence is no name");
    }
}
