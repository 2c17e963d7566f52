//! The words on a drawing. They come from outside: this crate knows no language.

use plan::id::RecordRef;
use plan::{Day, Language, Money, Words};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Words, numbers and addresses for one reader.
pub trait Labels {
    /// The reader's language.
    fn language(&self) -> Language;
    /// The label with this key.
    fn label(&self, key: &str) -> String;
    /// What a code of a scale is called.
    fn code(&self, scale: &str, code: &str) -> String;
    /// What a grade of a scale is called.
    fn grade(&self, scale: &str, value: i64) -> String;
    /// An amount, short, in the currency of the plan, which the drawing names once.
    fn money(&self, amount: Money) -> String;
    /// A plain number.
    fn number(&self, value: f64) -> String;
    /// A share as percent.
    fn percent(&self, share: f64) -> String;
    /// A day.
    fn day(&self, day: Day) -> String;
    /// Where a card leads; in a file nowhere.
    fn link(&self, record: RecordRef) -> Option<String> {
        let _ = record;
        None
    }

    /// Words of the plan in the reader's language.
    fn show<'w>(&self, words: &'w Words) -> &'w str {
        words.show(self.language())
    }

    /// Words of the plan that may be missing.
    fn show_maybe<'w>(&self, words: &'w Option<Words>) -> &'w str {
        words.as_ref().map_or("", |words| words.show(self.language()))
    }

    /// What is not empty of these, as one sentence.
    fn sentence(&self, parts: &[String]) -> String {
        let said: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        said.join(&self.label("list-comma"))
    }
}

/// Labels that are looked up once each, however many cards say them.
pub(crate) struct Remembered<'l> {
    labels: &'l dyn Labels,
    said: RefCell<BTreeMap<String, String>>,
    codes: RefCell<BTreeMap<String, BTreeMap<String, String>>>,
    grades: RefCell<BTreeMap<String, BTreeMap<i64, String>>>,
}

impl<'l> Remembered<'l> {
    /// None of them looked up yet.
    pub fn new(labels: &'l dyn Labels) -> Self {
        Self { labels, said: RefCell::default(), codes: RefCell::default(), grades: RefCell::default() }
    }
}

impl Labels for Remembered<'_> {
    fn language(&self) -> Language {
        self.labels.language()
    }

    fn label(&self, key: &str) -> String {
        if let Some(said) = self.said.borrow().get(key) {
            return said.clone();
        }
        let said = self.labels.label(key);
        self.said.borrow_mut().insert(key.to_owned(), said.clone());
        said
    }

    fn code(&self, scale: &str, code: &str) -> String {
        if let Some(said) = self.codes.borrow().get(scale).and_then(|codes| codes.get(code)) {
            return said.clone();
        }
        let said = self.labels.code(scale, code);
        self.codes.borrow_mut().entry(scale.to_owned()).or_default().insert(code.to_owned(), said.clone());
        said
    }

    fn grade(&self, scale: &str, value: i64) -> String {
        if let Some(said) = self.grades.borrow().get(scale).and_then(|grades| grades.get(&value)) {
            return said.clone();
        }
        let said = self.labels.grade(scale, value);
        self.grades.borrow_mut().entry(scale.to_owned()).or_default().insert(value, said.clone());
        said
    }

    fn money(&self, amount: Money) -> String {
        self.labels.money(amount)
    }

    fn number(&self, value: f64) -> String {
        self.labels.number(value)
    }

    fn percent(&self, share: f64) -> String {
        self.labels.percent(share)
    }

    fn day(&self, day: Day) -> String {
        self.labels.day(day)
    }

    fn link(&self, record: RecordRef) -> Option<String> {
        self.labels.link(record)
    }
}
