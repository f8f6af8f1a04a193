//! Addresses of pages, in one normal form.

use std::fmt::{self, Display};
use std::str::FromStr;

use thiserror::Error;

use crate::url::{UrlParts, split};

/// The address of a page: an `http` or `https` URL in its normal form (rules 1.3 to 1.6).
// The order and equality of the first field decide, because equal texts have origins of equal length.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    text: String,
    /// The length of the scheme, host and port.
    origin: usize,
}

impl Address {
    /// Returns the address of a reference in this page (rule 3.1).
    ///
    /// # Errors
    ///
    /// [`AddressError`] if the result is not an address (rule 3.1).
    pub fn join(&self, reference: &str) -> Result<Self, AddressError> {
        let (page, parts) = (split(&self.text), split(reference));
        if parts.scheme.is_some() {
            return Self::from_parts(parts);
        }
        let parts = UrlParts { scheme: page.scheme, ..parts };
        if parts.authority.is_some() {
            return Self::from_parts(parts);
        }
        let parts = UrlParts { authority: page.authority, ..parts };
        if parts.path.is_empty() {
            return Self::from_parts(UrlParts { path: page.path, query: parts.query.or(page.query), ..parts });
        }
        if parts.path.starts_with('/') {
            return Self::from_parts(parts);
        }
        let (folder, _) = page.path.rsplit_once('/').unwrap_or_default();
        Self::from_parts(UrlParts { path: &format!("{folder}/{}", parts.path), ..parts })
    }

    pub(crate) fn origin(&self) -> &str {
        &self.text[..self.origin]
    }

    /// Returns the path and the query, which robots files are about.
    pub(crate) fn path_and_query(&self) -> &str {
        &self.text[self.origin..]
    }

    /// Returns the address of the robots file of the same origin.
    pub(crate) fn robots_file(&self) -> Self {
        Self { text: format!("{}/robots.txt", self.origin()), origin: self.origin }
    }

    fn from_parts(parts: UrlParts<'_>) -> Result<Self, AddressError> {
        let scheme = parts.scheme.unwrap_or_default().to_ascii_lowercase();
        let default_port = match scheme.as_str() {
            "http" => 80,
            "https" => 443,
            _ => return Err(AddressError::Scheme),
        };
        let authority = parts.authority.unwrap_or_default();
        let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
        if host.is_empty() || !host.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.') {
            return Err(AddressError::Host);
        }
        let port = port.map_or(Ok(default_port), parse_port)?;
        let mut text = format!("{scheme}://{}", host.to_ascii_lowercase());
        if port != default_port {
            text.push_str(&format!(":{port}"));
        }
        let origin = text.len();
        text.push_str(&without_dots(parts.path));
        if let Some(query) = parts.query {
            text.push('?');
            text.push_str(query);
        }
        Ok(Self { text, origin })
    }
}

fn parse_port(port: &str) -> Result<u16, AddressError> {
    let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
    port.parse().ok().filter(|&number| is_number && number > 0).ok_or(AddressError::Port)
}

/// Removes the dot segments of a path. An empty path becomes `/`.
fn without_dots(path: &str) -> String {
    let mut segments = Vec::new();
    let mut ends_with_dots = false;
    for segment in path.strip_prefix('/').unwrap_or(path).split('/') {
        ends_with_dots = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    if ends_with_dots {
        segments.push("");
    }
    format!("/{}", segments.join("/"))
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        Self::from_parts(split(text))
    }
}

impl Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
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
