//! A search over many indexes.

use std::marker::PhantomData;
use std::num::NonZeroUsize;

use thiserror::Error;

use crate::index::{Hit, Index};
use crate::post::Page;
use crate::query::Query;

/// A part of the posts, which can be searched.
pub trait Shard {
    /// Returns a page of the posts that match a query and come after `after`, the greatest hit first.
    ///
    /// # Errors
    ///
    /// [`ShardDown`] if the shard does not answer (rule 7.3).
    fn ask(&self, query: &Query, after: Option<Hit>, limit: NonZeroUsize) -> Result<Page<Hit>, ShardDown>;
}

impl Shard for Index {
    fn ask(&self, query: &Query, after: Option<Hit>, limit: NonZeroUsize) -> Result<Page<Hit>, ShardDown> {
        Ok(self.search(query, after, limit))
    }
}

/// A shard does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the shard does not answer")]
pub struct ShardDown;

/// A search over shards, each of which has other posts.
#[derive(Debug)]
pub struct Search<H> {
    // A placeholder: the fields are yours.
    _yours: PhantomData<H>,
}

impl<H: Shard> Search<H> {
    /// Creates a search over these shards.
    pub fn new(shards: Vec<H>) -> Self {
        todo!("stage 7")
    }

    /// Returns a page of the posts that match a query and come after `after`, the greatest hit first.
    ///
    /// # Cost
    ///
    /// Asks each shard once (rule 7.2).
    pub fn search(&self, query: &Query, after: Option<Hit>, limit: NonZeroUsize) -> Answer {
        todo!("stage 7")
    }
}

/// The answer of a [`Search`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Answer {
    /// The posts of the shards that answered.
    pub page: Page<Hit>,
    /// The indexes of the shards that did not answer, in ascending order (rule 7.4).
    pub failed: Vec<usize>,
}
