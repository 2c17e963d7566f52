//! Applying a change: all fields, references and invariants are checked, all problems named at once, all consequences
//! written into the edits, so that undo covers them.

mod undo;

use crate::change::{Applied, Change, Edit};
use crate::custom::{self, custom_of, is_readable, value, write};
use crate::field::{self, Field, OnRemove, Tier};
use crate::kept::{Wound, is_known};
use crate::kind::{Home, Kind, Plan, is_empty};
use crate::problem::{Conflict, Place, Problem, Reason};
use crate::{Day, limits, transition};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Where a change comes from, and with it what is asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Somebody makes it on this day.
    Made(Day),
    /// It was written down as a whole: a file, an import.
    Written,
    /// It takes another one back, or leads back to what was in another way.
    Undo,
    /// It was stored by us, or by a newer version.
    Stored,
}

impl Origin {
    fn of(change: &Change, otherwise: Self) -> Self {
        if change.undoes.is_some() { Self::Undo } else { otherwise }
    }

    /// May a new record bring fields that this version does not know? It had them when it was stored.
    fn keeps_unknown(self) -> bool {
        matches!(self, Self::Undo | Self::Stored)
    }
}

impl Plan {
    /// The plan after this change, or everything that is wrong with it. Edits that change nothing are dropped. What is
    /// applied so, as a file or an undo, is what was or shall be: no rule about moves is asked, nothing is drawn.
    pub fn apply(&self, change: &Change) -> Result<Applied, Vec<Problem>> {
        self.apply_from(change, Origin::of(change, Origin::Written))
    }

    /// The same for a change that leads back to what was ([`Plan::bring_back`], [`Plan::go_back`]): as with an undo,
    /// nothing else goes along, and a card that hung on nothing before may do so again.
    pub fn apply_back(&self, change: &Change) -> Result<Applied, Vec<Problem>> {
        self.unless_put_away(self.apply_from(change, Origin::Undo))
    }

    /// The same for a part of a plan, which needs no head.
    pub(crate) fn apply_part(&self, change: &Change, origin: Origin) -> Result<Applied, Vec<Problem>> {
        self.apply_with(change, origin, false)
    }

    /// The same for a change that somebody makes on this day: transition rules are asked, and consequences drawn and
    /// written into the edits (decided 1.1, 1.4). An undo is taken as it is.
    pub fn apply_on(&self, change: &Change, today: Day) -> Result<Applied, Vec<Problem>> {
        self.unless_put_away(self.apply_from(change, Origin::of(change, Origin::Made(today))))
    }

    /// An account that was put away is only read: whatever somebody does to it must reopen it.
    fn unless_put_away(&self, applied: Result<Applied, Vec<Problem>>) -> Result<Applied, Vec<Problem>> {
        let put_away = |plan: &Plan| plan.account().filter(|account| account.archived_on.is_some()).map(|one| one.id);
        match (put_away(self), &applied) {
            (Some(id), Ok(after)) if put_away(&after.plan).is_some() => {
                Err(vec![self.problem(Kind::Account, id.uuid(), None, Reason::Archived)])
            }
            _ => applied,
        }
    }

    pub(crate) fn apply_from(&self, change: &Change, origin: Origin) -> Result<Applied, Vec<Problem>> {
        self.apply_with(change, origin, true)
    }

    fn apply_with(&self, change: &Change, origin: Origin, is_whole: bool) -> Result<Applied, Vec<Problem>> {
        if change.edits.is_empty() {
            return Err(vec![Problem::anywhere(Reason::Empty)]);
        }
        // What is given back or was stored was within the limits, or its consequences went beyond them.
        let is_new = matches!(origin, Origin::Made(_) | Origin::Written);
        if is_new && change.edits.len() > limits::EDITS {
            return Err(vec![Problem::anywhere(Reason::TooLarge { most: limits::EDITS })]);
        }
        // Without its account, nothing can be said about the rest.
        if let Some(wound) = self.wounded_account().filter(|_| origin != Origin::Stored) {
            return Err(vec![self.problem(Kind::Account, wound.id, None, Reason::Wounded)]);
        }
        let mut work = Work::on(self.clone(), &change.edits, origin);
        for edit in &change.edits {
            work.edit(edit);
        }
        if let Origin::Made(today) = origin {
            work.draw(self, today, change.id);
        }
        // Undo puts back exactly what was; a removal that it implies takes nothing else along, and a card that hung on
        // nothing before may do so again.
        work.settle_removals(origin != Origin::Undo);
        if origin != Origin::Undo {
            work.check_removed(self);
        }
        work.check_touched();
        if is_whole {
            work.check_head();
        }
        if is_new {
            work.check_size(change);
        }
        work.finish()
    }

    fn wounded_account(&self) -> Option<&Wound> {
        self.wounds().find(|wound| wound.kind == Kind::Account.code())
    }

