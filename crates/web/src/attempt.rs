//! A form that could not be taken, on its way back to the page that it came from.
//!
//! The refused values and their problems travel as a request extension: the page is asked for again as by GET, the
//! form in it with the same key takes them up, and nothing that was typed is lost. Any page with any general form
//! works so, without code of its own.

use crate::preferences::local;
use crate::{App, pages};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use plan::Problem;
use tower::ServiceExt;

/// What was tried.
#[derive(Clone, Debug, Default)]
pub struct Attempt {
    /// The key of the form; none where no form was involved.
    pub form: Option<String>,
    /// What the form sent.
    pub sent: Vec<(String, String)>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

impl Attempt {
    /// The first value sent under this name.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.sent.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values sent under this name.
    pub fn values(&self, name: &str) -> Vec<&str> {
        self.sent.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    /// 409 where somebody else was faster, 422 where the input is at fault.
    fn status(&self) -> StatusCode {
        let conflict = self.problems.iter().all(Problem::is_conflict);
        if conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    /// The page `back`, with this attempt shown in it; the list of accounts where that is no page.
    pub async fn shown_at(self, app: App, headers: &HeaderMap, back: &str) -> Response {
        let status = self.status();
        let mut response = self.clone().page(&app, headers, back).await;
        if response.status() != StatusCode::OK {
            response = self.page(&app, headers, "/accounts").await;
        }
        if response.status() == StatusCode::OK {
            *response.status_mut() = status;
        }
        // The address bar stays at the page, not at where the form was sent.
        response.headers_mut().insert("hx-push-url", HeaderValue::from_static("false"));
        response
    }

    async fn page(self, app: &App, headers: &HeaderMap, back: &str) -> Response {
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = local(back).parse().unwrap_or_else(|_| Uri::from_static("/accounts"));
        for name in [axum::http::header::COOKIE, axum::http::header::ACCEPT_LANGUAGE] {
            headers.get_all(&name).iter().for_each(|value| {
                request.headers_mut().append(name.clone(), value.clone());
            });
        }
        request.extensions_mut().insert(self);
        request.extensions_mut().insert(app.who.clone());
        pages().with_state(app.site()).oneshot(request).await.into_response()
    }
}
