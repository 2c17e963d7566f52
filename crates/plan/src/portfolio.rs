//! All figures of an account together (method 9): what the command line prints and what an account is compared by.

mod detail;
mod measures;
mod part;
mod report;
mod summary;

pub use measures::Measured;
pub(crate) use measures::{audience_of, rows_audience_of};
pub use part::Part;
pub use report::Report;
pub use summary::Summary;

use crate::Day;
use crate::account::{Lifecycle, Side, figures as account};
use crate::execution_map::figures as execution_map;
use crate::figure::{Figure, Measure};
use crate::joint_plan::Light;
use crate::kind::Plan;
use crate::lens::Lens;
use crate::objective::{Objective, figures as objective};
use crate::opportunity::forecast::{self, Forecast};
use crate::relationship::Relationships;
use crate::review::completeness::{self, Check};
use crate::review::discipline::discipline;
use crate::review::health::Lights;
use crate::review::lifecycle::{self, Criterion};
use crate::strategic_relation::figures as strategic_relation;
use crate::strategy_map::figures as strategy_map;
use crate::voice::figures as voice;
use serde_json::{Map, Value, json};
use std::cell::OnceCell;

/// Every figure of a plan on a day. What several of them rest on is computed once, when it is first asked for.
pub struct Figures<'p> {
    plan: &'p Plan,
    today: Day,
    /// Where a lens reduced the plan: the lens, and the figures of the whole plan behind it.
    behind: Option<(Lens, Box<Self>)>,
    relationships: OnceCell<Relationships<'p>>,
    forecast: OnceCell<Forecast<'p>>,
}

/// Amounts in the figures file are millions of the plan's currency.
fn millions(minor: f64) -> f64 {
    minor / 100.0 / 1e6
}

fn light_code(light: Option<Light>) -> &'static str {
    light.map_or("unknown", Light::code)
}

impl<'p> Figures<'p> {
    /// Measures a plan.
    pub fn of(plan: &'p Plan, today: Day) -> Self {
        Self { plan, today, behind: None, relationships: OnceCell::new(), forecast: OnceCell::new() }
    }

    /// Measures a whole plan for a viewer who sees this of it: figures are those of the whole plan with the rows that
    /// the viewer sees, and what shows records is made of what is seen.
    pub(crate) fn through(whole: &'p Plan, seen: &'p Plan, lens: Lens, today: Day) -> Self {
        let behind = (!lens.sees_all()).then(|| (lens, Box::new(Self::of(whole, today))));
        Self { behind, ..Self::of(seen, today) }
    }

