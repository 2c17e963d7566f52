//! Seats: who decides on each open deal, and how strong we are with them. The deciding figure of method 4.3.

use super::{Level, Part, Standing, default_desired, open_deals_by_person};
use crate::figure::ratio;
use crate::influence_map::{Person, Preference, Role};
use crate::kind::Plan;
use crate::opportunity::{Opportunity, OpportunityPerson};
use crate::settings::Settings;
use crate::{Day, Id};
use std::collections::BTreeMap;

/// An open opportunity with its three seats.
#[derive(Clone, Debug)]
pub struct Deal<'p> {
    /// The opportunity.
    pub opportunity: &'p Opportunity,
    /// The seats: approver, decision maker, recommender.
    pub seats: [Seat<'p>; 3],
    /// Strength of the deal, in points from 0 to 100.
    pub strength: f64,
    /// Held down because the seat of approver or decision maker is empty or somebody in it stands at -1 or below.
    pub capped: bool,
    /// Weight in the account's seat strength: amount x type weight x nearness, in currency units.
    pub weight: f64,
}

/// One seat of a deal with the people in it.
#[derive(Clone, Debug)]
pub struct Seat<'p> {
    /// Approver, decision maker or recommender.
    pub role: Role,
    /// Who sits in it, by code.
    pub people: Vec<SeatPerson<'p>>,
    /// Value from 0 to 1; an empty seat is 0.
    pub value: f64,
}

/// A person in a seat with the three parts of the seat's value, each from 0 to 1.
#[derive(Clone, Debug)]
pub struct SeatPerson<'p> {
    /// The person.
    pub person: &'p Person,
    /// Stance in this deal.
    pub preference: Option<Preference>,
    /// Level reached against the level wanted. Nobody rated yet counts as not reached.
    pub level: f64,
    /// The stance as a share: -2 is 0, +2 is 1, unknown 0.25.
    pub stance: f64,
    /// The coverage value.
    pub coverage: f64,
    /// `0.4 x level + 0.3 x stance + 0.3 x coverage`; weights that a workspace changed count against their sum.
    pub value: f64,
}

/// The roles that have a seat.
pub const SEATS: [Role; 3] = [Role::Approver, Role::DecisionMaker, Role::Recommender];

pub(super) fn deals<'p>(plan: &'p Plan, today: Day, standings: &[Standing<'p>]) -> Vec<Deal<'p>> {
    let standings: BTreeMap<_, _> = standings.iter().map(|standing| (standing.person.id, standing)).collect();
    let mut people: BTreeMap<Id<Opportunity>, Vec<(&OpportunityPerson, &Standing<'p>)>> = BTreeMap::new();
    for (person, parts) in open_deals_by_person(plan) {
        let Some(standing) = standings.get(&person) else { continue };
        for (opportunity, part) in parts as Vec<Part<'p>> {
            people.entry(opportunity.id).or_default().push((part, standing));
        }
    }
    let open = plan.opportunities.by_code().filter(|one| one.is_open());
    let mut deals: Vec<_> = open
        .map(|opportunity| {
            let on = people.get(&opportunity.id).map_or(&[][..], Vec::as_slice);
            deal(opportunity, on, plan, today)
        })
        .collect();
    deals.sort_by_key(|deal| (deal.opportunity.close_on.is_none(), deal.opportunity.close_on));
    deals
}

fn deal<'p>(
    opportunity: &'p Opportunity,
    on: &[(&OpportunityPerson, &Standing<'p>)],
    plan: &Plan,
    today: Day,
) -> Deal<'p> {
    let settings = &plan.settings;
    let seats = SEATS.map(|role| seat(role, on, settings));
    let [approver, decision_maker, recommender] = &seats;
    let deciders = settings.relationship.seat.deciders;
    let sum = deciders * approver.value.min(decision_maker.value) + (1.0 - deciders) * recommender.value;
    let against = |one: &SeatPerson<'_>| one.preference.is_some_and(|preference| preference.value() < 0);
    // An empty seat is no better than a hostile one, whatever the weights: nobody gains by looking away.
    let held_down =
        [approver, decision_maker].iter().any(|seat| seat.people.is_empty() || seat.people.iter().any(against));
    let cap = settings.relationship.hostile_cap;
    let capped = held_down && 100.0 * sum > cap;
    let strength = if capped { cap } else { 100.0 * sum };
    Deal { opportunity, strength, capped, weight: opportunity.weight(plan, today), seats }
}

/// The weakest approver or decision maker, the strongest recommender; nobody is 0.
fn seat<'p>(role: Role, on: &[(&OpportunityPerson, &Standing<'p>)], settings: &Settings) -> Seat<'p> {
    let mut people: Vec<_> = on
        .iter()
        .filter(|(part, standing)| part.role_here(standing.person) == Some(role))
        .map(|(part, standing)| seat_person(part, standing, settings))
        .collect();
    people.sort_by(|a, b| a.person.code.cmp(&b.person.code));
    let values = people.iter().map(|one| one.value);
    let value = match role {
        Role::Recommender => values.reduce(f64::max),
        _ => values.reduce(f64::min),
    };
    Seat { role, value: value.unwrap_or(0.0), people }
}

fn seat_person<'p>(part: &OpportunityPerson, standing: &Standing<'p>, settings: &Settings) -> SeatPerson<'p> {
    let weights = &settings.relationship.seat;
    let preference = part.preference_here(standing.person);
    let level = level_reached(standing, settings);
    let stance = preference.map_or(weights.unknown_stance, |preference| (preference.value() + 2) as f64 / 4.0);
    let coverage = standing.coverage.value();
    let sum = weights.level * level + weights.stance * stance + weights.coverage * coverage;
    let value = ratio(sum, weights.level + weights.stance + weights.coverage).unwrap_or(0.0);
    SeatPerson { person: standing.person, preference, level, stance, coverage, value }
}

/// `min(c, d) / d`, with 1 where nothing is wanted and 0 where nobody rated it: an unproven level carries no seat.
/// Wanted by default is here what the role alone asks for: what hangs on the person elsewhere must not move this seat.
fn level_reached(standing: &Standing<'_>, settings: &Settings) -> f64 {
    let person = standing.person;
    let desired = person.desired_level.map_or_else(|| default_desired(person, 0.0, settings), Level::value);
    if desired == 0 {
        return 1.0;
    }
    standing.current.map_or(0.0, |current| current.proven.clamp(0, desired) as f64 / desired as f64)
}
