//! What the records were at some time, as bodies: walked back over a log on JSON, without a plan for each step (decided
//! 5.41).

use crate::change::Edit;
use crate::kept::Row;
use crate::kind::{Kind, Plan};
use crate::{custom, file};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The bodies of all records at one time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past(BTreeMap<(Kind, Uuid), Value>);

impl Past {
    /// What a plan holds of its own.
    pub fn of(plan: &Plan) -> Self {
        let bodies =
            |kind: &Kind| plan.own_bodies(*kind).into_iter().map(|(id, body)| ((*kind, id), body)).collect::<Vec<_>>();
        Self(Kind::ALL.iter().flat_map(bodies).collect())
    }

    /// The body of a record.
    pub fn body(&self, record: (Kind, Uuid)) -> Option<&Value> {
        self.0.get(&record)
    }

    /// Puts a body in.
    pub fn put(&mut self, kind: Kind, id: Uuid, body: Value) {
        self.0.insert((kind, id), body);
    }

    /// All records.
    pub fn iter(&self) -> impl Iterator<Item = (Kind, Uuid, &Value)> {
        self.0.iter().map(|((kind, id), body)| (*kind, *id, body))
    }

    /// All records, to rewrite them.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (Kind, Uuid, &mut Value)> {
        self.0.iter_mut().map(|((kind, id), body)| (*kind, *id, body))
    }

    /// Back over one edit, the last one first.
    pub fn back(&mut self, edit: &Edit) {
        let record = edit.touches();
        match edit {
            Edit::Create { .. } => drop(self.0.remove(&record)),
            Edit::Remove { body, .. } => drop(self.0.insert(record, body.clone())),
            Edit::Set { field, was, .. } => {
                if let Some(body) = self.0.get_mut(&record) {
                    custom::write(body, field, was);
                }
            }
        }
    }

    /// Only these records.
    pub fn only(mut self, records: &BTreeSet<(Kind, Uuid)>) -> Self {
        self.0.retain(|record, _| records.contains(record));
        self
    }

    /// The plan file that it was in this format, as [`crate::file::write`] writes the newest, with what it carries of the
    /// library.
    pub fn file(&self, format: u64, library: &Self) -> String {
        file::compose(format, |kind| self.by_code(kind), |kind| library.by_code(kind), [&[], &[]])
    }

    fn by_code(&self, kind: Kind) -> Vec<(Uuid, Value)> {
        let of_kind = self.iter().filter(|(of, ..)| *of == kind);
        let mut bodies: Vec<_> = of_kind.map(|(_, id, body)| (id, body.clone())).collect();
        bodies.sort_by(|(_, one), (_, other)| code_of(one).cmp(code_of(other)));
        bodies
    }

    /// What a plan file holds, of whatever format, without what it carries of the library.
    pub fn of_file(file: &Value) -> Self {
        let body = |kind: Kind, body: &Value| {
            let id = body.get("id")?.as_str()?.parse().ok()?;
            Some(((kind, id), body.clone()))
        };
        let lists = file.as_object().into_iter().flatten();
        let lists = lists.filter_map(|(kind, list)| Some((Kind::from_code(kind)?, list.as_array()?)));
        Self(lists.flat_map(|(kind, list)| list.iter().filter_map(move |one| body(kind, one))).collect())
    }

    /// The plan that it was, with no library under it.
    pub fn into_plan(self) -> Plan {
        let texts: Vec<_> = self.iter().map(|(kind, id, body)| (kind, id, body.to_string())).collect();
        Plan::restore(texts.iter().map(|(kind, id, body)| Row { kind: kind.code(), id: *id, body }))
    }
}

fn code_of(body: &Value) -> &str {
    body.get("code").and_then(Value::as_str).unwrap_or_default()
}
