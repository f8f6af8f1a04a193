//! The HTTP client for a board: posts requests and follows the session's events.

use std::io::{BufRead, BufReader, ErrorKind};
use std::time::Duration;

use dojo_protocol::messages::{Refusal, SessionState};
use dojo_protocol::safe_text::one_line;
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;
use ureq::http::Response;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, Proxy};

use crate::board_address::is_local;
use crate::tls_error_text;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(15);
/// The time after which an event stream is opened anew. A stream can die unnoticed when the network changes or the laptop
/// sleeps; this bounds for how long.
const STREAM_TIMEOUT: Duration = Duration::from_secs(30);
/// The most bytes of a response.
const MAX_RESPONSE: u64 = 1 << 20;

/// The reason why a request to the board failed. Its text is one line for the user.
#[derive(Debug, Error)]
pub enum RequestError {
    /// The board was not reached or has an internal problem: the same request may succeed later.
    #[error("{}", one_line(.0))]
    Unreachable(String),
    /// The board rejected the request.
    #[error("{}", one_line(&.0.message))]
    Refused(Refusal),
    /// The server at this address is not a board.
    #[error("{}", one_line(.0))]
    NotABoard(String),
}

/// A client for the board at one address.
#[derive(Clone, Debug)]
pub struct BoardClient {
    agent: Agent,
    address: String,
}

impl BoardClient {
    /// Makes a client for an address from [`parse`](crate::board_address::parse). Sends nothing yet.
    pub fn new(address: &str) -> Self {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // A token must reach no other server.
            .max_redirects(0)
            .proxy(Proxy::try_from_env().filter(|_| !is_local(address)))
            .tls_config(tls)
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .user_agent("dojo-link")
            .build();
        Self { agent: config.into(), address: address.to_owned() }
    }

    /// Posts a request.
    ///
    /// # Errors
    ///
    /// If there is no response with status 200.
    pub fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        token: Option<&str>,
        body: &impl Serialize,
    ) -> Result<T, RequestError> {
        let body = serde_json::to_vec(body).expect("plain data can always be written as JSON");
        let mut request = self.agent.post(format!("{}{path}", self.address)).content_type("application/json");
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let request = request.config().timeout_global(Some(RESPONSE_TIMEOUT)).build();
        let mut response = request.send(&body[..]).map_err(|error| self.request_error(&error))?;
        let bytes = successful_body(&mut response)?;
        serde_json::from_slice(&bytes).map_err(|error| {
            RequestError::NotABoard(format!("cannot understand the response of {}: {error}", self.address))
        })
    }

    /// Follows an event stream until it ends, which it does within [`STREAM_TIMEOUT`]. Passes each state to `on_state`, which
    /// returns whether to go on.
    ///
    /// # Errors
    ///
    /// If the stream cannot be opened.
    pub fn follow(
        &self,
        path: &str,
        token: &str,
        on_state: &mut dyn FnMut(SessionState) -> bool,
    ) -> Result<(), RequestError> {
        let request = self.agent.get(format!("{}{path}", self.address));
        let request = request.header("Authorization", format!("Bearer {token}")).header("Accept", "text/event-stream");
        let request = request
            .config()
            .timeout_recv_response(Some(RESPONSE_TIMEOUT))
            .timeout_recv_body(Some(STREAM_TIMEOUT))
            .build();
        let mut response = request.call().map_err(|error| self.request_error(&error))?;
        if response.status() != 200 {
            return successful_body(&mut response).map(|_| ());
        }
        let reader = response.into_body().into_with_config().limit(64 * MAX_RESPONSE).reader();
        let mut data = String::new();
        // Every error ends the stream, and the states before it count.
        for line in BufReader::new(reader).lines().map_while(Result::ok) {
            if let Some(piece) = line.strip_prefix("data:") {
                data += piece.strip_prefix(' ').unwrap_or(piece);
            } else if line.is_empty() {
                // Other events, which a later board may send, do not parse as a state.
                if let Ok(state) = serde_json::from_str(&std::mem::take(&mut data))
                    && !on_state(state)
                {
                    break;
                }
            }
        }
        Ok(())
    }

    fn request_error(&self, error: &ureq::Error) -> RequestError {
        if let Some(error) = tls_error_text::tls_error(error) {
            return RequestError::NotABoard(tls_error_text::explain(error, &self.address));
        }
        RequestError::Unreachable(match error {
            ureq::Error::Timeout(_) => "it does not answer".to_owned(),
            ureq::Error::HostNotFound => "there is no machine of this name".to_owned(),
            // The kind's text lacks the error number that the system adds.
            ureq::Error::Io(error) if error.kind() != ErrorKind::Other => error.kind().to_string(),
            other => other.to_string(),
        })
    }
}

/// Returns the body of a response with status 200; any other status is an error.
fn successful_body(response: &mut Response<Body>) -> Result<Vec<u8>, RequestError> {
    let status = response.status();
    let read = response.body_mut().with_config().limit(MAX_RESPONSE).read_to_vec();
    let bytes = read.map_err(|error| RequestError::Unreachable(format!("its response broke off: {error}")))?;
    if status == 200 {
        return Ok(bytes);
    }
    Err(match serde_json::from_slice::<Refusal>(&bytes) {
        Ok(refusal) => RequestError::Refused(refusal),
        Err(_) if status.is_server_error() => RequestError::Unreachable(format!("it answers with status {status}")),
        Err(_) => RequestError::NotABoard(format!("the server there is no board of a dojo (status {status})")),
    })
}
