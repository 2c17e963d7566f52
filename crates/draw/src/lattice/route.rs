//! The way of a line from card to card: the shortest through the gaps, with few corners (A*).

use super::{Cell, Lattice, SPAN, UNIT};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What a corner costs, in the unit of the drawing.
const CORNER: u32 = 60;

/// What it costs to pass a row. All rows cost the same, so that the distance to the end is never more than the way.
const THROUGH: u32 = 120;
const ASIDE_ONE: u32 = UNIT as u32;

/// A crossing of an upright line and the gap above a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Crossing {
    /// The upright line.
    pub line: usize,
    /// The row below the gap.
    pub gap: usize,
}

/// At which sides of its two cards a line may begin and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sides {
    /// From the lower edge of one to the upper edge of the other, both in the middle.
    Down,
    /// At the upper and lower edges of both, beside the middle.
    Any,
}

impl Sides {
    fn starts(self, cell: Cell) -> Vec<Crossing> {
        match self {
            Self::Down => vec![Crossing { line: cell.line + SPAN / 2, gap: cell.row + 1 }],
            Self::Any => beside_the_middle(cell),
        }
    }

    fn ends(self, cell: Cell) -> Vec<Crossing> {
        match self {
            Self::Down => vec![Crossing { line: cell.line + SPAN / 2, gap: cell.row }],
            Self::Any => beside_the_middle(cell),
        }
    }
}

fn beside_the_middle(cell: Cell) -> Vec<Crossing> {
    let lines = [cell.line + SPAN / 2 - 1, cell.line + SPAN / 2 + 1];
    let at = |gap| lines.map(|line| Crossing { line, gap });
    [at(cell.row), at(cell.row + 1)].concat()
}

/// The step by which a crossing was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Level,
    Upright,
}

/// The crossings on the way, both ends included; empty where the cards are shut in.
pub(super) fn route(lattice: &Lattice, from: Cell, to: Cell, sides: Sides) -> Vec<Crossing> {
    let ends = sides.ends(to);
    let mut search = Search::new(lattice, &ends);
    for start in sides.starts(from) {
        // Lines leave a card upright, so the first level step is a corner whichever way it goes.
        search.reach(start, Way::Level, 0, None);
    }
    while let Some((here, way, cost)) = search.nearest() {
        if ends.contains(&here) {
            return search.walked(here, way);
        }
        search.step_from(here, way, cost);
    }
    Vec::new()
}

struct Search<'l> {
    lattice: &'l Lattice,
    ends: &'l [Crossing],
    /// Cheapest cost so far and where it came from, by crossing and way.
    known: Vec<Option<(u32, Option<usize>)>>,
    open: BinaryHeap<Reverse<(u32, u32, usize)>>,
}

impl<'l> Search<'l> {
    fn new(lattice: &'l Lattice, ends: &'l [Crossing]) -> Self {
        let states = lattice.lines * (lattice.rows.len() + 1) * 2;
        Self { lattice, ends, known: vec![None; states], open: BinaryHeap::new() }
    }

    fn state(&self, at: Crossing, way: Way) -> usize {
        (at.gap * self.lattice.lines + at.line) * 2 + usize::from(way == Way::Upright)
    }

    fn at(&self, state: usize) -> (Crossing, Way) {
        let way = if state % 2 == 1 { Way::Upright } else { Way::Level };
        let lines = self.lattice.lines.max(1);
        (Crossing { line: state / 2 % lines, gap: state / 2 / lines }, way)
    }

    fn reach(&mut self, at: Crossing, way: Way, cost: u32, from: Option<usize>) {
        if at.line >= self.lattice.lines || at.gap > self.lattice.rows.len() {
            return;
        }
        let state = self.state(at, way);
        let left = self.ends.iter().map(|end| distance(at, *end)).min().unwrap_or(0);
        if let Some(known) = self.known.get_mut(state)
            && known.is_none_or(|(before, _)| cost < before)
        {
            *known = Some((cost, from));
            self.open.push(Reverse((cost + left, cost, state)));
        }
    }

    fn nearest(&mut self) -> Option<(Crossing, Way, u32)> {
        while let Some(Reverse((_, cost, state))) = self.open.pop() {
            // Reached more cheaply since.
            if self.known.get(state).copied().flatten().is_some_and(|(known, _)| known == cost) {
                let (at, way) = self.at(state);
                return Some((at, way, cost));
            }
        }
        None
    }

    fn step_from(&mut self, here: Crossing, way: Way, cost: u32) {
        let state = Some(self.state(here, way));
        let level = cost + ASIDE_ONE + if way == Way::Upright { CORNER } else { 0 };
        if let Some(line) = here.line.checked_sub(1) {
            self.reach(Crossing { line, ..here }, Way::Level, level, state);
        }
        self.reach(Crossing { line: here.line + 1, ..here }, Way::Level, level, state);
        let corner = if way == Way::Level { CORNER } else { 0 };
        if let Some(gap) = here.gap.checked_sub(1)
            && self.lattice.is_free(here.line, gap)
        {
            self.reach(Crossing { gap, ..here }, Way::Upright, cost + corner + THROUGH, state);
        }
        if self.lattice.is_free(here.line, here.gap) {
            let below = Crossing { gap: here.gap + 1, ..here };
            self.reach(below, Way::Upright, cost + corner + THROUGH, state);
        }
    }

    fn walked(&self, end: Crossing, way: Way) -> Vec<Crossing> {
        let mut walked = vec![end];
        let mut state = self.state(end, way);
        while let Some((_, Some(from))) = self.known.get(state).copied().flatten() {
            walked.push(self.at(from).0);
            state = from;
        }
        walked.reverse();
        walked
    }
}

fn distance(from: Crossing, to: Crossing) -> u32 {
    let count = |steps: usize| u32::try_from(steps).unwrap_or(u32::from(u16::MAX));
    ASIDE_ONE * count(from.line.abs_diff(to.line)) + THROUGH * count(from.gap.abs_diff(to.gap))
}
