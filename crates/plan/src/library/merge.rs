//! Bringing files into a library: a library's own file, and what the file of an account carries of another one.

use crate::change::Edit;
use crate::custom;
use crate::kind::{Kind, Plan};
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

/// The edits that bring `incoming` into `library`: what is new is added, what differs under the same id is changed,
/// nothing is removed. There is one company; its fields follow the file whatever its id there.
pub fn merge(library: &Plan, incoming: &Plan) -> Vec<Edit> {
    let head = library.workspace().map(|one| one.id.uuid());
    let mut edits = Vec::new();
    for kind in Kind::ALL.iter().copied() {
        for (id, body) in incoming.own_bodies(kind) {
            let id = head.filter(|_| kind == Kind::Workspace).unwrap_or(id);
            match library.body(kind, id) {
                None => edits.push(Edit::Create { kind, id, body }),
                Some(stands) => edits.extend(field_edits(incoming, (kind, id), &stands, &body)),
            }
        }
    }
    edits
}

/// One edit for each field that the file says otherwise. A code never changes: what is there keeps its own.
fn field_edits(incoming: &Plan, (kind, id): (Kind, Uuid), stands: &Value, wanted: &Value) -> Vec<Edit> {
    let fields = incoming.fields(kind).into_iter().filter(|field| field.tier != crate::field::Tier::Fixed);
    let moved = fields.map(|field| {
        let (was, now) = (custom::value(stands, &field.name), custom::value(wanted, &field.name));
        (field, was, now)
    });
    moved
        .filter(|(_, was, now)| was != now)
        .map(|(field, was, now)| Edit::Set { kind, id, field: field.name.clone(), was, now })
        .collect()
}

/// The edits that make an account's plan anew over `library`: all of its own, and as its own what it carries of
/// another library that this one lacks. What both libraries have stays the library's. A code that is taken by then
/// is given anew.
pub fn creations(plan: &Plan, library: Option<&Arc<Plan>>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for kind in Kind::ALL.iter().copied() {
        let own = plan.own_bodies(kind).into_iter();
        edits.extend(own.map(|(id, body)| Edit::Create { kind, id, body }));
    }
    let own = plan.own();
    let lacking = |(kind, id): &(Kind, Uuid)| library.is_none_or(|library| !library.has(*kind, *id));
    for (kind, id) in plan.carried().into_iter().filter(lacking) {
        let mut body = plan.body(kind, id).unwrap_or(Value::Null);
        let taken = body.get("code").and_then(Value::as_str).is_some_and(|code| own.has_code(code));
        if let (true, Value::Object(fields)) = (taken, &mut body) {
            fields.shift_remove("code");
        }
        edits.push(Edit::Create { kind, id, body });
    }
    edits
}
