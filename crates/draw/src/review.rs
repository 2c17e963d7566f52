//! The completeness of a plan as a ring: five parts of five checks each, the ones that hold are full (method 5.3).

use crate::geometry::{Point, Rect};
use crate::labels::Labels;
use crate::paint::Paint;
use crate::scene::{Group, Heads, Item, Part, Scene, Step, Stroke, bar, centred, strong, text};
use crate::text;
use plan::relationship::Relationships;
use plan::review::completeness::{Check, checks, completeness};
use plan::{Day, Plan};
use std::f64::consts::TAU;

const MARGIN: f64 = 20.0;
/// Outer and inner radius of the ring.
const OUTER: f64 = 92.0;
const INNER: f64 = 66.0;
/// Between two parts, and between two checks, as shares of the ring.
const PARTS: usize = 5;
const BETWEEN_PARTS: f64 = 0.016;
const BETWEEN_CHECKS: f64 = 0.004;
/// Width of the list beside the ring.
const LIST: f64 = 316.0;
const ROW: f64 = 34.0;
/// The share from which the plan may go to executive review.
const ENOUGH: f64 = 0.8;

/// The names of the parts.
const NAMES: [&str; PARTS] = ["plan-part-1", "plan-part-2", "plan-part-3", "plan-part-4", "plan-part-5"];

/// The ring of the 25 checks with the points of each part.
pub fn scene(plan: &Plan, today: Day, labels: &dyn Labels) -> Scene {
    ring(&checks(plan, today, &Relationships::of(plan, today)), labels)
}

/// The ring of checks that are made already.
pub fn ring(checks: &[Check], labels: &dyn Labels) -> Scene {
    let share = completeness(checks).value.unwrap_or(0.0);
    let middle = Point::new(MARGIN + OUTER, MARGIN + OUTER);
    let points = checks.iter().filter(|check| check.holds).count();
    let mut items = Vec::new();
    let left = MARGIN + 2.0 * OUTER + 32.0;
    for (at, key) in NAMES.iter().enumerate() {
        let own: Vec<&Check> = checks.iter().filter(|check| usize::from(check.part) == at + 1).collect();
        items.push(Item::Group(part(middle, at, &own, labels)));
        let rect = Rect::new(left, MARGIN + 7.0 + ROW * at as f64, LIST, ROW);
        items.push(Item::Group(line_of(rect, &labels.label(key), &own)));
    }
    items.push(centred(middle.x, middle.y + 4.0, 30.0, true, Paint::Text, labels.percent(share)));
    let of = format!("{points} / {}", checks.len());
    items.push(centred(middle.x, middle.y + 26.0, 13.0, false, Paint::Text2, of));
    Scene { width: left + LIST + MARGIN, height: 2.0 * (MARGIN + OUTER), items }
}

/// One part of the ring, and in it the checks.
fn part(middle: Point, at: usize, checks: &[&Check], labels: &dyn Labels) -> Group {
    let whole = 1.0 / PARTS as f64;
    let each = (whole - BETWEEN_PARTS) / checks.len().max(1) as f64;
    let first = whole * at as f64 + BETWEEN_PARTS / 2.0;
    let ring = |(at, check): (usize, &&Check)| {
        let from = first + each * at as f64 + BETWEEN_CHECKS / 2.0;
        let (fill, border) = look(check.holds, checks);
        let stroke = Some(Stroke::solid(border, 1.0));
        Item::Path {
            steps: segment(middle, from, from + each - BETWEEN_CHECKS),
            fill: Some(fill),
            stroke,
            heads: Heads::None,
        }
    };
    let items = checks.iter().enumerate().map(ring).collect();
    let rect = Rect::new(middle.x - OUTER, middle.y - OUTER, 2.0 * OUTER, 2.0 * OUTER);
    let mut group = Group::new(Part::Mark, rect, items);
    let open = checks.iter().filter(|check| !check.holds).map(|check| labels.label(&format!("check-{}", check.key)));
    let open: Vec<String> = open.collect();
    let name = NAMES.get(at).map_or(String::new(), |key| labels.label(key));
    let points = format!("{} / {}", checks.len() - open.len(), checks.len());
    let missing = if open.is_empty() { String::new() } else { labels.label("drawing-open-checks") };
    group.label = labels.sentence(&[vec![name, points, missing], open].concat());
    group
}

/// What holds is full, what does not is empty; a part that lacks most of it draws the eye.
fn look(holds: bool, part: &[&Check]) -> (Paint, Paint) {
    let points = part.iter().filter(|check| check.holds).count() as f64;
    let well = points >= ENOUGH * part.len() as f64;
    match (holds, well) {
        (true, true) => (Paint::Accent, Paint::Accent),
        (true, false) => (Paint::Warning, Paint::Warning),
        (false, _) => (Paint::Surface, Paint::LineStrong),
    }
}

/// The area between two circles and two rays, as shares of the ring from the top.
fn segment(middle: Point, from: f64, to: f64) -> Vec<Step> {
    // Short straight steps, of three degrees at most, look round.
    let count = ((to - from) * 120.0).ceil().max(1.0);
    let steps = count as usize;
    let at = |share: f64, radius: f64| {
        let turn = TAU * (share - 0.25);
        Point::new(middle.x + radius * turn.cos(), middle.y + radius * turn.sin())
    };
    let share = |step: usize| from + (to - from) * step as f64 / count;
    let outer = (0..=steps).map(|step| at(share(step), OUTER));
    let inner = (0..=steps).rev().map(|step| at(share(step), INNER));
    let mut way: Vec<Step> = outer.chain(inner).map(Step::To).collect();
    if let Some(Step::To(start)) = way.first().copied() {
        way.splice(..1, [Step::Start(start)]);
    }
    way.push(Step::Close);
    way
}

/// The name of a part, its points as boxes and as a number.
fn line_of(rect: Rect, name: &str, checks: &[&Check]) -> Group {
    const BOX: f64 = 13.0;
    let points = checks.iter().filter(|check| check.holds).count();
    let number = format!("{points} / {}", checks.len());
    let boxes = rect.right() - 40.0 - (BOX + 3.0) * checks.len() as f64;
    let words = text::fit(name, boxes - rect.x - 12.0, 13.0, false);
    let mut items = vec![text(rect.x, rect.y + 21.0, 13.0, Paint::Text, words)];
    for at in 0..checks.len() {
        let own = Rect::new(boxes + (BOX + 3.0) * at as f64, rect.y + 10.0, BOX, BOX);
        let (fill, border) = look(at < points, checks);
        items.push(Item::Frame { rect: own, radius: 2.0, fill: Some(fill), border: Some(Stroke::solid(border, 1.0)) });
    }
    items.push(strong(rect.right() - 32.0, rect.y + 21.0, 13.0, Paint::Text, number));
    items.push(bar(Rect::new(rect.x, rect.bottom() - 0.5, rect.width, 0.5), 0.0, Paint::Line));
    Group::new(Part::Heading, rect, items)
}
