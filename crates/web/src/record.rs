//! Writing: forms come in, become a change, and either it is durable or the page comes back with what was typed.

pub mod back;

use crate::attempt::Attempt;
use crate::error::{At, Failure};
use crate::form;
use crate::preferences::{Preferences, local};
use crate::root::Root;
use crate::shell::{ACCOUNTS, mark_saved};
use crate::words::Say;
use crate::{App, Site};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use ledger::{Committed, Error, Moment, Seat};
use plan::{Change, Edit, Kind, Problem};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

/// What a form sent, in order; names may repeat. (A field named `form` would hide `element.form` from scripts.)
pub struct Sent(Attempt);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let bytes = axum::body::Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        Ok(Self::of(form_urlencoded::parse(&bytes).into_owned().collect()))
    }
}

impl Sent {
    /// What another kind of form sent.
    pub fn of(sent: Vec<(String, String)>) -> Self {
        let form = sent.iter().find(|(name, _)| name == "form_key").map(|(_, value)| value.clone());
        Self(Attempt { form, sent, problems: Vec::new() })
    }

    /// The first value sent under this name.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0.value(name)
    }

    /// All values sent under this name.
    pub fn values(&self, name: &str) -> Vec<&str> {
        self.0.values(name)
    }

    /// What the change writes that does not belong into a plan; nothing where there is none, or where the sender read
    /// the question and means it.
    pub fn concerns(&self, plan: &plan::Plan, change: &Change) -> Option<Vec<Problem>> {
        let concerns = if self.value(HEEDED).is_some() { Vec::new() } else { plan::care::concerns(plan, change) };
        (!concerns.is_empty()).then_some(concerns)
    }

    /// What was tried, with what is wrong with it.
    pub fn refused(self, problems: Vec<Problem>) -> Attempt {
        Attempt { problems, ..self.0 }
    }

    /// The id sent under this name.
    pub fn id(&self, name: &str) -> Result<Uuid, Failure> {
        self.0.value(name).and_then(|id| id.parse().ok()).ok_or(Failure::NotFound)
    }
}

/// Sent along by whoever read what is questioned in a form, and means it.
pub const HEEDED: &str = "heeded";

/// All that a write needs.
pub struct Writer {
    app: App,
    root: Root,
    jar: CookieJar,
    headers: HeaderMap,
    say: Say,
}

impl FromRequestParts<Site> for Writer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, site: &Site) -> Result<Self, Self::Rejection> {
        let Ok(preferences) = Preferences::from_request_parts(parts, site).await;
        Ok(Self {
            root: Root::from_request_parts(parts, site).await?,
            app: App::from_request_parts(parts, site).await?,
            jar: CookieJar::from_headers(&parts.headers),
            headers: parts.headers.clone(),
            say: preferences.say(),
        })
    }
}

impl Writer {
    /// A seat at the plan that is written to.
    pub async fn seat(&self) -> Result<Seat, Failure> {
        self.root.seat(&self.app).await
    }

    /// Now.
    pub fn moment(&self) -> Moment {
        self.app.world.moment()
    }

    /// Done: back to the page that the form came from.
    pub fn done(self, sent: &Sent) -> Response {
        let back = sent.value("back").unwrap_or("/accounts");
        (mark_saved(self.jar, self.root), Redirect::to(local(back))).into_response()
    }

    /// Refused: back to the form with its problems.
    pub async fn refuse(self, sent: Sent, problems: Vec<Problem>) -> Response {
        let back = sent.value("back").unwrap_or("/accounts").to_owned();
        sent.refused(problems).shown_at(self.app, &self.headers, &back).await
    }

    /// Done: on to the next page. Refused: back to the form with its problems.
    pub async fn answer(
        self,
        outcome: Result<Committed, Error>,
        sent: Sent,
        next: impl FnOnce(&Committed) -> Option<String>,
    ) -> Result<Response, Failure> {
        match outcome {
            Ok(committed) => match next(&committed) {
                Some(next) => Ok((mark_saved(self.jar, self.root), Redirect::to(local(&next))).into_response()),
                None => Ok(self.done(&sent)),
            },
            Err(Error::Problems(problems)) => Ok(self.refuse(sent, problems).await),
            Err(error) => Err(error.into()),
        }
    }
}

/// The part of an address that names a kind.
#[derive(Deserialize)]
pub struct OfKind {
    kind: String,
}

