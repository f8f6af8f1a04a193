//! A team's code beside the reference, or beside another team's, as a page for the review.
//!
//! The page is made by the program behind `cargo xtask compare`. It parses what anybody on the network may have sent, so it runs
//! in a process of its own within limits, few at a time, and what it made is kept. The board itself reads none of the code.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use dojo_protocol::messages::{Reason, Refusal};
use serde::Serialize;
use tokio::sync::{OnceCell, Semaphore};
use xtask::error::Error;
use xtask::helper_programs::{Program, Work};
use xtask::process::{self, Bounds, End, Pipes, StopFlag, Stream};

use crate::check::refusal;
use crate::records::Sources;

/// What one comparison may use. That of a kata's reference with itself takes a second or two, and some megabytes.
const BOUNDS: Bounds = Bounds { time: Some(Duration::from_secs(20)), silence: None, memory: Some(1 << 30) };
/// How long whoever asks waits for the program to be built. They can ask again.
const BUILT_WITHIN: Duration = Duration::from_secs(10);
/// Bytes of a page. People's code makes some hundred kilobytes.
const PAGE: usize = 8 << 20;
/// Comparisons that are made at the same time.
const AT_ONCE: usize = 2;
/// Comparisons that are made or waited for.
const WANTED: usize = 30;
/// Bytes of pages that are kept.
const KEPT: usize = 32 << 20;
/// Comparisons that are kept.
const KEPT_PAGES: usize = 200;

/// One side of a comparison.
#[derive(Clone, Debug, Serialize)]
pub struct Side {
    /// The team's name.
    pub name: String,
    /// Its code.
    pub sources: Sources,
}

/// What is to be compared.
#[derive(Clone, Debug, Serialize)]
pub struct Review {
    /// The kata, one of the workspace's.
    #[serde(skip)]
    pub kata: String,
    /// A team's code.
    pub left: Side,
    /// Another's. Without it, it is the reference's.
    pub right: Option<Side>,
}

/// The run on the left, and that on the right unless it is the reference. A run's code never changes.
pub type Key = (u64, Option<u64>);

/// A page in HTML, or why there is none. All who read it share it.
type Page = Result<Bytes, String>;

/// Makes comparisons, and keeps them.
#[derive(Debug)]
pub struct Comparer {
    root: PathBuf,
    bounds: Bounds,
    stop: StopFlag,
    program: OnceCell<PathBuf>,
    wanted: Arc<Semaphore>,
    at_once: Arc<Semaphore>,
    made: Mutex<VecDeque<(Key, Page)>>,
}

impl Comparer {
    /// Compares with what the workspace at `root` has, by its program.
    pub fn new(root: &Path) -> Arc<Self> {
        Self::within(root, BOUNDS)
    }

    /// One whose comparisons have other limits than the usual.
    pub fn within(root: &Path, bounds: Bounds) -> Arc<Self> {
        Arc::new(Self {
            root: root.to_owned(),
            bounds,
            stop: StopFlag::new(),
            program: OnceCell::new(),
            wanted: Arc::new(Semaphore::new(WANTED)),
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
            made: Mutex::default(),
        })
    }

    /// Builds the program, unless it is built, so that nobody has to wait for it in a review. Says so on standard error.
    pub async fn prepare(&self) {
        if let Err(why) = self.program().await {
            eprintln!("note: the review will compare no code with the reference: {}", why.trim_end());
        }
    }

    /// Ends what is being built or compared: nobody waits for it any more.
    pub fn end(&self) {
        self.stop.request();
    }

