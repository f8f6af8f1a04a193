//! Effects: everything that the live view can do.

use std::collections::BTreeSet;
use std::path::PathBuf;

use dojo_protocol::followed_session::DriverChange;

use crate::source_excerpt::Place;

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Something new to show: the page, or a line. A screen that is drawn from the model shows it anyway.
    Show,
    Tell(String),
    /// The remarks of Clippy and rustfmt.
    ShowPolish,
    Run,
    /// Watch these files too, which a build has read.
    Watch(BTreeSet<PathBuf>),
    StopRun,
    Polish,
    Open(String),
    Hint,
    List,
    /// In lines of so many columns.
    Compare(usize),
    Edit(Place),
    PutBack {
        undo: bool,
    },
    MarkDone,
    /// Somebody is at the keyboard now.
    TakeOver(DriverChange),
    /// The answers in the retrospective.
    Answer([String; 3]),
    Bell,
    Redraw,
    Suspend,
    Quit,
}
