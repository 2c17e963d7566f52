//! The records of a plan, kind by kind, in the form in which they are stored. An account has its own; what it refers to
//! in the library is read there.

use super::fault::Fault;
use super::parameter::Asked;
use super::stamped::{Tag, json};
use crate::App;
use crate::root::Root;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use plan::Kind;
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// The parts of the address of a kind or of a record.
pub type Named = Path<HashMap<String, String>>;

/// The kind that an address names.
pub fn kind(named: &Named) -> Result<Kind, Fault> {
    named.get("kind").and_then(|code| Kind::from_code(code)).ok_or(Fault::NotFound)
}

/// The record that an address names.
pub fn id(named: &Named) -> Result<Uuid, Fault> {
    named.get("id").and_then(|id| id.parse().ok()).ok_or(Fault::NotFound)
}

/// `GET {root}/records/{kind}`: those of a kind, by code; a page ends at a code.
pub async fn list(app: App, root: Root, named: Named, asked: Asked, headers: HeaderMap) -> Result<Response, Fault> {
    let (kind, seat) = (kind(&named)?, root.seat(&app).await?);
    let whole = seat.whole().await?;
    Tag::of(&seat).answer(&headers, || {
        let after = asked.get("after").unwrap_or_default();
        let bodies = whole.own_bodies(kind).into_iter().map(|(_, body)| body);
        let mut ahead = bodies.filter(|body| code(body) > after);
        let items: Vec<Value> = ahead.by_ref().take(asked.limit()).collect();
        let more = ahead.next().is_some();
        let next = items.last().filter(|_| more).map(code);
        json(&json!({ "items": items, "next": next }))
    })
}

fn code(body: &Value) -> &str {
    body.get("code").and_then(Value::as_str).unwrap_or_default()
}

/// `GET {root}/records/{kind}/{id}`.
pub async fn one(app: App, root: Root, named: Named, headers: HeaderMap) -> Result<Response, Fault> {
    let (kind, id, seat) = (kind(&named)?, id(&named)?, root.seat(&app).await?);
    let body = seat.plan_with(kind, id).await?.own_body(kind, id).ok_or(Fault::NotFound)?;
    Tag::of(&seat).answer(&headers, || json(&body))
}
