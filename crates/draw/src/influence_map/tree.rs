//! Where each person's card stands: a tidy tree whose leaves hang in columns under their boss, wrapped so that the
//! whole is about as wide as a screen.

use crate::lattice::{Cell, SPAN, UNIT};
use plan::Id;
use plan::influence_map::Person;
use std::collections::BTreeMap;

/// How many hang in one column, and how many branches stand side by side, before they wrap.
const MOST: usize = 6;
/// From row to row, with the gap.
pub const PITCH: f64 = 116.0;

/// A card that has its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// Whose it is.
    pub person: Id<Person>,
    /// Where it stands.
    pub cell: Cell,
    /// How it hangs on the boss; none for those at the top.
    pub hang: Option<Hang>,
}

/// How a card hangs on its boss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hang {
    /// The boss.
    pub boss: Id<Person>,
    /// The row below the gap in which the line comes along.
    pub row: usize,
    /// The upright line by which it comes down to that gap, where the branches wrapped.
    pub gutter: Option<usize>,
    /// It hangs in a column, by its side.
    pub by_side: bool,
}

/// Cards that keep their places to each other.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Width in units.
    pub width: usize,
    /// Height in rows.
    pub height: usize,
    /// The cards.
    pub cards: Vec<Placed>,
}

impl Block {
    /// One card by itself.
    pub fn single(person: Id<Person>) -> Self {
        let cards = vec![Placed { person, cell: Cell::new(0, 0), hang: None }];
        Self { width: SPAN, height: 1, cards }
    }

    /// The block that far to the right and down.
    pub fn shifted(mut self, lines: usize, rows: usize) -> Self {
        for card in &mut self.cards {
            card.cell = Cell::new(card.cell.line + lines, card.cell.row + rows);
            if let Some(hang) = &mut card.hang {
                hang.row += rows;
                hang.gutter = hang.gutter.map(|line| line + lines);
            }
        }
        self
    }
}

impl Block {
    /// The block with this row left free by what stood there and below.
    pub fn skipping(mut self, free: Option<usize>) -> Self {
        let beyond = |row: usize| row + usize::from(free.is_some_and(|free| row >= free));
        for card in &mut self.cards {
            card.cell.row = beyond(card.cell.row);
            card.hang = card.hang.map(|hang| Hang { row: beyond(hang.row), ..hang });
        }
        self
    }
}

/// Who reports to whom, those with the most power first.
pub struct Reports(pub BTreeMap<Option<Id<Person>>, Vec<Id<Person>>>);

impl Reports {
    /// Those who report to somebody, or to nobody.
    pub fn to(&self, boss: Option<Id<Person>>) -> &[Id<Person>] {
        self.0.get(&boss).map_or(&[], Vec::as_slice)
    }

    /// The person with all who report to the person.
    pub fn tree(&self, person: Id<Person>, aspect: f64) -> Block {
        let below = self.to(Some(person));
        let (branches, leaves): (Vec<_>, Vec<_>) =
            below.iter().copied().partition(|one| !self.to(Some(*one)).is_empty());
        let mut blocks: Vec<Block> = branches.into_iter().map(|one| self.tree(one, aspect)).collect();
        let columns = leaves.len().div_ceil(MOST).max(1);
        blocks.extend(leaves.chunks(leaves.len().div_ceil(columns).max(1)).map(column));
        under(person, packed(blocks, MOST, 1, aspect))
    }
}

/// People without anyone below them, one below the other.
fn column(people: &[Id<Person>]) -> Block {
    let cards =
        people.iter().enumerate().map(|(row, person)| Placed { person: *person, cell: Cell::new(0, row), hang: None });
    Block { width: SPAN, height: people.len(), cards: cards.collect() }
}

/// Rows of blocks, each with its place in the whole.
pub struct Packed {
    width: usize,
    height: usize,
    rows: usize,
    blocks: Vec<Block>,
}

