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
        let (reply, answer) = oneshot::channel();
        let job = QueuedWrite { operation, result: None, reply };
        if self.jobs.send(Box::new(job)).is_err() {
            return Err(unavailable());
        }
        answer.await.unwrap_or_else(|_| Err(unavailable()))
    }
}

fn unavailable() -> Refusal {
    let message = "the board cannot store anything at the moment. Unsent runs are kept: try again later";
    Refusal::retry_after(5, Reason::Unavailable, message)
}

/// A queued operation with any type of result.
trait Job: Send {
    /// Runs the operation and returns its changes.
    fn run(&mut self, database: &Database) -> database::Result<Vec<StateChange>>;
    /// Sends the result to the request.
    fn answer(self: Box<Self>, is_committed: bool);
}

struct QueuedWrite<T, O> {
    operation: O,
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

    fn answer(self: Box<Self>, is_committed: bool) {
        let result = self.result.filter(|_| is_committed).unwrap_or_else(|| Err(unavailable()));
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
            publisher.set_trouble(None);
            publisher.apply(changes);
            jobs.into_iter().for_each(|job| job.answer(true));
        }
        // A single request may have caused the failure. If each one runs alone, the others can still succeed.
        Err(_) if jobs.len() > 1 => jobs.into_iter().for_each(|job| write_batch(database, vec![job], publisher)),
        Err(error) => {
            eprintln!("error: the board cannot store a request: {error}");
            let advice = "Free disk space on the board's machine. Runs stay on the teams' machines until then.";
            publisher.set_trouble(Some(format!("The board cannot store anything: {error}. {advice}")));
            jobs.into_iter().for_each(|job| job.answer(false));
        }
    }
}
