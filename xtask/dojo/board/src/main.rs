//! `cargo xtask dojo host`, `list`, `export` and `delete`: see the [library](board).
#![forbid(unsafe_code)]

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use board::export;
use board::host::{self, Options};
use board::http::KataChoice;
use board::keeper::now;
use board::picture::Picture;
use board::records::{Records as _, Session, Sources, Store as _};
use board::session::{MINUTE, Plan};
use board::sqlite::Sqlite;
use clap::Parser as _;
use dojo_protocol::messages::{Moment, Phase};
use xtask::cli::{Cli, Command, Dojo, ListFormat};
use xtask::store::{Store, write_atomically};
use xtask::workspace::{Kata, Workspace};

fn main() -> ExitCode {
    // The runner's own definition of the command line, which has passed this on.
    let Some(Command::Dojo { command }) = Cli::parse().command else {
        eprintln!("error: this is started by `cargo xtask dojo`");
        return ExitCode::from(2);
    };
    match run(command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::from(2)
        }
    }
}

fn run(command: Dojo) -> Result<(), String> {
    let workspace = Workspace::find().map_err(|error| error.to_string())?;
    let folder = Store::of(&workspace).folder().join("dojo");
    match command {
        Dojo::Host { kata, minutes, rotate, bind, cert, key, new } => {
            let kata = kata.map(|name| workspace.kata(&name).map(|kata| kata.name().to_owned()));
            let plan = Plan {
                kata: kata.transpose().map_err(|error| error.to_string())?,
                length_ms: u64::from(minutes) * MINUTE,
                turn_ms: (rotate > 0).then_some(u64::from(rotate) * MINUTE),
            };
            let katas = workspace.katas().iter().map(choice).collect::<xtask::error::Result<Vec<KataChoice>>>();
            let katas = katas.map_err(|error| error.to_string())?;
            host::run(
                &folder,
                &Options { plan, new, bind, certificate: cert.zip(key), root: workspace.root().to_owned(), katas },
            )
        }
        Dojo::List { format } => list(&folder, format),
        Dojo::Export { dojo, html, json, git } => {
            export(&folder, dojo, [html.as_deref(), json.as_deref(), git.as_deref()])
        }
        Dojo::Delete { dojo } => delete(&folder, dojo),
        _ => Err("this is not the board's to do".to_owned()),
    }
}

/// The store, if there is one: asking for what is in it makes none.
fn store(folder: &Path) -> Result<Sqlite, String> {
    let file = host::store_file(folder);
    if !file.is_file() {
        return Err("this machine has hosted no dojo: `cargo xtask dojo host` does".to_owned());
    }
    Sqlite::open(&file).map_err(|error| error.to_string())
}

fn list(folder: &Path, format: ListFormat) -> Result<(), String> {
    let dojos = match store(folder) {
        Ok(store) => export::list(&store).map_err(|error| error.to_string())?,
        Err(_) if !host::store_file(folder).exists() => Vec::new(),
        Err(why) => return Err(why),
    };
    if format == ListFormat::Json {
        println!("{}", serde_json::json!({ "schema": 1, "dojos": dojos }));
        return Ok(());
    }
    if dojos.is_empty() {
        println!("This machine has hosted no dojo. `cargo xtask dojo host` does.");
    }
    for dojo in dojos {
        let kata = dojo.kata.as_deref().unwrap_or("each team's choice");
        let (number, teams, runs) = (dojo.dojo, dojo.teams, dojo.runs);
        let phase = if dojo.phase == Phase::Ended { "" } else { "  not ended" };
        println!("{number:>4}  {}  {kata:<18}  {teams:>3} teams  {runs:>5} runs{phase}", date(dojo.created_at));
    }
    Ok(())
}

/// A moment by this machine's clock, for people.
fn date(moment: Moment) -> String {
    let moment = i64::try_from(moment).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    let local = moment.map(|moment| moment.to_zoned(jiff::tz::TimeZone::system()));
    local.map_or_else(|| "?".to_owned(), |time| time.strftime("%Y-%m-%d %H:%M").to_string())
}

fn export(folder: &Path, dojo: Option<u64>, [html, json, git]: [Option<&Path>; 3]) -> Result<(), String> {
    let store = store(folder)?;
    let session = session(&store, dojo)?;
    let picture = Picture::of(&store, session).map_err(|error| error.to_string())?;
    let export = export::export(&store, &picture, now()).map_err(|error| error.to_string())?;
    let write = |path: &Path, text: &str| {
        write_atomically(path, text.as_bytes()).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        println!("{} is written.", path.display());
        Ok::<(), String>(())
    };
    if let Some(path) = html {
        write(path, &export.html())?;
    }
    if let Some(path) = json {
        write(path, &export.json())?;
    }
    if let Some(path) = git {
        let repositories = export.git(path)?;
        println!("{} has {repositories} repositories.", path.display());
    }
    Ok(())
}

fn delete(folder: &Path, dojo: u64) -> Result<(), String> {
    let mut store = store(folder)?;
    let session = session(&store, Some(dojo))?;
    // A board that runs may be this dojo's.
    let _held = host::hold(folder)?;
    let picture = Picture::of(&store, session).map_err(|error| error.to_string())?;
    let (teams, runs) = (picture.whole(0).teams.len(), picture.whole(0).marks.len());
    print!("This deletes dojo {dojo}, with its {teams} teams and {runs} runs, for good. Type its number to go on: ");
    io::stdout().flush().map_err(|error| error.to_string())?;
    let mut typed = String::new();
    io::stdin().read_line(&mut typed).map_err(|error| error.to_string())?;
    if typed.trim() != dojo.to_string() {
        println!("Nothing is deleted.");
        return Ok(());
    }
    store.transact(&mut |records| records.delete_session(dojo)).map_err(|error| error.to_string())?;
    println!("Dojo {dojo} is deleted.");
    Ok(())
}

/// The dojo of this number, or the last.
fn session(store: &Sqlite, dojo: Option<u64>) -> Result<Session, String> {
    let mut sessions = store.sessions().map_err(|error| error.to_string())?;
    let found = match dojo {
        None => sessions.pop(),
        Some(number) => sessions.into_iter().find(|session| session.id == number),
    };
    found.ok_or_else(|| "there is no such dojo: `cargo xtask dojo list` shows them all".to_owned())
}

fn choice(kata: &Kata) -> xtask::error::Result<KataChoice> {
    let reference = read(&kata.solution(), Path::new("src"));
    Ok(KataChoice { name: kata.name().to_owned(), title: kata.about()?.title, reference })
}

/// The files below `part` of a folder. What cannot be read is not there to be shown.
fn read(folder: &Path, part: &Path) -> Sources {
    let entries = fs::read_dir(folder.join(part)).into_iter().flatten().flatten();
    let files = entries.flat_map(|entry| {
        let part = part.join(entry.file_name());
        if entry.path().is_dir() {
            return read(folder, &part);
        }
        let name = part.to_string_lossy().replace('\\', "/");
        fs::read_to_string(entry.path()).ok().map(|text| (name, text)).into_iter().collect()
    });
    files.collect()
}
