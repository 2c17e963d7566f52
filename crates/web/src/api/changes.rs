//! Changes: the one way in which programs write, and what was written before.

use super::Json;
use super::fault::Fault;
use super::parameter::{Asked, Holds, Parameter};
use super::records::{Named, id, kind};
use super::stamped::{Tag, json, plain, wanted};
use crate::App;
use crate::root::Root;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use plan::{Change, Logged};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

/// What became of a change.
#[derive(Serialize, JsonSchema)]
pub struct Made {
    /// The change.
    change: Uuid,
    /// The revision of the plan that it made. One that changed nothing made none: it is the revision that stands.
    revision: i64,
}

/// A page of changes.
#[derive(Serialize, JsonSchema)]
pub struct ChangePage {
    /// The changes, the newest first.
    items: Vec<Logged>,
    /// What to send as `before` for the next page; null at the end.
    next: Option<i64>,
}

impl ChangePage {
    fn of(mut items: Vec<Logged>, most: usize) -> Self {
        let more = items.len() > most;
        items.truncate(most);
        let next = items.last().filter(|_| more).map(|last| last.revision);
        Self { items, next }
    }
}

/// How changes are paged: by the revisions that they made.
pub fn paged() -> Vec<Parameter> {
    vec![Parameter::limit(), Parameter::new("before", "api-parameter-before", Holds::Revision)]
}

/// `GET {root}/changes`.
pub async fn list(app: App, root: Root, asked: Asked, headers: HeaderMap) -> Result<Response, Fault> {
    let seat = root.seat(&app).await?;
    let before = asked.read("before").unwrap_or(i64::MAX);
    let most = asked.limit();
    // One more than asked for tells whether there is a next page.
    let found = seat.history_before(before, i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1)).await?;
    Tag::of(&seat).answer(&headers, || json(&ChangePage::of(found, most)))
}

/// `GET {root}/records/{kind}/{id}/changes`: those that touched a record, which may be gone by now.
pub async fn of_record(
    app: App,
    root: Root,
    named: Named,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (kind, id, seat) = (kind(&named)?, id(&named)?, root.seat(&app).await?);
    let before = asked.read("before").unwrap_or(i64::MAX);
    let found = seat.history_of(kind, id).await?.into_iter().filter(|one| one.revision < before).collect();
    Tag::of(&seat).answer(&headers, || json(&ChangePage::of(found, asked.limit())))
}

/// `POST {root}/changes`: makes a change. Sent twice, it is made once.
pub async fn make(app: App, root: Root, headers: HeaderMap, Json(text): Json) -> Result<Response, Fault> {
    let change = Change::read(&text).map_err(Fault::unread)?;
    let (id, seat) = (change.id, root.seat(&app).await?);
    let moment = app.world.moment();
    let made = match wanted(&headers, seat.stamp()) {
        Some(stamp) => seat.commit_at(stamp, change, moment).await?,
        None => seat.commit(change, moment).await?,
    };
    let answer = plain(StatusCode::OK, &Made { change: id, revision: made.revision })?;
    // The tag of the state that the change made, unless somebody made another since.
    let now = root.seat(&app).await?;
    if now.stamp().last_change == id { Ok(([Tag::of(&now).header()], answer).into_response()) } else { Ok(answer) }
}
