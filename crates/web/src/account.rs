//! The way in: the first page, the list of accounts, and the first step into one - "new account, name only", or the
//! worked example.

use crate::App;
use crate::attempt::Attempt;
use crate::closing::{ARCHIVED, PutAway};
use crate::error::{At, Failure};
use crate::exercise::MODEL;
use crate::page::block::Help;
use crate::page::menu::Leaf;
use crate::portfolio::{Asked, Portfolio};
use crate::preferences::Preferences;
use crate::record::Sent;
use crate::root::Root;
use crate::shell::{ACCOUNTS, Shell, WEEK, mark_saved, shown};
use askama::Template;
use axum::Extension;
use axum::extract::Query;
use axum::http::{HeaderMap, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use plan::{Change, Edit, Kind, Plan, Problem, Reason};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

/// The address of an account's first page.
fn address(account: Uuid) -> String {
    format!("/accounts/{account}/overview")
}

/// `/`: to the week of whoever chose a role; else into the only account, or to the week where there are several.
pub async fn front(app: App, preferences: Preferences) -> Result<Redirect, Failure> {
    let accounts = app.ledger.reach(&app.viewer).first_accounts(2).await?;
    Ok(match (accounts.as_slice(), preferences.role) {
        ([], _) => Redirect::to(ACCOUNTS),
        ([only], None) => return front_of(app, At(only.id)).await,
        _ => Redirect::to(WEEK),
    })
}

/// `/accounts/{account}`: on to the first page that there is for this reader.
pub async fn front_of(app: App, At(account): At<Uuid>) -> Result<Redirect, Failure> {
    let root = Root::Account(account);
    let seat = root.seat(&app).await?;
    Ok(Redirect::to(&format!("{root}/{}", Leaf::first(root, seat.plan()))))
}

#[derive(Template)]
#[template(path = "account.html")]
struct ListPage {
    shell: Shell,
    help: Option<Help>,
    portfolio: Portfolio,
    /// The ways to begin are unfolded: nothing is there yet, or a form came back.
    open: bool,
    change: Uuid,
    sample: Uuid,
    exercise: Uuid,
    name: String,
    currency: String,
    name_problem: Option<String>,
    currency_problem: Option<String>,
    /// The list is of what was put away.
    of_archived: bool,
    /// What was put away.
    archived: Vec<PutAway>,
    /// The accounts that can be put away: id and name.
    cards: Vec<(Uuid, String)>,
    archive: Uuid,
    archive_problem: Option<String>,
}

/// `/accounts`.
pub async fn list(
    app: App,
    Query(asked): Query<Asked>,
    preferences: Preferences,
    uri: Uri,
    jar: CookieJar,
    attempt: Option<Extension<Attempt>>,
) -> Result<Response, Failure> {
    let attempt = attempt.map(|Extension(attempt)| attempt);
    let here = uri.path_and_query().map_or(ACCOUNTS, |address| address.as_str()).to_owned();
    let shell = Shell::over_all(&app, preferences, ("page-accounts", ACCOUNTS), here, &jar).await?;
    let own = |form: &str| form == "new-account" || form == "archive" || form.starts_with("delete-");
    let elsewhere = attempt.as_ref().filter(|attempt| !attempt.form.as_deref().is_some_and(own));
    let shell = shell.refusing(elsewhere);
    let typed =
        |name: &str, first: &str| attempt.as_ref().and_then(|attempt| attempt.value(name)).unwrap_or(first).to_owned();
    let problem = |field: &str| {
        let problems = attempt.iter().flat_map(|attempt| &attempt.problems);
        problems.into_iter().find(|one| one.place.field.as_deref() == Some(field)).map(|one| shell.say.problem(one))
    };
    let portfolio = Portfolio::of(&app, shell.say, &asked).await?;
    let archived = PutAway::all(&app, shell.say, attempt.as_ref()).await?;
    let cards = app.ledger.reach(&app.viewer).accounts().await?;
    let archiving = attempt.as_ref().is_some_and(|attempt| attempt.form.as_deref() == Some("archive"));
    let page = ListPage {
        help: Help::of(shell.say, "accounts"),
        open: (portfolio.is_empty() && !asked.is_of_archived())
            || attempt.as_ref().is_some_and(|attempt| attempt.form.as_deref() == Some("new-account")),
        portfolio,
        change: app.world.id(),
        sample: app.world.id(),
        exercise: app.world.id(),
        name: typed("name", ""),
        currency: typed("currency", "CNY"),
        name_problem: problem("name"),
        currency_problem: problem("currency"),
        of_archived: asked.is_of_archived(),
        cards: cards.iter().map(|card| (card.id, format!("{} {}", shell.say.show(&card.name), card.code))).collect(),
        archived,
        archive: app.world.id(),
        archive_problem: problem("account").filter(|_| archiving),
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
    app: App,
    jar: CookieJar,
    headers: HeaderMap,
    axum::Form(new): axum::Form<NewAccount>,
) -> Result<Response, Failure> {
    let code = code_for_new(&app).await?;
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
                Ok(account) => {
                    return Ok(
                        (mark_saved(jar, Root::Account(account)), Redirect::to(&address(account))).into_response()
                    );
                }
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
    Ok(attempt.shown_at(app, &headers, ACCOUNTS).await)
}

/// `POST /samples`: the worked example as an account of its own; where it is there already, it is opened.
pub async fn open_sample(app: App, jar: CookieJar, sent: Sent) -> Result<Response, Failure> {
    let account = MODEL.account().map(|account| account.id.uuid()).ok_or(Failure::NotFound)?;
    let next = Redirect::to(&address(account));
    match app.ledger.import(&app.viewer, &MODEL, sent.id("change")?, app.world.now()).await {
        Ok(_) => Ok((mark_saved(jar, Root::Account(account)), next).into_response()),
        Err(ledger::Error::Problems(problems)) if problems.iter().all(|one| one.reason == Reason::Exists) => {
            Ok(next.into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `ACC01`, `ACC02` ...: the first that no account has.
pub async fn code_for_new(app: &App) -> Result<String, Failure> {
    let taken: Vec<String> =
        app.ledger.reach(&app.viewer).accounts().await?.into_iter().map(|card| card.code).collect();
    let free = (1..).map(|number| format!("ACC{number:02}")).find(|code| !taken.contains(code));
    Ok(free.unwrap_or_else(|| "ACC".into()))
}
