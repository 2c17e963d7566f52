//! The words on a drawing. They come from outside: this crate knows no language.

use plan::id::RecordRef;
use plan::{Day, Language, Money, Words};

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
