//! The business that the plan counts on and the people on each deal (method 3.2).

pub mod checks;
pub mod commit;
pub mod forecast;

use crate::account::Unit;
use crate::execution_map::Solution;
use crate::influence_map::{Person, Preference, Role};
use crate::kind::Plan;
use crate::problem::{Problem, Reason};
use crate::record::record;
use crate::research::Competitor;
use crate::scale::{choice, grade};
use crate::settings::Settings;
use crate::strategic_relation::StrategicRelation;
use crate::strategy_map::{Node, NodeType};
use crate::team::Member;
use crate::{Day, Id, Money, Words};

choice! {
    /// How real an opportunity is (method 3.1).
    OpportunityType, "opportunity_type", {
        /// The customer runs a project or buying process and we are in it.
        Current = "current",
        /// A confirmed need, and we decided to start or join in a named quarter.
        Planned = "planned",
        /// We believe in a need-solution pair; nothing confirmed or decided yet.
        Potential = "potential",
    }
}

choice! {
    /// Our sales stage (method 3.2).
    Stage, "stage", {
        /// Closed without an order.
        S0 = "S0",
        /// Identified.
        S1 = "S1",
        /// Qualified.
        S2 = "S2",
        /// Solution shaping.
        S3 = "S3",
        /// Proposal.
        S4 = "S4",
        /// Negotiation.
        S5 = "S5",
        /// Won.
        S6 = "S6",
    }
}

choice! {
    /// How an opportunity ended (method 3.2).
    Outcome, "outcome", {
        /// The customer ordered from us.
        Won = "won",
        /// The customer ordered from somebody else.
        Lost = "lost",
        /// The customer did not decide.
        NoDecision = "no_decision",
        /// We gave it up.
        Dropped = "dropped",
    }
}

choice! {
    /// Why we did not get an order (method 3.1: a lost cell follows the reason).
    LossReason, "loss_reason", {
        /// Somebody else offered more.
        BetterOffer = "better_offer",
        /// Somebody else was cheaper.
        Price = "price",
        /// Somebody else was nearer to those who decide.
        Relations = "relations",
        /// We could not meet what was asked for.
        Requirements = "requirements",
        /// The customer does it alone.
        InHouse = "in_house",
        /// There was no money for it.
        NoBudget = "no_budget",
        /// The customer put it off or never decided.
        NoDecision = "no_decision",
        /// It was not worth our effort.
        NotWorthwhile = "not_worthwhile",
    }
}

impl LossReason {
    /// Somebody else has the place now; else the need is as open as before (method 3.1).
    pub const fn leaves_a_competitor(self) -> bool {
        matches!(self, Self::BetterOffer | Self::Price | Self::Relations | Self::Requirements)
    }
}

choice! {
    /// How an opportunity counts in the forecast (method 3.2).
    ForecastCategory, "forecast_category", {
        /// We stand by it.
        Commit = "commit",
        /// If things go well.
        BestCase = "best_case",
        /// In progress.
        Pipeline = "pipeline",
        /// Far off.
        Upside = "upside",
        /// Not counted.
        Omitted = "omitted",
    }
}

grade! {
    /// Step of the customer's buying (method 1.4): 1 set goals, 2 recognise needs, 3 start project, 4 define
    /// requirements, 5 evaluate suppliers, 6 decide and sign, 7 implement, 8 measure results.
    BuyingStep, "buying_step", 1..=8
}

choice! {
    /// How well budget, scope or schedule is known (method 3.2). "Unknown" is an answer; an empty field is none.
    Certainty, "certainty", {
        /// Asked, and not known.
        Unknown = "unknown",
        /// Estimated.
        Estimated = "estimated",
        /// Confirmed by the customer.
        Confirmed = "confirmed",
    }
}

impl Certainty {
    /// Points: unknown 0, estimated 1, confirmed 2 (method 3.2).
    pub const fn points(self) -> i64 {
        match self {
            Self::Unknown => 0,
            Self::Estimated => 1,
            Self::Confirmed => 2,
        }
    }
}

choice! {
    /// How sure a right to take part or a place on the short list is (method 3.2).
    Right, "right", {
        /// We have none.
        None = "none",
        /// Promised by word.
        Promised = "promised",
        /// Secured.
        Secured = "secured",
    }
}

choice! {
    /// Where an opportunity came from (method 3.2).
    OpportunitySource, "opportunity_source", {
        /// From the strategy map.
        StrategyMap = "strategy_map",
        /// Somebody at the customer brought it.
        Person = "person",
        /// A partner brought it.
        Partner = "partner",
        /// A tender.
        Tender = "tender",
        /// A renewal.
        Renewal = "renewal",
        /// Found in a review.
        Review = "review",
    }
}

