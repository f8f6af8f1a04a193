//! Progress of a run.

/// A step of a run, reported while it is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Waiting for another build in the same clone.
    Waiting,
    /// A crate was built. Contains its name.
    Built(String),
    /// Tests have finished. Contains their number and the number of all tests.
    Ran(usize, usize),
}
