//! What stands before every door: security headers, protection against forged requests, limits, and a net for panics.

use crate::App;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// Nothing inline, nothing evaluated, nothing from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Most bytes that are read of a form with a file: several times what a file may have, so that whoever picks one that is
/// too large reads why beside the form.
const UPLOAD_BYTES: usize = 6 * plan::limits::ATTACHMENT_BYTES;

/// Puts the routes behind all of it; those that take `uploads` may read more than others.
pub fn protect(routes: Router, uploads: Router, app: App) -> Router {
    let header = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let uploads = uploads.layer(DefaultBodyLimit::disable()).layer(RequestBodyLimitLayer::new(UPLOAD_BYTES));
    routes
        .layer(RequestBodyLimitLayer::new(plan::limits::FORM_BYTES))
        .merge(uploads)
        .layer(from_fn_with_state(app, crate::error::show))
        .layer(CsrfLayer::new())
        .layer(from_fn(known_host))
        .layer(CatchPanicLayer::custom(crate::error::panicked))
        .layer(header(CONTENT_SECURITY_POLICY, POLICY))
        .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(REFERRER_POLICY, "same-origin"))
        .layer(header(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        // Pages are one reader's: language, theme and what was just saved.
        .layer(header(CACHE_CONTROL, "private, no-cache"))
        .layer(CompressionLayer::new())
}

/// Without sign-in the server is for its own machine: a page elsewhere that makes a name point here (DNS rebinding)
/// is turned away.
async fn known_host(request: Request, next: Next) -> Response {
    if is_loopback(request.headers()) {
        next.run(request).await
    } else {
        (StatusCode::MISDIRECTED_REQUEST, "This server answers on localhost only.\n").into_response()
    }
}

fn is_loopback(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else { return true };
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((v6, _)) => v6,
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        let asked = |host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_str(host).unwrap());
            is_loopback(&headers)
        };
        assert!(asked("localhost:7878") && asked("127.0.0.1:80") && asked("[::1]:7878") && asked("127.0.0.1"));
        assert!(!asked("kamap.example:7878") && !asked("192.168.1.5:7878") && !asked("localhost.evil.example"));
    }
}
