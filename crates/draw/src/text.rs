//! Text before it is drawn: how wide it is, where its lines break, and how it ends where it is cut.
//!
//! Widths are those of Noto Sans SC, which papers embed. On screen the system's font stands in; the common ones for
//! Chinese are as wide in Chinese and narrower in Latin. Pairs are not kerned.

mod advances;

use advances::RUNS;
use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_segmentation::UnicodeSegmentation;

/// What ends a text that was cut.
const ELLIPSIS: &str = "…";

/// Thousandths of the letter size in one letter size.
const FULL: u16 = 1000;

/// Emoji are in none of our fonts; this is the widest that systems draw them.
const EMOJI: u16 = 1400;

/// The gap that browsers leave between Chinese and Latin letters (`text-autospace`).
const BETWEEN_SCRIPTS: u16 = FULL / 8;

/// Width of one line of text in letters of this size, `strong` in semibold; in the unit of `size`.
pub fn width(text: &str, size: f64, strong: bool) -> f64 {
    if text.chars().all(stands_alone) {
        return alone(text, size, strong);
    }
    letters(text, size, strong).last().map_or(0.0, |(_, width)| width)
}

/// The width of letters that stand alone: nearly all text, and every text of a drawing is measured, so without looking
/// for accents.
fn alone(text: &str, size: f64, strong: bool) -> f64 {
    let mut before = None;
    let mut sum = 0u32;
    for letter in text.chars() {
        sum += u32::from(gap(before, Some(letter))) + u32::from(char_width(letter, strong));
        before = Some(letter);
    }
    f64::from(sum) * size / f64::from(FULL)
}

/// Joins no letter before or after it: Latin with its ready-made accents, common punctuation, ideographs.
fn stands_alone(letter: char) -> bool {
    matches!(letter, '\0'..='\u{2ff}' | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3029}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ff01}'..='\u{ff5e}')
}

/// The text in at most `lines` lines no wider than `width`; where more is left, the last ends in an ellipsis.
///
/// Lines break where Unicode (UAX 14) lets them: no closing mark begins a line, no word is broken unless it is wider
/// than a line. What one reads as one letter stays whole, even where a line is narrower than that.
pub fn wrap(text: &str, width: f64, lines: usize, size: f64, strong: bool) -> Vec<String> {
    let mut wrapped = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && wrapped.len() < lines {
        let (line, after) = first_line(rest, width, size, strong);
        let last = wrapped.len() + 1 == lines;
        wrapped.push(if last && !after.is_empty() { cut(rest, width, size, strong) } else { line.to_owned() });
        rest = after;
    }
    wrapped
}

/// The text in one line no wider than `width`, ending in an ellipsis where it was cut.
pub fn fit(text: &str, width: f64, size: f64, strong: bool) -> String {
    wrap(text, width, 1, size, strong).concat()
}

/// The size of letters, `size` at most, in which a text is no wider than `most`: for numbers, which must not be cut.
pub fn size_within(text: &str, most: f64, size: f64, strong: bool) -> f64 {
    let full = width(text, size, strong);
    if full > most { (size * most / full * 100.0).floor() / 100.0 } else { size }
}

/// What one reads as the first letter.
pub fn first_letter(text: &str) -> Option<&str> {
    text.graphemes(true).next()
}

/// What goes on the first line, and what is left. Takes at least one letter, so that whoever repeats it comes to an end.
fn first_line(text: &str, most: f64, size: f64, strong: bool) -> (&str, &str) {
    let mut fitting = None;
    for (end, opportunity) in linebreaks(text) {
        let line = text.get(..end).unwrap_or_default().trim_end();
        if width(line, size, strong) > most {
            break;
        }
        fitting = Some(end);
        if opportunity == BreakOpportunity::Mandatory {
            break;
        }
    }
    let (line, rest) = text.split_at(fitting.unwrap_or_else(|| letters_within(text, most, size, strong)));
    (line.trim_end(), rest.trim_start())
}

