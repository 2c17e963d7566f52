//! What the account still lacks for its next step in the life with us (method 2.1).

use crate::Day;
use crate::account::Lifecycle;
use crate::account::figures::{attractiveness, lifecycle};
use crate::influence_map::Role;
use crate::kind::Plan;
use crate::opportunity::{Opportunity, OpportunitySource, Outcome};
use crate::relationship::Relationships;
use crate::strategy_map::{NodeType, Verification};
use crate::voice::figures::weighted_sentiment;
use std::collections::BTreeSet;

/// Fit of the characteristics from which an account is a prospect of the programme.
const FIT: f64 = 0.45;
/// Half-years of revenue out of the last four that a loyal customer has.
const HALF_YEARS: usize = 3;
/// Units or solutions in use.
const IN_USE: usize = 2;
/// Level that an approver or sponsor stands at.
const LEVEL: i64 = 3;
/// Weighted sentiment.
const SENTIMENT: f64 = 0.5;
/// Months within which something was renewed.
const RENEWED: i32 = 18;

/// One criterion of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Its key, for its label.
    pub key: &'static str,
    /// It is met.
    pub holds: bool,
}

/// The step that lies ahead, with its criteria. A loyal customer must go on meeting those it became one by.
pub fn ahead(plan: &Plan, today: Day, relationships: &Relationships<'_>) -> (Lifecycle, Vec<Criterion>) {
    let criterion = |key, holds| Criterion { key, holds };
    match lifecycle(plan) {
        Lifecycle::Prospect => {
            let owned = plan.account_plans.iter().any(|header| header.owner.is_some());
            let fits = attractiveness(plan).value.is_some_and(|share| share >= FIT);
            let criteria = vec![
                criterion("fit", fits),
                criterion("owner", owned),
                criterion("first_contract", plan.opportunities.iter().any(is_order)),
            ];
            (Lifecycle::Customer, criteria)
        }
        Lifecycle::Customer | Lifecycle::Loyal => (Lifecycle::Loyal, loyal(plan, today, relationships)),
        Lifecycle::Former => {
            let confirmed = plan.nodes.iter().any(|node| {
                node.node_type == NodeType::Need
                    && node.is_active()
                    && node.verification == Some(Verification::Confirmed)
            });
            (Lifecycle::Prospect, vec![criterion("confirmed_need", confirmed)])
        }
    }
}

fn is_order(one: &Opportunity) -> bool {
    one.outcome == Some(Outcome::Won) && one.amount.is_some_and(|amount| amount.0 > 0)
}

/// The five criteria of a loyal customer.
fn loyal(plan: &Plan, today: Day, relationships: &Relationships<'_>) -> Vec<Criterion> {
    let half_year = |back: i32| (today.after_months(-6 * (back + 1)), today.after_months(-6 * back));
    let paid = |(from, to): (Day, Day)| plan.revenues.iter().any(|one| one.falls_within(from.plus(1), to));
    let units: BTreeSet<_> = plan.footprints.iter().filter_map(|one| one.unit).collect();
    let solutions: BTreeSet<_> = plan.footprints.iter().filter_map(|one| one.solution).collect();
    let stands_high = relationships.standings().iter().any(|one| {
        matches!(one.person.role, Some(Role::Approver | Role::Sponsor))
            && one.current.is_some_and(|current| current.proven >= LEVEL)
    });
    let renewed = |one: &Opportunity| {
        let recent = one.outcome_on.is_some_and(|on| on >= today.after_months(-RENEWED));
        is_order(one) && recent && one.source == Some(OpportunitySource::Renewal)
    };
    let criteria = [
        ("revenue_in_half_years", (0..4).map(half_year).filter(|span| paid(*span)).count() >= HALF_YEARS),
        ("two_in_use", units.len() >= IN_USE || solutions.len() >= IN_USE),
        ("decider_at_level_3", stands_high),
        ("good_sentiment", weighted_sentiment(plan, today).value.is_some_and(|value| value >= SENTIMENT)),
        ("renewed", plan.opportunities.iter().any(renewed)),
    ];
    criteria.into_iter().map(|(key, holds)| Criterion { key, holds }).collect()
}
