//! Messages: everything that can happen to the live view.

use dojo_protocol::followed_session::FollowedSession;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Size;

use super::model::{FinishedRun, Opened, Polish};
use crate::kata_summary::KataSummary;
use crate::run::Progress;
use crate::shown_hints::Hints;

/// What can happen.
#[derive(Debug)]
pub(super) enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// A line was typed, where there are no keys.
    Line(String),
    /// The terminal has this size now.
    Resized(Size),
    /// So many seconds of Unix time.
    Tick(u64),
    /// A file was saved.
    Saved,
    /// Something that the user should know.
    Notice(String),
    /// A kata is there to be worked on.
    Opened(Box<Opened>),
    /// The run goes on.
    Progress(Progress),
    /// The run has ended; without a result if it was stopped.
    Ended(Option<Box<Result<FinishedRun, String>>>),
    /// Clippy and rustfmt have had their say.
    Polished { kata: String, polish: Box<Polish> },
    /// More hints than before.
    Hinted(Box<Hints>),
    /// The katas.
    Listed(Vec<Result<KataSummary, (String, String)>>),
    /// The learner's design beside the reference's.
    Compared { kata: String, text: String },
    /// The stub, or the code before it, is back.
    PutBack(String),
    /// The kata is marked as done; this is the next one.
    Done(Option<String>),
    /// How the dojo's session stands, if there is one.
    Dojo(Option<Box<FollowedSession>>),
}
