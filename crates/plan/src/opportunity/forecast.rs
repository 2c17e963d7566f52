//! What the open business will bring: probabilities, the period's forecast, and the chance to reach the target
//! (method 1.4, 3.2).

pub mod accuracy;
mod amounts;

pub use accuracy::accuracy;

use super::commit;
use super::{BuyingStep, Certainty, ForecastCategory, ForecastSnapshot, Opportunity, OpportunityType, Outcome, Stage};
use crate::Day;
use crate::figure::{Figure, Measure, Row, Term, ratio};
use crate::kind::Plan;
use crate::money::Money;
use std::cell::OnceCell;

impl Stage {
    /// Probability in percent by default (method 3.2).
    pub const fn probability(self) -> i64 {
        match self {
            Self::S0 => 0,
            Self::S1 => 5,
            Self::S2 => 25,
            Self::S3 => 40,
            Self::S4 => 60,
            Self::S5 => 80,
            Self::S6 => 100,
        }
    }

    /// The buying step that it equals: S1 is step 2 ... S6 step 7 (method 1.4).
    pub const fn buying_step(self) -> i64 {
        match self {
            Self::S0 => 0,
            Self::S1 => 2,
            Self::S2 => 3,
            Self::S3 => 4,
            Self::S4 => 5,
            Self::S5 => 6,
            Self::S6 => 7,
        }
    }

    /// The stage that equals a buying step: before step 2 the first, from step 7 the last.
    fn at_step(step: BuyingStep) -> Self {
        match step.value() {
            ..=2 => Self::S1,
            3 => Self::S2,
            4 => Self::S3,
            5 => Self::S4,
            6 => Self::S5,
            _ => Self::S6,
        }
    }
}

impl Opportunity {
    /// How many steps our stage is ahead of the customer's buying; unknown while one of them is (method 1.4).
    pub fn steps_ahead(&self) -> Option<i64> {
        Some(self.stage?.buying_step() - self.buying_step?.value())
    }

    /// In step: our stage at most one step ahead of the customer's buying (method 1.4).
    pub fn is_in_step(&self) -> Option<bool> {
        self.steps_ahead().map(|ahead| ahead <= 1)
    }

    /// Chance to win from 0 to 1: as set, else by type and stage; where we are two or more steps ahead of the customer,
    /// that of the customer's step (method 3.2).
    pub fn chance(&self) -> f64 {
        let percent = match (self.outcome, self.opportunity_type) {
            (Some(Outcome::Won), _) => 100,
            (Some(_), _) => 0,
            (None, OpportunityType::Planned) => 10,
            (None, OpportunityType::Potential) => 5,
            (None, OpportunityType::Current) => self.probability.unwrap_or_else(|| self.default_probability()),
        };
        percent as f64 / 100.0
    }

    /// The default of a current opportunity, in percent.
    pub fn default_probability(&self) -> i64 {
        let stage = self.stage.unwrap_or(Stage::S1);
        match self.buying_step {
            Some(step) if stage.buying_step() - step.value() >= 2 => Stage::at_step(step).probability(),
            _ => stage.probability(),
        }
    }

    /// `amount x chance`, in minor units of the plan's currency.
    pub fn weighted(&self, plan: &Plan, today: Day) -> f64 {
        self.value(plan, today).unwrap_or_default().0 as f64 * self.chance()
    }

    /// How it counts in the forecast: as set, else by type and stage. Nothing is committed but by hand.
    pub fn category(&self) -> ForecastCategory {
        self.forecast_category.unwrap_or(match (self.opportunity_type, self.stage) {
            (OpportunityType::Current, Some(Stage::S4 | Stage::S5)) => ForecastCategory::BestCase,
            (OpportunityType::Current, _) => ForecastCategory::Pipeline,
            _ => ForecastCategory::Upside,
        })
    }

    /// Points of budget, scope and schedule: 0 to 6; what nobody asked yet brings none (method 3.2).
    pub fn certainty_points(&self) -> i64 {
        [self.budget_state, self.scope_state, self.schedule_state].into_iter().flatten().map(Certainty::points).sum()
    }

    /// Certainty from 0 to 1; unknown while nothing was asked (method 3.2).
    pub fn certainty(&self) -> Option<f64> {
        let asked = [self.budget_state, self.scope_state, self.schedule_state].iter().any(Option::is_some);
        asked.then(|| self.certainty_points() as f64 / 6.0)
    }

    /// Days that it moved outward since it was first entered (method 3.2).
    pub fn slip(&self) -> i64 {
        match (self.first_close_on, self.close_on) {
            (Some(first), Some(now)) => first.days_until(now).max(0),
            _ => 0,
        }
    }

