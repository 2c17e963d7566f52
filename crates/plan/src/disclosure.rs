//! What a plan holds about one human being, with who wrote it and when: what that one may ask to see (decided 4.35; GDPR
//! article 15, PIPL article 45).

use crate::change::{Edit, Logged};
use crate::erasure::Erasure;
use crate::field::Tier;
use crate::id::RecordRef;
use crate::kind::{Kind, Plan};
use crate::past::Past;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Who wrote something, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Written {
    /// The user.
    pub by: Uuid,
    /// The instant.
    pub at: jiff::Timestamp,
}

/// A field of a record that says something about somebody.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Said {
    /// The field.
    pub field: String,
    /// What it holds.
    pub value: Value,
    /// Who wrote it last; none where that is not on record.
    pub written: Option<Written>,
}

/// A record that says something about somebody, or the one that stands for them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Holding {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    #[serde(skip)]
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// What it says: all that is filled in, or where it only names the person, the texts with the name in them.
    pub said: Vec<Said>,
}

/// All that a plan holds about one human being.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Disclosure {
    /// The records that stand for them, then those that refer to them, by kind and code.
    pub records: Vec<Holding>,
    /// What other records say where the name stands in a text.
    pub mentions: Vec<Holding>,
}

impl Disclosure {
    /// Nothing is held.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.mentions.is_empty()
    }
}

impl Plan {
    /// All that this plan holds of its own about somebody who stands under these records, with who wrote it by its whole
    /// log, newest change first.
    pub fn disclosure(&self, people: &[RecordRef], log: &[Logged]) -> Disclosure {
        let now = Past::of(self);
        let erasures: Vec<Erasure> = people.iter().filter_map(|person| self.told_apart(*person, &now, log)).collect();
        let authors = authors(log);
        let mut disclosure = Disclosure::default();
        for (kind, id, body) in now.iter() {
            let is_about = erasures.iter().any(|one| one.is_about(kind, id, body));
            let is_own = people.contains(&RecordRef { kind, id });
            let tells = is_own || (is_about && people.iter().any(|person| tells(kind, person.kind)));
            let is_named = |field: &str| erasures.iter().any(|one| one.is_named_in(kind, body, field));
            let names = |field: &str| people.iter().any(|person| names(kind, body, field, *person));
            let wanted = |field: &str| if tells { is_own || !names(field) } else { is_named(field) };
            let holding = holding((kind, id, body), &authors, wanted);
            match (is_about, holding.said.is_empty()) {
                (true, _) => disclosure.records.push(holding),
                (false, false) => disclosure.mentions.push(holding),
                (false, true) => {}
            }
        }
        for list in [&mut disclosure.records, &mut disclosure.mentions] {
            let place = |one: &Holding| !people.contains(&RecordRef { kind: one.kind, id: one.id });
            list.sort_by(|one, other| (place(one), one.kind, &one.code).cmp(&(place(other), other.kind, &other.code)));
        }
        disclosure
    }

    /// The person with all names that the plan and its history know; none where there is no such record, now or ever.
    fn told_apart(&self, person: RecordRef, now: &Past, log: &[Logged]) -> Option<Erasure> {
        let code = self.code(person.kind, person.id).unwrap_or_default();
        let mut erasure = Erasure::of(person, code)?;
        erasure.learn(now, log);
        erasure.spare_others(now);
        Some(erasure)
    }
}

/// Do records of this kind say something about the human beings of that kind whom they name? Others only name them.
fn tells(kind: Kind, of: Kind) -> bool {
    kind.fields().iter().any(|field| field.personal == Some(of))
}

/// Does this field name the person by reference?
fn names(kind: Kind, body: &Value, field: &str, person: RecordRef) -> bool {
    let value = body.get(field).unwrap_or(&Value::Null);
    kind.field(field).is_some_and(|field| field.references(value) == [(person.kind, person.id)])
}

/// Who wrote each record first, and each of its fields last.
type Authors<'l> = BTreeMap<(Kind, Uuid, Option<&'l str>), Written>;

fn authors(log: &[Logged]) -> Authors<'_> {
    let mut authors = Authors::new();
    for change in log {
        let written = Written { by: change.by, at: change.at };
        for edit in &change.edits {
            let place = match edit {
                Edit::Create { kind, id, .. } => (*kind, *id, None),
                Edit::Set { kind, id, field, .. } => (*kind, *id, Some(field.as_str())),
                Edit::Remove { .. } => continue,
            };
            authors.entry(place).or_insert(written);
        }
    }
    authors
}

fn holding((kind, id, body): (Kind, Uuid, &Value), authors: &Authors<'_>, wanted: impl Fn(&str) -> bool) -> Holding {
    let fields = body.as_object().into_iter().flatten();
    let is_fixed = |name: &str| kind.field(name).is_some_and(|field| field.tier == Tier::Fixed);
    let said = fields.filter(|(name, _)| !is_fixed(name) && wanted(name)).map(|(name, value)| Said {
        field: name.clone(),
        value: value.clone(),
        written: authors.get(&(kind, id, Some(name))).or_else(|| authors.get(&(kind, id, None))).copied(),
    });
    let code = body.get("code").and_then(Value::as_str).unwrap_or_default().to_owned();
    Holding { kind, id, code, said: said.collect() }
}
