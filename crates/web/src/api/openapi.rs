//! The description of the interface (OpenAPI 3.1), made from the table of doors and the schemas.

use super::door::{DOORS, Door, Under, Verb};
use super::fault::{Fault, MEDIA_TYPE};
use super::parameter::Parameter;
use super::schemas::{self, named};
use super::{ROOT, stamped};
use crate::exercise::MODEL;
use crate::words::Say;
use axum::http::StatusCode;
use axum::response::Response;
use plan::portfolio::Part;
use plan::{Kind, Language};
use serde_json::{Map, Value, json};

/// In which language the description speaks; the page that shows it speaks the reader's.
const SAY: Say = Say::new(Language::En);

/// `GET /openapi.json`.
pub async fn show() -> Result<Response, Fault> {
    stamped::plain(StatusCode::OK, &document())
}

/// The whole description.
pub fn document() -> Value {
    let mut paths = Map::new();
    for door in &DOORS {
        for path in door.paths() {
            let operation = operation(door, &path);
            let methods = paths.entry(format!("{ROOT}{path}")).or_insert_with(|| json!({}));
            if let Value::Object(methods) = methods {
                methods.insert(door.verb.method().into(), operation);
            }
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "kamap",
            "version": env!("CARGO_PKG_VERSION"),
            "description": SAY.label("api-about"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" }
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer", "description": SAY.label("api-token") } },
            "headers": { "ETag": { "description": SAY.label("api-etag"), "schema": { "type": "string" } } },
            "responses": faults(),
            "schemas": schemas::all()
        }
    })
}

/// What may go wrong, by code.
fn faults() -> Map<String, Value> {
    let told = |fault: &Fault| {
        let about = SAY.label(&format!("api-title-{}", fault.code()));
        let content = json!({ MEDIA_TYPE: { "schema": named("Problem") } });
        (fault.code().to_owned(), json!({ "description": about, "content": content }))
    };
    Fault::examples().iter().map(told).collect()
}

fn operation(door: &Door, path: &str) -> Value {
    let mut operation = Map::new();
    operation.insert("operationId".into(), json!(operation_id(door, path)));
    operation.insert("summary".into(), json!(SAY.label(door.summary)));
    operation.insert("tags".into(), json!([tag(path)]));
    operation.insert("parameters".into(), parameters(door, path).into());
    if let Some(sent) = door.sends {
        let content = json!({ "application/json": { "schema": named(sent), "example": example(sent) } });
        operation.insert("requestBody".into(), json!({ "required": true, "content": content }));
    }
    operation.insert("responses".into(), Value::Object(responses(door, path)));
    Value::Object(operation)
}

/// `get_accounts_records_kind`: method and address.
fn operation_id(door: &Door, path: &str) -> String {
    let words = path.split(['/', '-']).filter(|word| !word.is_empty()).map(|word| word.trim_matches(['{', '}']));
    std::iter::once(door.verb.method()).chain(words).collect::<Vec<_>>().join("_")
}

fn tag(path: &str) -> &'static str {
    if path.starts_with("/library") {
        "library"
    } else if path.starts_with("/accounts/") {
        "account"
    } else {
        "accounts"
    }
}

/// All parameters: those in the address, those behind its `?`, and headers.
pub fn parameters(door: &Door, path: &str) -> Vec<Value> {
    let within = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).map(in_path);
    let behind = door.parameters();
    let behind = behind.iter().map(in_query);
    let mut all: Vec<Value> = within.chain(behind).collect();
    if door.is_stamped {
        all.push(header("If-None-Match", "api-if-none-match"));
    }
    if path.ends_with("/changes") && door.verb == Verb::Post {
        all.push(header("If-Match", "api-if-match"));
    }
    all
}