    /// Where we stand with everybody whom the plan shows.
    pub fn relationships(&self) -> &Relationships<'p> {
        self.relationships.get_or_init(|| Relationships::of(self.plan, self.today))
    }

    /// The forecast of the plan's period, as far as the plan shows it.
    pub fn forecast(&self) -> &Forecast<'p> {
        self.forecast.get_or_init(|| Forecast::of(self.plan, self.today))
    }

    /// The 25 checks (method 5.3).
    pub fn checks(&self) -> Vec<Check> {
        self.looked_at(completeness::checks)
    }

    /// The checks of level 1, usable (decided 1.10).
    pub fn level_one(&self) -> Vec<Check> {
        self.looked_at(completeness::level_one)
    }

    /// Where the account goes next in its life with us, and what it still lacks for that (method 2.1).
    pub fn ahead(&self) -> (Lifecycle, Vec<Criterion>) {
        match &self.behind {
            Some((_, whole)) => whole.ahead(),
            None => lifecycle::ahead(self.plan, self.today, self.relationships()),
        }
    }

    fn looked_at(&self, look: fn(&'p Plan, Day, &Relationships<'p>) -> Vec<Check>) -> Vec<Check> {
        match &self.behind {
            Some((lens, whole)) => lens.checks(self.plan, whole.looked_at(look)),
            None => look(self.plan, self.today, self.relationships()),
        }
    }

    /// The four lights.
    pub fn lights(&self) -> Lights {
        match &self.behind {
            Some((_, whole)) => whole.lights(),
            None => Lights::of(self.plan, self.today, self.relationships()),
        }
    }

    /// The figure with this dotted key, such as `relationship.attainment` or `opportunity.in_step`: what may feed an
    /// objective (decided 1.9). Amounts are in currency units.
    pub fn by_key(&self, key: &str) -> Option<Figure> {
        let (part, name) = key.split_once('.')?;
        let part = Part::from_code(part)?;
        match &self.behind {
            Some((lens, whole)) => lens.figure(self.plan, part, whole.figure(part, name)?),
            None => self.figure(part, name),
        }
    }

    fn figure(&self, part: Part, name: &str) -> Option<Figure> {
        match part {
            Part::Account => account::by_key(self.plan, self.today, name),
            Part::StrategyMap => strategy_map::by_key(self.plan, name),
            Part::ExecutionMap => execution_map::by_key(self.plan, name),
            Part::Opportunity => self.forecast().by_key(name),
            Part::Relationship if name == "gap_index" => Some(self.relationships().figures().gap_index()),
            Part::Relationship => self.relationships().figures().by_key(name),
            Part::StrategicRelation => strategic_relation::by_key(self.plan, name),
            Part::Voice => voice::by_key(self.plan, self.today, name),
            Part::Objective => match name {
                "execution_score" => Some(objective::execution_score(self.plan, self.today)),
                "promises_kept" => Some(objective::promises_kept(self.plan, self.today)),
                _ => None,
            },
            Part::Plan => match name {
                "completeness" => Some(completeness::completeness(&self.checks())),
                "completeness_points" => Some(completeness::points(&self.checks())),
                "discipline" => Some(discipline(self.plan, self.today)),
                _ => None,
            },
        }
    }

    /// The figures of a part, in the order in which they are printed.
    pub fn of_part(&self, part: Part) -> impl Iterator<Item = Figure> {
        part.keys().iter().filter_map(move |key| self.by_key(&format!("{}.{key}", part.code())))
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
        match &self.behind {
            Some((lens, whole)) => lens.figures(whole.to_json()),
            None => Report::from(self).to_json(),
        }
    }

    /// The values of one part.
    fn values(&self, part: Part) -> Value {
        match part {
            Part::Account => self.account(),
            Part::StrategyMap => json!({
                "chain_completeness": strategy_map::chain_completeness(self.plan).value,
                "confirmation": strategy_map::confirmation(self.plan).value,
                "need_value": strategy_map::need_value(self.plan).value.map(|units| units / 1e6),
            }),
            Part::ExecutionMap => json!({
                "white_space_ratio": execution_map::white_space_ratio(self.plan).value,
                "anchoring": execution_map::anchoring(self.plan).value,
            }),
            Part::Opportunity => self.opportunity(),
            Part::Relationship => self.relationships().figures().to_json(),
            Part::StrategicRelation => self.strategic_relation(),
            Part::Voice => json!({
                "weighted_sentiment": voice::weighted_sentiment(self.plan, self.today).value,
                "value_score": voice::value_score(self.plan, self.today),
                "reach": voice::reach(self.plan, self.today).value,
                "closed_loop": voice::closed_loop(self.plan).value,
            }),
            Part::Objective => json!({ "execution_score": objective::execution_score(self.plan, self.today).value }),
            Part::Plan => self.plan_part(),
        }
    }

    fn account(&self) -> Value {
        let returns = |side| account::balance_of(self.plan, side, self.today).return_on();
        json!({
            "attractiveness": account::attractiveness(self.plan).value,
            "complexity": account::complexity(self.plan).value,
            "assessed": account::assessed(self.plan),
            "net_us": account::net(self.plan, Side::Us, self.today).value.map(|units| units / 1e6),
            "net_customer": account::net(self.plan, Side::Customer, self.today).value.map(|units| units / 1e6),
            "return_us": returns(Side::Us),
            "return_customer": returns(Side::Customer),
            "balance": account::balance(self.plan, self.today).value,
        })
    }

    fn opportunity(&self) -> Value {
        let forecast = self.forecast();
        let outlook = forecast.outlook();
        let certainty: Map<String, Value> =
            forecast::current(self.plan).map(|one| (one.code.clone(), json!(one.certainty()))).collect();
        json!({
            "open_amount": millions(forecast.all_open().0 as f64),
            "open_weighted": millions(forecast.all_weighted()),
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
            "early_rights": forecast::early_rights(self.plan, self.today).value,
            "certainty": certainty,
            "accuracy": forecast::accuracy::last(self.plan, self.today).value,
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
        let checks = self.checks();
        json!({
            "completeness_points": checks.iter().filter(|check| check.holds).count(),
            "completeness": completeness::completeness(&checks).value,
            "open_checks": checks.iter().filter(|check| !check.holds).map(|check| check.key).collect::<Vec<_>>(),
            "discipline": discipline(self.plan, self.today).value,
        })
    }
}
