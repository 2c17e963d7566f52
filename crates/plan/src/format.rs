//! Formats of what is stored. A step leads from one format to the next; the past is lifted when it is read (decided
//! 5.42). Kinds keep their codes from format to format.

use crate::change::{Edit, Logged};
use crate::kind::Kind;
use crate::past::Past;
use serde_json::{Map, Value};

/// Brings the fields of a body, or those of them that an edit has, from one format to the next.
pub type Lift = fn(Kind, &mut Map<String, Value>);

/// The formats that a program knows, by the steps between them.
#[derive(Clone, Copy, Debug)]
pub struct Formats(&'static [Lift]);

impl Formats {
    /// Those of this version. There has been no step yet.
    pub const PRESENT: Self = Self::of(&[]);

    /// The first step leads from format 1 to format 2.
    pub const fn of(steps: &'static [Lift]) -> Self {
        Self(steps)
    }

    /// The format that is written.
    pub const fn newest(self) -> u64 {
        self.0.len() as u64 + 1
    }

    /// Those that a program knew which wrote this format.
    pub fn until(self, format: u64) -> Self {
        let steps = usize::try_from(format.saturating_sub(1)).unwrap_or(usize::MAX);
        Self(self.0.get(..steps).unwrap_or(self.0))
    }

    /// Brings a body of an older format to the newest.
    pub fn lift_body(self, from: u64, kind: Kind, body: &mut Value) {
        if let Value::Object(fields) = body {
            self.lift_fields(from, kind, fields);
        }
    }

    fn lift_fields(self, from: u64, kind: Kind, fields: &mut Map<String, Value>) {
        let passed = usize::try_from(from.saturating_sub(1)).unwrap_or(usize::MAX);
        self.0.iter().skip(passed).for_each(|lift| lift(kind, fields));
    }

    /// Brings all records of an older format to the newest.
    pub fn lift_past(self, from: u64, past: &mut Past) {
        past.iter_mut().for_each(|(kind, _, body)| self.lift_body(from, kind, body));
    }

    /// Brings a change of an older format to the newest.
    pub fn lift_change(self, from: u64, change: &mut Logged) {
        if from < self.newest() {
            change.edits =
                std::mem::take(&mut change.edits).into_iter().flat_map(|edit| self.lift_edit(from, edit)).collect();
        }
    }

    fn lift_edit(self, from: u64, edit: Edit) -> Vec<Edit> {
        match edit {
            Edit::Create { .. } => vec![edit],
            Edit::Remove { kind, id, mut body } => {
                self.lift_body(from, kind, &mut body);
                vec![Edit::Remove { kind, id, body }]
            }
            Edit::Set { kind, id, field, was, now } => {
                let [was, now] = [was, now].map(|value| {
                    let mut fields = Map::from_iter([(field.clone(), value)]);
                    self.lift_fields(from, kind, &mut fields);
                    fields
                });
                let names: Vec<String> =
                    was.keys().chain(now.keys().filter(|key| !was.contains_key(*key))).cloned().collect();
                let value = |fields: &Map<String, Value>, name: &str| fields.get(name).cloned().unwrap_or_default();
                let edit = |name: String| Edit::Set {
                    kind,
                    id,
                    was: value(&was, &name),
                    now: value(&now, &name),
                    field: name,
                };
                names.into_iter().map(edit).collect()
            }
        }
    }
}
