//! Bubbles in a grid: each cell packs its own, so that none lies on another and every one keeps its name.

use crate::geometry::{Point, Rect};
use crate::labels::Labels;
use crate::legend::{Entry, legend, shifted};
use crate::paint::Paint;
use crate::scene::{Group, Item, Part, Scene, Stroke, bar, centred, strong, text};
use crate::text;
use plan::id::RecordRef;

const MARGIN: f64 = 24.0;
/// Width of the column that names the rows.
const NAMES: f64 = 148.0;
/// Height of the row that names the columns.
const HEADING: f64 = 46.0;
/// Height of a band that names fields.
const BAND: f64 = 28.0;
const COLUMN: f64 = 176.0;
const PADDING: f64 = 8.0;
/// Bubbles side by side in a cell.
const ACROSS: usize = 2;
/// Most bubbles in a cell; the rest is counted.
const MOST: usize = 12;
/// Largest and smallest radius; the smallest still holds a sign.
const LARGEST: f64 = 22.0;
const SMALLEST: f64 = 9.0;
const LETTERS: f64 = 12.0;
/// Height of one line under a bubble.
const LINE: f64 = 16.0;
/// Height of the number of those without room.
const REST: f64 = 18.0;

/// Width of the place of one bubble where two stand side by side.
const HALF: f64 = (COLUMN - 2.0 * PADDING) / ACROSS as f64;

/// What stands under the name of a bubble; nothing where it is empty.
pub enum More {
    /// Words, cut to the room.
    Words(String),
    /// An amount, which shrinks: a number is never cut.
    Amount(String),
}

impl More {
    fn is_empty(&self) -> bool {
        let (Self::Words(text) | Self::Amount(text)) = self;
        text.is_empty()
    }

    /// The text in this room, and the size of its letters.
    fn within(&self, room: f64) -> (String, f64) {
        match self {
            Self::Words(words) => (text::fit(words, room, LETTERS, false), LETTERS),
            Self::Amount(amount) => (amount.clone(), text::size_within(amount, room, LETTERS, false)),
        }
    }
}

/// A bubble and where it belongs.
pub struct Bubble {
    /// Its column, from the left.
    pub column: usize,
    /// Its row, from above.
    pub row: usize,
    /// How large it is: its area, 1 for the largest.
    pub share: f64,
    /// Its ground.
    pub fill: Paint,
    /// Its border.
    pub border: Stroke,
    /// A sign around the origin, so that colour never speaks alone.
    pub sign: Vec<Item>,
    /// The record that it stands for.
    pub record: RecordRef,
    /// What stands under it, in up to two lines.
    pub name: String,
    /// What stands under its name, in one line.
    pub more: More,
    /// What a screen reader says.
    pub label: String,
}

/// A name over or under neighbouring columns.
pub struct Field {
    /// Its columns: the first, and how many.
    pub columns: (usize, usize),
    /// Its name and its rule.
    pub words: String,
}

/// A grid of cells.
pub struct Grid<'g> {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Names of the rows, from above.
    pub rows: Vec<String>,
    /// What the columns are, and what the rows are, each with an arrow.
    pub axes: [String; 2],
    /// Columns and rows before which a strong line divides the grid.
    pub divided: Option<(usize, usize)>,
    /// Names of the fields above the grid.
    pub above: Vec<Field>,
    /// Names of the fields below the grid.
    pub below: Vec<Field>,
    /// Ground of a cell by column and row.
    pub ground: &'g dyn Fn(usize, usize) -> Paint,
    /// What is in it; the first of a cell are shown first.
    pub bubbles: Vec<Bubble>,
    /// What the signs mean.
    pub legend: Vec<Entry>,
    /// What else must be said, under the grid.
    pub notes: Vec<String>,
}

