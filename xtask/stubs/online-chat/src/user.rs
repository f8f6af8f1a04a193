//! Users and password hashes.

use std::fmt;

use crate::ids::UserId;

/// The hash of a password, visible only to a [`PasswordVerifier`].
///
/// `Debug` hides it, and it has neither `Display` nor serde.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Wraps an existing hash.
    #[must_use]
    pub fn new(hash: impl Into<String>) -> Self {
        Self(hash.into())
    }

    /// Returns the hash, for a verifier.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(hidden)")
    }
}

/// A password check for one hash algorithm.
pub trait PasswordVerifier {
    /// Returns whether `hash` is the hash of `password`.
    fn verify(&self, password: &str, hash: &PasswordHash) -> bool;
}

/// A user of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The user's id.
    pub id: UserId,
    /// The user's name: trimmed, not blank, and unique.
    pub name: String,
    /// The hash of the user's password.
    pub password: PasswordHash,
}
