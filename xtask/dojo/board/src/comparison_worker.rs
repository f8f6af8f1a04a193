//! Compares a team's code with the reference or with another team's code, and caches the results.
//!
//! The compare tool, which is also behind `cargo xtask compare`, does the work. Because it parses code from the network,
//! the board runs it in a separate process with limits on time and memory, and parses no code itself.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use dojo_protocol::messages::{Reason, Refusal};
use dojo_protocol::safe_text::one_line;
use serde::{Deserialize, Deserializer, Serialize};
use tokio::sync::{OnceCell, Semaphore};
use xtask::helper_programs::{BuildProgress, Program};
use xtask::process::{self, Bounds, End, Pipes, StopFlag, Stream};

use crate::database::runs::Sources;

/// The limits of one comparison, which typically takes one or two seconds and a few megabytes.
const BOUNDS: Bounds = Bounds { time: Some(Duration::from_secs(20)), silence: None, memory: Some(1 << 30), mark: None };
/// The maximum time for which a request waits for the compare tool to be built.
const BUILD_WAIT: Duration = Duration::from_secs(10);
/// The maximum size of a result in bytes. A typical one has a few hundred kilobytes.
const MAX_RESULT: usize = 8 << 20;
/// The maximum number of concurrent comparisons.
const MAX_RUNNING: usize = 2;
/// The maximum number of running and waiting comparisons.
const MAX_QUEUED: usize = 30;
/// The maximum size of the pages of all cached results in bytes.
const MAX_CACHED_BYTES: usize = 32 << 20;
/// The maximum number of cached results.
const MAX_CACHED: usize = 200;

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
/// A result can be cached under this key, because a run's code never changes.
pub type ComparisonKey = (u64, Option<u64>);

/// The result of a comparison. Clones share the page.
#[derive(Clone, Debug, Deserialize)]
pub struct Comparison {
    /// The page in HTML.
    #[serde(deserialize_with = "shared_text")]
    pub page: Bytes,
    /// The left design in short.
    pub design: DesignSummary,
}

/// A design in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DesignSummary {
    /// The known design that is most alike; `None` if none is.
    pub closest: Option<KnownDesign>,
    /// The types with their fields, and the types that these own below them, as lines.
    pub tree: Vec<String>,
    /// The class diagram as an `svg` element; `None` if there is none.
    pub diagram: Option<String>,
    /// True if the tree is that of the stub.
    pub is_stub: bool,
    /// The files that were left out, with the reasons.
    pub problems: Vec<String>,
}

/// The reference or an alternative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownDesign {
    /// Its name.
    pub name: String,
    /// Its idea in a few words; can be empty.
    pub idea: String,
}

/// A result, or the reason for a failure.
pub type ComparisonResult = Result<Comparison, String>;

/// A design, or the reason why it is unknown.
pub type DesignResult = Result<DesignSummary, String>;

/// A runner of comparisons with a cache of their results.
#[derive(Debug)]
pub struct ComparisonWorker {
    root: PathBuf,
    bounds: Bounds,
    stop: StopFlag,
    program: OnceCell<PathBuf>,
    queued: Arc<Semaphore>,
    running: Arc<Semaphore>,
    cache: Mutex<VecDeque<(ComparisonKey, ComparisonResult)>>,
    /// Limits the comparisons for the overview, so that other requests don't have to wait for all of them.
    in_overview: Semaphore,
    /// The designs of the overview, by run; `None` for those in progress.
    designs: Mutex<BTreeMap<u64, Option<DesignResult>>>,
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
            in_overview: Semaphore::new(MAX_RUNNING),
            designs: Mutex::default(),
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

    /// Checks that the compare tool is ready, and builds it if necessary.
    ///
    /// # Errors
    ///
    /// If the build fails, or takes longer than a request can wait.
    pub async fn check_built(&self) -> Result<(), Refusal> {
        self.built_program().await.map(drop)
    }

    /// Compares two runs. `read` loads the code on a thread where blocking is allowed.
    ///
    /// # Errors
    ///
    /// If the comparison fails, or too many are queued.
    pub async fn comparison(
        self: &Arc<Self>,
        key: ComparisonKey,
        read: impl FnOnce() -> Result<ComparisonInput, Refusal> + Send + 'static,
    ) -> Result<Comparison, Refusal> {
        if let Some(result) = self.cached(key) {
            return result.map_err(unavailable);
        }
        let queued = Arc::clone(&self.queued).try_acquire_owned().map_err(|_| {
            Refusal::retry_after(5, Reason::TooFast, "too many comparisons are running: try again in a few seconds")
        })?;
        let program = self.built_program().await?.clone();
        let running = Arc::clone(&self.running).acquire_owned().await;
        let worker = Arc::clone(self);
        // The permits are held until the comparison ends, even if the client has disconnected.
        let made = tokio::task::spawn_blocking(move || {
            let _permits = (queued, running);
            if let Some(result) = worker.cached(key) {
                return result.map_err(unavailable);
            }
            let result = worker.compare(&program, &read()?);
            worker.add_to_cache(key, result.clone());
            result.map_err(unavailable)
        });
        made.await.unwrap_or_else(|_| Err(unavailable("the comparison failed".to_owned())))
    }

