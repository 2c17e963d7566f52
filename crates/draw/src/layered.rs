//! Cards in lanes from above to below with links between them: the strategy map, and what grows out of it.

use crate::geometry::{Point, Rect};
use crate::lattice::{CARD, Cell, Lattice, Request, Row, SPAN, Sides, Track, UNIT, along, rounded};
use crate::legend::{Entry, legend};
use crate::paint::Paint;
use crate::scene::{Group, Heads, Item, Part, Scene, Stroke, bar, centred, strong};
use crate::text;
use plan::id::RecordRef;
use std::collections::BTreeMap;

const MARGIN: f64 = 24.0;
/// Width of the column with the names of the lanes.
const NAMES: f64 = 92.0;
/// Gap between two lanes, in which most links run.
const BETWEEN: f64 = 60.0;
/// Gap between two rows of a lane that wrapped.
const WITHIN: f64 = 36.0;
/// From a lane's edge to its cards.
const PADDING: f64 = 10.0;
/// How often the order of the lanes is looked through to lessen crossings.
const SWEEPS: usize = 6;

/// A number of a card in its draft.
pub type Number = usize;

/// What is to be drawn, before it has a place.
#[derive(Default)]
pub struct Draft<'d> {
    lanes: Vec<Lane>,
    cards: Vec<Card<'d>>,
    links: Vec<Link>,
}

struct Lane {
    name: String,
    height: f64,
    cards: Vec<Number>,
    /// What to ask where the lane is empty.
    question: Option<String>,
}

type Card<'d> = Box<dyn Fn(Rect) -> Group + 'd>;

/// A link from a card to one further down.
pub struct Link {
    /// The upper card.
    pub from: Number,
    /// The lower card.
    pub to: Number,
    /// How it is drawn.
    pub stroke: Stroke,
    /// The record that it stands for.
    pub record: Option<RecordRef>,
}

impl<'d> Draft<'d> {
    /// The next lane below; where it stays empty, a ghost card asks the question.
    pub fn lane(&mut self, name: String, height: f64, question: Option<String>) {
        self.lanes.push(Lane { name, height, cards: Vec::new(), question });
    }

    /// A card in the lane that was added last.
    pub fn card(&mut self, draw: impl Fn(Rect) -> Group + 'd) -> Number {
        let number = self.cards.len();
        self.cards.push(Box::new(draw));
        if let Some(lane) = self.lanes.last_mut() {
            lane.cards.push(number);
        }
        number
    }

    /// A link.
    pub fn link(&mut self, link: Link) {
        self.links.push(link);
    }

    /// All of it in its place, with a legend below.
    pub fn draw(mut self, entries: Vec<Entry>) -> Scene {
        self.untangle();
        let columns = columns(self.lanes.iter().map(|lane| lane.cards.len()).max().unwrap_or(0));
        let (lattice, spread) = self.places(columns);
        let width = lattice.x(columns * SPAN) + MARGIN;
        let mut items: Vec<Item> =
            spread.lanes.iter().zip(&self.lanes).map(|(rect, lane)| Item::Group(band(*rect, lane))).collect();
        items.extend(self.lines(&lattice, &spread.cells).into_iter().map(Item::Group));
        let placed = spread.cells.iter().filter_map(|(number, cell)| Some((self.cards.get(*number)?, *cell)));
        items.extend(placed.map(|(card, cell)| Item::Group(card(lattice.rect(cell)))));
        let bottom = spread.lanes.last().map_or(MARGIN, |lane| lane.bottom());
        let legend = legend(Point::new(MARGIN, bottom + 12.0), width - 2.0 * MARGIN, entries);
        let height = legend.rect.bottom() + MARGIN;
        items.push(Item::Group(legend));
        Scene { width, height, items }
    }

    /// Orders each lane by the middle of what its cards are linked to above, then below, several times over.
    fn untangle(&mut self) {
        for sweep in 0..SWEEPS {
            let down = sweep.is_multiple_of(2);
            let places = self.relative_places();
            let wanted = |number: Number| {
                let linked = self.links.iter().filter_map(|link| match down {
                    true if link.to == number => places.get(&link.from),
                    false if link.from == number => places.get(&link.to),
                    _ => None,
                });
                let (count, sum) = linked.fold((0.0, 0.0), |(count, sum), place| (count + 1.0, sum + place));
                if count > 0.0 { sum / count } else { places.get(&number).copied().unwrap_or(0.0) }
            };
            let sorted: Vec<Vec<Number>> = self
                .lanes
                .iter()
                .map(|lane| {
                    let mut by: Vec<(f64, Number)> = lane.cards.iter().map(|one| (wanted(*one), *one)).collect();
                    by.sort_by(|a, b| a.0.total_cmp(&b.0));
                    by.into_iter().map(|(_, number)| number).collect()
                })
                .collect();
            for (lane, cards) in self.lanes.iter_mut().zip(sorted) {
                lane.cards = cards;
            }
        }
    }

