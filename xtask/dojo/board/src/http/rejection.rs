//! The HTTP response for a rejected request.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use dojo_protocol::messages::{Reason, Refusal};

/// A refusal as a response, sent as JSON with the status of its reason.
#[derive(Debug)]
pub struct Rejection(Refusal);

impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

impl IntoResponse for Rejection {
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
        let retry_after = self.0.retry_after_s;
        let mut response = (status, Json(self.0)).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
