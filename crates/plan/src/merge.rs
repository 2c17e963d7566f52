//! Two records that are the same thing - a human being typed in twice, above all - become one, in one change that undo
//! gives back (method 8, decided 5.50).

use crate::change::Edit;
use crate::kind::{Kind, Plan};
use crate::problem::{Problem, Reason};
use crate::redraft::Redraft;
use uuid::Uuid;

impl Plan {
    /// The edits that make one record of two of a kind: whatever refers to `gone` refers to `kept`, which is filled from
    /// it where it says nothing, and `gone` goes. Where two others then say the same - both were on one deal, both had
    /// the same owner - those become one too. Where both are linked to people in other accounts, the one that stays has
    /// all the links.
    pub fn merge(&self, kind: Kind, kept: Uuid, gone: Uuid) -> Result<Vec<Edit>, Vec<Problem>> {
        let missing = [kept, gone].into_iter().filter(|id| !self.has(kind, *id));
        let mut problems: Vec<Problem> = missing.map(|id| self.problem(kind, id, None, Reason::Gone)).collect();
        if kept == gone {
            problems.push(self.problem(kind, kept, None, Reason::SameAsItself));
        }
        let shared = [kept, gone].into_iter().filter(|id| self.is_shared(kind, *id));
        problems.extend(shared.map(|id| self.problem(kind, id, None, Reason::BelongsToLibrary)));
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut redraft = Redraft::of(self);
        redraft.fold(kind, gone, kept);
        redraft.settle();
        Ok(redraft.into_edits())
    }
}
