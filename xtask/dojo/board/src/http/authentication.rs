//! Authenticates requests by their token.

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use dojo_protocol::messages::{Reason, Refusal};

use super::app::{App, Client, Peer, SharedApp};
use crate::database::machines::{MachineId, TokenOwner};

/// Tells the connection of a request whose it is, and delays requests of an address that sends many without a token.
pub async fn identify_connection(State(app): SharedApp, connection: Client, request: Request, next: Next) -> Response {
    if let Some(Extension(connection)) = connection {
        connection.mark_used();
        if !connection.is_identified() {
            match app.token_owner(request.headers()) {
                Ok(Some(owner)) => connection.identify(owner),
                _ => app.limits.slow_down_anonymous(connection.peer()).await,
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
        let why = "this machine is in no team of this dojo: join again";
        owner.map(Some).ok_or_else(|| Refusal::new(Reason::UnknownToken, why))
    }

    /// Counts a view of the board: by the token's owner, or by the address if there is no valid token.
    pub(super) fn count_view(&self, headers: &HeaderMap, peer: Peer) -> Result<(), Refusal> {
        match self.token_owner(headers) {
            Ok(Some(owner)) => self.limits.count_request(owner),
            _ => self.limits.count_view(peer.0),
        }
    }

    /// Returns the machine that sends the request, and counts it.
    pub(super) fn machine(&self, headers: &HeaderMap) -> Result<MachineId, Refusal> {
        match self.token_owner(headers)? {
            Some(owner @ TokenOwner::Machine(id)) => self.limits.count_request(owner).map(|()| id),
            Some(TokenOwner::Facilitator) => {
                Err(Refusal::new(Reason::NotAllowed, "a team does this, not the facilitator"))
            }
            None => Err(Refusal::new(Reason::UnknownToken, "a machine of a team does this: join first")),
        }
    }

    /// Checks that the facilitator sends the request, and counts it.
    pub(super) fn check_facilitator(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        match self.token_owner(headers)? {
            Some(owner @ TokenOwner::Facilitator) => self.limits.count_request(owner),
            _ => Err(Refusal::new(Reason::NotAllowed, "the facilitator does this")),
        }
    }
}
