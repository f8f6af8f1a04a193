//! `cargo xtask dojo host`: the board from its start to its end.

use std::fs::{self, File, TryLockError};
use std::io::{self, IsTerminal as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use dojo_protocol::messages::{Moment, PORT, Phase};
use hyper_util::rt::TokioTimer;
use qrcode::QrCode;
use qrcode::render::unicode;

use rustls::CertificateError;
use rustls::client::verify_server_name;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::server::ParsedCertificate;

use crate::compare::Comparer;
use crate::door::Door;
use crate::http::{App, Hosts, KataChoice};
use crate::keeper::{Keeper, Pace, now};
use crate::picture::Picture;
use crate::records::{Session, Store as _, StoreError};
use crate::secrets;
use crate::session::{self, MINUTE, Plan};
use crate::sqlite::Sqlite;

/// A dojo that was left open is gone on with for so long; one that is older is over.
const LEFT_OPEN: u64 = 12 * 60 * MINUTE;
/// How long the head of a request may take to arrive, and how long a connection may be quiet before the next.
const HEAD: Duration = Duration::from_secs(30);
/// How long open streams are waited for at the end.
const PARTING: Duration = Duration::from_secs(1);

/// What the facilitator asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// How a new dojo begins.
    pub plan: Plan,
    /// Whether to begin a new one in any case.
    pub new: bool,
    /// Where to listen.
    pub bind: Option<String>,
    /// A certificate and its key.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// The workspace, whose program compares code.
    pub root: PathBuf,
    /// Katas to choose from.
    pub katas: Vec<KataChoice>,
}

/// The file that dojos are stored in, in this folder.
pub fn store_file(folder: &Path) -> PathBuf {
    folder.join("board.db")
}

/// Holds the folder for one board at a time, until it is dropped.
///
/// # Errors
///
/// A line for the user, if there is another one or the folder cannot be written to.
pub fn hold(folder: &Path) -> Result<File, String> {
    fs::create_dir_all(folder).map_err(|error| format!("cannot make the folder {}: {error}", folder.display()))?;
    let path = folder.join("board.lock");
    let file = File::create(&path).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err("a board of this workspace is running: end it first, with Ctrl-C".to_owned())
        }
        Err(TryLockError::Error(error)) => Err(format!("cannot lock {}: {error}", path.display())),
    }
}

/// The dojo to go on with, or a new one, and whether it is new; with a token for the facilitator.
///
/// # Errors
///
/// If it cannot be stored.
pub fn open(store: &mut Sqlite, options: &Options, now: Moment) -> Result<(Session, bool, String), StoreError> {
    let mut opened = None;
    store.transact(&mut |records| {
        let left = records.sessions()?.pop().filter(|session| session.phase != Phase::Ended);
        let (session, new) = match left {
            Some(session) if !options.new && now.saturating_sub(session.created_at) < LEFT_OPEN => (session, false),
            left => {
                if let Some(mut old) = left {
                    session::stand_still(&mut old, Phase::Ended, now);
                    old.revision += 1;
                    records.set_session(&old)?;
                }
                (session::begin(records, &options.plan, now)?, true)
            }
        };
        let token = session::let_facilitator_in(records, session.id)?;
        opened = Some((session, new, token));
        Ok(())
    })?;
    Ok(opened.expect("a transaction without an error has opened one"))
}

/// Starts the board in this folder, and serves until Ctrl-C.
///
/// # Errors
///
/// A line for the user.
pub fn run(folder: &Path, options: &Options) -> Result<(), String> {
    let _held = hold(folder)?;
    let files = open_files();
    let runtime = tokio::runtime::Runtime::new().map_err(|error| format!("cannot start: {error}"))?;
    let listener = listen(options.bind.as_deref())?;
    let at = listener.local_addr().map_err(|error| error.to_string())?;
    let hosts = hosts(at, options);
    let certificate = options.certificate.as_ref().map(|(file, key)| {
        check_name(file, hosts.name())?;
        runtime.block_on(read(file, key))
    });
    let certificate = certificate.transpose()?;

    // From here on, what was asked for can be had.
    let text = |error: StoreError| error.to_string();
    let file = store_file(folder);
    let mut store = Sqlite::open(&file).map_err(text)?;
    let reader = Sqlite::open(&file).map_err(text)?;
    let (session, new, token) = open(&mut store, options, now()).map_err(text)?;
    let picture = Picture::of(&store, session.clone()).map_err(text)?;
    print_welcome(&session, new, at, &hosts, options, &token).map_err(|error| error.to_string())?;
    let (keeper, thread) = Keeper::start(store, picture, Pace::default());
    let door = Door::of(&hosts.address, files);
    let comparer = Comparer::new(&options.root);
    let app = App::new(keeper, reader, options.katas.clone(), Arc::clone(&comparer), hosts, certificate.is_some());
    runtime.spawn({
        let comparer = Arc::clone(&comparer);
        async move { comparer.prepare().await }
    });
    runtime.block_on(serve(&app, listener, door, certificate))?;
    comparer.end();
    drop(runtime);
    drop(app);
    // What was sent until now is stored.
    thread.join().map_err(|_| "the board's store ended early".to_owned())?;
    println!("The board is down. `cargo xtask dojo host` goes on with this dojo, unless it was ended.");
    Ok(())
}

