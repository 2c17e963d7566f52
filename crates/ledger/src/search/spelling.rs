//! How a name is typed on a keyboard: a row of syllables, each typed in full or by its first letter.
//!
//! A syllable is a Chinese character with all its readings, since 重庆, 银行 and 单 have theirs by the word, or a word of
//! letters and digits.

use super::fold::is_han;
use pinyin::ToPinyinMulti;
use std::collections::BTreeSet;

/// What one syllable may be typed as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Syllable {
    full: Vec<String>,
    /// First letters that are no full spelling themselves.
    initials: Vec<String>,
}

impl Syllable {
    fn of_character(character: char) -> Self {
        let readings = character.to_pinyin_multi().into_iter().flatten();
        let mut full: Vec<String> = Vec::new();
        for one in readings.flat_map(|reading| typed(reading.plain())) {
            if !full.contains(&one) {
                full.push(one);
            }
        }
        let initials = initials(&full);
        Self { full, initials }
    }

    fn of_word(word: String) -> Self {
        // Nobody shortens a number.
        let numbers = word.chars().any(|one| one.is_ascii_digit());
        let full = vec![word];
        Self { initials: if numbers { Vec::new() } else { initials(&full) }, full }
    }

    fn spellings(&self) -> impl Iterator<Item = &str> {
        self.full.iter().chain(&self.initials).map(String::as_str)
    }
}

/// A reading as keyboards have it: 吕 is typed lv, and lu by whoever does not know that.
fn typed(reading: &str) -> Vec<String> {
    let plain = reading.replace('ê', "e");
    if plain.contains('ü') { vec![plain.replace('ü', "v"), plain.replace('ü', "u")] } else { vec![plain] }
}

fn initials(full: &[String]) -> Vec<String> {
    let all: BTreeSet<String> = full.iter().filter_map(|one| one.chars().next()).map(String::from).collect();
    all.into_iter().filter(|one| !full.contains(one)).collect()
}

/// The syllables of a folded text, in order.
pub fn syllables(folded: &str) -> Vec<Syllable> {
    let mut all = Vec::new();
    let mut word = String::new();
    for character in folded.chars() {
        if !is_han(character) && character.is_alphanumeric() {
            word.push(character);
            continue;
        }
        if !word.is_empty() {
            all.push(Syllable::of_word(std::mem::take(&mut word)));
        }
        if is_han(character) {
            all.push(Syllable::of_character(character));
        }
    }
    if !word.is_empty() {
        all.push(Syllable::of_word(word));
    }
    all
}

/// Where in a row of syllables what was typed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spelled {
    /// It is all of it.
    Whole,
    /// At its beginning.
    Begins,
    /// Further on, from the beginning of a syllable.
    Within,
}

/// Where these letters stand in the row, the best place first.
pub fn spelled(typed: &str, row: &[Syllable]) -> Option<Spelled> {
    let ends = (0..row.len()).filter_map(|start| Some((start, from(typed, row.get(start..)?)?)));
    ends.map(|(start, whole)| match (start, whole) {
        (0, true) => Spelled::Whole,
        (0, false) => Spelled::Begins,
        _ => Spelled::Within,
    })
    .min()
}

/// Do these letters spell the row from its first syllable on, the last one at least begun? To its end?
fn from(typed: &str, row: &[Syllable]) -> Option<bool> {
    let (first, others) = row.split_first()?;
    let ways = first.spellings().filter_map(|spelling| match typed.strip_prefix(spelling) {
        Some("") => Some(others.is_empty()),
        Some(rest) => from(rest, others),
        None => spelling.starts_with(typed).then_some(false),
    });
    ways.max()
}

/// Everything of at most so many letters that begins the spelling of this row.
pub fn beginnings(row: &[Syllable], most: usize) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    extend("", row, most, &|one| one.spellings().collect(), &mut found);
    found
}

/// The first letters of this row with every syllable in full, just so many.
pub fn in_full(row: &[Syllable], letters: usize) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    extend("", row, letters, &|one| one.full.iter().map(String::as_str).collect(), &mut found);
    found.retain(|one| one.chars().count() == letters);
    found
}

fn extend<'s>(
    before: &str,
    row: &'s [Syllable],
    most: usize,
    spellings: &impl Fn(&'s Syllable) -> Vec<&'s str>,
    found: &mut BTreeSet<String>,
) {
    let Some((first, others)) = row.split_first() else { return };
    for spelling in spellings(first) {
        let mut typed = before.to_owned();
        let mut length = before.chars().count();
        for letter in spelling.chars().take(most - length) {
            typed.push(letter);
            length += 1;
            found.insert(typed.clone());
        }
        // With letters to spare the syllable is typed to its end, and the next one follows.
        if length < most {
            extend(&typed, others, most, spellings, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> Vec<Syllable> {
        syllables(&super::super::fold::fold(text))
    }

    #[test]
    fn a_name_is_typed_in_full_by_initials_or_both() {
        let name = row("罗振岩");
        for typed in ["luozhenyan", "lzy", "luozy", "lzhenyan", "lzyan"] {
            assert_eq!(spelled(typed, &name), Some(Spelled::Whole), "{typed}");
        }
        for typed in ["l", "lu", "luo", "luozh", "lz"] {
            assert_eq!(spelled(typed, &name), Some(Spelled::Begins), "{typed}");
        }
        for typed in ["zhenyan", "zy", "yan", "y"] {
            assert_eq!(spelled(typed, &name), Some(Spelled::Within), "{typed}");
        }
        for typed in ["uo", "lyan", "luozhenyanx", "henyan"] {
            assert_eq!(spelled(typed, &name), None, "{typed}");
        }
    }

    #[test]
    fn all_readings_count() {
        for (name, typed) in [
            ("重庆", "chongqing"),
            ("重庆", "cq"),
            ("重点", "zhongdian"),
            ("银行", "yinhang"),
            ("银行", "yh"),
            ("单雄信", "shanxiongxin"),
            ("订单", "dingdan"),
            ("吕布", "lvbu"),
            ("吕布", "lubu"),
        ] {
            assert_eq!(spelled(typed, &row(name)), Some(Spelled::Whole), "{name} {typed}");
        }
    }

    #[test]
    fn letters_and_codes_are_syllables_too() {
        assert_eq!(spelled("luozhen", &row("LUO Zhen")), Some(Spelled::Whole));
        assert_eq!(spelled("zhe", &row("LUO Zhen")), Some(Spelled::Within));
        assert_eq!(spelled("p02", &row("P02")), Some(Spelled::Whole));
        assert_eq!(spelled("p03", &row("P02")), None);
        assert_eq!(spelled("itbumen", &row("IT部门")), Some(Spelled::Whole));
    }

    #[test]
    fn beginnings_are_all_that_may_be_typed_first() {
        let found = beginnings(&row("罗振岩"), 3);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["l", "lu", "luo", "lz", "lzh", "lzy"]);
        let found = in_full(&row("王晓明"), 6);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["wangxi", "yuxiao"]);
    }
}
