//! The parts of a URL.

/// The parts of a URL or of a relative reference, as they are written. [`split`] checks nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UrlParts<'a> {
    /// The text before the first colon, unless the path begins before it.
    pub scheme: Option<&'a str>,
    /// The text between `//` and the path: host and port.
    pub authority: Option<&'a str>,
    /// The path. It can be empty.
    pub path: &'a str,
    /// The text after `?`.
    pub query: Option<&'a str>,
    /// The text after `#`.
    pub fragment: Option<&'a str>,
}

/// Splits a URL or a relative reference into its parts.
#[must_use]
pub fn split(text: &str) -> UrlParts<'_> {
    let (text, fragment) = cut(text, '#');
    let (text, query) = cut(text, '?');
    let (scheme, text) = match text.split_once(':') {
        Some((scheme, rest)) if !scheme.contains('/') => (Some(scheme), rest),
        _ => (None, text),
    };
    let (authority, path) = match text.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (Some(authority), path)
        }
        None => (None, text),
    };
    UrlParts { scheme, authority, path, query, fragment }
}

fn cut(text: &str, separator: char) -> (&str, Option<&str>) {
    text.split_once(separator).map_or((text, None), |(before, after)| (before, Some(after)))
}
