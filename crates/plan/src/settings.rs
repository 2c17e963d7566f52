//! What a workspace may change: intervals, weights and thresholds, with the method's defaults.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The weights and thresholds that figures use. They travel with a plan, so that its figures can be computed anywhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Weights of the relationship figures (method 4.1, 4.3).
    pub relationship: RelationshipSettings,
}

/// Weights of the relationship figures (method 4.1, 4.3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RelationshipSettings {
    /// After how many days without contact a person counts as no longer covered.
    pub contact_interval: ByBand,
    /// Shortest two-way contact, in minutes, that keeps a person covered.
    pub contact_minutes: i64,
    /// For how many days a dated proof carries a level of 3 or more.
    pub proof_days: i64,
    /// How much an opportunity counts by its type.
    pub type_weight: ByType,
    /// How much an opportunity counts by the days until it closes.
    pub nearness: Nearness,
    /// How much of a deal hangs on a person by main role.
    pub role_weight: ByRole,
    /// Share of the open amount from which a decision maker is wanted at level 4.
    pub large_share: f64,
    /// Parts of a seat: level reached, stance, coverage.
    pub seat: SeatParts,
    /// Largest strength of a deal, in points, while an approver or decision maker is against us.
    pub hostile_cap: f64,
    /// How many gaps are called the top gaps.
    pub top_gaps: usize,
    /// Share of all influence held by one owner above which we warn (method 4.3, thread risk).
    pub thread_risk: f64,
}

/// Days by band of influence (method 4.1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByBand {
    /// Influence 5.
    pub inner_circle: i64,
    /// Influence 3 and 4.
    pub political_structure: i64,
    /// Influence 1 and 2.
    pub outside: i64,
}

/// Weights by type of opportunity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByType {
    /// Current opportunities.
    pub current: f64,
    /// Planned opportunities.
    pub planned: f64,
    /// Potential opportunities.
    pub potential: f64,
}

/// Weights by days until close.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nearness {
    /// From near to far: the first step that the days fit into counts.
    pub steps: Vec<NearnessStep>,
    /// What counts beyond the last step.
    pub later: f64,
}

/// One step of [`Nearness`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NearnessStep {
    /// Up to this many days.
    pub days: i64,
    /// The weight.
    pub weight: f64,
}

/// Weights by main role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByRole {
    /// Approver.
    pub approver: f64,
    /// Decision maker.
    pub decision_maker: f64,
    /// Recommender.
    pub recommender: f64,
    /// Executive sponsor.
    pub sponsor: f64,
    /// Coach, and whoever has no role yet.
    pub coach: f64,
}

/// How the three parts of a seat and the seats of a deal are weighed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeatParts {
    /// The level reached against the level wanted.
    pub level: f64,
    /// The stance.
    pub stance: f64,
    /// The coverage.
    pub coverage: f64,
    /// Stance that counts while the preference is unknown.
    pub unknown_stance: f64,
    /// Weight of the weaker of approver and decision maker in the deal; the recommender has the rest.
    pub deciders: f64,
}

impl Default for RelationshipSettings {
    fn default() -> Self {
        let step = |days, weight| NearnessStep { days, weight };
        Self {
            contact_interval: ByBand { inner_circle: 90, political_structure: 45, outside: 90 },
            contact_minutes: 15,
            proof_days: 365,
            type_weight: ByType { current: 1.0, planned: 0.5, potential: 0.25 },
            nearness: Nearness { steps: vec![step(90, 1.0), step(180, 0.7), step(365, 0.4)], later: 0.2 },
            role_weight: ByRole { approver: 1.0, decision_maker: 1.0, recommender: 0.8, sponsor: 0.7, coach: 0.4 },
            large_share: 0.3,
            seat: SeatParts { level: 0.4, stance: 0.3, coverage: 0.3, unknown_stance: 0.25, deciders: 0.75 },
            hostile_cap: 33.0,
            top_gaps: 5,
            thread_risk: 0.5,
        }
    }
}
