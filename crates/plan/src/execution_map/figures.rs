//! White space, anchoring, and what the arithmetic recommends for a cell (method 3.1).

use super::{CellState, Decision, Entry, Score};
use crate::figure::{Figure, Measure, Row, Term, ratio};
use crate::id::Id;
use crate::kind::Plan;
use crate::opportunity::{LossReason, Opportunity, OpportunityType, Outcome};
use crate::strategy_map::figures::Links;
use crate::strategy_map::{Fit, Node, NodeType, Verification};

/// Still counts for a need: open or won, not lost or given up.
fn counts(opportunity: &Opportunity) -> bool {
    matches!(opportunity.outcome, None | Some(Outcome::Won))
}

/// The figure of this part with this key.
pub fn by_key(plan: &Plan, key: &str) -> Option<Figure> {
    Some(match key {
        "white_space_ratio" => white_space_ratio(plan),
        "anchoring" => anchoring(plan),
        _ => return None,
    })
}

/// Unsolved needs with fit of 2 and more and without any opportunity / unsolved needs with that fit (method 3.1).
/// White space is judged by the need's own fit (decided 1.8).
pub fn white_space_ratio(plan: &Plan) -> Figure {
    let fits = |node: &&Node| node.is_unsolved() && node.fit.is_some_and(|fit| fit.value() >= 2);
    let needs: Vec<&Node> = plan.nodes.by_code().filter(fits).collect();
    let deals = |need: &Node| plan.opportunities.iter().filter(|one| one.need == Some(need.id) && counts(one)).count();
    let white = needs.iter().filter(|need| deals(need) == 0).count();
    let rows = needs.iter().map(|need| {
        let fit = Term::grade(Fit::SCALE, need.fit.map(Fit::value));
        Row::of(need.id, vec![fit, Term::amount(need.impact_value), Term::Number(deals(need) as f64)])
    });
    let unknown = plan.nodes.by_code().filter(|node| node.is_unsolved() && node.fit.is_none());
    Figure::new("white_space_ratio", Measure::Share, ratio(white as f64, needs.len() as f64))
        .of_rows(&["fit", "impact", "deals"], rows.collect())
        .without(unknown.map(|node| node.id.into()).collect())
}

/// Opportunities on a confirmed need / opportunities (method 3.1).
pub fn anchoring(plan: &Plan) -> Figure {
    let need = |one: &Opportunity| one.need.and_then(|need| plan.nodes.get(need));
    let confirmed =
        |one: &Opportunity| need(one).is_some_and(|need| need.verification == Some(Verification::Confirmed));
    let all: Vec<&Opportunity> = plan.opportunities.by_code().collect();
    let anchored = all.iter().filter(|one| confirmed(one)).count();
    let rows = all.iter().map(|one| {
        let known = need(one).and_then(|need| need.verification);
        let known = known.map_or(Term::Unknown, |one| Term::Code(Verification::SCALE, one.code()));
        let need = need(one).map_or(Term::Unknown, |need| Term::Record(need.id.into()));
        Row::of(one.id, vec![need, known])
    });
    Figure::new("anchoring", Measure::Share, ratio(anchored as f64, all.len() as f64))
        .of_rows(&["need", "verification"], rows.collect())
}

/// `100 x min(value to customer, value to us)/5 x win position/5` (method 3.1); unknown while one of them is.
pub fn attractiveness(entry: &Entry) -> Option<f64> {
    let value = entry.value_customer?.min(entry.value_us?);
    Some(100.0 * Score::value(value) as f64 / 5.0 * entry.win_position?.value() as f64 / 5.0)
}

/// What the arithmetic recommends: from 48 pursue, from 24 nurture, else monitor (method 3.1).
pub fn recommendation(entry: &Entry) -> Option<Decision> {
    attractiveness(entry).map(|value| match value {
        _ if value >= 48.0 => Decision::Pursue,
        _ if value >= 24.0 => Decision::Nurture,
        _ => Decision::Monitor,
    })
}

/// What stands in a cell: by the opportunities on its need and solution, current before planned before potential
/// before won before lost; as typed where there are none (decided 1.2). A lost one leaves the cell to a competitor or
/// white by its reason; without one, to a competitor if it was lost, else white (method 3.1).
pub fn cell_state(plan: &Plan, entry: &Entry) -> Option<CellState> {
    let on_it = |one: &&Opportunity| one.need == Some(entry.need) && one.solutions.contains(&entry.solution);
    state_by(plan.opportunities.iter().filter(on_it)).or(entry.cell_state)
}

/// What stands in a cell by the opportunities on it; none where there are none.
pub fn state_by<'p>(opportunities: impl Iterator<Item = &'p Opportunity>) -> Option<CellState> {
    opportunities.map(state_of).min_by_key(|state| rank(*state))
}

/// A need that fits and that nobody works on: unsolved, fit of 2 and more, no opportunity (method 3.1).
pub fn is_white(plan: &Plan, need: &Node) -> bool {
    let fits = need.is_unsolved() && need.fit.is_some_and(|fit| fit.value() >= 2);
    fits && !plan.opportunities.iter().any(|one| one.need == Some(need.id) && counts(one))
}

fn state_of(opportunity: &Opportunity) -> CellState {
    match (opportunity.outcome, opportunity.opportunity_type) {
        (None, OpportunityType::Current) => CellState::Current,
        (None, OpportunityType::Planned) => CellState::Planned,
        (None, OpportunityType::Potential) => CellState::Potential,
        (Some(Outcome::Won), _) => CellState::Installed,
        (Some(ended), _) => {
            let taken = opportunity.loss_reason.map_or(ended == Outcome::Lost, LossReason::leaves_a_competitor);
            if taken { CellState::Competitor } else { CellState::White }
        }
    }
}

const fn rank(state: CellState) -> u8 {
    match state {
        CellState::Current => 0,
        CellState::Planned => 1,
        CellState::Potential => 2,
        CellState::Installed => 3,
        _ => 4,
    }
}

/// By goal under way: share of all planned effort, and share of the value of all needs under way, so that a mismatch
/// shows (method 3.1). What hangs on no goal counts in the whole.
pub fn effort_by_goal(plan: &Plan) -> Vec<(&Node, Option<f64>, Option<f64>)> {
    let links = Links::of(plan);
    let goal_of = |need| links.goal_of(need).map(|goal| goal.id);
    let effort = plan.entries.iter().map(|entry| (goal_of(entry.need), entry.effort_days.unwrap_or(0) as f64));
    let effort: Vec<_> = effort.collect();
    let needs = plan.nodes.iter().filter(|node| node.node_type == NodeType::Need && node.is_active());
    let value: Vec<_> = needs.map(|need| (goal_of(need.id), need.impact_value.unwrap_or_default().units())).collect();
    let share = |parts: &[(Option<Id<Node>>, f64)], goal: &Node| {
        let own = parts.iter().filter(|(of, _)| *of == Some(goal.id)).map(|(_, part)| part).sum();
        ratio(own, parts.iter().map(|(_, part)| part).sum())
    };
    let goals = plan.nodes.by_code().filter(|node| node.node_type == NodeType::Goal && node.is_active());
    goals.map(|goal| (goal, share(&effort, goal), share(&value, goal))).collect()
}
