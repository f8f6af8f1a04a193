//! The workspace, the store and the stop flag that a command works with.

use crate::error::{Error, Result};
use crate::process::StopFlag;
use crate::store::{State, Store};
use crate::workspace::{Kata, Workspace};

/// The context of a command: its workspace, its store and its stop flag.
#[derive(Debug)]
pub struct CommandContext {
    /// The workspace.
    pub workspace: Workspace,
    /// What is remembered.
    pub store: Store,
    /// Requested when the user presses Ctrl-C.
    pub stop: StopFlag,
}

impl CommandContext {
    /// Finds the workspace of the current folder, and installs a handler for Ctrl-C.
    ///
    /// # Errors
    ///
    /// If there is no workspace.
    pub fn start() -> Result<Self> {
        let workspace = Workspace::find()?;
        let store = Store::of(&workspace);
        let stop = StopFlag::new();
        let handler = stop.clone();
        // Children lead process groups of their own, so Ctrl-C reaches the runner alone, which then ends them.
        ctrlc::set_handler(move || handler.request())
            .map_err(|error| Error::Other(format!("Ctrl-C cannot be handled: {error}")))?;
        Ok(Self { workspace, store, stop })
    }

    /// What is remembered.
    ///
    /// # Errors
    ///
    /// If it was written by a newer runner.
    pub fn state(&self) -> Result<State> {
        self.store.load()
    }

    /// The kata that is meant: the named one, else that of the current folder, else the current one.
    ///
    /// # Errors
    ///
    /// If there is no kata of this name.
    pub fn kata(&self, name: Option<&str>, state: &State) -> Result<&Kata> {
        if let Some(name) = name {
            return self.workspace.kata(name);
        }
        let folder = std::env::current_dir().ok();
        if let Some(kata) = folder.and_then(|folder| self.workspace.kata_of_folder(&folder)) {
            return Ok(kata);
        }
        let known = |name: &String| self.workspace.katas().iter().find(|kata| kata.name() == name);
        let not_done = || self.workspace.katas().iter().find(|kata| !state.is_done(kata));
        let current = state.current.as_ref().and_then(known).or_else(not_done);
        current.or(self.workspace.katas().first()).ok_or(Error::NoWorkspace)
    }

    /// Marks a kata as done, makes the next one that is not done the current one, and returns it.
    ///
    /// # Errors
    ///
    /// If this cannot be remembered.
    pub fn mark_done(&self, kata: &Kata) -> Result<Option<&Kata>> {
        let katas = self.workspace.katas();
        let position = katas.iter().position(|other| other == kata).unwrap_or(0);
        self.store.update(|state| {
            state.katas.entry(kata.name().to_owned()).or_default().done = true;
            let following = katas[position..].iter().chain(&katas[..position]).find(|kata| !state.is_done(kata));
            if let Some(next) = following {
                state.current = Some(next.name().to_owned());
            }
            following
        })
    }
}
