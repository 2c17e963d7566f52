//! The matrix: needs by strategy, or units, against solutions; in each cell what stands there, for how much and when.

use super::amount::{self, Worth};
use super::{quarter, state};
use crate::geometry::{Point, Rect};
use crate::labels::Labels;
use crate::legend::legend;
use crate::paint::Paint;
use crate::scene::{Anchor, Group, Item, Part, Scene, Stroke, bar, centred, strong, text};
use crate::text;
use plan::execution_map::figures::{cell_state, is_white, state_by};
use plan::execution_map::{CellState, Entry, Solution};
use plan::id::RecordRef;
use plan::opportunity::{Opportunity, OpportunityType, Outcome};
use plan::strategy_map::figures::Links;
use plan::strategy_map::{Node, NodeType};
use plan::{Day, Id, Plan};
use std::collections::BTreeMap;

const MARGIN: f64 = 24.0;
/// Width of the names of rows.
const NAMES: f64 = 268.0;
const COLUMN: f64 = 124.0;
/// Width of a sum.
const SUM: f64 = 88.0;
const ROW: f64 = 50.0;
/// Height of a line in the names of columns, of which there are three at most.
const HEADING_LINE: f64 = 17.0;
/// Height of the name of a group of rows.
const GROUP: f64 = 30.0;
/// Height of a row of sums.
const TOTAL: f64 = 30.0;
/// Between the cells and the sums.
const APART: f64 = 8.0;

/// What the rows are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rows {
    /// The needs, by strategy.
    #[default]
    Needs,
    /// The customer's units.
    Units,
}

/// A row: what it is called, and the opportunities in it.
struct Line<'p> {
    name: String,
    record: Option<RecordRef>,
    need: Option<&'p Node>,
    deals: Vec<&'p Opportunity>,
}

/// Rows under a common name; an empty name shows none.
struct Section<'p> {
    name: String,
    lines: Vec<Line<'p>>,
}

/// A column: a solution, or what has none.
type Column<'p> = Option<&'p Solution>;

/// The matrix of all needs or units and all solutions.
pub fn scene(plan: &Plan, today: Day, rows: Rows, labels: &dyn Labels) -> Scene {
    let deals: Vec<&Opportunity> = plan.opportunities.by_code().collect();
    let sections = match rows {
        Rows::Needs => by_strategy(plan, &deals, labels),
        Rows::Units => by_unit(plan, &deals, labels),
    };
    let mut columns: Vec<Column<'_>> = plan.solutions.by_code().map(Some).collect();
    // What is open without a solution counts in the sums, so it must be seen somewhere.
    if deals.iter().any(|one| one.is_open() && one.solutions.is_empty()) {
        columns.push(None);
    }
    let entries = plan.entries.iter().map(|entry| ((entry.need, entry.solution), entry)).collect();
    let matrix = Matrix { plan, worth: Worth { plan, today }, labels, sections, columns, entries };
    if matrix.sections.iter().all(|one| one.lines.is_empty()) || matrix.columns.is_empty() {
        return empty(labels);
    }
    matrix.draw()
}

fn empty(labels: &dyn Labels) -> Scene {
    let rect = Rect::new(MARGIN, MARGIN, 420.0, 84.0);
    let border = Some(Stroke::dashed(Paint::LineStrong, 1.2));
    let word = text::fit(&labels.label("drawing-ask-opportunity"), rect.width - 24.0, 14.0, false);
    let items = vec![
        Item::Frame { rect, radius: 8.0, fill: Some(Paint::Surface), border },
        centred(rect.middle().x, rect.middle().y + 5.0, 14.0, false, Paint::Text2, word),
    ];
    Scene { width: rect.right() + MARGIN, height: rect.bottom() + MARGIN, items }
}