record! {
    /// A piece of business that may be won, or was (method 3.2).
    Opportunity {
        /// What we call it.
        must["maxLength" = 60] name: Words,
        /// The need on the strategy map that it answers.
        must["x-on-remove" = "clear", "x-only" = "node_type=need"] need: Option<Id<Node>>,
        /// The customer's unit that buys.
        should["x-on-remove" = "clear"] unit: Option<Id<Unit>>,
        /// What it would be solved with.
        #[serde(default)]
        should["x-on-remove" = "clear"] solutions: Vec<Id<Solution>>,
        /// How real it is.
        must opportunity_type: OpportunityType,
        /// Why its type is right where the method's conditions for it are not met.
        more["maxLength" = 200] type_reason: Option<Words>,
        /// Our sales stage; empty until it is current.
        should stage: Option<Stage>,
        /// What the customer would pay.
        must amount: Option<Money>,
        /// What of it comes again every year.
        more recurring_amount: Option<Money>,
        /// The currency of the amounts, as ISO 4217 code; empty means the plan's own.
        more["minLength" = 3, "maxLength" = 3, "x-pattern" = "currency"] currency: Option<String>,
        /// The day on which the customer is expected to sign. A quarter closes on its last day.
        must close_on: Option<Day>,
        /// The first day that was expected; kept by the system when the date moves.
        more first_close_on: Option<Day>,
        /// How often the date moved outward; kept by the system.
        more["minimum" = 0, "maximum" = 1000] moves: Option<i64>,
        /// The day on which its close, amount, stage or place in the forecast last moved; kept by the system.
        more moved_on: Option<Day>,
        /// Chance to win in percent, where it differs from that of the stage.
        should["minimum" = 0, "maximum" = 100] probability: Option<i64>,
        /// Why it differs.
        should["maxLength" = 200] probability_reason: Option<Words>,
        /// How it counts in the forecast; empty means as its type and stage say.
        should forecast_category: Option<ForecastCategory>,
        /// Why it is committed although conditions are missing; only a director may say so.
        more["maxLength" = 200] exception_reason: Option<Words>,
        /// The director who signed the exception.
        more["x-on-remove" = "clear"] exception_by: Option<Id<Member>>,
        /// How far the customer's buying is.
        must buying_step: Option<BuyingStep>,
        /// Budget: how well known.
        should budget_state: Option<Certainty>,
        /// Budget: what it is.
        more["maxLength" = 120] budget: Option<Words>,
        /// Scope: how well known.
        should scope_state: Option<Certainty>,
        /// Scope: what it is.
        more["maxLength" = 120] scope: Option<Words>,
        /// Schedule: how well known.
        should schedule_state: Option<Certainty>,
        /// Schedule: what it is.
        more["maxLength" = 120] schedule: Option<Words>,
        /// The right to take part.
        should participation_right: Option<Right>,
        /// The place on the short list.
        should shortlist_right: Option<Right>,
        /// The buying step at which the first of them was secured.
        more secured_at_step: Option<BuyingStep>,
        /// What forces the customer to decide: what, by when, what happens otherwise.
        should["maxLength" = 200] compelling_event: Option<Words>,
        /// Partners in it.
        #[serde(default)]
        should["x-on-remove" = "clear"] partners: Vec<Id<StrategicRelation>>,
        /// Competitors in it.
        #[serde(default)]
        should["x-on-remove" = "clear"] competitors: Vec<Id<Competitor>>,
        /// Who of ours owns it.
        must["x-on-remove" = "clear", "x-duty" = true] owner: Option<Id<Member>>,
        /// Who of ours supports it.
        #[serde(default)]
        should["x-on-remove" = "clear", "x-duty" = true] support: Vec<Id<Member>>,
        /// What happens next.
        must["maxLength" = 120] next_step: Option<Words>,
        /// When.
        must next_step_on: Option<Day>,
        /// In danger.
        #[serde(default)]
        should at_risk: bool,
        /// By what.
        should["maxLength" = 200] risk_note: Option<Words>,
        /// Where it came from.
        more source: Option<OpportunitySource>,
        /// The day it came in.
        more found_on: Option<Day>,
        /// During a public tender: no promised rights are recorded from this day.
        more quiet_from: Option<Day>,
        /// Until this day.
        more quiet_until: Option<Day>,
        /// How it ended; empty while it is open.
        more outcome: Option<Outcome>,
        /// When it ended.
        more outcome_on: Option<Day>,
        /// Why we did not get it, in one word: a lost cell of the execution map follows it.
        more loss_reason: Option<LossReason>,
        /// Why, as we see it.
        more["maxLength" = 200] outcome_reason: Option<Words>,
        /// Why, as the customer says.
        more["maxLength" = 200] customer_reason: Option<Words>,
    }
    check check_opportunity;
}

