//! The gap heat map: in which unit and with which role the gaps lie (method 4.3).

use crate::geometry::{Point, Rect};
use crate::labels::Labels;
use crate::paint::Paint;
use crate::scene::{Group, Item, Part, Scene, Stroke, centred, strong, text};
use crate::text;
use plan::account::Unit;
use plan::influence_map::Role;
use plan::relationship::{Relationships, Standing};
use plan::{Day, Id, Plan};

const MARGIN: f64 = 24.0;
const NAMES: f64 = 196.0;
const COLUMN: f64 = 96.0;
const HEADING: f64 = 46.0;
const ROW: f64 = 40.0;

/// Everybody of one unit and one role.
#[derive(Clone, Copy, Default)]
struct Cell {
    people: usize,
    /// Sum of influence x gap.
    gap: i64,
    unknown: usize,
}

impl Cell {
    fn add(&mut self, standing: &Standing<'_>) {
        self.people += 1;
        match standing.weighted_gap() {
            Some(gap) => self.gap += gap,
            None => self.unknown += 1,
        }
    }
}

/// Units by roles; a cell shows the sum of influence x gap, and how many are not rated yet.
pub fn scene(plan: &Plan, today: Day, labels: &dyn Labels) -> Scene {
    of(plan, &Relationships::of(plan, today), labels)
}

/// The heat map of relationships that are measured already.
pub fn of(plan: &Plan, relationships: &Relationships<'_>, labels: &dyn Labels) -> Scene {
    let standings = relationships.standings();
    let mut rows: Vec<Option<&Unit>> = plan.units.by_code().map(Some).collect();
    let lives = |unit: Option<Id<Unit>>| standings.iter().any(|one| one.person.unit == unit);
    rows.push(None);
    rows.retain(|unit| lives(unit.map(|unit| unit.id)));
    let mut roles: Vec<Option<Role>> = Role::ALL.iter().copied().map(Some).collect();
    roles.push(None);
    let cells: Vec<Vec<Cell>> = rows.iter().map(|unit| of_unit(*unit, &roles, standings)).collect();
    let most = cells.iter().flatten().map(|cell| cell.gap).max().unwrap_or(0);
    let mut items = Vec::new();
    for (at, role) in roles.iter().enumerate() {
        let name = role.map_or_else(|| labels.label("drawing-no-role"), |role| labels.code(Role::SCALE, role.code()));
        items.push(Item::Group(column_heading(Rect::new(column_at(at), MARGIN, COLUMN, HEADING), &name)));
    }
    let mut y = MARGIN + HEADING;
    for (unit, cells) in rows.iter().zip(&cells) {
        items.push(Item::Group(row_heading(Rect::new(MARGIN, y, NAMES, ROW), *unit, labels)));
        for (at, cell) in cells.iter().enumerate() {
            items.push(Item::Group(drawn(Rect::new(column_at(at), y, COLUMN, ROW), *cell, most, labels)));
        }
        y += ROW;
    }
    let width = NAMES + COLUMN * roles.len() as f64;
    y += 6.0;
    let note = labels.label(if rows.is_empty() { "drawing-ask-people" } else { "drawing-heat" });
    for line in text::wrap(&note, width, 3, 12.0, false) {
        y += 18.0;
        items.push(text(MARGIN, y, 12.0, Paint::Text2, line));
    }
    Scene { width: width + 2.0 * MARGIN, height: y + MARGIN, items }
}

fn column_at(at: usize) -> f64 {
    MARGIN + NAMES + COLUMN * at as f64
}

fn of_unit(unit: Option<&Unit>, roles: &[Option<Role>], standings: &[Standing<'_>]) -> Vec<Cell> {
    let id = unit.map(|unit| unit.id);
    let of_role = |role: &Option<Role>| {
        let mut cell = Cell::default();
        standings.iter().filter(|one| one.person.unit == id && one.person.role == *role).for_each(|one| cell.add(one));
        cell
    };
    roles.iter().map(of_role).collect()
}

fn column_heading(rect: Rect, name: &str) -> Group {
    let lines = text::wrap(name, rect.width - 8.0, 2, 12.0, true);
    let first = rect.bottom() - 8.0 - 16.0 * (lines.len().max(1) as f64 - 1.0);
    let line = |(at, line)| centred(rect.middle().x, first + 16.0 * at as f64, 12.0, true, Paint::Text, line);
    Group::new(Part::Heading, rect, lines.into_iter().enumerate().map(line).collect())
}

fn row_heading(rect: Rect, unit: Option<&Unit>, labels: &dyn Labels) -> Group {
    let name = unit.map_or_else(|| labels.label("drawing-no-unit"), |unit| labels.show(&unit.name).to_owned());
    let line = text::fit(&name, rect.width - 12.0, 13.0, true);
    let mut group = Group::new(Part::Heading, rect, vec![strong(rect.x, rect.y + 25.0, 13.0, Paint::Text, line)]);
    group.record = unit.map(|unit| unit.id.into());
    group.link = group.record.and_then(|record| labels.link(record));
    group.label = name;
    group
}

fn drawn(rect: Rect, cell: Cell, most: i64, labels: &dyn Labels) -> Group {
    let (fill, ink) = heat(cell, most);
    let inner = Rect::new(rect.x + 1.0, rect.y + 1.0, rect.width - 2.0, rect.height - 2.0);
    let border = (cell.people > 0).then_some(Stroke::solid(Paint::Line, 1.0));
    let mut items = vec![Item::Frame { rect: inner, radius: 3.0, fill: Some(fill), border }];
    let number =
        if cell.people == cell.unknown { "?".repeat(usize::from(cell.people > 0)) } else { cell.gap.to_string() };
    let asked =
        if cell.unknown > 0 && cell.people > cell.unknown { format!(" +{}?", cell.unknown) } else { String::new() };
    let Point { x, y } = rect.middle();
    let words = format!("{number}{asked}");
    let size = text::size_within(&words, rect.width - 8.0, 14.0, true);
    items.push(centred(x, y + 5.0, size, true, ink, words));
    let mut group = Group::new(Part::Cell, rect, items);
    if cell.people > 0 {
        let people = format!("{} {}", labels.label("term-people_owned"), cell.people);
        let gap = format!("{} {}", labels.label("term-weighted_gap"), cell.gap);
        let unknown = format!("{} {}", labels.label("unknown"), cell.unknown);
        group.label = labels.sentence(&[people, gap, if cell.unknown > 0 { unknown } else { String::new() }]);
    }
    group
}

/// Ground and ink by the share of the largest cell.
fn heat(cell: Cell, most: i64) -> (Paint, Paint) {
    if cell.gap == 0 {
        return (if cell.people == 0 { Paint::Ground } else { Paint::Surface }, Paint::Text2);
    }
    match cell.gap * 4 / most.max(1) {
        0 => (Paint::Heat1, Paint::OnHeat),
        1 => (Paint::Heat2, Paint::OnHeat),
        2 => (Paint::Heat3, Paint::OnHeat),
        _ => (Paint::Heat4, Paint::OnHeat4),
    }
}
