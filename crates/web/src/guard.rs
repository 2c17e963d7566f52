//! What stands before every door: security headers, protection against forged requests, limits, and a net for panics.

use crate::{Site, entrance, sign_in};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::{from_fn, from_fn_with_state};
use tower::util::option_layer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// Nothing inline, nothing evaluated, nothing from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// Two years, as browsers ask for.
const TLS_ALONE: &str = "max-age=63072000";
/// What no page of ours needs.
const WITHOUT: &str = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

/// Most bytes that are read of a form with a file: several times what a file may have, so that whoever picks one that is
/// too large reads why beside the form.
const UPLOAD_BYTES: usize = 6 * plan::limits::ATTACHMENT_BYTES;

/// Puts the routes behind all of it; those that take `uploads` may read more than others.
pub fn protect(routes: Router, uploads: Router, site: Site) -> Router {
    let header = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let tls = site.entrance.public.is_some().then(|| header(STRICT_TRANSPORT_SECURITY, TLS_ALONE));
    let uploads = uploads.layer(DefaultBodyLimit::disable()).layer(RequestBodyLimitLayer::new(UPLOAD_BYTES));
    // Programs send no cookies, so nothing can be forged in their name; what they send is larger than a form.
    let programs = crate::api::router(site.clone());
    routes
        .layer(RequestBodyLimitLayer::new(plan::limits::FORM_BYTES))
        .merge(uploads)
        .layer(from_fn_with_state(site.clone(), crate::error::show))
        .layer(CsrfLayer::new())
        .layer(from_fn(sign_in::without_secret))
        .merge(programs)
        .layer(from_fn_with_state(site, entrance::only_as_said))
        .layer(CatchPanicLayer::custom(crate::error::panicked))
        .layer(header(CONTENT_SECURITY_POLICY, POLICY))
        .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(REFERRER_POLICY, "same-origin"))
        .layer(header(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(header(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
        .layer(header(HeaderName::from_static("permissions-policy"), WITHOUT))
        .layer(option_layer(tls))
        // Pages are one reader's: language, theme and what was just saved.
        .layer(header(CACHE_CONTROL, "private, no-cache"))
        .layer(CompressionLayer::new())
}
