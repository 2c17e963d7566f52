//! Small signs that maps share: chips with a word, stances, bars, keys.

use crate::geometry::{Point, Rect};
use crate::paint::Paint;
use crate::scene::{Dash, Heads, Item, Step, Stroke, bar, centred, line};
use crate::text;
use plan::influence_map::Preference;

/// Height of a chip.
pub const HEIGHT: f64 = 18.0;
/// Size of the letters on chips: the least that Chinese can be read in.
pub const LETTERS: f64 = 12.0;
/// From a chip's side to its word.
const PADDING: f64 = 5.0;

/// How a chip looks: the ground and the word.
#[derive(Clone, Copy, Debug)]
pub struct Look(pub Paint, pub Paint);

/// A word on a ground of its own, no wider than `most`, and how wide it became.
pub fn chip(at: Point, word: &str, most: f64, look: Look) -> (Vec<Item>, f64) {
    let word = text::fit(word, most - 2.0 * PADDING, LETTERS, false);
    if word.is_empty() {
        return (Vec::new(), 0.0);
    }
    let width = text::width(&word, LETTERS, false) + 2.0 * PADDING;
    let ground = bar(Rect::new(at.x, at.y, width, HEIGHT), 4.0, look.0);
    let word = centred(at.x + width / 2.0, at.y + 13.3, LETTERS, false, look.1, word);
    (vec![ground, word], width)
}

/// A chip that ends at `right`, and how wide it became.
pub fn chip_until(right: f64, y: f64, word: &str, most: f64, look: Look) -> (Vec<Item>, f64) {
    let (_, width) = chip(Point::default(), word, most, look);
    chip(Point::new(right - width, y), word, most, look)
}

/// The sign of a stance on its colour, which says what the colour says: `++`, `+`, `0`, `−`, `−−`; unknown is an empty
/// ring with a question mark. Signs are drawn, so that they fit whatever the font.
pub fn preference(middle: Point, preference: Option<Preference>) -> Vec<Item> {
    let paint = Paint::of_preference(preference);
    let known = preference.is_some();
    let mut items = vec![Item::Circle {
        middle,
        radius: 8.5,
        fill: Some(if known { paint } else { Paint::Surface }),
        border: (!known).then_some(Stroke::dashed(paint, 1.0)),
    }];
    let beside = |x: f64| Point::new(middle.x + x, middle.y);
    match preference.map(Preference::value) {
        Some(2..) => [-3.6, 3.6].into_iter().for_each(|x| items.extend(plus(beside(x), 2.6))),
        Some(1) => items.extend(plus(middle, 4.0)),
        Some(0) => {
            let border = Some(Stroke::solid(Paint::OnAccent, 1.6));
            items.push(Item::Circle { middle, radius: 3.2, fill: None, border });
        }
        Some(-1) => items.push(dash(middle, 4.0)),
        Some(_) => items.extend([-3.6, 3.6].map(|x| dash(beside(x), 2.4))),
        None => items.push(centred(middle.x, middle.y + 4.2, LETTERS, true, paint, "?")),
    }
    items
}

fn dash(middle: Point, half: f64) -> Item {
    let end = |x: f64| Point::new(middle.x + x, middle.y);
    line(end(-half), end(half), Stroke::solid(Paint::OnAccent, 1.8))
}

fn plus(middle: Point, half: f64) -> [Item; 2] {
    let end = |y: f64| Point::new(middle.x, middle.y + y);
    [dash(middle, half), line(end(-half), end(half), Stroke::solid(Paint::OnAccent, 1.8))]
}

/// `filled` of `count` dots from the left.
pub fn dots(left: Point, filled: usize, count: usize) -> Vec<Item> {
    let dot = |at: usize| Item::Circle {
        middle: Point::new(left.x + 3.0 + at as f64 * 7.5, left.y),
        radius: 2.7,
        fill: Some(if at < filled { Paint::Text2 } else { Paint::Surface }),
        border: Some(Stroke::solid(if at < filled { Paint::Text2 } else { Paint::LineStrong }, 1.0)),
    };
    (0..count).map(dot).collect()
}

/// `filled` of three rising bars from the left, standing on `left`.
pub fn bars(left: Point, filled: usize) -> Vec<Item> {
    let rising = |at: usize| {
        let height = 4.0 + 4.0 * at as f64;
        let rect = Rect::new(left.x + at as f64 * 6.0, left.y - height, 4.0, height);
        if at < filled {
            bar(rect, 1.0, Paint::Accent)
        } else {
            let border = Some(Stroke::solid(Paint::LineStrong, 0.8));
            Item::Frame { rect, radius: 1.0, fill: Some(Paint::Surface), border }
        }
    };
    (0..3).map(rising).collect()
}

/// A key: whoever has it counts. `left` is the middle of its left end.
pub fn key(left: Point, paint: Paint) -> Vec<Item> {
    let stroke = Stroke::solid(paint, 1.6);
    let path = |points: &[(f64, f64)]| {
        let steps = points.iter().enumerate().map(|(at, (x, y))| {
            let point = Point::new(left.x + x, left.y + y);
            if at == 0 { Step::Start(point) } else { Step::To(point) }
        });
        Item::Path { steps: steps.collect(), fill: None, stroke: Some(stroke), heads: Heads::None }
    };
    let ring = Item::Circle { middle: Point::new(left.x + 3.4, left.y), radius: 2.8, fill: None, border: Some(stroke) };
    vec![ring, path(&[(6.2, 0.0), (12.0, 0.0), (12.0, 3.2)]), path(&[(9.2, 0.0), (9.2, 2.4)])]
}

/// A green tick: the customer confirmed it.
pub fn tick(middle: Point) -> Vec<Item> {
    let stroke = Stroke { paint: Paint::OnAccent, width: 1.6, dash: Dash::Solid };
    let at = |x: f64, y: f64| Point::new(middle.x + x, middle.y + y);
    let steps = vec![Step::Start(at(-3.2, 0.2)), Step::To(at(-0.8, 2.6)), Step::To(at(3.4, -2.4))];
    let circle = Item::Circle { middle, radius: 7.0, fill: Some(Paint::Confirmed), border: None };
    vec![circle, Item::Path { steps, fill: None, stroke: Some(stroke), heads: Heads::None }]
}

/// A person by the first letter of the name; in Latin letters by the first of its first two words.
pub fn face(middle: Point, name: &str) -> Vec<Item> {
    let ground = Item::Circle {
        middle,
        radius: 9.0,
        fill: Some(Paint::AccentWeak),
        border: Some(Stroke::solid(Paint::Line, 1.0)),
    };
    let firsts = name.split_whitespace().filter_map(text::first_letter);
    let initials: String = if name.is_ascii() { firsts.take(2).collect() } else { firsts.take(1).collect() };
    let size = if initials.is_ascii() { 10.0 } else { LETTERS };
    vec![ground, centred(middle.x, middle.y + size * 0.36, size, false, Paint::Text, initials)]
}

/// How much something matters, by how full its dot is; three is most.
pub fn priority(middle: Point, of_three: usize) -> Vec<Item> {
    let ring = Item::Circle {
        middle,
        radius: 5.0,
        fill: Some(if of_three == 3 { Paint::Text2 } else { Paint::Surface }),
        border: Some(Stroke::solid(Paint::Text2, 1.2)),
    };
    let core = Item::Circle { middle, radius: 2.4, fill: Some(Paint::Text2), border: None };
    if of_three == 2 { vec![ring, core] } else { vec![ring] }
}