    /// Moved more than 90 days, or three times and more (method 3.2).
    pub fn has_slipped(&self) -> bool {
        self.slip() > 90 || self.moves.unwrap_or(0) >= 3
    }
}

/// The forecast of the plan's period (method 3.2). Amounts in minor units.
pub struct Forecast<'p> {
    plan: &'p Plan,
    today: Day,
    /// What the period shall bring; none while the plan has no target.
    pub target: Option<Money>,
    /// Won within the period.
    pub won: Money,
    won_deals: Vec<&'p Opportunity>,
    open: Vec<&'p Opportunity>,
    lacking: Vec<&'p Opportunity>,
    outlook: OnceCell<Outlook>,
}

/// How a set of open opportunities may turn out.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    /// The smallest total whose cumulative probability reaches 10 %.
    pub p10: Money,
    /// The smallest total whose cumulative probability reaches 90 %.
    pub p90: Money,
    /// The probability that the total reaches the target.
    pub chance: Option<f64>,
}

/// Up to how many opportunities the distribution is exact.
const EXACT: usize = 20;
/// Beyond that, the whole may be this many times the amounts' common measure, and the distribution is still exact.
const MEASURES: i64 = 5000;
/// Beyond that too, cells of the grid that the target is divided into.
const CELLS: i64 = 1000;
/// Most cells of the whole, however small the target is.
const MOST_CELLS: i64 = 100 * CELLS;

impl<'p> Forecast<'p> {
    /// The forecast of a plan on a day. A plan without a period counts everything.
    pub fn of(plan: &'p Plan, today: Day) -> Self {
        let header = plan.account_plans.iter().next();
        let start = header.and_then(|header| header.period_start);
        let end = header.and_then(|header| header.period_end);
        let endless = start.is_none() && end.is_none();
        let within = |day: Option<Day>| {
            endless || day.is_some_and(|day| start.is_none_or(|start| start <= day) && end.is_none_or(|end| day <= end))
        };
        let won = plan.opportunities.by_code().filter(|one| one.outcome == Some(Outcome::Won));
        let won = won.filter(|one| within(one.outcome_on.or(one.close_on)));
        let all = plan.opportunities.by_code().filter(|one| one.is_open() && within(one.close_on));
        // Without a rate nothing is known of an amount, so the deal is named instead of counted.
        let counts = |one: &&Opportunity| one.amount.is_none() || one.value(plan, today).is_some();
        let (open, mut lacking): (Vec<_>, Vec<_>) = all.partition(counts);
        let (won_deals, unknown): (Vec<_>, Vec<_>) = won.partition(counts);
        lacking.extend(unknown);
        Self {
            plan,
            today,
            target: header.and_then(|header| header.revenue_target),
            won: Money(won_deals.iter().filter_map(|one| one.value(plan, today)).map(|value| value.0).sum()),
            won_deals,
            open,
            lacking,
            outlook: OnceCell::new(),
        }
    }

    fn amount_of(&self, counts: impl Fn(&Opportunity) -> bool) -> i64 {
        self.open.iter().filter(|one| counts(one)).map(|one| self.value(one)).sum()
    }

    fn value(&self, one: &Opportunity) -> i64 {
        one.value(self.plan, self.today).unwrap_or_default().0
    }

    /// Open business, whenever it closes.
    pub fn all_open(&self) -> Money {
        crate::opportunity::open_amount(self.plan, self.today)
    }

    /// The same, each weighed by its chance, in minor units.
    pub fn all_weighted(&self) -> f64 {
        self.plan.opportunities.iter().filter(|one| one.is_open()).map(|one| one.weighted(self.plan, self.today)).sum()
    }

    /// Open business that closes in the period.
    pub fn period_open(&self) -> Money {
        Money(self.amount_of(|_| true))
    }

    /// The same, each weighed by its chance, in minor units.
    pub fn period_weighted(&self) -> f64 {
        self.open.iter().map(|one| one.weighted(self.plan, self.today)).sum()
    }

    /// Won and what we stand by (method 3.2).
    pub fn committed(&self) -> Money {
        Money(self.won.0 + self.amount_of(|one| one.category() == ForecastCategory::Commit))
    }

    /// What of it is committed although conditions are missing (method 3.2).
    pub fn by_exception(&self) -> Money {
        let commits = |one: &Opportunity| one.category() == ForecastCategory::Commit;
        let missing = |one: &Opportunity| !commit::missing(self.plan, one, self.today).is_empty();
        Money(self.amount_of(|one| commits(one) && missing(one)))
    }

    /// Won and the weighted rest, in minor units (method 3.2).
    pub fn expected(&self) -> f64 {
        self.won.0 as f64 + self.period_weighted()
    }

