//! A board with TLS, and teams that do or do not trust its certificate.
//!
//! These tests run only on Linux, where an environment variable sets the trusted issuers. On other systems, they would
//! have to change the system's certificate store.
#![cfg(target_os = "linux")]

mod support;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Output;

use board::board_folder::BoardFolder;
use board::commands::host_dojo::{self, HostOptions};
use board::operations::start_session::SessionSettings;
use dojo_protocol::followed_session::DriverChange;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use support::{Machine, until};
use tempfile::TempDir;

/// A certificate issuer.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    folder: TempDir,
}

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let own = params.self_signed(&key).expect("a certificate");
        let folder = TempDir::new().expect("a folder");
        std::fs::write(folder.path().join("ca.pem"), own.pem()).expect("a file");
        Self { issuer: Issuer::new(params, key), folder }
    }

    /// Returns the file of the issuer's certificate, for machines that trust it.
    fn certificate_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Issues a certificate for `name` that expires in `year`. Returns the certificate and key files.
    fn issue(&self, name: &str, year: i32) -> (PathBuf, PathBuf) {
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        params.not_before = date_time_ymd(2015, 1, 1);
        params.not_after = date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        let files = (self.folder.path().join("cert.pem"), self.folder.path().join("key.pem"));
        std::fs::write(&files.0, certificate.pem()).expect("a file");
        std::fs::write(&files.1, key.serialize_pem()).expect("a file");
        files
    }
}

/// A board in this process, which runs until the process ends.
struct Hosted {
    folder: PathBuf,
    port: u16,
    code: String,
}

impl Hosted {
    fn start(certificate: Option<(PathBuf, PathBuf)>) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let folder = TempDir::new().expect("a folder").keep();
        let options = options(format!("localhost:{port}"), certificate);
        let board_folder = BoardFolder::at(&folder);
        let code = || Some(board_folder.open_database().ok()?.sessions().ok()?.pop()?.code);
        std::thread::spawn({
            let board_folder = board_folder.clone();
            move || host_dojo::run(&board_folder, options).expect("a running board")
        });
        // The board listens before its session exists.
        until("the session exists", || code().is_some());
        Self { code: code().expect("a code"), folder, port }
    }

    fn join(&self, machine: &Machine, address: &str, code: &str, trusted: &Path) -> Output {
        let address = format!("{address}:{}", self.port);
        let arguments = [&address, "--code", code, "--team", "Owls", "--people", "Ann,Bob"];
        machine
            .join_command(&arguments)
            .env("SSL_CERT_FILE", trusted)
            .env_remove("SSL_CERT_DIR")
            .output()
            .expect("the output of join")
    }
}

impl Drop for Hosted {
    fn drop(&mut self) {
        // The board is still running, but the test is over.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn options(bind: String, certificate: Option<(PathBuf, PathBuf)>) -> HostOptions {
    let settings = SessionSettings { kata: None, length_ms: 60_000, turn_ms: Some(10_000) };
    // Without a workspace, the board cannot compare code, but these tests do not need that.
    let (root, katas) = (PathBuf::new(), Vec::new());
    HostOptions { settings, always_new: false, bind: Some(bind), certificate, root, katas }
}

#[test]
fn runs_and_events_pass_over_tls() {
    let authority = Authority::new("One");
    let board = Hosted::start(Some(authority.issue("localhost", 2100)));
    let (first, second) = (Machine::new(), Machine::new());
    let joined = board.join(&first, "https://localhost", &board.code, &authority.certificate_file());
    assert!(joined.status.success(), "{joined:?}");
    let output = String::from_utf8_lossy(&joined.stdout).into_owned();
    assert!(!output.contains("not encrypted"), "{output}");
    let code = output.split_once("--code ").and_then(|(_, rest)| rest.split(' ').next()).expect("the team's code");
    let joined = board.join(&second, "https://localhost", code, &authority.certificate_file());
    assert!(joined.status.success(), "{joined:?}");

    first.put("hash-map");
    let database = BoardFolder::at(&board.folder).open_database().expect("a database");
    until("the run is stored", || database.runs(1).expect("runs").len() == 1);
    let driver = |machine: &Machine| machine.session().state.team.map(|team| team.driver);
    assert_eq!(driver(&first), Some(0));
    second
        .team_folder
        .set_driver_change(Some(&DriverChange { name: Some("Bob".to_owned()), turn: 0 }))
        .expect("a queued driver change");
    until("the other machine sees the new driver", || driver(&first) == Some(1));
}

#[test]
fn tls_errors_are_one_line_with_advice() {
    let authority = Authority::new("One");
    let (stranger, namesake) = (Authority::new("Another"), Authority::new("One"));
    let good = Hosted::start(Some(authority.issue("localhost", 2100)));
    let old = Hosted::start(Some(authority.issue("localhost", 2020)));
    let clear = Hosted::start(None);
    for (board, address, trusted, advice) in [
        (&good, "https://localhost", stranger.certificate_file(), "issuer's certificate and install it"),
        (&good, "https://localhost", namesake.certificate_file(), "issuer's certificate and install it"),
        (&good, "https://127.0.0.1", authority.certificate_file(), "is for another name"),
        (&old, "https://localhost", authority.certificate_file(), "has expired"),
        (&good, "http://localhost", authority.certificate_file(), "this board is encrypted: use https://localhost:"),
        (&clear, "https://localhost", authority.certificate_file(), "write http instead of https"),
    ] {
        let machine = Machine::new();
        let refused = board.join(&machine, address, &board.code, &trusted);
        let error = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && error.contains(advice), "{advice}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
        assert!(machine.team_folder.membership().expect("a folder").is_none(), "membership after: {advice}");
    }
}

#[test]
fn a_board_rejects_a_certificate_for_another_name() {
    let authority = Authority::new("One");
    let folder = TempDir::new().expect("a folder");
    let certificate = authority.issue("board.example.org", 2100);
    let board_folder = BoardFolder::at(folder.path());
    let started = host_dojo::run(&board_folder, options("localhost:0".to_owned(), Some(certificate)));
    let why = started.expect_err("the wrong name is rejected").to_string();
    assert!(why.contains("is not for localhost") && why.contains("(it is for board.example.org)"), "{why}");
    assert!(!board_folder.database_file().exists(), "the board has created no database");
}
