//! Codes that people type, tokens that programs carry, and how they are compared.

use std::fmt;
use std::hash::{Hash, Hasher};

use data_encoding::{BASE64URL_NOPAD, Encoding, HEXLOWER, Specification};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// What is stored of a secret.
#[derive(Clone, Copy)]
pub struct Digest([u8; 32]);

impl Digest {
    /// That of this secret.
    pub fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret.as_bytes()).into())
    }

    /// As text for a database.
    pub fn to_text(self) -> String {
        HEXLOWER.encode(&self.0)
    }

    /// What [`to_text`](Self::to_text) gave; none for anything else.
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

/// A token that nobody guesses: 256 bits.
///
/// # Panics
///
/// If the system has no random numbers, without which nothing here is safe.
pub fn token() -> String {
    BASE64URL_NOPAD.encode(&random::<32>())
}

/// Characters of a code.
pub const CODE: usize = 6;

/// A code that can be read aloud and typed: 30 bits, which is enough only where wrong ones are counted.
///
/// # Panics
///
/// As [`token`].
pub fn code() -> String {
    let mut code = alphabet().encode(&random::<4>());
    code.truncate(CODE);
    code
}

/// A code as it is shown.
pub fn shown(code: &str) -> String {
    let parts: Vec<&str> = code.as_bytes().chunks(3).filter_map(|part| std::str::from_utf8(part).ok()).collect();
    parts.join("-")
}

/// What somebody typed for a code: in capitals, without what only separates, and with digits for the letters that look like
/// them.
pub fn typed(code: &str) -> String {
    let known = code.chars().take(100).filter(char::is_ascii_alphanumeric);
    let digit = |c| match c {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    known.map(|c| digit(c.to_ascii_uppercase())).collect()
}

/// Whether two texts are equal, in a time that does not tell where they differ.
pub fn equal(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

/// Digits and letters without those that are taken for each other: Crockford's base 32.
fn alphabet() -> Encoding {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    specification.encoding().expect("32 different symbols are an encoding")
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system has random numbers");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_typed_as_people_do() {
        assert_eq!(shown("K7QM0X"), "K7Q-M0X");
        for as_typed in ["K7Q-M0X", "k7qm0x", " k7q m0x ", "K7Q-MOX"] {
            assert_eq!(typed(as_typed), "K7QM0X", "{as_typed}");
        }
        assert_eq!(code().len(), CODE);
        let code = code();
        assert_eq!(typed(&shown(&code)), code);
    }

    #[test]
    fn two_secrets_are_two() {
        assert_ne!(token(), token());
        assert_ne!(Digest::of("a"), Digest::of("b"));
        assert_eq!(Digest::from_text(&Digest::of("a").to_text()), Some(Digest::of("a")));
        assert!(equal("a", "a") && !equal("a", "b") && !equal("a", "ab"));
        assert!(!format!("{:?}", Digest::of("a")).contains("ca978112"), "a digest is not printed by accident");
    }
}
