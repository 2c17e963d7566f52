//! The plan file (`*.plan.json`): a plan's records in a stable order. It diffs well, moves between workspaces, and
//! feeds the command line without a database.

use crate::apply::Origin;
use crate::change::{Change, Edit};
use crate::custom;
use crate::format::Formats;
use crate::kept::Wound;
use crate::kind::{Home, Kind, Plan};
use crate::problem::{Place, Problem, Reason};
use crate::{json, limits};
use serde_json::{Map, Value, json};
use std::ops::Range;
use std::sync::Arc;
use uuid::Uuid;

/// The format that this version writes and reads.
pub const FORMAT: u64 = Formats::PRESENT.newest();
/// The part of an account's file that holds what it refers to in the library.
pub const LIBRARY: &str = "library";

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
    lift(&mut parts, format, formats);
    let library = read_library(parts.shift_remove(LIBRARY), origin, &mut problems);
    let wounds = read_wounds(parts.shift_remove(WOUNDS), origin, &mut problems);
    let edits = creations(parts, &mut problems);
    if edits.is_empty() && problems.is_empty() {
        return Err(vec![Problem::anywhere(Reason::OneAccount { count: 0 })]);
    }
    let ground = Plan::default();
    let mut ground = library.map_or(ground.clone(), |library| ground.with_library(&Arc::new(library)));
    wounds.into_iter().for_each(|wound| ground.put_wound(wound));
    match ground.apply_from(&all_at_once(edits), origin) {
        Ok(applied) if problems.is_empty() => Ok(applied.plan),
        Ok(_) => Err(problems),
        Err(more) => {
            problems.extend(more);
            Err(problems)
        }
    }
}

/// Brings all records of a file, the library's part among them, from its format to the newest.
fn lift(kinds: &mut Map<String, Value>, from: u64, formats: Formats) {
    for (name, records) in kinds {
        match (Kind::from_code(name), records) {
            (Some(kind), Value::Array(bodies)) => {
                bodies.iter_mut().for_each(|body| formats.lift_body(from, kind, body));
            }
            (None, Value::Object(library)) if name == LIBRARY => lift(library, from, formats),
            _ => {}
        }
    }
}

fn all_at_once(edits: Vec<Edit>) -> Change {
    Change { id: Uuid::nil(), why: None, undoes: None, edits }
}

/// What the file of an account carries of the library, as the part of a library that it is.
fn read_library(part: Option<Value>, origin: Origin, problems: &mut Vec<Problem>) -> Option<Plan> {
    let Some(Value::Object(mut kinds)) = part else {
        if part.is_some() {
            problems.push(Problem::anywhere(Reason::UnknownKind { name: LIBRARY.into() }));
        }
        return None;
    };
    let wounds = read_wounds(kinds.shift_remove(WOUNDS), origin, problems);
    let edits = creations(kinds, problems);
    for edit in &edits {
        let (kind, id) = edit.touches();
        if kind.home() != Home::Library {
            problems.push(Plan::default().problem(kind, id, None, Reason::NotInLibrary));
        }
    }
    let mut ground = Plan::default();
    wounds.into_iter().for_each(|wound| ground.put_wound(wound));
    if edits.is_empty() {
        return Some(ground);
    }
    match ground.apply_part(&all_at_once(edits), origin) {
        Ok(applied) => Some(applied.plan),
        Err(more) => {
            problems.extend(more);
            None
        }
    }
}

/// The edits that make all these records, kind by kind.
fn creations(kinds: Map<String, Value>, problems: &mut Vec<Problem>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (name, records) in kinds {
        match (Kind::from_code(&name), records) {
            (Some(kind), Value::Array(records)) => {
                edits.extend(records.into_iter().filter_map(|body| creation(kind, body, problems)));
            }
            _ => problems.push(Problem::anywhere(Reason::UnknownKind { name })),
        }
    }
    edits
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
    // The library's records that the plan refers to come along, set apart, so that the file stands alone.
    let carried = plan.carried();
    let of_library = |kind| {
        let mut bodies = plan.bodies(kind);
        bodies.retain(|(id, _)| carried.contains(&(kind, *id)));
        bodies
    };
    let wounds: Vec<&Wound> = plan.wounds().collect();
    compose(FORMAT, |kind| plan.own_bodies(kind), of_library, [&wounds, &plan.carried_wounds()])
}

/// The text of a file of this format: records by kind in the order of their codes, those of the library, and the
/// wounds of both.
pub(crate) fn compose(
    format: u64,
    own: impl Fn(Kind) -> Vec<(Uuid, Value)>,
    of_library: impl Fn(Kind) -> Vec<(Uuid, Value)>,
    [wounds, wounds_of_library]: [&[&Wound]; 2],
) -> String {
    let mut file = Map::new();
    file.insert("kamap".into(), json!(format));
    file.extend(by_kind(own));
    let mut library = by_kind(of_library);
    put_wounds(&mut library, wounds_of_library);
    if !library.is_empty() {
        file.insert(LIBRARY.into(), Value::Object(library));
    }
    put_wounds(&mut file, wounds);
    // Serializing a tree of JSON values to a string has no way to fail.
    let mut text = serde_json::to_string_pretty(&Value::Object(file)).unwrap_or_default();
    text.push('\n');
    text
}

fn put_wounds(part: &mut Map<String, Value>, wounds: &[&Wound]) {
    if !wounds.is_empty() {
        part.insert(WOUNDS.into(), json!(wounds));
    }
}

/// Records by the code of their kind, in the order of the method; kinds without any are left out.
fn by_kind(bodies: impl Fn(Kind) -> Vec<(Uuid, Value)>) -> Map<String, Value> {
    let kinds = Kind::ALL.iter().map(|kind| {
        let records: Vec<Value> = bodies(*kind).into_iter().map(|(_, body)| body).collect();
        (kind.code().to_owned(), records)
    });
    kinds.filter(|(_, records)| !records.is_empty()).map(|(kind, records)| (kind, Value::Array(records))).collect()
}

/// The JSON Schema of the plan file.
pub fn schema() -> Value {
    let mut definitions = Map::new();
    let mut properties = Map::new();
    properties.insert("kamap".into(), json!({ "const": FORMAT, "description": "Format of the file." }));
    let mut library = Map::new();
    for kind in Kind::ALL {
        let array = json!({ "type": "array", "items": record(*kind, &mut definitions) });
        if kind.home() == Home::Library {
            library.insert(kind.code().into(), array.clone());
        }
        properties.insert(kind.code().into(), array);
    }
    properties.insert(
        LIBRARY.into(),
        json!({
            "description": "The library's records that the account's plan refers to, and its settings.",
            "type": "object",
            "properties": library,
            "additionalProperties": false
        }),
    );
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "kamap plan file",
        "description": "All records of one account's plan, or of the library. Ids are UUIDs, days are YYYY-MM-DD, \
                        amounts are minor units of the account's currency.",
        "type": "object",
        "required": ["kamap"],
        "oneOf": [{ "required": ["account"] }, { "required": ["workspace"] }],
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
