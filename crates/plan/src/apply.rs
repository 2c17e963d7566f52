//! Applying a change: all fields, references and invariants are checked, all problems named at once, all consequences
//! written into the edits, so that undo covers them.

use crate::change::{Applied, Change, Edit, Logged, MOST_EDITS};
use crate::field::{self, Field, OnRemove, Tier};
use crate::kind::{Home, Kind, Plan, is_empty};
use crate::problem::{Conflict, Place, Problem, Reason};
use crate::{Day, transition};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

impl Plan {
    /// The plan after this change, or everything that is wrong with it. Edits that change nothing are dropped. What is
    /// applied so, as a file or an undo, is what was or shall be: no rule about moves is asked, nothing is drawn.
    pub fn apply(&self, change: &Change) -> Result<Applied, Vec<Problem>> {
        self.apply_with(change, None, true)
    }

    /// The same for a part of a plan, which needs no head.
    pub(crate) fn apply_part(&self, change: &Change) -> Result<Applied, Vec<Problem>> {
        self.apply_with(change, None, false)
    }

    /// The same for a change that somebody makes on this day: transition rules are asked, and consequences drawn and
    /// written into the edits (decided 1.1, 1.4). An undo is taken as it is.
    pub fn apply_on(&self, change: &Change, today: Day) -> Result<Applied, Vec<Problem>> {
        self.apply_with(change, Some(today).filter(|_| change.undoes.is_none()), true)
    }

    fn apply_with(&self, change: &Change, today: Option<Day>, is_whole: bool) -> Result<Applied, Vec<Problem>> {
        if change.edits.is_empty() {
            return Err(vec![Problem::anywhere(Reason::Empty)]);
        }
        if change.edits.len() > MOST_EDITS {
            return Err(vec![Problem::anywhere(Reason::TooLarge { most: MOST_EDITS })]);
        }
        let mut work = Work::on(self.clone(), &change.edits);
        for edit in &change.edits {
            work.edit(edit);
        }
        if let Some(today) = today {
            work.draw(self, today, change.id);
        }
        // Undo puts back exactly what was; a removal that it implies takes nothing else along, and a card that hung on
        // nothing before may do so again.
        work.settle_removals(change.undoes.is_none());
        if change.undoes.is_none() {
            work.check_removed(self);
        }
        work.check_touched();
        if is_whole {
            work.check_head();
        }
        work.finish()
    }

    /// The change that takes `change` back, given all changes that came after it. Refused if something that it touched
    /// was changed since.
    pub fn undo(&self, change: &Logged, later: &[Logged], id: Uuid) -> Result<Change, Vec<Problem>> {
        if later.iter().any(|one| one.undoes == Some(change.id) && !is_taken_back(one, later)) {
            return Err(vec![Problem::anywhere(Reason::UndoneAlready)]);
        }
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
                if current(&body, &field) != now {
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
            Edit::Set { kind, id, field, now, .. } => match (self.body(*kind, *id), kind.field(field)) {
                (Some(mut body), Some(field)) => {
                    write(&mut body, field, now);
                    self.put(*kind, body)
                }
                _ => Ok(()),
            },
            Edit::Remove { kind, id, .. } => {
                self.take(*kind, *id);
                Ok(())
            }
        };
        // What no longer fits is refused when the undo is applied.
        let _ = put;
    }

    /// The plan as it was before this change, given the plan right after it: how the past is found (decided 5.41).
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

