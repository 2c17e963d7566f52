//! The panel of a figure: how it is computed, and the rows that it is made of.

use crate::page::Ground;
use crate::value::name_of;
use crate::words::Say;
use plan::Kind;
use plan::figure::{Figure, Term};

/// A figure opened to its rows.
pub struct FigurePanel {
    /// What it is called.
    pub label: String,
    /// Its value.
    pub value: String,
    /// How it is computed.
    pub how: String,
    /// Headings of the columns, each with what the other set of words calls it.
    pub columns: Vec<(String, Option<String>)>,
    /// What the rows are: people, deals, members.
    pub subject: String,
    /// The rows.
    pub rows: Vec<FigureRow>,
    /// Sums under the columns.
    pub totals: Vec<String>,
    /// Names of the records that could not be counted.
    pub left_out: Vec<String>,
    /// How many records are not for the reader.
    pub hidden: usize,
}

/// One row of a figure.
pub struct FigureRow {
    /// The record's name.
    pub name: String,
    /// Where it opens.
    pub href: Option<String>,
    /// Its terms.
    pub terms: Vec<String>,
}

impl FigurePanel {
    /// A figure with its rows.
    pub fn of(ground: &Ground<'_>, figure: &Figure) -> Self {
        let say = ground.say;
        let term = |one: &Term| say.term(ground.plan, ground.currency, one);
        let row = |row: &plan::figure::Row| FigureRow {
            name: name_of(ground.plan, say, row.record.kind, row.record.id),
            href: ground.open_id(row.record.kind, row.record.id),
            terms: row.terms.iter().map(term).collect(),
        };
        let left_out = figure.left_out.iter().map(|one| name_of(ground.plan, say, one.kind, one.id));
        let subject = figure.rows.first().map_or(Kind::Person, |row| row.record.kind);
        Self {
            label: say.label(&format!("figure-{}", figure.key)),
            value: ground.value_of(figure),
            how: say.label(&format!("figure-{}-how", figure.key)),
            columns: figure.columns.iter().map(|column| column_heading(say, column)).collect(),
            subject: say.kind(subject),
            rows: figure.rows.iter().map(row).collect(),
            totals: figure.totals.iter().map(term).collect(),
            left_out: left_out.collect(),
            hidden: figure.hidden,
        }
    }
}

fn column_heading(say: Say, column: &str) -> (String, Option<String>) {
    let key = format!("term-{column}");
    (say.label(&key), say.also(&key))
}
