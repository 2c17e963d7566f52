//! The ways back beside undo: a removed record, one field, or the whole plan as it was. Each is one change like any
//! other, that can itself be undone.

use crate::change::{Change, Edit, Logged};
use crate::field::{self, Field};
use crate::id::RecordRef;
use crate::kind::{Kind, Plan};
use crate::problem::{Problem, Reason};
use crate::{custom, difference};
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What one change took out and what has not come back. Bringing back one of the records brings back all.
pub struct Gone<'l> {
    /// The change.
    pub change: &'l Logged,
    /// The records as they were, what was asked to go before what went along.
    pub records: Vec<(RecordRef, &'l Value)>,
}

impl Plan {
    /// What was removed and is still gone, by the change that did it, in the order of `log`: the history, newest first.
    /// Where somebody put cards on a map goes and comes along unnamed.
    pub fn gone<'l>(&self, log: &'l [Logged]) -> Vec<Gone<'l>> {
        let mut told = BTreeSet::new();
        let mut of = |change: &'l Logged| {
            let removed = change.edits.iter().filter_map(|edit| match edit {
                Edit::Remove { kind, id, body } => Some((RecordRef { kind: *kind, id: *id }, body)),
                _ => None,
            });
            let gone = removed.filter(|(record, _)| {
                let named = record.kind != Kind::CardPlace && !self.has_own(record.kind, record.id);
                named && told.insert((record.kind, record.id))
            });
            Gone { change, records: gone.collect() }
        };
        let all: Vec<Gone<'l>> = log.iter().map(&mut of).collect();
        all.into_iter().filter(|gone| !gone.records.is_empty()).collect()
    }

    /// The change that brings a removed record back as it was, with all that was removed in the same change, and puts it
    /// back where references to it were emptied and still are. `log` is the history, newest first. Applying it refuses
    /// what no longer fits: a reference to what is gone, a code that another record bears by now.
    pub fn bring_back(&self, kind: Kind, id: Uuid, log: &[Logged], change: Uuid) -> Result<Change, Vec<Problem>> {
        if self.has_own(kind, id) {
            return Err(vec![self.problem(kind, id, None, Reason::Exists)]);
        }
        let removes = |edit: &Edit| matches!(edit, Edit::Remove { .. }) && edit.touches() == (kind, id);
        let removal = log.iter().find(|change| change.edits.iter().any(removes));
        let removal = removal.ok_or_else(|| vec![self.problem(kind, id, None, Reason::NoSuchChange)])?;
        let creations: Vec<Edit> = removal.edits.iter().filter_map(|edit| self.creation(edit)).collect();
        let missing: Vec<Problem> = creations.iter().flat_map(|edit| self.removed_too(edit, &creations, log)).collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        let emptied = removal.edits.iter().filter_map(|edit| self.filled_again(edit, &creations)).collect::<Vec<_>>();
        Ok(Change { id: change, why: None, undoes: None, edits: creations.into_iter().chain(emptied).collect() })
    }

    /// What a record that comes back refers to and what was removed by another change than it, by the codes that people
    /// know it by.
    fn removed_too(&self, creation: &Edit, creations: &[Edit], log: &[Logged]) -> Vec<Problem> {
        let Edit::Create { kind, id, body } = creation else { return Vec::new() };
        let comes_back = |target: (Kind, Uuid)| creations.iter().any(|edit| edit.touches() == target);
        let missing = field::references(*kind, body).into_iter();
        let missing = missing.filter(|(_, target, id)| !self.has(*target, *id) && !comes_back((*target, *id)));
        let problem = |(field, target, missing): (&Field, Kind, Uuid)| {
            let code = code_of_removed(log, (target, missing))?;
            let reason = Reason::RemovedToo { target, code };
            let mut problem = self.problem(*kind, *id, Some(&field.name), reason);
            problem.place.record_code = code_in(body);
            Some(problem)
        };
        missing.filter_map(problem).collect()
    }

    fn creation(&self, removal: &Edit) -> Option<Edit> {
        let Edit::Remove { kind, id, body } = removal else { return None };
        (!self.has_own(*kind, *id)).then(|| Edit::Create { kind: *kind, id: *id, body: body.clone() })
    }

    /// The reverse of an edit that emptied a reference, if the record that it referred to comes back and nobody has put
    /// something else there.
    fn filled_again(&self, emptied: &Edit, creations: &[Edit]) -> Option<Edit> {
        let Edit::Set { kind, id, field, was, now } = emptied else { return None };
        let current = custom::value(&self.own_body(*kind, *id)?, field);
        let lost = kind.field(field)?.references(was);
        let comes_back = creations.iter().any(|edit| lost.contains(&edit.touches()));
        let edit = || Edit::Set { kind: *kind, id: *id, field: field.clone(), was: now.clone(), now: was.clone() };
        (comes_back && current == *now).then(edit)
    }

    /// The change that sets one field back to what it was in the plan `then`.
    pub fn set_back(
        &self,
        kind: Kind,
        id: Uuid,
        field: &str,
        then: &Plan,
        change: Uuid,
    ) -> Result<Change, Vec<Problem>> {
        let value = |plan: &Plan| {
            let body = plan.body(kind, id).ok_or_else(|| vec![self.problem(kind, id, Some(field), Reason::Gone)])?;
            Ok::<_, Vec<Problem>>(custom::value(&body, field))
        };
        let (was, now) = (value(self)?, value(then)?);
        let edits = vec![Edit::Set { kind, id, field: field.to_owned(), was, now }];
        Ok(Change { id: change, why: None, undoes: None, edits })
    }

    /// The change that makes this plan the plan `then` again: what came since goes, what went comes back. The library
    /// under it goes its own way.
    pub fn go_back(&self, then: &Plan, change: Uuid) -> Change {
        let (mut edits, mut removals) = (Vec::new(), Vec::new());
        for (kind, id) in self.differing(then) {
            match (self.own_body(kind, id), then.own_body(kind, id)) {
                (Some(body), None) => removals.push(Edit::Remove { kind, id, body }),
                (None, Some(body)) => edits.push(Edit::Create { kind, id, body }),
                (Some(is), Some(was)) => edits.extend(fields(kind, id, &is, &was)),
                (None, None) => {}
            }
        }
        // Removed last, when nothing refers to it any more.
        edits.extend(removals);
        Change { id: change, why: None, undoes: None, edits }
    }
}

/// The code that a record bore when it was removed.
fn code_of_removed(log: &[Logged], record: (Kind, Uuid)) -> Option<String> {
    log.iter().flat_map(|change| &change.edits).find_map(|edit| match edit {
        Edit::Remove { body, .. } if edit.touches() == record => code_in(body),
        _ => None,
    })
}

fn code_in(body: &Value) -> Option<String> {
    body.get("code")?.as_str().map(str::to_owned)
}

/// Edits of the fields that we know; what only a newer version knows stays as it is.
fn fields(kind: Kind, id: Uuid, is: &Value, was: &Value) -> Vec<Edit> {
    let changes = difference::fields(RecordRef { kind, id }, "", is, was).into_iter();
    let known = changes.filter(|one| kind.field(&one.field).is_some() || one.field.starts_with(custom::NAMES));
    known.map(|one| Edit::Set { kind, id, field: one.field, was: one.was, now: one.now }).collect()
}