    pub(crate) fn problem(&self, kind: Kind, id: Uuid, field: Option<&str>, reason: Reason) -> Problem {
        let place = Place {
            kind: Some(kind),
            id: Some(id),
            record_code: self.code(kind, id).map(str::to_owned),
            field: field.map(str::to_owned),
        };
        Problem { place, reason }
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

/// A field of a body, null where it is absent.
fn current(body: &Value, field: &str) -> Value {
    body.get(field).cloned().unwrap_or(Value::Null)
}

/// An absent value has one form: null.
fn normal(value: &Value) -> Value {
    if is_empty(value) { Value::Null } else { value.clone() }
}

struct Work {
    plan: Plan,
    edits: Vec<Edit>,
    removed: Vec<(Kind, Uuid)>,
    touched: BTreeSet<(Kind, Uuid)>,
    /// New records with something wrong in them, as far as they could be read.
    refused: BTreeMap<(Kind, Uuid), Value>,
    /// The codes that the change itself brings.
    given_codes: Vec<String>,
    problems: Vec<Problem>,
}

impl Work {
    fn on(plan: Plan, edits: &[Edit]) -> Self {
        let given = |edit: &Edit| match edit {
            Edit::Create { body, .. } => body.get("code").and_then(Value::as_str).map(str::to_owned),
            _ => None,
        };
        Self {
            plan,
            edits: Vec::new(),
            removed: Vec::new(),
            touched: BTreeSet::new(),
            refused: BTreeMap::new(),
            given_codes: edits.iter().filter_map(given).collect(),
            problems: Vec::new(),
        }
    }

    fn edit(&mut self, edit: &Edit) {
        match edit {
            Edit::Create { kind, id, body } => self.create(*kind, *id, body),
            Edit::Set { kind, id, field, was, now } => self.set(*kind, *id, field, &normal(was), &normal(now)),
            Edit::Remove { kind, id, body } => {
                // Whoever says what the record looked like must not remove one that looks different by now.
                if !body.is_null() && self.plan.body(*kind, *id).is_some_and(|current| current != *body) {
                    return self.refuse(*kind, *id, None, Reason::TouchedSince);
                }
                self.remove(*kind, *id);
            }
        }
    }

    fn refuse(&mut self, kind: Kind, id: Uuid, field: Option<&str>, reason: Reason) {
        let problem = self.plan.problem(kind, id, field, reason);
        self.problems.push(problem);
    }

    fn create(&mut self, kind: Kind, id: Uuid, body: &Value) {
        if self.plan.has_own(kind, id) {
            return self.refuse(kind, id, None, Reason::Exists);
        }
        let Some(given) = body.as_object() else {
            self.refused.insert((kind, id), Value::Null);
            return self.refuse(kind, id, None, Reason::NotARecord);
        };
        let mut given = given.clone();
        given.insert("id".into(), Value::String(id.to_string()));
        if given.get("code").is_none_or(is_empty) {
            given.insert("code".into(), Value::String(self.plan.next_code(kind, &self.given_codes)));
        }
        let before = self.problems.len();
        let body = self.checked_body(kind, id, &given);
        if self.problems.len() > before {
            self.refused.insert((kind, id), body);
            return;
        }
        self.put(kind, id, body);
        self.edits.push(Edit::Create { kind, id, body: Value::Null });
    }

    /// The fields in the order of the struct, empty ones left out; every problem is noted.
    fn checked_body(&mut self, kind: Kind, id: Uuid, given: &Map<String, Value>) -> Value {
        let code = given.get("code").and_then(Value::as_str).map(str::to_owned);
        let mut note = |field: &str, reason| {
            let place = Place { kind: Some(kind), id: Some(id), record_code: code.clone(), field: Some(field.into()) };
            self.problems.push(Problem { place, reason });
        };
        for name in given.keys().filter(|name| kind.field(name).is_none()) {
            note(name, Reason::UnknownField);
        }
        let mut body = Map::new();
        for field in kind.fields() {
            let value = given.get(&field.name).unwrap_or(&Value::Null);
            // An absent flag is false, so it is never missing.
            let value = if is_empty(value) && !field.many { &Value::Null } else { value };
            match field.check(value) {
                Err(reason) => note(&field.name, reason),
                Ok(()) if is_empty(value) => {}
                Ok(()) => {
                    body.insert(field.name.clone(), value.clone());
                }
            }
        }
        Value::Object(body)
    }

    fn set(&mut self, kind: Kind, id: Uuid, name: &str, was: &Value, now: &Value) {
        if self.plan.is_shared(kind, id) {
            return self.refuse(kind, id, Some(name), Reason::BelongsToLibrary);
        }
        let Some(mut body) = self.plan.body(kind, id) else { return self.refuse(kind, id, Some(name), Reason::Gone) };
        let Some(field) = kind.field(name) else { return self.refuse(kind, id, Some(name), Reason::UnknownField) };
        if field.tier == Tier::Fixed {
            return self.refuse(kind, id, Some(name), Reason::FixedField);
        }
        let stands = current(&body, name);
        if &stands == now {
            return;
        }
        if &stands != was {
            let conflict = Box::new(Conflict { seen: was.clone(), current: stands, wanted: now.clone() });
            return self.refuse(kind, id, Some(name), Reason::Conflict(conflict));
        }
        if let Err(reason) = field.check(now) {
            return self.refuse(kind, id, Some(name), reason);
        }
        write(&mut body, field, now);
        self.put(kind, id, body);
        // As the record keeps it: an id or a day may have been spelled in another way.
        let now = self.plan.body(kind, id).map_or(Value::Null, |body| current(&body, name));
        if now != stands {
            self.edits.push(Edit::Set { kind, id, field: name.to_owned(), was: stands, now });
        }
    }

    fn remove(&mut self, kind: Kind, id: Uuid) {
        if self.plan.is_shared(kind, id) {
            return self.refuse(kind, id, None, Reason::BelongsToLibrary);
        }
        // The library does not see who refers to its records, so none of them may go, not even by an undo.
        if self.plan.is_library() && kind.is_retired_not_removed() && self.plan.has(kind, id) {
            return self.refuse(kind, id, None, Reason::RetireInstead);
        }
        let Some(body) = self.plan.body(kind, id) else { return self.refuse(kind, id, None, Reason::Gone) };
        self.plan.take(kind, id);
        self.touched.remove(&(kind, id));
        self.removed.push((kind, id));
        self.edits.push(Edit::Remove { kind, id, body });
    }

    fn put(&mut self, kind: Kind, id: Uuid, body: Value) {
        // Every field was checked against the schema that the struct derives, so this only fails where the two differ.
        if self.plan.put(kind, body).is_err() {
            return self.refuse(kind, id, None, Reason::NotARecord);
        }
        self.touched.insert((kind, id));
    }

    /// What refers to a removed record goes with it, is emptied, or stands in the way.
    fn settle_removals(&mut self, with_consequences: bool) {
        let mut next = 0;
        while let Some((target, id)) = self.removed.get(next).copied() {
            next += 1;
            if self.plan.has(target, id) {
                continue;
            }
            let mut needed_by = Vec::new();
            for (kind, from, field) in field::referrers(&self.plan, target, id) {
                match field.on_remove {
                    _ if !with_consequences => needed_by.push((kind, from)),
                    OnRemove::Cascade => self.remove_once(kind, from),
                    OnRemove::Clear => self.clear(kind, from, field, id),
                    OnRemove::Refuse => needed_by.push((kind, from)),
                }
            }
            if let Some((by, first)) = needed_by.first().copied() {
                let first = self.plan.code(by, first).unwrap_or_default().to_owned();
                let mut problem =
                    self.plan.problem(target, id, None, Reason::Needed { by, first, count: needed_by.len() });
                problem.place.record_code = self.code_of_removed(target, id);
                self.problems.push(problem);
            }
        }
    }

    fn code_of_removed(&self, kind: Kind, id: Uuid) -> Option<String> {
        let body = self.edits.iter().rev().find_map(|edit| match edit {
            Edit::Remove { body, .. } if edit.touches() == (kind, id) => Some(body),
            _ => None,
        });
        body?.get("code")?.as_str().map(str::to_owned)
    }

    fn remove_once(&mut self, kind: Kind, id: Uuid) {
        if self.plan.has(kind, id) {
            self.remove(kind, id);
        }
    }

    fn clear(&mut self, kind: Kind, id: Uuid, field: &Field, target: Uuid) {
        let Some(body) = self.plan.body(kind, id) else { return };
        let was = current(&body, &field.name);
        let target = target.to_string();
        let now = match &was {
            Value::Array(list) => normal(&list.iter().filter(|one| **one != target.as_str()).cloned().collect()),
            _ => Value::Null,
        };
        if now.is_null() && field.required {
            return self.remove(kind, id);
        }
        self.set(kind, id, &field.name, &was, &now);
    }

    fn draw(&mut self, before: &Plan, today: Day, change: Uuid) {
        self.problems.extend(transition::problems(before, &self.plan, &self.edits, today));
        for edit in transition::consequences(before, &self.plan, &self.edits, today, change) {
            self.edit(&edit);
        }
    }

    /// What was removed, or changed into something that no longer holds what it held, must leave nothing behind.
    fn check_removed(&mut self, before: &Plan) {
        let removed = self.removed.iter().copied().filter(|(kind, id)| !self.plan.has(*kind, *id));
        let lost: BTreeSet<(Kind, Uuid)> = removed.chain(self.touched.iter().copied()).collect();
        for (kind, id) in lost {
            before.check_removed(kind, id, &self.plan, &mut self.problems);
        }
    }

    fn check_touched(&mut self) {
        let taken = self.codes_taken_twice();
        let is_library = self.plan.is_library();
        for ((kind, id), body) in self.refused.clone() {
            self.check_references(kind, id, &body);
        }
        for (kind, id) in self.touched.clone() {
            let Some(body) = self.plan.body(kind, id) else { continue };
            self.check_references(kind, id, &body);
            if let Some(code) = taken.get(&(kind, id)).cloned() {
                self.refuse(kind, id, Some("code"), Reason::CodeTaken { code });
            }
            if is_library && kind.home() == Home::Account {
                self.refuse(kind, id, None, Reason::NotInLibrary);
            }
            self.plan.check_record(kind, id, &mut self.problems);
        }
    }

    fn check_head(&mut self) {
        let count = self.plan.heads();
        // A head with a fault in it is there all the same.
        let is_head = |kind: Kind| matches!(kind, Kind::Account | Kind::Workspace);
        if count != 1 && !self.refused.keys().any(|(kind, _)| is_head(*kind)) {
            self.problems.push(Problem::anywhere(Reason::OneAccount { count }));
        }
    }

    /// What a record refers to must be there, or be refused for a fault of its own that is named already.
    fn check_references(&mut self, kind: Kind, id: Uuid, body: &Value) {
        let code = body.get("code").and_then(Value::as_str);
        for (field, target, missing) in field::references(kind, body) {
            let there = self.plan.has(target, missing) || self.refused.contains_key(&(target, missing));
            if !there {
                let mut problem =
                    self.plan.problem(kind, id, Some(&field.name), Reason::Dangling { target, id: missing });
                problem.place.record_code = code.map(str::to_owned);
                self.problems.push(problem);
            }
        }
    }

    /// Codes never change, so only new records can bring one that is taken. The library's codes are its own: an
    /// account's plan may have the same.
    fn codes_taken_twice(&self) -> BTreeMap<(Kind, Uuid), String> {
        if !self.edits.iter().any(|edit| matches!(edit, Edit::Create { .. })) {
            return BTreeMap::new();
        }
        let mut by_code: BTreeMap<&str, Vec<(Kind, Uuid)>> = BTreeMap::new();
        let own = self.plan.codes().into_iter().filter(|(_, kind, id)| !self.plan.is_shared(*kind, *id));
        for (code, kind, id) in own {
            by_code.entry(code).or_default().push((kind, id));
        }
        let twice = by_code.into_iter().filter(|(_, records)| records.len() > 1);
        twice.flat_map(|(code, records)| records.into_iter().map(move |one| (one, code.to_owned()))).collect()
    }

    fn finish(self) -> Result<Applied, Vec<Problem>> {
        if self.problems.is_empty() { Ok(Applied { plan: self.plan, edits: self.edits }) } else { Err(self.problems) }
    }
}

/// Writes one field, keeping the struct's order of fields and leaving empty ones out.
fn write(body: &mut Value, field: &Field, now: &Value) {
    let Value::Object(fields) = body else { return };
    if now.is_null() {
        fields.shift_remove(&field.name);
    } else {
        fields.insert(field.name.clone(), now.clone());
    }
}
