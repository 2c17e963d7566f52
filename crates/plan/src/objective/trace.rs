//! The trace through the plan: from any record up to the goal that it serves ("why"), and down to what follows from it
//! ("so what"): solution, opportunity, person, action (method 0.4).

use crate::Id;
use crate::id::RecordRef;
use crate::kind::{Kind, Plan};
use crate::strategy_map::Node;
use crate::strategy_map::figures::Links;
use std::collections::BTreeSet;

/// What a record is there for: its parents up to the goals and beyond, the nearest first.
pub fn why(plan: &Plan, record: RecordRef) -> Vec<RecordRef> {
    walk(record, |one| up(plan, &Links::of(plan), one))
}

/// What follows from a record: its children down to opportunities, people and actions, the nearest first.
pub fn so_what(plan: &Plan, record: RecordRef) -> Vec<RecordRef> {
    walk(record, |one| down(plan, one))
}

/// Everything that is reached step by step, each once, without where it began.
fn walk(from: RecordRef, next: impl Fn(RecordRef) -> Vec<RecordRef>) -> Vec<RecordRef> {
    let mut seen = BTreeSet::from([(from.kind, from.id)]);
    let mut found = vec![from];
    let mut at = 0;
    while let Some(record) = found.get(at).copied() {
        at += 1;
        found.extend(next(record).into_iter().filter(|one| seen.insert((one.kind, one.id))));
    }
    found.into_iter().skip(1).collect()
}

fn up(plan: &Plan, links: &Links<'_>, record: RecordRef) -> Vec<RecordRef> {
    let node = |id: Option<Id<Node>>| id.map(RecordRef::from).into_iter().collect();
    match record.kind {
        Kind::Node => links.parents(Id::new(record.id)).map(|edge| edge.parent.into()).collect(),
        Kind::Entry => node(plan.entries.get(Id::new(record.id)).map(|entry| entry.need)),
        Kind::Opportunity => node(plan.opportunities.get(Id::new(record.id)).and_then(|deal| deal.need)),
        Kind::Objective => {
            let objective = plan.objectives.get(Id::new(record.id));
            objective.and_then(|one| one.parent).map(RecordRef::from).into_iter().collect()
        }
        Kind::Action => {
            let Some(action) = plan.actions.get(Id::new(record.id)) else { return Vec::new() };
            let objective = action.objective.map(RecordRef::from);
            let about = [action.opportunity.map(RecordRef::from), action.node.map(RecordRef::from)];
            objective.into_iter().chain(about.into_iter().flatten()).collect()
        }
        _ => Vec::new(),
    }
}

fn down(plan: &Plan, record: RecordRef) -> Vec<RecordRef> {
    match record.kind {
        Kind::Node => below_card(plan, Id::new(record.id)),
        Kind::Entry => {
            let solution = plan.entries.get(Id::new(record.id)).map(|entry| entry.solution.into());
            solution.into_iter().collect()
        }
        Kind::Opportunity => below_deal(plan, record),
        Kind::Objective => {
            let subgoals = plan.objectives.by_code().filter(|one| one.parent == Some(Id::new(record.id)));
            let actions = plan.actions.by_code().filter(|one| one.objective == Some(Id::new(record.id)));
            subgoals.map(|one| one.id.into()).chain(actions.map(|one| one.id.into())).collect()
        }
        _ => Vec::new(),
    }
}

fn below_card(plan: &Plan, node: Id<Node>) -> Vec<RecordRef> {
    let children = plan.edges.by_code().filter(|edge| edge.parent == node).map(|edge| edge.child.into());
    let entries = plan.entries.by_code().filter(|entry| entry.need == node).map(|entry| entry.id.into());
    let deals = plan.opportunities.by_code().filter(|deal| deal.need == Some(node)).map(|deal| deal.id.into());
    let actions = plan.actions.by_code().filter(|action| action.node == Some(node)).map(|action| action.id.into());
    children.chain(entries).chain(deals).chain(actions).collect()
}

fn below_deal(plan: &Plan, record: RecordRef) -> Vec<RecordRef> {
    let id = Id::new(record.id);
    let people = plan.opportunity_people.by_code().filter(|part| part.opportunity == id);
    let actions = plan.actions.by_code().filter(|action| action.opportunity == Some(id));
    people.map(|part| part.person.into()).chain(actions.map(|action| action.id.into())).collect()
}
