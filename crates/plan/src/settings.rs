//! What a workspace may change: intervals, weights and thresholds, with the method's defaults. A change of one is a
//! record like any other; what figures use is the defaults, the library's records over them, and the plan's own over
//! those (method 0.3, decided 2.13).

pub mod key;

use crate::kind::{Kind, Plan};
use crate::number::Decimal;
use crate::problem::{Problem, Reason};
use crate::record::record;
use key::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

record! {
    /// A weight or threshold that differs from the method's default (method 0.3).
    Setting {
        /// Which one.
        must key: Key,
        /// What it is instead, in the key's own unit and range.
        must value: Decimal,
    }
    check check_setting;
    on removal check_setting_removed;
}

fn check_setting(one: &Setting, plan: &Plan, problems: &mut Vec<Problem>) {
    if let Err(reason) = one.key.check(one.value.0) {
        problems.push(Problem::of(one, "value", reason));
    }
    let is_twin = |other: &&Setting| {
        other.id != one.id && other.key == one.key && !plan.is_shared(Kind::Setting, other.id.uuid())
    };
    if let Some(twin) = plan.setting_records.iter().find(is_twin) {
        problems.push(Problem::of(one, "key", Reason::Twice { code: twin.code.clone() }));
    }
    problems.extend(plan.settings.fault().map(|reason| Problem::of(one, "value", reason)));
}

fn check_setting_removed(one: &Setting, _: &Plan, after: &Plan, problems: &mut Vec<Problem>) {
    if after.setting_records.get(one.id).is_none() {
        problems.extend(after.settings.fault().map(|reason| Problem::of(one, "value", reason)));
    }
}

impl Settings {
    /// The defaults with these values over them, the later over the earlier. A value that a key does not take is left
    /// out: a plan that was read is never without settings.
    pub fn of<'s>(records: impl Iterator<Item = &'s Setting>) -> Self {
        let mut tree = json!(Self::default());
        for one in records.filter(|one| one.key.check(one.value.0).is_ok()) {
            one.key.write(&mut tree, one.value.0);
        }
        serde_json::from_value(tree).unwrap_or_default()
    }

    /// What does not fit together, though each value is within its range.
    pub fn fault(&self) -> Option<Reason> {
        let nearness = &self.relationship.nearness;
        let rises = nearness.near.days < nearness.middle.days && nearness.middle.days < nearness.far.days;
        if !rises {
            return Some(Reason::NotRising);
        }
        let seat = &self.relationship.seat;
        (seat.level + seat.stance + seat.coverage == 0.0).then_some(Reason::NothingWeighs)
    }
}

impl Plan {
    /// Computes the settings anew: the library's records over the defaults, its own over those.
    pub(crate) fn settle_settings(&mut self) {
        let mut records: Vec<&Setting> = self.setting_records.by_code().collect();
        records.sort_by_key(|one| !self.is_shared(Kind::Setting, one.id.uuid()));
        self.settings = Settings::of(records.into_iter()).into();
    }
}

/// The weights and thresholds that figures use. They travel with a plan, so that its figures can be computed anywhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Weights of the relationship figures (method 4.1, 4.3).
    pub relationship: RelationshipSettings,
    /// How long is kept what says something about people (decided 4.35).
    pub privacy: PrivacySettings,
}

/// How long is kept what says something about people (decided 4.35).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PrivacySettings {
    /// Days after somebody left for which judgements about that one are kept. An account may keep them shorter than the
    /// workspace says, never longer.
    #[schemars(range(min = 1, max = 3650), extend("x-unit" = "days"))]
    pub judgement_days: i64,
    /// Days for which the audit is kept.
    #[schemars(range(min = 365, max = 3650), extend("x-unit" = "days"))]
    pub audit_days: i64,
}

impl Default for PrivacySettings {
    fn default() -> Self {
        // Records of how personal data are handled are kept for three years (PIPL article 56).
        Self { judgement_days: 180, audit_days: 1096 }
    }
}

