//! Separate chaining: the ids of a bucket form lists.

use std::num::NonZeroUsize;

use crate::collisions::Collisions;
use crate::error::TableError;

/// Separate chaining, the default strategy: the ids in a bucket form chains.
///
/// A bucket has eight chains, chosen by the highest bits of the hash, so that nearly every chain has one id or none.
/// One byte per bucket marks the chains that have ids. These bytes stay in the processor's cache in tables too large
/// for the rest, so a look-up of an absent key seldom reads more. The price is memory: 37 bytes per bucket.
///
/// A chain is made of links in vectors, not of nodes: `heads` has the first id of each chain, and `next[id]` is the id
/// that follows `id`.
///
/// It also accepts ids larger than the number of buckets, and needs memory proportional to the largest. Recording an id
/// of 2³² - 1 or more panics; a map never has such an id.
#[derive(Clone, Debug)]
pub struct Chaining {
    taken: Taken,
    /// The first id of each chain, bucket by bucket.
    heads: Vec<Link>,
    next: Vec<Link>,
}

/// An id, or [`END`]. Half the size of a `usize`, so that twice as many fit a cache line.
type Link = u32;

/// The end of a chain. No id is this large: a map has no more ids than buckets, and at most `Link::MAX` buckets.
const END: Link = Link::MAX;

/// The number of chains of a bucket: one for each bit of a byte.
const CHAINS: usize = u8::BITS as usize;

/// The bucket and the chain of a hash.
#[derive(Clone, Copy)]
struct Place {
    bucket: usize,
    chain: usize,
}

impl Place {
    /// The low bits of the hash choose the bucket: all hashers spread those. If the high bits are always zero, each
    /// bucket uses only one chain, which is good enough.
    fn of(hash: u64, buckets: usize) -> Self {
        let buckets = buckets as u64;
        // A division is slow, and most tables can do without.
        let bucket = if buckets.is_power_of_two() { hash & (buckets - 1) } else { hash % buckets };
        Self { bucket: bucket as usize, chain: (hash >> (u64::BITS - CHAINS.ilog2())) as usize }
    }

    /// Returns the index of the chain among those of all buckets.
    fn head(self) -> usize {
        self.bucket * CHAINS + self.chain
    }

    /// Returns the bit of the chain in its bucket's byte.
    fn bit(self) -> u8 {
        1 << self.chain
    }
}

/// The chains that have ids: a byte for each bucket, a bit for each chain. A chain whose bit is not set is empty.
#[derive(Clone, Debug)]
struct Taken(Vec<u8>);

impl Taken {
    fn set(&mut self, place: Place) {
        self.0[place.bucket] |= place.bit();
    }

    #[cfg_attr(false, mutants::skip)] // A bit left set only costs a look at an empty chain, which no test can count.
    fn unset_if(&mut self, is_empty: bool, place: Place) {
        // Without a branch: whether a chain ends is hard to predict.
        self.0[place.bucket] &= if is_empty { !place.bit() } else { u8::MAX };
    }

    #[cfg_attr(false, mutants::skip)] // Always returning `true` gives the same results, at a cost that no test can count.
    fn is_set(&self, place: Place) -> bool {
        self.0[place.bucket] & place.bit() != 0
    }
}

/// Returns a vector of `len` times `value`, or `None` if it cannot be allocated.
fn filled<T: Copy>(len: usize, value: T) -> Option<Vec<T>> {
    let mut all = Vec::new();
    all.try_reserve_exact(len).ok()?;
    all.resize(len, value);
    Some(all)
}

impl Chaining {
    fn of_size(buckets: usize) -> Option<Self> {
        Link::try_from(buckets).ok()?;
        let chains = buckets.checked_mul(CHAINS)?;
        Some(Self { taken: Taken(filled(buckets, 0)?), heads: filled(chains, END)?, next: filled(buckets, END)? })
    }

    fn place(&self, hash: u64) -> Place {
        Place::of(hash, self.taken.0.len())
    }
}

impl Collisions for Chaining {
    fn with_buckets(buckets: NonZeroUsize) -> Result<Self, TableError> {
        Self::of_size(buckets.get()).ok_or(TableError::TooManyBuckets { requested: buckets.get() })
    }

    fn bucket_count(&self) -> NonZeroUsize {
        NonZeroUsize::new(self.taken.0.len()).expect("a table is made with at least one bucket")
    }

    fn insert(&mut self, hash: u64, id: usize) {
        if id >= self.next.len() {
            assert!(id < END as usize, "id {id} is too large to be recorded");
            self.next.resize(id + 1, END);
        }
        let place = self.place(hash);
        let head = &mut self.heads[place.head()];
        self.next[id] = *head;
        *head = id as Link;
        self.taken.set(place);
    }

    fn find(&self, hash: u64, mut matches: impl FnMut(usize) -> bool) -> Option<usize> {
        let place = self.place(hash);
        if !self.taken.is_set(place) {
            return None;
        }
        let mut link = self.heads[place.head()];
        while link != END {
            let id = link as usize;
            if matches(id) {
                return Some(id);
            }
            link = self.next[id];
        }
        None
    }

    fn remove(&mut self, hash: u64, id: usize) {
        let place = self.place(hash);
        let after = self.next[id];
        let head = &mut self.heads[place.head()];
        if *head as usize == id {
            *head = after;
            self.taken.unset_if(after == END, place);
        } else {
            let mut before = *head as usize;
            while self.next[before] as usize != id {
                before = self.next[before] as usize;
            }
            self.next[before] = after;
        }
    }

    fn clear(&mut self) {
        self.taken.0.fill(0);
        self.heads.fill(END);
    }
}
