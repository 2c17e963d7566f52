//! What we plan together with the customer: the joint value proposition and the cooperation plan (method 5.4, 5.5).

pub mod quality;
pub mod shared;

use crate::account::Side;
use crate::influence_map::Person;
use crate::number::Decimal;
use crate::record::record;
use crate::research::Threat;
use crate::scale::choice;
use crate::strategy_map::Node;
use crate::team::Member;
use crate::{Day, Id, Money, Words};

choice! {
    /// How far a value proposition is (method 5.4).
    PropositionStatus, "proposition_status", {
        /// Draft.
        Draft = "draft",
        /// Told to somebody.
        Tested = "tested",
        /// Both sides stand by it.
        Agreed = "agreed",
    }
}

choice! {
    /// Phase of an initiative (method 5.5).
    Phase, "phase", {
        /// Align.
        Align = "align",
        /// Plan.
        Plan = "plan",
        /// Execute.
        Execute = "execute",
        /// Review.
        Review = "review",
    }
}

choice! {
    /// Level of a body of the governance (method 5.5).
    GovernanceLevel, "governance_level", {
        /// Executive.
        Executive = "executive",
        /// Steering.
        Steering = "steering",
        /// Working.
        Working = "working",
    }
}

choice! {
    /// A light (method 5.5, 5.3).
    Light, "light", {
        /// Green.
        Green = "green",
        /// Amber.
        Amber = "amber",
        /// Red.
        Red = "red",
    }
}

choice! {
    /// Which review a round is (method 5.5, 5.3).
    RoundType, "round_type", {
        /// The team leader's check of completeness.
        TeamLeader = "team_leader",
        /// Ours, before the customer sees it.
        Inside = "inside",
        /// With the customer.
        Customer = "customer",
    }
}

choice! {
    /// How a review ended.
    RoundResult, "round_result", {
        /// Passed.
        Passed = "passed",
        /// Passed on conditions.
        Conditions = "conditions",
        /// To be done again.
        Again = "again",
    }
}

record! {
    /// Why both sides gain: a goal of theirs, what we do together, what comes of it (method 5.4).
    Proposition {
        /// The customer's goals that it serves.
        #[serde(default)]
        must["x-on-remove" = "clear", "x-only" = "node_type=goal"] goals: Vec<Id<Node>>,
        /// The customer's people behind it.
        #[serde(default)]
        should["x-on-remove" = "clear"] people: Vec<Id<Person>>,
        /// Where they stand.
        must["maxLength" = 400] situation: Option<Words>,
        /// What we can do.
        must["maxLength" = 400] our_capability: Option<Words>,
        /// What comes of it together.
        must["maxLength" = 400] joint_result: Option<Words>,
        /// What the customer has of it, with the figure.
        must["maxLength" = 200] value_customer: Option<Words>,
        /// What we have of it.
        should["maxLength" = 200] value_us: Option<Words>,
        /// What the customer puts in.
        must["maxLength" = 200] investment_customer: Option<Words>,
        /// What we put in.
        must["maxLength" = 200] investment_us: Option<Words>,
        /// What proves it.
        must["maxLength" = 200] proof: Option<Words>,
        /// Why now.
        should["maxLength" = 200] why_now: Option<Words>,
        /// Why we.
        should["maxLength" = 200] why_us: Option<Words>,
        /// The first step.
        must["maxLength" = 200] first_step: Option<Words>,
        /// The whole in one sentence.
        should["maxLength" = 800] sentence: Option<Words>,
        /// How far it is.
        should status: Option<PropositionStatus>,
    }
}

record! {
    /// Somebody heard the value proposition (method 5.4).
    PropositionTest {
        /// Which.
        must["x-on-remove" = "cascade"] proposition: Id<Proposition>,
        /// Who.
        must["x-on-remove" = "cascade"] person: Id<Person>,
        /// When.
        must on: Day,
        /// What the person said.
        must["maxLength" = 400, "x-personal" = "person"] reaction: Option<Words>,
    }
}

record! {
    /// The plan that we share with the customer (method 5.5).
    CooperationPlan {
        /// The joint vision.
        must["maxLength" = 200] vision: Words,
        /// Until when it looks.
        must horizon: Option<Day>,
        /// Version, counted up when it is shared.
        should["minimum" = 1, "maximum" = 1000] version: Option<i64>,
        /// Who signed for the customer.
        should["maxLength" = 120] signed_customer: Option<Words>,
        /// Who signed for us.
        should["maxLength" = 120] signed_us: Option<Words>,
        /// When it was signed.
        should signed_on: Option<Day>,
    }
}

record! {
    /// A goal that both sides share (method 5.5).
    JointGoal {
        /// The plan that it is part of.
        must["x-on-remove" = "cascade"] cooperation_plan: Id<CooperationPlan>,
        /// The goal.
        must["maxLength" = 120] goal: Words,
        /// What it is measured by.
        must["maxLength" = 60] metric: Option<Words>,
        /// Where it stands.
        must baseline: Option<Decimal>,
        /// Where it shall stand.
        must target: Option<Decimal>,
        /// By when.
        must due_on: Option<Day>,
        /// Who answers for it at the customer.
        must["x-on-remove" = "clear"] owner_customer: Option<Id<Person>>,
        /// Who answers for it at ours.
        must["x-on-remove" = "clear", "x-duty" = true] owner_us: Option<Id<Member>>,
    }
}

