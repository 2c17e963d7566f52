//! The amounts of the forecast as figures, each opening to the deals that it is the sum of (method 3.2).

use super::{Forecast, accuracy, certainty, early_rights, in_step};
use crate::figure::{Figure, Measure, Row, Term};
use crate::id::RecordRef;
use crate::money::Money;
use crate::opportunity::{ForecastCategory, Opportunity, commit};

const COLUMNS: [&str; 5] = ["amount", "chance", "weighted_amount", "forecast_category", "close_on"];

impl<'p> Forecast<'p> {
    /// A figure over deals: every one with its amount, chance and category, and the sums of them. A deal without an
    /// amount, or without a rate for it, is named.
    pub(super) fn over(
        &self,
        key: &'static str,
        measure: Measure,
        value: Option<f64>,
        deals: impl Iterator<Item = &'p Opportunity>,
    ) -> Figure {
        let (plan, today) = (self.plan, self.today);
        let deals: Vec<&Opportunity> = deals.collect();
        let rows = deals.iter().map(|one| {
            let terms = vec![
                Term::amount(one.value(plan, today)),
                Term::Share(one.chance()),
                Term::Amount(Money(one.weighted(plan, today) as i64)),
                Term::Code(ForecastCategory::SCALE, one.category().code()),
                Term::day(one.close_on),
            ];
            Row::of(one.id, terms)
        });
        let unknown = deals.iter().filter(|one| one.value(plan, today).is_none()).chain(&self.lacking);
        let mut unknown: Vec<RecordRef> = unknown.map(|one| one.id.into()).collect();
        unknown.dedup();
        let amount = Money(deals.iter().filter_map(|one| one.value(plan, today)).map(|value| value.0).sum());
        let weighted = Money(deals.iter().map(|one| one.weighted(plan, today)).sum::<f64>() as i64);
        Figure::new(key, measure, value)
            .of_rows(&COLUMNS, rows.collect())
            .with_totals(vec![
                Term::Amount(amount),
                Term::Unknown,
                Term::Amount(weighted),
                Term::Unknown,
                Term::Unknown,
            ])
            .without(unknown)
    }

    /// The figure of this part with this key. Amounts are in currency units.
    pub fn by_key(&self, key: &str) -> Option<Figure> {
        use ForecastCategory::{BestCase, Commit, Pipeline};
        let all_open = || self.plan.opportunities.by_code().filter(|one| one.is_open());
        let ours = || self.open.iter().copied();
        let won = || self.won_deals.iter().copied();
        let with = |categories: &'static [ForecastCategory]| {
            won().chain(ours().filter(|one| categories.contains(&one.category())))
        };
        let sum = |key, value: Money, deals: &mut dyn Iterator<Item = &'p Opportunity>| {
            self.over(key, Measure::Amount, Some(value.units()), deals)
        };
        let weighted = |key, minor: f64, deals: &mut dyn Iterator<Item = &'p Opportunity>| {
            self.over(key, Measure::Amount, Some(minor / 100.0), deals)
        };
        let target = self.target.map(Money::units);
        Some(match key {
            "open_amount" => sum("open_amount", self.all_open(), &mut all_open()),
            "open_weighted" => weighted("open_weighted", self.all_weighted(), &mut all_open()),
            "period_open" => sum("period_open", self.period_open(), &mut ours()),
            "period_weighted" => weighted("period_weighted", self.period_weighted(), &mut ours()),
            "won" => sum("won", self.won, &mut won()),
            "target" => Figure::new("target", Measure::Amount, target),
            "committed" => sum("committed", self.committed(), &mut with(&[Commit])),
            "by_exception" => {
                let excepted = |one: &&Opportunity| !commit::missing(self.plan, one, self.today).is_empty();
                let mut commits = ours().filter(|one| one.category() == Commit).filter(excepted);
                sum("by_exception", self.by_exception(), &mut commits)
            }
            "expected" => weighted("expected", self.expected(), &mut won().chain(ours())),
            "possible" => sum("possible", self.possible(), &mut with(&[Commit, BestCase, Pipeline])),
            "p10" => sum("p10", self.outlook().p10, &mut won().chain(ours())),
            "p90" => sum("p90", self.outlook().p90, &mut won().chain(ours())),
            "chance_to_reach_target" => self.chance(),
            "pipeline_coverage" => {
                let covers = ours().filter(|one| super::covers(one));
                self.over("pipeline_coverage", Measure::Factor, self.pipeline_coverage(), covers)
            }
            "in_step" => in_step(self.plan),
            "early_rights" => early_rights(self.plan, self.today),
            "certainty" => certainty(self.plan),
            "accuracy" => accuracy::last(self.plan, self.today),
            _ => return None,
        })
    }
}
