//! What the records were at some time, as bodies: walked back over a log on JSON, without a plan for each step (decided
//! 5.41).

use crate::Settings;
use crate::change::Edit;
use crate::custom;
use crate::kept::Row;
use crate::kind::{Kind, Plan};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// The bodies of all records at one time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past(BTreeMap<(Kind, Uuid), Value>);

impl Past {
    /// What a plan holds.
    pub fn of(plan: &Plan) -> Self {
        let bodies =
            |kind: &Kind| plan.bodies(*kind).into_iter().map(|(id, body)| ((*kind, id), body)).collect::<Vec<_>>();
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

    /// The plan that it was, under these settings.
    pub fn into_plan(self, settings: Arc<Settings>) -> Plan {
        let texts: Vec<_> = self.iter().map(|(kind, id, body)| (kind, id, body.to_string())).collect();
        Plan::restore(settings, texts.iter().map(|(kind, id, body)| Row { kind: kind.code(), id: *id, body }))
    }
}
