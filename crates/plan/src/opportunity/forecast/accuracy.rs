//! How good past forecasts were (method 3.2).

use super::ForecastSnapshot;
use crate::Day;
use crate::figure::{Figure, Measure, Row, Term, ratio};
use crate::kind::Plan;
use crate::money::Money;
use crate::opportunity::Outcome;

/// Forecast accuracy of a past period: `1 - |actual - forecast| / max(actual, forecast)` against the snapshot at its
/// start (method 3.2); unknown where both are zero.
pub fn accuracy(forecast: Money, actual: Money) -> Option<f64> {
    let larger = actual.0.max(forecast.0);
    ratio((actual.0 - forecast.0).abs() as f64, larger as f64).map(|off| 1.0 - off)
}

/// A forecast of which the period is over, and what came of it.
#[derive(Clone, Copy, Debug)]
pub struct Past<'p> {
    /// What was expected on the period's first day.
    pub snapshot: &'p ForecastSnapshot,
    /// What was won in the period.
    pub actual: Money,
}

impl Past<'_> {
    /// How near the two are, from 0 to 1.
    pub fn accuracy(&self) -> Option<f64> {
        accuracy(self.snapshot.expected, self.actual)
    }
}

/// The forecasts that were made on the first day of a period that is over, by its end.
pub fn past(plan: &Plan, today: Day) -> Vec<Past<'_>> {
    let over = |one: &&ForecastSnapshot| one.on == one.period_start && one.period_end < today;
    let won = |from: Day, until: Day| {
        let in_it = |day: Option<Day>| day.is_some_and(|day| from <= day && day <= until);
        let won = plan.opportunities.iter().filter(|one| one.outcome == Some(Outcome::Won));
        let won = won.filter(|one| in_it(one.outcome_on.or(one.close_on)));
        Money(won.filter_map(|one| one.value(plan, today)).map(|value| value.0).sum())
    };
    let mut past: Vec<Past<'_>> = plan
        .forecast_snapshots
        .by_code()
        .filter(over)
        .map(|snapshot| Past { snapshot, actual: won(snapshot.period_start, snapshot.period_end) })
        .collect();
    past.sort_by_key(|one| one.snapshot.period_end);
    past
}

/// The accuracy of the last period that is over, with those before it.
pub fn last(plan: &Plan, today: Day) -> Figure {
    let past = past(plan, today);
    let rows = past.iter().map(|one| {
        let accuracy = one.accuracy().map_or(Term::Unknown, Term::Share);
        let terms = vec![
            Term::Day(one.snapshot.period_end),
            Term::Amount(one.snapshot.expected),
            Term::Amount(one.actual),
            accuracy,
        ];
        Row::of(one.snapshot.id, terms)
    });
    Figure::new("accuracy", Measure::Share, past.last().and_then(Past::accuracy))
        .of_rows(&["period_end", "expected_then", "actual", "accuracy"], rows.collect())
}