/// The parts of an address that name a record.
#[derive(Deserialize)]
pub struct OfRecord {
    kind: String,
    id: Uuid,
}

fn kind(code: &str) -> Result<Kind, Failure> {
    Kind::from_code(code).filter(|kind| *kind != Kind::Account).ok_or(Failure::NotFound)
}

/// `POST {root}/records/{kind}`: a new record.
pub async fn create(writer: Writer, At(at): At<OfKind>, sent: Sent) -> Result<Response, Failure> {
    let (kind, id) = (kind(&at.kind)?, sent.id("change")?);
    let seat = writer.seat().await?;
    let change = form::creation(seat.plan(), kind, id, &sent.0);
    if let Some(concerns) = sent.concerns(seat.plan(), &change) {
        return Ok(writer.refuse(sent, concerns).await);
    }
    let outcome = seat.commit(change, writer.app.world.moment()).await;
    let after = sent.0.value("after").map(str::to_owned);
    let next = |done: &Committed| Some(after?.replace("{code}", done.plan.code(kind, id)?));
    writer.answer(outcome, sent, next).await
}

/// `POST {root}/records/{kind}/{id}`: some fields of a record.
pub async fn edit(writer: Writer, At(at): At<OfRecord>, sent: Sent) -> Result<Response, Failure> {
    let (kind, id) = (Kind::from_code(&at.kind).ok_or(Failure::NotFound)?, at.id);
    let seat = writer.seat().await?;
    let plan = seat.plan_with(kind, id).await?;
    let change = form::edits(&plan, kind, id, sent.id("change")?, &sent.0, writer.say);
    if change.edits.is_empty() {
        let back = sent.0.value("back").unwrap_or("/accounts");
        return Ok(Redirect::to(local(back)).into_response());
    }
    if let Some(concerns) = sent.concerns(&plan, &change) {
        return Ok(writer.refuse(sent, concerns).await);
    }
    let outcome = seat.commit(change, writer.app.world.moment()).await;
    writer.answer(outcome, sent, |_| None).await
}

/// `POST {root}/records/{kind}/{id}/removal`: takes a record out, with what belongs to it.
pub async fn remove(writer: Writer, At(at): At<OfRecord>, sent: Sent) -> Result<Response, Failure> {
    let edits = vec![Edit::Remove { kind: kind(&at.kind)?, id: at.id, body: Value::Null }];
    let change = Change { id: sent.id("change")?, why: None, undoes: None, edits };
    let outcome = writer.seat().await?.commit(change, writer.app.world.moment()).await;
    let after = sent.0.value("after").map(str::to_owned);
    writer.answer(outcome, sent, |_| after).await
}

/// `POST {root}/records/{kind}/{id}/merge`: makes the record and another one of its kind, the same thing typed in twice,
/// one.
pub async fn merge(writer: Writer, At(at): At<OfRecord>, sent: Sent) -> Result<Response, Failure> {
    let (kind, change) = (kind(&at.kind)?, sent.id("change")?);
    // Sent as it came, it changes nothing, as any form.
    let Ok(gone) = sent.id("same") else {
        return Ok(Redirect::to(local(sent.value("back").unwrap_or(ACCOUNTS))).into_response());
    };
    let seat = writer.seat().await?;
    // Sent again, it is found made by its id: what it would merge is gone by then.
    let edits = match seat.whole().await?.merge(kind, at.id, gone) {
        Ok(edits) => edits,
        Err(_) if seat.made(change).await? => return Ok(writer.done(&sent)),
        Err(problems) => return Ok(writer.refuse(sent, problems).await),
    };
    let outcome = seat.commit(Change { id: change, why: None, undoes: None, edits }, writer.moment()).await;
    writer.answer(outcome, sent, |_| None).await
}

/// `POST {root}/undo`: takes a change back, or an undo.
pub async fn undo(writer: Writer, sent: Sent) -> Result<Response, Failure> {
    let (undone, id) = (sent.id("undone")?, sent.id("change")?);
    let outcome = writer.seat().await?.undo(undone, id, writer.app.world.moment()).await;
    writer.answer(outcome, sent, |_| None).await
}

/// Where a form was sent is no page of its own; who comes back to its address without a form is led to the plan.
pub async fn lead_back(root: Root) -> Redirect {
    match root {
        Root::Account(id) => Redirect::to(&format!("/accounts/{id}")),
        Root::Library => Redirect::to("/library"),
    }
}