fn by_strategy<'p>(plan: &'p Plan, deals: &[&'p Opportunity], labels: &dyn Labels) -> Vec<Section<'p>> {
    let links = Links::of(plan);
    let mut sections: BTreeMap<Option<&str>, Section<'p>> = BTreeMap::new();
    for need in plan.nodes.by_code().filter(|node| node.node_type == NodeType::Need && node.is_active()) {
        let strategy = strategy_of(plan, &links, need.id);
        let name =
            strategy.map_or_else(|| labels.label("drawing-no-strategy"), |one| labels.show(&one.title).to_owned());
        let line = Line {
            name: labels.show(&need.title).to_owned(),
            record: Some(need.id.into()),
            need: Some(need),
            deals: deals.iter().copied().filter(|deal| deal.need == Some(need.id)).collect(),
        };
        let section = sections.entry(strategy.map(|one| one.code.as_str()));
        section.or_insert_with(|| Section { name, lines: Vec::new() }).lines.push(line);
    }
    // Those without a strategy come last.
    let mut sections: Vec<(Option<&str>, Section<'p>)> = sections.into_iter().collect();
    sections.sort_by_key(|(code, _)| code.is_none());
    let mut sections: Vec<Section<'p>> = sections.into_iter().map(|(_, section)| section).collect();
    let shown = |deal: &Opportunity| {
        sections.iter().flat_map(|one| &one.lines).any(|line| line.record == deal.need.map(RecordRef::from))
    };
    let loose = deals.iter().copied().filter(|deal| deal.is_open() && !shown(deal)).collect();
    sections.extend(rest(loose, labels.label("drawing-no-need")));
    sections
}

fn by_unit<'p>(plan: &'p Plan, deals: &[&'p Opportunity], labels: &dyn Labels) -> Vec<Section<'p>> {
    let line = |unit: &'p plan::account::Unit| Line {
        name: labels.show(&unit.name).to_owned(),
        record: Some(unit.id.into()),
        need: None,
        deals: deals.iter().copied().filter(|deal| deal.unit == Some(unit.id)).collect(),
    };
    let lines = plan.units.by_code().map(line).collect();
    let loose = deals.iter().copied().filter(|deal| deal.is_open() && deal.unit.is_none()).collect();
    let mut sections = vec![Section { name: String::new(), lines }];
    sections.extend(rest(loose, labels.label("drawing-no-unit")));
    sections
}

/// A row of its own for opportunities that belong to none.
fn rest(deals: Vec<&Opportunity>, name: String) -> Option<Section<'_>> {
    let line = || Line { name, record: None, need: None, deals: deals.clone() };
    (!deals.is_empty()).then(|| Section { name: String::new(), lines: vec![line()] })
}

/// The strategy that a need mainly serves.
fn strategy_of<'p>(plan: &'p Plan, links: &Links<'p>, need: Id<Node>) -> Option<&'p Node> {
    let mut at = need;
    // No deeper than there are layers.
    for _ in 0..6 {
        let here = plan.nodes.get(at)?;
        if here.node_type == NodeType::Strategy {
            return Some(here);
        }
        at = links.main_parent(at)?;
    }
    None
}

struct Matrix<'p> {
    plan: &'p Plan,
    worth: Worth<'p>,
    labels: &'p dyn Labels,
    sections: Vec<Section<'p>>,
    columns: Vec<Column<'p>>,
    entries: BTreeMap<(Id<Node>, Id<Solution>), &'p Entry>,
}

impl<'p> Matrix<'p> {
    fn draw(&self) -> Scene {
        let mut items = self.headings();
        let mut y = MARGIN + self.heading();
        for section in &self.sections {
            if !section.name.is_empty() {
                let rect = Rect::new(MARGIN, y, self.width(), GROUP);
                items.push(Item::Group(group_heading(rect, &section.name)));
                y += GROUP;
            }
            for line in &section.lines {
                items.extend(self.row(y, line));
                y += ROW;
            }
        }
        items.extend(self.totals(y + APART));
        y += APART + TOTAL * OpportunityType::ALL.len() as f64;
        let states = state::legend(self.labels, CellState::ALL);
        let legend = legend(Point::new(MARGIN, y + 12.0), self.width(), states);
        let mut bottom = legend.rect.bottom();
        items.push(Item::Group(legend));
        let open = self.plan.opportunities.by_code().filter(|one| one.is_open());
        for words in
            self.worth.note(open, self.labels).iter().flat_map(|note| text::wrap(note, self.width(), 2, 12.0, false))
        {
            bottom += 18.0;
            items.push(text(MARGIN, bottom, 12.0, Paint::Text2, words));
        }
        let height = bottom + MARGIN;
        Scene { width: self.width() + 2.0 * MARGIN, height, items }
    }

    fn width(&self) -> f64 {
        self.sums_at() - MARGIN + SUM * OpportunityType::ALL.len() as f64
    }

    fn column_at(&self, at: usize) -> f64 {
        MARGIN + NAMES + at as f64 * COLUMN
    }

    fn sums_at(&self) -> f64 {
        self.column_at(self.columns.len()) + APART
    }

