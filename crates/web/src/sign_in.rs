//! Signing in and out: the gate before every page, the page for name and password, the one for the second factor, and
//! where one-time links lead.

pub mod ask;
mod link;

pub use link::{address as link_address, follow, open as open_link};

use crate::entrance::Origin;
use crate::error::Failure;
use crate::preferences::{Preferences, local};
use crate::record::Sent;
use crate::shell::Shell;
use crate::words::Say;
use crate::{App, Site};
use ask::{Ask, Field};
use askama::Template;
use axum::extract::{FromRequestParts, Query, Request, State};
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, HeaderName, HeaderValue, REFERER, RETRY_AFTER, USER_AGENT, WWW_AUTHENTICATE,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use ledger::{Beginning, Error, Refusal, Secret, SignedIn};
use serde::Deserialize;
use uuid::Uuid;

/// Where people sign in.
pub const SIGN_IN: &str = "/sign-in";
/// Where they give the second factor.
const CODE: &str = "/sign-in/code";
/// What the addresses of one-time links begin with; what follows opens something.
pub const LINKS: &str = "/links/";

/// Whoever asks for a page that is open to all.
pub struct Visitor {
    /// The server.
    pub site: Site,
    /// Language and theme.
    pub preferences: Preferences,
    /// From where.
    pub origin: String,
    /// What the browser holds.
    pub held: Option<Secret>,
    /// Who is signed in by that, or waits for the second factor.
    pub who: Option<SignedIn>,
    agent: String,
    jar: CookieJar,
}

impl FromRequestParts<Site> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Failure> {
        let Ok(preferences) = Preferences::from_request_parts(parts, site).await;
        let Ok(Origin(origin)) = Origin::from_request_parts(parts, site).await;
        let held = held(site, &parts.headers);
        let agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_owned();
        let who = who(site, held.as_ref()).await?;
        let jar = CookieJar::from_headers(&parts.headers);
        Ok(Self { site: site.clone(), preferences, origin, held, who, agent, jar })
    }
}

/// What the browser holds, if it is of the form of a secret.
fn held(site: &Site, headers: &HeaderMap) -> Option<Secret> {
    Secret::read(CookieJar::from_headers(headers).get(site.entrance.cookie_name())?.value())
}

async fn who(site: &Site, held: Option<&Secret>) -> Result<Option<SignedIn>, Failure> {
    if let Some(always) = &site.entrance.always {
        return Ok(Some(always.clone()));
    }
    match held {
        Some(secret) => Ok(site.ledger.session(secret, site.entrance.lasting, site.world.now()).await?),
        None => Ok(None),
    }
}

impl Visitor {
    fn say(&self) -> Say {
        self.preferences.say()
    }

    /// Begins a session in the place of what the browser held, and leads on.
    async fn enter(self, user: Uuid, needs_code: bool, to: &str) -> Result<Response, Failure> {
        let (secret, id) = (self.site.world.secret(), self.site.world.id());
        let instead_of = self.held.as_ref();
        let new = Beginning { user, id, secret: &secret, waits: needs_code, agent: &self.agent, instead_of };
        let act = self.site.act(Some(user), &self.origin);
        self.site.ledger.begin_session(&new, self.site.entrance.lasting, &act).await?;
        let jar = self.jar.add(self.site.entrance.cookie(&secret));
        let next = if needs_code { with_to(CODE, to) } else { local(to).to_owned() };
        Ok((jar, Redirect::to(&next)).into_response())
    }