/// How many files this process may have open: each team and each page keeps a connection, which is one.
fn open_files() -> usize {
    const WANTED: u64 = 16_384;
    #[cfg(unix)]
    // Where the limit cannot be raised, it is as high as it may be.
    let files = rlimit::increase_nofile_limit(WANTED).unwrap_or(256);
    #[cfg(not(unix))]
    let files = WANTED;
    usize::try_from(files).unwrap_or(usize::MAX)
}

/// Reads a certificate and its key.
async fn read(certificate: &Path, key: &Path) -> Result<RustlsConfig, String> {
    // If there is one already, it does as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = RustlsConfig::from_pem_file(certificate, key).await.map_err(|error| {
        let (certificate, key) = (certificate.display(), key.display());
        format!("{certificate} and {key} are no certificate and its key in PEM: {error}")
    })?;
    let mut spoken = (*config.get_inner()).clone();
    spoken.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(RustlsConfig::from_config(Arc::new(spoken)))
}

/// Whether a certificate is for this name: otherwise no team's machine would have it.
fn check_name(file: &Path, name: &str) -> Result<(), String> {
    // What is no certificate at all is told when it is read with its key.
    let Some(Ok(found)) = CertificateDer::pem_file_iter(file).ok().and_then(|mut all| all.next()) else {
        return Ok(());
    };
    let certificate = ParsedCertificate::try_from(&found);
    let name_in_it =
        ServerName::try_from(name).map_err(|error| format!("`{name}` is no name for a machine: {error}"))?;
    certificate.and_then(|certificate| verify_server_name(&certificate, &name_in_it)).map_err(|error| {
        let why = match error {
            rustls::Error::InvalidCertificate(CertificateError::NotValidForNameContext { presented, .. }) => {
                // Each is told with its kind around it: `DnsName("board.example.org")`.
                let names = presented.iter().map(|name| name.split('"').nth(1).unwrap_or(name));
                format!("it is for {}", names.collect::<Vec<_>>().join(", "))
            }
            other => other.to_string(),
        };
        format!(
            "the certificate in {} is not for {name}, the board's name ({why}): `--bind NAME` takes its name",
            file.display()
        )
    })
}

/// Serves until Ctrl-C.
async fn serve(
    app: &Arc<App>,
    listener: TcpListener,
    door: Door,
    certificate: Option<RustlsConfig>,
) -> Result<(), String> {
    let text = |error: io::Error| format!("the board cannot be served: {error}");
    let handle = Handle::new();
    let at_end = handle.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            at_end.graceful_shutdown(Some(PARTING));
        }
    });
    let teller = tokio::spawn({
        let app = Arc::clone(app);
        async move { app.tell().await }
    });
    listener.set_nonblocking(true).map_err(text)?;
    let service = app.router().into_make_service_with_connect_info::<SocketAddr>();
    let server = axum_server::from_tcp(listener).map_err(text)?.handle(handle);
    // HTTP/1 alone: a connection has one stream then, and counting connections is enough. Nor is there a moment before it is
    // known which HTTP it is, in which nothing limits the time.
    let served = match certificate {
        None => {
            let mut server = server.acceptor(door).http1_only();
            server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
            server.serve(service).await
        }
        Some(certificate) => {
            let mut server = server.acceptor(RustlsAcceptor::new(certificate).acceptor(door)).http1_only();
            server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
            server.serve(service).await
        }
    };
    teller.abort();
    served.map_err(text)
}

