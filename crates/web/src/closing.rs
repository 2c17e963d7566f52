//! Closing accounts from their list: putting one away, reopening it, and deleting one that was put away for good.

use crate::App;
use crate::attempt::Attempt;
use crate::error::Failure;
use crate::preferences::local;
use crate::record::Sent;
use crate::root::Root;
use crate::shell::{ACCOUNTS, mark_saved};
use crate::words::Say;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use ledger::AccountCard;
use plan::{Place, Problem, Reason};
use uuid::Uuid;

/// Where the accounts are that were put away.
pub const ARCHIVED: &str = "/accounts?shelf=archived";

/// An account that was put away, with what can be done with it.
pub struct PutAway {
    /// Its id.
    pub account: Uuid,
    /// What it is called.
    pub name: String,
    /// The ids of the changes that its forms make.
    pub reopen: Uuid,
    /// What was typed as its name, and what is wrong with that.
    pub typed: String,
    /// What stands in the way of deleting it.
    pub problem: Option<String>,
}

impl PutAway {
    /// Those within reach, with what was tried.
    pub async fn all(app: &App, say: Say, attempt: Option<&Attempt>) -> Result<Vec<Self>, Failure> {
        let of = |card: AccountCard| {
            let form = format!("delete-{}", card.id);
            let own = attempt.filter(|attempt| attempt.form.as_deref() == Some(form.as_str()));
            Self {
                account: card.id,
                name: format!("{} {}", say.show(&card.name), card.code),
                reopen: app.world.id(),
                typed: own.and_then(|attempt| attempt.value("name")).unwrap_or_default().to_owned(),
                problem: own.and_then(|attempt| attempt.problems.first()).map(|problem| say.problem(problem)),
            }
        };
        let cards = app.ledger.reach(&app.viewer).of_archived().accounts().await?;
        Ok(cards.into_iter().map(of).collect())
    }
}

/// `POST /closings`: `verb` is archive, reopen or delete.
pub async fn close(app: App, jar: CookieJar, headers: HeaderMap, sent: Sent) -> Result<Response, Failure> {
    let back = sent.value("back").unwrap_or(ACCOUNTS).to_owned();
    let Ok(account) = sent.id("account") else {
        let place = Place { field: Some("account".into()), ..Place::default() };
        let problems = vec![Problem { place, reason: Reason::Required }];
        return Ok(sent.refused(problems).shown_at(app, &headers, &back).await);
    };
    let (ledger, viewer, moment) = (&app.ledger, &app.viewer, app.world.moment());
    let done = match sent.value("verb") {
        Some("archive") => ledger.put_away(viewer, account, sent.id("change")?, moment).await.map(|_| true),
        Some("reopen") => ledger.reopen(viewer, account, sent.id("change")?, moment).await.map(|_| true),
        Some("delete") => {
            let typed = sent.value("name").unwrap_or_default();
            ledger.delete_account(viewer, account, typed, &app.act()).await.map(|()| false)
        }
        _ => return Err(Failure::NotFound),
    };
    match done {
        // What is left can be undone from the list.
        Ok(true) => Ok((mark_saved(jar, Root::Account(account)), Redirect::to(local(&back))).into_response()),
        Ok(false) => Ok(Redirect::to(local(&back)).into_response()),
        Err(ledger::Error::Problems(problems)) => Ok(sent.refused(problems).shown_at(app, &headers, &back).await),
        Err(error) => Err(error.into()),
    }
}
