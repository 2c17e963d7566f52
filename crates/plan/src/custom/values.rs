//! What a record holds in the workspace's own fields, and how such a field is named in edits, problems and forms.

use crate::Words;
use crate::number::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What the names of the workspace's own fields begin with: `custom.CF01`.
pub const NAMES: &str = "custom.";

/// The part of a body that holds their values.
pub const PART: &str = "custom";

/// Values by the code of their definition. They are typed by their definitions, which the plan holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Custom(BTreeMap<String, CustomValue>);

/// One value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CustomValue {
    /// A number.
    Number(Decimal),
    /// Text; a day as YYYY-MM-DD, a choice as its code.
    Words(Words),
}

impl Custom {
    /// The value under this code.
    pub fn get(&self, code: &str) -> Option<&CustomValue> {
        self.0.get(code)
    }

    /// No values at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl CustomValue {
    pub(super) fn is_code(&self, code: &str) -> bool {
        matches!(self, Self::Words(Words::Plain(text)) if text == code)
    }
}

impl JsonSchema for Custom {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Custom".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (number, words) = (Decimal::json_schema(generator), Words::json_schema(generator));
        json_schema!({ "type": "object", "additionalProperties": { "anyOf": [number, words] }, "x-type": PART })
    }
}

/// The values in a body with the names of their fields; empty ones are none.
pub(crate) fn of(body: &Value) -> impl Iterator<Item = (String, &Value)> {
    let values = body.get(PART).and_then(Value::as_object).into_iter().flatten();
    values.filter(|(_, value)| !value.is_null()).map(|(code, value)| (format!("{NAMES}{code}"), value))
}

/// Has the value one of the forms that values have? What it must be is for its definition to say.
pub(crate) fn is_readable(value: &Value) -> bool {
    // A list would read as the languages of a text, one after the other.
    value.is_null() || !value.is_array() && CustomValue::deserialize(value).is_ok()
}

/// What a body holds in a field, null where that is empty.
pub fn value(body: &Value, field: &str) -> Value {
    let held = match field.strip_prefix(NAMES) {
        Some(code) => body.get(PART).and_then(|part| part.get(code)),
        None => body.get(field),
    };
    held.cloned().unwrap_or(Value::Null)
}

/// Writes one field of a body; what is empty is left out.
pub fn write(body: &mut Value, field: &str, now: &Value) {
    let Value::Object(fields) = body else { return };
    let Some(code) = field.strip_prefix(NAMES) else { return put(fields, field, now) };
    let mut part = fields.shift_remove(PART).unwrap_or_default();
    if !part.is_object() {
        part = Value::Object(Map::new());
    }
    if let Value::Object(values) = &mut part {
        put(values, code, now);
    }
    if part.as_object().is_some_and(|values| !values.is_empty()) {
        fields.insert(PART.to_owned(), part);
    }
}

fn put(fields: &mut Map<String, Value>, name: &str, now: &Value) {
    if now.is_null() {
        fields.shift_remove(name);
    } else {
        fields.insert(name.to_owned(), now.clone());
    }
}
