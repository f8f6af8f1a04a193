//! Path and query parameters. An invalid one is rejected with a [`Refusal`] in JSON instead of plain text.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use dojo_protocol::messages::{Reason, Refusal};
use serde::de::DeserializeOwned;

use super::rejection::Rejection;

/// A path parameter as an argument of a handler.
pub struct PathValue<T>(pub T);

/// The query parameters as an argument of a handler.
pub struct QueryValue<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for PathValue<T> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let value = Path::from_request_parts(parts, state).await;
        value.map(|Path(value)| Self(value)).map_err(|error| malformed(&error.body_text()))
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for QueryValue<T> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let value = Query::from_request_parts(parts, state).await;
        value.map(|Query(value)| Self(value)).map_err(|error| malformed(&error.body_text()))
    }
}

fn malformed(why: &str) -> Rejection {
    Refusal::new(Reason::Malformed, format!("the address is not valid: {why}")).into()
}
