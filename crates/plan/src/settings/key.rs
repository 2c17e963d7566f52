//! The keys of the settings: each number in the struct by its path, with its default, range and unit, read once from the
//! schema that the struct derives.

use super::Settings;
use crate::problem::Reason;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::sync::LazyLock;

/// The name of a setting: its path, such as `relationship.contact_interval.inner_circle`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(String);

/// What a key takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// Its key.
    pub key: Key,
    /// What it is where nobody changed it.
    pub default: f64,
    /// The least that it takes.
    pub least: i64,
    /// The most that it takes.
    pub most: i64,
    /// A whole number only.
    pub whole: bool,
    /// What it is measured in: `days`, `minutes`, `weight`, `share`, `points` or `count`.
    pub unit: String,
    /// What it means, in English (the doc comment).
    pub meaning: String,
}

static LEAVES: LazyLock<Vec<Leaf>> = LazyLock::new(|| {
    let inline = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let schema = inline.into_generator().into_root_schema_for::<Settings>().to_value();
    let mut leaves = Vec::new();
    walk(&schema, &json!(Settings::default()), "", &mut leaves);
    leaves
});

/// All settings, in the order of the struct.
pub fn all() -> &'static [Leaf] {
    &LEAVES
}

fn walk(schema: &Value, default: &Value, path: &str, leaves: &mut Vec<Leaf>) {
    if let Some(Value::Object(properties)) = schema.get("properties") {
        for (name, part) in properties {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            walk(part, default.get(name).unwrap_or(&Value::Null), &path, leaves);
        }
        return;
    }
    let word = |key: &str| schema.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let end = |key: &str| schema.get(key).and_then(Value::as_f64).unwrap_or_default();
    if let Some(default) = default.as_f64() {
        leaves.push(Leaf {
            key: Key(path.to_owned()),
            default,
            // The ends of all ranges are whole; a test holds it.
            least: end("minimum") as i64,
            most: end("maximum") as i64,
            whole: word("type") == "integer",
            unit: word("x-unit"),
            meaning: word("description"),
        });
    }
}

impl Key {
    /// The path.
    pub fn path(&self) -> &str {
        &self.0
    }

    /// What it takes; none where there is no such key.
    pub fn leaf(&self) -> Option<&'static Leaf> {
        LEAVES.iter().find(|leaf| leaf.key == *self)
    }

    /// What is wrong with this value for the key, if anything.
    pub fn check(&self, value: f64) -> Result<(), Reason> {
        let unknown =
            || Reason::NotAChoice { choices: all().iter().map(|leaf| leaf.key.path()).collect::<Vec<_>>().join(", ") };
        let leaf = self.leaf().ok_or_else(unknown)?;
        let (least, most) = (leaf.least, leaf.most);
        match value {
            _ if leaf.whole && value.fract() != 0.0 => Err(Reason::NotANumber),
            _ if value < least as f64 || value > most as f64 => Err(Reason::OutOfRange { least, most }),
            _ => Ok(()),
        }
    }

    /// Writes the value where the key leads in the tree of settings.
    pub(super) fn write(&self, tree: &mut Value, value: f64) {
        let pointer = format!("/{}", self.0.replace('.', "/"));
        if let (Some(place), Some(leaf)) = (tree.pointer_mut(&pointer), self.leaf()) {
            *place = if leaf.whole { json!(value as i64) } else { json!(value) };
        }
    }
}

impl JsonSchema for Key {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Key".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let keys: Vec<&str> = all().iter().map(|leaf| leaf.key.path()).collect();
        json_schema!({ "type": "string", "enum": keys, "x-type": "choice", "x-scale": "setting" })
    }
}