impl Grid<'_> {
    /// Draws it.
    pub fn draw(mut self, labels: &dyn Labels) -> Scene {
        let mut items = self.headings();
        let top = MARGIN + HEADING + if self.above.is_empty() { 0.0 } else { BAND };
        let width = NAMES + COLUMN * self.columns.len() as f64;
        let slot = self.slot();
        let (mut y, mut divide) = (top, None);
        for (row, name) in self.rows.iter().enumerate() {
            let cells: Vec<Vec<&Bubble>> = (0..self.columns.len()).map(|column| self.within(column, row)).collect();
            let height = cells.iter().map(|cell| height_of(cell.len(), slot)).fold(0.0, f64::max);
            if self.divided.is_some_and(|(_, before)| before == row) {
                divide = Some(y);
            }
            items.push(Item::Group(row_heading(Rect::new(MARGIN, y, NAMES, height), name)));
            for (column, cell) in cells.iter().enumerate() {
                let rect = Rect::new(self.column_at(column), y, COLUMN, height);
                items.push(Item::Group(self.cell(rect, (column, row), cell.len())));
                items.extend(
                    cell.iter().take(MOST).enumerate().map(|(at, one)| place(rect, at, cell.len(), slot, one, labels)),
                );
            }
            y += height;
        }
        items.extend(self.division(divide, top, y));
        items.extend(self.fields(&self.below, y));
        y += if self.below.is_empty() { 0.0 } else { BAND };
        let legend = legend(Point::new(MARGIN, y + 10.0), width, std::mem::take(&mut self.legend));
        y = legend.rect.bottom();
        items.push(Item::Group(legend));
        for note in &self.notes {
            y += 20.0;
            items.push(text(MARGIN, y - 4.0, LETTERS, Paint::Text2, text::fit(note, width, LETTERS, false)));
        }
        Scene { width: width + 2.0 * MARGIN, height: y + MARGIN, items }
    }

    fn column_at(&self, column: usize) -> f64 {
        MARGIN + NAMES + COLUMN * column as f64
    }

    fn within(&self, column: usize, row: usize) -> Vec<&Bubble> {
        self.bubbles.iter().filter(|one| one.column == column && one.row == row).collect()
    }

    /// The place of one bubble: as high as the largest needs, with its lines.
    fn slot(&self) -> f64 {
        let radius = self.bubbles.iter().map(radius).fold(SMALLEST, f64::max);
        let names = self.bubbles.iter().map(|one| name_of(one, HALF).len()).max().unwrap_or(1);
        let more = usize::from(self.bubbles.iter().any(|one| !one.more.is_empty()));
        2.0 * radius + LINE * (names + more) as f64 + 8.0
    }

    fn headings(&self) -> Vec<Item> {
        let [across, down] = &self.axes;
        let mut items = Vec::new();
        let corner = Rect::new(MARGIN, MARGIN, NAMES, HEADING);
        let room = NAMES - 12.0;
        let at = |y: f64, name: &str| {
            text(MARGIN, corner.y + y, LETTERS, Paint::Text2, text::fit(name, room, LETTERS, false))
        };
        let axes = vec![at(18.0, across), at(36.0, down)];
        items.push(Item::Group(Group::new(Part::Heading, corner, axes)));
        for (column, name) in self.columns.iter().enumerate() {
            let rect = Rect::new(self.column_at(column), MARGIN, COLUMN, HEADING);
            let lines = text::wrap(name, COLUMN - 2.0 * PADDING, 2, 13.0, true);
            let first = rect.bottom() - 8.0 - 17.0 * (lines.len().max(1) as f64 - 1.0);
            let line = |(at, line)| centred(rect.middle().x, first + 17.0 * at as f64, 13.0, true, Paint::Text, line);
            let items_of = lines.into_iter().enumerate().map(line).collect();
            items.push(Item::Group(Group::new(Part::Heading, rect, items_of)));
        }
        items.extend(self.fields(&self.above, MARGIN + HEADING));
        items
    }

    fn fields(&self, fields: &[Field], y: f64) -> Vec<Item> {
        let field = |field: &Field| {
            let (first, count) = field.columns;
            let rect = Rect::new(self.column_at(first), y, COLUMN * count as f64, BAND);
            let words = text::fit(&field.words, rect.width - 2.0 * PADDING, LETTERS, true);
            let inner = Rect::new(rect.x + 2.0, rect.y + 2.0, rect.width - 4.0, rect.height - 4.0);
            let ground = bar(inner, 4.0, Paint::AccentWeak);
            let words = centred(rect.middle().x, y + 18.5, LETTERS, true, Paint::Text, words);
            Item::Group(Group::new(Part::Heading, rect, vec![ground, words]))
        };
        fields.iter().map(field).collect()
    }

    fn cell(&self, rect: Rect, (column, row): (usize, usize), count: usize) -> Group {
        let fill = Some((self.ground)(column, row));
        let border = Some(Stroke::solid(Paint::Line, 1.0));
        let mut items = vec![Item::Frame { rect, radius: 0.0, fill, border }];
        if count > MOST {
            let more = format!("+{}", count - MOST);
            items.push(centred(rect.middle().x, rect.bottom() - 7.0, LETTERS, true, Paint::Text2, more));
        }
        Group::new(Part::Cell, rect, items)
    }

    fn division(&self, y: Option<f64>, top: f64, bottom: f64) -> Vec<Item> {
        let Some((column, _)) = self.divided else { return Vec::new() };
        let width = COLUMN * self.columns.len() as f64;
        let upright = bar(Rect::new(self.column_at(column) - 1.0, top, 2.0, bottom - top), 0.0, Paint::LineStrong);
        let level = y.map(|y| bar(Rect::new(self.column_at(0), y - 1.0, width, 2.0), 0.0, Paint::LineStrong));
        std::iter::once(upright).chain(level).collect()
    }
}

