//! Whether the rhythm is kept (method 6.4).

use super::{Meeting, Rhythm};
use crate::Day;
use crate::figure::{Figure, Measure, Row, Term, ratio};
use crate::kind::Plan;

/// For how many days back meetings count.
const ROLLING_DAYS: i64 = 365;

impl Rhythm {
    /// Days by which a meeting may be late and is still held in time: what its alert allows beyond the rhythm itself.
    pub const fn grace_days(self) -> i64 {
        let own = match self {
            Self::Weekly => 7,
            Self::Monthly => 30,
            Self::Quarterly => 90,
            Self::Yearly => 365,
        };
        self.alert_days() - own
    }
}

/// Held in time or not; none while it may still be held in time.
fn in_time(meeting: &Meeting, rhythm: Rhythm, today: Day) -> Option<bool> {
    let late = |day: Day| meeting.planned_on.days_until(day) > rhythm.grace_days();
    match meeting.held_on {
        Some(held) => Some(!late(held)),
        None => late(today).then_some(false),
    }
}

/// Meetings of a rhythm held in time / planned, over the last twelve months (method 6.4).
pub fn discipline(plan: &Plan, today: Day) -> Figure {
    let counted: Vec<(&Meeting, bool)> = plan
        .meetings
        .by_code()
        .filter(|one| (0..=ROLLING_DAYS).contains(&one.planned_on.days_until(today)))
        .filter_map(|one| {
            let rule = plan.cadence_rules.get(one.cadence_rule?)?;
            Some((one, in_time(one, rule.rhythm, today)?))
        })
        .collect();
    let kept = counted.iter().filter(|(_, in_time)| *in_time).count();
    let rows = counted.iter().map(|(one, in_time)| {
        let point = Term::Number(if *in_time { 1.0 } else { 0.0 });
        Row::of(one.id, vec![Term::Day(one.planned_on), Term::day(one.held_on), point])
    });
    Figure::new("discipline", Measure::Share, ratio(kept as f64, counted.len() as f64))
        .of_rows(&["planned_on", "held_on", "in_time"], rows.collect())
}