    /// A page of one form, under a heading.
    fn page(&self, (title, intro): (&str, Option<String>), ask: Option<Ask>) -> Result<Response, Failure> {
        let shell = Shell::bare(self.site.world.as_ref(), None, self.preferences, title);
        let status = ask.as_ref().map_or(StatusCode::OK, Ask::status);
        let wait = ask.as_ref().and_then(|ask| ask.wait);
        let page = GatePage {
            shell: Shell { here: SIGN_IN.into(), ..shell },
            intro,
            ask: ask.map(|ask| ask.render()).transpose()?,
        };
        let mut response = (status, Html(page.render()?)).into_response();
        kept_nowhere(&mut response);
        if let Some(seconds) = wait {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        Ok(response)
    }
}

/// What the page holds is not for any cache.
pub fn kept_nowhere(response: &mut Response) {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

#[derive(Template)]
#[template(path = "sign_in/gate.html")]
struct GatePage {
    shell: Shell,
    intro: Option<String>,
    ask: Option<String>,
}

/// An address that remembers where to go on to.
fn with_to(address: &str, to: &str) -> String {
    match local(to) {
        "/" => address.to_owned(),
        to => format!("{address}?to={}", form_urlencoded::byte_serialize(to.as_bytes()).collect::<String>()),
    }
}

/// Takes the secret of a one-time link out of the address, which may come to stand in a log. The route has it already.
pub async fn without_secret(mut request: Request, next: Next) -> Response {
    if request.uri().path().starts_with(LINKS) {
        *request.uri_mut() = Uri::from_static(LINKS);
    }
    next.run(request).await
}

/// Lets nobody through who is not signed in: people are led to the sign-in page and from there back, programs are told.
pub async fn gate(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let held = held(&site, request.headers());
    match who(&site, held.as_ref()).await {
        Ok(Some(signed_in)) if !signed_in.waits => {
            request.extensions_mut().insert(signed_in);
            next.run(request).await
        }
        Ok(waiting) => send_away(if waiting.is_some() { CODE } else { SIGN_IN }, &request),
        Err(failure) => failure.into_response(),
    }
}

fn send_away(address: &str, request: &Request) -> Response {
    let headers = request.headers();
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    // A form is sent to no page; it came from one.
    let came_from = || text(REFERER).and_then(|from| from.parse::<Uri>().ok()).map(|from| path_of(&from));
    let to = match *request.method() {
        Method::GET | Method::HEAD => Some(path_of(request.uri())),
        _ => came_from(),
    };
    let next = with_to(address, &to.unwrap_or_default());
    if headers.contains_key("hx-request") {
        let mut response = StatusCode::NO_CONTENT.into_response();
        if let Ok(next) = HeaderValue::from_str(&next) {
            response.headers_mut().insert("hx-redirect", next);
        }
        return response;
    }
    let is_page = text(ACCEPT).is_none_or(|accepted| accepted.contains("text/html") || accepted.contains("*/*"));
    if is_page {
        Redirect::to(&next).into_response()
    } else {
        (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Cookie")], "Sign in first.\n").into_response()
    }
}

fn path_of(uri: &Uri) -> String {
    uri.path_and_query().map_or("/", |address| address.as_str()).to_owned()
}

/// Where to go on to after signing in.
#[derive(Deserialize)]
pub struct Onward {
    to: Option<String>,
}

impl Onward {
    fn to(self) -> String {
        local(self.to.as_deref().unwrap_or("/")).to_owned()
    }
}

/// `GET /sign-in`.
pub async fn show(visitor: Visitor, Query(onward): Query<Onward>) -> Result<Response, Failure> {
    let to = onward.to();
    match &visitor.who {
        Some(who) if who.waits => Ok(Redirect::to(&with_to(CODE, &to)).into_response()),
        Some(_) => Ok(Redirect::to(&to).into_response()),
        None if visitor.site.ledger.has_users().await? => {
            let ask = password_form(visitor.say(), &to, "", None);
            visitor.page(("sign-in", None), Some(ask))
        }
        None => visitor.page(("sign-in", Some(visitor.say().label("sign-in-nobody"))), None),
    }
}

fn password_form(say: Say, to: &str, name: &str, refusal: Option<Refusal>) -> Ask {
    Ask::new(say, "sign-in", SIGN_IN, "sign-in")
        .hidden("to", to)
        .field(Field::text("sign_in", "username").holding(name).focused())
        .field(Field::password("password"))
        .refused(refusal)
}

/// `POST /sign-in`.
pub async fn enter(visitor: Visitor, sent: Sent) -> Result<Response, Failure> {
    let (name, to) = (sent.value("sign_in").unwrap_or_default(), sent.value("to").unwrap_or("/"));
    let password = sent.value("password").unwrap_or_default();
    let act = visitor.site.act(None, &visitor.origin);
    match visitor.site.ledger.check_password(name, password, &act).await {
        Ok(entry) => visitor.enter(entry.user, entry.needs_code, to).await,
        Err(Error::Refused(refusal)) => {
            let ask = password_form(visitor.say(), local(to), name, Some(refusal));
            visitor.page(("sign-in", None), Some(ask))
        }
        Err(error) => Err(error.into()),
    }
}

fn code_form(say: Say, to: &str, refusal: Option<Refusal>) -> Ask {
    Ask::new(say, "second-factor", CODE, "sign-in")
        .hidden("to", to)
        .field(Field::text("code", "one-time-code").focused().helped("code-help"))
        .refused(refusal)
}

/// `GET /sign-in/code`.
pub async fn show_code(visitor: Visitor, Query(onward): Query<Onward>) -> Result<Response, Failure> {
    let to = onward.to();
    match &visitor.who {
        Some(who) if who.waits => visitor.page(("second-factor", None), Some(code_form(visitor.say(), &to, None))),
        Some(_) => Ok(Redirect::to(&to).into_response()),
        None => Ok(Redirect::to(&with_to(SIGN_IN, &to)).into_response()),
    }
}

/// `POST /sign-in/code`.
pub async fn enter_code(visitor: Visitor, sent: Sent) -> Result<Response, Failure> {
    let to = local(sent.value("to").unwrap_or("/")).to_owned();
    let (Some(who), Some(held)) = (visitor.who.as_ref().filter(|who| who.waits), &visitor.held) else {
        return Ok(Redirect::to(&with_to(SIGN_IN, &to)).into_response());
    };
    let (ledger, user) = (&visitor.site.ledger, who.viewer.user);
    let act = visitor.site.act(Some(user), &visitor.origin);
    match ledger.check_code(user, sent.value("code").unwrap_or_default(), &act).await {
        Ok(()) => {
            let secret = visitor.site.world.secret();
            let act = visitor.site.act(Some(user), &visitor.origin);
            ledger.complete_session(held, &secret, visitor.site.entrance.lasting, &act).await?;
            let jar = visitor.jar.add(visitor.site.entrance.cookie(&secret));
            Ok((jar, Redirect::to(&to)).into_response())
        }
        Err(Error::Refused(refusal)) => {
            visitor.page(("second-factor", None), Some(code_form(visitor.say(), &to, Some(refusal))))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /sign-out`.
pub async fn leave(app: App, jar: CookieJar) -> Result<Response, Failure> {
    let session = app.who.session.ok_or(Failure::NotFound)?;
    app.ledger.end_session(app.viewer.user, session, &app.act()).await?;
    Ok((jar.add(app.entrance.no_cookie()), Redirect::to(SIGN_IN)).into_response())
}