fn check_opportunity(opportunity: &Opportunity, plan: &Plan, problems: &mut Vec<Problem>) {
    let node = opportunity.need.and_then(|need| plan.nodes.get(need));
    if node.is_some_and(|node| node.node_type != NodeType::Need) {
        problems.push(Problem::of(opportunity, "need", Reason::NotANeed));
    }
    if opportunity.amount.is_some_and(|amount| amount.0 < 0) {
        problems.push(Problem::of(opportunity, "amount", Reason::Negative));
    }
    if let (Some(from), Some(until)) = (opportunity.quiet_from, opportunity.quiet_until)
        && until < from
    {
        problems.push(Problem::of(opportunity, "quiet_until", Reason::EndsBeforeStart));
    }
}

impl Opportunity {
    /// A public tender keeps quiet on this day: from its first day on, until its last where one is set (decided 4.34).
    pub fn is_quiet(&self, today: Day) -> bool {
        self.quiet_from.is_some_and(|from| from <= today) && self.quiet_until.is_none_or(|until| until >= today)
    }

    /// Open: not yet ended either way.
    pub fn is_open(&self) -> bool {
        self.outcome.is_none()
    }

    /// How much its type counts: current 1, planned 0.5, potential 0.25 (method 4.3).
    pub fn type_weight(&self, settings: &Settings) -> f64 {
        let weights = &settings.relationship.type_weight;
        match self.opportunity_type {
            OpportunityType::Current => weights.current,
            OpportunityType::Planned => weights.planned,
            OpportunityType::Potential => weights.potential,
        }
    }

    /// How near its close is, by days from `today`: up to 90 counts 1, 180 0.7, 365 0.4, else 0.2 (method 4.3).
    /// A day that has passed is near; no day at all is far.
    pub fn nearness(&self, settings: &Settings, today: Day) -> f64 {
        let nearness = &settings.relationship.nearness;
        let Some(close_on) = self.close_on else { return nearness.later };
        let days = today.days_until(close_on);
        let steps = [&nearness.near, &nearness.middle, &nearness.far];
        steps.into_iter().find(|step| days <= step.days).map_or(nearness.later, |step| step.weight)
    }

    /// Its weight in figures over several deals, in currency units: amount x type weight x nearness (method 4.3).
    pub fn weight(&self, plan: &Plan, today: Day) -> f64 {
        let settings = &plan.settings;
        let value = self.value(plan, today).unwrap_or_default();
        value.units() * self.type_weight(settings) * self.nearness(settings, today)
    }

    /// Its amount in the plan's currency, at the rate of the day; unknown where the amount or the rate is.
    pub fn value(&self, plan: &Plan, today: Day) -> Option<Money> {
        plan.in_own_currency(self.amount, self.currency.as_deref(), today)
    }
}

/// Sum of the amounts of the open opportunities, in the plan's currency. What has no rate is left out.
pub fn open_amount(plan: &Plan, today: Day) -> Money {
    let open = plan.opportunities.iter().filter(|one| one.is_open());
    Money(open.filter_map(|one| one.value(plan, today)).map(|value| value.0).sum())
}

/// A node that deals answer stays a need.
pub(crate) fn check_answered(node: &Node, plan: &Plan, problems: &mut Vec<Problem>) {
    if node.node_type != NodeType::Need && plan.opportunities.iter().any(|one| one.need == Some(node.id)) {
        problems.push(Problem::of(node, "node_type", Reason::NotANeed));
    }
}

record! {
    /// A person's part in one deal.
    OpportunityPerson {
        /// The deal.
        must["x-on-remove" = "cascade"] opportunity: Id<Opportunity>,
        /// Who is on it.
        must["x-on-remove" = "cascade"] person: Id<Person>,
        /// The person's role in this deal; empty means the person's main role in the plan.
        should role: Option<Role>,
        /// The person's stance in this deal; empty means the stance in the plan.
        should["x-audience" = "judgement"] preference: Option<Preference>,
    }
    check check_opportunity_person;
}

impl OpportunityPerson {
    /// The role that counts in this deal.
    pub fn role_here(&self, person: &Person) -> Option<Role> {
        self.role.or(person.role)
    }

    /// The stance that counts in this deal.
    pub fn preference_here(&self, person: &Person) -> Option<Preference> {
        self.preference.or(person.preference)
    }
}

fn check_opportunity_person(part: &OpportunityPerson, plan: &Plan, problems: &mut Vec<Problem>) {
    let same = |one: &&OpportunityPerson| one.opportunity == part.opportunity && one.person == part.person;
    if let Some(twin) = plan.opportunity_people.iter().filter(same).find(|one| one.id != part.id) {
        problems.push(Problem::of(part, "person", Reason::Twice { code: twin.code.clone() }));
    }
}

record! {
    /// The forecast as it was on a day, kept for its accuracy (method 3.2, decided 2.13).
    ForecastSnapshot {
        /// The day.
        must on: Day,
        /// First day of the period that it was for.
        must period_start: Day,
        /// Last day of that period.
        must period_end: Day,
        /// Committed.
        must committed: Money,
        /// Expected.
        must expected: Money,
        /// Possible.
        must possible: Money,
    }
}
