//! What somebody searches for: which tokens lead to it, and whether what they lead to is it.

use super::fold::{fold, is_han};
use super::spelling::{Spelled, spelled, syllables};
use super::token::{LONG, Place, SHORT, beginning, parts, words};
use plan::Words;

/// Characters of a query that count.
const LONGEST: usize = 60;
/// Tokens that are looked up for one query; further ones would hardly leave out anything more.
const TOKENS: usize = 6;

/// A query: several terms, all of which must be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    terms: Vec<Term>,
    /// Everything typed without what stands between.
    all: String,
}

/// A part of a query that stands together in what is found.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Term {
    /// Chinese characters.
    Characters(String),
    /// Letters and digits.
    Letters(String),
}

/// A way to look a query up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// What a record must have, the rarest first.
    pub tokens: Vec<String>,
    /// They say all of the query, so that everything they lead to is it.
    pub says_all: bool,
}

/// What can be looked at of a record that tokens lead to.
pub struct Candidate<'r> {
    /// Its code.
    pub code: &'r str,
    /// Its title.
    pub title: Option<&'r Words>,
    /// Its texts.
    pub texts: &'r str,
}

/// Where a query is in a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The best place of any of its terms.
    pub place: Place,
    /// The text that has a term which the name has not.
    pub text: Option<String>,
}

impl Query {
    /// What this asks for; none where it has nothing to look for.
    pub fn of(typed: &str) -> Option<Self> {
        let folded = fold(&typed.chars().take(LONGEST).collect::<String>());
        let mut terms: Vec<(usize, Term)> =
            words(&folded).map(|(at, word)| (at, Term::Letters(word.to_owned()))).collect();
        let runs = folded.split(|one| !is_han(one)).filter(|run| !run.is_empty());
        let place = |run: &str| run.as_ptr().addr() - folded.as_ptr().addr();
        terms.extend(runs.map(|run| (place(run), Term::Characters(run.to_owned()))));
        terms.sort_by_key(|(at, _)| *at);
        let terms: Vec<Term> = terms.into_iter().map(|(_, term)| term).collect();
        let all = compact(&folded);
        (!terms.is_empty()).then_some(Self { terms, all })
    }

    /// Is it in this name, which is no record's?
    pub fn is_in(&self, name: &str) -> bool {
        let name = fold(name);
        self.terms.iter().all(|term| term.in_name(&name).is_some())
    }

    /// The ways to look it up: what is typed in full first, which leads to few, then any way of typing.
    pub fn ways(&self) -> Vec<Way> {
        let mut ways = Vec::new();
        for letters in [LONG, SHORT] {
            let way = self.way(letters);
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
        ways
    }

    fn way(&self, letters: usize) -> Way {
        let mut tokens: Vec<String> = Vec::new();
        for one in self.terms.iter().flat_map(|term| term.tokens(letters)) {
            if !tokens.contains(&one) {
                tokens.push(one);
            }
        }
        tokens.sort_by_key(|token| std::cmp::Reverse(rarity(token)));
        tokens.truncate(TOKENS);
        Way { says_all: tokens == [self.all.as_str()], tokens }
    }

    /// Where it is in this record; none where a token led to something else.
    pub fn find(&self, candidate: &Candidate<'_>) -> Option<Hit> {
        let titles: Vec<String> = candidate.title.map_or(Vec::new(), Words::texts).into_iter().map(fold).collect();
        let names: Vec<String> = std::iter::once(fold(candidate.code)).chain(titles).collect();
        let (mut best, mut text) = (Place::Text, None);
        for term in &self.terms {
            if let Some(place) = names.iter().filter_map(|name| term.in_name(name)).min() {
                best = best.min(place);
            } else {
                text = Some(candidate.texts.lines().find(|line| term.is_in_text(&fold(line)))?.to_owned());
            }
        }
        let whole = names.iter().any(|name| compact(name) == self.all);
        // Only what one term says is the whole of a name that has several.
        let one_of_several = self.terms.len() > 1 && best == Place::Whole;
        let place = if whole {
            Place::Whole
        } else if one_of_several {
            Place::Begins
        } else {
            best
        };
        Some(Hit { place, text })
    }
}

impl Term {
    /// What a record that has this term has as a token.
    fn tokens(&self, letters: usize) -> Vec<String> {
        match self {
            Self::Characters(run) if run.chars().nth(1).is_none() => vec![run.clone()],
            Self::Characters(run) => parts(run, 2).map(|(_, pair)| pair.to_owned()).collect(),
            Self::Letters(word) => {
                let token = beginning(word, letters).or_else(|| beginning(word, SHORT));
                token.map(str::to_owned).into_iter().collect()
            }
        }
    }

