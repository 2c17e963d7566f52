//! Goals, sub-goals and actions, and what endangers them (method 1.4, 5.3 part 5, 6.4).

pub mod figures;
pub mod load;
pub mod trace;

use crate::account::Visibility;
use crate::influence_map::Person;
use crate::kind::Plan;
use crate::number::Decimal;
use crate::opportunity::Opportunity;
use crate::problem::{Problem, Reason};
use crate::record::record;
use crate::research::{Competitor, Fact, Threat};
use crate::scale::choice;
use crate::strategic_relation::StrategicRelation;
use crate::strategy_map::{Node, Priority};
use crate::team::Member;
use crate::voice::Voice;
use crate::{Day, Id, Words};

choice! {
    /// What a goal is for (method 1.4).
    Category, "category", {
        /// Grow revenue through cooperation at account level.
        Rev = "REV",
        /// Improve customer relations.
        Rel = "REL",
        /// Build the basis of cooperation.
        Rel1 = "REL1",
        /// Match selling to buying.
        Rel2 = "REL2",
        /// Extend relations.
        Rel3 = "REL3",
        /// Make future revenue predictable.
        Rel4 = "REL4",
    }
}

choice! {
    /// How a goal goes (method 5.3).
    ObjectiveStatus, "objective_status", {
        /// Not started.
        NotStarted = "not_started",
        /// On track.
        OnTrack = "on_track",
        /// At risk.
        AtRisk = "at_risk",
        /// Off track.
        OffTrack = "off_track",
        /// Reached.
        Done = "done",
        /// Given up.
        Cancelled = "cancelled",
    }
}

choice! {
    /// How an action goes; overdue is computed (method 5.3).
    ActionStatus, "action_status", {
        /// To do.
        Todo = "todo",
        /// Being done.
        Doing = "doing",
        /// Done.
        Done = "done",
        /// Given up.
        Cancelled = "cancelled",
    }
}

record! {
    /// A goal or sub-goal of the plan (method 5.3).
    Objective {
        /// What it is for.
        must category: Category,
        /// The goal that it serves.
        should["x-on-remove" = "refuse"] parent: Option<Id<Objective>>,
        /// What we want to reach.
        must["maxLength" = 120] statement: Words,
        /// What it is measured by.
        must["maxLength" = 60] metric: Option<Words>,
        /// Where the metric stood.
        must baseline: Option<Decimal>,
        /// Where it shall stand.
        must target: Option<Decimal>,
        /// Where it stands, typed in; empty where a figure feeds it.
        should actual: Option<Decimal>,
        /// The key of the figure that feeds it.
        should["maxLength" = 60] figure: Option<String>,
        /// What the metric is counted in.
        should["maxLength" = 20] measure: Option<Words>,
        /// Begins.
        more start_on: Option<Day>,
        /// Due.
        must due_on: Option<Day>,
        /// Who answers for it.
        must["x-on-remove" = "clear", "x-duty" = true] owner: Option<Id<Member>>,
        /// How we go about it.
        should["maxLength" = 400] strategy_note: Option<Words>,
        /// How it goes.
        should status: Option<ObjectiveStatus>,
        /// The needs that it is about.
        #[serde(default)]
        more["x-on-remove" = "clear", "x-only" = "node_type=need"] needs: Vec<Id<Node>>,
        /// The deals that it is about.
        #[serde(default)]
        more["x-on-remove" = "clear"] opportunities: Vec<Id<Opportunity>>,
        /// The people that it is about.
        #[serde(default)]
        more["x-on-remove" = "clear"] people: Vec<Id<Person>>,
        /// The partners that it is about.
        #[serde(default)]
        more["x-on-remove" = "clear"] relations: Vec<Id<StrategicRelation>>,
        /// Who may see it.
        more visibility: Option<Visibility>,
    }
    check check_objective;
}

fn check_objective(objective: &Objective, plan: &Plan, problems: &mut Vec<Problem>) {
    let mut above = objective.parent;
    for _ in 0..plan.objectives.len() {
        let Some(id) = above else { break };
        if id == objective.id {
            problems.push(Problem::of(objective, "parent", Reason::Circle));
            break;
        }
        above = plan.objectives.get(id).and_then(|one| one.parent);
    }
    if objective.actual.is_some() && objective.figure.is_some() {
        problems.push(Problem::of(objective, "actual", Reason::FedByFigure));
    }
}

