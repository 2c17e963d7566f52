//! Text as search compares it: small letters, half-width forms, simplified characters. Folding goes character by
//! character and not by words, so that a part of a text folds to the same part of the folded text.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A line each: a simplified character and the traditional ones that are written as it. Derived from the characters of
/// OpenCC (Apache-2.0), and 著.
const SIMPLIFIED: &str = include_str!("simplified.txt");

static FOLDED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let mut characters = line.chars();
        let simplified = characters.next();
        characters.filter_map(move |traditional| Some((traditional, simplified?)))
    };
    SIMPLIFIED.lines().flat_map(line).collect()
});

/// How far full-width forms of letters, digits and marks lie from the plain ones.
const FULL_WIDTH: u32 = 0xFEE0;

/// Folds a text.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(plain).collect()
}

fn plain(character: char) -> char {
    match character {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(character) - FULL_WIDTH).map_or(character, |one| one.to_ascii_lowercase())
        }
        // As it is typed where the keyboard has no ü.
        'ü' => 'v',
        _ if is_han(character) => FOLDED.get(&character).copied().unwrap_or(character),
        _ => character,
    }
}

/// Is it a Chinese character?
pub const fn is_han(character: char) -> bool {
    matches!(character, '〇' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_folds_to_simplified_whatever_stands_around_it() {
        assert_eq!(fold("羅振巖"), "罗振岩");
        assert_eq!(fold("銀行後臺看著"), "银行后台看着");
        assert_eq!(fold("後"), "后");
    }

    #[test]
    fn letters_and_digits_are_small_and_half_as_wide() {
        assert_eq!(fold("ＬＵＯ　Ｐ０２（Lü）"), "luo p02(lv)");
    }

    #[test]
    fn folding_twice_changes_nothing_more() {
        for line in SIMPLIFIED.lines() {
            assert_eq!(fold(&fold(line)), fold(line));
            assert_eq!(fold(line).chars().collect::<std::collections::BTreeSet<_>>().len(), 1, "{line}");
        }
    }
}