    fn in_name(&self, name: &str) -> Option<Place> {
        match self {
            Self::Characters(run) if name == run => Some(Place::Whole),
            Self::Characters(run) if name.starts_with(run.as_str()) => Some(Place::Begins),
            Self::Characters(run) => name.contains(run.as_str()).then_some(Place::Within),
            Self::Letters(word) => spelled(word, &syllables(name)).map(|spelled| match spelled {
                Spelled::Whole => Place::Whole,
                Spelled::Begins => Place::Begins,
                Spelled::Within => Place::Within,
            }),
        }
    }

    fn is_in_text(&self, text: &str) -> bool {
        match self {
            Self::Characters(run) => text.contains(run.as_str()),
            Self::Letters(word) => words(text).any(|(_, one)| one.starts_with(word.as_str())),
        }
    }
}

/// How few records a token leads to, roughly: letters are shared by more than characters.
fn rarity(token: &str) -> usize {
    let characters = token.chars().filter(|one| is_han(*one)).count();
    token.chars().count() + characters
}

fn compact(folded: &str) -> String {
    folded.chars().filter(|one| one.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(typed: &str, title: &str, texts: &str) -> Option<Hit> {
        let title = Words::from(title);
        Query::of(typed)?.find(&Candidate { code: "P02", title: Some(&title), texts })
    }

    fn place(typed: &str, title: &str) -> Option<Place> {
        hit(typed, title, "").map(|hit| hit.place)
    }

    #[test]
    fn the_whole_name_comes_before_its_beginning_and_its_inside() {
        assert_eq!(place("罗振岩", "罗振岩"), Some(Place::Whole));
        assert_eq!(place("羅", "罗振岩"), Some(Place::Begins));
        assert_eq!(place("岩", "罗振岩"), Some(Place::Within));
        assert_eq!(place("LUO Zhen", "LUO Zhen"), Some(Place::Whole));
        assert_eq!(place("zhen luo", "LUO Zhen"), Some(Place::Begins));
        assert_eq!(place("p02", "罗振岩"), Some(Place::Whole));
    }

    #[test]
    fn pairs_that_do_not_stand_together_are_no_find() {
        assert_eq!(place("中国银行", "中国的国银和银行"), None);
        assert_eq!(place("luozhenyan", "罗佳振岩"), None);
    }

    #[test]
    fn all_words_must_be_there_wherever() {
        let found = hit("罗 财务", "罗振岩", "首席财务官\n另一行");
        assert_eq!(found, Some(Hit { place: Place::Begins, text: Some("首席财务官".into()) }));
        assert_eq!(hit("罗 采购", "罗振岩", "首席财务官"), None);
        assert_eq!(hit("refin", "x", "EVP Refining").map(|hit| hit.place), Some(Place::Text));
        assert_eq!(hit("fining", "x", "EVP Refining"), None);
    }

    #[test]
    fn what_says_nothing_asks_for_nothing() {
        assert_eq!([Query::of(""), Query::of("  —（） ")], [None, None]);
    }

    #[test]
    fn the_rarest_token_leads() {
        let ways = |typed| Query::of(typed).unwrap().ways();
        let way =
            |tokens: &[&str], says_all| Way { tokens: tokens.iter().map(|one| (*one).into()).collect(), says_all };
        assert_eq!(ways("晓"), [way(&["晓"], true)]);
        assert_eq!(ways("wangxiaoming"), [way(&["wangxi"], false), way(&["wan"], false)]);
        assert_eq!(ways("lzy"), [way(&["lzy"], true)]);
        assert_eq!(ways("王 pre 财务"), [way(&["财务", "pre", "王"], false)]);
    }
}
