//! History and problems as a viewer may read them: worded through today's lens (decided 5.37).

use super::Lens;
use crate::change::{Edit, Logged};
use crate::kind::Plan;
use crate::problem::{Problem, Reason};
use serde_json::Value;

impl Lens {
    /// A log as the viewer reads it: edits of what is hidden are counted, not named. What somebody wrote to a change of
    /// which nothing is seen is not shown either. `plan` is the whole plan, for what a record says of its readers.
    pub fn log(self, plan: &Plan, mut log: Vec<Logged>) -> Vec<Logged> {
        if !self.sees_all() {
            log.iter_mut().for_each(|change| self.tell(plan, change));
        }
        log
    }

    fn tell(self, plan: &Plan, change: &mut Logged) {
        let all = change.edits.len();
        change.edits = std::mem::take(&mut change.edits).into_iter().filter_map(|edit| self.edit(plan, edit)).collect();
        change.hidden = all - change.edits.len();
        if let Some(unread) = &mut change.unread {
            unread.raw.clear();
            unread.why.clear();
        }
        if change.edits.is_empty() {
            change.why = None;
        }
    }

    fn edit(self, plan: &Plan, edit: Edit) -> Option<Edit> {
        match edit {
            Edit::Create { kind, id, body } => {
                Some(Edit::Create { kind, id, body: self.body(kind, body).filter(|_| self.shows(kind))? })
            }
            Edit::Remove { kind, id, body } => Some(Edit::Remove { kind, id, body: self.body(kind, body)? }),
            Edit::Set { kind, id, field, was, now } => {
                let body = plan.body(kind, id).unwrap_or(Value::Null);
                self.shows_field(kind, &field, &body).then_some(Edit::Set { kind, id, field, was, now })
            }
        }
    }

    /// Problems as the viewer may read them: one about a record that is hidden says no more than that there is one.
    pub fn problems(self, problems: Vec<Problem>) -> Vec<Problem> {
        let about = |problem: &Problem| {
            let target = match &problem.reason {
                Reason::Needed { by, .. } => Some(*by),
                Reason::Dangling { target, .. }
                | Reason::RemovedToo { target, .. }
                | Reason::OutOfUse { target, .. } => Some(*target),
                _ => None,
            };
            problem.place.kind.into_iter().chain(target).all(|kind| self.shows(kind))
        };
        problems.into_iter().map(|one| if about(&one) { one } else { Problem::anywhere(Reason::Hidden) }).collect()
    }
}
