//! The execution map: our solutions on the customer's needs, as layers below the strategy map, as a matrix, and as the
//! list of what nobody works on yet (method 3.1).

mod amount;
pub mod battlefield;
pub mod matrix;
pub mod road_map;
mod state;
pub mod white_space;

use crate::geometry::Rect;
use crate::labels::Labels;
use crate::layered::{Link, Number};
use crate::paint::Paint;
use crate::scene::{Dash, Group, Item, Part, Scene, Stroke, strong, text};
use crate::strategy_map::{self, Cards, View};
use crate::text;
use amount::Worth;
use plan::execution_map::{CellState, Solution};
use plan::id::RecordRef;
use plan::opportunity::{Opportunity, Outcome};
use plan::{Day, Id, Plan};
use std::collections::BTreeMap;

/// Height of an opportunity between a need and a solution.
const TAG: f64 = 48.0;
/// Height of a solution.
const SOLUTION: f64 = 56.0;

/// The layers as taught: the strategy map, below it the solutions, and on the links between them the opportunities.
pub fn layers(plan: &Plan, today: Day, view: &View, labels: &dyn Labels) -> Scene {
    let worth = Worth { plan, today };
    let cards = Cards::new(plan, view, labels);
    let (mut draft, needs) = strategy_map::draft(&cards);
    let deals: Vec<&Opportunity> = plan.opportunities.by_code().filter(|one| counts(one)).collect();
    draft.lane(labels.label("kind-opportunity"), TAG, Some(labels.label("drawing-ask-opportunity")));
    let tags: Vec<Number> = deals.iter().map(|deal| draft.card(|rect| tag(rect, deal, worth, labels))).collect();
    draft.lane(labels.label("kind-solution"), SOLUTION, Some(labels.label("drawing-ask-solution")));
    let solutions: BTreeMap<Id<Solution>, Number> = plan
        .solutions
        .by_code()
        .map(|solution| (solution.id, draft.card(move |rect| solution_card(rect, solution, labels))))
        .collect();
    for (deal, tag) in deals.iter().zip(tags) {
        let stroke = state::stroke(state::of(deal));
        let need = deal.need.and_then(|need| needs.get(&need));
        let link = |from, to| Link { from, to, stroke, record: Some(deal.id.into()) };
        need.into_iter().for_each(|need| draft.link(link(*need, tag)));
        let with = deal.solutions.iter().filter_map(|solution| solutions.get(solution));
        with.for_each(|solution| draft.link(link(tag, *solution)));
    }
    let mut legend = strategy_map::legend(labels);
    legend.extend(state::legend(
        labels,
        &[CellState::Installed, CellState::Current, CellState::Planned, CellState::Potential],
    ));
    draft.draw(legend)
}

/// Open or won: lost and given up ones are history.
fn counts(deal: &Opportunity) -> bool {
    matches!(deal.outcome, None | Some(Outcome::Won))
}

/// An opportunity: its name, amount and quarter.
fn tag(rect: Rect, deal: &Opportunity, worth: Worth<'_>, labels: &dyn Labels) -> Group {
    let state = state::of(deal);
    let (fill, ink, more) = match state {
        CellState::Current => (Paint::Accent, Paint::OnAccent, Paint::OnAccent),
        CellState::Installed => (Paint::AccentWeak, Paint::Text, Paint::Text2),
        _ => (Paint::Surface, Paint::Text, Paint::Text2),
    };
    let border = Some(state::stroke(state));
    let name = text::fit(labels.show(&deal.name), rect.width - 42.0, 13.0, true);
    let amount = worth.and_quarter(deal, labels);
    let mut items = vec![Item::Frame { rect, radius: TAG / 2.0, fill: Some(fill), border }];
    items.push(strong(rect.x + 21.0, rect.y + 20.0, 13.0, ink, name.clone()));
    items.push(text(
        rect.x + 21.0,
        rect.y + 38.0,
        text::size_within(&amount, rect.width - 42.0, 12.0, false),
        more,
        amount.clone(),
    ));
    let said = [labels.code(CellState::SCALE, state.code()), labels.show(&deal.name).to_owned(), amount];
    card(rect, deal.id.into(), &said, items, labels)
}

fn solution_card(rect: Rect, solution: &Solution, labels: &dyn Labels) -> Group {
    let border = Some(Stroke { paint: Paint::LineStrong, width: 1.0, dash: Dash::Solid });
    let mut items = vec![Item::Frame { rect, radius: 8.0, fill: Some(Paint::Surface), border }];
    let lines = text::wrap(labels.show(&solution.name), rect.width - 28.0, 2, 13.0, true);
    let first = rect.middle().y + 4.7 - 9.0 * (lines.len() as f64 - 1.0);
    for (at, line) in lines.into_iter().enumerate() {
        items.push(strong(rect.x + 14.0, first + 18.0 * at as f64, 13.0, Paint::Text, line));
    }
    let said = [labels.label("kind-solution"), labels.show(&solution.name).to_owned()];
    card(rect, solution.id.into(), &said, items, labels)
}

fn card(rect: Rect, record: RecordRef, said: &[String], items: Vec<Item>, labels: &dyn Labels) -> Group {
    let mut group = Group::new(Part::Card, rect, items);
    group.record = Some(record);
    group.label = labels.sentence(said);
    group.link = labels.link(record);
    group
}

/// As `2026 Q4`.
fn quarter(day: Day) -> String {
    format!("{} Q{}", day.year(), day.quarter())
}