/// The text's beginning with an ellipsis after it; line breaks become spaces.
fn cut(text: &str, most: f64, size: f64, strong: bool) -> String {
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let room = most - width(ELLIPSIS, size, strong);
    let (kept, _) = text.split_at(letters_within(&text, room, size, strong));
    format!("{}{ELLIPSIS}", kept.trim_end())
}

/// Where the letters end that are no wider than `most` together; after the first at the earliest.
fn letters_within(text: &str, most: f64, size: f64, strong: bool) -> usize {
    let first = text.graphemes(true).next().map_or(0, str::len);
    let fitting = letters(text, size, strong).take_while(|(_, width)| *width <= most).last();
    fitting.map_or(first, |(end, _)| end)
}

/// Where each letter ends, and the width up to there.
fn letters(text: &str, size: f64, strong: bool) -> impl Iterator<Item = (usize, f64)> {
    let mut before = None;
    let mut sum = 0u32;
    text.grapheme_indices(true).map(move |(start, cluster)| {
        sum += u32::from(gap(before, cluster.chars().next())) + u32::from(cluster_width(cluster, strong));
        before = cluster.chars().next_back();
        (start + cluster.len(), f64::from(sum) * size / f64::from(FULL))
    })
}

/// A letter with its accents is as wide as the widest part of it.
fn cluster_width(cluster: &str, strong: bool) -> u16 {
    if cluster.contains('\u{fe0f}') {
        return EMOJI;
    }
    cluster.chars().map(|letter| char_width(letter, strong)).max().unwrap_or(0)
}

fn char_width(letter: char, strong: bool) -> u16 {
    let point = u32::from(letter);
    let run = RUNS.partition_point(|(_, last, _, _)| *last < point);
    match (RUNS.get(run), point) {
        (Some((first, _, regular, bold)), _) if *first <= point => {
            if strong {
                *bold
            } else {
                *regular
            }
        }
        _ if letter.is_control() => 0,
        // Marks without a shape of their own: joiners, directions, variants.
        (_, 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfe00..=0xfe0f | 0xfeff | 0xe0000..=0xe0fff) => 0,
        (_, 0x1f000..=0x1faff) => EMOJI,
        _ => FULL,
    }
}

fn gap(before: Option<char>, here: Option<char>) -> u16 {
    let borders = |a: Option<char>, b: Option<char>| a.is_some_and(is_ideograph) && b.is_some_and(is_western);
    if borders(before, here) || borders(here, before) { BETWEEN_SCRIPTS } else { 0 }
}

fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{2fdf}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_western(letter: char) -> bool {
    letter < '\u{2e80}' && letter.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_as_wide_as_the_font_has_them() {
        assert_eq!(width("王", 20.0, false), 20.0);
        assert_eq!(width("王敏,", 10.0, false), 22.78);
        assert_eq!(width("Wang", 1000.0, false), 878.0 + 563.0 + 610.0 + 564.0);
        assert!(width("Wang", 14.0, true) > width("Wang", 14.0, false));
        assert_eq!(width("", 14.0, false), 0.0);
    }

    #[test]
    fn an_accent_or_a_joined_emoji_adds_no_width() {
        assert_eq!(width("e\u{301}", 14.0, false), width("é", 14.0, false));
        assert_eq!(width("👩‍👩‍👧", 10.0, false), 14.0);
        assert_eq!(width("🇨🇳", 10.0, false), 14.0);
        assert_eq!(width("a\u{200b}b", 10.0, false), width("ab", 10.0, false));
    }

    #[test]
    fn a_text_is_as_wide_without_looking_for_accents_as_with() {
        for point in (0..0x1_0000).filter_map(char::from_u32).filter(|letter| stands_alone(*letter)) {
            let text = format!("A{point}王{point}\r\n…");
            for strong in [false, true] {
                let with = letters(&text, 13.0, strong).last().map_or(0.0, |(_, width)| width);
                assert_eq!(alone(&text, 13.0, strong), with, "{:x}", u32::from(point));
            }
        }
    }

    #[test]
    fn between_chinese_and_latin_there_is_a_gap() {
        assert_eq!(width("王A王", 1000.0, false), 2000.0 + width("A", 1000.0, false) + 250.0);
        assert_eq!(width("王，A", 1000.0, false), 2000.0 + width("A", 1000.0, false));
    }

    #[test]
    fn text_that_fits_is_left_alone() {
        assert_eq!(wrap("数字化转型", 100.0, 2, 14.0, false), ["数字化转型"]);
        assert_eq!(wrap("", 100.0, 2, 14.0, false), Vec::<String>::new());
        assert_eq!(wrap(" \n ", 100.0, 2, 14.0, false), Vec::<String>::new());
        assert_eq!(wrap("数", 100.0, 0, 14.0, false), Vec::<String>::new());
    }

    #[test]
    fn chinese_breaks_between_letters_but_no_mark_begins_a_line() {
        assert_eq!(wrap("降低成本，提高产量", 40.0, 3, 10.0, false), ["降低成", "本，提高", "产量"]);
        assert_eq!(wrap("已定预（算）未定", 40.0, 3, 10.0, false), ["已定预", "（算）未", "定"]);
    }

    #[test]
    fn latin_words_stay_whole_until_they_are_wider_than_a_line() {
        assert_eq!(wrap("cut cost by half", 50.0, 3, 10.0, false), ["cut cost", "by half"]);
        let lines = wrap("a Donaudampfschifffahrt", 60.0, 5, 10.0, false);
        assert_eq!(lines.concat(), "aDonaudampfschifffahrt");
        assert!(lines.len() == 3 && lines.iter().all(|line| width(line, 10.0, false) <= 60.0), "{lines:?}");
    }

    #[test]
    fn both_scripts_share_a_line() {
        assert_eq!(wrap("上线 SAP S/4HANA 系统", 70.0, 3, 10.0, false), ["上线 SAP", "S/4HANA 系统"]);
    }

    #[test]
    fn what_is_left_over_ends_in_an_ellipsis() {
        assert_eq!(wrap("降低成本，提高产量", 40.0, 2, 10.0, false), ["降低成", "本，提…"]);
        assert_eq!(fit("降低成本，提高产量", 50.0, 10.0, false), "降低成本…");
        assert_eq!(fit("一\n二", 50.0, 10.0, false), "一 二…");
        assert_eq!(fit("Procurement", 40.0, 10.0, false), "Procu…");
    }

    #[test]
    fn a_number_shrinks_instead_of_being_cut() {
        assert_eq!(size_within("28M", 100.0, 13.0, true), 13.0);
        let size = size_within("20000000M", 40.0, 13.0, true);
        assert!(size < 13.0 && width("20000000M", size, true) <= 40.0);
    }

    #[test]
    fn what_reads_as_one_letter_is_never_cut() {
        assert_eq!(fit("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 30.0, 10.0, false), "👩‍👩‍👧…");
        assert_eq!(wrap("e\u{301}e\u{301}", 1.0, 5, 10.0, false), ["e\u{301}", "e\u{301}"]);
    }

    #[test]
    fn a_line_break_typed_by_hand_is_kept() {
        assert_eq!(wrap("一\n\n二", 100.0, 5, 10.0, false), ["一", "二"]);
    }

    #[test]
    fn no_line_is_wider_than_asked_for() {
        let text = "基岩石油 Bedrock Petroleum：2027 年前把非计划停机减少 30%（含海上平台），并统一 HSE 台账。";
        for most in [30.0, 44.0, 61.5, 90.0, 133.0, 200.0] {
            for lines in 1..9 {
                let wrapped = wrap(text, most, lines, 12.0, true);
                assert!(wrapped.len() <= lines);
                for line in wrapped {
                    assert!(width(&line, 12.0, true) <= most, "{line} at {most}");
                }
            }
        }
    }
}
