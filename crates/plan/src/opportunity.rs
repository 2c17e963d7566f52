//! The business that the plan counts on and the people on each deal (method 3.2).

use crate::account::Unit;
use crate::influence_map::{Person, Preference, Role};
use crate::kind::{Kind, Plan, Record};
use crate::problem::{Problem, Reason};
use crate::scale::choice;
use crate::settings::Settings;
use crate::strategy_map::{Node, NodeType};
use crate::{Day, Id, Money, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

/// A piece of business that may be won, or was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Opportunity {
    /// Identity.
    pub id: Id<Opportunity>,
    /// Short stable code, unique within the plan.
    #[schemars(length(max = 12))]
    pub code: String,
    /// What we call it.
    #[schemars(extend("x-tier" = "must", "maxLength" = 60))]
    pub name: Words,
    /// The need on the strategy map that it answers.
    #[schemars(extend("x-tier" = "must", "x-on-remove" = "clear"))]
    pub need: Option<Id<Node>>,
    /// The customer's unit that buys.
    #[schemars(extend("x-tier" = "should", "x-on-remove" = "clear"))]
    pub unit: Option<Id<Unit>>,
    /// How real it is.
    #[schemars(extend("x-tier" = "must"))]
    pub opportunity_type: OpportunityType,
    /// Our sales stage; empty until it is current.
    #[schemars(extend("x-tier" = "should"))]
    pub stage: Option<Stage>,
    /// What the customer would pay.
    #[schemars(extend("x-tier" = "must"))]
    pub amount: Option<Money>,
    /// The day on which the customer is expected to sign. A quarter closes on its last day.
    #[schemars(extend("x-tier" = "must"))]
    pub close_on: Option<Day>,
    /// How it ended; empty while it is open.
    #[schemars(extend("x-tier" = "more"))]
    pub outcome: Option<Outcome>,
}

impl Opportunity {
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
        nearness.steps.iter().find(|step| days <= step.days).map_or(nearness.later, |step| step.weight)
    }

    /// Its weight in figures over several deals, in currency units: amount x type weight x nearness (method 4.3).
    pub fn weight(&self, settings: &Settings, today: Day) -> f64 {
        self.amount.unwrap_or_default().units() * self.type_weight(settings) * self.nearness(settings, today)
    }
}

impl Record for Opportunity {
    const KIND: Kind = Kind::Opportunity;
    fn id(&self) -> Id<Self> {
        self.id
    }
    fn code(&self) -> &str {
        &self.code
    }
    fn check(&self, plan: &Plan, problems: &mut Vec<Problem>) {
        let node = self.need.and_then(|need| plan.nodes.get(need));
        if node.is_some_and(|node| node.node_type != NodeType::Need) {
            problems.push(Problem::of(self, "need", Reason::NotANeed));
        }
        if self.amount.is_some_and(|amount| amount.0 < 0) {
            problems.push(Problem::of(self, "amount", Reason::Negative));
        }
    }
}

/// A node that deals answer stays a need.
pub(crate) fn check_answered(node: &Node, plan: &Plan, problems: &mut Vec<Problem>) {
    if node.node_type != NodeType::Need && plan.opportunities.iter().any(|one| one.need == Some(node.id)) {
        problems.push(Problem::of(node, "node_type", Reason::NotANeed));
    }
}

/// A person's part in one deal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpportunityPerson {
    /// Identity.
    pub id: Id<OpportunityPerson>,
    /// Short stable code, unique within the plan.
    #[schemars(length(max = 12))]
    pub code: String,
    /// The deal.
    #[schemars(extend("x-tier" = "must", "x-on-remove" = "cascade"))]
    pub opportunity: Id<Opportunity>,
    /// Who is on it.
    #[schemars(extend("x-tier" = "must", "x-on-remove" = "cascade"))]
    pub person: Id<Person>,
    /// The person's role in this deal; empty means the person's main role in the plan.
    #[schemars(extend("x-tier" = "should"))]
    pub role: Option<Role>,
    /// The person's stance in this deal; empty means the stance in the plan.
    #[schemars(extend("x-tier" = "should"))]
    pub preference: Option<Preference>,
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

impl Record for OpportunityPerson {
    const KIND: Kind = Kind::OpportunityPerson;
    fn id(&self) -> Id<Self> {
        self.id
    }
    fn code(&self) -> &str {
        &self.code
    }
    fn check(&self, plan: &Plan, problems: &mut Vec<Problem>) {
        let twin = plan
            .opportunity_people
            .iter()
            .find(|one| one.id != self.id && one.opportunity == self.opportunity && one.person == self.person);
        if let Some(twin) = twin {
            problems.push(Problem::of(self, "person", Reason::Twice { code: twin.code.clone() }));
        }
    }
}
