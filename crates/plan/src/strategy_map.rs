//! What the customer wants to reach and how, down to the needs that we may solve (method 2.4).

use crate::kind::{Kind, Plan, Record};
use crate::problem::Problem;
use crate::scale::choice;
use crate::{Id, Money, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

choice! {
    /// The layer of the strategy map that a node stands on (method 2.3, 2.4).
    NodeType, "node_type", {
        /// The one vision above the goals.
        Vision = "vision",
        /// A near-term goal toward the vision.
        Goal = "goal",
        /// A major choice to reach a goal.
        Strategy = "strategy",
        /// A key way of carrying out a strategy.
        Tactic = "tactic",
        /// What arises from strategies and tactics, and what we may solve.
        Need = "need",
        /// External or internal pressure behind a goal or strategy.
        Pressure = "pressure",
        /// What stands in the way of a tactic or need.
        Obstacle = "obstacle",
    }
}

choice! {
    /// How well we know that a statement holds (method 0.3).
    Verification, "verification", {
        /// We believe it.
        Assumed = "assumed",
        /// A source says it.
        Sourced = "sourced",
        /// The customer confirmed it.
        Confirmed = "confirmed",
    }
}

/// A card of the strategy map; in this release the map's needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Node {
    /// Identity.
    pub id: Id<Node>,
    /// Short stable code, unique within the plan.
    #[schemars(length(max = 12))]
    pub code: String,
    /// The layer it stands on.
    #[schemars(extend("x-tier" = "must"))]
    pub node_type: NodeType,
    /// What it says, in the customer's words.
    #[schemars(extend("x-tier" = "must", "maxLength" = 60))]
    pub title: Words,
    /// How well we know it.
    #[schemars(extend("x-tier" = "should"))]
    pub verification: Option<Verification>,
    /// For a need: what doing nothing costs the customer in a year.
    #[schemars(extend("x-tier" = "should"))]
    pub impact_value: Option<Money>,
}

impl Record for Node {
    const KIND: Kind = Kind::Node;
    fn id(&self) -> Id<Self> {
        self.id
    }
    fn code(&self) -> &str {
        &self.code
    }
    fn check(&self, plan: &Plan, problems: &mut Vec<Problem>) {
        crate::opportunity::check_answered(self, plan, problems);
    }
}
