//! The live checks of the influence map (method 4.1).

use super::{Contacts, CoverageState, Influence, LineType, Person, Preference, Role};
use crate::Day;
use crate::card::Audience;
use crate::kind::Plan;
use crate::opportunity::{Opportunity, forecast};
use crate::warning::{Warning, Warnings};
use std::collections::BTreeSet;

/// What the map should be asked for on this day.
pub fn warnings(plan: &Plan, today: Day) -> Vec<Warning> {
    let mut warnings = Warnings::default();
    for (role, key) in [
        (Role::Approver, "deal_without_approver"),
        (Role::DecisionMaker, "deal_without_decision_maker"),
        (Role::Recommender, "deal_without_recommender"),
    ] {
        let lacks = |deal: &&Opportunity| !has_role(plan, deal, role, today);
        warnings.of(key, forecast::current(plan).filter(lacks).map(|deal| deal.id));
    }
    let present = || plan.people.by_code().filter(|one| one.is_present(today));
    let key = || present().filter(|one| one.influence.is_some_and(Influence::is_key));
    // What is not shown is not unknown.
    let unknown = |one: &&Person| one.preference.is_none() && plan.shows(Audience::Judgement);
    warnings.of("stance_unknown", key().filter(unknown).map(|one| one.id));
    let sponsor = |one: &Person| one.role == Some(Role::Sponsor) || one.other_roles.contains(&Role::Sponsor);
    warnings.when(present().next().is_some() && !present().any(sponsor), "no_sponsor");
    let owners: BTreeSet<_> = key().flat_map(|one| owners_of(plan, one)).collect();
    warnings.when(key().count() > 1 && owners.len() == 1, "single_thread");
    let contacts = Contacts::of(plan, today);
    let uncovered =
        |one: &&Person| matches!(contacts.coverage(one).state, CoverageState::None | CoverageState::Partial);
    warnings.of("key_person_uncovered", key().filter(uncovered).map(|one| one.id));
    let supports = |person| {
        plan.people.get(person).and_then(|one| one.preference).is_some_and(|stance: Preference| stance.value() > 0)
    };
    let torn = plan
        .influence_lines
        .by_code()
        .filter(|line| line.line_type == LineType::Conflict && supports(line.from) && supports(line.to));
    warnings.of("supporters_in_conflict", torn.map(|line| line.id));
    warnings.of("left_but_on_deal", left_on_open_deals(plan, today).map(|one| one.id));
    warnings.into_vec()
}

/// People who left and still stand on an open deal.
pub fn left_on_open_deals(plan: &Plan, today: Day) -> impl Iterator<Item = &Person> {
    plan.people.by_code().filter(move |one| {
        let on_open = |deal| plan.opportunities.get(deal).is_some_and(Opportunity::is_open);
        !one.is_present(today)
            && plan.opportunity_people.iter().any(|part| part.person == one.id && on_open(part.opportunity))
    })
}

fn owners_of(plan: &Plan, person: &Person) -> Vec<crate::Id<crate::team::Member>> {
    plan.relationship_owners.iter().filter(|owner| owner.person == person.id).map(|owner| owner.member).collect()
}

fn has_role(plan: &Plan, deal: &Opportunity, role: Role, today: Day) -> bool {
    plan.opportunity_people.iter().filter(|part| part.opportunity == deal.id).any(|part| {
        plan.people.get(part.person).is_some_and(|one| one.is_present(today) && part.role_here(one) == Some(role))
    })
}