impl Packed {
    /// All of it as one block.
    pub fn into_block(self) -> Block {
        let cards = self.blocks.into_iter().flat_map(|block| block.cards).collect();
        Block { width: self.width, height: self.height, cards }
    }
}

/// Blocks side by side, `most` in a row, in so many rows that the whole with `above` rows over it comes nearest to the
/// wanted width per height.
pub fn packed(blocks: Vec<Block>, most: usize, above: usize, aspect: f64) -> Packed {
    let strain = |in_a_row: usize| {
        let (width, height) = size(&blocks, in_a_row);
        strain(width, height + above, aspect)
    };
    let widest = blocks.len().clamp(1, most);
    // From the widest down: of equals, the one with the fewest rows.
    let in_a_row = (1..=widest).rev().min_by(|a, b| strain(*a).total_cmp(&strain(*b))).unwrap_or(1);
    let (width, height) = size(&blocks, in_a_row);
    let rows = blocks.len().div_ceil(in_a_row);
    let mut placed = Vec::with_capacity(blocks.len());
    let (mut line, mut row, mut tallest) = (0, 0, 0);
    for (at, block) in blocks.into_iter().enumerate() {
        if at > 0 && at.is_multiple_of(in_a_row) {
            (line, row, tallest) = (0, row + tallest, 0);
        }
        tallest = tallest.max(block.height);
        let width = block.width;
        placed.push(block.shifted(line, row));
        line += width;
    }
    Packed { width, height, rows, blocks: placed }
}

/// How far so many units and rows are from the wanted width per height.
pub fn strain(width: usize, height: usize, aspect: f64) -> f64 {
    let ratio = width as f64 * UNIT / (height.max(1) as f64 * PITCH);
    (ratio / aspect).ln().abs()
}

fn size(blocks: &[Block], in_a_row: usize) -> (usize, usize) {
    let rows = blocks.chunks(in_a_row.max(1));
    let width = rows.clone().map(|row| row.iter().map(|block| block.width).sum()).max().unwrap_or(0);
    let height = rows.map(|row| row.iter().map(|block| block.height).max().unwrap_or(0)).sum();
    (width, height)
}

/// The boss over all that hangs below.
fn under(boss: Id<Person>, below: Packed) -> Block {
    if below.blocks.is_empty() {
        return Block::single(boss);
    }
    // The line to the second row of branches comes down at the left of them all.
    let gutter = usize::from(below.rows > 1);
    let first_row: Vec<usize> = below
        .blocks
        .iter()
        .filter_map(|block| entry(block).filter(|(_, row)| *row == 0).map(|(line, _)| line))
        .collect();
    let span = (first_row.iter().min().copied().unwrap_or(0), first_row.iter().max().copied().unwrap_or(0));
    let width = (below.width + gutter).max(SPAN);
    let line = ((span.0 + span.1) / 2 + gutter).saturating_sub(SPAN / 2).min(width - SPAN);
    let mut cards = vec![Placed { person: boss, cell: Cell::new(line, 0), hang: None }];
    for block in below.blocks {
        let by_side = hangs(&block);
        let mut block = block.shifted(gutter, 1);
        let row = block.cards.first().map_or(1, |card| card.cell.row);
        let hang = Hang { boss, row, gutter: (row > 1).then_some(0), by_side };
        block.cards.iter_mut().filter(|card| card.hang.is_none()).for_each(|card| card.hang = Some(hang));
        cards.append(&mut block.cards);
    }
    Block { width, height: below.height + 1, cards }
}

/// A column of several who have no boss within it.
fn hangs(block: &Block) -> bool {
    block.cards.iter().filter(|card| card.hang.is_none()).count() > 1
}

/// Where the line from above comes to a block: its upright line and row.
fn entry(block: &Block) -> Option<(usize, usize)> {
    let first = block.cards.first()?;
    let line = if hangs(block) { first.cell.line } else { first.cell.line + SPAN / 2 };
    Some((line, first.cell.row))
}
