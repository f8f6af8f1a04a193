//! The messages that the live view reacts to.

use dojo_protocol::followed_session::FollowedSession;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Size;

use super::model::{FinishedRun, LintResults, OpenKata, SingleTest};
use crate::kata_summary::KataSummary;
use crate::run::Progress;
use crate::shown_hints::Hints;

/// An event that the live view reacts to.
#[derive(Debug)]
pub(super) enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// A line was typed, in line mode.
    Line(String),
    /// The terminal was resized.
    Resized(Size),
    /// The current Unix time in seconds.
    Tick(u64),
    /// A file was saved with other content.
    Saved,
    /// A file was saved with the same content.
    SavedUnchanged,
    /// A text for the user.
    Notice(String),
    /// A kata was opened.
    Opened(Box<OpenKata>),
    /// The current run made progress.
    Progress(Progress),
    /// The current test of the current run ended, before all others.
    CurrentTestEnded(Box<SingleTest>),
    /// The run ended. `None` means that it was stopped.
    Ended(Option<Box<Result<FinishedRun, String>>>),
    /// The run of a single test ended. `None` means that it was stopped.
    TestEnded(Option<Box<Result<SingleTest, String>>>),
    /// Clippy and rustfmt finished.
    Linted { kata: String, lints: Box<LintResults> },
    /// The hints shown so far, including a new one.
    Hinted(Box<Hints>),
    /// The list of katas; for a damaged kata, its name and the error.
    Listed(Vec<Result<KataSummary, (String, String)>>),
    /// The first lines of the comparison with the reference.
    Headline { kata: String, lines: Vec<String> },
    /// The comparison with the reference finished.
    Compared { kata: String, text: String },
    /// The stub or earlier code was restored. Contains the text for the user.
    Restored(String),
    /// The kata was marked as done. Contains the next kata.
    Done(Option<String>),
    /// The dojo's session changed or ended.
    Dojo(Option<Box<FollowedSession>>),
}
