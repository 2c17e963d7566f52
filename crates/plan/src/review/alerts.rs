//! The daily alerts (method 8).

use super::health::Lights;
use super::{CadenceRule, Meeting};
use crate::Day;
use crate::influence_map::checks::left_on_open_deals;
use crate::influence_map::{Contacts, CoverageState, Influence, Person, Role};
use crate::kind::Plan;
use crate::objective::{Objective, ObjectiveStatus};
use crate::opportunity::{ForecastCategory, Opportunity, OpportunityPerson, commit};
use crate::research::Threat;
use crate::strategy_map::checks::assumed_too_long;
use crate::warning::{Warning, Warnings};

/// Days before its due date from which a goal that is not on track is raised.
const GOAL_DAYS: i64 = 60;
/// Days before its end from which a contract is raised.
const CONTRACT_DAYS: i64 = 180;

/// The alerts of a day with its lights. `lights_before` are those of the day that it is compared with; none where there
/// is none.
pub fn alerts(plan: &Plan, today: Day, lights: Lights, lights_before: Option<Lights>) -> Vec<Warning> {
    let mut alerts = Warnings::default();
    let contacts = Contacts::of(plan, today);
    let key = plan.people.by_code().filter(|one| one.is_present(today) && one.influence.is_some_and(Influence::is_key));
    let stale = key.filter(|one| contacts.coverage(one).state == CoverageState::Partial);
    alerts.of("contact_stale", stale.map(|one| one.id));
    let deciding = |role: Option<Role>| matches!(role, Some(Role::DecisionMaker | Role::Sponsor));
    // In the plan, or in one of the open deals alone.
    let decides = |one: &&Person| {
        let open =
            |part: &&OpportunityPerson| plan.opportunities.get(part.opportunity).is_some_and(Opportunity::is_open);
        let mut parts = plan.opportunity_people.iter().filter(|part| part.person == one.id).filter(open);
        deciding(one.role) || parts.any(|part| deciding(part.role_here(one)))
    };
    alerts.of("decider_left", left_on_open_deals(plan, today).filter(decides).map(|one| one.id));
    let committed = || {
        let commits = |one: &&Opportunity| one.is_open() && one.forecast_category == Some(ForecastCategory::Commit);
        plan.opportunities.by_code().filter(commits)
    };
    let unsure = |one: &&Opportunity| !commit::missing(plan, one, today).is_empty();
    alerts.of("commit_unsure", committed().filter(unsure).map(|one| one.id));
    let off_track = |one: &&Objective| {
        let ends_well =
            matches!(one.status, Some(ObjectiveStatus::OnTrack | ObjectiveStatus::Done | ObjectiveStatus::Cancelled));
        !ends_well && one.due_on.is_some_and(|due| today.days_until(due) <= GOAL_DAYS)
    };
    alerts.of("goal_off_track", plan.objectives.by_code().filter(off_track).map(|one| one.id));
    alerts.of("rate_missing", plan.without_rate(today).into_iter());
    alerts.of("assumed_too_long", assumed_too_long(plan, today).map(|one| one.id));
    let ending = plan
        .footprints
        .by_code()
        .filter(|one| one.contract_end.is_some_and(|end| (0..=CONTRACT_DAYS).contains(&today.days_until(end))));
    alerts.of("contract_ending", ending.map(|one| one.id));
    alerts.of(
        "cadence_missed",
        plan.cadence_rules.by_code().filter(|rule| is_missed(plan, rule, today)).map(|one| one.id),
    );
    let risky = |deal: &&Opportunity| {
        let high =
            |partner| plan.strategic_relations.get(partner).is_some_and(|one| one.conflict_risk == Some(Threat::High));
        deal.partners.iter().any(|partner| high(*partner))
    };
    alerts.of("partner_risk_on_commit", committed().filter(risky).map(|one| one.id));
    alerts.when(lights_before.is_some_and(|before| before.health() != lights.health()), "health_changed");
    alerts.into_vec()
}

/// The last meeting of a rhythm, or its (new) beginning, lies further back than the method allows (method 6.4).
fn is_missed(plan: &Plan, rule: &CadenceRule, today: Day) -> bool {
    let held = |meeting: &Meeting| meeting.held_on.filter(|_| meeting.cadence_rule == Some(rule.id));
    let last = plan.meetings.iter().filter_map(held).max().max(rule.since);
    last.is_some_and(|last| last.days_until(today) > rule.rhythm.alert_days())
}
