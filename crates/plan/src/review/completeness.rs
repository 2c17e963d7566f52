//! The 25 checks of a plan's five parts, and level 1 before them: usable (method 5.3, decided 1.10).

use crate::Day;
use crate::figure::{Figure, Measure};
use crate::id::RecordRef;
use crate::influence_map::{Influence, Person, Role};
use crate::joint_plan::{RoundResult, RoundType};
use crate::kind::Plan;
use crate::objective::{ActionStatus, Category};
use crate::opportunity::{Opportunity, forecast};
use crate::relationship::Relationships;
use crate::research::{FOCUS, Fact, Subject};
use crate::strategy_map::figures::{Links, chain_completeness, confirmation};
use crate::strategy_map::{Node, NodeType, Verification};
use crate::team::PlanRole;
use crate::voice::figures::{self as voice, reach};
use std::collections::BTreeSet;

/// One check with what it misses.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Part of the plan, 1 to 5; 0 for the checks of level 1.
    pub part: u8,
    /// Its key, for its label.
    pub key: &'static str,
    /// It holds.
    pub holds: bool,
    /// The records in which something is missing; empty where something is missing as a whole.
    pub missing: Vec<RecordRef>,
}

/// Share of needs that must be confirmed, and of key people's influence that must be heard.
const CONFIRMED: f64 = 0.7;
const HEARD: f64 = 0.6;
/// Valid facts asked for on each C, years of revenue, assessed relations, days to the next step.
const FACTS: usize = 3;
const YEARS: usize = 3;
const RELATIONS: usize = 3;
const STEP_DAYS: i64 = 30;
/// People that a usable plan knows.
const PEOPLE: usize = 5;

/// The plan, looked at for what it lacks.
struct Look<'r, 'p> {
    plan: &'p Plan,
    today: Day,
    relationships: &'r Relationships<'p>,
}

/// The 25 checks, in the order of the parts (method 5.3). Where there is nothing to check, a check does not hold.
pub fn checks<'p>(plan: &'p Plan, today: Day, relationships: &Relationships<'p>) -> Vec<Check> {
    let look = Look { plan, today, relationships };
    let mut checks = Vec::new();
    look.team(&mut checks);
    look.background(&mut checks);
    look.maps(&mut checks);
    look.relations(&mut checks);
    look.goals(&mut checks);
    checks
}

/// Points / 25 (method 5.3): below 0.8 the plan goes to executive review only with a reason.
pub fn completeness(checks: &[Check]) -> Figure {
    let points = checks.iter().filter(|check| check.holds).count();
    Figure::new("completeness", Measure::Share, crate::figure::ratio(points as f64, checks.len() as f64))
}

/// How many of the 25 hold (method 5.3).
pub fn points(checks: &[Check]) -> Figure {
    let points = checks.iter().filter(|check| check.holds).count();
    Figure::new("completeness_points", Measure::Count, Some(points as f64))
}

/// Every one of these records must have it; the ones that have not are named, and none at all does not hold.
fn every<'a, T: 'a>(
    all: impl Iterator<Item = &'a T>,
    has: impl Fn(&T) -> bool,
    id: impl Fn(&T) -> RecordRef,
) -> (bool, Vec<RecordRef>) {
    let mut any = false;
    let mut missing = Vec::new();
    for one in all {
        any = true;
        if !has(one) {
            missing.push(id(one));
        }
    }
    (any && missing.is_empty(), missing)
}

