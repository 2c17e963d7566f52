//! What the records were at some time, as bodies: walked back over a log on JSON, without a plan for each step (decided
//! 5.41).

use crate::Settings;
use crate::change::Edit;
use crate::custom;
use crate::kept::Row;
use crate::kind::{Kind, Plan};
use serde_json::{Value, json};
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

    /// The plan file that it was in this format, as [`crate::file::write`] writes the newest.
    pub fn file(&self, settings: &Settings, format: u64) -> String {
        let mut file = serde_json::Map::from_iter([("kamap".to_owned(), json!(format))]);
        if *settings != Settings::default() {
            file.insert("settings".into(), serde_json::to_value(settings).unwrap_or(Value::Null));
        }
        for kind in Kind::ALL {
            let of_kind = self.0.iter().filter(|((of, _), _)| of == kind);
            let mut bodies: Vec<&Value> = of_kind.map(|(_, body)| body).collect();
            bodies.sort_by_key(|body| body.get("code").and_then(Value::as_str).unwrap_or_default());
            if !bodies.is_empty() {
                file.insert(kind.code().into(), json!(bodies));
            }
        }
        // Writing a tree of JSON values to a string has no way to fail.
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
    }

    /// What a plan file holds, of whatever format.
    pub fn of_file(file: &Value) -> Self {
        let body = |kind: Kind, body: &Value| {
            let id = body.get("id")?.as_str()?.parse().ok()?;
            Some(((kind, id), body.clone()))
        };
        let lists = file.as_object().into_iter().flatten();
        let lists = lists.filter_map(|(kind, list)| Some((Kind::from_code(kind)?, list.as_array()?)));
        Self(lists.flat_map(|(kind, list)| list.iter().filter_map(move |one| body(kind, one))).collect())
    }

    /// The plan that it was, under these settings.
    pub fn into_plan(self, settings: Arc<Settings>) -> Plan {
        let texts: Vec<_> = self.iter().map(|(kind, id, body)| (kind, id, body.to_string())).collect();
        Plan::restore(settings, texts.iter().map(|(kind, id, body)| Row { kind: kind.code(), id: *id, body }))
    }
}
