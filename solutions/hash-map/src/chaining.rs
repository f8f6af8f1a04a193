//! Separate chaining, the default collision strategy.

use std::num::NonZeroUsize;

use crate::collisions::Collisions;
use crate::error::TableError;

/// Separate chaining, the default strategy: each bucket has lists of ids.
///
/// The hash's highest bits select one of a bucket's eight chains, so nearly every chain has at most one id. One byte
/// per bucket marks the chains in use. Since these bytes usually fit into the processor's cache even if the table is
/// large, looking up a missing key seldom reads anything else. In exchange, a bucket takes 37 bytes of memory.
///
/// A chain consists of links in vectors: `heads` has the first id of each chain, and `next[id]` is the id after `id`.
///
/// Ids may be larger than the number of buckets, but the memory used is proportional to the largest id. Recording an id
/// of 2³² - 1 or more panics, which never happens in a map.
#[derive(Clone, Debug)]
pub struct Chaining {
    occupied: OccupiedChains,
    /// The first id of each chain, bucket by bucket.
    heads: Vec<Link>,
    next: Vec<Link>,
}

/// An id, or [`END`]. It has half the size of a `usize`, so twice as many fit a cache line.
type Link = u32;

/// The end of a chain. Ids are smaller: a map has at most `Link::MAX` buckets, and no more ids than buckets.
const END: Link = Link::MAX;

/// The number of chains of a bucket: one for each bit of a byte.
const CHAINS: usize = u8::BITS as usize;

/// The bucket and the chain of a hash.
#[derive(Clone, Copy)]
struct ChainPosition {
    bucket: usize,
    chain: usize,
}

impl ChainPosition {
    /// Returns the position of `hash`. The low bits select the bucket, since even small hashes differ in them. With
    /// such hashes, whose high bits are zero, a bucket only ever uses one of its chains, which is acceptable.
    fn of(hash: u64, buckets: usize) -> Self {
        let buckets = buckets as u64;
        // Division is slow, and most tables have a power of two as their size.
        let bucket = if buckets.is_power_of_two() { hash & (buckets - 1) } else { hash % buckets };
        Self { bucket: bucket as usize, chain: (hash >> (u64::BITS - CHAINS.ilog2())) as usize }
    }

    /// Returns the index of the chain in `heads`.
    fn head(self) -> usize {
        self.bucket * CHAINS + self.chain
    }

    /// Returns the bit of the chain in its bucket's byte.
    fn bit(self) -> u8 {
        1 << self.chain
    }
}

/// A bitmap of the chains that have ids: a byte per bucket, a bit per chain. A chain whose bit is not set is empty.
#[derive(Clone, Debug)]
struct OccupiedChains(Vec<u8>);

impl OccupiedChains {
    fn set(&mut self, position: ChainPosition) {
        self.0[position.bucket] |= position.bit();
    }

    #[cfg_attr(false, mutants::skip)] // A bit left set only makes a search read an empty chain, which no test can count.
    fn unset_if(&mut self, is_empty: bool, position: ChainPosition) {
        // No branch, because it would be hard to predict.
        self.0[position.bucket] &= if is_empty { !position.bit() } else { u8::MAX };
    }

    #[cfg_attr(false, mutants::skip)] // Always returning `true` gives the same results, at a cost that no test can count.
    fn is_set(&self, position: ChainPosition) -> bool {
        self.0[position.bucket] & position.bit() != 0
    }
}

impl Chaining {
    fn try_with_buckets(buckets: usize) -> Option<Self> {
        Link::try_from(buckets).ok()?;
        let chains = buckets.checked_mul(CHAINS)?;
        // Filling a vector that is large takes time, so allocate all three first.
        let (mut occupied, mut heads, mut next) = (Vec::new(), Vec::new(), Vec::new());
        occupied.try_reserve_exact(buckets).ok()?;
        heads.try_reserve_exact(chains).ok()?;
        next.try_reserve_exact(buckets).ok()?;
        occupied.resize(buckets, 0);
        heads.resize(chains, END);
        next.resize(buckets, END);
        Some(Self { occupied: OccupiedChains(occupied), heads, next })
    }

    fn position(&self, hash: u64) -> ChainPosition {
        ChainPosition::of(hash, self.occupied.0.len())
    }
}

impl Collisions for Chaining {
    fn with_buckets(buckets: NonZeroUsize) -> Result<Self, TableError> {
        Self::try_with_buckets(buckets.get()).ok_or(TableError::TooManyBuckets { requested: buckets.get() })
    }

    fn bucket_count(&self) -> NonZeroUsize {
        NonZeroUsize::new(self.occupied.0.len()).expect("the number of buckets is never zero")
    }

    fn insert(&mut self, hash: u64, id: usize) {
        if id >= self.next.len() {
            assert!(id < END as usize, "id {id} is too large");
            self.next.resize(id + 1, END);
        }
        let position = self.position(hash);
        let head = &mut self.heads[position.head()];
        self.next[id] = *head;
        *head = id as Link;
        self.occupied.set(position);
    }

    fn find(&self, hash: u64, mut matches: impl FnMut(usize) -> bool) -> Option<usize> {
        let position = self.position(hash);
        if !self.occupied.is_set(position) {
            return None;
        }
        let mut link = self.heads[position.head()];
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
        let position = self.position(hash);
        let after = self.next[id];
        let head = &mut self.heads[position.head()];
        if *head as usize == id {
            *head = after;
            self.occupied.unset_if(after == END, position);
        } else {
            let mut before = *head as usize;
            while self.next[before] as usize != id {
                before = self.next[before] as usize;
            }
            self.next[before] = after;
        }
    }

    fn clear(&mut self) {
        self.occupied.0.fill(0);
        self.heads.fill(END);
    }
}
