//! Authenticates requests by their token.

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use dojo_protocol::messages::{Reason, Refusal};

use super::app::{App, Client, Peer, SharedApp};
use crate::database::machines::{MachineId, TokenOwner};

/// Assigns the connection to the owner of the request's token, and throttles requests without a token.
pub async fn identify_connection(State(app): SharedApp, connection: Client, request: Request, next: Next) -> Response {
    if let Some(Extension(connection)) = connection {
        connection.mark_used();
        if !connection.is_identified() {
            match app.token_owner(request.headers()) {
                Ok(Some(owner)) => connection.identify(owner),
                _ => app.limits.throttle_anonymous(connection.peer()).await,
            }
        }
    }
    next.run(request).await
}

impl App {
    /// Returns the owner of the request's token; `None` without a token.
    pub(super) fn token_owner(&self, headers: &HeaderMap) -> Result<Option<TokenOwner>, Refusal> {
        let Some(header) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
        let token = header.to_str().ok().and_then(|header| header.strip_prefix("Bearer "));
        let owner = token.and_then(|token| self.publisher.state().token_owner(token.trim()));
        let why = "this token is not valid in this dojo: join again";
        owner.map(Some).ok_or_else(|| Refusal::new(Reason::UnknownToken, why))
    }

    /// Applies the rate limit to a view of the board.
    ///
    /// The limit applies to the token's owner or, if there is no valid token, to the address.
    pub(super) fn check_view_rate(&self, headers: &HeaderMap, peer: Peer) -> Result<(), Refusal> {
        match self.token_owner(headers) {
            Ok(Some(owner)) => self.limits.check_request_rate(owner),
            _ => self.limits.check_view_rate(peer.0),
        }
    }

    /// Returns the machine that sent the request, after applying its rate limit.
    pub(super) fn machine(&self, headers: &HeaderMap) -> Result<MachineId, Refusal> {
        match self.token_owner(headers)? {
            Some(owner @ TokenOwner::Machine(id)) => self.limits.check_request_rate(owner).map(|()| id),
            Some(TokenOwner::Facilitator) => {
                Err(Refusal::new(Reason::NotAllowed, "only a team's machine can do this, not the facilitator"))
            }
            None => Err(Refusal::new(Reason::UnknownToken, "only a team's machine can do this: join a team first")),
        }
    }

    /// Checks that the facilitator sent the request, and applies the rate limit.
    pub(super) fn check_facilitator(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        match self.token_owner(headers)? {
            Some(owner @ TokenOwner::Facilitator) => self.limits.check_request_rate(owner),
            _ => Err(Refusal::new(Reason::NotAllowed, "only the facilitator can do this: open the facilitator's link")),
        }
    }
}
