//! The path finder: which organisations lead to the people with whom our own relations fall short (method 4.5).

use super::StrategicRelation;
use super::figures::by_rank;
use crate::influence_map::Person;
use crate::kind::Plan;
use crate::relationship::{Relationships, Standing};
use crate::team::Member;

/// A way to somebody: our owner -> the partner's contact -> the customer's person.
#[derive(Clone, Debug)]
pub struct Path<'p> {
    /// Who of ours looks after the partner; none is itself something to mend.
    pub owner: Option<&'p Member>,
    /// The partner.
    pub relation: &'p StrategicRelation,
    /// Its people whom we know.
    pub contacts: Vec<&'p Person>,
}

/// The top gaps with the ways to each, the partner with the most unused leverage first.
pub fn paths<'r, 'p>(plan: &'p Plan, relationships: &'r Relationships<'p>) -> Vec<(&'r Standing<'p>, Vec<Path<'p>>)> {
    let relations = by_rank(plan);
    let ways = |standing: &Standing<'_>| {
        let leads = relations.iter().filter(|one| one.reaches.contains(&standing.person.id));
        leads.map(|relation| path(plan, relation)).collect()
    };
    relationships.top_gaps().map(|standing| (standing, ways(standing))).collect()
}

fn path<'p>(plan: &'p Plan, relation: &'p StrategicRelation) -> Path<'p> {
    Path {
        owner: relation.owner.and_then(|owner| plan.members.get(owner)),
        relation,
        contacts: relation.contacts.iter().filter_map(|person| plan.people.get(*person)).collect(),
    }
}
