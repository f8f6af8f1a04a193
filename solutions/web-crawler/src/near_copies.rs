//! The detection of near copies.

use crate::address::Address;
use crate::html::Document;
use crate::signature::{Fraction, Signature};

/// The signatures of the pages that later pages are compared with.
pub(crate) struct NearCopies<S: Signature> {
    signature: S,
    threshold: Option<Fraction>,
    /// The expanded pages, in order.
    pages: Vec<(Address, S::Value)>,
}

impl<S: Signature> NearCopies<S> {
    pub fn new(signature: S, threshold: Option<Fraction>) -> Self {
        Self { signature, threshold, pages: Vec::new() }
    }

    /// Returns the first page that this page is a near copy of. If there is none, remembers this page.
    pub fn original(&mut self, address: &Address, document: &Document) -> Option<Address> {
        let threshold = self.threshold?;
        let value = self.signature.compute(document);
        let is_similar = |page: &S::Value| self.signature.similarity(page, &value).is_at_least(threshold);
        let original = self.pages.iter().find(|(_, page)| is_similar(page)).map(|(address, _)| address.clone());
        if original.is_none() {
            self.pages.push((address.clone(), value));
        }
        original
    }
}
