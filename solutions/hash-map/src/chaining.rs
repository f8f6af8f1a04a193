//! Separate chaining: the ids of a bucket form lists.

use std::num::NonZeroUsize;

use crate::collisions::Collisions;
use crate::error::TableError;

/// Separate chaining, the default way to collide: what is in one bucket forms chains.
///
/// A bucket has eight chains, chosen by the highest bits of the hash, so that nearly all chains are of one id or none.
/// A byte a bucket says which of them have ids. The bytes of all buckets together stay in the processor's cache long
/// after the chains do not, so a look-up of an absent key seldom goes further. The price is memory: 37 bytes a bucket.
///
/// A chain is made of links in vectors, not of nodes: `heads` has the first id of each chain, `next` has, at the place
/// of an id, the one that follows it.
///
/// It accepts ids that are larger than the number of buckets, too, and needs memory in proportion to the largest. An id
/// must be less than 2³² - 1, or recording it panics; a map never has one that is not.
#[derive(Clone, Debug)]
pub struct Chaining {
    taken: Taken,
    /// The first id of each chain, bucket by bucket.
    heads: Vec<Link>,
    next: Vec<Link>,
}

/// An id, or [`END`]: half the size of a `usize`, so that twice as many fit a cache line.
type Link = u32;

/// Where a chain ends. No id is so large, for there are no more ids than buckets, and at most `Link::MAX` buckets.
const END: Link = Link::MAX;

/// The chains of a bucket: one for each bit of a byte.
const CHAINS: usize = u8::BITS as usize;

/// Where the ids of a hash are.
#[derive(Clone, Copy)]
struct Place {
    bucket: usize,
    chain: usize,
}

impl Place {
    /// The low bits of the hash choose the bucket: all hashers spread those. If the high bits are always zero, a bucket
    /// has one chain that is used, and that is good enough.
    fn of(hash: u64, buckets: usize) -> Self {
        let buckets = buckets as u64;
        // A division is slow, and most tables can do without.
        let bucket = if buckets.is_power_of_two() { hash & (buckets - 1) } else { hash % buckets };
        Self { bucket: bucket as usize, chain: (hash >> (u64::BITS - CHAINS.ilog2())) as usize }
    }

    /// The chain among all chains.
    fn head(self) -> usize {
        self.bucket * CHAINS + self.chain
    }

    /// The chain among those of its bucket.
    fn bit(self) -> u8 {
        1 << self.chain
    }
}

/// Which chains have ids: a byte a bucket, a bit a chain. A chain whose bit is not set is empty.
#[derive(Clone, Debug)]
struct Taken(Vec<u8>);

impl Taken {
    fn set(&mut self, place: Place) {
        self.0[place.bucket] |= place.bit();
    }

    #[cfg_attr(false, mutants::skip)] // A bit left set costs a look at an empty chain, which no test can count.
    fn unset_if(&mut self, is_empty: bool, place: Place) {
        // Without a branch: whether a chain ends is hard to predict.
        self.0[place.bucket] &= if is_empty { !place.bit() } else { u8::MAX };
    }

    #[cfg_attr(false, mutants::skip)] // It may always say `true`, at the same cost.
    fn is_set(&self, place: Place) -> bool {
        self.0[place.bucket] & place.bit() != 0
    }
}

/// A vector of `len` times `value`, or `None` if so many cannot be allocated.
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
