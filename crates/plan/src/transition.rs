//! Transition rules: what must hold when a field moves, and what the system draws from it (decided 1.1, 1.4).
//!
//! They are asked only when a change is made on a day, never of a file: what is written down is written down.

use crate::account::figures::lifecycle;
use crate::account::{Lifecycle, LifecycleEvent};
use crate::change::Edit;
use crate::execution_map::Decision;
use crate::field::{self, Field};
use crate::id::RecordRef;
use crate::influence_map::Role;
use crate::kind::{Kind, Plan};
use crate::opportunity::commit::{self, Missing};
use crate::opportunity::{ForecastCategory, Opportunity, OpportunityType, Outcome, Right, Stage};
use crate::problem::{Lacking, Problem, Reason};
use crate::relationship::Relationships;
use crate::review::completeness;
use crate::strategy_map::Verification;
use crate::team::{AccountPlan, PlanRole, PlanStatus};
use crate::{Day, Id, custom};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Share of the 25 checks from which a plan goes to executive review without saying why.
const COMPLETE: f64 = 0.8;

/// What stands in the way of these edits on this day.
pub fn problems(before: &Plan, after: &Plan, edits: &[Edit], today: Day) -> Vec<Problem> {
    let mut problems = custom::newly_retired(after, edits);
    for id in moved(edits, Kind::Opportunity, &["opportunity_type", "forecast_category"]) {
        let (Some(was), Some(now)) = (before.opportunities.get(Id::new(id)), after.opportunities.get(Id::new(id)))
        else {
            continue;
        };
        problems.extend(check_type(was, now, after, today));
        problems.extend(check_commit(Some(was), now, after, today));
    }
    // Nothing else is asked of a new record (decided 1.5), but a commit is a word given.
    for deal in created(edits).filter_map(|id| after.opportunities.get(Id::new(id))) {
        problems.extend(check_commit(None, deal, after, today));
    }
    for id in moved(edits, Kind::AccountPlan, &["status"]) {
        if let (Some(was), Some(now)) = (before.account_plans.get(Id::new(id)), after.account_plans.get(Id::new(id))) {
            problems.extend(check_status(was, now, after, today));
        }
    }
    problems.extend(edits.iter().filter_map(|edit| check_quiet(before, edit, after, today)));
    problems.extend(edits.iter().flat_map(|edit| check_retired(edit, after, today)));
    problems
}

/// During the quiet period of a public tender nothing promised by word is recorded (decided 4.34). Whether it is quiet
/// says the plan before the change, so that lifting the period and noting the promise are two changes.
fn check_quiet(before: &Plan, edit: &Edit, after: &Plan, today: Day) -> Option<Problem> {
    let (kind, id) = edit.touches();
    let deal = after.opportunities.get(Id::new(id)).filter(|_| kind == Kind::Opportunity)?;
    let quiet =
        [before.opportunities.get(Id::new(id)), Some(deal)].into_iter().flatten().find(|one| one.is_quiet(today))?;
    let moved = |field: &str| match edit {
        Edit::Create { .. } => true,
        Edit::Set { field: name, .. } => name == field,
        Edit::Remove { .. } => false,
    };
    let rights = [("participation_right", deal.participation_right), ("shortlist_right", deal.shortlist_right)];
    let promised = rights.into_iter().find(|(field, right)| *right == Some(Right::Promised) && moved(field));
    promised.map(|(field, _)| Problem::of(deal, field, Reason::QuietPeriod { until: quiet.quiet_until }))
}

/// What is out of use gets no new reference; the ones that it has may stay.
fn check_retired(edit: &Edit, after: &Plan, today: Day) -> Vec<Problem> {
    let (kind, id) = edit.touches();
    let Some(body) = after.body(kind, id) else { return Vec::new() };
    let is_new = |field: &Field, target: (Kind, Uuid)| match edit {
        Edit::Create { .. } => true,
        Edit::Set { field: name, was, .. } => *name == field.name && !field.references(was).contains(&target),
        Edit::Remove { .. } => false,
    };
    let retired = field::references(kind, &body)
        .into_iter()
        .filter(|(field, target, to)| is_new(field, (*target, *to)) && after.is_retired(*target, *to, today));
    let problem = |(field, target, to): (&Field, Kind, Uuid)| {
        let code = after.code(target, to).unwrap_or_default().to_owned();
        after.problem(kind, id, Some(&field.name), Reason::OutOfUse { target, code })
    };
    retired.map(problem).collect()
}

