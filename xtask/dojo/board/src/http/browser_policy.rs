//! Protects the board from other web pages: checks the origin of requests and restricts what pages can do.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header, uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use dojo_protocol::messages::{Reason, Refusal};

use super::app::App;
use super::rejection::Rejection;
use crate::public_address::PublicAddress;

/// A policy that allows only the board's own scripts and styles, and no embedding.
///
/// Comparison pages have a separate policy.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                                       connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; \
                                       frame-ancestors 'none'";

const HEADERS: [(HeaderName, HeaderValue); 7] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Rejects requests from other sites, and adds the security headers to all responses.
pub async fn apply(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = match check_origin(&app.address, &request) {
        Ok(()) => next.run(request).await,
        Err(refusal) => Rejection::from(refusal).into_response(),
    };
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}

fn check_origin(address: &PublicAddress, request: &Request) -> Result<(), Refusal> {
    let header = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let host = header(header::HOST).or_else(|| request.uri().authority().map(uri::Authority::as_str));
    let Some(host) = host.filter(|host| address.is_own_host(host)) else {
        let why = format!("the board does not accept this host name: open {}", address.url);
        return Err(Refusal::new(Reason::NotAllowed, why));
    };
    // Browsers send the page's origin, but other programs usually don't.
    let is_own = |origin: &str| origin.split_once("://").is_some_and(|(_, origin)| origin.eq_ignore_ascii_case(host));
    match header(header::ORIGIN) {
        Some(origin) if !is_own(origin) => {
            Err(Refusal::new(Reason::NotAllowed, "the board does not accept requests from other sites"))
        }
        _ => Ok(()),
    }
}