    pub(crate) fn problem(&self, kind: Kind, id: Uuid, field: Option<&str>, reason: Reason) -> Problem {
        let place = Place {
            kind: Some(kind),
            id: Some(id),
            record_code: self.code(kind, id).map(str::to_owned).or_else(|| self.wound(kind, id)?.code.clone()),
            field: field.map(str::to_owned),
        };
        Problem { place, reason }
    }
}

/// An absent value has one form: null.
fn normal(value: &Value) -> Value {
    if is_empty(value) { Value::Null } else { value.clone() }
}

/// May a record's field with this name be set?
fn check_settable(kind: Kind, name: &str) -> Result<(), Reason> {
    match kind.field(name) {
        Some(field) if field.tier == Tier::Fixed => Err(Reason::FixedField),
        Some(field) if field.once => Err(Reason::SetOnce),
        None if !name.starts_with(custom::NAMES) => Err(Reason::UnknownField),
        _ => Ok(()),
    }
}

struct Work {
    plan: Plan,
    origin: Origin,
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
    fn on(plan: Plan, edits: &[Edit], origin: Origin) -> Self {
        let given = |edit: &Edit| match edit {
            Edit::Create { body, .. } => body.get("code").and_then(Value::as_str).map(str::to_owned),
            _ => None,
        };
        Self {
            plan,
            origin,
            edits: Vec::new(),
            removed: Vec::new(),
            touched: BTreeSet::new(),
            refused: BTreeMap::new(),
            given_codes: edits.iter().filter_map(given).collect(),
            problems: Vec::new(),
        }
    }

    fn edit(&mut self, edit: &Edit) {
        let (kind, id) = edit.touches();
        if self.plan.wound(kind, id).is_some() {
            return self.refuse(kind, id, None, Reason::Wounded);
        }
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
        let strange = given.iter().filter(|(name, _)| !is_known(kind, name));
        let mut unknown = Map::new();
        for (name, value) in strange {
            match self.origin.keeps_unknown() {
                true => drop(unknown.insert(name.clone(), value.clone())),
                false => note(name, Reason::UnknownField),
            }
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
        let mut body = Value::Object(body);
        match given.get(custom::PART) {
            None | Some(Value::Null) => {}
            Some(Value::Object(_)) => {
                for (name, value) in custom_of(&Value::Object(given.clone())) {
                    match is_readable(value) {
                        true => write(&mut body, &name, value),
                        false => note(&name, self.plan.misfit(kind, &name, value)),
                    }
                }
            }
            Some(_) => note(custom::PART, Reason::NotARecord),
        }
        if let Value::Object(fields) = &mut body {
            fields.extend(unknown);
        }
        body
    }

    fn set(&mut self, kind: Kind, id: Uuid, name: &str, was: &Value, now: &Value) {
        if self.plan.is_shared(kind, id) {
            return self.refuse(kind, id, Some(name), Reason::BelongsToLibrary);
        }
        let Some(mut body) = self.plan.body(kind, id) else { return self.refuse(kind, id, Some(name), Reason::Gone) };
        if let Err(reason) = check_settable(kind, name) {
            return self.refuse(kind, id, Some(name), reason);
        }
        let stands = value(&body, name);
        if &stands == now {
            return;
        }
        if &stands != was {
            let conflict = Box::new(Conflict { seen: was.clone(), current: stands, wanted: now.clone() });
            return self.refuse(kind, id, Some(name), Reason::Conflict(conflict));
        }
        // A field of the workspace's own is checked once the whole change stands: its definition may come with it.
        let misfit = match kind.field(name) {
            Some(field) => field.check(now).err(),
            None => (!is_readable(now)).then(|| self.plan.misfit(kind, name, now)),
        };
        if let Some(reason) = misfit {
            return self.refuse(kind, id, Some(name), reason);
        }
        write(&mut body, name, now);
        self.put(kind, id, body);
        // As the record keeps it: an id or a day may have been spelled in another way.
        let now = self.plan.body(kind, id).map_or(Value::Null, |body| value(&body, name));
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
            self.check_unneeded_by_wounds(target, id);
            needed_by.extend(self.plan.bearers(target, self.removed_body(target, id)));
            if let Some((by, first)) = needed_by.first().copied() {
                let first = self.plan.code(by, first).unwrap_or_default().to_owned();
                let mut problem =
                    self.plan.problem(target, id, None, Reason::Needed { by, first, count: needed_by.len() });
                problem.place.record_code = self.code_of_removed(target, id);
                self.problems.push(problem);
            }
        }
    }

    /// What a record that cannot be read names must stay, or it would dangle once the record can be read again.
    fn check_unneeded_by_wounds(&mut self, kind: Kind, id: Uuid) {
        let named = id.to_string();
        let Some(wound) = self.plan.wounds().find(|wound| wound.raw.contains(&named)) else { return };
        let reason = Reason::NeededByWound { by: wound.kind.clone(), first: wound.name() };
        let mut problem = self.plan.problem(kind, id, None, reason);
        problem.place.record_code = self.code_of_removed(kind, id);
        self.problems.push(problem);
    }