/// The records of a kind of which one of these fields was set.
fn moved(edits: &[Edit], of: Kind, fields: &[&str]) -> BTreeSet<Uuid> {
    let touched = |edit: &Edit| match edit {
        Edit::Set { kind, id, field, .. } if *kind == of && fields.contains(&field.as_str()) => Some(*id),
        _ => None,
    };
    edits.iter().filter_map(touched).collect()
}

/// The deals that these edits add.
fn created(edits: &[Edit]) -> impl Iterator<Item = Uuid> {
    edits.iter().filter_map(|edit| match edit {
        Edit::Create { kind: Kind::Opportunity, id, .. } => Some(*id),
        _ => None,
    })
}

/// potential -> planned -> current, each with what it asks for; a step back asks for a reason, and a reason also
/// carries a step that lacks something (method 3.2).
fn check_type(was: &Opportunity, now: &Opportunity, plan: &Plan, today: Day) -> Option<Problem> {
    use OpportunityType::{Current, Planned, Potential};
    // A reason carries the move that it was given for, not the next one.
    let reasoned = now.type_reason.is_some() && now.type_reason != was.type_reason;
    if was.opportunity_type == now.opportunity_type || reasoned {
        return None;
    }
    let lacking = match (was.opportunity_type, now.opportunity_type) {
        (Potential, Planned) => lacking_for_planned(now, plan),
        (Planned, Current) => lacking_for_current(now, plan, today),
        // Whoever goes two steps at once answers for both.
        (Potential, Current) => [lacking_for_planned(now, plan), lacking_for_current(now, plan, today)].concat(),
        _ => return Some(Problem::of(now, "type_reason", Reason::ReasonNeeded)),
    };
    (!lacking.is_empty()).then(|| Problem::of(now, "opportunity_type", Reason::NotYet { lacking }))
}

fn lacking_for_planned(deal: &Opportunity, plan: &Plan) -> Vec<Lacking> {
    let need = deal.need.and_then(|need| plan.nodes.get(need));
    let confirmed = need.is_some_and(|need| need.verification == Some(Verification::Confirmed));
    let decided = plan.entries.iter().any(|entry| {
        let decides = matches!(entry.decision, Some(Decision::Pursue | Decision::Start | Decision::Join));
        Some(entry.need) == deal.need
            && decides
            && (deal.solutions.is_empty() || deal.solutions.contains(&entry.solution))
    });
    let asked = [(confirmed, "confirmed_need"), (decided, "decision"), (deal.close_on.is_some(), "quarter")];
    asked.into_iter().filter(|(holds, _)| !holds).map(|(_, what)| Lacking::what(what)).collect()
}

fn lacking_for_current(deal: &Opportunity, plan: &Plan, today: Day) -> Vec<Lacking> {
    let bought = deal.buying_step.is_some_and(|step| step.value() >= 3);
    let named = plan.opportunity_people.iter().filter(|part| part.opportunity == deal.id).any(|part| {
        plan.people.get(part.person).is_some_and(|person| {
            let deciding = matches!(part.role_here(person), Some(Role::DecisionMaker | Role::Sponsor));
            deciding && !person.placeholder && person.is_present(today)
        })
    });
    let asked = [(bought, "buying_step_3"), (named, "decider")];
    asked.into_iter().filter(|(holds, _)| !holds).map(|(_, what)| Lacking::what(what)).collect()
}

/// A commit needs its conditions, or a director who signs an exception with a reason (method 3.2).
fn check_commit(was: Option<&Opportunity>, now: &Opportunity, plan: &Plan, today: Day) -> Option<Problem> {
    let commits = |one: &Opportunity| one.forecast_category == Some(ForecastCategory::Commit);
    if !commits(now) || was.is_some_and(commits) {
        return None;
    }
    let signer = now.exception_by.and_then(|member| plan.members.get(member));
    let signed = signer.is_some_and(|member| member.plan_role == Some(PlanRole::AccountDirector));
    if signed && now.exception_reason.is_some() {
        return None;
    }
    let missing = commit::missing(plan, now, today);
    let lacking: Vec<Lacking> = missing.iter().map(|one| lacking_for_commit(plan, *one)).collect();
    (!lacking.is_empty()).then(|| Problem::of(now, "forecast_category", Reason::NotYet { lacking }))
}