fn in_path(name: &str) -> Value {
    let (about, schema) = match name {
        "account" => ("api-path-account", json!({ "type": "string", "format": "uuid" })),
        "id" => ("api-path-id", json!({ "type": "string", "format": "uuid" })),
        "day" => ("api-path-day", json!({ "type": "string", "format": "date" })),
        "key" => ("api-path-key", json!({ "type": "string", "pattern": "^[a-z_]+[.][a-z0-9_]+$" })),
        _ => {
            let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
            ("api-path-kind", json!({ "type": "string", "enum": kinds }))
        }
    };
    json!({
        "name": name,
        "in": "path",
        "required": true,
        "description": SAY.label(about),
        "schema": schema,
        "example": path_example(name)
    })
}

/// What stands in the address of the worked example.
pub fn path_example(name: &str) -> Value {
    let person = MODEL.people.by_code().next().map(|one| one.id.uuid());
    match name {
        "account" => json!(MODEL.account().map(|one| one.id)),
        "id" => json!(person),
        "day" => json!("2026-11-20"),
        "key" => json!(format!("{}.{}", Part::Relationship.code(), "attainment")),
        _ => json!(Kind::Person.code()),
    }
}

fn in_query(one: &Parameter) -> Value {
    json!({
        "name": one.name,
        "in": "query",
        "required": false,
        "description": SAY.label(one.about),
        "schema": one.holds.schema()
    })
}

fn header(name: &str, about: &'static str) -> Value {
    json!({
        "name": name,
        "in": "header",
        "required": false,
        "description": SAY.label(about),
        "schema": { "type": "string" }
    })
}

/// What may be sent, by the name of its schema.
pub fn example(sent: &str) -> Value {
    let change = "0198aaaa-0000-7000-8000-000000000001";
    match sent {
        "Change" => json!({
            "id": change,
            "why": "Met her at the steering committee",
            "edits": [{
                "do": "set",
                "kind": "person",
                "id": path_example("id"),
                "field": "influence",
                "was": MODEL.people.by_code().next().and_then(|one| one.influence),
                "now": 4
            }]
        }),
        _ => json!({ "id": change, "name": { "en": "Granite Bank", "zh-Hans": "花岗岩银行" }, "currency": "CNY" }),
    }
}

/// What comes back: what was asked for, or what may go wrong at this door.
fn responses(door: &Door, path: &str) -> Map<String, Value> {
    let mut all = Map::new();
    let mut good = json!({
        "description": SAY.label(door.summary),
        "content": { "application/json": { "schema": named(door.answers) } }
    });
    let tags = door.is_stamped || door.answers == "Made";
    if let Some(parts) = good.as_object_mut().filter(|_| tags) {
        parts.insert("headers".into(), json!({ "ETag": { "$ref": "#/components/headers/ETag" } }));
    }
    if door.under == Under::All && door.verb == Verb::Post {
        all.insert("201".into(), good.clone());
    }
    all.insert("200".into(), good);
    if door.is_stamped {
        all.insert("304".into(), json!({ "description": SAY.label("api-not-modified") }));
    }
    for fault in Fault::examples().iter().filter(|fault| may_fail(door, path, fault)) {
        let told = json!({ "$ref": format!("#/components/responses/{}", fault.code()) });
        all.insert(fault.status().as_str().into(), told);
    }
    all
}

/// Can this go wrong at this door?
fn may_fail(door: &Door, path: &str, fault: &Fault) -> bool {
    let writes = door.verb == Verb::Post;
    match fault {
        Fault::NoToken | Fault::Parameter(..) | Fault::Ours(_) => true,
        Fault::ReadOnlyToken | Fault::MediaType | Fault::TooLarge | Fault::Body(_) => writes,
        // The library is made when it is first asked for.
        Fault::OnlyReads => writes || path.starts_with("/library"),
        Fault::NotFound => path.contains('{') || path.starts_with("/library"),
        // Another method is another operation, or none.
        Fault::Method => false,
        Fault::Problems(_) => match fault.status() {
            // The past cannot be walked back to over a change that cannot be read.
            StatusCode::UNPROCESSABLE_ENTITY => writes || path.contains("as-of"),
            // Nobody else changes an account that is not there yet.
            _ => writes && door.under == Under::Plan,
        },
    }
}
