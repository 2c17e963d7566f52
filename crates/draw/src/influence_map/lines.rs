//! Lines between people: who reports to whom, and who influences whom, in the gaps between the cards.

use super::card::Cards;
use super::tree::Placed;
use crate::geometry::{Point, Rect};
use crate::lattice::{Cell, Lattice, Request, SPAN, Sides, Track, along, rounded, zigzag};
use crate::legend::Entry;
use crate::paint::Paint;
use crate::scene::{Group, Heads, Item, Part, Step, Stroke};
use plan::Id;
use plan::influence_map::{InfluenceLine, LineType, Person};
use std::collections::BTreeMap;

/// Height of a zigzag to each side.
const TOOTH: f64 = 2.5;
const CORNER: f64 = 6.0;

/// The line from each person up to the boss.
pub fn reporting(lattice: &Lattice, placed: &[Placed]) -> Vec<Group> {
    let cells: BTreeMap<Id<Person>, Cell> = placed.iter().map(|one| (one.person, one.cell)).collect();
    let line = |one: &Placed| {
        let hang = one.hang?;
        let boss = *cells.get(&hang.boss)?;
        let card = lattice.rect(one.cell);
        let below = lattice.rect(boss);
        let bus = lattice.between(boss.row + 1);
        let mut points = vec![Point::new(below.middle().x, below.bottom()), Point::new(below.middle().x, bus)];
        let mut level = bus;
        if let Some(gutter) = hang.gutter {
            let x = lattice.x(gutter);
            level = lattice.between(hang.row);
            points.extend([Point::new(x, bus), Point::new(x, level)]);
        }
        if hang.by_side {
            let x = lattice.x(one.cell.line);
            let middle = card.middle().y;
            points.extend([Point::new(x, level), Point::new(x, middle), Point::new(card.x, middle)]);
        } else {
            let x = lattice.x(one.cell.line + SPAN / 2);
            points.extend([Point::new(x, level), Point::new(x, card.y)]);
        }
        let stroke = Some(Stroke::solid(Paint::Report, 1.5));
        let path = Item::Path { steps: straight(&points), fill: None, stroke, heads: Heads::None };
        let mut group = Group::new(Part::Reporting, Rect::around(&points), vec![path]);
        group.record = Some(one.person.into());
        Some(group)
    };
    placed.iter().filter_map(line).collect()
}

/// The lines of influence. All lines between the same two people take the same way, side by side.
pub fn influence(lattice: &Lattice, placed: &[Placed], lines: &[&InfluenceLine], cards: &Cards<'_, '_>) -> Vec<Group> {
    let cells: BTreeMap<Id<Person>, Cell> = placed.iter().map(|one| (one.person, one.cell)).collect();
    let wanted: Vec<(&InfluenceLine, Request)> = lines
        .iter()
        .enumerate()
        .filter_map(|(bundle, line)| {
            let (from, to) = (*cells.get(&line.from)?, *cells.get(&line.to)?);
            // Both ways between two people are sought from the same side, so that they find the same way.
            let (from, to) = if line.from < line.to { (from, to) } else { (to, from) };
            Some((*line, Request { from, to, bundle, sides: Sides::Any }))
        })
        .collect();
    let requests: Vec<Request> = wanted.iter().map(|(_, request)| *request).collect();
    let ways = along(lattice, &requests, Track::Beside);
    let drawn = wanted.iter().zip(ways).filter(|(_, points)| !points.is_empty());
    drawn.map(|((line, _), points)| group(line, points, cards)).collect()
}

fn group(line: &InfluenceLine, mut points: Vec<Point>, cards: &Cards<'_, '_>) -> Group {
    if line.from > line.to {
        points.reverse();
    }
    let (stroke, heads) = look(line.line_type, line.strength.map_or(1, |strength| strength.value()));
    let steps = match line.line_type {
        LineType::Conflict => zigzag(&points, TOOTH),
        _ => rounded(&points, CORNER),
    };
    let path = Item::Path { steps, fill: None, stroke: Some(stroke), heads };
    let mut group = Group::new(Part::Influence(line.line_type), Rect::around(&points), vec![path]);
    group.record = Some(line.id.into());
    let name = |id| cards.plan.people.get(id).map_or(String::new(), |one| cards.labels.show(&one.name).to_owned());
    let what = cards.labels.code(LineType::SCALE, line.line_type.code());
    let arrow = if heads == Heads::End { "→" } else { "–" };
    group.label = format!("{} {arrow} {}{}{what}", name(line.from), name(line.to), cards.labels.label("colon"));
    group
}

/// How a line of this type and strength is drawn.
fn look(line: LineType, strength: i64) -> (Stroke, Heads) {
    let width = 0.7 + 0.8 * strength as f64;
    match line {
        LineType::Influences => (Stroke::solid(Paint::Influence, width), Heads::End),
        LineType::Informal => (Stroke::dotted(Paint::Influence, width), Heads::End),
        LineType::Alliance => (Stroke::solid(Paint::Alliance, width), Heads::None),
        LineType::Conflict => (Stroke::solid(Paint::Conflict, 1.0 + 0.3 * strength as f64), Heads::None),
    }
}

/// A line of this type in the legend.
pub fn sample(line: LineType, word: String) -> Entry {
    let (stroke, heads) = look(line, 2);
    let mut entry = Entry::line(stroke, heads, word);
    if line == LineType::Conflict {
        let steps = zigzag(&[Point::new(0.0, 0.0), Point::new(28.0, 0.0)], TOOTH);
        entry.sign = vec![Item::Path { steps, fill: None, stroke: Some(stroke), heads }];
    }
    entry
}

fn straight(points: &[Point]) -> Vec<Step> {
    let step = |(at, point): (usize, &Point)| if at == 0 { Step::Start(*point) } else { Step::To(*point) };
    points.iter().enumerate().map(step).collect()
}
