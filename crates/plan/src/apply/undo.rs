//! Taking a change back, and the plan as it was before a change.

use crate::change::{Change, Edit, Logged};
use crate::custom::{value, write};
use crate::kept::{Row, Wound};
use crate::kind::{Kind, Plan};
use crate::problem::{Problem, Reason};
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

impl Plan {
    /// The change that takes `change` back, given all changes that came after it. Refused if something that it touched
    /// was changed since.
    pub fn undo(&self, change: &Logged, later: &[Logged], id: Uuid) -> Result<Change, Vec<Problem>> {
        if later.iter().any(|one| one.undoes == Some(change.id) && !is_taken_back(one, later)) {
            return Err(vec![Problem::anywhere(Reason::UndoneAlready)]);
        }
        Logged::readable(later.iter().chain([change])).map_err(|problem| vec![problem])?;
        let mut problems = Vec::new();
        let mut edits = Vec::new();
        // Edits of one change build on each other, so each is reversed on the plan in which those after it are.
        let mut plan = self.clone();
        let lasting = lasting(later);
        for edit in change.edits.iter().rev() {
            match plan.reverse(edit, &lasting) {
                Ok(edit) => {
                    plan.step(&edit);
                    edits.push(edit);
                }
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() { Ok(Change { id, why: None, undoes: Some(change.id), edits }) } else { Err(problems) }
    }

    fn reverse(&self, edit: &Edit, lasting: &BTreeSet<(Kind, Uuid)>) -> Result<Edit, Problem> {
        let (kind, id) = edit.touches();
        if self.wound(kind, id).is_some() {
            return Err(self.problem(kind, id, None, Reason::Wounded));
        }
        match edit.clone() {
            Edit::Create { kind, id, .. } => {
                let body = self.own_body(kind, id).ok_or_else(|| self.problem(kind, id, None, Reason::Gone))?;
                // Edits that were themselves taken back left no trace in the record, so only what lasts counts.
                if lasting.contains(&(kind, id)) {
                    return Err(self.problem(kind, id, None, Reason::TouchedSince));
                }
                Ok(Edit::Remove { kind, id, body })
            }
            Edit::Set { kind, id, field, was, now } => {
                let body = self.own_body(kind, id).ok_or_else(|| self.problem(kind, id, Some(&field), Reason::Gone))?;
                if value(&body, &field) != now {
                    return Err(self.problem(kind, id, Some(&field), Reason::TouchedSince));
                }
                Ok(Edit::Set { kind, id, field, was: now, now: was })
            }
            Edit::Remove { kind, id, body } => {
                if self.has_own(kind, id) {
                    return Err(self.problem(kind, id, None, Reason::TouchedSince));
                }
                Ok(Edit::Create { kind, id, body })
            }
        }
    }

    /// Does one edit of an undo, so that the one before it can be reversed.
    fn step(&mut self, edit: &Edit) {
        let put = match edit {
            Edit::Create { kind, body, .. } => self.put(*kind, body.clone()),
            Edit::Set { kind, id, field, now, .. } => match self.body(*kind, *id) {
                Some(mut body) => {
                    write(&mut body, field, now);
                    self.put(*kind, body)
                }
                None => Ok(()),
            },
            Edit::Remove { kind, id, .. } => {
                self.take(*kind, *id);
                Ok(())
            }
        };
        // What cannot be read was so in the past too, and is refused when an undo is applied.
        if let (Err(error), Edit::Create { kind, id, body }) = (put, edit) {
            let row = Row { kind: kind.code(), id: *id, body: &body.to_string() };
            self.put_wound(Wound::of(row, error.to_string()));
        }
    }

    /// The plan as it was before this change, given the plan right after it: how the past is found (decided 5.41). Over
    /// a change that cannot be read nobody goes back ([`Logged::readable`]).
    /// Takes the later plan, so that walking back over many changes copies nothing that is not shared.
    pub fn before(mut self, change: &Logged) -> Plan {
        for edit in change.edits.iter().rev() {
            let reversed = match edit.clone() {
                Edit::Create { kind, id, .. } => Edit::Remove { kind, id, body: Value::Null },
                Edit::Set { kind, id, field, was, now } => Edit::Set { kind, id, field, was: now, now: was },
                Edit::Remove { kind, id, body } => Edit::Create { kind, id, body },
            };
            self.step(&reversed);
        }
        self
    }
}

/// Was this undo itself taken back by a later one?
fn is_taken_back(undo: &Logged, later: &[Logged]) -> bool {
    later.iter().any(|one| one.undoes == Some(undo.id) && !is_taken_back(one, later))
}

/// What those later changes touched that still stand: neither taken back nor taking something back.
fn lasting(later: &[Logged]) -> BTreeSet<(Kind, Uuid)> {
    let standing = later.iter().filter(|one| one.undoes.is_none() && !is_taken_back(one, later));
    standing.flat_map(|one| &one.edits).map(Edit::touches).collect()
}
