//! Briefings, reviews and the rhythm in which the plan is kept (method 6).

pub mod alerts;
pub mod completeness;
pub mod discipline;
pub mod health;
pub mod lifecycle;

use crate::objective::Action;
use crate::opportunity::Opportunity;
use crate::record::record;
use crate::scale::{choice, grade};
use crate::team::Member;
use crate::{Day, Id, Words};

choice! {
    /// Whom a briefing is for (method 6.2).
    BriefingType, "briefing_type", {
        /// Our executives.
        Executive = "executive",
        /// The account team.
        Team = "team",
    }
}

grade! {
    /// One of the nine steps of a briefing (method 6.3).
    Step, "step", 1..=9
}

choice! {
    /// What we ask our executives for (method 6.2).
    AskType, "ask_type", {
        /// To meet somebody.
        Meeting = "meeting",
        /// People.
        People = "people",
        /// Money.
        Money = "money",
        /// Room in the price.
        Price = "price",
        /// Priority.
        Priority = "priority",
        /// Advice.
        Advice = "advice",
    }
}

choice! {
    /// What they answered (method 6.2).
    AskAnswer, "ask_answer", {
        /// Yes.
        Granted = "granted",
        /// In part.
        Partly = "partly",
        /// No.
        Refused = "refused",
        /// Not yet.
        Open = "open",
    }
}

choice! {
    /// What a review found (method 6.5).
    FindingType, "finding_type", {
        /// A strength.
        Strength = "strength",
        /// A weakness.
        Weakness = "weakness",
        /// An obstacle.
        Obstacle = "obstacle",
        /// A new opportunity.
        NewOpportunity = "new_opportunity",
        /// A competitor's move.
        CompetitorMove = "competitor_move",
    }
}

choice! {
    /// How often something comes round (method 6.4).
    Rhythm, "rhythm", {
        /// Every week: issues.
        Weekly = "weekly",
        /// Every month: operations.
        Monthly = "monthly",
        /// Every quarter: business review.
        Quarterly = "quarterly",
        /// Every year: strategic planning.
        Yearly = "yearly",
    }
}

impl Rhythm {
    /// Days after which a missed meeting is raised (method 6.4).
    pub const fn alert_days(self) -> i64 {
        match self {
            Self::Weekly => 10,
            Self::Monthly => 40,
            Self::Quarterly => 100,
            Self::Yearly => 400,
        }
    }
}

record! {
    /// A briefing (method 6.2, 6.3).
    Briefing {
        /// What it is called.
        must["maxLength" = 60] title: Words,
        /// Whom it is for.
        must briefing_type: BriefingType,
        /// When it is planned.
        must planned_on: Option<Day>,
        /// How long, in minutes: 20, 40 or 60.
        should["minimum" = 5, "maximum" = 480] minutes: Option<i64>,
        /// When it was held.
        should held_on: Option<Day>,
    }
}

record! {
    /// One step of a briefing (method 6.3).
    BriefingStep {
        /// The briefing.
        must["x-on-remove" = "cascade"] briefing: Id<Briefing>,
        /// Which of the nine.
        must step: Step,
        /// Who presents it.
        must["x-on-remove" = "clear"] presenter: Option<Id<Member>>,
        /// Minutes planned for it.
        should["minimum" = 0, "maximum" = 120] minutes: Option<i64>,
        /// Minutes it took.
        more["minimum" = 0, "maximum" = 480] minutes_used: Option<i64>,
        /// What must be said.
        should["maxLength" = 800] notes: Option<Words>,
        /// What was asked.
        more["maxLength" = 800] questions: Option<Words>,
        /// What was decided.
        more["maxLength" = 800] decisions: Option<Words>,
    }
}

record! {
    /// What we ask our executives for (method 6.2).
    ExecutiveAsk {
        /// What.
        must["maxLength" = 200] ask: Words,
        /// Of what kind it is.
        must ask_type: AskType,
        /// By when we want it.
        must wanted_by: Option<Day>,
        /// Who is asked.
        must["x-on-remove" = "clear", "x-duty" = true] asked: Option<Id<Member>>,
        /// The answer; empty means open.
        should answer: Option<AskAnswer>,
        /// When it was given.
        should answered_on: Option<Day>,
        /// What was said.
        should["maxLength" = 200] note: Option<Words>,
        /// The briefing in which it is put.
        more["x-on-remove" = "clear"] briefing: Option<Id<Briefing>>,
        /// The deal that it is for.
        more["x-on-remove" = "clear"] opportunity: Option<Id<Opportunity>>,
    }
}

record! {
    /// What a review found (method 6.5).
    Finding {
        /// Of what kind it is.
        must finding_type: FindingType,
        /// What.
        must["maxLength" = 200] text: Words,
        /// The step in which it came up.
        should step: Option<Step>,
        /// Who raised it.
        should["x-on-remove" = "clear"] raised_by: Option<Id<Member>>,
        /// When.
        should raised_on: Option<Day>,
        /// What is done about it.
        must["x-on-remove" = "clear"] action: Option<Id<Action>>,
        /// Over since.
        should closed_on: Option<Day>,
        /// The briefing in which it came up.
        more["x-on-remove" = "clear"] briefing: Option<Id<Briefing>>,
    }
}

record! {
    /// A rhythm that the team keeps (method 6.4).
    CadenceRule {
        /// How often.
        must rhythm: Rhythm,
        /// What it is about.
        must["maxLength" = 120] focus: Option<Words>,
        /// Day of the week (1 Monday ... 7 Sunday) or of the month.
        should["minimum" = 1, "maximum" = 31] day: Option<i64>,
        /// Minutes planned.
        should["minimum" = 5, "maximum" = 960] minutes: Option<i64>,
        /// Who chairs.
        must["x-on-remove" = "clear", "x-duty" = true] chair: Option<Id<Member>>,
        /// Who takes part.
        #[serde(default)]
        should["x-on-remove" = "clear", "x-duty" = true] members: Vec<Id<Member>>,
        /// Kept since.
        should since: Option<Day>,
    }
}

record! {
    /// A meeting of a rhythm (method 6.4).
    Meeting {
        /// The rhythm that it belongs to.
        must["x-on-remove" = "clear"] cadence_rule: Option<Id<CadenceRule>>,
        /// When it is planned.
        must planned_on: Day,
        /// When it was held.
        should held_on: Option<Day>,
        /// Who was there.
        #[serde(default)]
        should["x-on-remove" = "clear"] attendees: Vec<Id<Member>>,
        /// What it was about.
        should["maxLength" = 800] agenda: Option<Words>,
        /// What was decided.
        should["maxLength" = 800] decisions: Option<Words>,
    }
}