/// A condition of a commit that does not hold, as it is said.
pub fn lacking_for_commit(plan: &Plan, missing: Missing) -> Lacking {
    let who = |person| plan.people.get(person).map(|person| person.code.clone()).unwrap_or_default();
    match missing {
        Missing::Certainty(points) => Lacking { points: Some(points), ..Lacking::what("certainty") },
        Missing::DecisionMaker => Lacking::what("decision_maker"),
        Missing::DecisionMakerStance(person) => {
            Lacking { person: Some(who(person)), ..Lacking::what("decision_maker_stance") }
        }
        Missing::Approver => Lacking::what("approver"),
        Missing::ApproverCoverage(person) => {
            Lacking { person: Some(who(person)), ..Lacking::what("approver_coverage") }
        }
        Missing::ApproverStance(person) => Lacking { person: Some(who(person)), ..Lacking::what("approver_stance") },
        Missing::BuyingStep => Lacking::what("buying_step_5"),
        Missing::Schedule => Lacking::what("schedule"),
        Missing::NextStep => Lacking::what("next_step"),
    }
}

/// draft -> team review -> executive review -> approved -> active -> closed, one step at a time; back to draft or team
/// review at any time (method 5.2, 5.3).
fn check_status(was: &AccountPlan, now: &AccountPlan, plan: &Plan, today: Day) -> Option<Problem> {
    let (from, to) = (was.status.unwrap_or(PlanStatus::Draft), now.status.unwrap_or(PlanStatus::Draft));
    let back = matches!(to, PlanStatus::Draft | PlanStatus::TeamReview) && to < from;
    if from == to || back {
        return None;
    }
    let order = |status: PlanStatus| PlanStatus::ALL.iter().position(|one| *one == status).unwrap_or(0);
    if order(to) != order(from) + 1 {
        return Some(Problem::of(now, "status", Reason::NotYet { lacking: vec![Lacking::what("earlier_status")] }));
    }
    let relationships = Relationships::of(plan, today);
    let lacking: Vec<Lacking> = match to {
        PlanStatus::TeamReview => {
            let checks = completeness::level_one(plan, today, &relationships);
            checks.iter().filter(|check| !check.holds).map(|check| Lacking::what(check.key)).collect()
        }
        PlanStatus::ExecReview if now.completeness_reason.is_none() => {
            let checks = completeness::checks(plan, today, &relationships);
            let enough = completeness::completeness(&checks).value.is_some_and(|share| share >= COMPLETE);
            let open = checks.iter().filter(|check| !check.holds && !enough);
            open.map(|check| Lacking::what(check.key)).collect()
        }
        _ => Vec::new(),
    };
    (!lacking.is_empty()).then(|| Problem::of(now, "status", Reason::NotYet { lacking }))
}

/// The fields whose moves move the forecast.
const FORECAST: [&str; 4] = ["close_on", "amount", "stage", "forecast_category"];

/// What the system draws from these edits: written into the same change, so that undo covers it (decided 1.4).
pub fn consequences(before: &Plan, after: &Plan, edits: &[Edit], today: Day, change: Uuid) -> Vec<Edit> {
    let mut drawn = Vec::new();
    for id in moved(edits, Kind::Opportunity, &["close_on"]) {
        drawn.extend(moved_outward(before, after, id));
    }
    for id in moved(edits, Kind::Opportunity, &FORECAST) {
        drawn.extend(moved_today(after, id, today));
    }
    for id in moved(edits, Kind::Action, &["due_on"]) {
        if let (Some(was), Some(now)) = (before.actions.get(Id::new(id)), after.actions.get(Id::new(id)))
            && let (Some(agreed), None) = (was.due_on, now.first_due_on)
        {
            drawn.push(set(Kind::Action, id, "first_due_on", Value::Null, json!(agreed)));
        }
    }
    for id in moved(edits, Kind::Opportunity, &["forecast_category"]) {
        drawn.extend(no_longer_committed(after, id));
    }
    let won_over = |edit: &Edit| matches!(edit, Edit::Create { kind: Kind::LifecycleEvent, .. });
    for id in moved(edits, Kind::Opportunity, &["outcome"]) {
        // Of several orders in one change the first makes the customer.
        let first = !drawn.iter().any(won_over);
        drawn.extend(ended(after, id, today, change).into_iter().filter(|edit| first || !won_over(edit)));
    }
    drawn
}

