//! `cargo xtask dojo host`: runs the board until Ctrl-C.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use dojo_protocol::time::now;

use super::welcome_text::welcome_text;
use crate::board_folder::BoardFolder;
use crate::board_state::BoardState;
use crate::comparison_worker::ComparisonWorker;
use crate::connection_limiter::ConnectionLimiter;
use crate::database_writer::DatabaseWriter;
use crate::error::{BoardError, Result};
use crate::http::app::App;
use crate::http::routes::router;
use crate::kata_choices::KataChoice;
use crate::operations::start_session::{SessionSettings, start_or_resume};
use crate::public_address::PublicAddress;
use crate::publisher::{Publisher, PublisherSettings};
use crate::{certificate, listen_address, server};

/// The facilitator's options.
#[derive(Clone, Debug)]
pub struct HostOptions {
    /// The settings of a new session.
    pub settings: SessionSettings,
    /// Whether to start a new session even if one is open.
    pub always_new: bool,
    /// The address to listen on.
    pub bind: Option<String>,
    /// A certificate and its key.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// The workspace, whose program compares code.
    pub root: PathBuf,
    /// The katas to choose from.
    pub katas: Vec<KataChoice>,
}

/// Runs the board of this folder until Ctrl-C.
///
/// # Errors
///
/// If the board cannot start.
pub fn run(folder: &BoardFolder, options: HostOptions) -> Result<()> {
    let _lock = folder.lock()?;
    let open_files = server::raise_open_files();
    let runtime = tokio::runtime::Runtime::new().map_err(BoardError::Serve)?;
    let listener = listen_address::listen(options.bind.as_deref())?;
    let listening = listener.local_addr().map_err(BoardError::Serve)?;
    let address = PublicAddress::new(listening, options.bind.as_deref(), options.certificate.is_some());
    let tls = match &options.certificate {
        Some((file, key)) => Some(runtime.block_on(certificate::load(file, key, address.host()))?),
        None => None,
    };

    // Opened after everything that can be wrong with the options, so that a failed start leaves no session.
    let mut database = folder.create_database()?;
    let reader = folder.create_database()?;
    let started =
        database.transaction(|database| start_or_resume(database, &options.settings, options.always_new, now()))?;
    let state = BoardState::load(&database, started.session.clone())?;
    // The facilitator's token stays on this machine if it can.
    let local_url = match listening.ip() {
        ip if ip.is_unspecified() && tls.is_none() => format!("http://127.0.0.1:{}", listening.port()),
        _ => address.url.clone(),
    };
    let mut out = io::stdout().lock();
    let text = welcome_text(&started, &address, &local_url, out.is_terminal());
    out.write_all(text.as_bytes()).and_then(|()| out.flush())?;
    drop(out);

    let publisher = Publisher::new(state, PublisherSettings::default());
    let (writer, writer_thread) = DatabaseWriter::start(database, Arc::clone(&publisher));
    let limiter = ConnectionLimiter::new(&address.url, open_files);
    let comparisons = ComparisonWorker::new(&options.root);
    let app = App::new(writer, Arc::clone(&publisher), reader, options.katas, Arc::clone(&comparisons), address);
    let building = Arc::clone(&comparisons);
    runtime.spawn(async move { building.build_program().await });
    runtime.spawn(async move { publisher.run().await });
    runtime.block_on(server::serve(router(app), listener, limiter, tls)).map_err(BoardError::Serve)?;
    comparisons.stop();
    // Drops the last handle to the writer, which then stores what has arrived and ends.
    drop(runtime);
    writer_thread.join().map_err(|_| BoardError::WriterEnded)?;
    println!("The board is down. `cargo xtask dojo host` goes on with this dojo, unless it was ended.");
    Ok(())
}
