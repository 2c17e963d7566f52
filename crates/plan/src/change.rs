//! The only way in which a plan becomes another: who changes what, when and why (design 3, decided in 5.41 and 5.43).

use crate::file::FileProblem;
use crate::kind::{Kind, Plan};
use crate::problem::{Problem, Reason};
use crate::{json, limits};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// A wish to change the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Made by whoever sends it, so that sending it again does nothing.
    pub id: Uuid,
    /// Why, in the user's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The change that this one takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<Uuid>,
    /// What to do, in order.
    pub edits: Vec<Edit>,
}

/// One thing that a change does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// Adds a record. In the log the body is left out: the record itself has it.
    Create {
        /// Its kind.
        kind: Kind,
        /// Its id.
        id: Uuid,
        /// Its fields; a missing code is given.
        #[serde(default, skip_serializing_if = "Value::is_null")]
        #[schemars(with = "Option<Map<String, Value>>")]
        body: Value,
    },
    /// Changes one field. Naming what the writer saw keeps two people from overwriting each other.
    Set {
        /// The record's kind.
        kind: Kind,
        /// The record.
        id: Uuid,
        /// The field.
        field: String,
        /// What the writer saw; null for an empty field.
        #[serde(default)]
        was: Value,
        /// What it becomes; null empties it.
        #[serde(default)]
        now: Value,
    },
    /// Removes a record. The log keeps its body, so it can come back.
    Remove {
        /// The record's kind.
        kind: Kind,
        /// The record.
        id: Uuid,
        /// Its fields at that moment; filled in when it is applied.
        #[serde(default, skip_serializing_if = "Value::is_null")]
        #[schemars(with = "Option<Map<String, Value>>")]
        body: Value,
    },
}

impl Change {
    /// Reads a change that was sent as JSON, or names what is wrong with it and on which line.
    pub fn read(text: &str) -> Result<Self, Vec<FileProblem>> {
        let value = json::read(text, limits::CHANGE_BYTES)?;
        serde_json::from_value(value).map_err(|error| {
            let problem = Problem::anywhere(Reason::BadChange { what: error.to_string() });
            vec![FileProblem { problem, line: None }]
        })
    }
}

impl Edit {
    /// Which record it touches.
    pub fn touches(&self) -> (Kind, Uuid) {
        match self {
            Self::Create { kind, id, .. } | Self::Set { kind, id, .. } | Self::Remove { kind, id, .. } => (*kind, *id),
        }
    }
}

/// A change that was applied.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The plan that it led to.
    pub plan: Plan,
    /// What was done, with all consequences, as the log keeps it.
    pub edits: Vec<Edit>,
}

/// A change as the log keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Logged {
    /// The account's revision that it made, counted from 1.
    pub revision: i64,
    /// Its id.
    pub id: Uuid,
    /// The id of who made it.
    pub by: Uuid,
    /// When, as an instant in UTC.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: jiff::Timestamp,
    /// Why, in the user's words.
    pub why: Option<String>,
    /// The change that it took back.
    pub undoes: Option<Uuid>,
    /// What was done, with all consequences; nothing where this version cannot read it.
    pub edits: Vec<Edit>,
    /// What is stored in place of edits that this version cannot read: a newer one made the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<Unread>,
    /// How many edits are not for the reader; none in a log that no lens reduced.
    #[serde(default, skip_serializing_if = "is_none")]
    pub hidden: usize,
}

fn is_none(count: &usize) -> bool {
    *count == 0
}

/// The edits of a change that cannot be read. They are named, kept as they are, and neither undone nor walked back over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unread {
    /// What is stored.
    pub raw: String,
    /// Why it cannot be read.
    pub why: String,
}

impl Logged {
    /// Does this version know what was done?
    pub fn is_readable(&self) -> bool {
        self.unread.is_none()
    }

