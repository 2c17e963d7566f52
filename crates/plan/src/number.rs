//! Decimal numbers that people type: metrics, baselines, targets.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The largest number that a field takes either way.
pub const MOST: f64 = 1e12;

/// A finite decimal number. It is measured in whatever the field beside it says.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Decimal(pub f64);

impl JsonSchema for Decimal {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Decimal".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number", "minimum": -MOST, "maximum": MOST, "x-type": "decimal" })
    }
}