/// Weights of the relationship figures (method 4.1, 4.3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RelationshipSettings {
    /// After how many days without contact a person counts as no longer covered.
    pub contact_interval: ByBand,
    /// Shortest two-way contact, in minutes, that keeps a person covered.
    #[schemars(range(min = 1, max = 1440), extend("x-unit" = "minutes"))]
    pub contact_minutes: i64,
    /// For how many days a dated proof carries a level of 3 or more.
    #[schemars(range(min = 1, max = 3650), extend("x-unit" = "days"))]
    pub proof_days: i64,
    /// How much an opportunity counts by its type.
    pub type_weight: ByType,
    /// How much an opportunity counts by the days until it closes.
    pub nearness: Nearness,
    /// How much of a deal hangs on a person by main role.
    pub role_weight: ByRole,
    /// Share of the open amount from which a decision maker is wanted at level 4.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "share"))]
    pub large_share: f64,
    /// Parts of a seat: level reached, stance, coverage, each weighed against their sum.
    pub seat: SeatParts,
    /// Largest strength of a deal, in points, while an approver or decision maker is against us.
    #[schemars(range(min = 0.0, max = 100.0), extend("x-unit" = "points"))]
    pub hostile_cap: f64,
    /// How many gaps are called the top gaps.
    #[schemars(range(min = 1, max = 50), extend("x-unit" = "count"))]
    pub top_gaps: usize,
    /// Share of all influence held by one owner above which we warn (method 4.3, thread risk).
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "share"))]
    pub thread_risk: f64,
}

/// Days by band of influence (method 4.1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByBand {
    /// Influence 5.
    #[schemars(range(min = 1, max = 3650), extend("x-unit" = "days"))]
    pub inner_circle: i64,
    /// Influence 3 and 4.
    #[schemars(range(min = 1, max = 3650), extend("x-unit" = "days"))]
    pub political_structure: i64,
    /// Influence 1 and 2.
    #[schemars(range(min = 1, max = 3650), extend("x-unit" = "days"))]
    pub outside: i64,
}

/// Weights by type of opportunity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByType {
    /// Current opportunities.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "weight"))]
    pub current: f64,
    /// Planned opportunities.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "weight"))]
    pub planned: f64,
    /// Potential opportunities.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "weight"))]
    pub potential: f64,
}

/// Weights by days until close.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nearness {
    /// The nearest step: the first of the three that the days fit into counts.
    pub near: NearnessStep,
    /// The next one; its days must be more.
    pub middle: NearnessStep,
    /// The last one; its days must be more again.
    pub far: NearnessStep,
    /// What counts beyond the last step.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "weight"))]
    pub later: f64,
}

/// One step of [`Nearness`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NearnessStep {
    /// Up to this many days.
    #[schemars(range(min = 1, max = 3650), extend("x-unit" = "days"))]
    pub days: i64,
    /// The weight.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "weight"))]
    pub weight: f64,
}

/// Weights by main role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByRole {
    /// Approver.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "weight"))]
    pub approver: f64,
    /// Decision maker.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "weight"))]
    pub decision_maker: f64,
    /// Recommender.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "weight"))]
    pub recommender: f64,
    /// Executive sponsor.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "weight"))]
    pub sponsor: f64,
    /// Coach, and whoever has no role yet.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "weight"))]
    pub coach: f64,
}

/// How the three parts of a seat and the seats of a deal are weighed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeatParts {
    /// The level reached against the level wanted.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "weight"))]
    pub level: f64,
    /// The stance.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "weight"))]
    pub stance: f64,
    /// The coverage.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "weight"))]
    pub coverage: f64,
    /// Stance that counts while the preference is unknown.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "weight"))]
    pub unknown_stance: f64,
    /// Weight of the weaker of approver and decision maker in the deal; the recommender has the rest.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "weight"))]
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
            nearness: Nearness { near: step(90, 1.0), middle: step(180, 0.7), far: step(365, 0.4), later: 0.2 },
            role_weight: ByRole { approver: 1.0, decision_maker: 1.0, recommender: 0.8, sponsor: 0.7, coach: 0.4 },
            large_share: 0.3,
            seat: SeatParts { level: 0.4, stance: 0.3, coverage: 0.3, unknown_stance: 0.25, deciders: 0.75 },
            hostile_cap: 33.0,
            top_gaps: 5,
            thread_risk: 0.5,
        }
    }
}