/// Listens where the facilitator asked, or for this machine alone.
fn listen(bind: Option<&str>) -> Result<TcpListener, String> {
    let asked = bind.unwrap_or("127.0.0.1");
    let no_address = |why: &str| format!("`--bind {asked}` is no address of this machine ({why}): try 0.0.0.0");
    let at: Vec<SocketAddr> = match asked.parse::<SocketAddr>() {
        Ok(at) => vec![at],
        Err(_) => {
            let with_port = match asked.parse::<IpAddr>() {
                Ok(ip) => SocketAddr::new(ip, PORT).to_string(),
                Err(_) if asked.contains(':') => asked.to_owned(),
                Err(_) => format!("{asked}:{PORT}"),
            };
            let found: Vec<SocketAddr> =
                with_port.to_socket_addrs().map_err(|error| no_address(&error.to_string()))?.collect();
            // Many systems have their own name lead to themselves alone. Whoever gives it means others.
            let leads_home = found.iter().all(|at| at.ip().is_loopback()) && !with_port.starts_with("localhost:");
            match found.first().filter(|_| leads_home && asked.parse::<IpAddr>().is_err()) {
                Some(at) => vec![SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), at.port())],
                None => found,
            }
        }
    };
    TcpListener::bind(&at[..]).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            let port = at.first().map_or(PORT, SocketAddr::port);
            format!("port {port} is in use: end what uses it, or choose another with `--bind ADDRESS:PORT`")
        }
        io::ErrorKind::AddrNotAvailable => no_address("it has none of this number"),
        _ => format!("cannot listen on {asked}: {error}"),
    })
}

fn hosts(at: SocketAddr, options: &Options) -> Hosts {
    let encrypted = options.certificate.is_some();
    let ip = if at.ip().is_unspecified() { own_address() } else { at.ip() };
    let scheme = if encrypted { "https" } else { "http" };
    let own = gethostname::gethostname().to_string_lossy().to_ascii_lowercase();
    // A name that was asked for is the one in the certificate, and the one to show.
    let asked =
        options.bind.as_deref().filter(|bind| bind.parse::<SocketAddr>().is_err() && bind.parse::<IpAddr>().is_err());
    let asked = asked.and_then(|bind| bind.split(':').next()).map(str::to_ascii_lowercase);
    let address = match &asked {
        Some(name) => format!("{scheme}://{name}:{}", at.port()),
        None => format!("{scheme}://{}", SocketAddr::new(ip, at.port())),
    };
    let mut names = vec!["localhost".to_owned(), format!("{own}.local"), own];
    names.extend(asked);
    names.retain(|name| !name.is_empty() && !encrypted);
    Hosts { address, local: ip.is_loopback(), names }
}

/// The address by which others in the room reach this machine, as far as one can tell.
fn own_address() -> IpAddr {
    let all = if_addrs::get_if_addrs().unwrap_or_default();
    let mut others = all.iter().filter(|one| !one.is_loopback()).map(if_addrs::Interface::ip);
    let private = |ip: &IpAddr| matches!(ip, IpAddr::V4(ip) if ip.is_private());
    others.clone().find(private).or_else(|| others.find(IpAddr::is_ipv4)).unwrap_or(Ipv4Addr::LOCALHOST.into())
}

fn print_welcome(
    session: &Session,
    new: bool,
    at: SocketAddr,
    hosts: &Hosts,
    options: &Options,
    token: &str,
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let Hosts { address, local, .. } = hosts;
    if !new {
        writeln!(out, "This goes on with dojo {}, which was left open; `--new` begins another.\n", session.id)?;
    }
    if !local
        && out.is_terminal()
        && let Ok(code) = QrCode::new(address.as_bytes())
    {
        // In colors of its own: cameras want dark on light, whatever the terminal's colors are.
        for line in code.render::<unicode::Dense1x2>().build().lines() {
            writeln!(out, "\x1b[38;5;16;48;5;231m{line}\x1b[0m")?;
        }
        writeln!(out)?;
    }
    writeln!(out, "The board, for a projector and for everyone:\n    {address}\n")?;
    let code = secrets::shown(&session.code);
    writeln!(out, "Each team joins, in its clone of this repository, with")?;
    writeln!(out, "    cargo xtask dojo join {address} --code {code} --team NAME\n")?;
    // The token stays on this machine if it can.
    let own = match at.ip() {
        ip if ip.is_unspecified() && options.certificate.is_none() => format!("http://127.0.0.1:{}", at.port()),
        _ => address.clone(),
    };
    writeln!(out, "Your own link, which is for nobody else: whoever has it runs the dojo")?;
    writeln!(out, "    {own}/#facilitator={token}\n")?;
    match (local, options.certificate.is_some()) {
        (true, _) => writeln!(out, "Only this machine reaches the board. `--bind 0.0.0.0` lets in your network.")?,
        (false, true) => writeln!(out, "Everyone on your network reaches the board. What is sent is encrypted.")?,
        (false, false) => {
            writeln!(
                out,
                "Everyone on your network reaches the board, and what is sent is NOT encrypted: whoever can"
            )?;
            writeln!(
                out,
                "listen on the network can read the teams' code and names. `--cert` and `--key` encrypt it."
            )?;
        }
    }
    writeln!(out, "Ctrl-C ends the board; started again, it goes on where it was.")?;
    out.flush()
}
