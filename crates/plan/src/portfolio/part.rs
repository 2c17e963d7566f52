//! The parts of the figures: what each holds, and which tables it is computed from.

use crate::kind::Plan;
use std::sync::Arc;

/// The parts, each with its figures by key and the tables that its figures read.
macro_rules! parts {
    ($($(#[$about:meta])* $Part:ident = $code:literal [$($key:literal),* $(,)?] reads [$($table:ident),+ $(,)?];)+) => {
        /// A part of the figures of a plan.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Part { $($(#[$about])* $Part),+ }

        impl Part {
            /// All parts, in the order of the method.
            pub const ALL: &'static [Part] = &[$(Part::$Part),+];

            /// The first half of the keys of its figures.
            pub const fn code(self) -> &'static str {
                match self { $(Part::$Part => $code),+ }
            }

            /// The second halves, in the order in which they are printed.
            pub const fn keys(self) -> &'static [&'static str] {
                match self { $(Part::$Part => &[$($key),*]),+ }
            }

            /// Nothing that this part's figures read differs between the two plans: the same tables and settings, not
            /// only equal ones. A change shares every table that it does not touch.
            pub fn is_unchanged(self, before: &Plan, now: &Plan) -> bool {
                Arc::ptr_eq(&before.settings, &now.settings)
                    && match self { $(Part::$Part => true $(&& before.$table.is_same(&now.$table))+),+ }
            }
        }
    };
}

parts! {
    /// Characteristics, and what both sides put in and get (method 1.1, 1.3).
    Account = "account" [
        "attractiveness", "complexity", "assessed", "net_us", "net_customer", "return_us", "return_customer", "balance",
    ] reads [accounts, workspaces, rates, characteristics, value_items];
    /// Goals and needs (method 2.4).
    StrategyMap = "strategy_map" ["chain_completeness", "confirmation", "need_value"] reads [nodes, edges];
    /// White space and anchoring (method 3.1).
    ExecutionMap = "execution_map" ["white_space_ratio", "anchoring"] reads [nodes, opportunities];
    /// The forecast (method 3.2).
    Opportunity = "opportunity" [
        "open_amount", "open_weighted", "period_open", "period_weighted", "won", "target", "committed", "by_exception",
        "expected", "possible", "p10", "p90", "chance_to_reach_target", "pipeline_coverage", "in_step", "early_rights",
        "certainty", "accuracy",
    ] reads [
        accounts, workspaces, rates, account_plans, opportunities, opportunity_people, people, members, relationship_owners, interactions,
        forecast_snapshots,
    ];
    /// People (method 4.1, 4.3).
    Relationship = "relationship" [
        "influence_total", "attainment", "gap_index", "people_coverage", "support_index", "seat_strength", "thread_risk",
    ] reads [
        accounts, workspaces, rates, people, members, relationship_owners, interactions, relationships, opportunities,
        opportunity_people,
    ];
    /// Organisations around the customer (method 4.5).
    StrategicRelation = "strategic_relation" ["realised", "desired", "strategic_attainment"] reads [strategic_relations];
    /// What they say (method 4.6).
    Voice = "voice" ["weighted_sentiment", "value_score", "reach", "closed_loop"] reads [voices, people];
    /// Actions (method 5.3).
    Objective = "objective" ["execution_score"] reads [actions];
    /// The plan as a whole: its checks and its rhythm (method 5.3, 6.4). Its lights follow from the other parts.
    Plan = "plan" ["completeness_points", "completeness", "discipline"] reads [
        accounts, workspaces, rates, account_plans, members, people, relationship_owners, interactions, relationships, opportunities,
        opportunity_people, facts, footprints, revenues, nodes, edges, entries, strategic_relations, voices, objectives,
        actions, review_rounds, cadence_rules, meetings,
    ];
}

impl Part {
    /// The part with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|part| part.code() == code)
    }
}
