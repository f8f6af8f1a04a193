//! The JSON body of a request, within the limits on its size and time.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body;
use axum::extract::{ConnectInfo, FromRequest, Request};
use axum::http::{HeaderName, header};
use dojo_protocol::messages::{Reason, Refusal, limits};
use serde::de::DeserializeOwned;

use super::app::App;
use super::rejection::Rejection;

/// The maximum time for receiving a request's body.
const RECEIVE_TIMEOUT: Duration = Duration::from_secs(30);
/// The maximum size of a request without an upload permit, in bytes.
///
/// Nearly all requests are smaller than this, even if they include a kata's code. Therefore, a client that takes all
/// permits blocks only a few others.
const SMALL: usize = 64 << 10;

/// The JSON body of a request, as an argument of a handler.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for JsonBody<T> {
    type Rejection = Rejection;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Rejection> {
        let length = check_head(&request)?;
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0);
        let is_small = length.is_some_and(|length| length <= SMALL);
        let _permit = if is_small { None } else { Some(app.limits.upload_permit(peer)?) };
        let received = tokio::time::timeout(RECEIVE_TIMEOUT, body::to_bytes(request.into_body(), limits::REQUEST));
        let slow = |_| Refusal::new(Reason::TooFast, "the request took too long to arrive: send it again");
        let bytes = received.await.map_err(slow)?.map_err(|_| too_large())?;
        let malformed = |error| Refusal::new(Reason::Malformed, format!("the request is not valid: {error}"));
        Ok(Self(serde_json::from_slice(&bytes).map_err(malformed)?))
    }
}

/// Checks the content type and length in the head, and returns the length.
fn check_head(request: &Request) -> Result<Option<usize>, Refusal> {
    let header = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let content_type = header(header::CONTENT_TYPE).and_then(|value| value.split(';').next()).unwrap_or_default();
    // Forms on other sites cannot send this type.
    if !content_type.trim().eq_ignore_ascii_case("application/json") {
        return Err(Refusal::new(Reason::Malformed, "the request needs `Content-Type: application/json`"));
    }
    let length = header(header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
    if length.is_some_and(|length: usize| length > limits::REQUEST) { Err(too_large()) } else { Ok(length) }
}

fn too_large() -> Refusal {
    Refusal::new(Reason::TooLarge, format!("the request is larger than {} MB", limits::REQUEST >> 20))
}
