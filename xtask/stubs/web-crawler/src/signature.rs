//! Signatures of pages, and their similarity.

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
        todo!("stage 4")
    }
}

/// The signature of word shingles (rules 4.1 and 4.2).
#[derive(Clone, Copy, Debug, Default)]
pub struct Shingles;

/// The shingles of a page.
#[derive(Clone, Debug)]
pub struct ShingleSet {
    // A placeholder: the fields are yours.
    _yours: (),
}

impl Signature for Shingles {
    type Value = ShingleSet;

    fn compute(&self, document: &Document) -> Self::Value {
        todo!("stage 4")
    }

    fn similarity(&self, a: &Self::Value, b: &Self::Value) -> Fraction {
        todo!("stage 4")
    }
}
