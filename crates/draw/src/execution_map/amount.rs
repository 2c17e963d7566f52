//! What deals are worth in the plan's currency, as drawings say it. What has no rate is named and never counted.

use super::quarter;
use crate::labels::Labels;
use plan::opportunity::Opportunity;
use plan::{Day, Money, Plan};

/// The plan on a day: what a deal in another currency is worth depends on the rate of that day.
#[derive(Clone, Copy)]
pub struct Worth<'p> {
    /// The plan.
    pub plan: &'p Plan,
    /// The day of the rates.
    pub today: Day,
}

impl Worth<'_> {
    /// The amount of a deal in the plan's currency; unknown where the amount or the rate is.
    pub fn of(self, deal: &Opportunity) -> Option<Money> {
        deal.value(self.plan, self.today)
    }

    /// The sum of what is known.
    pub fn sum<'d>(self, deals: impl Iterator<Item = &'d Opportunity>) -> Money {
        Money(deals.filter_map(|deal| self.of(deal)).fold(0, |sum, value| sum.saturating_add(value.0)))
    }

    /// Does this deal have an amount, but no rate to count it by?
    pub fn lacks_rate(self, deal: &Opportunity) -> bool {
        deal.amount.is_some() && self.of(deal).is_none()
    }

    /// The amount of a deal in words, as `28M`; without a rate as `USD ?`; empty where it has none.
    pub fn shown(self, deal: &Opportunity, labels: &dyn Labels) -> String {
        match self.of(deal) {
            Some(value) => labels.money(value),
            None if self.lacks_rate(deal) => unknown(deal),
            None => String::new(),
        }
    }

    /// What is known of how much and when.
    pub fn and_quarter(self, deal: &Opportunity, labels: &dyn Labels) -> String {
        let parts = [self.shown(deal, labels), deal.close_on.map_or(String::new(), quarter)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// Which of these deals no sum counts, by their codes; none where all are counted.
    pub fn note<'d>(self, deals: impl Iterator<Item = &'d Opportunity>, labels: &dyn Labels) -> Option<String> {
        let codes: Vec<&str> = deals.filter(|deal| self.lacks_rate(deal)).map(|deal| deal.code.as_str()).collect();
        let words = || format!("{}{}", labels.label("drawing-no-rate"), labels.label("colon"));
        (!codes.is_empty()).then(|| words() + &codes.join(&labels.label("list-comma")))
    }
}

/// An amount of which only the currency can be said.
pub fn unknown(deal: &Opportunity) -> String {
    format!("{} ?", deal.currency.as_deref().unwrap_or_default())
}
