//! Our solutions mapped onto the customer's needs: where to invest, what to start, what to leave (method 3.1).

pub mod figures;

use crate::influence_map::Person;
use crate::kind::Plan;
use crate::problem::{Problem, Reason};
use crate::record::record;
use crate::scale::{choice, grade};
use crate::strategic_relation::StrategicRelation;
use crate::strategy_map::{Fit, Node, NodeType};
use crate::team::Member;
use crate::{Day, Id, Words};

choice! {
    /// What stands in a cell of need and solution (method 3.1). Typed only where no opportunity hangs on it.
    CellState, "cell_state", {
        /// Ours is in use.
        Installed = "installed",
        /// A current opportunity.
        Current = "current",
        /// A planned opportunity.
        Planned = "planned",
        /// A potential opportunity.
        Potential = "potential",
        /// Fits, but nothing is there and nothing decided.
        White = "white",
        /// A competitor sits in it.
        Competitor = "competitor",
        /// Not possible for now.
        Blocked = "blocked",
        /// Does not apply.
        NotApplicable = "n/a",
    }
}

choice! {
    /// What we decided to do with a cell (method 3.1).
    Decision, "decision", {
        /// Main effort.
        Pursue = "pursue",
        /// Start it ourselves.
        Start = "start",
        /// Join what they started.
        Join = "join",
        /// Let it grow.
        Nurture = "nurture",
        /// Watch it.
        Monitor = "monitor",
        /// Leave it.
        Decline = "decline",
    }
}

grade! {
    /// A judgement from 1 (least) to 5 (most) (method 3.1).
    Score, "score", 1..=5
}

grade! {
    /// How similar a case is: 1 somewhat ... 3 very (method 3.1).
    Similarity, "similarity", 1..=3
}

record! {
    /// Something that we offer, known across accounts (method 3.1, 8).
    Solution {
        /// What we call it.
        must["maxLength" = 60] name: Words,
        /// What it does.
        should["maxLength" = 400] description: Option<Words>,
        /// No longer offered; what refers to it keeps its name.
        more retired_on: Option<Day>,
    }
}

record! {
    /// What a customer like this one got from us (method 3.1).
    SuccessCase {
        /// What the case is called.
        must["maxLength" = 60] name: Words,
        /// Whose it is, as far as it may be said.
        should["maxLength" = 60] customer: Option<Words>,
        /// Industry.
        should["maxLength" = 60] industry: Option<Words>,
        /// With what.
        should["x-on-remove" = "clear"] solution: Option<Id<Solution>>,
        /// What it brought, as a figure.
        must["maxLength" = 200] result: Option<Words>,
        /// When it was done.
        should done_on: Option<Day>,
        /// No longer told; what refers to it keeps its name.
        more retired_on: Option<Day>,
    }
}

record! {
    /// One cell of the execution map: a need and a solution (method 3.1). One record a pair.
    Entry {
        /// The need.
        must["x-on-remove" = "cascade", "x-only" = "node_type=need"] need: Id<Node>,
        /// The solution.
        must solution: Id<Solution>,
        /// What stands in it, where no opportunity says so.
        should cell_state: Option<CellState>,
        /// How well this solution fits this need.
        must fit: Option<Fit>,
        /// What it is worth to the customer.
        must value_customer: Option<Score>,
        /// What it is worth to us.
        must value_us: Option<Score>,
        /// How well we are placed: relations, fit, timing, competition.
        must win_position: Option<Score>,
        /// Person-days it takes.
        should["minimum" = 0, "maximum" = 100_000] effort_days: Option<i64>,
        /// How heavy that is.
        more effort_level: Option<Score>,
        /// What we decided.
        must decision: Option<Decision>,
        /// Why.
        should["maxLength" = 200] decision_reason: Option<Words>,
        /// Who decided.
        should["x-on-remove" = "clear"] decided_by: Option<Id<Member>>,
        /// When.
        should decided_on: Option<Day>,
        /// When it is looked at again.
        should review_on: Option<Day>,
    }
    check check_entry;
}

fn check_entry(entry: &Entry, plan: &Plan, problems: &mut Vec<Problem>) {
    if plan.nodes.get(entry.need).is_some_and(|node| node.node_type != NodeType::Need) {
        problems.push(Problem::of(entry, "need", Reason::NotANeed));
    }
    let twin =
        plan.entries.iter().find(|one| one.id != entry.id && one.need == entry.need && one.solution == entry.solution);
    if let Some(twin) = twin {
        problems.push(Problem::of(entry, "solution", Reason::Twice { code: twin.code.clone() }));
    }
}

record! {
    /// A case that speaks for a need (method 3.1, step 3).
    CaseLink {
        /// The need.
        must["x-on-remove" = "cascade", "x-only" = "node_type=need"] need: Id<Node>,
        /// The case.
        must["x-on-remove" = "cascade"] success_case: Id<SuccessCase>,
        /// How similar it is.
        must similarity: Option<Similarity>,
        /// The figure that proves it.
        should["maxLength" = 200] proof: Option<Words>,
    }
}

record! {
    /// Somebody or some organisation that can help with a cell (method 3.1, step 2; decided 3.31).
    Lever {
        /// The cell.
        must["x-on-remove" = "cascade"] entry: Id<Entry>,
        /// The person who can help.
        must["x-on-remove" = "clear"] person: Option<Id<Person>>,
        /// The partner that can help.
        must["x-on-remove" = "clear"] relation: Option<Id<StrategicRelation>>,
        /// Who in our company knows them and asks.
        must["x-on-remove" = "clear"] member: Option<Id<Member>>,
        /// What they can do.
        must["maxLength" = 200, "x-personal" = "person"] help: Option<Words>,
    }
}
