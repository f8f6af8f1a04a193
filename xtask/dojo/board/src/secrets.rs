//! Codes that people type and tokens that programs send: creation, storage and comparison.

use std::fmt;
use std::hash::{Hash, Hasher};

use data_encoding::{BASE64URL_NOPAD, Encoding, HEXLOWER, Specification};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The hash of a secret. Only the hash is stored.
#[derive(Clone, Copy)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Hashes a secret.
    pub fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret.as_bytes()).into())
    }

    /// Returns the digest as text for the database.
    pub fn to_text(self) -> String {
        HEXLOWER.encode(&self.0)
    }

    /// Parses text from [`to_text`](Self::to_text).
    pub fn from_text(text: &str) -> Option<Self> {
        Some(Self(HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()?))
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Digest {}

impl Hash for Digest {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.0.hash(hasher);
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(…)")
    }
}

/// Returns a new token of 256 random bits.
///
/// # Panics
///
/// If the system cannot generate random numbers.
pub fn new_token() -> String {
    BASE64URL_NOPAD.encode(&random::<32>())
}

/// The number of characters of a code.
const CODE_LENGTH: usize = 8;

/// Returns a new code that people can read aloud and type.
///
/// The code has 40 random bits. Even an attacker who makes 10,000 guesses per second for three hours finds it only with
/// a probability of 1 in 10,000.
///
/// # Panics
///
/// If the system cannot generate random numbers.
pub fn new_code() -> String {
    alphabet().encode(&random::<{ CODE_LENGTH * 5 / 8 }>())
}

/// Formats a code for people, like `K7QM-0X4T`.
pub fn format_code(code: &str) -> String {
    let parts: Vec<&str> = code.as_bytes().chunks(4).filter_map(|part| std::str::from_utf8(part).ok()).collect();
    parts.join("-")
}

/// Normalizes a typed code: upper case, no separators, and digits for letters that look like them.
pub fn parse_code(code: &str) -> String {
    let known = code.chars().take(100).filter(char::is_ascii_alphanumeric);
    let digit = |c| match c {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    known.map(|c| digit(c.to_ascii_uppercase())).collect()
}

/// Compares two texts in constant time.
pub fn constant_time_eq(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

/// Returns Crockford's base 32 encoding: digits and letters without look-alikes.
fn alphabet() -> Encoding {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    specification.encoding().expect("32 distinct symbols")
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system can generate random numbers");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_accepted_as_people_type_them() {
        assert_eq!(format_code("K7QM0X4T"), "K7QM-0X4T");
        for as_typed in ["K7QM-0X4T", "k7qm0x4t", " k7qm 0x4t ", "K7QM-OX4T"] {
            assert_eq!(parse_code(as_typed), "K7QM0X4T", "{as_typed}");
        }
        assert_eq!(new_code().len(), CODE_LENGTH);
        let code = new_code();
        assert_eq!(parse_code(&format_code(&code)), code);
    }

    #[test]
    fn secrets_differ_and_digests_hide_them() {
        assert_ne!(new_token(), new_token());
        assert_ne!(Digest::of("a"), Digest::of("b"));
        assert_eq!(Digest::from_text(&Digest::of("a").to_text()), Some(Digest::of("a")));
        assert!(constant_time_eq("a", "a") && !constant_time_eq("a", "b") && !constant_time_eq("a", "ab"));
        assert!(!format!("{:?}", Digest::of("a")).contains("ca978112"), "the debug format hides the digest");
    }
}
