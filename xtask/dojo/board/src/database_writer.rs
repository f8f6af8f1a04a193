//! The single thread that writes to the database.
//!
//! Requests that are queued at the same time share a transaction, so that many teams wait for the disk about as long as
//! a single one would. Only after the commit does the writer answer the requests and publish their changes.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use dojo_protocol::messages::{Reason, Refusal};
use tokio::sync::oneshot;

use crate::database::{self, Database};
use crate::operations::outcome::{OperationError, Outcome, StateChange};
use crate::publisher::Publisher;

/// The maximum number of requests in a transaction.
const MAX_BATCH: usize = 256;

/// A handle to the writer thread, which all clones share.
#[derive(Clone)]
pub struct DatabaseWriter {
    jobs: Sender<Box<dyn Job>>,
}

impl DatabaseWriter {
    /// Starts the thread, which ends once the last handle is dropped and the queue is empty.
    pub fn start(mut database: Database, publisher: Arc<Publisher>) -> (Self, JoinHandle<()>) {
        let (jobs, queue) = channel();
        let thread = std::thread::spawn(move || write_batches(&mut database, &queue, &publisher));
        (Self { jobs }, thread)
    }

    /// Runs an operation in a transaction, and returns when its writes are on the disk.
    ///
    /// Note that the operation can run twice: if a shared transaction fails, each of its operations runs again alone.
    ///
    /// # Errors
    ///
    /// If the operation rejects the request; [`Reason::Unavailable`] if the database fails.
    pub async fn write<T: Send + 'static>(
        &self,
        operation: impl Fn(&Database) -> Outcome<T> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.queue(operation, None).await
    }

    /// Like [`write`](Self::write), for an operation that stores runs of `team`. If it fails, all pages name the team.
    ///
    /// # Errors
    ///
    /// As for [`write`](Self::write).
    pub async fn write_runs<T: Send + 'static>(
        &self,
        team: u64,
        operation: impl Fn(&Database) -> Outcome<T> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.queue(operation, Some(team)).await
    }

    async fn queue<T: Send + 'static>(
        &self,
        operation: impl Fn(&Database) -> Outcome<T> + Send + 'static,
        team: Option<u64>,
    ) -> Result<T, Refusal> {
        let (reply, answer) = oneshot::channel();
        let job = QueuedWrite { operation, team, result: None, reply };
        if self.jobs.send(Box::new(job)).is_err() {
            return Err(unavailable(STOPPED));
        }
        answer.await.unwrap_or_else(|_| Err(unavailable(STOPPED)))
    }
}

/// The reason for rejecting requests after the writer thread has stopped.
const STOPPED: &str = "the board has stopped";

fn unavailable(why: &str) -> Refusal {
    let message = format!("{why}. Unsent runs are kept on this machine and sent later");
    Refusal::retry_after(5, Reason::Unavailable, message)
}

/// A queued operation with any type of result.
trait Job: Send {
    /// Runs the operation and returns its changes.
    fn run(&mut self, database: &Database) -> database::Result<Vec<StateChange>>;
    /// Returns the team whose runs the operation stores, if any.
    fn team(&self) -> Option<u64>;
    /// Sends the result to the request. `failed` is the reason why the transaction failed, if it did.
    fn answer(self: Box<Self>, failed: Option<&str>);
}

struct QueuedWrite<T, O> {
    operation: O,
    team: Option<u64>,
    result: Option<Result<T, Refusal>>,
    reply: oneshot::Sender<Result<T, Refusal>>,
}

impl<T: Send, O: Fn(&Database) -> Outcome<T> + Send> Job for QueuedWrite<T, O> {
    fn run(&mut self, database: &Database) -> database::Result<Vec<StateChange>> {
        let (result, changes) = match (self.operation)(database) {
            Ok((value, changes)) => (Ok(value), changes),
            Err(OperationError::Refused(refusal)) => (Err(refusal), Vec::new()),
            Err(OperationError::Database(error)) => return Err(error),
        };
        self.result = Some(result);
        Ok(changes)
    }

    fn team(&self) -> Option<u64> {
        self.team
    }

    fn answer(self: Box<Self>, failed: Option<&str>) {
        let result = match failed {
            Some(why) => Err(unavailable(why)),
            None => self.result.unwrap_or_else(|| Err(unavailable(STOPPED))),
        };
        // The client may have disconnected.
        let _ = self.reply.send(result);
    }
}

fn write_batches(database: &mut Database, queue: &Receiver<Box<dyn Job>>, publisher: &Publisher) {
    while let Ok(first) = queue.recv() {
        let mut jobs = vec![first];
        jobs.extend(queue.try_iter().take(MAX_BATCH - 1));
        write_batch(database, jobs, publisher);
    }
}

fn write_batch(database: &mut Database, mut jobs: Vec<Box<dyn Job>>, publisher: &Publisher) {
    let written = database.transaction(|database| {
        let changes: database::Result<Vec<Vec<StateChange>>> = jobs.iter_mut().map(|job| job.run(database)).collect();
        Ok(changes?.concat())
    });
    match written {
        Ok(changes) => {
            let teams: Vec<u64> = jobs.iter().filter_map(|job| job.team()).collect();
            publisher.record_write(|state| state.write_succeeded(&teams));
            publisher.apply(changes);
            jobs.into_iter().for_each(|job| job.answer(None));
        }
        // A single request may have caused the failure. If each one runs alone, the others can still succeed.
        Err(_) if jobs.len() > 1 => jobs.into_iter().for_each(|job| write_batch(database, vec![job], publisher)),
        Err(error) => {
            eprintln!("error: the board cannot store a request: {error}");
            let advice = "Free disk space on the board's machine. Runs stay on the teams' machines until then.";
            let trouble = format!("The board cannot store anything: {error}. {advice}");
            let why = if error.is_full() { "the board's disk is full" } else { "the board cannot store anything" };
            for job in jobs {
                publisher.record_write(|state| state.write_failed(trouble.clone(), job.team()));
                job.answer(Some(why));
            }
        }
    }
}
