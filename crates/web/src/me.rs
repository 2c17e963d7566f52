//! "My sign-in": my password, my second factor, where I am signed in, and what programs do as me.

mod qr;
pub mod tokens;

use crate::error::{At, Failure};
use crate::preferences::Preferences;
use crate::record::Sent;
use crate::shell::Shell;
use crate::sign_in::ask::{Ask, Field};
use crate::sign_in::{SIGN_IN, kept_nowhere};
use crate::words::Say;
use crate::{App, Site};
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use jiff::Timestamp;
use ledger::{Error, Refusal, Secret, Session, SharedSecret, User};
use uuid::Uuid;

/// Where one's own sign-in is.
pub const ME: &str = "/me";

/// Whoever is signed in by a session; the reader of the demo is not.
pub struct Mine {
    app: App,
    user: User,
    session: Uuid,
    held: Secret,
    preferences: Preferences,
    jar: CookieJar,
}

impl FromRequestParts<Site> for Mine {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Failure> {
        let app = App::from_request_parts(parts, site).await?;
        let Ok(preferences) = Preferences::from_request_parts(parts, site).await;
        let jar = CookieJar::from_headers(&parts.headers);
        let held = jar.get(app.entrance.cookie_name()).and_then(|cookie| Secret::read(cookie.value()));
        Ok(Self {
            user: app.ledger.user(app.viewer.user).await?.ok_or(Failure::NotFound)?,
            session: app.who.session.ok_or(Failure::NotFound)?,
            held: held.ok_or(Failure::NotFound)?,
            app,
            preferences,
            jar,
        })
    }
}

/// What was just tried, and with what it ended.
#[derive(Default)]
struct Tried {
    form: &'static str,
    refusal: Option<Refusal>,
    shared: Option<SharedSecret>,
    codes: Vec<String>,
    /// A token that was just made, which no other page will show.
    token: Option<String>,
    /// What was typed for one that was not.
    typed: Option<tokens::Wish>,
}

#[derive(Template)]
#[template(path = "me/page.html")]
struct MyPage {
    shell: Shell,
    user: User,
    password: String,
    second_factor: Vec<String>,
    setting_up: Option<SettingUp>,
    codes: Vec<String>,
    codes_left: i64,
    sessions: Vec<Line>,
    token_form: String,
    new_token: Option<String>,
    tokens: Vec<tokens::Line>,
}

/// What an app on the phone takes up.
struct SettingUp {
    svg: String,
    text: String,
}

/// A session in the list.
struct Line {
    id: Uuid,
    agent: String,
    origin: String,
    made_at: String,
    seen_at: String,
    is_this: bool,
}

impl Mine {
    fn say(&self) -> Say {
        self.preferences.say()
    }

    /// Rights have changed: the browser gets a new secret.
    async fn rotate(&self) -> Result<CookieJar, Failure> {
        let secret = self.app.world.secret();
        self.app.ledger.rotate_session(&self.held, &secret).await?;
        Ok(self.jar.clone().add(self.app.entrance.cookie(&secret)))
    }

    fn old() -> Field {
        Field::password("old")
    }

    async fn page(self, tried: Tried) -> Result<Response, Failure> {
        let say = self.say();
        let refusal = |form: &str| tried.refusal.filter(|_| tried.form == form);
        let password = Ask::new(say, "password", "/me/password", "password-change")
            .field(Self::old())
            .field(Field::new_password())
            .refused(refusal("password"));
        let mut setting_up = None;
        let forms = if self.user.has_second_factor {
            let renewal = Ask::new(say, "renewal", "/me/recovery-codes", "recovery-codes-renew");
            let removal = Ask::new(say, "removal", "/me/second-factor/removal", "second-factor-remove");
            vec![
                renewal.field(Self::old()).refused(refusal("renewal")),
                removal.field(Self::old()).refused(refusal("removal")),
            ]
        } else {
            let shared = tried.shared.clone().unwrap_or_else(|| SharedSecret::new(&self.app.world.secret()));
            let svg = qr::svg(&qr::address(&shared, &self.user.sign_in)).ok_or(Failure::NotFound)?;
            setting_up = Some(SettingUp { svg, text: shared.text() });
            vec![
                Ask::new(say, "second-factor", "/me/second-factor", "second-factor-set")
                    .hidden("shared", &shared.text())
                    .field(Self::old())
                    .field(Field::text("code", "one-time-code").helped("code-set-help"))
                    .refused(refusal("second-factor")),
            ]
        };
        let token = tokens::ask(say, tried.typed.unwrap_or_default()).refused(refusal("token"));
        let asks = || [&password, &token].into_iter().chain(&forms);
        let status = asks().map(Ask::status).find(|status| *status != StatusCode::OK).unwrap_or(StatusCode::OK);
        let wait = asks().find_map(|ask| ask.wait);
        let (ledger, lasting, now) = (&self.app.ledger, self.app.entrance.lasting, self.app.world.now());
        let zone = self.app.world.zone();
        let clock = |at: Timestamp| at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
        let line = |one: Session| Line {
            id: one.id,
            is_this: one.id == self.session,
            agent: one.agent,
            origin: one.origin,
            made_at: clock(one.made_at),
            seen_at: clock(one.seen_at),
        };
        let shell = Shell::over_all(&self.app, self.preferences, ("my-sign-in", ME), ME.to_owned(), &self.jar).await?;
        let page = MyPage {
            shell,
            sessions: ledger.sessions_of(self.user.id, lasting, now).await?.into_iter().map(line).collect(),
            codes_left: ledger.recovery_codes_left(self.user.id).await?,
            password: password.render()?,
            token_form: token.render()?,
            new_token: tried.token,
            tokens: tokens::lines(ledger.tokens_of(self.user.id, now).await?, clock),
            second_factor: forms.iter().map(Template::render).collect::<Result<_, _>>()?,
            setting_up,
            codes: tried.codes,
            user: self.user,
        };
        let mut response = (status, Html(page.render()?)).into_response();
        kept_nowhere(&mut response);
        if let Some(seconds) = wait {
            response.headers_mut().insert(axum::http::header::RETRY_AFTER, seconds.into());
        }
        Ok(response)
    }

