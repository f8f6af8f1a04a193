//! Separate chaining: the ids of a bucket form a list.

use std::num::NonZeroUsize;

use crate::{Collisions, TableError};

/// Separate chaining, the default way to collide: what is in one bucket forms chains.
///
/// A bucket has eight chains, chosen by the highest bits of the hash, so that nearly all chains are of one id or none.
/// A byte a bucket says which of them have ids. The bytes of all buckets together stay in the processor's cache long
/// after the chains do not, so a look-up of an absent key seldom goes further. The price is memory: 33 bytes a bucket.
///
/// A chain is made of links in vectors, not of nodes: `heads` has the first id of each chain, `next` has, at the place
/// of an id, the one that follows it.
///
/// It accepts any id, also one that is larger than the number of buckets, and needs memory in proportion to the
/// largest.
///
/// # Examples
///
/// ```
/// use std::num::NonZeroUsize;
///
/// use hash_map_solution::{Chaining, Collisions, TableError};
///
/// let mut index = Chaining::with_buckets(NonZeroUsize::MIN)?;
/// index.insert(7, 0);
/// index.insert(8, 1);
/// index.remove(8, 1);
/// assert_eq!(index.find(7, |id| id == 0), Some(0));
/// # Ok::<(), TableError>(())
/// ```
#[derive(Clone)]
pub struct Chaining {
    /// For each bucket, which of its chains have ids: a bit a chain.
    taken: Vec<u8>,
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
    /// The chain among all chains.
    fn head(self) -> usize {
        self.bucket * CHAINS + self.chain
    }

    /// The chain among those of its bucket.
    fn bit(self) -> u8 {
        1 << self.chain
    }
}

impl Chaining {
    /// The low bits of the hash choose the bucket: all hashers spread those. If the high bits are always zero, a bucket
    /// has one chain that is used, and that is good enough.
    fn place(&self, hash: u64) -> Place {
        let buckets = self.taken.len() as u64;
        // A division is slow, and most tables can do without.
        let bucket = if buckets.is_power_of_two() { hash & (buckets - 1) } else { hash % buckets };
        Place { bucket: bucket as usize, chain: (hash >> (u64::BITS - CHAINS.ilog2())) as usize }
    }
}

impl Collisions for Chaining {
    fn with_buckets(buckets: NonZeroUsize) -> Result<Self, TableError> {
        let requested = buckets.get();
        let too_many = TableError::TooManyBuckets { requested };
        Link::try_from(requested).map_err(|_| too_many)?;
        let chains = requested.checked_mul(CHAINS).ok_or(too_many)?;
        let mut table = Self { taken: Vec::new(), heads: Vec::new(), next: Vec::new() };
        table.taken.try_reserve_exact(requested).map_err(|_| too_many)?;
        table.heads.try_reserve_exact(chains).map_err(|_| too_many)?;
        table.taken.resize(requested, 0);
        table.heads.resize(chains, END);
        Ok(table)
    }

    fn bucket_count(&self) -> NonZeroUsize {
        NonZeroUsize::new(self.taken.len()).expect("a table is made with at least one bucket")
    }

    fn insert(&mut self, hash: u64, id: usize) {
        if id >= self.next.len() {
            self.next.resize(id + 1, END);
        }
        let place = self.place(hash);
        let head = &mut self.heads[place.head()];
        self.next[id] = *head;
        *head = id as Link;
        self.taken[place.bucket] |= place.bit();
    }

    fn find(&self, hash: u64, mut matches: impl FnMut(usize) -> bool) -> Option<usize> {
        let place = self.place(hash);
        if self.taken[place.bucket] & place.bit() == 0 {
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
            // Without a branch: whether a chain ends here is hard to predict.
            self.taken[place.bucket] &= if after == END { !place.bit() } else { u8::MAX };
        } else {
            let mut before = *head as usize;
            while self.next[before] as usize != id {
                before = self.next[before] as usize;
            }
            self.next[before] = after;
        }
    }

    fn clear(&mut self) {
        self.taken.fill(0);
        self.heads.fill(END);
    }
}
