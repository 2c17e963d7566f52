//! A plan as a whole: its head, its file, and how it was on a day; and a new account.

use super::Json;
use super::fault::Fault;
use super::stamped::{Tag, json, plain};
use crate::App;
use crate::account::code_for_new;
use crate::root::Root;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use ledger::Seat;
use plan::limits::CHANGE_BYTES;
use plan::{Change, Day, Edit, Kind, Plan, Problem, Reason, Words};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The head of a plan: what it is, at which state, and how many records it has.
#[derive(Serialize, JsonSchema)]
pub struct PlanHead {
    /// The account; for the library, our company.
    id: Uuid,
    /// Its code.
    code: String,
    /// Its name, in every language that it has.
    name: Words,
    /// Counts the changes of the plan.
    revision: i64,
    /// The last of them.
    last_change: Uuid,
    /// The revision of the library that lies under the plan; 0 where there is none.
    library: i64,
    /// The day on which the account was put away; it is then only read.
    archived_on: Option<Day>,
    /// How many records of its own the plan has, by kind.
    records: BTreeMap<&'static str, usize>,
}

impl PlanHead {
    async fn of(seat: &Seat) -> Result<Self, Fault> {
        let (stamp, whole) = (seat.stamp(), seat.whole().await?);
        let account = whole.account().map(|one| (one.id.uuid(), one.code.clone(), one.name.clone(), one.archived_on));
        let company = || whole.workspace().map(|one| (one.id.uuid(), one.code.clone(), one.name.clone(), None));
        let (id, code, name, archived_on) = account.or_else(company).ok_or(Fault::NotFound)?;
        let counts = Kind::ALL.iter().map(|kind| (kind.code(), whole.own_bodies(*kind).len()));
        Ok(Self {
            id,
            code,
            name,
            revision: stamp.revision,
            last_change: stamp.last_change,
            library: stamp.library,
            archived_on,
            records: counts.filter(|(_, count)| *count > 0).collect(),
        })
    }
}

/// `GET {root}`.
pub async fn head(app: App, root: Root, headers: HeaderMap) -> Result<Response, Fault> {
    let seat = root.seat(&app).await?;
    let head = PlanHead::of(&seat).await?;
    Tag::of(&seat).answer(&headers, || json(&head))
}

/// `GET {root}/plan`: the plan file.
pub async fn file(app: App, root: Root, headers: HeaderMap) -> Result<Response, Fault> {
    let seat = root.seat(&app).await?;
    let whole = seat.whole().await?;
    Tag::of(&seat).answer(&headers, || Ok(plan::file::write(&whole)))
}

/// `GET {root}/as-of/{day}/plan`: the plan file as it was at the end of a day.
pub async fn as_of(
    app: App,
    root: Root,
    Path(named): Path<HashMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let day: Day = named.get("day").and_then(|day| day.parse().ok()).ok_or(Fault::NotFound)?;
    let seat = root.seat(&app).await?;
    let end = day.end(&app.world.zone()).ok_or(Fault::NotFound)?;
    let revision = seat.revision_at(end - jiff::SignedDuration::from_nanos(1)).await?;
    if revision == 0 {
        return Err(Fault::NotFound);
    }
    let then = seat.as_of(revision).await?;
    Tag::of(&seat).on(day).answer(&headers, || Ok(plan::file::write(&then)))
}

/// `POST /accounts`: a new account, by the record that heads its plan. Its id is the sender's: sent again, it is there.
pub async fn create(app: App, Json(text): Json) -> Result<Response, Fault> {
    let mut body: Value = plan::json::read(&text, CHANGE_BYTES).map_err(Fault::unread)?;
    let id = body.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok()).ok_or_else(|| no_id(&body))?;
    if let Some(fields) = body.as_object_mut().filter(|fields| !fields.contains_key("code")) {
        fields.insert("code".into(), code_for_new(&app).await?.into());
    }
    let edits = vec![Edit::Create { kind: Kind::Account, id, body }];
    let applied = Plan::default().apply(&Change { id, why: None, undoes: None, edits }).map_err(Fault::Problems)?;
    let status = match app.ledger.import(&app.viewer, &applied.plan, id, app.world.now()).await {
        Ok(_) => StatusCode::CREATED,
        Err(ledger::Error::Problems(problems)) if problems.iter().all(|one| one.reason == Reason::Exists) => {
            // Out of this user's reach, it cannot be told from one that may not be made.
            if app.ledger.open(&app.viewer, id).await.is_err() {
                return Err(Fault::Problems(problems));
            }
            StatusCode::OK
        }
        Err(error) => return Err(error.into()),
    };
    plain(status, &PlanHead::of(&app.ledger.open(&app.viewer, id).await?).await?)
}

fn no_id(body: &Value) -> Fault {
    let reason = if body.is_object() { Reason::NotAnId } else { Reason::NotARecord };
    let mut problem = Problem::anywhere(reason);
    problem.place.kind = Some(Kind::Account);
    problem.place.field = body.is_object().then(|| "id".to_owned());
    Fault::Problems(vec![problem])
}
