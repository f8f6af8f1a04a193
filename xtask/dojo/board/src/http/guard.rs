//! What every request goes through: the name that the board is called by, and what a browser may do with an answer.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use dojo_protocol::messages::Reason;

use super::App;
use super::input::Refused;
use crate::check::refusal;

/// What the board is called by.
#[derive(Clone, Debug)]
pub struct Hosts {
    /// Where it is reached, as a link.
    pub address: String,
    /// Whether only its own machine reaches it.
    pub local: bool,
    /// Names that are its own, in small letters. Without any, every name is: a certificate tells a right one from a wrong one.
    pub names: Vec<String>,
}

impl Hosts {
    /// The board's name or number, as others write it.
    pub fn name(&self) -> &str {
        without_port(self.address.split_once("://").map_or(&self.address, |(_, host)| host))
    }

    /// Whether a request that calls the board `host` was meant for it.
    ///
    /// A page of somebody else's can have its own name lead here, and would then be let in by browsers as if it were the
    /// board's. It cannot do that with a number or with the machine's own name.
    fn knows(&self, host: &str) -> bool {
        let name = without_port(host).to_ascii_lowercase();
        self.names.is_empty() || name.parse::<IpAddr>().is_ok() || self.names.contains(&name)
    }
}

fn without_port(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => host.split(':').next().unwrap_or(host),
    }
}

/// No script and no style but the board's own files, no frame around it, nothing from elsewhere. In it, a comparison is a frame,
/// which has a policy of its own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, HeaderValue); 7] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Lets through what was meant for the board, and tells browsers what they may do with the answer.
pub async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = match admit(&app.hosts, &request) {
        Ok(()) => next.run(request).await,
        Err(refused) => refused.into_response(),
    };
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}

fn admit(hosts: &Hosts, request: &Request) -> Result<(), Refused> {
    let text = |name| header_text(request.headers(), name);
    let host = text(header::HOST).or_else(|| request.uri().authority().map(axum::http::uri::Authority::as_str));
    let Some(host) = host.filter(|host| hosts.knows(host)) else {
        let why = format!("the board is not called that: open {}", hosts.address);
        return Err(refusal(Reason::NotAllowed, why).into());
    };
    // A browser names the page that a request comes from; programs do not.
    let from_here =
        |origin: &str| origin.split_once("://").is_some_and(|(_, origin)| origin.eq_ignore_ascii_case(host));
    match text(header::ORIGIN) {
        Some(origin) if !from_here(origin) => {
            Err(refusal(Reason::NotAllowed, "a page from elsewhere asks nothing of the board").into())
        }
        _ => Ok(()),
    }
}

fn header_text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_board_knows_its_numbers_and_its_own_names() {
        let hosts = Hosts {
            address: String::new(),
            local: false,
            names: vec!["localhost".to_owned(), "laptop.local".to_owned()],
        };
        for known in ["127.0.0.1:7007", "192.168.1.5", "[::1]:7007", "localhost:7007", "Laptop.local"] {
            assert!(hosts.knows(known), "{known}");
        }
        for unknown in ["evil.example", "evil.example:7007", "127.0.0.1.evil.example", "", "localhost.evil.example"] {
            assert!(!hosts.knows(unknown), "{unknown}");
        }
    }
}
