//! All figures of an account together (method 9): what the command line prints and what an account is compared by.

use crate::Day;
use crate::account::{Side, figures as account};
use crate::execution_map::figures as execution_map;
use crate::figure::{Figure, Measure};
use crate::joint_plan::Light;
use crate::kind::Plan;
use crate::objective::{Objective, figures as objective};
use crate::opportunity::forecast::{self, Forecast};
use crate::relationship::Relationships;
use crate::review::completeness;
use crate::review::health::Lights;
use crate::strategic_relation::figures as strategic_relation;
use crate::strategy_map::figures as strategy_map;
use crate::voice::figures as voice;
use serde_json::{Map, Value, json};

/// Every figure of a plan on a day, computed together.
pub struct Figures<'p> {
    plan: &'p Plan,
    today: Day,
    relationships: Relationships<'p>,
}

/// Amounts in the figures file are millions of the plan's currency.
fn millions(minor: f64) -> f64 {
    minor / 100.0 / 1e6
}

impl<'p> Figures<'p> {
    /// Measures a plan.
    pub fn of(plan: &'p Plan, today: Day) -> Self {
        Self { plan, today, relationships: Relationships::of(plan, today) }
    }

    /// The relationships that the figures rest on.
    pub fn relationships(&self) -> &Relationships<'p> {
        &self.relationships
    }

    /// The figure with this dotted key, such as `relationship.attainment` or `opportunity.in_step`: what may feed an
    /// objective (decided 1.9). Amounts are in currency units.
    pub fn by_key(&self, key: &str) -> Option<Figure> {
        let (part, name) = key.split_once('.')?;
        match (part, name) {
            ("account", "attractiveness") => Some(account::attractiveness(self.plan)),
            ("account", "complexity") => Some(account::complexity(self.plan)),
            ("account", "net_us") => Some(account::net(self.plan, Side::Us)),
            ("account", "net_customer") => Some(account::net(self.plan, Side::Customer)),
            ("account", "balance") => Some(account::balance(self.plan)),
            ("strategy_map", "chain_completeness") => Some(strategy_map::chain_completeness(self.plan)),
            ("strategy_map", "confirmation") => Some(strategy_map::confirmation(self.plan)),
            ("strategy_map", "need_value") => Some(strategy_map::need_value(self.plan)),
            ("execution_map", "white_space_ratio") => Some(execution_map::white_space_ratio(self.plan)),
            ("execution_map", "anchoring") => Some(execution_map::anchoring(self.plan)),
            ("opportunity", "in_step") => Some(forecast::in_step(self.plan)),
            ("opportunity", "certainty") => Some(forecast::certainty(self.plan)),
            ("opportunity", "early_rights") => Some(forecast::early_rights(self.plan)),
            ("opportunity", "chance_to_reach_target") => Some(Forecast::of(self.plan, self.today).chance()),
            ("relationship", name) => self.relationships.figures().by_key(name),
            ("strategic_relation", "strategic_attainment") => Some(strategic_relation::strategic_attainment(self.plan)),
            ("voice", "weighted_sentiment") => Some(voice::weighted_sentiment(self.plan, self.today)),
            ("voice", "reach") => Some(voice::reach(self.plan, self.today)),
            ("voice", "closed_loop") => Some(voice::closed_loop(self.plan)),
            ("objective", "promises_kept") => Some(objective::promises_kept(self.plan, self.today)),
            ("objective", "execution_score") => Some(objective::execution_score(self.plan, self.today)),
            _ => None,
        }
    }

    /// Where an objective stands: what is typed in, else what the figure that feeds it says. Amounts feed as millions,
    /// as everywhere that figures are written down.
    pub fn actual(&self, objective: &Objective) -> Option<f64> {
        let Some(key) = &objective.figure else { return objective.actual.map(|actual| actual.0) };
        let figure = self.by_key(key)?;
        let scale = if figure.measure == Measure::Amount { 1e6 } else { 1.0 };
        figure.value.map(|value| value / scale)
    }

    /// How far an objective is (method 5.3).
    pub fn progress(&self, objective: &Objective) -> Option<f64> {
        objective::progress(objective, self.actual(objective))
    }

    /// All of it as JSON, with the keys of the golden figures.
    pub fn to_json(&self) -> Value {
        json!({
            "on": self.today,
            "account": self.account(),
            "strategy_map": {
                "chain_completeness": strategy_map::chain_completeness(self.plan).value,
                "confirmation": strategy_map::confirmation(self.plan).value,
                "need_value": strategy_map::need_value(self.plan).value.map(|units| units / 1e6),
            },
            "execution_map": {
                "white_space_ratio": execution_map::white_space_ratio(self.plan).value,
                "anchoring": execution_map::anchoring(self.plan).value,
            },
            "opportunity": self.opportunity(),
            "relationship": self.relationships.figures().to_json(),
            "strategic_relation": self.strategic_relation(),
            "voice": {
                "weighted_sentiment": voice::weighted_sentiment(self.plan, self.today).value,
                "value_score": voice::value_score(self.plan, self.today),
                "reach": voice::reach(self.plan, self.today).value,
                "closed_loop": voice::closed_loop(self.plan).value,
            },
            "objective": { "execution_score": objective::execution_score(self.plan, self.today).value },
            "plan": self.plan_part(),
        })
    }

    fn account(&self) -> Value {
        let returns = |side| account::balance_of(self.plan, side).return_on();
        json!({
            "attractiveness": account::attractiveness(self.plan).value,
            "complexity": account::complexity(self.plan).value,
            "assessed": account::assessed(self.plan),
            "net_us": account::net(self.plan, Side::Us).value.map(|units| units / 1e6),
            "net_customer": account::net(self.plan, Side::Customer).value.map(|units| units / 1e6),
            "return_us": returns(Side::Us),
            "return_customer": returns(Side::Customer),
            "balance": account::balance(self.plan).value,
        })
    }

    fn opportunity(&self) -> Value {
        let open = || self.plan.opportunities.iter().filter(|one| one.is_open());
        let amount: i64 = open().map(|one| one.amount.unwrap_or_default().0).sum();
        let weighted: f64 = open().map(|one| one.weighted()).sum();
        let forecast = Forecast::of(self.plan, self.today);
        let outlook = forecast.outlook();
        let certainty: Map<String, Value> =
            forecast::current(self.plan).map(|one| (one.code.clone(), json!(one.certainty()))).collect();
        json!({
            "open_amount": millions(amount as f64),
            "open_weighted": millions(weighted),
            "period_open": millions(forecast.period_open().0 as f64),
            "period_weighted": millions(forecast.period_weighted()),
            "won": millions(forecast.won.0 as f64),
            "target": forecast.target.map(|target| millions(target.0 as f64)),
            "committed": millions(forecast.committed().0 as f64),
            "by_exception": millions(forecast.by_exception().0 as f64),
            "expected": millions(forecast.expected()),
            "possible": millions(forecast.possible().0 as f64),
            "p10": millions(outlook.p10.0 as f64),
            "p90": millions(outlook.p90.0 as f64),
            "chance_to_reach_target": outlook.chance,
            "pipeline_coverage": forecast.pipeline_coverage(),
            "in_step": forecast::in_step(self.plan).value,
            "early_rights": forecast::early_rights(self.plan).value,
            "certainty": certainty,
        })
    }

    fn strategic_relation(&self) -> Value {
        let all = || self.plan.strategic_relations.by_code();
        let unrealised: Map<String, Value> =
            all().filter_map(|one| Some((one.code.clone(), json!(one.unrealised()?)))).collect();
        json!({
            "realised": all().filter_map(|one| one.realised()).sum::<f64>(),
            "desired": all().filter_map(|one| one.desired()).sum::<f64>(),
            "strategic_attainment": strategic_relation::strategic_attainment(self.plan).value,
            "unrealised": unrealised,
        })
    }

    fn plan_part(&self) -> Value {
        let checks = completeness::checks(self.plan, self.today, &self.relationships);
        let lights = Lights::of(self.plan, self.today, &self.relationships);
        let word = |light: Option<Light>| light.map_or("unknown", Light::code);
        json!({
            "completeness_points": checks.iter().filter(|check| check.holds).count(),
            "completeness": completeness::completeness(&checks).value,
            "open_checks": checks.iter().filter(|check| !check.holds).map(|check| check.key).collect::<Vec<_>>(),
            "lights": {
                "relationship": word(lights.relationship),
                "execution": word(lights.execution),
                "voice": word(lights.voice),
                "forecast": word(lights.forecast),
            },
            "health": word(lights.health()),
        })
    }
}
