//! The accounts of the workspace, and the first step into one: "new account, name only".

use crate::App;
use crate::attempt::Attempt;
use crate::error::{At, Failure};
use crate::preferences::Preferences;
use crate::shell::{Shell, mark_saved, shown};
use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use ledger::AccountCard;
use plan::{Change, Edit, Kind, Plan, Problem, Reason};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

/// The address of an account's first page.
fn address(account: Uuid) -> String {
    format!("/accounts/{account}/overview")
}

/// `/`: into the only account, else to the list.
pub async fn front(State(app): State<App>) -> Result<Redirect, Failure> {
    let accounts = app.ledger.reach(&app.viewer).accounts().await?;
    Ok(match accounts.as_slice() {
        [only] => Redirect::to(&address(only.id)),
        _ => Redirect::to("/accounts"),
    })
}

/// `/accounts/{account}`.
pub async fn front_of(At(account): At<Uuid>) -> Redirect {
    Redirect::to(&address(account))
}

#[derive(Template)]
#[template(path = "account.html")]
struct ListPage {
    shell: Shell,
    accounts: Vec<AccountCard>,
    change: Uuid,
    exercise: Uuid,
    name: String,
    currency: String,
    name_problem: Option<String>,
    currency_problem: Option<String>,
}

/// `/accounts`.
pub async fn list(
    State(app): State<App>,
    preferences: Preferences,
    jar: CookieJar,
    attempt: Option<Extension<Attempt>>,
) -> Result<Response, Failure> {
    let attempt = attempt.map(|Extension(attempt)| attempt);
    let shell = Shell::bare(&app, preferences, "accounts").noting(&jar);
    let elsewhere = attempt.as_ref().filter(|attempt| attempt.form.as_deref() != Some("new-account"));
    let shell = shell.refusing(elsewhere);
    let typed =
        |name: &str, first: &str| attempt.as_ref().and_then(|attempt| attempt.value(name)).unwrap_or(first).to_owned();
    let problem = |field: &str| {
        let problems = attempt.iter().flat_map(|attempt| &attempt.problems);
        problems.into_iter().find(|one| one.place.field.as_deref() == Some(field)).map(|one| shell.say.problem(one))
    };
    let page = ListPage {
        accounts: app.ledger.reach(&app.viewer).accounts().await?,
        change: app.world.id(),
        exercise: app.world.id(),
        name: typed("name", ""),
        currency: typed("currency", "CNY"),
        name_problem: problem("name"),
        currency_problem: problem("currency"),
        shell,
    };
    Ok((shown(jar), Html(page.render()?)).into_response())
}

/// What the form for a new account sends.
#[derive(Deserialize)]
pub struct NewAccount {
    change: Uuid,
    name: String,
    currency: String,
}

/// `POST /accounts`: a new account, its name is enough.
pub async fn create(
    State(app): State<App>,
    jar: CookieJar,
    headers: HeaderMap,
    axum::Form(new): axum::Form<NewAccount>,
) -> Result<Response, Failure> {
    let code = next_code(&app).await?;
    let name = Some(new.name.trim()).filter(|name| !name.is_empty());
    let body = json!({ "code": code, "name": name, "currency": new.currency.trim().to_ascii_uppercase() });
    let edits = vec![Edit::Create { kind: Kind::Account, id: new.change, body }];
    let change = Change { id: new.change, why: None, undoes: None, edits };
    let refused = |problems: Vec<Problem>| Attempt {
        form: Some("new-account".into()),
        sent: vec![("name".into(), new.name.clone()), ("currency".into(), new.currency.clone())],
        problems,
    };
    let attempt = match Plan::default().apply(&change) {
        Ok(applied) => {
            match app.ledger.import(&app.viewer, &applied.plan, new.change, app.world.now()).await {
                Ok(account) => return Ok((mark_saved(jar), Redirect::to(&address(account))).into_response()),
                // The account has the id of its form: sent twice, it is there already.
                Err(ledger::Error::Problems(problems)) if problems.iter().all(|one| one.reason == Reason::Exists) => {
                    return Ok(Redirect::to(&address(new.change)).into_response());
                }
                Err(ledger::Error::Problems(problems)) => refused(problems),
                Err(error) => return Err(error.into()),
            }
        }
        Err(problems) => refused(problems),
    };
    Ok(attempt.shown_at(app, &headers, "/accounts").await)
}

/// `ACC01`, `ACC02` ...: the first that no account has.
async fn next_code(app: &App) -> Result<String, Failure> {
    let taken: Vec<String> =
        app.ledger.reach(&app.viewer).accounts().await?.into_iter().map(|card| card.code).collect();
    let free = (1..).map(|number| format!("ACC{number:02}")).find(|code| !taken.contains(code));
    Ok(free.unwrap_or_else(|| "ACC".into()))
}
