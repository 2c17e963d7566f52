//! The codes that removed records bore. People know records by their codes, so one that was given is not given again.

use crate::change::Edit;
use crate::kind::Kind;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// Each code that a removed record bore, with the last record that did, and the codes of records that rest and are not in
/// the plan. What a plan remembers of its log, and no part of what it says: plans that differ only in this are equal.
#[derive(Clone, Debug, Default)]
pub struct Borne {
    removed: Arc<BTreeMap<String, (Kind, Uuid)>>,
    /// A line each: there may be many, and they are seldom asked for.
    resting: Arc<str>,
}

impl PartialEq for Borne {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Borne {
    /// Notes the codes of all records that these edits removed.
    pub fn note_removals(&mut self, edits: &[Edit]) {
        for edit in edits {
            if let Edit::Remove { kind, id, body } = edit
                && let Some(code) = body.get("code").and_then(Value::as_str)
            {
                self.note(code, (*kind, *id));
            }
        }
    }

    /// Notes the code of a record that is removed.
    pub(crate) fn note(&mut self, code: &str, record: (Kind, Uuid)) {
        if self.removed.get(code) != Some(&record) {
            Arc::make_mut(&mut self.removed).insert(code.to_owned(), record);
        }
    }

    /// Notes the codes of all records that rest and are not read with the plan, a line each.
    pub fn note_resting(&mut self, codes: Arc<str>) {
        self.resting = codes;
    }

    /// Did another record bear this code?
    pub(crate) fn is_of_another(&self, code: &str, record: (Kind, Uuid)) -> bool {
        let of_removed = self.removed.get(code).is_some_and(|borne_by| *borne_by != record);
        of_removed || self.resting.lines().any(|resting| resting == code)
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.removed.keys().map(String::as_str).chain(self.resting.lines())
    }
}
