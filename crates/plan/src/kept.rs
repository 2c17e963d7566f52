//! What a plan keeps without understanding it: fields that a newer version wrote, and stored records that cannot be
//! read. Neither is ever lost or overwritten (decided 5.42).

use crate::custom;
use crate::kind::{Kind, Plan};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// A record as a ledger stores it.
#[derive(Clone, Copy, Debug)]
pub struct Row<'r> {
    /// The code of its kind.
    pub kind: &'r str,
    /// Its id.
    pub id: Uuid,
    /// Its body, as JSON.
    pub body: &'r str,
}

/// A stored record that cannot be read. It is named, kept as it is, and never edited or removed: undo could not bring
/// it back, and a version that reads it may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wound {
    /// The code of its kind, which may be one that we do not know.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
    /// Its code, where that can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Why it cannot be read.
    pub why: String,
    /// What is stored.
    pub raw: String,
}

impl Wound {
    /// What is wrong with a row.
    pub fn of(row: Row<'_>, why: String) -> Self {
        let body: Option<Value> = serde_json::from_str(row.body).ok();
        let code = body.as_ref().and_then(|body| body.get("code")).and_then(Value::as_str).map(str::to_owned);
        Self { kind: row.kind.to_owned(), id: row.id, code, why, raw: row.body.to_owned() }
    }

    /// Its code where that can be read, else its id.
    pub fn name(&self) -> String {
        self.code.clone().unwrap_or_else(|| self.id.to_string())
    }

    /// Could it be the record of this kind with this code?
    fn may_be(&self, kind: Kind, code: &str) -> bool {
        self.kind == kind.code() && self.code.as_deref().is_none_or(|own| own == code)
    }
}

/// All that one plan keeps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    fields: BTreeMap<(Kind, Uuid), Map<String, Value>>,
    wounds: BTreeMap<(String, Uuid), Wound>,
}

/// The fields of a body that this version does not know.
pub(crate) fn unknown(kind: Kind, body: &Value) -> Map<String, Value> {
    let fields = body.as_object().into_iter().flatten();
    let unknown = fields.filter(|(name, _)| !is_known(kind, name));
    unknown.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Does this version know the part of a body with this name?
pub(crate) fn is_known(kind: Kind, name: &str) -> bool {
    name == custom::PART || kind.field(name).is_some()
}

impl Kept {
    /// The body with the unknown fields of its record behind the known ones.
    pub(crate) fn join(&self, kind: Kind, id: Uuid, mut body: Value) -> Value {
        if let (Some(unknown), Value::Object(fields)) = (self.fields.get(&(kind, id)), &mut body) {
            fields.extend(unknown.clone());
        }
        body
    }

    /// The unknown fields of a record.
    pub(crate) fn of(&self, kind: Kind, id: Uuid) -> Map<String, Value> {
        self.fields.get(&(kind, id)).cloned().unwrap_or_default()
    }

    /// The records whose unknown fields differ.
    pub(crate) fn differing(&self, other: &Self) -> Vec<(Kind, Uuid)> {
        let differs = |key: &(Kind, Uuid)| self.fields.get(key) != other.fields.get(key);
        let mut keys: Vec<_> = self.fields.keys().chain(other.fields.keys()).copied().collect();
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter().filter(differs).collect()
    }
}

impl Plan {
    /// A plan from the rows that a ledger stored. They were checked when they were applied; what cannot be read all
    /// the same becomes a wound.
    pub fn restore<'r>(rows: impl IntoIterator<Item = Row<'r>>) -> Self {
        let mut plan = Self::default();
        for row in rows {
            if let Err(why) = plan.put_row(row) {
                plan.put_wound(Wound::of(row, why));
            }
        }
        plan.settle_settings();
        plan
    }

    fn put_row(&mut self, row: Row<'_>) -> Result<(), String> {
        let kind = Kind::from_code(row.kind).ok_or_else(|| format!("unknown kind {}", row.kind))?;
        // A list would read as the fields of the struct, one after the other.
        if !row.body.trim_start().starts_with('{') {
            return Err("not a record".to_owned());
        }
        let ignored = self.put_text(kind, row.id, row.body).map_err(|error| error.to_string())?;
        if ignored.is_empty() {
            return Ok(());
        }
        let mut fields: Map<String, Value> = serde_json::from_str(row.body).map_err(|error| error.to_string())?;
        fields.retain(|name, _| !is_known(kind, name));
        if fields.len() < ignored.len() {
            self.take(kind, row.id);
            return Err(format!("unknown parts: {}", ignored.join(", ")));
        }
        self.keep(kind, row.id, fields);
        Ok(())
    }

    /// Keeps these unknown fields of a record, in place of those that it had.
    pub(crate) fn keep(&mut self, kind: Kind, id: Uuid, unknown: Map<String, Value>) {
        if unknown.is_empty() && !self.kept.fields.contains_key(&(kind, id)) {
            return;
        }
        let fields = &mut Arc::make_mut(&mut self.kept).fields;
        match unknown.is_empty() {
            true => fields.remove(&(kind, id)),
            false => fields.insert((kind, id), unknown),
        };
    }

    /// Lets go of all that is kept about a record.
    pub(crate) fn forget(&mut self, kind: Kind, id: Uuid) {
        self.keep(kind, id, Map::new());
        if self.wound(kind, id).is_some() {
            Arc::make_mut(&mut self.kept).wounds.remove(&(kind.code().to_owned(), id));
        }
    }

    pub(crate) fn put_wound(&mut self, wound: Wound) {
        Arc::make_mut(&mut self.kept).wounds.insert((wound.kind.clone(), wound.id), wound);
    }

    /// The stored records that cannot be read, by kind and id.
    pub fn wounds(&self) -> impl ExactSizeIterator<Item = &Wound> {
        self.kept.wounds.values()
    }

    /// The wound that stands in the place of a record.
    pub fn wound(&self, kind: Kind, id: Uuid) -> Option<&Wound> {
        // Mostly there is none, and then nothing is looked up.
        let wounds = Some(&self.kept.wounds).filter(|wounds| !wounds.is_empty())?;
        wounds.get(&(kind.code().to_owned(), id))
    }

    /// The wound, the plan's or the library's, that may be the record of this kind with this code.
    pub(crate) fn wounded_as(&self, kind: Kind, code: &str) -> Option<&Wound> {
        let below = self.library.iter().flat_map(|library| library.wounds());
        self.wounds().chain(below).find(|wound| wound.may_be(kind, code))
    }
}
