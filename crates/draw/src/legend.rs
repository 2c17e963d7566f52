//! What the signs of a map mean: signs with words, in as many rows as the width needs.

use crate::geometry::{Point, Rect};
use crate::paint::Paint;
use crate::scene::{Group, Heads, Item, Part, Step, Stroke, text};
use crate::text;

/// Height of a row.
const ROW: f64 = 26.0;
const LETTERS: f64 = 12.0;
/// Between a sign and its word.
const AFTER_SIGN: f64 = 6.0;
/// Between two entries.
const AFTER_WORD: f64 = 18.0;

/// A sign and what it means.
pub struct Entry {
    /// How wide the sign is.
    pub width: f64,
    /// The sign, around the height 0, beginning at 0.
    pub sign: Vec<Item>,
    /// What it means.
    pub word: String,
}

impl Entry {
    /// A line, as the map draws it.
    pub fn line(stroke: Stroke, heads: Heads, word: String) -> Self {
        let steps = vec![Step::Start(Point::new(0.0, 0.0)), Step::To(Point::new(28.0, 0.0))];
        Self { width: 28.0, sign: vec![Item::Path { steps, fill: None, stroke: Some(stroke), heads }], word }
    }

    /// A small card, as the map draws it.
    pub fn card(fill: Paint, border: Stroke, word: String) -> Self {
        let rect = Rect::new(0.5, -7.0, 22.0, 14.0);
        Self {
            width: 23.0,
            sign: vec![Item::Frame { rect, radius: 3.0, fill: Some(fill), border: Some(border) }],
            word,
        }
    }
}

/// The entries in rows no wider than `width`, the upper left corner at `at`.
pub fn legend(at: Point, width: f64, entries: Vec<Entry>) -> Group {
    let (mut x, mut y) = (at.x, at.y + ROW / 2.0);
    let mut items = Vec::new();
    for entry in entries {
        let taken = entry.width + AFTER_SIGN + text::width(&entry.word, LETTERS, false);
        if x > at.x && x + taken > at.x + width {
            (x, y) = (at.x, y + ROW);
        }
        items.extend(entry.sign.into_iter().map(|item| shifted(item, x, y)));
        items.push(text(x + entry.width + AFTER_SIGN, y + 4.3, LETTERS, Paint::Text2, entry.word));
        x += taken + AFTER_WORD;
    }
    Group::new(Part::Legend, Rect::new(at.x, at.y, width, y + ROW / 2.0 - at.y), items)
}

/// The item that much further right and down.
pub fn shifted(item: Item, x: f64, y: f64) -> Item {
    let point = |at: Point| Point::new(at.x + x, at.y + y);
    match item {
        Item::Frame { rect, radius, fill, border } => {
            Item::Frame { rect: Rect { x: rect.x + x, y: rect.y + y, ..rect }, radius, fill, border }
        }
        Item::Circle { middle, radius, fill, border } => Item::Circle { middle: point(middle), radius, fill, border },
        Item::Path { steps, fill, stroke, heads } => {
            let steps = steps.into_iter().map(|step| match step {
                Step::Start(to) => Step::Start(point(to)),
                Step::To(to) => Step::To(point(to)),
                Step::Around(corner, to) => Step::Around(point(corner), point(to)),
                Step::Close => Step::Close,
            });
            Item::Path { steps: steps.collect(), fill, stroke, heads }
        }
        Item::Line { x: left, y: base, anchor, size, strong, paint, text } => {
            Item::Line { x: left + x, y: base + y, anchor, size, strong, paint, text }
        }
        Item::Bar { x: left, y: top, width, height, radius, paint, record } => {
            Item::Bar { x: left + x, y: top + y, width, height, radius, paint, record }
        }
        Item::Ring { x: left, y: top, radius, stroke, share, paint } => {
            Item::Ring { x: left + x, y: top + y, radius, stroke, share, paint }
        }
        Item::Group(mut group) => {
            group.items = group.items.into_iter().map(|item| shifted(item, x, y)).collect();
            group.rect = Rect { x: group.rect.x + x, y: group.rect.y + y, ..group.rect };
            Item::Group(group)
        }
    }
}
