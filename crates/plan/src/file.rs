//! The plan file (`*.plan.json`): a plan's records in a stable order. It diffs well, moves between workspaces, and
//! feeds the command line without a database.

use crate::apply::Origin;
use crate::change::{Change, Edit};
use crate::custom;
use crate::format::Formats;
use crate::kept::Wound;
use crate::kind::{Kind, Plan};
use crate::problem::{Place, Problem, Reason};
use crate::settings::Settings;
use crate::{json, limits};
use serde_json::{Map, Value, json};
use std::ops::Range;
use std::sync::Arc;
use uuid::Uuid;

/// The format that this version writes and reads.
pub const FORMAT: u64 = Formats::PRESENT.newest();

/// The part of a file that holds the records which could not be read.
const WOUNDS: &str = "wounds";

/// A problem in a file, with the line it is on where that can be told.
#[derive(Clone, Debug, PartialEq)]
pub struct FileProblem {
    /// The problem.
    pub problem: Problem,
    /// The line, from 1.
    pub line: Option<usize>,
}

/// Reads a plan, or names everything that is wrong with the file.
pub fn read(text: &str) -> Result<Plan, Vec<FileProblem>> {
    read_in(text, Formats::PRESENT)
}

/// The same by a program that knows these formats. A file of an older one is lifted.
pub fn read_in(text: &str, formats: Formats) -> Result<Plan, Vec<FileProblem>> {
    read_from(text, Origin::Written, formats)
}

/// Reads a plan that we wrote and stored ourselves, such as a snapshot: it keeps what this version does not know and
/// what it could not read when it was written.
pub fn read_stored(text: &str) -> Result<Plan, Vec<FileProblem>> {
    read_stored_in(text, Formats::PRESENT)
}

/// The same by a program that knows these formats. What is of an older one is lifted.
pub fn read_stored_in(text: &str, formats: Formats) -> Result<Plan, Vec<FileProblem>> {
    read_from(text, Origin::Stored, formats)
}

fn read_from(text: &str, origin: Origin, formats: Formats) -> Result<Plan, Vec<FileProblem>> {
    let located = |problems: Vec<Problem>| {
        problems.into_iter().map(|problem| FileProblem { line: line_of(text, &problem), problem }).collect::<Vec<_>>()
    };
    let file = json::read(text, limits::FILE_BYTES)?;
    from_value(file, origin, formats).map_err(located)
}

fn from_value(file: Value, origin: Origin, formats: Formats) -> Result<Plan, Vec<Problem>> {
    let wrong = || vec![Problem::anywhere(Reason::WrongFormat { known: formats.newest() })];
    let Value::Object(mut parts) = file else { return Err(wrong()) };
    let format = parts.shift_remove("kamap").and_then(|format| format.as_u64());
    let format = format.filter(|format| (1..=formats.newest()).contains(format)).ok_or_else(wrong)?;
    let mut problems = Vec::new();
    let settings = read_settings(parts.shift_remove("settings"), &mut problems);
    let wounds = read_wounds(parts.shift_remove(WOUNDS), origin, &mut problems);
    let mut edits = Vec::new();
    for (name, records) in parts {
        match (Kind::from_code(&name), records) {
            (Some(kind), Value::Array(records)) => {
                edits.extend(records.into_iter().filter_map(|mut body| {
                    formats.lift_body(format, kind, &mut body);
                    creation(kind, body, &mut problems)
                }));
            }
            _ => problems.push(Problem::anywhere(Reason::UnknownKind { name })),
        }
    }
    if edits.is_empty() && problems.is_empty() {
        return Err(vec![Problem::anywhere(Reason::OneAccount { count: 0 })]);
    }
    let mut empty = Plan { settings: Arc::new(settings), ..Plan::default() };
    wounds.into_iter().for_each(|wound| empty.put_wound(wound));
    match empty.apply_from(&Change { id: Uuid::nil(), why: None, undoes: None, edits }, origin) {
        Ok(applied) if problems.is_empty() => Ok(applied.plan),
        Ok(_) => Err(problems),
        Err(more) => {
            problems.extend(more);
            Err(problems)
        }
    }
}

fn read_settings(value: Option<Value>, problems: &mut Vec<Problem>) -> Settings {
    let Some(value) = value else { return Settings::default() };
    serde_json::from_value(value).unwrap_or_else(|error| {
        problems.push(Problem::anywhere(Reason::BadSettings { what: error.to_string() }));
        Settings::default()
    })
}

/// Records that could not be read stay in what we stored; a file from elsewhere must say what they are.
fn read_wounds(value: Option<Value>, origin: Origin, problems: &mut Vec<Problem>) -> Vec<Wound> {
    let Some(value) = value else { return Vec::new() };
    let Ok(wounds) = serde_json::from_value::<Vec<Wound>>(value) else {
        problems.push(Problem::anywhere(Reason::UnknownKind { name: WOUNDS.to_owned() }));
        return Vec::new();
    };
    if origin != Origin::Stored {
        problems.extend(wounds.iter().map(|wound| {
            let (kind, id) = (Kind::from_code(&wound.kind), Some(wound.id));
            let place = Place { kind, id, record_code: wound.code.clone(), field: None };
            Problem { place, reason: Reason::WoundInFile }
        }));
    }
    wounds
}

