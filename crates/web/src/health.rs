//! `/healthz`: is the server up, and does its database answer?

use crate::Site;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// 200 `ok` while the database answers, else 503.
pub async fn healthz(State(site): State<Site>) -> Response {
    match site.ledger.ping().await {
        Ok(()) => "ok\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "health check");
            (StatusCode::SERVICE_UNAVAILABLE, "database does not answer\n").into_response()
        }
    }
}
