//! What comes in with a request, and what goes out when it is refused.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, FromRequest, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, body};
use dojo_protocol::messages::{Reason, Refusal, limits};
use serde::de::DeserializeOwned;

use super::{App, too_fast};
use crate::check::refusal;
use crate::door::Place;

/// How long a request may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(30);

/// A request that is no larger is read without a place. Nearly all are, even with a kata's code, so that those who fill the
/// places hold up hardly anybody.
const SMALL: usize = 64 << 10;

/// What a request asks for, as JSON.
pub struct Input<T>(pub T);

/// What is answered, as JSON.
pub struct Answer<T>(pub T);

/// A refusal, as JSON with the status that belongs to it.
#[derive(Debug)]
pub struct Refused(pub Refusal);

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match self.0.reason {
            Reason::Version | Reason::Malformed | Reason::Other => StatusCode::BAD_REQUEST,
            Reason::UnknownToken => StatusCode::UNAUTHORIZED,
            Reason::WrongCode | Reason::NotAllowed => StatusCode::FORBIDDEN,
            Reason::NotFound => StatusCode::NOT_FOUND,
            Reason::TeamTaken | Reason::NotNow => StatusCode::CONFLICT,
            Reason::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Reason::TooFast => StatusCode::TOO_MANY_REQUESTS,
            Reason::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        };
        let retry = self.0.retry_after_s;
        let mut response = (status, Json(self.0)).into_response();
        if let Some(seconds) = retry {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A place for a request that is large, or does not say how large it is.
fn place(request: &Request, app: &App) -> Result<Place, Refusal> {
    let from = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0);
    from.and_then(|from| app.uploads.take(from)).ok_or_else(|| too_fast(1))
}

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Input<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Refused> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        // A form on another page can send anything but this without asking first.
        if !kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json")) {
            return Err(refusal(Reason::Malformed, "the request is not `Content-Type: application/json`").into());
        }
        let large = || refusal(Reason::TooLarge, format!("a request has at most {} MB", limits::REQUEST >> 20));
        let length =
            request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        if length.is_some_and(|length: usize| length > limits::REQUEST) {
            return Err(large().into());
        }
        let _place = if length.is_some_and(|length| length <= SMALL) { None } else { Some(place(&request, app)?) };
        let read = body::to_bytes(request.into_body(), limits::REQUEST);
        let slow = || refusal(Reason::TooFast, "the request took too long to arrive");
        let bytes = tokio::time::timeout(ARRIVAL, read).await.map_err(|_| slow())?.map_err(|_| large())?;
        let malformed = |error| refusal(Reason::Malformed, format!("the request is not understood: {error}"));
        Ok(Self(serde_json::from_slice(&bytes).map_err(malformed)?))
    }
}
