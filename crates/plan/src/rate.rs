//! Rates of exchange: dated records, and amounts in the plan's own currency by them. Without a rate an amount is not
//! counted and is named; it is never taken one for one (design 3).

use crate::Day;
use crate::id::RecordRef;
use crate::kind::{Kind, Plan};
use crate::limits;
use crate::money::Money;
use crate::number::Decimal;
use crate::problem::{Problem, Reason};
use crate::record::record;
use std::collections::BTreeSet;

record! {
    /// What one unit of a currency is worth in another, from a day on until the next rate of the two.
    Rate {
        /// The currency that is worth something, as ISO 4217 code.
        must["minLength" = 3, "maxLength" = 3, "x-pattern" = "currency"] currency: String,
        /// The currency that it is worth it in.
        must["minLength" = 3, "maxLength" = 3, "x-pattern" = "currency"] into: String,
        /// The first day.
        must on: Day,
        /// How much of the other one unit is worth.
        must per_unit: Decimal,
    }
    check check_rate;
}

fn check_rate(one: &Rate, plan: &Plan, problems: &mut Vec<Problem>) {
    if one.per_unit.0 <= 0.0 {
        problems.push(Problem::of(one, "per_unit", Reason::NotPositive));
    }
    if one.currency == one.into {
        problems.push(Problem::of(one, "into", Reason::Circle));
    }
    let is_twin = |other: &&Rate| {
        let same = (&other.currency, &other.into, other.on) == (&one.currency, &one.into, one.on);
        same && other.id != one.id && !plan.is_shared(Kind::Rate, other.id.uuid())
    };
    if let Some(twin) = plan.rates.iter().find(is_twin) {
        problems.push(Problem::of(one, "on", Reason::Twice { code: twin.code.clone() }));
    }
}

impl Plan {
    /// The currency in which the plan counts; none while it has no head.
    pub fn currency(&self) -> Option<&str> {
        let account = self.account().map(|account| account.currency.as_str());
        account.or_else(|| self.workspace().map(|company| company.currency.as_str()))
    }

    /// An amount in the plan's currency, at the latest rate on or before this day; unknown where there is none, or
    /// where it comes to more than a plan can count. No currency is the plan's own.
    pub fn in_own_currency(&self, amount: Option<Money>, currency: Option<&str>, on: Day) -> Option<Money> {
        let (amount, own) = (amount?, self.currency());
        let Some(foreign) = currency.filter(|currency| Some(*currency) != own) else { return Some(amount) };
        let converted = amount.0 as f64 * self.exchange(foreign, own?, on)?;
        (converted.abs() <= limits::MONEY as f64).then(|| Money(converted.round() as i64))
    }

    /// What one unit of a currency is worth in another on a day: by a rate of the two either way round, else by way of
    /// a third that both have a rate with.
    pub fn exchange(&self, from: &str, into: &str, on: Day) -> Option<f64> {
        let by_way_of = |third: &str| Some(self.latest(from, third, on)? * self.latest(third, into, on)?);
        let thirds = || self.rates.iter().flat_map(|one| [one.currency.as_str(), one.into.as_str()]);
        let direct = self.latest(from, into, on);
        direct.or_else(|| thirds().collect::<BTreeSet<_>>().into_iter().find_map(by_way_of))
    }

    /// The latest rate of the two, whichever way round it is written; of one day that as asked, the plan's own first.
    fn latest(&self, from: &str, into: &str, on: Day) -> Option<f64> {
        let so = |one: &&Rate| one.currency == from && one.into == into;
        let other = |one: &&Rate| one.currency == into && one.into == from;
        let past = self.rates.iter().filter(|one| one.on <= on && one.per_unit.0 > 0.0);
        let latest = past
            .filter(|one| so(one) || other(one))
            .max_by_key(|one| (one.on, so(one), !self.is_shared(Kind::Rate, one.id.uuid()), &one.code))?;
        Some(if so(&latest) { latest.per_unit.0 } else { 1.0 / latest.per_unit.0 })
    }

    /// The records whose amount cannot be counted on this day for want of a rate.
    pub fn without_rate(&self, on: Day) -> Vec<RecordRef> {
        let lacks = |amount: Option<Money>, currency: &Option<String>| {
            amount.is_some() && self.in_own_currency(amount, currency.as_deref(), on).is_none()
        };
        let deals = self.opportunities.by_code().filter(|one| lacks(one.amount, &one.currency));
        let items = self.value_items.by_code().filter(|one| lacks(one.amount, &one.currency));
        let revenues = self.revenues.by_code().filter(|one| lacks(Some(one.amount), &one.currency));
        let deals = deals.map(|one| RecordRef::from(one.id)).chain(items.map(|one| one.id.into()));
        deals.chain(revenues.map(|one| one.id.into())).collect()
    }

    /// The currencies that the plan has to exchange: those of its amounts and its own, unless all are one.
    pub(crate) fn exchanged(&self) -> BTreeSet<&str> {
        let deals = self.opportunities.iter().filter_map(|one| one.currency.as_deref());
        let items = self.value_items.iter().filter_map(|one| one.currency.as_deref());
        let revenues = self.revenues.iter().filter_map(|one| one.currency.as_deref());
        let mut all: BTreeSet<&str> = deals.chain(items).chain(revenues).collect();
        all.extend(self.currency());
        if all.len() > 1 { all } else { BTreeSet::new() }
    }
}
