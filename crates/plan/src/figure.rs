//! A figure: a number together with the rows that it is made of (method 9).

use crate::id::{Day, RecordRef};
use crate::money::Money;

/// What a figure's value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// A share; 1 is everything. Shown as percent.
    Share,
    /// A share from -1, all against, to 1, all in favour. Shown as percent with its sign.
    Balance,
    /// Points on a scale from 0 to 100.
    Points,
    /// A plain sum or count.
    Count,
    /// A factor: how many times.
    Factor,
    /// An amount in units of the plan's currency.
    Amount,
}

/// A number and what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its key, as in the figures file and in the labels.
    pub key: &'static str,
    /// The value; none where nothing is known that it could be computed from. Unknown is never zero.
    pub value: Option<f64>,
    /// What the value counts.
    pub measure: Measure,
    /// What the terms of each row mean, as label keys.
    pub columns: Vec<&'static str>,
    /// The records that count, each with its terms, in the order in which they are shown.
    pub rows: Vec<Row>,
    /// The last row: sums, under the columns that have one.
    pub totals: Vec<Term>,
    /// Records that could not be counted because something about them is unknown.
    pub left_out: Vec<RecordRef>,
    /// How many of all these are not for the reader: counted, not named.
    pub hidden: usize,
}

/// One record's part in a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The record.
    pub record: RecordRef,
    /// Its terms, one a column.
    pub terms: Vec<Term>,
}

/// One term of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Term {
    /// Not known, or nothing to show here.
    Unknown,
    /// A number, with up to two decimals where it has any.
    Number(f64),
    /// A share; 1 is everything.
    Share(f64),
    /// An amount in the plan's currency.
    Amount(Money),
    /// A grade on a scale: the scale's name and the value.
    Grade(&'static str, i64),
    /// A code of a scale: the scale's name and the code.
    Code(&'static str, &'static str),
    /// A day.
    Day(Day),
    /// Another record.
    Record(RecordRef),
}

impl Term {
    /// A grade of a scale, or unknown.
    pub fn grade(scale: &'static str, value: Option<i64>) -> Self {
        value.map_or(Self::Unknown, |value| Self::Grade(scale, value))
    }

    /// A day, or unknown.
    pub fn day(day: Option<Day>) -> Self {
        day.map_or(Self::Unknown, Self::Day)
    }

    /// An amount, or unknown.
    pub fn amount(money: Option<Money>) -> Self {
        money.map_or(Self::Unknown, Self::Amount)
    }

    /// The number, or unknown.
    pub fn number(value: Option<f64>) -> Self {
        value.map_or(Self::Unknown, Self::Number)
    }
}

impl Figure {
    /// A figure without rows yet.
    pub fn new(key: &'static str, measure: Measure, value: Option<f64>) -> Self {
        let (columns, rows, totals, left_out) = Default::default();
        Self { key, value, measure, columns, rows, totals, left_out, hidden: 0 }
    }

    /// With these columns and rows.
    pub fn of_rows(mut self, columns: &[&'static str], rows: Vec<Row>) -> Self {
        self.columns = columns.to_vec();
        self.rows = rows;
        self
    }

    /// With these sums under its columns.
    pub fn with_totals(mut self, totals: Vec<Term>) -> Self {
        self.totals = totals;
        self
    }

    /// Naming what could not be counted.
    pub fn without(mut self, left_out: Vec<RecordRef>) -> Self {
        self.left_out = left_out;
        self
    }
}

impl Row {
    /// The part of this record.
    pub fn of(record: impl Into<RecordRef>, terms: Vec<Term>) -> Self {
        Self { record: record.into(), terms }
    }
}

/// `part / whole`, unknown where the whole is nothing.
pub fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole != 0.0).then(|| part / whole)
}
