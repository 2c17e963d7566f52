//! The schemas of what is sent and answered: the records and the plan file by their own, which their structs derive; the
//! rest by the structs of the doors; lists by their columns.

use super::changes::{ChangePage, Made};
use super::fault::Fault;
use super::figures::FigureTold;
use super::lists::{Column, columns};
use super::plans::PlanHead;
use super::search::FoundPage;
use ledger::List;
use plan::portfolio::Part;
use plan::{Change, Kind, Words, file};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// Where schemas lie in the description.
pub const PLACE: &str = "#/components/schemas/";

/// A reference to a schema by its name.
pub fn named(name: &str) -> Value {
    json!({ "$ref": format!("{PLACE}{name}") })
}

/// All schemas by name.
pub fn all() -> Map<String, Value> {
    let mut schemas = derived();
    schemas.extend(of_plans());
    schemas.insert("Figures".into(), figures());
    schemas.insert("Problem".into(), fault());
    for (name, list) in [
        ("Account", List::Accounts),
        ("Opportunity", List::Opportunities),
        ("Action", List::Actions),
        ("Person", List::People),
    ] {
        schemas.insert(format!("{name}Line"), line(list));
        schemas.insert(format!("{name}Page"), page(&named(&format!("{name}Line"))));
    }
    schemas.insert("RecordPage".into(), page(&named("Record")));
    schemas.sort_keys();
    schemas
}

/// Those that the structs of the core and of the doors derive.
fn derived() -> Map<String, Value> {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = PLACE.trim_start_matches('#').trim_end_matches('/').to_owned().into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let _ = generator.subschema_for::<Change>();
    let _ = generator.subschema_for::<PlanHead>();
    let _ = generator.subschema_for::<Made>();
    let _ = generator.subschema_for::<ChangePage>();
    let _ = generator.subschema_for::<FigureTold>();
    let _ = generator.subschema_for::<FoundPage>();
    // It stands in line wherever the structs have it; lists refer to it.
    let words = generator.subschema_for::<Words>().to_value();
    let mut schemas = generator.take_definitions(true);
    schemas.insert("Words".into(), words);
    schemas
}

/// The plan file, and the records of each kind by the kind's name.
fn of_plans() -> Map<String, Value> {
    let mut plan = file::schema();
    let mut schemas = Map::new();
    let Value::Object(words) = &mut plan else { return schemas };
    if let Some(Value::Object(definitions)) = words.shift_remove("$defs") {
        schemas.extend(definitions);
    }
    words.shift_remove("$schema");
    if let Some(Value::Object(parts)) = words.get_mut("properties") {
        for kind in Kind::ALL {
            let Some(record) = parts.get_mut(kind.code()).and_then(|part| part.get_mut("items")) else { continue };
            schemas.insert(kind.code().to_owned(), std::mem::replace(record, named(kind.code())));
        }
        if let Some(Value::Object(library)) = parts.get_mut(file::LIBRARY).and_then(|part| part.get_mut("properties")) {
            for (code, part) in library.iter_mut() {
                *part = json!({ "type": "array", "items": named(code) });
            }
        }
        parts.insert("wounds".into(), wounds());
    }
    schemas.insert("PlanFile".into(), plan);
    let kinds: Vec<Value> = Kind::ALL.iter().map(|kind| named(kind.code())).collect();
    schemas
        .insert("Record".into(), json!({ "description": "A record of the kind that was asked for.", "anyOf": kinds }));
    schemas.values_mut().for_each(moved);
    schemas
}

/// What a file says of records that cannot be read; a file with any is not taken in again.
fn wounds() -> Value {
    json!({
        "description": "Records that are stored and cannot be read, as they are.",
        "type": "array",
        "items": { "type": "object" }
    })
}

/// Lets references look where schemas lie here.
fn moved(schema: &mut Value) {
    match schema {
        Value::Object(words) => {
            if let Some(Value::String(place)) = words.get_mut("$ref") {
                *place = place.replace("#/$defs/", PLACE);
            }
            words.values_mut().for_each(moved);
        }
        Value::Array(list) => list.iter_mut().for_each(moved),
        _ => {}
    }
}

/// The figures by part, with the keys of the golden figures.
fn figures() -> Value {
    let part = |part: &Part| {
        let keys = part.keys().iter().map(|key| {
            let shape = if *key == "certainty" { "object" } else { "number" };
            ((*key).to_owned(), json!({ "type": [shape, "null"] }))
        });
        let keys: Map<String, Value> = keys.collect();
        (part.code().to_owned(), json!({ "type": "object", "properties": keys }))
    };
    let day = ("on".to_owned(), json!({ "type": "string", "format": "date" }));
    let properties: Map<String, Value> = std::iter::once(day).chain(Part::ALL.iter().map(part)).collect();
    json!({
        "description": "All figures of a day, and what they are by record. Amounts are millions of the plan's currency; \
                        null is unknown, which is never zero.",
        "type": "object",
        "required": properties.keys().collect::<Vec<_>>(),
        "properties": properties
    })
}

/// A page of lines.
fn page(item: &Value) -> Value {
    json!({
        "type": "object",
        "required": ["items", "next"],
        "properties": {
            "items": { "type": "array", "items": item },
            "next": { "type": ["string", "null"], "description": "What to send as `after` for the next page; null at the end." }
        },
        "additionalProperties": false
    })
}

/// A line of a list over accounts.
fn line(list: List) -> Value {
    let id = || json!({ "type": "string", "format": "uuid" });
    let words = || json!({ "anyOf": [named("Words"), { "type": "null" }] });
    let head = match list {
        List::Accounts => vec![("id", id()), ("name", words())],
        _ => vec![
            ("account", id()),
            ("account_name", words()),
            ("id", id()),
            ("title", words()),
            ("owner_name", words()),
        ],
    };
    let head = head.into_iter().map(|(name, schema)| (name.to_owned(), schema));
    let column = |one: &Column| (one.name.to_owned(), one.schema());
    let properties: Map<String, Value> = head.chain(columns(list).iter().map(column)).collect();
    json!({
        "type": "object",
        "required": properties.keys().collect::<Vec<_>>(),
        "properties": properties,
        "additionalProperties": false
    })
}

/// What goes wrong.
fn fault() -> Value {
    let codes: Vec<&str> = Fault::examples().iter().map(Fault::code).collect();
    json!({
        "description": "Problem details (RFC 9457).",
        "type": "object",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": { "type": "string", "format": "uri-reference", "examples": ["/api#conflict"] },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string", "description": "A sentence in the language of Accept-Language." },
            "code": { "type": "string", "enum": codes },
            "parameter": { "type": "string", "description": "The parameter that is wrong." },
            "number": { "type": "string", "description": "Under which a failure of ours is logged." },
            "problems": {
                "type": "array",
                "description": "All that is wrong with what was sent.",
                "items": problem()
            }
        },
        "additionalProperties": false
    })
}

/// One thing that is wrong: beside these, what its sentence says, by name.
fn problem() -> Value {
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
    json!({
        "type": "object",
        "required": ["code", "detail"],
        "properties": {
            "kind": { "type": "string", "enum": kinds },
            "id": { "type": "string", "format": "uuid" },
            "record": { "type": "string", "description": "The record's code." },
            "field": { "type": "string" },
            "code": { "type": "string", "examples": ["conflict"] },
            "detail": { "type": "string", "description": "A sentence in the language of Accept-Language." },
            "seen": { "description": "Of a conflict: what the writer saw." },
            "current": { "description": "Of a conflict: what it is by now." },
            "wanted": { "description": "Of a conflict: what the writer wanted." }
        }
    })
}
