//! Loose ends among the open deals (method 0.4, 3.2, 4.3).

use super::Opportunity;
use crate::Day;
use crate::kind::Plan;
use crate::relationship::{Deal, Relationships};
use crate::warning::{Warning, Warnings};

/// Days after which a deal must stand on a need of the strategy map.
const ANCHOR_DAYS: i64 = 14;
/// Days to the close within which a missing or hostile seat is raised.
const SEAT_DAYS: i64 = 90;
/// Points by which a probability may differ from its default without a reason.
const POINTS: i64 = 20;
/// The seats that decide: approver and decision maker.
const DECIDING: usize = 2;

/// What should be looked at among the open deals on this day; what commits miss is told of each by
/// [`commit::missing`](super::commit::missing).
pub fn warnings(plan: &Plan, today: Day, relationships: &Relationships<'_>) -> Vec<Warning> {
    let open = || plan.opportunities.by_code().filter(|one| one.is_open());
    let mut warnings = Warnings::default();
    let loose = |one: &&Opportunity| {
        one.need.is_none() && one.found_on.is_none_or(|found| found.days_until(today) > ANCHOR_DAYS)
    };
    warnings.of("deal_without_need", open().filter(loose).map(|one| one.id));
    let deals = relationships.deals();
    let near = |deal: &&Deal<'_>| deal.opportunity.close_on.is_some_and(|close| today.days_until(close) <= SEAT_DAYS);
    let closing = || deals.iter().filter(near);
    warnings.of("seat_empty_near_close", closing().filter(|deal| is_empty(deal)).map(|deal| deal.opportunity.id));
    warnings.of("seat_hostile_near_close", closing().filter(|deal| is_hostile(deal)).map(|deal| deal.opportunity.id));
    warnings.of("deal_ahead_of_buying", open().filter(|one| one.is_in_step() == Some(false)).map(|one| one.id));
    warnings.of("deal_slipped", open().filter(|one| one.has_slipped()).map(|one| one.id));
    let overdue = |one: &&Opportunity| one.close_on.is_some_and(|close| close < today);
    warnings.of("deal_past_its_day", open().filter(overdue).map(|one| one.id));
    let stuck = super::forecast::current(plan)
        .filter(|one| one.next_step.is_none() || one.next_step_on.is_none_or(|on| on < today));
    warnings.of("deal_without_step", stuck.map(|one| one.id));
    let unexplained = super::forecast::current(plan).filter(is_unexplained);
    warnings.of("probability_unexplained", unexplained.map(|one| one.id));
    warnings.into_vec()
}

/// Its probability is set further from the default than may be without a reason.
fn is_unexplained(one: &&Opportunity) -> bool {
    let off = one.probability.map_or(0, |percent| (percent - one.default_probability()).abs());
    off > POINTS && one.probability_reason.is_none()
}

fn is_empty(deal: &Deal<'_>) -> bool {
    deal.seats.iter().take(DECIDING).any(|seat| seat.people.is_empty())
}

fn is_hostile(deal: &Deal<'_>) -> bool {
    let people = deal.seats.iter().take(DECIDING).flat_map(|seat| &seat.people);
    people.filter_map(|one| one.preference).any(|preference| preference.value() < 0)
}
