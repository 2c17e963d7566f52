//! Money as whole minor units, so that no sum ever drifts.

use crate::limits::MONEY;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// An amount in minor units (fen, cents) of the plan's currency, or of the one that its record names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub i64);

impl Money {
    /// The amount in whole currency units, for ratios and display.
    pub fn units(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

impl JsonSchema for Money {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Money".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": -MONEY, "maximum": MONEY, "x-type": "money" })
    }
}
