//! The road map: when which unit of the customer decides on what (method 3.1).

use super::amount::Worth;
use super::{quarter, state};
use crate::bubbles::{Bubble, Grid, More};
use crate::geometry::Point;
use crate::labels::Labels;
use crate::paint::Paint;
use crate::scene::Scene;
use plan::account::Unit;
use plan::execution_map::CellState;
use plan::opportunity::Opportunity;
use plan::{Day, Id, Money, Plan};

/// Quarters that have a column of their own, this one first.
const QUARTERS: i64 = 6;

/// When an opportunity closes, seen from today.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum When {
    Overdue,
    Quarter(i64),
    Later,
    Undated,
}

impl When {
    fn of(close_on: Option<Day>, today: Day) -> Self {
        let Some(close_on) = close_on else { return Self::Undated };
        match number(close_on) - number(today) {
            _ if close_on < today => Self::Overdue,
            ahead @ ..QUARTERS => Self::Quarter(ahead),
            _ => Self::Later,
        }
    }

    fn name(self, today: Day, labels: &dyn Labels) -> String {
        match self {
            Self::Overdue => labels.label("drawing-overdue"),
            Self::Quarter(ahead) => named(number(today) + ahead),
            Self::Later => labels.label("drawing-later"),
            Self::Undated => labels.label("drawing-undated"),
        }
    }
}

/// Quarters since the year 0.
fn number(day: Day) -> i64 {
    i64::from(day.year()) * 4 + i64::from(day.quarter()) - 1
}

fn named(number: i64) -> String {
    format!("{} Q{}", number.div_euclid(4), number.rem_euclid(4) + 1)
}

/// All open opportunities by quarter and unit; size is the amount, look is the type.
pub fn scene(plan: &Plan, today: Day, labels: &dyn Labels) -> Scene {
    let mut deals: Vec<&Opportunity> = plan.opportunities.by_code().filter(|one| one.is_open()).collect();
    let worth = Worth { plan, today };
    deals.sort_by_key(|one| std::cmp::Reverse(worth.of(one)));
    let when = |deal: &Opportunity| When::of(deal.close_on, today);
    let has = |one: When| deals.iter().any(|deal| when(deal) == one);
    let mut columns: Vec<When> = (0..QUARTERS).map(When::Quarter).collect();
    columns.extend([When::Overdue, When::Later, When::Undated].into_iter().filter(|one| has(*one)));
    columns.sort();
    let mut rows: Vec<Option<&Unit>> = plan.units.by_code().map(Some).collect();
    rows.retain(|unit| unit.is_some_and(|unit| deals.iter().any(|deal| deal.unit == Some(unit.id))));
    if rows.is_empty() || deals.iter().any(|deal| deal.unit.is_none()) {
        rows.push(None);
    }
    let most = deals.iter().filter_map(|one| worth.of(one)).max().unwrap_or_default();
    let place = |deal: &&Opportunity| {
        let column = columns.iter().position(|one| *one == when(deal)).unwrap_or(0);
        let row = rows.iter().position(|one| unit_of(*one) == deal.unit).unwrap_or(0);
        bubble(deal, (column, row), worth, most, labels)
    };
    let name = |unit: &Option<&Unit>| {
        unit.map_or_else(|| labels.label("drawing-no-unit"), |unit| labels.show(&unit.name).to_owned())
    };
    let unrated = worth.note(deals.iter().copied(), labels);
    let overdue = columns.iter().position(|one| *one == When::Overdue);
    Grid {
        columns: columns.iter().map(|one| one.name(today, labels)).collect(),
        rows: rows.iter().map(name).collect(),
        axes: [format!("→ {}", labels.label("drawing-quarter")), format!("↓ {}", labels.label("kind-unit"))],
        divided: None,
        above: Vec::new(),
        below: Vec::new(),
        ground: &|column, _| if Some(column) == overdue { Paint::DangerWeak } else { Paint::Surface },
        bubbles: deals.iter().map(place).collect(),
        legend: state::legend(labels, &[CellState::Current, CellState::Planned, CellState::Potential]),
        notes: [labels.label("drawing-size-amount")].into_iter().chain(unrated).collect(),
    }
    .draw(labels)
}

fn unit_of(unit: Option<&Unit>) -> Option<Id<Unit>> {
    unit.map(|unit| unit.id)
}

fn bubble(
    deal: &Opportunity,
    (column, row): (usize, usize),
    worth: Worth<'_>,
    most: Money,
    labels: &dyn Labels,
) -> Bubble {
    let state = state::of(deal);
    let (fill, ink) = state::colours(state);
    let value = worth.of(deal).unwrap_or_default();
    let shown = worth.shown(deal, labels);
    let when = deal.close_on.map_or(String::new(), quarter);
    let said = [labels.code(CellState::SCALE, state.code()), labels.show(&deal.name).to_owned(), shown.clone(), when];
    Bubble {
        column,
        row,
        share: if most.0 > 0 { value.0 as f64 / most.0 as f64 } else { 0.0 },
        fill,
        border: state::stroke(state),
        sign: state::sign(Point::default(), state, ink),
        record: deal.id.into(),
        name: labels.show(&deal.name).to_owned(),
        more: More::Amount(shown),
        label: labels.sentence(&said),
    }
}
