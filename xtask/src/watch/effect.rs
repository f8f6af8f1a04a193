//! The effects that the live view can request.

use std::collections::BTreeSet;
use std::path::PathBuf;

use dojo_protocol::followed_session::DriverChange;

use crate::recorded_run::Recording;
use crate::source_excerpt::SourceLocation;

/// An action requested by the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Prints the panel in line mode. In full-screen mode, it is redrawn in any case.
    PrintPanel,
    /// Prints a line, in line mode.
    PrintLine(String),
    /// Prints the results of Clippy and rustfmt, in line mode.
    PrintLints,
    Run(Recording),
    /// Runs one test of a stage alone, without recording the run.
    RunTest {
        stage: u32,
        test: String,
    },
    /// Also watches these files, which the build read.
    WatchInputs(BTreeSet<PathBuf>),
    StopRun,
    Lint,
    Open(String),
    Hint,
    List,
    /// Finds the first lines of the comparison with the reference.
    Headline,
    /// Compares with the reference, in lines of this width.
    Compare(usize),
    Edit(SourceLocation),
    Reset {
        undo: bool,
    },
    MarkDone,
    /// Records a change of drivers.
    TakeOver(DriverChange),
    /// Submits the answers of the retrospective.
    Answer([String; 3]),
    Bell,
    Redraw,
    Suspend,
    Quit,
}
