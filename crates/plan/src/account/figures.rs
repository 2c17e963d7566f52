//! Does the customer deserve key-account effort, and do both sides gain? (method 1.1, 1.3)

use super::{Applies, Characteristic, Lifecycle, Side, Trait, ValueCategory, ValueItem, ValueType};
use crate::Day;
use crate::figure::{Figure, Measure, Row, Term, ratio};
use crate::kind::Plan;
use crate::money::Money;
use crate::strategy_map::Verification;

impl Trait {
    /// Speaks for how attractive the account is; the others speak for how complex it is (method 1.1).
    pub const fn is_attraction(self) -> bool {
        !matches!(
            self,
            Self::ComplexOrg
                | Self::ManyDeciders
                | Self::LongCycle
                | Self::BigDeals
                | Self::FormalBuying
                | Self::Custom
                | Self::SwitchCost
                | Self::ServiceDemand
        )
    }
}

/// Σ applies of 1-4 and 11-15 over twice as many as are assessed of these: from 0.60 a key account, from 0.40 a
/// candidate (method 1.1).
pub fn attractiveness(plan: &Plan) -> Figure {
    traits(plan, "attractiveness", true)
}

/// Σ applies of 5-10, 16, 17 over twice as many as are assessed of these: how large a team, how formal a plan
/// (method 1.1).
pub fn complexity(plan: &Plan) -> Figure {
    traits(plan, "complexity", false)
}

/// How many of the 17 characteristics are assessed (method 1.1).
pub fn assessed(plan: &Plan) -> usize {
    plan.characteristics.iter().filter(|one| one.applies.is_some()).count()
}

/// The figure of this part with this key.
pub fn by_key(plan: &Plan, today: Day, key: &str) -> Option<Figure> {
    Some(match key {
        "attractiveness" => attractiveness(plan),
        "complexity" => complexity(plan),
        "assessed" => Figure::new("assessed", Measure::Count, Some(assessed(plan) as f64)),
        "net_us" => net(plan, Side::Us, today),
        "net_customer" => net(plan, Side::Customer, today),
        "return_us" => gain(plan, "return_us", Side::Us, today),
        "return_customer" => gain(plan, "return_customer", Side::Customer, today),
        "balance" => balance(plan, today),
        _ => return None,
    })
}

/// What a side gains for each unit that it puts in, with the items of its net value (method 1.3).
fn gain(plan: &Plan, key: &'static str, side: Side, today: Day) -> Figure {
    Figure { key, measure: Measure::Factor, value: balance_of(plan, side, today).return_on(), ..net(plan, side, today) }
}

fn traits(plan: &Plan, key: &'static str, attraction: bool) -> Figure {
    let mut ours: Vec<&Characteristic> =
        plan.characteristics.iter().filter(|one| one.which.is_attraction() == attraction).collect();
    ours.sort_by_key(|one| one.which);
    let (known, unknown): (Vec<_>, Vec<_>) = ours.into_iter().partition(|one| one.applies.is_some());
    let value = |one: &Characteristic| one.applies.map_or(0, Applies::value);
    let sum: i64 = known.iter().map(|one| value(one)).sum();
    let rows = known.iter().map(|one| {
        let terms = vec![Term::Code(Trait::SCALE, one.which.code()), Term::Grade(Applies::SCALE, value(one))];
        Row::of(one.id, terms)
    });
    Figure::new(key, Measure::Share, ratio(sum as f64, 2.0 * known.len() as f64))
        .of_rows(&["trait", "applies"], rows.collect())
        .with_totals(vec![Term::Unknown, Term::Number(sum as f64)])
        .without(unknown.iter().map(|one| one.id.into()).collect())
}

/// What one side puts in and gets (method 1.3), in minor units; risks are weighed by their probability.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Balance {
    /// Σ investment.
    pub investment: f64,
    /// Σ value.
    pub value: f64,
    /// Σ risk amount x probability.
    pub risk: f64,
}

impl Balance {
    /// `value - investment - risk`.
    pub fn net(self) -> f64 {
        self.value - self.investment - self.risk
    }

    /// `net / (investment + risk)`; unknown where nothing is put in.
    pub fn return_on(self) -> Option<f64> {
        ratio(self.net(), self.investment + self.risk)
    }
}

/// The items of one side added up.
pub fn balance_of(plan: &Plan, side: Side, today: Day) -> Balance {
    sum(plan, today, plan.value_items.iter().filter(|item| item.side == side))
}

