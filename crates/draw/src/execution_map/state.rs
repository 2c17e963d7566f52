//! What stands in a cell, by colour, by line and by sign at once.

use crate::geometry::{Point, Rect};
use crate::labels::Labels;
use crate::legend::Entry;
use crate::paint::Paint;
use crate::scene::{Heads, Item, Step, Stroke, line};
use plan::execution_map::CellState;
use plan::execution_map::figures::state_by;
use plan::opportunity::Opportunity;

/// The state that an opportunity puts its cell in.
pub fn of(deal: &Opportunity) -> CellState {
    state_by(std::iter::once(deal)).unwrap_or(CellState::Potential)
}

/// The line that stands for a state.
pub fn stroke(state: CellState) -> Stroke {
    match state {
        CellState::Installed => Stroke::solid(Paint::Text2, 1.4),
        CellState::Current => Stroke::solid(Paint::Accent, 2.0),
        CellState::Planned => Stroke::solid(Paint::Influence, 2.0),
        CellState::Potential => Stroke::dashed(Paint::LineStrong, 1.4),
        CellState::White => Stroke::dotted(Paint::Warning, 1.4),
        CellState::Competitor => Stroke::solid(Paint::Danger, 1.2),
        CellState::Blocked | CellState::NotApplicable => Stroke::solid(Paint::Line, 1.0),
    }
}

/// Ground and ink of a cell in this state.
pub fn colours(state: CellState) -> (Paint, Paint) {
    match state {
        CellState::Installed => (Paint::Sunken, Paint::Text),
        CellState::Current => (Paint::Accent, Paint::OnAccent),
        CellState::White => (Paint::WarningWeak, Paint::Warning),
        CellState::Competitor => (Paint::DangerWeak, Paint::Danger),
        CellState::Blocked | CellState::NotApplicable => (Paint::Ground, Paint::Text3),
        CellState::Planned | CellState::Potential => (Paint::Surface, Paint::Text),
    }
}

/// The sign of a state, eleven wide and high.
pub fn sign(middle: Point, state: CellState, ink: Paint) -> Vec<Item> {
    let circle = |radius, fill, border| Item::Circle { middle, radius, fill, border };
    let at = |x: f64, y: f64| Point::new(middle.x + x, middle.y + y);
    let thick = Stroke::solid(ink, 1.8);
    match state {
        CellState::Installed => {
            let steps = vec![Step::Start(at(-5.0, 0.0)), Step::To(at(-1.5, 3.5)), Step::To(at(5.0, -4.0))];
            vec![Item::Path { steps, fill: None, stroke: Some(thick), heads: Heads::None }]
        }
        CellState::Current => vec![circle(5.0, Some(ink), None)],
        CellState::Planned => {
            vec![
                circle(4.6, None, Some(Stroke::solid(Paint::Influence, 1.8))),
                circle(1.8, Some(Paint::Influence), None),
            ]
        }
        CellState::Potential => vec![circle(4.6, None, Some(Stroke::dashed(Paint::LineStrong, 1.4)))],
        CellState::White => {
            let rect = Rect::new(middle.x - 4.5, middle.y - 4.5, 9.0, 9.0);
            vec![Item::Frame { rect, radius: 1.0, fill: Some(Paint::Surface), border: Some(Stroke::solid(ink, 1.4)) }]
        }
        CellState::Competitor => {
            vec![line(at(-4.0, -4.0), at(4.0, 4.0), thick), line(at(-4.0, 4.0), at(4.0, -4.0), thick)]
        }
        CellState::Blocked => vec![line(at(-5.0, 0.0), at(5.0, 0.0), thick)],
        CellState::NotApplicable => vec![circle(1.6, Some(ink), None)],
    }
}

/// The states with their signs.
pub fn legend(labels: &dyn Labels, states: &[CellState]) -> Vec<Entry> {
    let entry = |state: &CellState| {
        let (ground, ink) = colours(*state);
        let rect = Rect::new(0.5, -8.0, 23.0, 16.0);
        let frame = Item::Frame { rect, radius: 3.0, fill: Some(ground), border: Some(stroke(*state)) };
        let sign = [vec![frame], sign(Point::new(12.0, 0.0), *state, ink)].concat();
        Entry { width: 24.0, sign, word: labels.code(CellState::SCALE, state.code()) }
    };
    states.iter().map(entry).collect()
}

/// The ground of a cell with its line.
pub fn ground(rect: Rect, state: CellState) -> Item {
    let inner = Rect::new(rect.x + 3.0, rect.y + 3.0, rect.width - 6.0, rect.height - 6.0);
    Item::Frame { rect: inner, radius: 4.0, fill: Some(colours(state).0), border: Some(stroke(state)) }
}
