//! Errors as pages: what is not there, and what we must mend ourselves.

use crate::Site;
use crate::preferences::Preferences;
use crate::shell::Shell;
use askama::Template;
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use plan::Reason;
use serde::de::DeserializeOwned;
use std::any::Any;

/// The parts of an address; one with a part that is no id, or no text, leads nowhere.
pub struct At<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for At<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Path(address) = Path::from_request_parts(parts, state).await.map_err(|_| Failure::NotFound)?;
        Ok(Self(address))
    }
}

/// Why a page could not be shown.
#[derive(Debug)]
pub enum Failure {
    /// Not there, or not for this viewer to know.
    NotFound,
    /// A newer version changed what lies between then and now.
    MadeByNewer,
    /// More came than is read.
    TooLarge,
    /// Ours to mend; logged whole, shown with a number only.
    Ours(String),
}

impl From<ledger::Error> for Failure {
    fn from(error: ledger::Error) -> Self {
        match error {
            ledger::Error::NotFound => Self::NotFound,
            ledger::Error::Problems(problems)
                if problems.iter().any(|one| matches!(one.reason, Reason::MadeByNewer { .. })) =>
            {
                Self::MadeByNewer
            }
            other => Self::Ours(other.to_string()),
        }
    }
}
impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Self::Ours(error.to_string())
    }
}
impl From<papers::Error> for Failure {
    fn from(error: papers::Error) -> Self {
        Self::Ours(error.to_string())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MadeByNewer => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Ours(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(std::sync::Arc::new(self));
        response
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    shell: Shell,
    heading: &'static str,
    help: &'static str,
    number: Option<String>,
}

/// Gives a failure its page in the reader's language. A failure of ours is logged with the number that the page shows.
pub async fn show(State(site): State<Site>, preferences: Preferences, request: Request, next: Next) -> Response {
    let asked = request.uri().clone();
    let response = next.run(request).await;
    let status = response.status();
    // Whoever stops reading a body says so by this alone.
    let cut = || (status == StatusCode::PAYLOAD_TOO_LARGE).then(|| std::sync::Arc::new(Failure::TooLarge));
    let told = response.extensions().get::<std::sync::Arc<Failure>>().cloned();
    let Some(failure) = told.or_else(cut) else { return response };
    let (heading, help, number) = match &*failure {
        Failure::NotFound => ("not-found", "not-found-help", None),
        Failure::TooLarge => ("too-large", "too-large-help", None),
        Failure::MadeByNewer => ("made-by-newer", "made-by-newer-help", None),
        Failure::Ours(what) => {
            let number = site.world.id().to_string();
            tracing::error!(%number, %asked, what, "request failed");
            ("failed", "failed-help", Some(number))
        }
    };
    let shell = Shell::bare(site.world.as_ref(), None, preferences, heading);
    match (ErrorPage { shell, heading, help, number }).render() {
        Ok(page) => (status, Html(page)).into_response(),
        Err(_) => status.into_response(),
    }
}

/// No route leads there.
pub async fn no_such_page() -> Failure {
    Failure::NotFound
}

/// The last net: a panic becomes a plain 500 and a line in the log; the server goes on.
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let what = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("unknown");
    tracing::error!(what, "panic in a handler");
    (StatusCode::INTERNAL_SERVER_ERROR, "Internal error. It has been logged.\n").into_response()
}
