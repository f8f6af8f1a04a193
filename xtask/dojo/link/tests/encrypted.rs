//! A board with TLS, and teams that trust its certificate or do not.
//!
//! Only on Linux, where an environment variable names the trusted issuers. On other systems a test would have to change the
//! system's store.
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

/// An issuer of certificates.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    folder: TempDir,
}

impl Authority {
    fn called(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let own = params.self_signed(&key).expect("a certificate");
        let folder = TempDir::new().expect("a folder");
        std::fs::write(folder.path().join("ca.pem"), own.pem()).expect("a file");
        Self { issuer: Issuer::new(params, key), folder }
    }

    /// The issuer's own certificate, for machines that trust it.
    fn own(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Issues a certificate for a name that is valid until a year. Returns it and its key.
    fn issue(&self, name: &str, until: i32) -> (PathBuf, PathBuf) {
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        params.not_before = date_time_ymd(2015, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        let files = (self.folder.path().join("cert.pem"), self.folder.path().join("key.pem"));
        std::fs::write(&files.0, certificate.pem()).expect("a file");
        std::fs::write(&files.1, key.serialize_pem()).expect("a file");
        files
    }
}

/// A board in this process that serves until the process ends.
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
            move || host_dojo::run(&board_folder, options).expect("it serves")
        });
        // The board listens before it has a session.
        until("the board has a dojo", || code().is_some());
        Self { code: code().expect("a code"), folder, port }
    }

    fn join(&self, machine: &Machine, address: &str, code: &str, trusted: &Path) -> Output {
        let address = format!("{address}:{}", self.port);
        let arguments = [&address, "--code", code, "--team", "Owls", "--people", "Ann,Bob"];
        machine.joining(&arguments).env("SSL_CERT_FILE", trusted).env_remove("SSL_CERT_DIR").output().expect("it runs")
    }
}

impl Drop for Hosted {
    fn drop(&mut self) {
        // The board still runs, but nobody uses it any more.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn options(bind: String, certificate: Option<(PathBuf, PathBuf)>) -> HostOptions {
    let settings = SessionSettings { kata: None, length_ms: 60_000, turn_ms: Some(10_000) };
    // This folder has no program that compares.
    let (root, katas) = (PathBuf::new(), Vec::new());
    HostOptions { settings, always_new: false, bind: Some(bind), certificate, root, katas }
}

#[test]
fn lights_arrive_and_events_come_back() {
    let authority = Authority::called("One");
    let board = Hosted::start(Some(authority.issue("localhost", 2100)));
    let (first, second) = (Machine::new(), Machine::new());
    let joined = board.join(&first, "https://localhost", &board.code, &authority.own());
    assert!(joined.status.success(), "{joined:?}");
    let said = String::from_utf8_lossy(&joined.stdout).into_owned();
    assert!(!said.contains("not encrypted"), "{said}");
    let code = said.split_once("--code ").and_then(|(_, rest)| rest.split(' ').next()).expect("the team's code");
    let joined = board.join(&second, "https://localhost", code, &authority.own());
    assert!(joined.status.success(), "{joined:?}");

    first.put("hash-map");
    let database = BoardFolder::at(&board.folder).open_database().expect("a database");
    until("the light is there", || database.runs(1).expect("runs").len() == 1);
    let driver = |machine: &Machine| machine.session().state.team.map(|team| team.driver);
    assert_eq!(driver(&first), Some(0));
    second
        .team_folder
        .set_driver_change(Some(&DriverChange { name: Some("Bob".to_owned()), turn: 0 }))
        .expect("it is written");
    until("the other machine hears who drives", || driver(&first) == Some(1));
}

#[test]
fn what_is_wrong_with_an_encrypted_board_is_one_line_with_what_to_do() {
    let authority = Authority::called("One");
    let (stranger, namesake) = (Authority::called("Another"), Authority::called("One"));
    let good = Hosted::start(Some(authority.issue("localhost", 2100)));
    let old = Hosted::start(Some(authority.issue("localhost", 2020)));
    let clear = Hosted::start(None);
    for (board, address, trusted, said) in [
        (&good, "https://localhost", stranger.own(), "install the issuer's certificate"),
        (&good, "https://localhost", namesake.own(), "install the issuer's certificate"),
        (&good, "https://127.0.0.1", authority.own(), "is for another name"),
        (&old, "https://localhost", authority.own(), "has expired"),
        (&good, "http://localhost", authority.own(), "this board is encrypted: its address is https://localhost:"),
        (&clear, "https://localhost", authority.own(), "write http instead of https"),
    ] {
        let machine = Machine::new();
        let refused = board.join(&machine, address, &board.code, &trusted);
        let error = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && error.contains(said), "{said}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
        assert!(machine.team_folder.membership().expect("it can be read").is_none(), "{said}: nobody has joined");
    }
}

#[test]
fn a_board_does_not_start_under_a_name_that_its_certificate_is_not_for() {
    let authority = Authority::called("One");
    let folder = TempDir::new().expect("a folder");
    let certificate = authority.issue("board.example.org", 2100);
    let board_folder = BoardFolder::at(folder.path());
    let started = host_dojo::run(&board_folder, options("localhost:0".to_owned(), Some(certificate)));
    let why = started.expect_err("another name").to_string();
    assert!(why.contains("is not for localhost") && why.contains("(it is for board.example.org)"), "{why}");
    assert!(!board_folder.database_file().exists(), "no dojo has begun");
}