record! {
    /// Something that somebody does by a day (method 5.3).
    Action {
        /// What is done.
        must["maxLength" = 120] title: Words,
        /// The goal that it serves; empty means not assigned yet.
        must["x-on-remove" = "clear"] objective: Option<Id<Objective>>,
        /// What it shall lead to.
        should["maxLength" = 200] expected_outcome: Option<Words>,
        /// Who does it.
        must["x-on-remove" = "clear", "x-duty" = true] owner: Option<Id<Member>>,
        /// Who helps.
        #[serde(default)]
        should["x-on-remove" = "clear", "x-duty" = true] helpers: Vec<Id<Member>>,
        /// Begins.
        more start_on: Option<Day>,
        /// Due.
        must due_on: Option<Day>,
        /// The day first agreed; kept by the system when the date moves, and what punctuality is measured against.
        more first_due_on: Option<Day>,
        /// The day it was done.
        should done_on: Option<Day>,
        /// How important it is.
        should priority: Option<Priority>,
        /// How it goes.
        must status: Option<ActionStatus>,
        /// What must be done before.
        #[serde(default)]
        more["x-on-remove" = "clear"] depends_on: Vec<Id<Action>>,
        /// The people that it is about; closing it refreshes their gaps.
        #[serde(default)]
        should["x-on-remove" = "clear"] people: Vec<Id<Person>>,
        /// The deal that it is about.
        should["x-on-remove" = "clear"] opportunity: Option<Id<Opportunity>>,
        /// The partner that it is about.
        should["x-on-remove" = "clear"] relation: Option<Id<StrategicRelation>>,
        /// The card of the strategy map that it is about.
        more["x-on-remove" = "clear"] node: Option<Id<Node>>,
        /// The fact that it is about.
        more["x-on-remove" = "clear"] fact: Option<Id<Fact>>,
        /// The voice that it answers.
        more["x-on-remove" = "clear"] voice: Option<Id<Voice>>,
        /// What shows that it is done.
        more["maxLength" = 200] evidence: Option<Words>,
        /// Needs one of our executives.
        #[serde(default)]
        more asks_executive: bool,
        /// Who may see it.
        more visibility: Option<Visibility>,
    }
}

impl Action {
    /// The day that punctuality is measured against.
    pub fn agreed_on(&self) -> Option<Day> {
        self.first_due_on.or(self.due_on)
    }

    /// Neither done nor given up.
    pub fn is_open(&self) -> bool {
        !matches!(self.status, Some(ActionStatus::Done | ActionStatus::Cancelled))
    }

    /// Open, and its day has passed.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.is_open() && self.due_on.is_some_and(|due| due < today)
    }
}

record! {
    /// Something that goes wrong and must be solved (method 6.4).
    Issue {
        /// What goes wrong.
        must["maxLength" = 120] title: Words,
        /// Since when.
        must since: Option<Day>,
        /// How bad it is.
        must severity: Option<Threat>,
        /// What it leads to.
        should["maxLength" = 200] effect: Option<Words>,
        /// Who solves it.
        must["x-on-remove" = "clear", "x-duty" = true] owner: Option<Id<Member>>,
        /// By when.
        must due_on: Option<Day>,
        /// When it was solved.
        should solved_on: Option<Day>,
        /// To whom it was raised.
        should["x-on-remove" = "clear", "x-duty" = true] escalated_to: Option<Id<Member>>,
    }
}

record! {
    /// Something that may go wrong (method 6.1).
    Risk {
        /// What may go wrong.
        must["maxLength" = 200] statement: Words,
        /// How likely.
        must likelihood: Option<Threat>,
        /// How bad.
        must severity: Option<Threat>,
        /// What we do about it.
        should["maxLength" = 200] measure: Option<Words>,
        /// Who looks after it.
        must["x-on-remove" = "clear", "x-duty" = true] owner: Option<Id<Member>>,
        /// The deal that it endangers.
        should["x-on-remove" = "clear"] opportunity: Option<Id<Opportunity>>,
        /// Over since.
        more closed_on: Option<Day>,
    }
}

record! {
    /// What a competitor does or will do, and our answer (method 6.1).
    CompetitorMove {
        /// Whose move.
        must["x-on-remove" = "cascade"] competitor: Id<Competitor>,
        /// What.
        must["maxLength" = 200] r#move: Words,
        /// How likely.
        must likelihood: Option<Threat>,
        /// Our answer.
        must["maxLength" = 200] counter_action: Option<Words>,
        /// Who sees to it.
        must["x-on-remove" = "clear", "x-duty" = true] owner: Option<Id<Member>>,
        /// When it was seen.
        should seen_on: Option<Day>,
    }
}

record! {
    /// What we promised the customer (decided 3.27).
    Promise {
        /// What.
        must["maxLength" = 200] what: Words,
        /// To whom.
        must["x-on-remove" = "cascade"] person: Id<Person>,
        /// Who of ours.
        must["x-on-remove" = "clear", "x-duty" = true] member: Option<Id<Member>>,
        /// By when.
        must due_on: Day,
        /// When it was kept.
        should kept_on: Option<Day>,
    }
}
