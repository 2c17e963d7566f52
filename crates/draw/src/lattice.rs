//! The lattice that the cards of every map stand on: rows of cards, upright lines a fifth of a card apart, and gaps
//! between rows and between cards, in which all lines run. What keeps to the gaps cannot cross a card.

mod route;
mod track;

pub use route::Sides;
pub use track::{Request, Track, along, rounded, zigzag};

use crate::geometry::Rect;

/// Distance of two upright lines.
pub const UNIT: f64 = 40.0;
/// How many of them a card with its gaps takes.
pub const SPAN: usize = 6;
/// From a card's side to the upright line beside it: half the gap between two cards.
pub const ASIDE: f64 = 16.0;
/// Width of a card.
pub const CARD: f64 = UNIT * SPAN as f64 - 2.0 * ASIDE;

/// Where a card stands: the upright line at its left, and its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// The upright line at its left.
    pub line: usize,
    /// Its row, from above.
    pub row: usize,
}

impl Cell {
    /// The card there.
    pub const fn new(line: usize, row: usize) -> Self {
        Self { line, row }
    }
}

/// A row of cards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Upper edge of its cards.
    pub top: f64,
    /// Height of its cards.
    pub height: f64,
}

/// Rows of cards and the upright lines between them.
#[derive(Clone, Debug)]
pub struct Lattice {
    left: f64,
    lines: usize,
    rows: Vec<Row>,
    taken: Vec<bool>,
}

impl Lattice {
    /// A lattice of these rows, that reaches over so many units from `left`, without cards.
    pub fn new(left: f64, units: usize, rows: Vec<Row>) -> Self {
        let lines = units + 1;
        Self { left, lines, taken: vec![false; lines * rows.len()], rows }
    }

    /// A card stands here from now on.
    pub fn take(&mut self, cell: Cell) {
        for line in cell.line + 1..cell.line + SPAN {
            if let Some(taken) = self.taken.get_mut(cell.row * self.lines + line) {
                *taken = true;
            }
        }
    }

    /// A line may go down here through a row.
    fn is_free(&self, line: usize, row: usize) -> bool {
        line < self.lines && self.taken.get(row * self.lines + line) == Some(&false)
    }

    /// Where the card stands on the drawing.
    pub fn rect(&self, cell: Cell) -> Rect {
        let row = self.row(cell.row);
        Rect::new(self.x(cell.line) + ASIDE, row.top, CARD, row.height)
    }

    /// Where an upright line is.
    pub fn x(&self, line: usize) -> f64 {
        self.left + line as f64 * UNIT
    }

    /// Upper and lower edge of the gap above a row; below the last row, of as much as there is above the first.
    pub fn gap(&self, row: usize) -> (f64, f64) {
        let above = row.checked_sub(1).map(|row| self.row(row));
        match (above, self.rows.get(row)) {
            (Some(above), Some(row)) => (above.top + above.height, row.top),
            (Some(above), None) => (above.top + above.height, above.top + above.height + 2.0 * ASIDE),
            (None, _) => (self.row(0).top - 2.0 * ASIDE, self.row(0).top),
        }
    }

    /// The height in the middle of the gap above a row.
    pub fn between(&self, row: usize) -> f64 {
        let (top, bottom) = self.gap(row);
        (top + bottom) / 2.0
    }

    fn row(&self, row: usize) -> Row {
        self.rows.get(row).copied().unwrap_or(Row { top: 0.0, height: 0.0 })
    }
}
