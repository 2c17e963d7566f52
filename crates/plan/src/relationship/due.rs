//! Contacts due: whom somebody of ours must meet by when, so that the contact stays alive (method 4.1, 5.3).

use super::{Relationships, Standing};
use crate::Day;

/// A contact that is due.
#[derive(Clone, Copy, Debug)]
pub struct ContactDue<'r, 'p> {
    /// With whom.
    pub standing: &'r Standing<'p>,
    /// The last qualifying contact of an owner.
    pub last: Option<Day>,
    /// By when the next one must be; none where there was no contact yet, so that it is due at once.
    pub by: Option<Day>,
}

impl ContactDue<'_, '_> {
    /// The day has passed, or there was none yet.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.by.is_none_or(|by| by < today)
    }
}

impl<'p> Relationships<'p> {
    /// Contacts that are overdue or fall due within so many days, the longest overdue first. Who has no owner is nobody's
    /// to meet and stands among the gaps.
    pub fn contacts_due(&self, within: i64) -> Vec<ContactDue<'_, 'p>> {
        let due =
            |standing| contact_of(standing).filter(|due| due.by.is_none_or(|by| self.today.days_until(by) <= within));
        let mut all: Vec<ContactDue<'_, 'p>> = self.standings.iter().filter_map(due).collect();
        all.sort_by(|a, b| a.by.cmp(&b.by).then_with(|| a.standing.person.code.cmp(&b.standing.person.code)));
        all
    }
}

fn contact_of<'r, 'p>(standing: &'r Standing<'p>) -> Option<ContactDue<'r, 'p>> {
    let coverage = &standing.coverage;
    if coverage.owners.is_empty() {
        return None;
    }
    let last = coverage.owners.iter().filter_map(|owner| owner.last).max();
    Some(ContactDue { standing, last, by: last.map(|last| last.plus(coverage.interval)) })
}