fn set(kind: Kind, id: Uuid, field: &str, was: Value, now: Value) -> Edit {
    Edit::Set { kind, id, field: field.to_owned(), was, now }
}

/// An exception ends with the commit that it was signed for; the next commit needs its own.
fn no_longer_committed(after: &Plan, id: Uuid) -> Vec<Edit> {
    let deal = after.opportunities.get(Id::new(id));
    let Some(deal) = deal.filter(|deal| deal.forecast_category != Some(ForecastCategory::Commit)) else {
        return Vec::new();
    };
    let reason = set(Kind::Opportunity, id, "exception_reason", json!(deal.exception_reason), Value::Null);
    vec![reason, set(Kind::Opportunity, id, "exception_by", json!(deal.exception_by), Value::Null)]
}

/// The first day that was expected is kept, and moves outward are counted (method 3.2).
fn moved_outward(before: &Plan, after: &Plan, id: Uuid) -> Vec<Edit> {
    let mut drawn = Vec::new();
    let (Some(was), Some(now)) = (before.opportunities.get(Id::new(id)), after.opportunities.get(Id::new(id))) else {
        return drawn;
    };
    let Some(first) = was.close_on else { return drawn };
    if now.first_close_on.is_none() {
        drawn.push(set(Kind::Opportunity, id, "first_close_on", Value::Null, json!(first)));
    }
    if now.close_on.is_some_and(|close| first < close) {
        let count = now.moves.unwrap_or(0);
        drawn.push(set(Kind::Opportunity, id, "moves", json!(now.moves), json!(count + 1)));
    }
    drawn
}

/// The day of the last move is kept: what a manager asks about.
fn moved_today(after: &Plan, id: Uuid, today: Day) -> Option<Edit> {
    let was = after.opportunities.get(Id::new(id))?.moved_on;
    (was != Some(today)).then(|| set(Kind::Opportunity, id, "moved_on", json!(was), json!(today)))
}

/// A deal that ended: its day and stage, and the first order makes a customer (method 2.1).
fn ended(after: &Plan, id: Uuid, today: Day, change: Uuid) -> Vec<Edit> {
    let mut drawn = Vec::new();
    let Some(now) = after.opportunities.get(Id::new(id)) else { return drawn };
    let Some(outcome) = now.outcome else { return reopened(now) };
    if now.outcome_on.is_none() {
        drawn.push(set(Kind::Opportunity, id, "outcome_on", Value::Null, json!(today)));
    }
    let stage = if outcome == Outcome::Won { Stage::S6 } else { Stage::S0 };
    if now.stage != Some(stage) {
        drawn.push(set(Kind::Opportunity, id, "stage", json!(now.stage), json!(stage)));
    }
    let from = lifecycle(after);
    let wins = outcome == Outcome::Won && now.amount.is_some_and(|amount| amount.0 > 0);
    if wins && matches!(from, Lifecycle::Prospect | Lifecycle::Former) {
        let event = Uuid::new_v5(&change, RecordRef::from(now.id).id.as_bytes());
        let body = json!({ "from": from, "to": Lifecycle::Customer, "on": today, "opportunity": id });
        drawn.push(Edit::Create { kind: <LifecycleEvent as crate::Record>::KIND, id: event, body });
    }
    drawn
}

/// A deal that is open again has no day on which it ended, and no stage that says so: it would count as won.
fn reopened(deal: &Opportunity) -> Vec<Edit> {
    let mut drawn = Vec::new();
    let id = RecordRef::from(deal.id).id;
    if let Some(on) = deal.outcome_on {
        drawn.push(set(Kind::Opportunity, id, "outcome_on", json!(on), Value::Null));
    }
    if let Some(stage @ (Stage::S0 | Stage::S6)) = deal.stage {
        drawn.push(set(Kind::Opportunity, id, "stage", json!(stage), Value::Null));
    }
    drawn
}
