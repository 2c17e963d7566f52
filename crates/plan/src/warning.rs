//! Warnings: what a reader should look at. They never stand in the way of a change.

use crate::id::RecordRef;

/// Something to look at, with the records that it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Warning {
    /// Its key, for its label.
    pub key: &'static str,
    /// The records; empty where it is about the plan as a whole.
    pub records: Vec<RecordRef>,
}

/// The warnings of a part of the method, gathered.
#[derive(Debug, Default)]
pub struct Warnings(Vec<Warning>);

impl Warnings {
    /// One warning for all these records together, if there are any.
    pub fn of<R: Into<RecordRef>>(&mut self, key: &'static str, records: impl Iterator<Item = R>) {
        let records: Vec<RecordRef> = records.map(Into::into).collect();
        if !records.is_empty() {
            self.0.push(Warning { key, records });
        }
    }

    /// A warning about the plan as a whole, where it holds.
    pub fn when(&mut self, holds: bool, key: &'static str) {
        if holds {
            self.0.push(Warning { key, records: Vec::new() });
        }
    }

    /// All of them, in the order in which they came.
    pub fn into_vec(self) -> Vec<Warning> {
        self.0
    }
}