fn creation(kind: Kind, body: Value, problems: &mut Vec<Problem>) -> Option<Edit> {
    let id = body.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok());
    if id.is_none() {
        let mut problem = Problem::anywhere(Reason::NotAnId);
        problem.place.kind = Some(kind);
        problem.place.record_code = body.get("code").and_then(Value::as_str).map(str::to_owned);
        problem.place.field = Some("id".into());
        problems.push(problem);
    }
    Some(Edit::Create { kind, id: id?, body })
}

/// Writes a plan: kinds in the order of the method, records by code, two spaces of indent, one line break at the end.
/// What it writes reads back to the same plan, and what it read it writes to the same bytes. Records that cannot be
/// read stand at the end as what they are, so that nothing is lost unseen.
pub fn write(plan: &Plan) -> String {
    let mut file = Map::new();
    file.insert("kamap".into(), json!(FORMAT));
    if *plan.settings != Settings::default() {
        file.insert("settings".into(), serde_json::to_value(&*plan.settings).unwrap_or(Value::Null));
    }
    for kind in Kind::ALL {
        let records: Vec<Value> = plan.bodies(*kind).into_iter().map(|(_, body)| body).collect();
        if !records.is_empty() {
            file.insert(kind.code().into(), Value::Array(records));
        }
    }
    if plan.wounds().len() > 0 {
        file.insert(WOUNDS.into(), plan.wounds().map(|wound| json!(wound)).collect());
    }
    // Serializing a tree of JSON values to a string has no way to fail.
    let mut text = serde_json::to_string_pretty(&Value::Object(file)).unwrap_or_default();
    text.push('\n');
    text
}

/// The JSON Schema of the plan file.
pub fn schema() -> Value {
    let mut definitions = Map::new();
    let mut properties = Map::new();
    properties.insert("kamap".into(), json!({ "const": FORMAT, "description": "Format of the file." }));
    properties.insert("settings".into(), part(schemars::schema_for!(Settings).to_value(), &mut definitions));
    for kind in Kind::ALL {
        let array = json!({ "type": "array", "items": record(*kind, &mut definitions) });
        properties.insert(kind.code().into(), array);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "kamap plan file",
        "description": "All records of one account's plan. Ids are UUIDs, days are YYYY-MM-DD, \
                        amounts are minor units of the account's currency.",
        "type": "object",
        "required": ["kamap", "account"],
        "properties": properties,
        "additionalProperties": false,
        "$defs": definitions
    })
}

/// The schema of a record as reading takes it: a missing code is given, a field that the kind lacks is refused.
fn record(kind: Kind, definitions: &mut Map<String, Value>) -> Value {
    let mut schema = part(kind.schema(), definitions);
    let required = kind.fields().iter().filter(|field| field.required && field.name != "code");
    if let Value::Object(words) = &mut schema {
        words.insert("required".into(), required.map(|field| field.name.as_str()).collect());
        words.insert("additionalProperties".into(), json!(false));
    }
    schema
}

/// A schema as part of another: without its own dialect, its definitions moved to the root where references look.
fn part(mut schema: Value, definitions: &mut Map<String, Value>) -> Value {
    if let Value::Object(fields) = &mut schema {
        fields.shift_remove("$schema");
        if let Some(Value::Object(own)) = fields.shift_remove("$defs") {
            definitions.extend(own);
        }
    }
    schema
}

/// The line of the field that a problem names, found by the record's id and then the field's name; the line of the id
/// where the field is missing, and none where the record cannot be told.
fn line_of(text: &str, problem: &Problem) -> Option<usize> {
    let id = problem.place.id?.to_string();
    let own = |at: &usize| {
        let before = text.get(..*at).unwrap_or_default().trim_end_matches('"').trim_end();
        before.strip_suffix(':').is_some_and(|rest| rest.trim_end().ends_with("\"id\""))
    };
    let id_at = text.match_indices(id.as_str()).map(|(at, _)| at).find(own)?;
    let record = object_around(text, id_at)?;
    let field_at = problem.place.field.as_ref().and_then(|field| {
        let key = format!("\"{}\"", field.strip_prefix(custom::NAMES).unwrap_or(field));
        let is_key = |at: &usize| text.get(at + key.len()..).is_some_and(|rest| rest.trim_start().starts_with(':'));
        text.get(record.clone())?.match_indices(&key).map(|(at, _)| record.start + at).find(is_key)
    });
    Some(text.get(..field_at.unwrap_or(id_at))?.matches('\n').count() + 1)
}

/// The innermost object around a place in a JSON text.
fn object_around(text: &str, place: usize) -> Option<Range<usize>> {
    let (mut open, mut in_text, mut escaped) = (Vec::new(), false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_text,
            b'"' => in_text = !in_text,
            b'{' if !in_text => open.push(at),
            b'}' if !in_text => {
                let object = open.pop()?..at;
                if object.contains(&place) {
                    return Some(object);
                }
            }
            _ => {}
        }
    }
    None
}
