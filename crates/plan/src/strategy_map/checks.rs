//! The live checks of the strategy map (method 2.4).

use super::figures::Links;
use super::{Node, NodeType, Verification};
use crate::Day;
use crate::kind::Plan;
use crate::warning::{Warning, Warnings};

/// More goals than this blur the focus.
const GOALS: usize = 5;
/// Days after which an assumed card should have been asked about.
const ASSUMED_DAYS: i64 = 90;

/// What the map should be asked for on this day.
pub fn warnings(plan: &Plan, today: Day) -> Vec<Warning> {
    let links = Links::of(plan);
    let all =
        |node_type: NodeType| plan.nodes.by_code().filter(move |one| one.node_type == node_type && one.is_active());
    let goals = || all(NodeType::Goal);
    let mut warnings = Warnings::default();
    warnings
        .of("goal_unmeasured", goals().filter(|one| one.metric.is_none() || one.due_on.is_none()).map(|one| one.id));
    warnings.of(
        "goal_without_strategy",
        goals().filter(|one| !links.has_child(one.id, &[NodeType::Strategy])).map(|one| one.id),
    );
    let served = |one: &&Node| !links.has_child(one.id, &[NodeType::Tactic, NodeType::Need]);
    warnings.of("strategy_without_tactic", all(NodeType::Strategy).filter(served).map(|one| one.id));
    let hangs = |one: &&Node| links.parents(one.id).next().is_none();
    warnings.of("need_without_parent", all(NodeType::Need).filter(hangs).map(|one| one.id));
    warnings.when(goals().count() > GOALS, "too_many_goals");
    let cards = || plan.nodes.by_code().filter(|one| one.is_active() && one.node_type != NodeType::Vision);
    let cared = |one: &&Node| !plan.node_people.iter().any(|care| care.node == one.id);
    warnings.of("card_without_person", cards().filter(cared).map(|one| one.id));
    warnings.of("assumed_too_long", assumed_too_long(plan, today).map(|one| one.id));
    let undecided = |one: &&Node| {
        one.is_unsolved()
            && one.fit.is_some_and(|fit| fit.value() > 0)
            && !plan.entries.iter().any(|entry| entry.need == one.id && entry.decision.is_some())
    };
    warnings.of("need_undecided", all(NodeType::Need).filter(undecided).map(|one| one.id));
    warnings.into_vec()
}

/// Cards that have been assumed for more than 90 days.
pub fn assumed_too_long(plan: &Plan, today: Day) -> impl Iterator<Item = &Node> {
    plan.nodes.by_code().filter(move |one| {
        one.is_active()
            && matches!(one.verification, None | Some(Verification::Assumed))
            && one.verified_on.is_some_and(|on| on.days_until(today) > ASSUMED_DAYS)
    })
}