    /// Returns the known designs of these runs, and starts comparing the other runs with the reference.
    ///
    /// A design is `None` while its comparison is in progress. Designs of other runs are forgotten.
    pub fn designs(
        self: &Arc<Self>,
        runs: &BTreeSet<u64>,
        read: impl Fn(u64) -> Result<ComparisonInput, Refusal> + Clone + Send + 'static,
    ) -> BTreeMap<u64, Option<DesignResult>> {
        let mut designs = self.designs.lock().unwrap_or_else(PoisonError::into_inner);
        designs.retain(|run, _| runs.contains(run));
        for &run in runs {
            designs.entry(run).or_insert_with(|| {
                let (worker, read) = (Arc::clone(self), read.clone());
                tokio::spawn(async move { worker.add_design(run, move || read(run)).await });
                None
            });
        }
        designs.clone()
    }

    /// Compares a run with the reference for the overview.
    async fn add_design(
        self: Arc<Self>,
        run: u64,
        read: impl FnOnce() -> Result<ComparisonInput, Refusal> + Send + 'static,
    ) {
        let _permit = self.in_overview.acquire().await;
        let result = self.comparison((run, None), read).await;
        let mut designs = self.designs.lock().unwrap_or_else(PoisonError::into_inner);
        match result {
            // The next request for the overview tries again.
            Err(refusal) if refusal.reason == Reason::TooFast => drop(designs.remove(&run)),
            result => {
                if let Some(design) = designs.get_mut(&run) {
                    *design = Some(result.map(|of| of.design).map_err(|refusal| refusal.message));
                }
            }
        }
    }

    /// Builds the compare tool and runs these comparisons on the current thread.
    ///
    /// If a comparison fails, or the tool cannot be built, a note is printed.
    pub fn comparisons(&self, inputs: Vec<(u64, ComparisonInput)>) -> BTreeMap<u64, ComparisonResult> {
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
        let mut results = BTreeMap::new();
        for (run, input) in inputs {
            let result = self.compare(&program, &input);
            if let Err(why) = &result {
                eprintln!("note: the page has no comparison for {}: {why}", one_line(&input.left.name));
            }
            results.insert(run, result);
        }
        results
    }

    async fn built_program(&self) -> Result<&PathBuf, Refusal> {
        let program = tokio::time::timeout(BUILD_WAIT, self.program()).await.map_err(|_| {
            let why = "the compare tool is still being built on the board's machine: try again in a minute";
            Refusal::retry_after(60, Reason::Unavailable, why)
        })?;
        program.map_err(unavailable)
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

    fn compare(&self, program: &Path, input: &ComparisonInput) -> ComparisonResult {
        let mut file =
            tempfile::NamedTempFile::new().map_err(|error| format!("cannot write a temporary file: {error}"))?;
        serde_json::to_writer(&mut file, input).map_err(|error| format!("cannot write a temporary file: {error}"))?;
        let mut command = Command::new(program);
        // The compare tool uses the workspace of its current folder.
        command.current_dir(&self.root).env_remove("CARGO_MANIFEST_DIR");
        command.args(["review", &input.kata]).arg(file.path());
        let (mut output, mut errors) = (Vec::new(), Vec::new());
        let end = process::supervise(command, Pipes::Separate, self.bounds, &self.stop, &mut |stream, bytes| {
            let text = if stream == Stream::Out { &mut output } else { &mut errors };
            text.extend_from_slice(bytes);
            if text.len() > MAX_RESULT { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        match end.map_err(|error| format!("cannot start the compare tool: {error}"))? {
            End::Exited(status) if status.success() => serde_json::from_slice(&output)
                .map_err(|error| format!("the compare tool printed an invalid result: {error}")),
            End::Exited(_) => Err("the compare tool failed on this code. You can still read the code.".to_owned()),
            End::TimedOut | End::Silent => {
                let limit = self.bounds.time.unwrap_or_default();
                Err(format!(
                    "comparing this code took longer than {limit:?} and was stopped. You can still read the code."
                ))
            }
            End::TooMuchOutput => {
                Err(format!("the comparison is larger than {} MB. You can still read the code.", MAX_RESULT >> 20))
            }
            End::Stopped => Err("the board is shutting down".to_owned()),
        }
    }

    fn cached(&self, key: ComparisonKey) -> Option<ComparisonResult> {
        let cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.iter().find(|(of, _)| *of == key).map(|(_, result)| result.clone())
    }

    fn add_to_cache(&self, key: ComparisonKey, result: ComparisonResult) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.push_back((key, result));
        let bytes = |(_, result): &(ComparisonKey, ComparisonResult)| result.as_ref().map_or(0, |of| of.page.len());
        while cache.len() > MAX_CACHED || cache.iter().map(bytes).sum::<usize>() > MAX_CACHED_BYTES {
            cache.pop_front();
        }
    }
}

fn shared_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
    String::deserialize(deserializer).map(Bytes::from)
}

fn unavailable(why: String) -> Refusal {
    Refusal::new(Reason::Unavailable, why)
}
