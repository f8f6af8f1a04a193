//! `cargo xtask dojo host`: runs the board until Ctrl-C.

use std::io::{self, BufRead, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use dojo_protocol::messages::Phase;
use dojo_protocol::time::{ClockWatch, now};
use xtask::terminal_output::{print, print_line};

use super::list_dojos::local_time;
use super::welcome_text::{duration, welcome_text};
use crate::board_folder::BoardFolder;
use crate::board_state::BoardState;
use crate::comparison_worker::ComparisonWorker;
use crate::connection_acceptor::ConnectionAcceptor;
use crate::database::DatabaseError;
use crate::database::sessions::SessionRecord;
use crate::database_copier::DatabaseCopier;
use crate::database_writer::DatabaseWriter;
use crate::error::{BoardError, Result};
use crate::http::app::App;
use crate::http::routes::router;
use crate::kata_choices::KataChoice;
use crate::operations::record_time::record_time;
use crate::operations::start_session::{SessionSettings, start_or_resume};
use crate::public_address::PublicAddress;
use crate::publisher::{Publisher, PublisherSettings};
use crate::{certificate, listen_address, server};

/// The interval at which the board stores its time, so that the clock can continue from there after a crash.
const RECORD_INTERVAL: Duration = Duration::from_secs(10);

/// The facilitator's options.
#[derive(Clone, Debug)]
pub struct HostOptions {
    /// The settings of a new session.
    pub settings: SessionSettings,
    /// True to start a new session even if the last one is still open.
    pub always_new: bool,
    /// The address to listen on.
    pub bind: Option<String>,
    /// A certificate and its key.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// The root of the workspace with the compare tool.
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

    // The database is opened after all checks of the options, so a failed start creates no session.
    if let Some(damage) = folder.damage() {
        offer_repair(folder, damage)?;
    }
    let mut database = folder.create_database()?;
    let reader = folder.create_database()?;
    let copier = DatabaseCopier::start(folder.clone(), folder.create_database()?);
    let always_new = options.always_new || confirm_new_session(database.last_session()?.as_ref())?;
    let started = database.transaction(|database| start_or_resume(database, &options.settings, always_new, now()))?;
    let state = BoardState::load(&database, started.session.clone())?;
    // With a loopback URL, the facilitator's token does not leave this machine.
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
    runtime.spawn(keep_time(writer.clone(), Arc::clone(&publisher)));
    let acceptor = ConnectionAcceptor::new(&address.url, open_files);
    let comparisons = ComparisonWorker::new(&options.root);
    // A workspace without katas has nothing to compare.
    if !options.katas.is_empty() {
        let comparisons = Arc::clone(&comparisons);
        runtime.spawn(async move { comparisons.build_program().await });
    }
    let app = App::new(writer, Arc::clone(&publisher), reader, options.katas, Arc::clone(&comparisons), address);
    runtime.spawn(async move { publisher.run().await });
    runtime.block_on(server::serve(router(app), listener, acceptor, tls)).map_err(BoardError::Serve)?;
    comparisons.stop();
    // This drops the last handle to the writer, which then stores the queued requests and ends.
    drop(runtime);
    writer_thread.join().map_err(|_| BoardError::WriterEnded)?;
    drop(copier);
    print_line("The board has stopped. `cargo xtask dojo host` resumes this dojo, unless you have ended it.")?;
    Ok(())
}

/// Asks the facilitator whether to repair the damaged database, and repairs it.
fn offer_repair(folder: &BoardFolder, damage: DatabaseError) -> Result<()> {
    let file = folder.database_file();
    print_line(format!(
        "{} is damaged.\nThe board can move it aside and recover all readable data, using the last copy.",
        file.display()
    ))?;
    print("Nothing will be deleted. Type yes to continue: ")?;
    let mut typed = String::new();
    io::stdin().read_line(&mut typed)?;
    if typed.trim() != "yes" {
        return Err(damage.into());
    }
    let repair = folder.repair_database()?;
    print_line(format!("\nThe damaged file was moved to {}.", repair.damaged_file.display()))?;
    let copy = if repair.used_copy { "the last copy and " } else { "" };
    print_line(format!(
        "The board continues with {copy}{} recovered rows. `cargo xtask dojo list` shows the dojos.\n",
        repair.recovered_rows
    ))?;
    Ok(())
}

/// Stores the board's time at intervals, and reports changes of this machine's clock.
async fn keep_time(writer: DatabaseWriter, publisher: Arc<Publisher>) {
    let mut watch = ClockWatch::new();
    let session = publisher.state().session().id;
    loop {
        tokio::time::sleep(RECORD_INTERVAL).await;
        if let Some(jump) = watch.jump() {
            let (length, direction) = (duration(jump), if jump < 0 { "back" } else { "forward" });
            eprintln!("note: this machine's clock was set {direction} by {length}. The dojo's clock is not affected.");
        }
        let now = publisher.now();
        // The writer reports failures.
        let _ = writer.write(move |database| record_time(database, session, now)).await;
    }
}

/// Asks whether to start a new session if the last one looks abandoned. Does not ask without a terminal.
fn confirm_new_session(last: Option<&SessionRecord>) -> io::Result<bool> {
    let Some(last) = last.filter(|last| last.phase != Phase::Ended && last.looks_abandoned(now())) else {
        return Ok(false);
    };
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Ok(false);
    }
    ask_for_new_session(last, &mut io::stdin().lock(), &mut io::stdout())
}

fn ask_for_new_session(
    last: &SessionRecord,
    input: &mut impl BufRead,
    output: &mut impl io::Write,
) -> io::Result<bool> {
    let (id, begun) = (last.id, local_time(last.created_at));
    loop {
        write!(output, "Dojo {id} of {begun} was not ended. Continue it (c), or end it and start a new one (n)? ")?;
        output.flush()?;
        let mut typed = String::new();
        let read = input.read_line(&mut typed)?;
        match typed.trim() {
            "n" => return Ok(true),
            "c" => return Ok(false),
            _ if read == 0 => return Ok(false),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abandoned_session_ends_only_after_n() {
        let ask = |typed: &str| {
            let mut output = Vec::new();
            let new = ask_for_new_session(
                &SessionRecord { id: 3, ..SessionRecord::default() },
                &mut typed.as_bytes(),
                &mut output,
            );
            (new.expect("an answer"), String::from_utf8(output).expect("text").matches("Dojo 3 of").count())
        };
        assert_eq!(ask("c\n"), (false, 1));
        assert_eq!(ask("what\nn\n"), (true, 2));
        assert_eq!(ask(""), (false, 1));
    }
}
