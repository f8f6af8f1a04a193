//! The board, as a client sees it.

use std::io::{BufRead, BufReader, ErrorKind};
use std::net::IpAddr;
use std::time::Duration;

use dojo_protocol::messages::{PORT, Refusal, SessionState};
use dojo_protocol::team_folder::one_line;
use rustls::CertificateError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::http::{Response, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, Proxy};

/// How long the board has for an answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a stream of events is listened to before it is opened anew: no longer does one go unnoticed that has died without a
/// word, because the network has changed or the laptop slept.
const STREAM: Duration = Duration::from_secs(30);
/// What an answer may have, in bytes.
const ANSWER: u64 = 1 << 20;

/// Why the board did not do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// It was not reached, or has trouble of its own: the same request may do later.
    Unreached(String),
    /// It has refused.
    Refused(Refusal),
    /// What is at this address is no board.
    Strange(String),
}

impl Failure {
    /// A line for the user.
    pub fn message(&self) -> String {
        match self {
            Self::Unreached(why) | Self::Strange(why) => one_line(why),
            Self::Refused(refusal) => one_line(&refusal.message),
        }
    }
}

/// A board at an address.
#[derive(Clone, Debug)]
pub struct Board {
    agent: Agent,
    address: String,
}

impl Board {
    /// The board at this address, as [`address`] gives it. Nothing is sent yet.
    pub fn at(address: &str) -> Self {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // A token goes to the board alone.
            .max_redirects(0)
            .proxy(Proxy::try_from_env().filter(|_| !is_near(address)))
            .tls_config(tls)
            .timeout_connect(Some(Duration::from_secs(5)))
            .user_agent("dojo-link")
            .build();
        Self { agent: config.into(), address: address.to_owned() }
    }

    /// Posts a request.
    ///
    /// # Errors
    ///
    /// If the answer is another than one of status 200, or none.
    pub fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        token: Option<&str>,
        body: &impl Serialize,
    ) -> Result<T, Failure> {
        let body = serde_json::to_vec(body).expect("plain data can always be written as JSON");
        let mut request = self.agent.post(format!("{}{path}", self.address)).content_type("application/json");
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let request = request.config().timeout_global(Some(PATIENCE)).build();
        let mut response = request.send(&body[..]).map_err(|error| self.unreached(&error))?;
        let bytes = accepted(&mut response)?;
        serde_json::from_slice(&bytes)
            .map_err(|error| Failure::Strange(format!("the answer of {} is not understood: {error}", self.address)))
    }

    /// Listens to what the board tells until the stream ends, which it does after half a minute at the latest; `hear` gets
    /// each state, and may have enough.
    ///
    /// # Errors
    ///
    /// If there is no stream to listen to.
    pub fn listen(&self, path: &str, token: &str, hear: &mut dyn FnMut(SessionState) -> bool) -> Result<(), Failure> {
        let request = self.agent.get(format!("{}{path}", self.address));
        let request = request.header("Authorization", format!("Bearer {token}")).header("Accept", "text/event-stream");
        let request = request.config().timeout_recv_response(Some(PATIENCE)).timeout_recv_body(Some(STREAM)).build();
        let mut response = request.call().map_err(|error| self.unreached(&error))?;
        if response.status() != 200 {
            return accepted(&mut response).map(|_| ());
        }
        let reader = response.into_body().into_with_config().limit(64 * ANSWER).reader();
        let mut data = String::new();
        // An error is the end of the stream, expected or not: what it was good for has been heard.
        for line in BufReader::new(reader).lines().map_while(Result::ok) {
            if let Some(piece) = line.strip_prefix("data:") {
                data += piece.strip_prefix(' ').unwrap_or(piece);
            } else if line.is_empty() {
                // An event of another kind, which a later board may send, is no state.
                if let Ok(state) = serde_json::from_str(&std::mem::take(&mut data))
                    && !hear(state)
                {
                    break;
                }
            }
        }
        Ok(())
    }

    fn unreached(&self, error: &ureq::Error) -> Failure {
        if let Some(error) = of_tls(error) {
            return Failure::Strange(self.not_encrypted(error));
        }
        let why = match error {
            ureq::Error::Timeout(_) => "it does not answer".to_owned(),
            ureq::Error::HostNotFound => "there is no machine of this name".to_owned(),
            // Without the number that the system adds.
            ureq::Error::Io(error) => match error.kind() {
                ErrorKind::Other => error.to_string(),
                kind => kind.to_string(),
            },
            other => other.to_string(),
        };
        Failure::Unreached(why)
    }

    /// Why there is no encrypted connection with this board, and what to do about it.
    fn not_encrypted(&self, error: &rustls::Error) -> String {
        let address = &self.address;
        match error {
            rustls::Error::InvalidCertificate(wrong) => match wrong {
                // The signature is of somebody else who calls themselves the same.
                CertificateError::UnknownIssuer | CertificateError::BadSignature => format!(
                    "this machine does not trust whoever issued the certificate of {address}: install the issuer's \
                     certificate here, which the facilitator has"
                ),
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => format!(
                    "the certificate of {address} is for another name: write the board's address as the facilitator's \
                     screen shows it"
                ),
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => format!(
                    "the certificate of {address} has expired: the facilitator needs a new one, unless this machine's clock \
                     is wrong"
                ),
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => format!(
                    "the certificate of {address} is not good yet: the facilitator needs another, unless this machine's \
                     clock is wrong"
                ),
                other => format!("the certificate of {address} is not good: {other}"),
            },
            rustls::Error::InvalidMessage(_) => {
                format!(
                    "what answers at {address} is not encrypted: write http instead of https, if that is the board's"
                )
            }
            other => format!("there is no encrypted connection with {address}: {other}"),
        }
    }
}

