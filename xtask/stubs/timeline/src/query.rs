//! Queries for posts.

use std::str::FromStr;

use thiserror::Error;

/// A query, such as `(cat or dog) and not mouse`.
#[derive(Clone, Debug)]
pub struct Query {
    // A placeholder: the fields are yours.
    _yours: (),
}

impl FromStr for Query {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        todo!("stage 6")
    }
}

/// The place of an error in a query, in characters from 0 (rules 6.8 and 6.12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the query has an error at character {0}")]
pub struct SyntaxError(pub usize);
