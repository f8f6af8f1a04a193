//! The conditions of queries.

use std::collections::HashSet;
use std::fmt::Debug;
use std::rc::Rc;

use crate::index::{Hit, Index};

/// A condition, which finds its hits in an index.
pub(crate) trait Condition: Debug {
    fn hits(&self, index: &Index) -> HashSet<Hit>;
}

#[derive(Debug)]
pub(crate) struct Word(pub(crate) String);

impl Condition for Word {
    fn hits(&self, index: &Index) -> HashSet<Hit> {
        index.with_word(&self.0).collect()
    }
}

#[derive(Debug)]
pub(crate) struct NoneOf(pub(crate) Rc<dyn Condition>);

impl Condition for NoneOf {
    fn hits(&self, index: &Index) -> HashSet<Hit> {
        let without = self.0.hits(index);
        index.all().filter(|hit| !without.contains(hit)).collect()
    }
}

#[derive(Debug)]
pub(crate) struct AllOf(pub(crate) Vec<Rc<dyn Condition>>);

impl Condition for AllOf {
    fn hits(&self, index: &Index) -> HashSet<Hit> {
        let sets = self.0.iter().map(|condition| condition.hits(index));
        sets.reduce(|a, b| &a & &b).unwrap_or_default()
    }
}

#[derive(Debug)]
pub(crate) struct AnyOf(pub(crate) Vec<Rc<dyn Condition>>);

impl Condition for AnyOf {
    fn hits(&self, index: &Index) -> HashSet<Hit> {
        self.0.iter().flat_map(|condition| condition.hits(index)).collect()
    }
}
