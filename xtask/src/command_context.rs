//! The context of a command.

use crate::error::{Error, Result};
use crate::process::StopFlag;
use crate::store::{State, Store};
use crate::workspace::{Kata, Workspace};

/// The context of a command: its workspace, its store and its stop flag.
#[derive(Debug)]
pub struct CommandContext {
    /// The workspace.
    pub workspace: Workspace,
    /// The saved state of all katas.
    pub store: Store,
    /// A flag that is set when the user presses Ctrl-C.
    pub stop: StopFlag,
}

impl CommandContext {
    /// Finds the workspace of the current folder, and installs a handler for Ctrl-C.
    ///
    /// # Errors
    ///
    /// Fails outside of a workspace, or if the handler cannot be installed.
    pub fn start() -> Result<Self> {
        let workspace = Workspace::find()?;
        let store = Store::of(&workspace);
        let stop = StopFlag::new();
        let handler = stop.clone();
        // Child processes have their own process groups, so Ctrl-C reaches only the runner, which terminates them.
        ctrlc::set_handler(move || handler.request())
            .map_err(|error| Error::Other(format!("cannot install a handler for Ctrl-C: {error}")))?;
        Ok(Self { workspace, store, stop })
    }

    /// Loads the saved state.
    ///
    /// # Errors
    ///
    /// Fails if it was written by a newer version of the runner.
    pub fn state(&self) -> Result<State> {
        self.store.load()
    }

    /// Returns the kata called `name`; without a name, the kata of the current folder, or else the current kata.
    ///
    /// # Errors
    ///
    /// Fails if no kata has this name.
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

    /// Marks a kata as done, then makes the next unfinished kata the current one and returns it.
    ///
    /// # Errors
    ///
    /// Fails if the state cannot be saved.
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