    /// Height of the names of columns.
    fn heading(&self) -> f64 {
        let names =
            self.columns.iter().map(|column| text::wrap(&self.name(*column), COLUMN - 12.0, 3, 12.0, true).len());
        HEADING_LINE * names.max().unwrap_or(1).max(2) as f64 + 12.0
    }

    fn name(&self, column: Column<'p>) -> String {
        match column {
            Some(solution) => self.labels.show(&solution.name).to_owned(),
            None => self.labels.label("drawing-no-solution"),
        }
    }

    fn headings(&self) -> Vec<Item> {
        let height = self.heading();
        let mut items = Vec::new();
        for (at, column) in self.columns.iter().enumerate() {
            items
                .push(Item::Group(heading(Rect::new(self.column_at(at), MARGIN, COLUMN, height), &self.name(*column))));
        }
        for (at, kind) in OpportunityType::ALL.iter().enumerate() {
            let rect = Rect::new(self.sums_at() + at as f64 * SUM, MARGIN, SUM, height);
            items.push(Item::Group(heading(rect, &self.labels.code(OpportunityType::SCALE, kind.code()))));
        }
        items
    }

    fn row(&self, y: f64, line: &Line<'p>) -> Vec<Item> {
        let names = Rect::new(MARGIN, y, NAMES, ROW);
        let mut items = Vec::new();
        let lines = text::wrap(&line.name, NAMES - 20.0, 2, 13.0, false);
        let first = names.middle().y + 4.7 - 9.0 * (lines.len() as f64 - 1.0);
        for (at, words) in lines.into_iter().enumerate() {
            items.push(text(names.x + 12.0, first + 18.0 * at as f64, 13.0, Paint::Text, words));
        }
        let rule = Rect::new(MARGIN, y + ROW - 0.5, self.width(), 1.0);
        let mut heading = Group::new(Part::Heading, names, items);
        heading.record = line.record;
        heading.label = line.name.clone();
        heading.link = line.record.and_then(|record| self.labels.link(record));
        let mut row = vec![bar(rule, 0.0, Paint::Line), Item::Group(heading)];
        for (at, column) in self.columns.iter().enumerate() {
            let rect = Rect::new(self.column_at(at), y, COLUMN, ROW);
            row.extend(self.cell(rect, line, *column).map(Item::Group));
        }
        for (at, kind) in OpportunityType::ALL.iter().enumerate() {
            let right = self.sums_at() + (at + 1) as f64 * SUM - 10.0;
            row.extend(self.sum(right, y + ROW / 2.0, *kind, line.deals.iter().copied()));
        }
        row
    }

    /// What stands in a cell; nothing where there is neither an opportunity nor an entry, nor white space.
    fn cell(&self, rect: Rect, line: &Line<'p>, column: Column<'p>) -> Option<Group> {
        let within = |deal: &&&Opportunity| match column {
            Some(solution) => deal.solutions.contains(&solution.id),
            None => deal.solutions.is_empty(),
        };
        let deals: Vec<&Opportunity> = line.deals.iter().filter(within).copied().collect();
        let entry = line.need.zip(column).and_then(|(need, one)| self.entries.get(&(need.id, one.id)).copied());
        let state = match entry {
            Some(entry) => cell_state(self.plan, entry).or(Some(CellState::White)),
            None => state_by(deals.iter().copied()),
        };
        let white = || line.need.is_some_and(|need| is_white(self.plan, need) && !self.has_entry(need));
        let state = state.or_else(|| (column.is_some() && white()).then_some(CellState::White))?;
        let (_, ink) = state::colours(state);
        let mut items = vec![state::ground(rect, state)];
        let (amount, when) = self.said(&deals);
        // Beside an amount the sign stands at its height, by itself in the middle.
        let sign =
            if amount.is_empty() && when.is_empty() { rect.middle() } else { Point::new(rect.x + 16.0, rect.y + 18.0) };
        items.extend(state::sign(sign, state, ink));
        let left = rect.x + 28.0;
        if !amount.is_empty() {
            let size = text::size_within(&amount, COLUMN - 38.0, 13.0, true);
            items.push(strong(left, rect.y + 22.0, size, ink, amount.clone()));
        }
        if !when.is_empty() {
            items.push(text(left, rect.y + 39.0, 12.0, ink, text::fit(&when, COLUMN - 38.0, 12.0, false)));
        }
        let mut group = Group::new(Part::Cell, rect, items);
        let record: Option<RecordRef> = deals.first().map(|deal| deal.id.into());
        group.record = record.or(entry.map(|entry| entry.id.into()));
        group.link = group.record.and_then(|record| self.labels.link(record));
        let solution = self.name(column);
        let state = self.labels.code(CellState::SCALE, state.code());
        group.label = self.labels.sentence(&[line.name.clone(), solution, state, amount, when]);
        Some(group)
    }