    /// Won, committed, best case and pipeline (method 3.2).
    pub fn possible(&self) -> Money {
        let counts = |one: &Opportunity| {
            use ForecastCategory::{BestCase, Commit, Pipeline};
            matches!(one.category(), Commit | BestCase | Pipeline)
        };
        Money(self.won.0 + self.amount_of(counts))
    }

    /// Current business at buying step 3 and later that closes in the period, over what is still missing to the target;
    /// unknown without a target, and where it is reached (method 3.2).
    pub fn pipeline_coverage(&self) -> Option<f64> {
        let missing = self.target?.0 - self.won.0;
        (missing > 0).then(|| self.amount_of(covers) as f64 / missing as f64)
    }

    /// The distribution of the total, each deal won or not, independently (method 3.2).
    pub fn outlook(&self) -> &Outlook {
        self.outlook.get_or_init(|| self.distribution())
    }

    fn distribution(&self) -> Outlook {
        let deals: Vec<(i64, f64)> = self.open.iter().map(|one| (self.value(one), one.chance())).collect();
        let totals = if deals.len() <= EXACT { exact(&deals) } else { on_a_grid(&deals, self.target) };
        let at = |share: f64| {
            let mut sum = 0.0;
            // A hair below, so that ten times a tenth counts as all.
            let reached = totals.iter().find(|(_, chance)| {
                sum += chance;
                sum >= share - 1e-12
            });
            Money(self.won.0 + reached.or(totals.last()).map_or(0, |(total, _)| *total))
        };
        let chance = self.target.map(|target| {
            let reaching = totals.iter().filter(|(total, _)| self.won.0 + total >= target.0);
            reaching.map(|(_, chance)| chance).sum::<f64>().clamp(0.0, 1.0)
        });
        Outlook { p10: at(0.1), p90: at(0.9), chance }
    }

    /// The chance to reach the target, with every open deal of the period.
    pub fn chance(&self) -> Figure {
        self.over("chance_to_reach_target", Measure::Share, self.outlook().chance, self.open.iter().copied())
    }
}

/// Covers the target: current business at buying step 3 and later (method 3.2).
fn covers(one: &Opportunity) -> bool {
    one.opportunity_type == OpportunityType::Current && one.buying_step.is_some_and(|step| step.value() >= 3)
}

/// Totals with their probabilities, rising: every combination counts.
fn exact(deals: &[(i64, f64)]) -> Vec<(i64, f64)> {
    let mut totals = vec![(0, 1.0)];
    for (amount, chance) in deals {
        let lost = totals.iter().map(|(total, so_far)| (*total, so_far * (1.0 - chance)));
        let won = totals.iter().map(|(total, so_far)| (total + amount, so_far * chance));
        totals = merged(lost.collect(), won.collect());
    }
    totals
}

/// Two rising lists as one; equal totals are one.
fn merged(one: Vec<(i64, f64)>, other: Vec<(i64, f64)>) -> Vec<(i64, f64)> {
    let mut all = Vec::with_capacity(one.len() + other.len());
    let (mut one, mut other) = (one.into_iter().peekable(), other.into_iter().peekable());
    loop {
        let next = match (one.peek(), other.peek()) {
            (Some(a), Some(b)) if a.0 == b.0 => {
                let next = (a.0, a.1 + b.1);
                other.next();
                one.next();
                Some(next)
            }
            (Some(a), Some(b)) if a.0 < b.0 => one.next(),
            (Some(_), None) => one.next(),
            (_, Some(_)) => other.next(),
            (None, None) => None,
        };
        match next {
            Some(next) => all.push(next),
            None => return all,
        }
    }
}

/// The largest amount of which all amounts are multiples; 0 where there are none.
fn common_measure(deals: &[(i64, f64)]) -> i64 {
    deals.iter().fold(0, |measure, (amount, _)| {
        let (mut larger, mut smaller) = (measure, *amount);
        while smaller != 0 {
            (larger, smaller) = (smaller, larger % smaller);
        }
        larger
    })
}

/// The cell of the grid: the amounts' common measure where that is coarse enough, and nothing is rounded; else a
/// thousandth of the target, or of the whole where there is no target.
fn cell(deals: &[(i64, f64)], whole: i64, target: Option<Money>) -> i64 {
    let measure = common_measure(deals);
    if measure > 0 && whole / measure <= MEASURES {
        return measure;
    }
    // A target of next to nothing must not make a grid that no memory holds.
    (target.map_or(whole, |target| target.0.min(whole)) / CELLS).max(whole / MOST_CELLS).max(1)
}

