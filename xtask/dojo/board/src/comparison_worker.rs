//! Creates and caches the pages that compare a team's code with the reference or with another team's code.
//!
//! The compare tool, which is also behind `cargo xtask compare`, creates the pages. Because it parses code from the
//! network, the board runs it in a separate process with limits on time and memory, and parses no code itself.

use std::collections::{BTreeMap, VecDeque};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use dojo_protocol::messages::{Reason, Refusal};
use dojo_protocol::safe_text::one_line;
use serde::Serialize;
use tokio::sync::{OnceCell, Semaphore};
use xtask::helper_programs::{BuildProgress, Program};
use xtask::process::{self, Bounds, End, Pipes, StopFlag, Stream};

use crate::database::runs::Sources;

/// The limits of one comparison, which typically takes one or two seconds and a few megabytes.
const BOUNDS: Bounds = Bounds { time: Some(Duration::from_secs(20)), silence: None, memory: Some(1 << 30), mark: None };
/// The maximum time for which a request waits for the compare tool to be built.
const BUILD_WAIT: Duration = Duration::from_secs(10);
/// The maximum size of a page in bytes. A typical page has a few hundred kilobytes.
const MAX_PAGE: usize = 8 << 20;
/// The maximum number of concurrent comparisons.
const MAX_RUNNING: usize = 2;
/// The maximum number of running and waiting comparisons.
const MAX_QUEUED: usize = 30;
/// The maximum size of all cached pages in bytes.
const MAX_CACHED_BYTES: usize = 32 << 20;
/// The maximum number of cached pages.
const MAX_CACHED_PAGES: usize = 200;

/// One side of a comparison.
#[derive(Clone, Debug, Serialize)]
pub struct ComparedCode {
    /// The team's name.
    pub name: String,
    /// Its code.
    pub sources: Sources,
}

/// The input of a comparison.
#[derive(Clone, Debug, Serialize)]
pub struct ComparisonInput {
    /// The name of a kata in the workspace.
    #[serde(skip)]
    pub kata: String,
    /// A team's code.
    pub left: ComparedCode,
    /// Another team's code; `None` for the reference.
    pub right: Option<ComparedCode>,
}

/// The numbers of the runs on the left and on the right; `None` for the reference.
///
/// A page can be cached under this key, because a run's code never changes.
pub type ComparisonKey = (u64, Option<u64>);

/// A page in HTML, or the reason for a failure. Clones share the text.
type ComparisonPage = Result<Bytes, String>;

/// A runner of comparisons with a cache of their pages.
#[derive(Debug)]
pub struct ComparisonWorker {
    root: PathBuf,
    bounds: Bounds,
    stop: StopFlag,
    program: OnceCell<PathBuf>,
    queued: Arc<Semaphore>,
    running: Arc<Semaphore>,
    cache: Mutex<VecDeque<(ComparisonKey, ComparisonPage)>>,
}

impl ComparisonWorker {
    /// Creates a worker for the compare tool and katas of the workspace at `root`.
    pub fn new(root: &Path) -> Arc<Self> {
        Self::with_bounds(root, BOUNDS)
    }

    /// Creates a worker with other limits for a single comparison.
    pub fn with_bounds(root: &Path, bounds: Bounds) -> Arc<Self> {
        Arc::new(Self {
            root: root.to_owned(),
            bounds,
            stop: StopFlag::new(),
            program: OnceCell::new(),
            queued: Arc::new(Semaphore::new(MAX_QUEUED)),
            running: Arc::new(Semaphore::new(MAX_RUNNING)),
            cache: Mutex::default(),
        })
    }

    /// Builds the compare tool in advance, so that it is ready for the review. Prints a note if that fails.
    pub async fn build_program(&self) {
        if let Err(why) = self.program().await {
            eprintln!("note: the review cannot compare code: {}", why.trim_end());
        }
    }

    /// Stops builds and comparisons.
    pub fn stop(&self) {
        self.stop.request();
    }

