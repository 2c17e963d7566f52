//! The grid of influence and stance: with whom to begin (method 4.1, 4.4).

use crate::geometry::{Point, Rect};
use crate::labels::Labels;
use crate::paint::Paint;
use crate::scene::{Group, Item, Part, Scene, Stroke, centred, strong, text};
use crate::{chip, text};
use plan::influence_map::{Influence, Person, Preference};
use plan::{Day, Plan};

const MARGIN: f64 = 24.0;
/// Width of the column that names the influence.
const NAMES: f64 = 148.0;
const COLUMN: f64 = 204.0;
/// Height of the row that names the stances.
const HEADING: f64 = 40.0;
const TAG: f64 = 24.0;
const BETWEEN: f64 = 6.0;
const PADDING: f64 = 10.0;

/// The stances from left to right; none is unknown.
const STANCES: [Option<i64>; 6] = [Some(-2), Some(-1), Some(0), Some(1), Some(2), None];
/// The influences from above; none is unknown.
const INFLUENCES: [Option<i64>; 6] = [Some(5), Some(4), Some(3), Some(2), Some(1), None];

/// Everybody who is present, by influence from above and by stance from the left.
pub fn scene(plan: &Plan, today: Day, labels: &dyn Labels) -> Scene {
    let mut items = Vec::new();
    for (at, stance) in STANCES.into_iter().enumerate() {
        let rect = Rect::new(MARGIN + NAMES + at as f64 * COLUMN, MARGIN, COLUMN, HEADING);
        items.push(Item::Group(stance_heading(rect, stance, labels)));
    }
    let mut y = MARGIN + HEADING;
    for influence in INFLUENCES {
        let cells = STANCES.map(|stance| people(plan, today, influence, stance));
        // Whom nobody has rated yet needs a row only where there is somebody.
        if influence.is_none() && cells.iter().all(Vec::is_empty) {
            continue;
        }
        let tags = cells.iter().map(Vec::len).max().unwrap_or(0).max(2);
        let height = 2.0 * PADDING + tags as f64 * (TAG + BETWEEN) - BETWEEN;
        items.push(Item::Group(influence_heading(Rect::new(MARGIN, y, NAMES, height), influence, labels)));
        for (at, people) in cells.iter().enumerate() {
            let rect = Rect::new(MARGIN + NAMES + at as f64 * COLUMN, y, COLUMN, height);
            items.push(Item::Group(cell(rect, influence, people.len())));
            items.extend(tags_in(rect, people, labels).into_iter().map(Item::Group));
        }
        y += height;
    }
    Scene { width: 2.0 * MARGIN + NAMES + COLUMN * STANCES.len() as f64, height: y + MARGIN, items }
}

fn people(plan: &Plan, today: Day, influence: Option<i64>, stance: Option<i64>) -> Vec<&Person> {
    let fits = |person: &&Person| {
        person.is_present(today)
            && person.influence.map(Influence::value) == influence
            && person.preference.map(Preference::value) == stance
    };
    plan.people.by_code().filter(fits).collect()
}

fn stance_heading(rect: Rect, stance: Option<i64>, labels: &dyn Labels) -> Group {
    let sign = chip::preference(Point::new(rect.x + PADDING + 8.5, rect.y + 20.0), stance.and_then(Preference::new));
    let name = stance.map_or_else(|| labels.label("unknown"), |value| labels.grade(Preference::SCALE, value));
    let name = text::fit(&name, rect.width - 44.0, 13.0, true);
    let word = strong(rect.x + PADDING + 24.0, rect.y + 25.0, 13.0, Paint::Text, name);
    Group::new(Part::Heading, rect, [sign, vec![word]].concat())
}

fn influence_heading(rect: Rect, influence: Option<i64>, labels: &dyn Labels) -> Group {
    let name = influence.map_or_else(|| labels.label("unknown"), |value| labels.grade(Influence::SCALE, value));
    let number = influence.map_or("?".to_owned(), |value| value.to_string());
    let mut items = vec![centred(rect.x + 12.0, rect.y + 32.0, 20.0, true, Paint::Text, number)];
    for (at, line) in text::wrap(&name, rect.width - 40.0, 2, 13.0, false).into_iter().enumerate() {
        items.push(text(rect.x + 30.0, rect.y + 24.0 + 18.0 * at as f64, 13.0, Paint::Text2, line));
    }
    Group::new(Part::Heading, rect, items)
}

/// The more power, the stronger the ground: what stands at the upper left is where the plan is decided against us.
fn cell(rect: Rect, influence: Option<i64>, count: usize) -> Group {
    let fill = match influence {
        Some(5) => Paint::Heat1,
        Some(3 | 4) => Paint::Heat0,
        _ => Paint::Surface,
    };
    let mut items =
        vec![Item::Frame { rect, radius: 0.0, fill: Some(fill), border: Some(Stroke::solid(Paint::Line, 1.0)) }];
    if count == 0 {
        items.push(centred(rect.middle().x, rect.middle().y + 4.0, 12.0, false, Paint::Text3, "–"));
    }
    Group::new(Part::Cell, rect, items)
}

fn tags_in(cell: Rect, people: &[&Person], labels: &dyn Labels) -> Vec<Group> {
    let tag = |(at, person): (usize, &&Person)| {
        let y = cell.y + PADDING + at as f64 * (TAG + BETWEEN);
        let rect = Rect::new(cell.x + PADDING, y, cell.width - 2.0 * PADDING, TAG);
        let apart = person.placeholder || person.organisation.is_some();
        let border = if apart { Stroke::dashed(Paint::LineStrong, 1.0) } else { Stroke::solid(Paint::LineStrong, 1.0) };
        let role = person.role.map_or(String::new(), |role| labels.code("role", role.code()));
        let name = labels.show(&person.name);
        // The name first; the role has what is left.
        let room = rect.width - 14.0;
        let shown = text::fit(name, room, 13.0, true);
        let left = room - text::width(&shown, 13.0, true) - 8.0;
        let role = if left < 30.0 { String::new() } else { text::fit(&role, left, 12.0, false) };
        let mut items = vec![
            Item::Frame { rect, radius: 4.0, fill: Some(Paint::Surface), border: Some(border) },
            strong(rect.x + 7.0, rect.y + 16.6, 13.0, Paint::Text, shown),
        ];
        let x = rect.right() - 7.0;
        let (size, paint, anchor) = (12.0, Paint::Text2, crate::Anchor::End);
        items.push(Item::Line { x, y: rect.y + 16.4, anchor, size, strong: false, paint, text: role.clone() });
        let mut group = Group::new(Part::Card, rect, items);
        group.record = Some(person.id.into());
        let said = [name.to_owned(), role, labels.show_maybe(&person.title).to_owned()];
        group.label = labels.sentence(&said);
        group.link = labels.link(person.id.into());
        group
    };
    people.iter().enumerate().map(tag).collect()
}