impl<'p> Look<'_, 'p> {
    fn key_people(&self) -> impl Iterator<Item = &'p Person> {
        let today = self.today;
        let is_key = move |one: &&Person| one.is_present(today) && one.influence.is_some_and(Influence::is_key);
        self.plan.people.by_code().filter(is_key)
    }

    fn current(&self) -> impl Iterator<Item = &'p Opportunity> {
        forecast::current(self.plan)
    }

    fn has_plan_role(&self, role: PlanRole) -> bool {
        self.plan.members.iter().any(|one| one.plan_role == Some(role) && one.is_present(self.today))
    }

    fn is_owned(&self, person: &Person) -> bool {
        self.relationships.standing(person.id).is_some_and(|one| !one.coverage.owners.is_empty())
    }

    fn team(&self, checks: &mut Vec<Check>) {
        let header = self.plan.account_plans.iter().next();
        let needed = header.map_or(&[][..], |header| header.needed_roles.as_slice());
        let roles = if needed.is_empty() {
            let leads = self.has_plan_role(PlanRole::AccountDirector) || self.has_plan_role(PlanRole::AccountManager);
            let others = [PlanRole::ExecSponsor, PlanRole::SolutionLead, PlanRole::DeliveryLead];
            leads && others.into_iter().all(|role| self.has_plan_role(role))
        } else {
            needed.iter().all(|role| self.has_plan_role(*role))
        };
        let owned = every(self.key_people(), |one| self.is_owned(one), |one| one.id.into());
        push(checks, 1, "owner_set", (header.is_some_and(|header| header.owner.is_some()), Vec::new()));
        push(checks, 1, "sponsor_set", (self.has_plan_role(PlanRole::ExecSponsor), Vec::new()));
        push(checks, 1, "plan_roles_filled", (roles, Vec::new()));
        push(checks, 1, "key_people_owned", owned);
        push(checks, 1, "rhythm_set", (!self.plan.cadence_rules.is_empty(), Vec::new()));
    }

    fn background(&self, checks: &mut Vec<Check>) {
        let valid = || self.plan.facts.by_code().filter(|fact| fact.is_valid(self.today));
        let enough =
            Subject::ALL.iter().all(|subject| valid().filter(|fact| fact.subject == *subject).count() >= FACTS);
        let topics = FOCUS.iter().all(|topic| valid().any(|fact| fact.topic == *topic));
        let id = |fact: &Fact| fact.id.into();
        let years: BTreeSet<i16> = self.plan.revenues.iter().map(|one| one.period_start.year()).collect();
        let history = !self.plan.footprints.is_empty() && years.len() >= YEARS;
        push(checks, 2, "facts_per_c", (enough, Vec::new()));
        push(checks, 2, "focus_topics", (topics, Vec::new()));
        push(checks, 2, "facts_fresh", every(self.plan.facts.by_code(), |fact| fact.is_valid(self.today), id));
        push(checks, 2, "footprint_and_revenue", (history, Vec::new()));
        push(checks, 2, "so_what", every(self.plan.facts.by_code(), |fact| fact.so_what.is_some(), id));
    }

    fn maps(&self, checks: &mut Vec<Check>) {
        let plan = self.plan;
        let links = Links::of(plan);
        let goals = || plan.nodes.by_code().filter(|node| node.node_type == NodeType::Goal && node.is_active());
        let measured = goals().any(|goal| goal.metric.is_some() && goal.due_on.is_some());
        let reaches_need = |goal: &Node| {
            let below = links.descendants(goal.id);
            below.iter().any(|id| plan.nodes.get(*id).is_some_and(|node| node.node_type == NodeType::Need))
        };
        let chains = every(goals(), reaches_need, |goal| goal.id.into());
        let confirmed = |node: &&Node| {
            node.node_type == NodeType::Need && node.is_active() && node.verification == Some(Verification::Confirmed)
        };
        let decided = |need: &Node| plan.entries.iter().any(|entry| entry.need == need.id && entry.decision.is_some());
        let enough = confirmation(plan).value.is_some_and(|share| share >= CONFIRMED);
        let unconfirmed = |node: &&Node| {
            node.node_type == NodeType::Need && node.is_active() && node.verification != Some(Verification::Confirmed)
        };
        let open = if enough {
            Vec::new()
        } else {
            plan.nodes.by_code().filter(unconfirmed).map(|one| one.id.into()).collect()
        };
        let stated =
            |one: &Opportunity| one.budget_state.is_some() && one.scope_state.is_some() && one.schedule_state.is_some();
        let whole = chain_completeness(plan).value == Some(1.0);
        push(checks, 3, "goal_measured", (measured, Vec::new()));
        push(checks, 3, "chains_unbroken", (whole && chains.0, chains.1));
        push(checks, 3, "needs_confirmed", (enough, open));
        push(checks, 3, "needs_decided", every(plan.nodes.by_code().filter(confirmed), decided, |one| one.id.into()));
        push(checks, 3, "certainty_stated", every(self.current(), stated, |one| one.id.into()));
    }

    fn relations(&self, checks: &mut Vec<Check>) {
        let plan = self.plan;
        let whole = |one: &Person| {
            let standing = self.relationships.standing(one.id);
            one.title.is_some() && one.preference.is_some() && standing.is_some_and(|one| one.current.is_some())
        };
        let present = || plan.people.iter().filter(|one| one.is_present(self.today));
        let has_role = |role: &Role| present().any(|one| one.role == Some(*role) || one.other_roles.contains(role));
        let assessed = plan.strategic_relations.iter().filter(|one| one.realised().is_some()).count();
        let heard = reach(plan, self.today).value.is_some_and(|reach| reach >= HEARD);
        let everybody = voice::heard(plan, self.today);
        let voiced = |one: &Person| everybody.contains(&one.id);
        let silent = if heard { Vec::new() } else { every(self.key_people(), voiced, |one| one.id.into()).1 };
        let id = |one: &Person| one.id.into();
        push(checks, 4, "six_attributes", every(self.key_people(), whole, id));
        push(checks, 4, "gap_reasons", every(self.key_people(), |one| one.desired_reason.is_some(), id));
        push(checks, 4, "five_roles", (Role::ALL.iter().all(has_role), Vec::new()));
        push(checks, 4, "relations_assessed", (assessed >= RELATIONS, Vec::new()));
        push(checks, 4, "voice_reach", (heard, silent));
    }

    fn goals(&self, checks: &mut Vec<Check>) {
        let plan = self.plan;
        let used: BTreeSet<Category> = plan.objectives.iter().map(|one| one.category).collect();
        let sub = [Category::Rel1, Category::Rel2, Category::Rel3, Category::Rel4];
        let categories =
            !used.is_empty() && (!used.contains(&Category::Rel) || sub.iter().any(|one| used.contains(one)));
        let measured = every(
            plan.objectives.by_code(),
            |one| one.metric.is_some() && one.target.is_some() && one.due_on.is_some() && one.owner.is_some(),
            |one| one.id.into(),
        );
        let acted = |person: &Person| {
            let counts = |status: Option<ActionStatus>| status != Some(ActionStatus::Cancelled);
            plan.actions.iter().any(|action| action.people.contains(&person.id) && counts(action.status))
        };
        let gaps: Vec<&Person> = self.relationships.top_gaps().map(|standing| standing.person).collect();
        let soon = |one: &Opportunity| {
            one.next_step.is_some()
                && one.next_step_on.is_some_and(|on| (0..=STEP_DAYS).contains(&self.today.days_until(on)))
        };
        let passed = |round: &crate::joint_plan::ReviewRound| {
            round.round_type == RoundType::TeamLeader && round.result == Some(RoundResult::Passed)
        };
        push(checks, 5, "categories_have_subgoals", (categories, Vec::new()));
        push(checks, 5, "objectives_measured", measured);
        // No gap among people who are measured is the best that can be.
        let none_left = gaps.is_empty() && self.key_people().next().is_some();
        let (holds, missing) = every(gaps.into_iter(), acted, |one| one.id.into());
        push(checks, 5, "gaps_have_actions", (holds || none_left, missing));
        push(checks, 5, "next_steps_soon", every(self.current(), soon, |one| one.id.into()));
        push(checks, 5, "reviewed", (plan.review_rounds.iter().any(passed), Vec::new()));
    }
}