record! {
    /// What both sides do together (method 5.5).
    Initiative {
        /// The plan that it is part of.
        must["x-on-remove" = "cascade"] cooperation_plan: Id<CooperationPlan>,
        /// What it is called.
        must["maxLength" = 120] title: Words,
        /// The joint goal that it serves.
        must["x-on-remove" = "clear"] joint_goal: Option<Id<JointGoal>>,
        /// What is in it.
        should["maxLength" = 400] scope: Option<Words>,
        /// Who answers for it at the customer.
        must["x-on-remove" = "clear"] owner_customer: Option<Id<Person>>,
        /// Who answers for it at ours.
        must["x-on-remove" = "clear", "x-duty" = true] owner_us: Option<Id<Member>>,
        /// Its phase.
        should phase: Option<Phase>,
        /// Begins.
        must starts_on: Option<Day>,
        /// Ends.
        must ends_on: Option<Day>,
        /// What the customer puts in.
        should["maxLength" = 200] investment_customer: Option<Words>,
        /// What we put in.
        should["maxLength" = 200] investment_us: Option<Words>,
        /// What the customer has of it.
        should value_customer: Option<Money>,
        /// What we have of it.
        more value_us: Option<Money>,
        /// How it goes.
        should status: Option<Light>,
    }
}

record! {
    /// A point that an initiative must reach (method 5.5).
    Milestone {
        /// The initiative.
        must["x-on-remove" = "cascade"] initiative: Id<Initiative>,
        /// What is reached.
        must["maxLength" = 120] title: Words,
        /// By when.
        must due_on: Option<Day>,
        /// What shows it.
        should["maxLength" = 200] proof: Option<Words>,
        /// Which side answers for it.
        must side: Option<Side>,
        /// When it was reached.
        should reached_on: Option<Day>,
    }
}

record! {
    /// A body in which both sides meet (method 5.5).
    GovernanceBody {
        /// The plan that it is part of.
        must["x-on-remove" = "cascade"] cooperation_plan: Id<CooperationPlan>,
        /// Its level.
        must level: GovernanceLevel,
        /// The customer's members.
        #[serde(default)]
        must["x-on-remove" = "clear"] people: Vec<Id<Person>>,
        /// Our members.
        #[serde(default)]
        must["x-on-remove" = "clear", "x-duty" = true] members: Vec<Id<Member>>,
        /// How often it meets.
        must["maxLength" = 60] rhythm: Option<Words>,
        /// What it may decide.
        should["maxLength" = 200] decides: Option<Words>,
    }
}

record! {
    /// A line of the scorecard that both sides rate (method 5.5).
    ScorecardItem {
        /// The plan that it is part of.
        must["x-on-remove" = "cascade"] cooperation_plan: Id<CooperationPlan>,
        /// What is measured.
        must["maxLength" = 60] metric: Words,
        /// How much it weighs, in percent.
        must["minimum" = 0, "maximum" = 100] weight: Option<i64>,
        /// Where it shall stand.
        must target: Option<Decimal>,
        /// Where it stands.
        must last_value: Option<Decimal>,
        /// The customer's light.
        should rated_customer: Option<Light>,
        /// Ours.
        should rated_us: Option<Light>,
    }
}

record! {
    /// A risk that both sides know, and how it is raised (method 5.5).
    JointRisk {
        /// The plan that it is part of.
        must["x-on-remove" = "cascade"] cooperation_plan: Id<CooperationPlan>,
        /// What may go wrong.
        must["maxLength" = 200] risk: Words,
        /// How likely.
        must likelihood: Option<Threat>,
        /// How bad.
        must effect: Option<Threat>,
        /// What is done about it.
        should["maxLength" = 200] measure: Option<Words>,
        /// To whom it is raised.
        should["maxLength" = 120] escalation: Option<Words>,
    }
}

record! {
    /// A round in which the plan or what is shared of it is looked at (method 5.3 follow-up, 5.5).
    ReviewRound {
        /// Which review.
        must round_type: RoundType,
        /// What to mind.
        should["maxLength" = 400] what_to_mind: Option<Words>,
        /// Who of ours looks at it.
        #[serde(default)]
        must["x-on-remove" = "clear", "x-duty" = true] reviewers: Vec<Id<Member>>,
        /// Who of the customer looks at it.
        #[serde(default)]
        should["x-on-remove" = "clear"] people: Vec<Id<Person>>,
        /// By when.
        must due_on: Option<Day>,
        /// How it ended.
        must result: Option<RoundResult>,
        /// When.
        should held_on: Option<Day>,
        /// What was said.
        should["maxLength" = 400] note: Option<Words>,
    }
}

record! {
    /// A version of the cooperation plan that the customer received (method 5.5).
    SharedVersion {
        /// The plan.
        must["x-on-remove" = "cascade"] cooperation_plan: Id<CooperationPlan>,
        /// Version number.
        must["minimum" = 1, "maximum" = 1000] version: i64,
        /// When it was shared.
        must on: Day,
        /// Who shared it.
        must["x-on-remove" = "clear"] member: Option<Id<Member>>,
        /// With whom.
        #[serde(default)]
        should["x-on-remove" = "clear"] people: Vec<Id<Person>>,
    }
}
