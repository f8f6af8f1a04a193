//! Signatures of pages, and their similarity.

use std::collections::HashSet;
use std::num::NonZero;

use crate::html::Document;

/// A way to find out how similar two pages are.
pub trait Signature {
    /// The part of a page that is compared.
    type Value;

    /// Computes the signature of a page.
    fn compute(&self, document: &Document) -> Self::Value;

    /// Returns the similarity of two pages, from 0 to 1.
    fn similarity(&self, a: &Self::Value, b: &Self::Value) -> Fraction;
}

/// A fraction of two numbers.
#[derive(Clone, Copy, Debug)]
pub struct Fraction {
    /// The number above the line.
    pub numerator: u64,
    /// The number below the line.
    pub denominator: NonZero<u64>,
}

impl Fraction {
    /// Returns whether this fraction is equal to the other or larger, without rounding (rule 4.3).
    #[must_use]
    pub fn is_at_least(self, other: Self) -> bool {
        let product = |a: u64, b: NonZero<u64>| u128::from(a) * u128::from(b.get());
        product(self.numerator, other.denominator) >= product(other.numerator, self.denominator)
    }
}

/// The signature of word shingles (rules 4.1 and 4.2).
#[derive(Clone, Copy, Debug, Default)]
pub struct Shingles;

/// The number of words in a shingle.
const SHINGLE: usize = 3;

/// The shingles of a page.
#[derive(Clone, Debug)]
pub struct ShingleSet(HashSet<String>);

impl Signature for Shingles {
    type Value = ShingleSet;

    fn compute(&self, document: &Document) -> Self::Value {
        let words: Vec<String> = document.text.split_whitespace().map(str::to_lowercase).collect();
        let size = SHINGLE.min(words.len()).max(1);
        ShingleSet(words.windows(size).map(|shingle| shingle.join(" ")).collect())
    }

    fn similarity(&self, a: &Self::Value, b: &Self::Value) -> Fraction {
        let shared = a.0.intersection(&b.0).count() as u64;
        let all = (a.0.len() + b.0.len()) as u64 - shared;
        match NonZero::new(all) {
            Some(all) => Fraction { numerator: shared, denominator: all },
            None => Fraction { numerator: 1, denominator: NonZero::<u64>::MIN },
        }
    }
}
