//! One account in one line: what a portfolio shows and sorts by (decided 5.44).

use super::Figures;
use crate::account::Lifecycle;
use crate::account::figures::lifecycle;
use crate::joint_plan::Light;
use crate::money::Money;
use crate::objective::figures::execution_score;
use crate::relationship::open_amount;
use crate::review::completeness;
use crate::review::health::Lights;
use crate::{Day, Plan};

/// An account on a day. Everything in it is computed; nothing in it is a quote or one person's stance.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The four lights.
    pub lights: Lights,
    /// The worst of them.
    pub health: Option<Light>,
    /// Where the account is in its life with us.
    pub lifecycle: Lifecycle,
    /// Seat strength, 0 to 100.
    pub seat_strength: Option<f64>,
    /// Relationship attainment, a share.
    pub attainment: Option<f64>,
    /// People coverage, a share.
    pub people_coverage: Option<f64>,
    /// Chance to reach the target.
    pub chance: Option<f64>,
    /// Execution score, 0 to 100.
    pub execution_score: Option<f64>,
    /// Completeness of the plan, a share.
    pub completeness: Option<f64>,
    /// Open business, in minor units.
    pub open_amount: Money,
    /// The same weighed by its chance, in minor units, rounded.
    pub weighted: Money,
    /// Won and what we stand by in the period, in minor units.
    pub committed: Money,
    /// People present on whom a known level falls short of what we want.
    pub gaps: usize,
    /// Open actions.
    pub open_actions: usize,
    /// Those of them whose day has passed.
    pub overdue_actions: usize,
    /// Facts that no longer count: gone stale, undated or without a source.
    pub stale_facts: usize,
    /// The next review of the plan, as planned.
    pub next_review_on: Option<Day>,
    /// The next meeting that is planned from today on and not held yet.
    pub next_meeting_on: Option<Day>,
}

impl Summary {
    /// Sums a plan up, from figures that were measured on it.
    pub fn of(figures: &Figures<'_>) -> Self {
        let (plan, today) = (figures.plan, figures.today);
        let relationships = figures.relationships();
        let lights = figures.lights();
        let forecast = figures.forecast();
        let open = plan.opportunities.iter().filter(|one| one.is_open());
        let weighted: f64 = open.map(|one| one.weighted(plan, today)).sum();
        let checks = figures.checks();
        Self {
            lights,
            health: lights.health(),
            lifecycle: lifecycle(plan),
            seat_strength: relationships.figures().seat_strength().value,
            attainment: relationships.figures().attainment().value,
            people_coverage: relationships.figures().people_coverage().value,
            chance: forecast.outlook().chance,
            execution_score: execution_score(plan, today).value,
            completeness: completeness::completeness(&checks).value,
            open_amount: open_amount(plan, today),
            weighted: Money(weighted.round() as i64),
            committed: forecast.committed(),
            gaps: relationships.standings().iter().filter(|one| one.gap().is_some_and(|gap| gap > 0)).count(),
            open_actions: plan.actions.iter().filter(|one| one.is_open()).count(),
            overdue_actions: plan.actions.iter().filter(|one| one.is_overdue(today)).count(),
            stale_facts: plan.facts.iter().filter(|one| !one.is_valid(today)).count(),
            next_review_on: plan.account_plans.iter().filter_map(|one| one.next_review_on).min(),
            next_meeting_on: next_meeting(plan, today),
        }
    }
}

fn next_meeting(plan: &Plan, today: Day) -> Option<Day> {
    let planned = plan.meetings.iter().filter(|one| one.held_on.is_none() && one.planned_on >= today);
    planned.map(|one| one.planned_on).min()
}
