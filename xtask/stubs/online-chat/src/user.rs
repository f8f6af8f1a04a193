//! Users and their secrets.

use std::fmt;

use crate::ids::UserId;

/// What is stored in place of a password. It is shown to a [`PasswordVerifier`] and to nobody else: it has no `Display`
/// and no serde, and its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash {
    // The fields are yours.
}

impl PasswordHash {
    /// Keeps `hash`, which was made elsewhere.
    #[must_use]
    pub fn new(hash: impl Into<String>) -> Self {
        todo!()
    }

    /// The hash, for the eyes of a verifier.
    #[must_use]
    pub fn expose(&self) -> &str {
        todo!()
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}

/// Knows how passwords were hashed.
pub trait PasswordVerifier {
    /// Whether `hash` was made of `password`.
    fn verify(&self, password: &str, hash: &PasswordHash) -> bool;
}

/// A user, as the service knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The user's id.
    pub id: UserId,
    /// The user's name, trimmed and not blank; no two users have the same.
    pub name: String,
    /// What a verifier compares a password with.
    pub password: PasswordHash,
}
