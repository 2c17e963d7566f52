//! How far goals are, and how punctually actions are done (method 5.3).

use super::{Action, ActionStatus, Objective, Promise};
use crate::Day;
use crate::figure::{Figure, Measure, Row, Term, ratio};
use crate::kind::Plan;

/// `(actual - baseline) / (target - baseline)`; unknown while one of them is, or where target and baseline are equal.
/// `actual` is what is typed in or what the feeding figure says.
pub fn progress(objective: &Objective, actual: Option<f64>) -> Option<f64> {
    let baseline = objective.baseline?.0;
    ratio(actual? - baseline, objective.target?.0 - baseline)
}

/// The point that an action brings on this day: 1 done by the first agreed day, 0.5 done later, 0 overdue; none while
/// it is not due, has no day, or was given up (method 5.3).
pub fn point(action: &Action, today: Day) -> Option<f64> {
    let agreed = action.agreed_on()?;
    match action.status {
        Some(ActionStatus::Cancelled) => None,
        Some(ActionStatus::Done) => Some(if action.done_on.is_none_or(|done| done <= agreed) { 1.0 } else { 0.5 }),
        _ if agreed < today => Some(0.0),
        _ => None,
    }
}

/// Mean of the points of all actions due so far, from 0 to 100, against the first agreed day (method 5.3).
pub fn execution_score(plan: &Plan, today: Day) -> Figure {
    let counted: Vec<(&Action, f64)> =
        plan.actions.by_code().filter_map(|action| Some((action, point(action, today)?))).collect();
    let sum: f64 = counted.iter().map(|(_, point)| point).sum();
    let rows = counted.iter().map(|(action, point)| {
        let terms = vec![
            Term::day(action.agreed_on()),
            Term::day(action.due_on),
            Term::day(action.done_on),
            Term::Number(*point),
        ];
        Row::of(action.id, terms)
    });
    let undated = plan.actions.by_code().filter(|action| action.is_open() && action.agreed_on().is_none());
    Figure::new("execution_score", Measure::Points, ratio(100.0 * sum, counted.len() as f64))
        .of_rows(&["agreed_on", "due_on", "done_on", "points"], rows.collect())
        .with_totals(vec![Term::Unknown, Term::Unknown, Term::Unknown, Term::Number(sum)])
        .without(undated.map(|action| action.id.into()).collect())
}

/// Promises to the customer kept in time / promises that were kept or fell due (decided 3.27).
pub fn promises_kept(plan: &Plan, today: Day) -> Figure {
    let due = |one: &&Promise| one.kept_on.is_some() || one.due_on < today;
    let promises: Vec<&Promise> = plan.promises.by_code().filter(due).collect();
    let in_time = promises.iter().filter(|one| one.kept_on.is_some_and(|kept| kept <= one.due_on)).count();
    let rows = promises.iter().map(|one| Row::of(one.id, vec![Term::Day(one.due_on), Term::day(one.kept_on)]));
    Figure::new("promises_kept", Measure::Share, ratio(in_time as f64, promises.len() as f64))
        .of_rows(&["due_on", "kept_on"], rows.collect())
}
