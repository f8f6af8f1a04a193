//! Separate chaining, the default collision strategy, with a linked list of nodes per bucket.

use std::fmt;
use std::iter::successors;
use std::num::NonZeroUsize;

use crate::collisions::Collisions;
use crate::error::TableError;

/// Separate chaining, the default strategy: each bucket has a list of ids.
///
/// It accepts ids larger than the number of buckets.
#[derive(Clone, Debug)]
pub struct Chaining {
    buckets: Vec<Chain>,
}

impl Chaining {
    fn bucket(&self, hash: u64) -> usize {
        (hash % self.buckets.len() as u64) as usize
    }
}

impl Collisions for Chaining {
    fn with_buckets(buckets: NonZeroUsize) -> Result<Self, TableError> {
        let requested = buckets.get();
        let mut chains = Vec::new();
        chains.try_reserve_exact(requested).map_err(|_| TableError::TooManyBuckets { requested })?;
        chains.resize_with(requested, Chain::default);
        Ok(Self { buckets: chains })
    }

    fn bucket_count(&self) -> NonZeroUsize {
        NonZeroUsize::new(self.buckets.len()).expect("the number of buckets is never zero")
    }

    fn insert(&mut self, hash: u64, id: usize) {
        let bucket = self.bucket(hash);
        self.buckets[bucket].push(hash, id);
    }

    fn find(&self, hash: u64, mut matches: impl FnMut(usize) -> bool) -> Option<usize> {
        let candidates = self.buckets[self.bucket(hash)].nodes().filter(|node| node.hash == hash);
        candidates.map(|node| node.id).find(|&id| matches(id))
    }

    fn remove(&mut self, hash: u64, id: usize) {
        let bucket = self.bucket(hash);
        self.buckets[bucket].remove(id);
    }

    fn clear(&mut self) {
        self.buckets.fill_with(Chain::default);
    }
}

/// A linked list in which each node owns the next.
#[derive(Default)]
struct Chain {
    first: Option<Box<Node>>,
}

struct Node {
    hash: u64,
    id: usize,
    next: Option<Box<Node>>,
}

impl Chain {
    fn nodes(&self) -> impl Iterator<Item = &Node> {
        successors(self.first.as_deref(), |node| node.next.as_deref())
    }

    fn push(&mut self, hash: u64, id: usize) {
        self.first = Some(Box::new(Node { hash, id, next: self.first.take() }));
    }

    fn remove(&mut self, id: usize) {
        let mut link = &mut self.first;
        // With `while let`, `link` would stay borrowed after the loop.
        while link.as_ref().is_some_and(|node| node.id != id) {
            link = &mut link.as_mut().expect("the loop condition checked the node").next;
        }
        if let Some(node) = link.take() {
            *link = node.next;
        }
    }
}

// Derived implementations would recurse once per node, and a chain can be as long as the map.

impl Clone for Chain {
    fn clone(&self) -> Self {
        let mut clone = Self::default();
        let mut end = &mut clone.first;
        for &Node { hash, id, .. } in self.nodes() {
            end = &mut end.insert(Box::new(Node { hash, id, next: None })).next;
        }
        clone
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.nodes().map(|node| (node.hash, node.id))).finish()
    }
}

impl Drop for Chain {
    fn drop(&mut self) {
        let mut link = self.first.take();
        while let Some(mut node) = link {
            link = node.next.take();
        }
    }
}