    /// Returns the page of a comparison. `read` loads the code on a thread where blocking is allowed.
    ///
    /// # Errors
    ///
    /// If the comparison fails, or too many are queued.
    pub async fn page(
        self: &Arc<Self>,
        key: ComparisonKey,
        read: impl FnOnce() -> Result<ComparisonInput, Refusal> + Send + 'static,
    ) -> Result<Bytes, Refusal> {
        if let Some(page) = self.cached(key) {
            return page.map_err(unavailable);
        }
        let queued = Arc::clone(&self.queued).try_acquire_owned().map_err(|_| {
            Refusal::retry_after(5, Reason::TooFast, "too many comparisons are running: try again in a few seconds")
        })?;
        let program = tokio::time::timeout(BUILD_WAIT, self.program()).await.map_err(|_| {
            let why = "the compare tool is still being built on the board's machine: try again in a minute";
            Refusal::retry_after(60, Reason::Unavailable, why)
        })?;
        let program = program.map_err(unavailable)?.clone();
        let running = Arc::clone(&self.running).acquire_owned().await;
        let worker = Arc::clone(self);
        // The permits are held until the comparison ends, even if the client has disconnected.
        let made = tokio::task::spawn_blocking(move || {
            let _permits = (queued, running);
            if let Some(page) = worker.cached(key) {
                return page.map_err(unavailable);
            }
            let page = worker.compare(&program, &read()?);
            worker.add_to_cache(key, page.clone());
            page.map_err(unavailable)
        });
        made.await.unwrap_or_else(|_| Err(unavailable("the comparison failed".to_owned())))
    }

    /// Builds the compare tool and runs these comparisons on the current thread.
    ///
    /// If a comparison fails, it is left out, and a note is printed.
    pub fn pages(&self, inputs: Vec<(u64, ComparisonInput)>) -> BTreeMap<u64, String> {
        if inputs.is_empty() {
            return BTreeMap::new();
        }
        let program = match Program::Compare.build(&self.root, &self.stop, &mut |_| ()) {
            Ok(program) => program,
            Err(error) => {
                eprintln!("note: the page has no comparisons: {}", error.to_string().trim_end());
                return BTreeMap::new();
            }
        };
        let mut pages = BTreeMap::new();
        for (run, input) in inputs {
            match self.compare(&program, &input).map(|page| String::from_utf8_lossy(&page).into_owned()) {
                Ok(page) => drop(pages.insert(run, page)),
                Err(why) => eprintln!("note: the page has no comparison for {}: {why}", one_line(&input.left.name)),
            }
        }
        pages
    }

    async fn program(&self) -> Result<&PathBuf, String> {
        let build = || async {
            let (root, stop) = (self.root.clone(), self.stop.clone());
            let built = tokio::task::spawn_blocking(move || {
                let mut is_announced = false;
                Program::Compare.build(&root, &stop, &mut |work| {
                    if matches!(work, BuildProgress::Building(_)) && !std::mem::replace(&mut is_announced, true) {
                        eprintln!(
                            "Building {} for the review. You can already use the board.",
                            Program::Compare.description()
                        );
                    }
                })
            });
            built.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
        };
        self.program.get_or_try_init(build).await
    }

    fn compare(&self, program: &Path, input: &ComparisonInput) -> ComparisonPage {
        let mut file =
            tempfile::NamedTempFile::new().map_err(|error| format!("cannot write a temporary file: {error}"))?;
        serde_json::to_writer(&mut file, input).map_err(|error| format!("cannot write a temporary file: {error}"))?;
        let mut command = Command::new(program);
        // The compare tool uses the workspace of its current folder.
        command.current_dir(&self.root).env_remove("CARGO_MANIFEST_DIR");
        command.args(["review", &input.kata]).arg(file.path());
        let (mut page, mut errors) = (Vec::new(), Vec::new());
        let end = process::supervise(command, Pipes::Separate, self.bounds, &self.stop, &mut |stream, bytes| {
            let text = if stream == Stream::Out { &mut page } else { &mut errors };
            text.extend_from_slice(bytes);
            if text.len() > MAX_PAGE { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        match end.map_err(|error| format!("cannot start the compare tool: {error}"))? {
            End::Exited(status) if status.success() => Ok(page.into()),
            End::Exited(_) => Err("the compare tool failed on this code. You can still read the code.".to_owned()),
            End::TimedOut | End::Silent => {
                let limit = self.bounds.time.unwrap_or_default();
                Err(format!(
                    "comparing this code took longer than {limit:?} and was stopped. You can still read the code."
                ))
            }
            End::TooMuchOutput => {
                Err(format!("the comparison is larger than {} MB. You can still read the code.", MAX_PAGE >> 20))
            }
            End::Stopped => Err("the board is shutting down".to_owned()),
        }
    }

    fn cached(&self, key: ComparisonKey) -> Option<ComparisonPage> {
        let cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.iter().find(|(of, _)| *of == key).map(|(_, page)| page.clone())
    }

    fn add_to_cache(&self, key: ComparisonKey, page: ComparisonPage) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.push_back((key, page));
        let bytes = |(_, page): &(ComparisonKey, ComparisonPage)| page.as_ref().map_or(0, Bytes::len);
        while cache.len() > MAX_CACHED_PAGES || cache.iter().map(bytes).sum::<usize>() > MAX_CACHED_BYTES {
            cache.pop_front();
        }
    }
}

fn unavailable(why: String) -> Refusal {
    Refusal::new(Reason::Unavailable, why)
}