    fn code_of_removed(&self, kind: Kind, id: Uuid) -> Option<String> {
        self.removed_body(kind, id).get("code")?.as_str().map(str::to_owned)
    }

    fn removed_body(&self, kind: Kind, id: Uuid) -> &Value {
        let body = self.edits.iter().rev().find_map(|edit| match edit {
            Edit::Remove { body, .. } if edit.touches() == (kind, id) => Some(body),
            _ => None,
        });
        body.unwrap_or(&Value::Null)
    }

    fn remove_once(&mut self, kind: Kind, id: Uuid) {
        if self.plan.has(kind, id) {
            self.remove(kind, id);
        }
    }

    fn clear(&mut self, kind: Kind, id: Uuid, field: &Field, target: Uuid) {
        let Some(body) = self.plan.body(kind, id) else { return };
        let was = value(&body, &field.name);
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
            self.check_custom(kind, id, &body);
        }
        for (kind, id) in self.touched.clone() {
            let Some(body) = self.plan.body(kind, id) else { continue };
            self.check_references(kind, id, &body);
            self.check_custom(kind, id, &body);
            if kind == Kind::CustomField {
                self.check_bearers(&body);
            }
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
        let count = self.plan.heads() + self.plan.wounded_account().into_iter().count();
        // A head with a fault in it is there all the same.
        let is_head = |kind: Kind| matches!(kind, Kind::Account | Kind::Workspace);
        if count != 1 && !self.refused.keys().any(|(kind, _)| is_head(*kind)) {
            self.problems.push(Problem::anywhere(Reason::OneAccount { count }));
        }
    }

    fn check_size(&mut self, change: &Change) {
        if self.plan.len() > limits::RECORDS {
            self.problems.push(Problem::anywhere(Reason::PlanFull { most: limits::RECORDS }));
        }
        let why = change.why.as_deref().unwrap_or_default();
        let length = why.chars().count();
        let too_long = (length > limits::TEXT).then_some(Reason::TooLong { most: limits::TEXT, length });
        let reason = too_long.or_else(|| (!field::is_text(why)).then_some(Reason::NotAText));
        if let Some(reason) = reason {
            let place = Place { field: Some("why".to_owned()), ..Place::default() };
            self.problems.push(Problem { place, reason });
        }
    }

    /// What a record refers to must be there, or be refused for a fault of its own that is named already.
    fn check_references(&mut self, kind: Kind, id: Uuid, body: &Value) {
        let code = body.get("code").and_then(Value::as_str);
        for (field, target, missing) in field::references(kind, body) {
            let there = self.plan.has(target, missing)
                || self.plan.wound_below(target, missing).is_some()
                || self.refused.contains_key(&(target, missing));
            if !there {
                let mut problem =
                    self.plan.problem(kind, id, Some(&field.name), Reason::Dangling { target, id: missing });
                problem.place.record_code = code.map(str::to_owned);
                self.problems.push(problem);
            }
        }
    }

    /// What a record holds in the workspace's own fields must be what their definitions say.
    fn check_custom(&mut self, kind: Kind, id: Uuid, body: &Value) {
        let code = body.get("code").and_then(Value::as_str);
        for (field, reason) in self.plan.custom_faults(kind, body) {
            let mut problem = self.plan.problem(kind, id, Some(&field), reason);
            problem.place.record_code = code.map(str::to_owned);
            self.problems.push(problem);
        }
    }

    /// A field that takes the place of the library's with its code defines what records hold already.
    fn check_bearers(&mut self, definition: &Value) {
        for (kind, id) in self.plan.bearers(Kind::CustomField, definition) {
            if !self.touched.contains(&(kind, id)) && self.plan.has_own(kind, id) {
                let body = self.plan.body(kind, id).unwrap_or(Value::Null);
                self.check_custom(kind, id, &body);
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
        let taken = |code: &str| self.plan.wounds().any(|wound| wound.code.as_deref() == Some(code));
        let is_new = |record: (Kind, Uuid)| {
            self.edits.iter().any(|edit| matches!(edit, Edit::Create { .. }) && edit.touches() == record)
        };
        let was_anothers = |code: &str, records: &[(Kind, Uuid)]| {
            records.iter().any(|record| self.plan.borne.is_of_another(code, *record) && is_new(*record))
        };
        let twice = by_code
            .into_iter()
            .filter(|(code, records)| records.len() > 1 || taken(code) || was_anothers(code, records));
        twice.flat_map(|(code, records)| records.into_iter().map(move |one| (one, code.to_owned()))).collect()
    }

    fn finish(self) -> Result<Applied, Vec<Problem>> {
        if self.problems.is_empty() { Ok(Applied { plan: self.plan, edits: self.edits }) } else { Err(self.problems) }
    }
}