fn height_of(count: usize, slot: f64) -> f64 {
    let rows = count.min(MOST).div_ceil(ACROSS).max(1) as f64;
    2.0 * PADDING + rows * slot + if count > MOST { REST } else { 0.0 }
}

fn radius(bubble: &Bubble) -> f64 {
    (LARGEST * bubble.share.clamp(0.0, 1.0).sqrt()).max(SMALLEST)
}

fn row_heading(rect: Rect, name: &str) -> Group {
    let lines = text::wrap(name, rect.width - 12.0, 2, 13.0, true);
    let first = rect.middle().y + 4.7 - 9.0 * (lines.len().max(1) as f64 - 1.0);
    let line = |(at, line)| strong(rect.x, first + 18.0 * at as f64, 13.0, Paint::Text, line);
    Group::new(Part::Heading, rect, lines.into_iter().enumerate().map(line).collect())
}

/// A bubble at its place in the cell, its lines under it.
fn place(cell: Rect, at: usize, count: usize, slot: f64, bubble: &Bubble, labels: &dyn Labels) -> Item {
    let (column, row) = (at % ACROSS, at / ACROSS);
    // The last of an odd number has the whole width.
    let width = if column == 0 && at + 1 == count { HALF * ACROSS as f64 } else { HALF };
    let (x, y) = (cell.x + PADDING + HALF * column as f64, cell.y + PADDING + slot * row as f64);
    let rect = Rect::new(x, y, width, slot);
    let names = name_of(bubble, width);
    let lines = names.len() + usize::from(!bubble.more.is_empty());
    let radius = radius(bubble);
    // Small bubbles stand close to their names, at the foot of the place.
    let foot = rect.bottom() - 4.0 - LINE * lines as f64;
    let middle = Point::new(rect.middle().x, foot - radius - 2.0);
    let mut items = vec![Item::Circle { middle, radius, fill: Some(bubble.fill), border: Some(bubble.border) }];
    items.extend(bubble.sign.iter().map(|one| shifted(one.clone(), middle.x, middle.y)));
    let base = |at: usize| foot + LINE * at as f64 + 12.0;
    for (at, line) in names.into_iter().enumerate() {
        items.push(centred(middle.x, base(at), LETTERS, false, Paint::Text, line));
    }
    if !bubble.more.is_empty() {
        let (more, size) = bubble.more.within(width - 6.0);
        items.push(centred(middle.x, base(lines - 1), size, false, Paint::Text2, more));
    }
    let mut group = Group::new(Part::Mark, rect, items);
    group.record = Some(bubble.record);
    group.label.clone_from(&bubble.label);
    group.link = labels.link(bubble.record);
    Item::Group(group)
}

fn name_of(bubble: &Bubble, width: f64) -> Vec<String> {
    text::wrap(&bubble.name, width - 6.0, 2, LETTERS, false)
}