/// The same by cells of a grid.
fn on_a_grid(deals: &[(i64, f64)], target: Option<Money>) -> Vec<(i64, f64)> {
    let whole: i64 = deals.iter().map(|(amount, _)| amount).sum();
    let cell = cell(deals, whole, target);
    let in_cells = |amount: i64| usize::try_from((amount + cell / 2) / cell).unwrap_or(0);
    let mut chances = vec![1.0];
    for (amount, chance) in deals {
        let shift = in_cells(*amount);
        let mut next = vec![0.0; chances.len() + shift];
        for (slot, so_far) in next.iter_mut().zip(&chances) {
            *slot += so_far * (1.0 - chance);
        }
        for (slot, so_far) in next.iter_mut().skip(shift).zip(&chances) {
            *slot += so_far * chance;
        }
        chances = next;
    }
    let total = |at: usize| i64::try_from(at).unwrap_or(i64::MAX).saturating_mul(cell);
    chances
        .into_iter()
        .enumerate()
        .filter(|(_, chance)| *chance > 0.0)
        .map(|(at, chance)| (total(at), chance))
        .collect()
}

/// Current open opportunities.
pub fn current(plan: &Plan) -> impl Iterator<Item = &Opportunity> {
    plan.opportunities.by_code().filter(|one| one.is_open() && one.opportunity_type == OpportunityType::Current)
}

/// Current opportunities in step with the customer's buying / current opportunities (method 1.4).
pub fn in_step(plan: &Plan) -> Figure {
    let (known, unknown): (Vec<_>, Vec<_>) = current(plan).partition(|one| one.is_in_step().is_some());
    let matched = known.iter().filter(|one| one.is_in_step() == Some(true)).count();
    let rows = known.iter().map(|one| {
        let terms = vec![
            one.stage.map_or(Term::Unknown, |stage| Term::Code(Stage::SCALE, stage.code())),
            Term::grade(BuyingStep::SCALE, one.buying_step.map(BuyingStep::value)),
            Term::number(one.steps_ahead().map(|ahead| ahead as f64)),
        ];
        Row::of(one.id, terms)
    });
    Figure::new("in_step", Measure::Share, ratio(matched as f64, known.len() as f64))
        .of_rows(&["stage", "buying_step", "steps_ahead"], rows.collect())
        .without(unknown.iter().map(|one| one.id.into()).collect())
}

/// Mean certainty of the current opportunities, each with what is known of budget, scope and schedule (method 3.2).
pub fn certainty(plan: &Plan) -> Figure {
    let (known, unknown): (Vec<_>, Vec<_>) = current(plan).partition(|one| one.certainty().is_some());
    let sum: f64 = known.iter().filter_map(|one| one.certainty()).sum();
    let state = |state: Option<Certainty>| state.map_or(Term::Unknown, |one| Term::Code(Certainty::SCALE, one.code()));
    let rows = known.iter().map(|one| {
        let share = one.certainty().map_or(Term::Unknown, Term::Share);
        Row::of(one.id, vec![state(one.budget_state), state(one.scope_state), state(one.schedule_state), share])
    });
    Figure::new("certainty", Measure::Share, ratio(sum, known.len() as f64))
        .of_rows(&["budget", "scope", "schedule", "certainty"], rows.collect())
        .without(unknown.iter().map(|one| one.id.into()).collect())
}

/// Open amount with a right secured before buying step 4 / open amount: the leading indicator of a year without orders
/// (method 3.2).
pub fn early_rights(plan: &Plan, today: Day) -> Figure {
    use super::Right;
    let all = plan.opportunities.by_code().filter(|one| one.is_open());
    let (open, lacking): (Vec<_>, Vec<_>) =
        all.partition(|one| one.amount.is_none() || one.value(plan, today).is_some());
    let early = |one: &Opportunity| {
        let secured = [one.participation_right, one.shortlist_right].contains(&Some(Right::Secured));
        secured && one.secured_at_step.or(one.buying_step).is_some_and(|step| step.value() < 4)
    };
    let sum = |counts: &dyn Fn(&Opportunity) -> bool| -> i64 {
        open.iter().filter(|one| counts(one)).filter_map(|one| one.value(plan, today)).map(|value| value.0).sum()
    };
    let right = |right: Option<Right>| right.map_or(Term::Unknown, |one| Term::Code(Right::SCALE, one.code()));
    let rows = open.iter().map(|one| {
        let step = one.secured_at_step.or(one.buying_step).map(BuyingStep::value);
        let terms = vec![
            Term::amount(one.value(plan, today)),
            right(one.participation_right),
            right(one.shortlist_right),
            Term::grade(BuyingStep::SCALE, step),
        ];
        Row::of(one.id, terms)
    });
    Figure::new("early_rights", Measure::Share, ratio(sum(&early) as f64, sum(&|_| true) as f64))
        .of_rows(&["amount", "participation_right", "shortlist_right", "secured_at_step"], rows.collect())
        .without(lacking.iter().map(|one| one.id.into()).collect())
}