/// What went wrong with TLS, if that is it.
fn of_tls(error: &ureq::Error) -> Option<&rustls::Error> {
    match error {
        ureq::Error::Rustls(error) => Some(error),
        ureq::Error::Io(error) => error.get_ref()?.downcast_ref(),
        _ => None,
    }
}

/// The body of an answer of status 200; any other is a refusal, as far as it is one of a board.
fn accepted(response: &mut Response<Body>) -> Result<Vec<u8>, Failure> {
    let status = response.status();
    let read = response.body_mut().with_config().limit(ANSWER).read_to_vec();
    let bytes = read.map_err(|error| Failure::Unreached(format!("its answer broke off: {error}")))?;
    if status == 200 {
        return Ok(bytes);
    }
    match serde_json::from_slice::<Refusal>(&bytes) {
        Ok(refusal) => Err(Failure::Refused(refusal)),
        Err(_) if status.is_server_error() => Err(Failure::Unreached(format!("it answers with status {status}"))),
        Err(_) => Err(Failure::Strange(format!("what answers there (with status {status}) is no board of a dojo"))),
    }
}

/// The address of a board as the user wrote it, in one form: scheme, host and port. What a link to its page has after them
/// makes no difference, and without a scheme and a port it is `http` and the port that boards have.
///
/// # Errors
///
/// A line for the user, if it is none.
pub fn address(written: &str) -> Result<String, String> {
    let bad = || format!("`{written}` is no address of a board: it looks like http://192.168.1.5:{PORT}");
    let written = written.trim();
    let (scheme, rest) = written.split_once("://").unwrap_or(("", written));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let scheme_or_http = if scheme.is_empty() { "http" } else { scheme };
    let uri: Uri = format!("{scheme_or_http}://{authority}/").to_lowercase().parse().map_err(|_| bad())?;
    let host = uri.host().filter(|host| !host.is_empty() && !authority.contains('@')).ok_or_else(bad)?;
    if uri.port_u16().is_none() && authority.len() > host.len() {
        return Err(bad());
    }
    let port = uri.port_u16().or(scheme.is_empty().then_some(PORT));
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    match uri.scheme_str() {
        Some(scheme @ ("http" | "https")) => Ok(format!("{scheme}://{host}{port}")),
        _ => Err(bad()),
    }
}

/// Whether others in the network can read what goes to this address.
pub fn is_readable_by_others(address: &str) -> bool {
    let is_loopback = match host_of(address).parse::<IpAddr>() {
        Ok(ip) => ip.is_loopback(),
        Err(_) => host_of(address) == "localhost",
    };
    address.starts_with("http://") && !is_loopback
}

/// Whether an address is one in the same room rather than a name in the world: no proxy is on the way there.
fn is_near(address: &str) -> bool {
    let host = host_of(address);
    host.parse::<IpAddr>().is_ok() || host == "localhost" || !host.contains('.') || host.ends_with(".local")
}

fn host_of(address: &str) -> &str {
    let authority = address.split_once("://").map_or(address, |(_, authority)| authority);
    match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((ip, _)) => ip,
        None => authority.split(':').next().unwrap_or(authority),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_be_written_in_many_ways() {
        for (written, expected) in [
            ("192.168.1.5", "http://192.168.1.5:7007"),
            ("192.168.1.5:80", "http://192.168.1.5:80"),
            ("http://192.168.1.5:7007/", "http://192.168.1.5:7007"),
            (" http://Board.Local:7007/team?x#y ", "http://board.local:7007"),
            ("https://dojo.example.org", "https://dojo.example.org"),
            ("http://[::1]:7007/", "http://[::1]:7007"),
            ("localhost", "http://localhost:7007"),
        ] {
            assert_eq!(address(written).as_deref(), Ok(expected), "{written}");
        }
        for written in ["", "http://", "ftp://host", "a b", "http://user:word@host", "http://host:99999"] {
            assert!(address(written).is_err_and(|why| why.contains("is no address of a board")), "{written}");
        }
    }

    #[test]
    fn who_can_read_what_is_sent_is_told_from_the_address() {
        for (address, readable) in [
            ("http://127.0.0.1:7007", false),
            ("http://[::1]:7007", false),
            ("http://localhost:7007", false),
            ("http://192.168.1.5:7007", true),
            ("http://localhost.example.org", true),
            ("https://dojo.example.org", false),
        ] {
            assert_eq!(is_readable_by_others(address), readable, "{address}");
        }
    }
}