fn push(checks: &mut Vec<Check>, part: u8, key: &'static str, (holds, missing): (bool, Vec<RecordRef>)) {
    checks.push(Check { part, key, holds, missing });
}

/// Level 1, usable: what a team review asks for (decided 1.10).
pub fn level_one<'p>(plan: &'p Plan, today: Day, relationships: &Relationships<'p>) -> Vec<Check> {
    let look = Look { plan, today, relationships };
    let of_type = |node_type| plan.nodes.iter().filter(move |node| node.node_type == node_type && node.is_active());
    let known = |one: &&Person| one.is_present(today) && one.influence.is_some() && one.preference.is_some();
    let people: Vec<&Person> = plan.people.by_code().filter(known).collect();
    // Five are enough: somebody who comes in later without an owner makes no plan unusable.
    let (_, alone) = every(people.iter().copied(), |one| look.is_owned(one), |one| one.id.into());
    let enough = people.len() - alone.len() >= PEOPLE;
    let owned = (enough, if enough { Vec::new() } else { alone });
    let seats = |one: &Opportunity| {
        let deals = relationships.deals();
        let deal = deals.iter().find(|deal| deal.opportunity.id == one.id);
        deal.is_some_and(|deal| deal.seats.iter().take(2).all(|seat| !seat.people.is_empty()))
    };
    let mut checks = Vec::new();
    push(&mut checks, 0, "one_goal", (of_type(NodeType::Goal).any(|goal| goal.metric.is_some()), Vec::new()));
    push(&mut checks, 0, "one_need", (of_type(NodeType::Need).next().is_some(), Vec::new()));
    push(&mut checks, 0, "five_people", (people.len() >= PEOPLE, Vec::new()));
    push(&mut checks, 0, "people_owned", owned);
    push(&mut checks, 0, "one_deal", (look.current().any(seats), Vec::new()));
    push(&mut checks, 0, "one_step", (look.current().any(|one| one.next_step_on.is_some()), Vec::new()));
    push(&mut checks, 0, "one_objective", (!plan.objectives.is_empty(), Vec::new()));
    push(&mut checks, 0, "one_action", (!plan.actions.is_empty(), Vec::new()));
    checks
}