    /// The page with what was refused; what failed otherwise fails.
    async fn refused(
        self,
        form: &'static str,
        shared: Option<SharedSecret>,
        error: Error,
    ) -> Result<Response, Failure> {
        match error {
            Error::Refused(refusal) => {
                self.page(Tried { form, refusal: Some(refusal), shared, ..Tried::default() }).await
            }
            error => Err(error.into()),
        }
    }

    /// The page with recovery codes, which no other page will show.
    async fn with_codes(mut self, codes: Vec<String>) -> Result<Response, Failure> {
        let jar = self.rotate().await?;
        self.user = self.app.ledger.user(self.user.id).await?.ok_or(Failure::NotFound)?;
        let page = self.page(Tried { codes, ..Tried::default() }).await?;
        Ok((jar, page).into_response())
    }
}

/// `GET /me`.
pub async fn show(mine: Mine) -> Result<Response, Failure> {
    mine.page(Tried::default()).await
}

/// `POST /me/password`.
pub async fn change_password(mine: Mine, sent: Sent) -> Result<Response, Failure> {
    let passwords = (sent.value("old").unwrap_or_default(), sent.value("password").unwrap_or_default());
    let (salt, act) = (mine.app.world.secret(), mine.app.act());
    match mine.app.ledger.change_password(mine.user.id, passwords, (mine.session, &salt), &act).await {
        Ok(()) => Ok((mine.rotate().await?, Redirect::to(ME)).into_response()),
        Err(error) => mine.refused("password", None, error).await,
    }
}

/// `POST /me/second-factor`: sets it up.
pub async fn set_second_factor(mine: Mine, sent: Sent) -> Result<Response, Failure> {
    let shared = sent.value("shared").and_then(SharedSecret::read).ok_or(Failure::NotFound)?;
    let (code, random, act) = (sent.value("code").unwrap_or_default(), mine.app.world.secret(), mine.app.act());
    let (ledger, user) = (mine.app.ledger.clone(), mine.user.id);
    let confirmed = ledger.confirm_password(user, sent.value("old").unwrap_or_default(), &act).await;
    let set = match confirmed {
        Ok(()) => ledger.set_second_factor((user, mine.session), &shared, code, &random, &act).await,
        Err(error) => Err(error),
    };
    match set {
        Ok(codes) => mine.with_codes(codes).await,
        Err(error) => mine.refused("second-factor", Some(shared), error).await,
    }
}

/// `POST /me/second-factor/removal`.
pub async fn remove_second_factor(mine: Mine, sent: Sent) -> Result<Response, Failure> {
    let (ledger, user, act) = (mine.app.ledger.clone(), mine.user.id, mine.app.act());
    let confirmed = ledger.confirm_password(user, sent.value("old").unwrap_or_default(), &act).await;
    let removed = match confirmed {
        Ok(()) => ledger.remove_second_factor(user, Some(mine.session), &act).await,
        Err(error) => Err(error),
    };
    match removed {
        Ok(()) => Ok((mine.rotate().await?, Redirect::to(ME)).into_response()),
        Err(error) => mine.refused("removal", None, error).await,
    }
}

/// `POST /me/recovery-codes`: new ones.
pub async fn renew_codes(mine: Mine, sent: Sent) -> Result<Response, Failure> {
    let (ledger, user, act) = (mine.app.ledger.clone(), mine.user.id, mine.app.act());
    let confirmed = ledger.confirm_password(user, sent.value("old").unwrap_or_default(), &act).await;
    let renewed = match confirmed {
        Ok(()) => ledger.renew_recovery_codes(user, &mine.app.world.secret(), &act).await,
        Err(error) => Err(error),
    };
    match renewed {
        Ok(codes) => mine.with_codes(codes).await,
        Err(error) => mine.refused("renewal", None, error).await,
    }
}

/// `POST /me/sessions/{id}/removal`: signs out of one.
pub async fn end_session(mine: Mine, At(session): At<Uuid>) -> Result<Response, Failure> {
    mine.app.ledger.end_session(mine.user.id, session, &mine.app.act()).await?;
    let next = if session == mine.session { SIGN_IN } else { ME };
    Ok(Redirect::to(next).into_response())
}

/// `POST /me/sessions/removal`: signs out everywhere, here too.
pub async fn end_sessions(mine: Mine) -> Result<Response, Failure> {
    mine.app.ledger.end_sessions(mine.user.id, &mine.app.act()).await?;
    Ok((mine.jar.add(mine.app.entrance.no_cookie()), Redirect::to(SIGN_IN)).into_response())
}
