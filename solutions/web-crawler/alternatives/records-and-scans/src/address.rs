//! Addresses of pages, in one normal form.

use std::cmp::Ordering;
use std::fmt::{self, Display};
use std::str::FromStr;

use thiserror::Error;

use crate::url::{UrlParts, split};

/// The address of a page: an `http` or `https` URL in its normal form (rules 1.3 to 1.6).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    origin: Origin,
    path: String,
    query: Option<String>,
}

/// The scheme, host and port of an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Origin {
    scheme: Scheme,
    host: String,
    port: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Scheme {
    Http,
    Https,
}

impl Scheme {
    fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl FromStr for Scheme {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        [Self::Http, Self::Https]
            .into_iter()
            .find(|scheme| text.eq_ignore_ascii_case(scheme.name()))
            .ok_or(AddressError::Scheme)
    }
}

impl Origin {
    fn parse(scheme: &str, authority: Option<&str>) -> Result<Self, AddressError> {
        let scheme: Scheme = scheme.parse()?;
        let (host, port) = match authority.unwrap_or_default().split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority.unwrap_or_default(), None),
        };
        let is_valid = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
        if host.is_empty() || !host.chars().all(is_valid) {
            return Err(AddressError::Host);
        }
        let port = match port {
            None => scheme.default_port(),
            Some(digits) if digits.starts_with('+') => return Err(AddressError::Port),
            Some(digits) => digits.parse().ok().filter(|port| *port > 0).ok_or(AddressError::Port)?,
        };
        Ok(Self { scheme, host: host.to_ascii_lowercase(), port })
    }

    fn address(self, path: &str, query: Option<&str>) -> Address {
        Address { origin: self, path: normal_path(path), query: query.map(str::to_owned) }
    }
}

impl Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.name(), self.host)?;
        if self.port != self.scheme.default_port() {
            write!(f, ":{}", self.port)?;
        }
        Ok(())
    }
}

impl Address {
    /// Returns the address of a reference in this page (rule 3.1).
    ///
    /// # Errors
    ///
    /// [`AddressError`] if the result is not an address (rule 3.1).
    pub fn join(&self, reference: &str) -> Result<Self, AddressError> {
        let UrlParts { scheme, authority, path, query, .. } = split(reference);
        if let Some(scheme) = scheme {
            return Ok(Origin::parse(scheme, authority)?.address(path, query));
        }
        if authority.is_some() {
            return Ok(Origin::parse(self.origin.scheme.name(), authority)?.address(path, query));
        }
        let origin = self.origin.clone();
        if path.starts_with('/') {
            return Ok(origin.address(path, query));
        }
        if path.is_empty() {
            return Ok(origin.address(&self.path, query.or(self.query.as_deref())));
        }
        let folder = &self.path[..=self.path.rfind('/').unwrap_or(0)];
        Ok(origin.address(&format!("{folder}{path}"), query))
    }

    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(crate) fn path_and_query(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }

    pub(crate) fn robots_file(&self) -> Self {
        self.origin.clone().address("/robots.txt", None)
    }
}

/// Removes the dot segments of a path, from left to right.
fn normal_path(path: &str) -> String {
    let mut normal = String::new();
    let mut rest = path;
    while let Some(after) = rest.strip_prefix('/') {
        let end = after.find('/').unwrap_or(after.len());
        let is_last = end == after.len();
        match &after[..end] {
            "." => {}
            ".." => normal.truncate(normal.rfind('/').unwrap_or(0)),
            segment => {
                normal.push('/');
                normal.push_str(segment);
            }
        }
        if is_last && matches!(&after[..end], "." | "..") {
            normal.push('/');
        }
        rest = &after[end..];
    }
    if normal.is_empty() { "/".to_owned() } else { normal }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let parts = split(text);
        Ok(Origin::parse(parts.scheme.unwrap_or_default(), parts.authority)?.address(parts.path, parts.query))
    }
}

impl Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.path_and_query())
    }
}

impl Ord for Address {
    fn cmp(&self, other: &Self) -> Ordering {
        self.to_string().cmp(&other.to_string())
    }
}

impl PartialOrd for Address {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A reason why a text is not an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// The scheme is neither `http` nor `https`, or it is missing.
    #[error("the scheme is neither http nor https")]
    Scheme,
    /// The host is empty, or has another character than letters, digits, `-` and `.`.
    #[error("the host is empty or has a wrong character")]
    Host,
    /// The port is not a number from 1 to 65,535.
    #[error("the port is not a number from 1 to 65,535")]
    Port,
}
