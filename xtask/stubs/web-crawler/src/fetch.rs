//! The fetcher, which is the only part that talks to the web.

use thiserror::Error;

use crate::address::Address;

/// A fetcher of pages.
pub trait Fetcher {
    /// Makes one request.
    ///
    /// # Errors
    ///
    /// [`FetchError`] if the server sends neither a page nor a redirect (rule 3.5).
    fn fetch(&mut self, address: &Address) -> Result<Response, FetchError>;
}

/// A response to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// The content of a page, or of a robots file.
    Page(String),
    /// A redirect to this reference, which can be relative.
    Redirect(String),
}

/// A reason why a fetch failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FetchError {
    /// The page does not exist.
    #[error("the page does not exist")]
    NotFound,
    /// The server does not respond at the moment. This failure is temporary.
    #[error("the server does not respond")]
    Unavailable,
}
