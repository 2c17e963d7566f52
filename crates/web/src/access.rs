//! Who may open an account: its members see the list, let others in, and take the account out of somebody's reach.

use crate::App;
use crate::Site;
use crate::entrance::Origin;
use crate::error::Failure;
use crate::preferences::Preferences;
use crate::record::Sent;
use crate::root::Root;
use crate::shell::{ACCOUNTS, Shell};
use crate::sign_in::ask::told;
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use ledger::{Act, Error, Refusal, User};
use uuid::Uuid;

/// Somebody who is signed in, at the list of an account within reach. The demo has nobody to let in.
pub struct Doorkeeper {
    app: App,
    account: Uuid,
    /// What the account is called.
    name: String,
    origin: String,
    preferences: Preferences,
    jar: CookieJar,
}

impl FromRequestParts<Site> for Doorkeeper {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Failure> {
        let Root::Account(account) = Root::from_request_parts(parts, site).await? else {
            return Err(Failure::NotFound);
        };
        let app = App::from_request_parts(parts, site).await?;
        if app.who.session.is_none() {
            return Err(Failure::NotFound);
        }
        let Ok(preferences) = Preferences::from_request_parts(parts, site).await;
        let Ok(Origin(origin)) = Origin::from_request_parts(parts, site).await;
        let seat = app.ledger.open(&app.viewer, account).await?;
        let name = seat.plan().account().map(|one| preferences.say().show(&one.name).to_owned()).unwrap_or_default();
        Ok(Self { app, account, name, origin, preferences, jar: CookieJar::from_headers(&parts.headers) })
    }
}

#[derive(Template)]
#[template(path = "access.html")]
struct AccessPage {
    shell: Shell,
    account: Uuid,
    name: String,
    problem: Option<String>,
    members: Vec<User>,
    others: Vec<User>,
    me: Uuid,
}

impl Doorkeeper {
    fn address(&self) -> String {
        format!("/accounts/{}/access", self.account)
    }

    fn act(&self) -> Act {
        self.app.site().act(Some(self.app.viewer.user), &self.origin)
    }

    async fn page(self, refusal: Option<Refusal>) -> Result<Response, Failure> {
        let address = self.address();
        let shell =
            Shell::over_all(&self.app, self.preferences, ("access", &address), address.clone(), &self.jar).await?;
        let members = self.app.ledger.members_of(self.account).await?;
        let others =
            self.app.ledger.users().await?.into_iter().filter(|one| !one.is_disabled && !members.contains(one));
        let page = AccessPage {
            problem: refusal.map(|refusal| told(shell.say, refusal)),
            shell,
            account: self.account,
            name: self.name,
            others: others.collect(),
            members,
            me: self.app.viewer.user,
        };
        let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Ok((status, Html(page.render()?)).into_response())
    }

    /// Back to the list, or home where the list went out of one's own reach.
    async fn answer(self, outcome: Result<(), Error>, next: String) -> Result<Response, Failure> {
        match outcome {
            Ok(()) => Ok(Redirect::to(&next).into_response()),
            Err(Error::Refused(refusal)) => self.page(Some(refusal)).await,
            Err(error) => Err(error.into()),
        }
    }
}

/// `GET /accounts/{account}/access`.
pub async fn show(doorkeeper: Doorkeeper) -> Result<Response, Failure> {
    doorkeeper.page(None).await
}

/// `POST /accounts/{account}/access`: somebody is let in.
pub async fn let_in(doorkeeper: Doorkeeper, sent: Sent) -> Result<Response, Failure> {
    let Ok(user) = sent.id("user") else {
        return doorkeeper.page(Some(Refusal::NoUser)).await;
    };
    let outcome = doorkeeper.app.ledger.let_in(doorkeeper.account, user, &doorkeeper.act()).await;
    let next = doorkeeper.address();
    doorkeeper.answer(outcome, next).await
}

/// `POST /accounts/{account}/access/removal`.
pub async fn keep_out(doorkeeper: Doorkeeper, sent: Sent) -> Result<Response, Failure> {
    let user = sent.id("user")?;
    let outcome = doorkeeper.app.ledger.keep_out(doorkeeper.account, user, &doorkeeper.act()).await;
    let gone = user == doorkeeper.app.viewer.user;
    let next = if gone { ACCOUNTS.to_owned() } else { doorkeeper.address() };
    doorkeeper.answer(outcome, next).await
}
