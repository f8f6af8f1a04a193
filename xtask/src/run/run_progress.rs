//! Progress of a run.

use crate::report::Report;

/// A step of a run, reported while it is under way.
#[derive(Clone, Debug)]
pub enum Progress {
    /// Waiting for another build in the same clone.
    Waiting,
    /// A crate was built. Contains its name.
    Built(String),
    /// Tests have finished. Contains their number and the number of all tests.
    Ran(usize, usize),
    /// The current test has finished, before all others.
    ///
    /// The report contains only this test, or the compiler's errors if its stage does not compile.
    RanCurrentTest(Box<Report>),
}
