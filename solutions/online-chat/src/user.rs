//! Users and their secrets.

use std::fmt;

use crate::ids::UserId;

/// What is stored in place of a password. It is shown to a [`PasswordVerifier`] and to nobody else: it has no `Display`
/// and no serde, and its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Keeps `hash`, which was made elsewhere.
    #[must_use]
    pub fn new(hash: impl Into<String>) -> Self {
        Self(hash.into())
    }

    /// The hash, for the eyes of a verifier.
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

/// Knows how passwords were hashed.
///
/// # Examples
///
/// ```
/// use online_chat_solution::{PasswordHash, PasswordVerifier};
///
/// /// For an example only.
/// struct Reversed;
///
/// impl PasswordVerifier for Reversed {
///     fn verify(&self, password: &str, hash: &PasswordHash) -> bool {
///         password.chars().rev().eq(hash.expose().chars())
///     }
/// }
///
/// assert!(Reversed.verify("abc", &PasswordHash::new("cba")));
/// ```
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
