//! How whole and how certain the strategy map is, and what its needs are worth (method 2.4).

use super::{Edge, EdgeStrength, Node, NodeType, Verification};
use crate::figure::{Figure, Measure, Row, Term, ratio};
use crate::id::Id;
use crate::kind::Plan;
use crate::money::Money;
use std::collections::{BTreeMap, BTreeSet};

/// The map's edges by child and by parent, so that a walk reads each edge once.
pub struct Links<'p> {
    plan: &'p Plan,
    above: BTreeMap<Id<Node>, Vec<&'p Edge>>,
    below: BTreeMap<Id<Node>, Vec<&'p Edge>>,
}

impl<'p> Links<'p> {
    /// The links of a plan, in the order of their codes.
    pub fn of(plan: &'p Plan) -> Self {
        let mut links = Self { plan, above: BTreeMap::new(), below: BTreeMap::new() };
        for edge in plan.edges.by_code() {
            links.above.entry(edge.child).or_default().push(edge);
            links.below.entry(edge.parent).or_default().push(edge);
        }
        links
    }

    /// Everything below a node that hangs on it by whatever strength; a card that is no longer under way breaks the
    /// chain.
    pub fn descendants(&self, node: Id<Node>) -> BTreeSet<Id<Node>> {
        let mut found = BTreeSet::new();
        let mut open = vec![node];
        while let Some(next) = open.pop() {
            let below = self.below.get(&next).into_iter().flatten();
            for edge in below.filter(|edge| self.plan.nodes.get(edge.child).is_some_and(Node::is_active)) {
                if found.insert(edge.child) {
                    open.push(edge.child);
                }
            }
        }
        found
    }

    /// The parent that a node mainly serves: of its main edges the first, else its first edge that is not called
    /// secondary (decided 1.8). Pressures and obstacles are no parents.
    pub fn main_parent(&self, node: Id<Node>) -> Option<Id<Node>> {
        let edges: Vec<_> = self.parents(node).collect();
        let main = edges.iter().find(|edge| edge.strength == Some(EdgeStrength::Main));
        main.or_else(|| edges.iter().find(|edge| edge.strength.is_none())).map(|edge| edge.parent)
    }

    /// The edges by which a node hangs on others.
    pub fn parents(&self, node: Id<Node>) -> impl Iterator<Item = &'p Edge> {
        let edges = self.above.get(&node).into_iter().flatten().copied();
        edges.filter(|edge| !super::is_side_note(self.plan, edge.parent))
    }

    /// Has anything of this layer right below it?
    pub fn has_child(&self, node: Id<Node>, types: &[NodeType]) -> bool {
        let children = self.below.get(&node).into_iter().flatten();
        children.filter_map(|edge| self.plan.nodes.get(edge.child)).any(|child| types.contains(&child.node_type))
    }

    /// The goal that a node mainly serves.
    pub fn goal_of(&self, node: Id<Node>) -> Option<&'p Node> {
        let mut at = node;
        // No deeper than there are layers.
        for _ in 0..6 {
            let here = self.plan.nodes.get(at)?;
            if here.node_type == NodeType::Goal {
                return Some(here);
            }
            at = self.main_parent(at)?;
        }
        None
    }
}

fn of_type(plan: &Plan, node_type: NodeType) -> impl Iterator<Item = &Node> {
    plan.nodes.by_code().filter(move |node| node.node_type == node_type && node.is_active())
}

/// The figure of this part with this key.
pub fn by_key(plan: &Plan, key: &str) -> Option<Figure> {
    Some(match key {
        "chain_completeness" => chain_completeness(plan),
        "confirmation" => confirmation(plan),
        "need_value" => need_value(plan),
        _ => return None,
    })
}

/// Goals with an unbroken chain down to at least one need / goals (method 2.4).
pub fn chain_completeness(plan: &Plan) -> Figure {
    let links = Links::of(plan);
    let needs = |goal: &Node| {
        let below = links.descendants(goal.id);
        below.iter().filter_map(|id| plan.nodes.get(*id)).filter(|node| node.node_type == NodeType::Need).count()
    };
    let goals: Vec<(&Node, usize)> = of_type(plan, NodeType::Goal).map(|goal| (goal, needs(goal))).collect();
    let whole = goals.iter().filter(|(_, needs)| *needs > 0).count();
    let rows = goals.iter().map(|(goal, needs)| Row::of(goal.id, vec![Term::Number(*needs as f64)]));
    Figure::new("chain_completeness", Measure::Share, ratio(whole as f64, goals.len() as f64))
        .of_rows(&["needs_below"], rows.collect())
}

/// Confirmed needs / needs (method 2.4).
pub fn confirmation(plan: &Plan) -> Figure {
    let needs: Vec<&Node> = of_type(plan, NodeType::Need).collect();
    let confirmed = needs.iter().filter(|need| need.verification == Some(Verification::Confirmed)).count();
    let rows = needs.iter().map(|need| {
        let known = need.verification.map_or(Term::Unknown, |one| Term::Code(Verification::SCALE, one.code()));
        Row::of(need.id, vec![known, Term::day(need.verified_on)])
    });
    Figure::new("confirmation", Measure::Share, ratio(confirmed as f64, needs.len() as f64))
        .of_rows(&["verification", "verified_on"], rows.collect())
}

/// Σ yearly impact of the needs, in currency units, each with the goal that it mainly serves (method 2.4).
pub fn need_value(plan: &Plan) -> Figure {
    let links = Links::of(plan);
    let (known, unknown): (Vec<_>, Vec<_>) =
        of_type(plan, NodeType::Need).partition(|need| need.impact_value.is_some());
    let sum: i64 = known.iter().map(|need| need.impact_value.unwrap_or_default().0).sum();
    let rows = known.iter().map(|need| {
        let goal = links.goal_of(need.id).map_or(Term::Unknown, |goal| Term::Record(goal.id.into()));
        Row::of(need.id, vec![Term::amount(need.impact_value), goal])
    });
    Figure::new("need_value", Measure::Amount, (!known.is_empty()).then_some(Money(sum).units()))
        .of_rows(&["impact", "goal"], rows.collect())
        .with_totals(vec![Term::Amount(Money(sum)), Term::Unknown])
        .without(unknown.iter().map(|need| need.id.into()).collect())
}

/// The goals under way, each with the yearly impact of the needs that mainly serve it (method 2.4).
pub fn value_by_goal(plan: &Plan) -> Vec<(&Node, Money)> {
    let links = Links::of(plan);
    let needs = of_type(plan, NodeType::Need).filter_map(|need| Some((links.goal_of(need.id)?.id, need.impact_value?)));
    let needs: Vec<(Id<Node>, Money)> = needs.collect();
    let sum = |goal: &Node| Money(needs.iter().filter(|(of, _)| *of == goal.id).map(|(_, impact)| impact.0).sum());
    of_type(plan, NodeType::Goal).map(|goal| (goal, sum(goal))).collect()
}
