//! Starts `dojo-link follow`, this machine's background connection to the board.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::team_folder::TeamFolder;

impl TeamFolder {
    /// Returns the path of this machine's copy of `dojo-link`.
    ///
    /// The copy lives in this folder so that neither `cargo clean` nor a build replaces it during a dojo.
    pub fn link_program(&self) -> PathBuf {
        self.path().join(format!("dojo-link{}", std::env::consts::EXE_SUFFIX))
    }

    /// Starts `dojo-link follow` unless it is already running.
    ///
    /// The process is returned only if this call started it, and it outlives the caller.
    ///
    /// # Errors
    ///
    /// If the program cannot be started.
    pub fn start_link(&self) -> io::Result<Option<Child>> {
        let Some(lock) = self.lock()? else { return Ok(None) };
        drop(lock);
        let log = File::create(self.path().join("log"))?;
        let mut command = Command::new(self.link_program());
        command.arg("follow").arg(self.path()).current_dir(self.path());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        #[cfg(windows)]
        {
            use std::os::windows::process::CommandExt;
            // The process shares neither a console nor a process group with the caller.
            const DETACHED_PROCESS: u32 = 0x8;
            const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
            command.creation_flags(DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP);
        }
        // On Unix, the process calls `setsid` itself. It is not started as the leader of a process group, because that
        // call would then fail.
        command.spawn().map(Some)
    }
}
