//! The errors of the crate.

/// The reason why a table cannot be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// A table without buckets was requested.
    #[error("a table needs at least one bucket")]
    NoBuckets,
    /// The requested table is too large (rule 4.10).
    #[error("a table of {requested} buckets is too large")]
    TooManyBuckets {
        /// The number of buckets requested.
        requested: usize,
    },
}

/// The error of an insert whose key is already in the map. It contains the rejected key and value.
///
/// Created by [`HashMap::try_insert`](crate::HashMap::try_insert).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key is already in the map")]
pub struct OccupiedError<K, V> {
    /// The key passed to the insert, not the one in the map.
    pub key: K,
    /// The value passed to the insert, not the one in the map.
    pub value: V,
}
