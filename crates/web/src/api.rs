//! `/api/v1`: the interface for programs. They act as whoever gave them a token: the same reach, the same plans, the same
//! verb. Cookies open nothing here, so a page elsewhere cannot make a browser ask for anything.

mod changes;
mod door;
mod fault;
mod figures;
mod lists;
mod openapi;
pub mod page;
mod parameter;
mod plans;
mod records;
mod schemas;
mod search;
mod stamped;

pub use openapi::document;

use crate::Site;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use fault::Fault;
use plan::limits::CHANGE_BYTES;
use plan::{Problem, Reason};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;

/// Where it is.
pub const ROOT: &str = "/api/v1";
/// Where its description is, below that.
const DESCRIPTION: &str = "/openapi.json";

/// Everything that programs ask for.
pub fn router(site: Site) -> Router {
    let doors = door::routes()
        .fallback(async || Fault::NotFound)
        .method_not_allowed_fallback(async || Fault::Method)
        .layer(from_fn_with_state(site.clone(), recognise));
    // The description is the same for everybody, and tools fetch it before they hold a token.
    let all = Router::new().route(DESCRIPTION, get(openapi::show)).merge(doors);
    let all = all
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(CHANGE_BYTES))
        .layer(CatchPanicLayer::custom(fault::panicked))
        .layer(from_fn_with_state(site.clone(), fault::tell));
    Router::new().nest(ROOT, all.with_state(site))
}

/// Notes who asks and what the token is good for; without one that is good nobody comes further.
async fn recognise(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let Some(token) = token(request.headers()) else { return Fault::NoToken.into_response() };
    match site.ledger.bearer(token, site.world.now()).await {
        Ok(Some(bearer)) => {
            request.extensions_mut().insert(bearer.who);
            request.extensions_mut().insert(bearer.scope);
            next.run(request).await
        }
        Ok(None) => Fault::NoToken.into_response(),
        Err(error) => Fault::from(error).into_response(),
    }
}

/// What stands behind `Authorization: Bearer`.
fn token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = text(headers, AUTHORIZATION)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// JSON that was sent, as text: what reads it tells what is wrong with its line.
struct Json(String);

impl<S: Send + Sync> FromRequest<S> for Json {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let media = text(request.headers(), CONTENT_TYPE).and_then(|media| media.split(';').next()).map(str::trim);
        if !media.is_some_and(|media| media.eq_ignore_ascii_case("application/json")) {
            return Err(Fault::MediaType);
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Fault::TooLarge)?;
        String::from_utf8(bytes.into()).map(Self).map_err(|error| {
            let error = error.utf8_error();
            Fault::Body(vec![Problem::anywhere(Reason::NotJson { line: 1, column: error.valid_up_to() + 1 })])
        })
    }
}
