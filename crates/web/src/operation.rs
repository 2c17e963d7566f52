//! Operations over several accounts: what one would do is shown first, account by account, then it is done; its page
//! says how each step went, what was refused, and takes all of it back.

mod foreseeing;

pub use foreseeing::{hand_over, moving, moving_of};

use crate::App;
use crate::attempt::Attempt;
use crate::error::{At, Failure};
use crate::page::block::Help;
use crate::panel::EditLine;
use crate::preferences::{Preferences, local};
use crate::record::Sent;
use crate::shell::{ACCOUNTS, Shell};
use crate::value::{name_of, title_of};
use crate::words::Say;
use askama::Template;
use axum::Extension;
use axum::http::{HeaderMap, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use ledger::{AccountCard, Foreseen, Operation, Somebody, StepState, Verb};
use plan::id::RecordRef;
use plan::{Edit, Kind, Plan};
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

/// Where operations are.
pub const OPERATIONS: &str = "/operations";
/// How long an answer waits for an operation to end; a longer one goes on, and its page says how far it is.
const PATIENCE: Duration = Duration::from_secs(3);
/// Operations in the list.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "operation.html")]
struct OperationPage {
    shell: Shell,
    help: Option<Help>,
    operation: Told,
    /// Of the change that takes it back.
    undo: bool,
    back: String,
}

#[derive(Template)]
#[template(path = "operation/list.html")]
struct ListPage {
    shell: Shell,
    help: Option<Help>,
    operations: Vec<Told>,
}

/// An operation in words.
struct Told {
    href: String,
    verb: &'static str,
    at: String,
    state: &'static str,
    done: usize,
    steps: Vec<StepTold>,
}

/// A step in words.
struct StepTold {
    /// The account's first page, where it is there.
    href: Option<String>,
    account: String,
    state: &'static str,
    problems: Vec<String>,
}

/// What an operation would do in one account, or did.
pub struct Section {
    account: String,
    records: Vec<(String, Vec<EditLine>)>,
    problems: Vec<String>,
}

impl Section {
    fn of(say: Say, accounts: &[AccountCard], foreseen: &Foreseen) -> Self {
        let plan = &foreseen.plan;
        let mut by_record: BTreeMap<(Kind, Uuid), Vec<&Edit>> = BTreeMap::new();
        for edit in &foreseen.edits {
            by_record.entry(edit.touches()).or_default().push(edit);
        }
        let record = |((kind, id), edits): (&(Kind, Uuid), &Vec<&Edit>)| {
            let lines = edits.iter().map(|edit| EditLine::of(plan, say, edit)).collect();
            (format!("{} {}", say.kind(*kind), called(plan, say, (*kind, *id), edits)), lines)
        };
        Self {
            account: name(say, accounts, foreseen.account),
            records: by_record.iter().map(record).collect(),
            problems: foreseen.problems.iter().map(|problem| say.problem_with_place(problem)).collect(),
        }
    }
}

/// What a record is called; one that goes as it was when it went.
fn called(plan: &Plan, say: Say, (kind, id): (Kind, Uuid), edits: &[&Edit]) -> String {
    let removed = edits.iter().find_map(|edit| match edit {
        Edit::Remove { body, .. } => Some(body),
        _ => None,
    });
    removed.map_or_else(|| name_of(plan, say, kind, id), |body| title_of(plan, say, kind, body))
}

fn name(say: Say, accounts: &[AccountCard], account: Uuid) -> String {
    let card = accounts.iter().find(|card| card.id == account);
    let library = || say.label("library");
    match card {
        Some(card) => format!("{} {}", say.show(&card.name), card.code),
        None if account == ledger::LIBRARY => library(),
        None => say.label("account-gone"),
    }
}

impl Told {
    fn of(app: &App, say: Say, accounts: &[AccountCard], operation: &Operation) -> Self {
        let step = |step: &ledger::Step| StepTold {
            href: accounts.iter().find(|card| card.id == step.account).map(|card| format!("{ACCOUNTS}/{}", card.id)),
            account: name(say, accounts, step.account),
            state: step.state.code(),
            problems: step.problems.iter().map(|problem| say.problem_with_place(problem)).collect(),
        };
        let ended = |one: &&ledger::Step| one.state != StepState::Waiting;
        Self {
            href: format!("{OPERATIONS}/{}", operation.id),
            verb: operation.verb.code(),
            at: operation.made.at.to_zoned_datetime(app.world.zone()).strftime("%Y-%m-%d %H:%M").to_string(),
            state: operation.state.code(),
            done: operation.steps.iter().filter(ended).count(),
            steps: operation.steps.iter().map(step).collect(),
        }
    }
}

/// `GET /operations/{id}`.
pub async fn show(
    app: App,
    At(id): At<Uuid>,
    preferences: Preferences,
    uri: Uri,
    jar: CookieJar,
    attempt: Option<Extension<Attempt>>,
) -> Result<Response, Failure> {
    let operation = app.ledger.operation(&app.viewer, id).await?;
    page(&app, preferences, &uri, &jar, (operation, attempt)).await
}

async fn page(
    app: &App,
    preferences: Preferences,
    uri: &Uri,
    jar: &CookieJar,
    (operation, attempt): (Operation, Option<Extension<Attempt>>),
) -> Result<Response, Failure> {
    let title = format!("operation-{}", operation.verb.code());
    let shell = Shell::over_all(app, preferences, (&title, ACCOUNTS), uri.path().to_owned(), jar).await?;
    let shell = shell.refusing(attempt.as_ref().map(|Extension(attempt)| attempt));
    let accounts = app.ledger.reach(&app.viewer).of_all().accounts().await?;
    let page = OperationPage {
        help: Help::of(shell.say, "operation"),
        undo: operation.can_be_undone(),
        back: format!("{OPERATIONS}/{}", operation.id),
        operation: Told::of(app, shell.say, &accounts, &operation),
        shell,
    };
    Ok(Html(page.render()?).into_response())
}

/// `GET /operations`: the latest ones.
pub async fn list(app: App, preferences: Preferences, uri: Uri, jar: CookieJar) -> Result<Response, Failure> {
    let shell = Shell::over_all(&app, preferences, ("page-operations", ACCOUNTS), uri.path().to_owned(), &jar).await?;
    let accounts = app.ledger.reach(&app.viewer).of_all().accounts().await?;
    let operations = app.ledger.operations(&app.viewer).await?;
    let operations = operations.iter().take(MOST).map(|one| Told::of(&app, shell.say, &accounts, one)).collect();
    let page = ListPage { help: Help::of(shell.say, "operation"), operations, shell };
    Ok(Html(page.render()?).into_response())
}

/// `POST /operations`: does it.
pub async fn operate(app: App, headers: HeaderMap, sent: Sent) -> Result<Response, Failure> {
    let (id, verb) = (sent.id("change")?, verb(&sent).ok_or(Failure::NotFound)?);
    let next = Redirect::to(&format!("{OPERATIONS}/{id}"));
    let (ledger, viewer, moment) = (app.ledger.clone(), app.viewer.clone(), app.world.moment());
    // Written down, it is done to its end whether or not anybody waits for it.
    let under_way = tokio::spawn(async move { ledger.operate(&viewer, id, verb, moment).await });
    match tokio::time::timeout(PATIENCE, under_way).await {
        Ok(Ok(Err(ledger::Error::Problems(problems)))) => {
            let back = sent.value("back").unwrap_or(ACCOUNTS).to_owned();
            Ok(sent.refused(problems).shown_at(app, &headers, &back).await)
        }
        Ok(Ok(Err(error))) => Err(error.into()),
        Ok(Err(error)) => Err(Failure::Ours(error.to_string())),
        Ok(Ok(Ok(_))) | Err(_) => Ok(next.into_response()),
    }
}

/// What a form asks for.
fn verb(sent: &Sent) -> Option<Verb> {
    let id = |name: &str| sent.value(name)?.parse::<Uuid>().ok();
    match sent.value("verb")? {
        "hand_over" => Some(Verb::HandOver {
            from: somebody(sent.value("from")?)?,
            to: somebody(sent.value("to")?)?,
            accounts: sent.values("account").into_iter().map(|id| id.parse().ok()).collect::<Option<_>>()?,
        }),
        "move" => Some(Verb::Move { record: record(sent.value("record")?)?, from: id("from")?, to: id("to")? }),
        _ => None,
    }
}

/// One of ours as forms and addresses name them: `{account}.{record}`.
fn somebody(key: &str) -> Option<Somebody> {
    let (account, record) = key.split_once('.')?;
    Some(Somebody { account: account.parse().ok()?, record: record.parse().ok()? })
}

/// A record as forms and addresses name it: `person.{id}`.
fn record(key: &str) -> Option<RecordRef> {
    let (kind, id) = key.split_once('.')?;
    Some(RecordRef { kind: Kind::from_code(kind)?, id: id.parse().ok()? })
}

/// `POST /operations/{id}/undo`: takes all of it back; where that is refused, its page says where and why.
pub async fn undo(app: App, At(id): At<Uuid>, preferences: Preferences, jar: CookieJar) -> Result<Response, Failure> {
    let operation = app.ledger.undo_operation(&app.viewer, id, app.world.moment()).await?;
    let address = format!("{OPERATIONS}/{id}");
    if operation.steps.iter().any(|step| step.state == StepState::Done && !step.problems.is_empty()) {
        let uri = address.parse().unwrap_or_else(|_| Uri::from_static(OPERATIONS));
        let mut response = page(&app, preferences, &uri, &jar, (operation, None)).await?;
        *response.status_mut() = axum::http::StatusCode::CONFLICT;
        return Ok(response);
    }
    Ok(Redirect::to(local(&address)).into_response())
}
