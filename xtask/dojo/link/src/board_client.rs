//! The HTTP client for a board: posts requests and reads the event stream.

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
/// The time after which an event stream is reopened.
///
/// When the network changes or the laptop sleeps, a stream can die unnoticed. The timeout bounds how long this lasts.
const STREAM_TIMEOUT: Duration = Duration::from_secs(30);
/// The maximum size of a response in bytes.
const MAX_RESPONSE: u64 = 1 << 20;

/// The reason why a request to the board failed. Its text is one line for the user.
#[derive(Debug, Error)]
pub enum RequestError {
    /// The board cannot be reached or has an internal problem. The same request can succeed later.
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
    /// Creates a client for an address from [`parse`](crate::board_address::parse), without sending anything yet.
    pub fn new(address: &str) -> Self {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // A redirect could send the token to another server.
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
    /// If the request fails or the response has another status than 200.
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
        serde_json::from_slice(&bytes)
            .map_err(|error| RequestError::NotABoard(format!("invalid response from {}: {error}", self.address)))
    }

    /// Reads an event stream until it ends, at most for [`STREAM_TIMEOUT`].
    ///
    /// Each state is passed to `on_state`, which can return false to stop reading.
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
        // An error ends the stream, but the states received before it stay valid.
        for line in BufReader::new(reader).lines().map_while(Result::ok) {
            if let Some(piece) = line.strip_prefix("data:") {
                data += piece.strip_prefix(' ').unwrap_or(piece);
            } else if line.is_empty() {
                // Other events do not parse as a state and are ignored.
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
            ureq::Error::Timeout(_) => "no response".to_owned(),
            ureq::Error::HostNotFound => "unknown host name".to_owned(),
            // The kind's text leaves out the system's error number.
            ureq::Error::Io(error) if error.kind() != ErrorKind::Other => error.kind().to_string(),
            other => other.to_string(),
        })
    }
}

/// Returns the body of a response with status 200. Any other status is an error.
fn successful_body(response: &mut Response<Body>) -> Result<Vec<u8>, RequestError> {
    let status = response.status();
    let read = response.body_mut().with_config().limit(MAX_RESPONSE).read_to_vec();
    let bytes = read.map_err(|error| RequestError::Unreachable(format!("incomplete response: {error}")))?;
    if status == 200 {
        return Ok(bytes);
    }
    Err(match serde_json::from_slice::<Refusal>(&bytes) {
        Ok(refusal) => RequestError::Refused(refusal),
        Err(_) if status.is_server_error() => RequestError::Unreachable(format!("the server returned status {status}")),
        Err(_) => {
            RequestError::NotABoard(format!("the server at this address is not a dojo's board (status {status})"))
        }
    })
}
