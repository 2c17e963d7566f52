//! What each member of the team carries for this account, against the hours there are (method 5.3, decided 3.31).

use super::Action;
use crate::execution_map::Entry;
use crate::influence_map::Person;
use crate::kind::Plan;
use crate::opportunity::Opportunity;
use crate::relationship::{Relationships, Standing};
use crate::team::Member;
use crate::{Day, Id};
use std::collections::BTreeSet;

/// Hours that one contact takes with preparation and follow-up. Ours, not the method's.
const CONTACT_HOURS: f64 = 2.0;
/// Hours that one open action takes within a month. Ours, not the method's.
const ACTION_HOURS: f64 = 4.0;
/// Days of a month.
const MONTH: f64 = 30.0;

/// What one member carries.
#[derive(Clone, Debug)]
pub struct Load<'p> {
    /// The member.
    pub member: &'p Member,
    /// The people whom the member owns, by code.
    pub people: Vec<&'p Person>,
    /// Their influence together.
    pub influence: i64,
    /// Contacts a month that their intervals ask for, shared where somebody has several owners.
    pub contacts: f64,
    /// Open actions.
    pub actions: usize,
    /// Open actions whose day has passed.
    pub overdue: usize,
    /// The member's part of the person-days planned in the cells of the execution map, shared evenly by those who own
    /// or support their open deals. They are the projects' and not of one month, so they stand beside the hours.
    pub effort_days: f64,
    /// Hours a month that contacts and actions take, estimated.
    pub hours: f64,
}

impl Load<'_> {
    /// More than the hours that the member has for this account; unknown while nobody said how many those are.
    pub fn is_too_much(&self) -> Option<bool> {
        self.member.hours_a_month.map(|hours| self.hours > hours as f64)
    }
}

/// The load of every member who is present, by code.
pub fn loads<'p>(plan: &'p Plan, today: Day, relationships: &Relationships<'p>) -> Vec<Load<'p>> {
    let present = plan.members.by_code().filter(|member| member.is_present(today));
    present.map(|member| load(plan, today, relationships, member)).collect()
}

fn load<'p>(plan: &'p Plan, today: Day, relationships: &Relationships<'p>, member: &'p Member) -> Load<'p> {
    let owns = |one: &&Standing<'p>| one.coverage.owners.iter().any(|owner| owner.member == member.id);
    let owned: Vec<&Standing<'p>> = relationships.standings().iter().filter(owns).collect();
    let mut people: Vec<&Person> = owned.iter().map(|one| one.person).collect();
    people.sort_by(|a, b| a.code.cmp(&b.code));
    let asked =
        |one: &&Standing<'p>| MONTH / one.coverage.interval.max(1) as f64 / one.coverage.owners.len().max(1) as f64;
    let contacts: f64 = owned.iter().map(asked).sum();
    let open = |one: &&Action| one.owner == Some(member.id) && one.is_open();
    let actions = plan.actions.iter().filter(open).count();
    Load {
        member,
        influence: people.iter().filter_map(|person| person.influence).map(|influence| influence.value()).sum(),
        people,
        contacts,
        actions,
        overdue: plan.actions.iter().filter(open).filter(|one| one.is_overdue(today)).count(),
        effort_days: effort(plan, member.id),
        hours: contacts * CONTACT_HOURS + actions as f64 * ACTION_HOURS,
    }
}

/// The member's part of the person-days of all cells with open deals.
fn effort(plan: &Plan, member: Id<Member>) -> f64 {
    let carriers = |deal: &Opportunity| deal.owner.iter().chain(&deal.support).copied().collect::<BTreeSet<_>>();
    let on_it = |deal: &&Opportunity, entry: &Entry| {
        deal.is_open() && deal.need == Some(entry.need) && deal.solutions.contains(&entry.solution)
    };
    let part = |entry: &Entry| {
        let carriers = carriers(plan.opportunities.by_code().find(|deal| on_it(deal, entry))?);
        carriers.contains(&member).then(|| entry.effort_days.unwrap_or(0) as f64 / carriers.len() as f64)
    };
    plan.entries.iter().filter_map(part).sum()
}
