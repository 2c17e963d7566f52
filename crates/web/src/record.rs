//! Writing: forms come in, become a change, and either it is durable or the page comes back with what was typed.

use crate::App;
use crate::attempt::Attempt;
use crate::error::{At, Failure};
use crate::form;
use crate::preferences::{Preferences, local};
use crate::shell::mark_saved;
use crate::words::Say;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use ledger::{Committed, Error, Seat};
use plan::{Change, Edit, Kind};
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// What a form sent, in order; names may repeat. (A field named `form` would hide `element.form` from scripts.)
pub struct Sent(Attempt);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let bytes = axum::body::Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        let sent: Vec<(String, String)> = form_urlencoded::parse(&bytes).into_owned().collect();
        let form = sent.iter().find(|(name, _)| name == "form_key").map(|(_, value)| value.clone());
        Ok(Self(Attempt { form, sent, problems: Vec::new() }))
    }
}

impl Sent {
    fn id(&self, name: &str) -> Result<Uuid, Failure> {
        self.0.value(name).and_then(|id| id.parse().ok()).ok_or(Failure::NotFound)
    }
}

/// All that a write needs.
pub struct Writer {
    app: App,
    jar: CookieJar,
    headers: HeaderMap,
    say: Say,
}

impl FromRequestParts<App> for Writer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, app: &App) -> Result<Self, Self::Rejection> {
        let preferences = Preferences::from_request_parts(parts, app).await?;
        Ok(Self {
            app: app.clone(),
            jar: CookieJar::from_headers(&parts.headers),
            headers: parts.headers.clone(),
            say: Say::new(preferences.language),
        })
    }
}

impl Writer {
    async fn seat(&self, account: Uuid) -> Result<Seat, Failure> {
        Ok(self.app.ledger.open(&self.app.viewer, account).await?)
    }

    /// Done: on to the next page. Refused: back to the form with its problems.
    async fn answer(
        self,
        outcome: Result<Committed, Error>,
        sent: Sent,
        next: impl FnOnce(&Committed) -> Option<String>,
    ) -> Result<Response, Failure> {
        let back = sent.0.value("back").unwrap_or("/accounts").to_owned();
        match outcome {
            Ok(committed) => {
                let next = next(&committed).unwrap_or(back);
                Ok((mark_saved(self.jar), Redirect::to(local(&next))).into_response())
            }
            Err(Error::Problems(problems)) => {
                let attempt = Attempt { problems, ..sent.0 };
                Ok(attempt.shown_at(self.app, &self.headers, &back).await)
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn kind(code: &str) -> Result<Kind, Failure> {
    Kind::from_code(code).filter(|kind| *kind != Kind::Account).ok_or(Failure::NotFound)
}

/// `POST /accounts/{account}/records/{kind}`: a new record.
pub async fn create(writer: Writer, At((account, code)): At<(Uuid, String)>, sent: Sent) -> Result<Response, Failure> {
    let (kind, id) = (kind(&code)?, sent.id("change")?);
    let seat = writer.seat(account).await?;
    let change = form::creation(seat.plan(), kind, id, &sent.0);
    let outcome = seat.commit(change, writer.app.world.moment()).await;
    let after = sent.0.value("after").map(str::to_owned);
    let next = |done: &Committed| Some(after?.replace("{code}", done.plan.code(kind, id)?));
    writer.answer(outcome, sent, next).await
}

/// `POST /accounts/{account}/records/{kind}/{id}`: some fields of a record.
pub async fn edit(
    writer: Writer,
    At((account, code, id)): At<(Uuid, String, Uuid)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let kind = Kind::from_code(&code).ok_or(Failure::NotFound)?;
    let seat = writer.seat(account).await?;
    let change = form::edits(seat.plan(), kind, id, sent.id("change")?, &sent.0, writer.say);
    if change.edits.is_empty() {
        let back = sent.0.value("back").unwrap_or("/accounts");
        return Ok(Redirect::to(local(back)).into_response());
    }
    let outcome = seat.commit(change, writer.app.world.moment()).await;
    writer.answer(outcome, sent, |_| None).await
}

/// `POST /accounts/{account}/records/{kind}/{id}/removal`: takes a record out, with what belongs to it.
pub async fn remove(
    writer: Writer,
    At((account, code, id)): At<(Uuid, String, Uuid)>,
    sent: Sent,
) -> Result<Response, Failure> {
    let edits = vec![Edit::Remove { kind: kind(&code)?, id, body: Value::Null }];
    let change = Change { id: sent.id("change")?, why: None, undoes: None, edits };
    let outcome = writer.seat(account).await?.commit(change, writer.app.world.moment()).await;
    let after = sent.0.value("after").map(str::to_owned);
    writer.answer(outcome, sent, |_| after).await
}

/// `POST /accounts/{account}/undo`: takes a change back, or an undo.
pub async fn undo(writer: Writer, At(account): At<Uuid>, sent: Sent) -> Result<Response, Failure> {
    let (undone, id) = (sent.id("undone")?, sent.id("change")?);
    let outcome = writer.seat(account).await?.undo(undone, id, writer.app.world.moment()).await;
    writer.answer(outcome, sent, |_| None).await
}

/// Where a form was sent is no page of its own; who comes back to its address without a form is led to the account.
pub async fn return_to_account(At(parts): At<HashMap<String, String>>) -> Redirect {
    let account = parts.get("account").and_then(|id| id.parse::<Uuid>().ok());
    account.map_or_else(|| Redirect::to("/accounts"), |id| Redirect::to(&format!("/accounts/{id}")))
}
