//! What can go wrong.

/// Why a table cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// A table without a bucket was asked for.
    #[error("a table needs at least one bucket")]
    NoBuckets,
    /// A table was asked for that cannot be represented or allocated.
    #[error("a table of {requested} buckets is too large")]
    TooManyBuckets {
        /// The number of buckets that were asked for.
        requested: usize,
    },
}

/// The key is in the map already: key and value as they were offered, for the caller to use again.
///
/// Made by [`HashMap::try_insert`](crate::HashMap::try_insert).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key is in the map already")]
pub struct OccupiedError<K, V> {
    /// The key that was offered, not the one in the map.
    pub key: K,
    /// The value that was offered, not the one in the map.
    pub value: V,
}
