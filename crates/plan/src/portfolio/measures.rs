//! The figures that are kept day by day, each with who may see it: what trend lines, the portfolio and reports read.

use super::Figures;
use crate::card::Audience;
use crate::joint_plan::Light;
use crate::opportunity::forecast::Forecast;
use crate::relationship::open_amount;
use crate::review::completeness;
use crate::review::health::Lights;

/// Every key that [`Figures::by_key`] knows, with who may see the figure. What sums up stances is a judgement.
pub const KEYS: [(&str, Audience); 25] = [
    ("account.attractiveness", Audience::Plan),
    ("account.complexity", Audience::Plan),
    ("account.net_us", Audience::Plan),
    ("account.net_customer", Audience::Plan),
    ("account.balance", Audience::Plan),
    ("strategy_map.chain_completeness", Audience::Plan),
    ("strategy_map.confirmation", Audience::Plan),
    ("strategy_map.need_value", Audience::Plan),
    ("execution_map.white_space_ratio", Audience::Plan),
    ("execution_map.anchoring", Audience::Plan),
    ("opportunity.in_step", Audience::Plan),
    ("opportunity.certainty", Audience::Plan),
    ("opportunity.early_rights", Audience::Plan),
    ("opportunity.chance_to_reach_target", Audience::Plan),
    ("relationship.influence_total", Audience::Plan),
    ("relationship.attainment", Audience::Plan),
    ("relationship.people_coverage", Audience::Plan),
    ("relationship.support_index", Audience::Judgement),
    ("relationship.seat_strength", Audience::Plan),
    ("relationship.thread_risk", Audience::Plan),
    ("strategic_relation.strategic_attainment", Audience::Partner),
    ("voice.weighted_sentiment", Audience::Plan),
    ("voice.reach", Audience::Plan),
    ("voice.closed_loop", Audience::Plan),
    ("objective.execution_score", Audience::Plan),
];

/// A figure as it is kept for a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// Its dotted key.
    pub key: &'static str,
    /// Its value, amounts in currency units; none while unknown, which is never zero.
    pub value: Option<f64>,
    /// Who may see it.
    pub audience: Audience,
}

/// A light as a number, for trend lines: 1 red, 2 amber, 3 green.
fn step(light: Light) -> f64 {
    match light {
        Light::Red => 1.0,
        Light::Amber => 2.0,
        Light::Green => 3.0,
    }
}

impl Figures<'_> {
    /// All figures of the day that are kept: those that have a key, sums of the open business, completeness, lights.
    pub fn measured(&self) -> Vec<Measured> {
        let keyed = KEYS.iter().map(|(key, audience)| Measured {
            key,
            value: self.by_key(key).and_then(|figure| figure.value),
            audience: *audience,
        });
        let plain = |(key, value)| Measured { key, value, audience: Audience::Plan };
        keyed.chain(self.sums().into_iter().map(plain)).chain(self.lit().into_iter().map(plain)).collect()
    }

    fn sums(&self) -> [(&'static str, Option<f64>); 6] {
        let forecast = Forecast::of(self.plan, self.today);
        let open = self.plan.opportunities.iter().filter(|one| one.is_open());
        let weighted: f64 = open.map(|one| one.weighted()).sum();
        let checks = completeness::checks(self.plan, self.today, &self.relationships);
        [
            ("opportunity.open_amount", Some(open_amount(self.plan).units())),
            ("opportunity.open_weighted", Some(weighted / 100.0)),
            ("opportunity.committed", Some(forecast.committed().units())),
            ("opportunity.expected", Some(forecast.expected() / 100.0)),
            ("opportunity.won", Some(forecast.won.units())),
            ("plan.completeness", completeness::completeness(&checks).value),
        ]
    }

    fn lit(&self) -> [(&'static str, Option<f64>); 5] {
        let lights = Lights::of(self.plan, self.today, &self.relationships);
        [
            ("light.relationship", lights.relationship.map(step)),
            ("light.execution", lights.execution.map(step)),
            ("light.voice", lights.voice.map(step)),
            ("light.forecast", lights.forecast.map(step)),
            ("light.health", lights.health().map(step)),
        ]
    }
}
