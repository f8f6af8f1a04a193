//! The state that all request handlers share.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{ConnectInfo, State};
use axum::{Extension, Json};
use dojo_protocol::messages::{Reason, Refusal, SessionState};

use super::rejection::Rejection;
use super::request_limits::RequestLimits;
use crate::comparison_worker::ComparisonWorker;
use crate::connections::Connection;
use crate::database::machines::TokenOwner;
use crate::database::{Database, DatabaseError};
use crate::database_writer::DatabaseWriter;
use crate::kata_choices::KataChoice;
use crate::public_address::PublicAddress;
use crate::publisher::Publisher;

/// The state of one dojo's HTTP interface.
pub struct App {
    pub(super) writer: DatabaseWriter,
    pub(super) publisher: Arc<Publisher>,
    pub(super) session: u64,
    reader: Mutex<Database>,
    pub(super) katas: Vec<KataChoice>,
    pub(super) comparisons: Arc<ComparisonWorker>,
    pub(super) address: PublicAddress,
    pub(super) limits: RequestLimits,
}

impl App {
    /// Creates the state. `reader` is a database connection for the review.
    pub fn new(
        writer: DatabaseWriter,
        publisher: Arc<Publisher>,
        reader: Database,
        katas: Vec<KataChoice>,
        comparisons: Arc<ComparisonWorker>,
        address: PublicAddress,
    ) -> Arc<Self> {
        let session = publisher.state().session().id;
        let (reader, limits) = (Mutex::new(reader), RequestLimits::default());
        Arc::new(Self { writer, publisher, session, reader, katas, comparisons, address, limits })
    }

    /// Returns the session's state for a token's owner, or for a viewer without a token.
    pub(super) fn session_state(&self, viewer: Option<TokenOwner>) -> SessionState {
        self.publisher.state().session_state(viewer, self.publisher.now())
    }

    /// Reads from the database, which can block the thread.
    pub(super) fn read<T>(&self, read: impl FnOnce(&Database) -> Result<T, DatabaseError>) -> Result<T, Refusal> {
        let reader: MutexGuard<'_, Database> = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        read(&reader)
            .map_err(|error| Refusal::new(Reason::Unavailable, format!("cannot read from the database: {error}")))
    }

    /// Checks that everyone can see all code, and otherwise rejects the request with `why_not`.
    pub(super) fn check_code_open(&self, why_not: &str) -> Result<(), Refusal> {
        let is_open = self.publisher.state().session().is_code_open();
        if is_open { Ok(()) } else { Err(Refusal::new(Reason::NotAllowed, why_not)) }
    }
}

/// The state as an argument of a handler.
pub(super) type SharedApp = State<Arc<App>>;
/// The client's address as an argument of a handler.
pub(super) type Peer = ConnectInfo<SocketAddr>;
/// The connection of a request as an argument of a handler; `None` in tests without a network.
pub(super) type Client = Option<Extension<Arc<Connection>>>;
/// The response of a handler.
pub(super) type JsonResult<T> = Result<Json<T>, Rejection>;