    fn has_entry(&self, need: &Node) -> bool {
        self.plan.entries.iter().any(|entry| entry.need == need.id)
    }

    /// Amount and nearest quarter of what is open in a cell, else of what was won there.
    fn said(&self, deals: &[&Opportunity]) -> (String, String) {
        let open: Vec<&&Opportunity> = deals.iter().filter(|one| one.is_open()).collect();
        let won: Vec<&&Opportunity> = deals.iter().filter(|one| one.outcome == Some(Outcome::Won)).collect();
        let of = if open.is_empty() { won } else { open };
        let known = of.iter().any(|one| self.worth.of(one).is_some());
        let unrated = || of.iter().find(|one| self.worth.lacks_rate(one)).map(|one| amount::unknown(one));
        let amount = match known {
            true => self.labels.money(self.worth.sum(of.iter().map(|one| **one))),
            false => unrated().unwrap_or_default(),
        };
        let when = of.iter().filter_map(|one| one.outcome_on.or(one.close_on)).min();
        (amount, when.map_or(String::new(), quarter))
    }

    /// The sum of the open opportunities of a type, to the left of `right`.
    fn sum<'d>(
        &self,
        right: f64,
        middle: f64,
        kind: OpportunityType,
        deals: impl Iterator<Item = &'d Opportunity>,
    ) -> Option<Item> {
        let of_kind = deals.filter(|one| one.is_open() && one.opportunity_type == kind);
        let sum = self.worth.sum(of_kind);
        let text = self.labels.money(sum);
        let size = text::size_within(&text, SUM - 16.0, 13.0, false);
        let (y, paint) = (middle + 4.7, Paint::Text);
        (sum.0 != 0).then_some(Item::Line { x: right, y, anchor: Anchor::End, size, strong: false, paint, text })
    }

    /// The sums of each solution by type, and of all; an opportunity with several solutions counts in all once.
    fn totals(&self, y: f64) -> Vec<Item> {
        let all: Vec<&Opportunity> =
            self.sections.iter().flat_map(|one| &one.lines).flat_map(|one| one.deals.clone()).collect();
        let mut items = vec![bar(Rect::new(MARGIN, y - APART / 2.0, self.width(), 1.5), 0.0, Paint::LineStrong)];
        for (row, kind) in OpportunityType::ALL.iter().enumerate() {
            let middle = y + TOTAL * (row as f64 + 0.5);
            let name = self.labels.code(OpportunityType::SCALE, kind.code());
            let name = format!("{} · {name}", self.labels.label("total"));
            let name = text::fit(&name, NAMES - 20.0, 13.0, true);
            items.push(strong(MARGIN + 12.0, middle + 4.7, 13.0, Paint::Text, name));
            for (at, column) in self.columns.iter().enumerate() {
                let within = |deal: &&&Opportunity| match column {
                    Some(solution) => deal.solutions.contains(&solution.id),
                    None => deal.solutions.is_empty(),
                };
                let right = self.column_at(at + 1) - 10.0;
                items.extend(self.sum(right, middle, *kind, all.iter().filter(within).copied()));
            }
            let right = self.sums_at() + (row + 1) as f64 * SUM - 10.0;
            items.extend(self.sum(right, middle, *kind, all.iter().copied()));
        }
        items
    }
}

fn heading(rect: Rect, name: &str) -> Group {
    let lines = text::wrap(name, rect.width - 12.0, 3, 12.0, true);
    let first = rect.bottom() - 10.0 - HEADING_LINE * (lines.len() as f64 - 1.0);
    let middle = rect.middle().x;
    let items = lines.into_iter().enumerate();
    let items =
        items.map(|(at, line)| centred(middle, first + HEADING_LINE * at as f64, 12.0, true, Paint::Text, line));
    Group::new(Part::Heading, rect, items.collect())
}

fn group_heading(rect: Rect, name: &str) -> Group {
    let name = text::fit(name, rect.width - 24.0, 13.0, true);
    let items = vec![bar(rect, 4.0, Paint::Ground), strong(rect.x + 12.0, rect.y + 20.0, 13.0, Paint::Text2, name)];
    Group::new(Part::Heading, rect, items)
}
