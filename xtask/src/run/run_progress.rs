//! The progress of a run.

/// What a run is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Waiting for something else that builds in the same clone.
    Waiting,
    /// Building; this crate is done.
    Built(String),
    /// So many of so many tests have ended.
    Ran(usize, usize),
}