/// The items of one side in one category added up; in none, those without a category.
pub fn balance_in(plan: &Plan, side: Side, category: Option<ValueCategory>, today: Day) -> Balance {
    sum(plan, today, plan.value_items.iter().filter(|item| item.side == side && item.category == category))
}

fn sum<'p>(plan: &Plan, today: Day, items: impl Iterator<Item = &'p ValueItem>) -> Balance {
    let mut balance = Balance::default();
    for (item, weight) in items.map(|item| (item, weight(item, plan, today))) {
        match item.value_type {
            ValueType::Investment => balance.investment += weight,
            ValueType::Value => balance.value += weight,
            ValueType::Risk => balance.risk += weight,
        }
    }
    balance
}

/// Its amount in the plan's currency; unknown where the amount or the rate is.
fn value_of(item: &ValueItem, plan: &Plan, today: Day) -> Option<Money> {
    plan.in_own_currency(item.amount, item.currency.as_deref(), today)
}

fn weight(item: &ValueItem, plan: &Plan, today: Day) -> f64 {
    let amount = value_of(item, plan, today).unwrap_or_default().0 as f64;
    match item.value_type {
        ValueType::Risk => amount * item.probability.unwrap_or(100) as f64 / 100.0,
        ValueType::Investment | ValueType::Value => amount,
    }
}

/// The net value of one side, in currency units (method 1.3); unknown while the side has no items.
pub fn net(plan: &Plan, side: Side, today: Day) -> Figure {
    let key = if side == Side::Us { "net_us" } else { "net_customer" };
    let items: Vec<&ValueItem> = plan.value_items.by_code().filter(|item| item.side == side).collect();
    let value = (!items.is_empty()).then(|| balance_of(plan, side, today).net() / 100.0);
    let signed = |item: &ValueItem| {
        let weight = weight(item, plan, today);
        if item.value_type == ValueType::Value { weight } else { -weight }
    };
    let (counted, lacking): (Vec<_>, Vec<_>) =
        items.into_iter().partition(|item| item.amount.is_none() || value_of(item, plan, today).is_some());
    let rows = counted.iter().map(|item| {
        let terms = vec![
            Term::Code(ValueType::SCALE, item.value_type.code()),
            Term::amount(value_of(item, plan, today)),
            Term::number(item.probability.map(|percent| percent as f64)),
            Term::Amount(Money(signed(item) as i64)),
            item.verification.map_or(Term::Unknown, |one| Term::Code(Verification::SCALE, one.code())),
        ];
        Row::of(item.id, terms)
    });
    let unknown = counted.iter().filter(|item| item.amount.is_none());
    let left_out = unknown.chain(&lacking).map(|item| item.id.into()).collect();
    Figure::new(key, Measure::Amount, value)
        .of_rows(&["value_type", "amount", "probability", "counts", "verification"], rows.collect())
        .without(left_out)
}

/// The smaller of the two returns over the larger (method 1.3): below 0.25 the cooperation is one-sided. Unknown while
/// a return is; 0 where one side loses.
pub fn balance(plan: &Plan, today: Day) -> Figure {
    let returns = [Side::Us, Side::Customer].map(|side| balance_of(plan, side, today).return_on());
    let value = match returns {
        [Some(us), Some(customer)] if us.min(customer) <= 0.0 => Some(0.0),
        [Some(us), Some(customer)] => ratio(us.min(customer), us.max(customer)),
        _ => None,
    };
    Figure::new("balance", Measure::Factor, value)
}

/// What is wrong with how the two sides share (method 1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imbalance {
    /// A side loses.
    NotSustainable,
    /// A return below 0.5, or a balance below 0.25.
    OneSided,
}

/// The flag of the balance, if it has one.
pub fn imbalance(plan: &Plan, today: Day) -> Option<Imbalance> {
    let sides = [Side::Us, Side::Customer].map(|side| balance_of(plan, side, today));
    let returns: Vec<f64> = sides.iter().filter_map(|side| side.return_on()).collect();
    if returns.len() < 2 {
        return None;
    }
    if sides.iter().any(|side| side.net() < 0.0) {
        return Some(Imbalance::NotSustainable);
    }
    let low = returns.iter().any(|one| *one < 0.5) || balance(plan, today).value.is_some_and(|value| value < 0.25);
    low.then_some(Imbalance::OneSided)
}

/// Where the account is in its life with us: where the last event led, a prospect before any (method 2.1).
pub fn lifecycle(plan: &Plan) -> Lifecycle {
    let last = plan.lifecycle_events.by_code().max_by_key(|event| event.on);
    last.map_or(Lifecycle::Prospect, |event| event.to)
}
