//! The people of the workspace, for administrators: who signs in, invitations, roles, lost passwords, and leaving.

use crate::App;
use crate::Site;
use crate::error::{At, Failure};
use crate::preferences::Preferences;
use crate::record::Sent;
use crate::shell::Shell;
use crate::sign_in::ask::{Ask, Field, told};
use crate::sign_in::{kept_nowhere, link_address};
use crate::words::Say;
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use ledger::{Error, NewUser, Refusal, Standing, User};
use uuid::Uuid;

/// Where the list is.
pub const USERS: &str = "/users";

/// An administrator who is signed in. For anybody else these pages are not there.
pub struct Administrator {
    app: App,
    preferences: Preferences,
    jar: CookieJar,
    /// The address under which the browser sees this server.
    address: String,
}

impl FromRequestParts<Site> for Administrator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Failure> {
        let app = App::from_request_parts(parts, site).await?;
        if app.who.session.is_none() || app.viewer.standing != Standing::Administrator {
            return Err(Failure::NotFound);
        }
        let Ok(preferences) = Preferences::from_request_parts(parts, site).await;
        let address = app.entrance.address(&parts.headers);
        let jar = CookieJar::from_headers(&parts.headers);
        Ok(Self { app, preferences, jar, address })
    }
}

#[derive(Template)]
#[template(path = "users/page.html")]
struct UsersPage {
    shell: Shell,
    invite: String,
    link: Option<(String, String)>,
    problem: Option<String>,
    users: Vec<Line>,
}

/// A user in the list.
struct Line {
    user: User,
    standings: Vec<(&'static str, String, bool)>,
}

/// What was just done: a link to show once, or what was refused.
#[derive(Default)]
struct Done<'s> {
    link: Option<(String, String)>,
    invite: Option<(&'s Sent, Refusal)>,
    refusal: Option<Refusal>,
}

impl Administrator {
    fn say(&self) -> Say {
        self.preferences.say()
    }

    fn invitation(&self, tried: Option<(&Sent, Refusal)>) -> Ask {
        let say = self.say();
        let typed = |name: &str| tried.and_then(|(sent, _)| sent.value(name)).unwrap_or_default().to_owned();
        let standings = Standing::ALL.iter().rev().map(|one| (one.code().to_owned(), say.code("standing", one.code())));
        Ask::new(say, "invite", USERS, "user-invite")
            .hidden("user", &self.app.world.id().to_string())
            .field(Field::text("name", "off").holding(&typed("name")))
            .field(Field::text("sign_in", "off").holding(&typed("sign_in")).helped("user-sign_in-help"))
            .field(Field::choice("standing", standings.collect()).holding(&typed("standing")))
            .refused(tried.map(|(_, refusal)| refusal))
    }

    async fn page(self, done: Done<'_>) -> Result<Response, Failure> {
        let say = self.say();
        let line = |user: User| Line {
            standings: Standing::ALL
                .iter()
                .map(|one| (one.code(), say.code("standing", one.code()), *one == user.standing))
                .collect(),
            user,
        };
        let is_refused = done.invite.is_some() || done.refusal.is_some();
        let shell = Shell::over_all(&self.app, self.preferences, ("users", USERS), USERS.to_owned(), &self.jar).await?;
        let page = UsersPage {
            invite: self.invitation(done.invite).render()?,
            shell,
            link: done.link,
            problem: done.refusal.map(|refusal| told(say, refusal)),
            users: self.app.ledger.users().await?.into_iter().map(line).collect(),
        };
        let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let mut response = (status, Html(page.render()?)).into_response();
        kept_nowhere(&mut response);
        Ok(response)
    }

    /// Makes a link for a user and shows it, once.
    async fn with_link(self, user: Uuid) -> Result<Response, Failure> {
        let secret = self.app.world.secret();
        match self.app.ledger.link(user, &secret, &self.app.act()).await {
            Ok(_) => {
                let name = self.app.ledger.user(user).await?.map(|user| user.name).unwrap_or_default();
                let link = format!("{}{}", self.address, link_address(&secret));
                self.page(Done { link: Some((name, link)), ..Done::default() }).await
            }
            Err(error) => self.refused(error).await,
        }
    }

    async fn refused(self, error: Error) -> Result<Response, Failure> {
        match error {
            Error::Refused(refusal) => self.page(Done { refusal: Some(refusal), ..Done::default() }).await,
            error => Err(error.into()),
        }
    }

    async fn answer(self, outcome: Result<(), Error>) -> Result<Response, Failure> {
        match outcome {
            Ok(()) => Ok(Redirect::to(USERS).into_response()),
            Err(error) => self.refused(error).await,
        }
    }
}

/// `GET /users`.
pub async fn show(administrator: Administrator) -> Result<Response, Failure> {
    administrator.page(Done::default()).await
}

/// `POST /users`: somebody is invited.
pub async fn invite(administrator: Administrator, sent: Sent) -> Result<Response, Failure> {
    let value = |name| sent.value(name).unwrap_or_default();
    let standing = Standing::from_code(value("standing")).ok_or(Failure::NotFound)?;
    let new = NewUser { name: value("name"), sign_in: value("sign_in"), standing };
    match administrator.app.ledger.add_user(&new, sent.id("user")?, &administrator.app.act()).await {
        Ok(user) => administrator.with_link(user).await,
        Err(Error::Refused(refusal)) => {
            administrator.page(Done { invite: Some((&sent, refusal)), ..Done::default() }).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /users/{id}/link`: a new invitation, or the way back from a lost password.
pub async fn link(administrator: Administrator, At(user): At<Uuid>) -> Result<Response, Failure> {
    administrator.with_link(user).await
}

/// `POST /users/{id}/standing`.
pub async fn set_standing(administrator: Administrator, At(user): At<Uuid>, sent: Sent) -> Result<Response, Failure> {
    let standing = sent.value("standing").and_then(Standing::from_code).ok_or(Failure::NotFound)?;
    let outcome = administrator.app.ledger.set_standing(user, standing, &administrator.app.act()).await;
    administrator.answer(outcome).await
}

/// `POST /users/{id}/disabling`.
pub async fn disable(administrator: Administrator, At(user): At<Uuid>) -> Result<Response, Failure> {
    let outcome = administrator.app.ledger.disable(user, &administrator.app.act()).await;
    administrator.answer(outcome).await
}

/// `POST /users/{id}/enabling`.
pub async fn enable(administrator: Administrator, At(user): At<Uuid>) -> Result<Response, Failure> {
    let outcome = administrator.app.ledger.enable(user, &administrator.app.act()).await;
    administrator.answer(outcome).await
}

/// `POST /users/{id}/second-factor/removal`: the phone is gone, and the recovery codes too.
pub async fn remove_second_factor(administrator: Administrator, At(user): At<Uuid>) -> Result<Response, Failure> {
    let outcome = administrator.app.ledger.remove_second_factor(user, None, &administrator.app.act()).await;
    administrator.answer(outcome).await
}