    /// Did it touch this record? One that cannot be read may have where it names the record.
    pub fn touched(&self, kind: Kind, id: Uuid) -> bool {
        let named = |unread: &Unread| unread.raw.contains(&id.to_string());
        self.edits.iter().any(|edit| edit.touches() == (kind, id)) || self.unread.as_ref().is_some_and(named)
    }

    /// What stands in the way of going back over these changes: the latest that cannot be read.
    pub fn readable<'l>(log: impl IntoIterator<Item = &'l Logged>) -> Result<(), Problem> {
        let unread = log.into_iter().filter(|one| !one.is_readable()).map(|one| one.revision).max();
        unread.map_or(Ok(()), |revision| Err(Problem::anywhere(Reason::MadeByNewer { revision })))
    }
}

/// What undo and redo would act on for one person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// The person's last change that still stands.
    pub undo: Option<Uuid>,
    /// The person's last undo that still stands, unless the person changed something after it.
    pub redo: Option<Uuid>,
}

/// One line of history: who changed something, and whether it took another change back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The change.
    pub id: Uuid,
    /// Who made it.
    pub by: Uuid,
    /// What it took back.
    pub undoes: Option<Uuid>,
}

/// The steps of `by` in a stretch of history, newest first.
pub fn steps(history: &[Trace], by: Uuid) -> Steps {
    // From the newest backwards, a change stands unless something newer that stands took it back.
    let mut taken_back = std::collections::BTreeSet::new();
    let mut steps = Steps::default();
    let mut changed_after = false;
    let is_undo = |id: Uuid| history.iter().any(|one| one.id == id && one.undoes.is_some());
    for trace in history {
        if taken_back.contains(&trace.id) {
            continue;
        }
        taken_back.extend(trace.undoes);
        if trace.by != by {
            continue;
        }
        match trace.undoes {
            // A redo only lets the first change stand again; it is that change which can be undone.
            Some(undone) if is_undo(undone) => {}
            Some(_) if changed_after => {}
            Some(_) => steps.redo = steps.redo.or(Some(trace.id)),
            None => {
                steps.undo = steps.undo.or(Some(trace.id));
                changed_after = true;
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: Uuid = Uuid::from_u128(100);
    const YOU: Uuid = Uuid::from_u128(200);

    fn trace(id: u128, by: Uuid, undoes: Option<u128>) -> Trace {
        Trace { id: Uuid::from_u128(id), by, undoes: undoes.map(Uuid::from_u128) }
    }

    fn steps_of(history: &[Trace]) -> (Option<u128>, Option<u128>) {
        let newest_first: Vec<_> = history.iter().rev().copied().collect();
        let steps = steps(&newest_first, ME);
        (steps.undo.map(|id| id.as_u128()), steps.redo.map(|id| id.as_u128()))
    }

    #[test]
    fn undo_walks_back_over_my_own_changes_only() {
        let mut history = vec![trace(1, ME, None), trace(2, ME, None), trace(3, YOU, None)];
        assert_eq!(steps_of(&history), (Some(2), None));
        history.push(trace(4, ME, Some(2)));
        assert_eq!(steps_of(&history), (Some(1), Some(4)));
        history.push(trace(5, ME, Some(1)));
        assert_eq!(steps_of(&history), (None, Some(5)));
    }

    #[test]
    fn redo_brings_back_the_last_undo_first() {
        let mut history = vec![trace(1, ME, None), trace(2, ME, None), trace(3, ME, Some(2)), trace(4, ME, Some(1))];
        history.push(trace(5, ME, Some(4)));
        assert_eq!(steps_of(&history), (Some(1), Some(3)));
        history.push(trace(6, ME, Some(3)));
        assert_eq!(steps_of(&history), (Some(2), None));
    }

    #[test]
    fn a_new_change_ends_redo() {
        let history = [trace(1, ME, None), trace(2, ME, Some(1)), trace(3, ME, None)];
        assert_eq!(steps_of(&history), (Some(3), None));
    }
}
