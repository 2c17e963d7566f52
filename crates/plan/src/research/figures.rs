//! What of the background is known and fresh, and what the customer paid us by year (method 2.2, decided 1.11).

use super::{Fact, Revenue, Subject, Topic};
use crate::kind::Plan;
use crate::{Day, Money};
use std::collections::BTreeMap;

/// One cell of the matrix 3C x topics.
#[derive(Clone, Debug, PartialEq)]
pub struct MatrixCell<'p> {
    /// Which C.
    pub subject: Subject,
    /// Which topic.
    pub topic: Topic,
    /// The facts in it, the newest first; undated last.
    pub facts: Vec<&'p Fact>,
    /// None of them counts on the day any more.
    pub stale: bool,
}

impl MatrixCell<'_> {
    /// The day of the newest fact in it.
    pub fn newest(&self) -> Option<Day> {
        self.facts.iter().filter_map(|fact| fact.as_of).max()
    }
}

/// The matrix 3C x topics, row by row: an empty cell is something to find out (method 2.2).
pub fn matrix(plan: &Plan, today: Day) -> Vec<MatrixCell<'_>> {
    let cell = |subject: Subject, topic: Topic| {
        let on_it = plan.facts.by_code().filter(|fact| fact.subject == subject && fact.topic == topic);
        let mut facts: Vec<&Fact> = on_it.collect();
        facts.sort_by_key(|fact| std::cmp::Reverse(fact.as_of));
        let stale = !facts.is_empty() && !facts.iter().any(|fact| fact.is_valid(today));
        MatrixCell { subject, topic, facts, stale }
    };
    Subject::ALL.iter().flat_map(|subject| Topic::ALL.iter().map(move |topic| cell(*subject, *topic))).collect()
}

/// What the customer paid us by the year in which the period begins.
pub fn revenue_by_year(plan: &Plan) -> BTreeMap<i16, Money> {
    let mut years: BTreeMap<i16, Money> = BTreeMap::new();
    for one in plan.revenues.iter() {
        let year = years.entry(one.period_start.year()).or_default();
        year.0 = year.0.saturating_add(one.amount.0);
    }
    years
}

impl Revenue {
    /// Something was paid between these two days, the last included.
    pub fn falls_within(&self, from: Day, to: Day) -> bool {
        self.amount.0 > 0 && self.period_start <= to && from <= self.period_end
    }
}