    /// How far from the left each card is in its lane, from 0 to 1.
    fn relative_places(&self) -> BTreeMap<Number, f64> {
        let lane = |lane: &Lane| {
            let count = lane.cards.len() as f64;
            let place = |(at, number): (usize, &Number)| (*number, (at as f64 + 0.5) / count);
            lane.cards.iter().enumerate().map(place).collect::<Vec<_>>()
        };
        self.lanes.iter().flat_map(lane).collect()
    }

    /// The lanes with rows of at most so many columns, a lane filled column by column so that order stays place.
    fn places(&self, columns: usize) -> (Lattice, Spread) {
        let (mut rows, mut cells, mut lanes) = (Vec::new(), Vec::new(), Vec::new());
        let mut top = MARGIN + PADDING;
        for lane in &self.lanes {
            let count = lane.cards.len();
            let high = count.div_ceil(columns).max(1);
            let wide = count.div_ceil(high).max(1);
            let first = rows.len();
            for (at, number) in lane.cards.iter().enumerate() {
                // In units: the middle of its share of the width, less half a card.
                let line = (2 * (at / high) + 1) * columns * SPAN / (2 * wide) - SPAN / 2;
                cells.push((*number, Cell::new(line, first + at % high)));
            }
            let pitch = lane.height + WITHIN;
            rows.extend((0..high).map(|row| Row { top: top + row as f64 * pitch, height: lane.height }));
            let bottom = top + high as f64 * pitch - WITHIN;
            let width = NAMES + (columns * SPAN) as f64 * UNIT;
            lanes.push(Rect::new(MARGIN, top - PADDING, width, bottom - top + 2.0 * PADDING));
            top = bottom + BETWEEN;
        }
        let mut lattice = Lattice::new(MARGIN + NAMES, columns * SPAN, rows);
        cells.iter().for_each(|(_, cell)| lattice.take(*cell));
        (lattice, Spread { cells, lanes })
    }

    fn lines(&self, lattice: &Lattice, cells: &[(Number, Cell)]) -> Vec<Group> {
        let cells: BTreeMap<Number, Cell> = cells.iter().copied().collect();
        let wanted: Vec<(&Link, Request)> = self
            .links
            .iter()
            .filter_map(|link| {
                let (from, to) = (*cells.get(&link.from)?, *cells.get(&link.to)?);
                Some((link, Request { from, to, bundle: link.from, sides: Sides::Down }))
            })
            .collect();
        let requests: Vec<Request> = wanted.iter().map(|(_, request)| *request).collect();
        let ways = along(lattice, &requests, Track::Around);
        let line = |((link, _), points): (&(&Link, Request), Vec<Point>)| {
            let path =
                Item::Path { steps: rounded(&points, 6.0), fill: None, stroke: Some(link.stroke), heads: Heads::None };
            let mut group = Group::new(Part::Edge, Rect::around(&points), vec![path]);
            group.record = link.record;
            group
        };
        wanted.iter().zip(ways).filter(|(_, points)| !points.is_empty()).map(line).collect()
    }
}

struct Spread {
    cells: Vec<(Number, Cell)>,
    lanes: Vec<Rect>,
}

/// How many columns the widest lane gets: all it wants up to six, then so many that the map does not become a strip.
fn columns(widest: usize) -> usize {
    let screen = (1.5 * widest as f64).sqrt().ceil() as usize;
    widest.clamp(4, screen.max(6))
}

/// A lane with its name, and the question where there is nothing in it.
fn band(rect: Rect, lane: &Lane) -> Group {
    let mut items = vec![bar(rect, 10.0, Paint::Ground)];
    for (at, line) in text::wrap(&lane.name, NAMES - 20.0, 3, 13.0, true).into_iter().enumerate() {
        items.push(strong(rect.x + 12.0, rect.y + PADDING + 18.0 + 18.0 * at as f64, 13.0, Paint::Text2, line));
    }
    if let (Some(question), true) = (&lane.question, lane.cards.is_empty()) {
        let ghost = Rect::new(rect.x + NAMES + 16.0, rect.y + PADDING, 2.0 * CARD, lane.height);
        let border = Some(Stroke::dashed(Paint::LineStrong, 1.2));
        items.push(Item::Frame { rect: ghost, radius: 8.0, fill: Some(Paint::Surface), border });
        let lines = text::wrap(question, ghost.width - 32.0, 3, 14.0, false);
        let first = ghost.middle().y + 5.0 - 10.0 * (lines.len() as f64 - 1.0);
        for (at, line) in lines.into_iter().enumerate() {
            let y = first + 20.0 * at as f64;
            items.push(centred(ghost.middle().x, y, 14.0, false, Paint::Text2, line));
        }
    }
    Group::new(Part::Lane, rect, items)
}