    /// The page for two runs. `read` reads what they are of, on a thread on which it may take its time.
    ///
    /// # Errors
    ///
    /// What keeps it from being made, in a line for the user.
    pub async fn page(
        self: &Arc<Self>,
        key: Key,
        read: impl FnOnce() -> Result<Review, Refusal> + Send + 'static,
    ) -> Result<Bytes, Refusal> {
        if let Some(page) = self.made(key) {
            return page.map_err(none);
        }
        let wanted = Arc::clone(&self.wanted).try_acquire_owned().map_err(|_| Refusal {
            reason: Reason::TooFast,
            message: "many comparisons are being made: try again in a moment".to_owned(),
            retry_after_s: Some(5),
        })?;
        let program = tokio::time::timeout(BUILT_WITHIN, self.program()).await.map_err(|_| Refusal {
            reason: Reason::Unavailable,
            message: "what compares is still being built on the board's machine: try again in a minute".to_owned(),
            retry_after_s: Some(60),
        })?;
        let program = program.map_err(none)?.clone();
        let turn = Arc::clone(&self.at_once).acquire_owned().await;
        let this = Arc::clone(self);
        // Whoever asked may have gone by now. A comparison that has begun counts until it is done all the same.
        let made = tokio::task::spawn_blocking(move || {
            let _places = (wanted, turn);
            if let Some(page) = this.made(key) {
                return page.map_err(none);
            }
            let page = this.make(&program, &read()?);
            this.keep(key, page.clone());
            page.map_err(none)
        });
        made.await.unwrap_or_else(|_| Err(none("the comparison cannot be shown".to_owned())))
    }

    async fn program(&self) -> Result<&PathBuf, String> {
        let build = || async {
            let (root, stop) = (self.root.clone(), self.stop.clone());
            let built = tokio::task::spawn_blocking(move || {
                let mut said = false;
                Program::Compare.build(&root, &stop, &mut |work| {
                    if matches!(work, Work::Building(_)) && !std::mem::replace(&mut said, true) {
                        eprintln!("Building {}, for the review, while the board is up.", Program::Compare.what());
                    }
                })
            });
            built.await.map_err(|error| error.to_string())?.map_err(|error: Error| error.to_string())
        };
        self.program.get_or_try_init(build).await
    }

    fn make(&self, program: &Path, review: &Review) -> Page {
        let mut file = tempfile::NamedTempFile::new().map_err(|error| format!("no file can be written: {error}"))?;
        serde_json::to_writer(&mut file, review).map_err(|error| format!("no file can be written: {error}"))?;
        let mut command = Command::new(program);
        // The workspace is the one that it is started in.
        command.current_dir(&self.root).env_remove("CARGO_MANIFEST_DIR");
        command.args(["review", &review.kata]).arg(file.path());
        let (mut page, mut said) = (Vec::new(), Vec::new());
        let end = process::supervise(command, Pipes::Separate, self.bounds, &self.stop, &mut |stream, bytes| {
            let text = if stream == Stream::Out { &mut page } else { &mut said };
            text.extend_from_slice(bytes);
            if text.len() > PAGE { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        match end.map_err(|error| format!("what compares does not start: {error}"))? {
            End::Exited(status) if status.success() => Ok(page.into()),
            End::Exited(_) => Err("what compares gave up on this code. It can be read all the same.".to_owned()),
            End::TimedOut | End::Silent => {
                let limit = self.bounds.time.unwrap_or_default();
                Err(format!(
                    "comparing this code took longer than {limit:?}, and was ended. It can be read all the same."
                ))
            }
            End::Refused => {
                Err(format!("the comparison is larger than {} MB. The code can be read all the same.", PAGE >> 20))
            }
            End::Stopped => Err("the board is going down".to_owned()),
        }
    }

    fn made(&self, key: Key) -> Option<Page> {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.iter().find(|(of, _)| *of == key).map(|(_, page)| page.clone())
    }

    fn keep(&self, key: Key, page: Page) {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.push_back((key, page));
        let bytes = |(_, page): &(Key, Page)| page.as_ref().map_or(0, Bytes::len);
        while made.len() > KEPT_PAGES || made.iter().map(bytes).sum::<usize>() > KEPT {
            made.pop_front();
        }
    }
}

fn none(why: String) -> Refusal {
    refusal(Reason::Unavailable, why)
}
