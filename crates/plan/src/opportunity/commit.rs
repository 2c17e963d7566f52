//! When a deal may be committed: the method's conditions, each named where it is missing (method 3.2).

use super::{Opportunity, OpportunityPerson};
use crate::influence_map::{Contacts, CoverageState, Person, Role};
use crate::kind::Plan;
use crate::{Day, Id};

/// A condition of a commit that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Certainty of at least 5 of 6 points; how many there are.
    Certainty(i64),
    /// No decision maker is known.
    DecisionMaker,
    /// A decision maker stands below +1.
    DecisionMakerStance(Id<Person>),
    /// No approver is known.
    Approver,
    /// An approver is not covered.
    ApproverCoverage(Id<Person>),
    /// An approver stands below 0.
    ApproverStance(Id<Person>),
    /// The buying step is below 5.
    BuyingStep,
    /// The schedule is not confirmed though the deal closes within 90 days.
    Schedule,
    /// No dated next step.
    NextStep,
}

/// Certainty points that a commit needs.
const POINTS: i64 = 5;
/// The buying step that a commit needs.
const STEP: i64 = 5;
/// Days to the close within which the schedule must be confirmed.
const NEAR: i64 = 90;

/// Every condition that this deal misses; empty means it may be committed.
pub fn missing(plan: &Plan, opportunity: &Opportunity, today: Day) -> Vec<Missing> {
    let mut missing = Vec::new();
    if opportunity.certainty_points() < POINTS {
        missing.push(Missing::Certainty(opportunity.certainty_points()));
    }
    missing_people(plan, opportunity, today, &mut missing);
    if opportunity.buying_step.is_none_or(|step| step.value() < STEP) {
        missing.push(Missing::BuyingStep);
    }
    let near = opportunity.close_on.is_some_and(|close| today.days_until(close) <= NEAR);
    if near && opportunity.schedule_state != Some(super::Certainty::Confirmed) {
        missing.push(Missing::Schedule);
    }
    if opportunity.next_step.is_none() || opportunity.next_step_on.is_none() {
        missing.push(Missing::NextStep);
    }
    missing
}

fn missing_people(plan: &Plan, opportunity: &Opportunity, today: Day, missing: &mut Vec<Missing>) {
    let parts = plan.opportunity_people.by_code().filter(|part| part.opportunity == opportunity.id);
    let on_it: Vec<(&OpportunityPerson, &Person)> = parts
        .filter_map(|part| Some((part, plan.people.get(part.person)?)))
        .filter(|(_, person)| person.is_present(today))
        .collect();
    let with = |role: Role| on_it.iter().filter(move |(part, person)| part.role_here(person) == Some(role));
    let below = |(part, person): &&(&OpportunityPerson, &Person), least: i64| {
        part.preference_here(person).is_none_or(|stance| stance.value() < least)
    };
    if with(Role::DecisionMaker).next().is_none() {
        missing.push(Missing::DecisionMaker);
    }
    let stances = with(Role::DecisionMaker).filter(|one| below(one, 1));
    missing.extend(stances.map(|(_, person)| Missing::DecisionMakerStance(person.id)));
    if with(Role::Approver).next().is_none() {
        missing.push(Missing::Approver);
    }
    let contacts = Contacts::of(plan, today);
    for one in with(Role::Approver) {
        let covered = matches!(contacts.coverage(one.1).state, CoverageState::Full | CoverageState::Multi);
        if !covered {
            missing.push(Missing::ApproverCoverage(one.1.id));
        }
        if below(&one, 0) {
            missing.push(Missing::ApproverStance(one.1.id));
        }
    }
}
