//! `cargo xtask compare`: see the [library](compare). A program of its own: a parser would make every learner's first build
//! heavy.
#![forbid(unsafe_code)]

mod bench;
mod pager;
mod review;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bench::Known;
use clap::{Parser, Subcommand, ValueEnum};
use compare::comparison::{self, Comparison, Part, SCHEMA, Side};
use compare::model::{Contract, Crate};
use compare::numbers::{self, Column};
use compare::sides::{self, Design};
use compare::source::Source;
use compare::talk::{self, Talk, Ties};
use compare::view::{costs, html, terminal};
use xtask::error::{Error, Result};
use xtask::process::StopFlag;
use xtask::session::Session;
use xtask::workspace::{Kata, Workspace};

/// How wide text is where no terminal says it.
const USUAL_WIDTH: usize = 100;
/// How costs are measured.
const MEASURED: &str = "Twice ten samples in a quarter of a second for each, in turn; yours in the reference's place in the same benchmark. Another \
     run gives other figures: what differs by a tenth or two may be the machine's doing, and no more.\n";
/// A parser goes as deep as the code that it reads.
const STACK: usize = 256 << 20;

/// What `cargo xtask` passes on.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Compare {
        kata: Option<String>,
        /// Asked for, or not needed: the runner has seen to that
        #[arg(long)]
        spoil: bool,
        #[arg(long)]
        with: Option<String>,
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
        #[arg(long)]
        html: Option<PathBuf>,
    },
    Bench {
        kata: Option<String>,
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
    },
    /// Called by the dojo's board: a team's code beside the reference, or beside another team's, as a page
    Review {
        kata: String,
        /// The teams' code
        file: PathBuf,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    let work = move || match command {
        Command::Compare { kata, with, format, html, spoil: _ } => {
            compare(kata.as_deref(), with.as_deref(), format, html.as_deref())
        }
        Command::Bench { kata, format } => measure(kata.as_deref(), format),
        Command::Review { kata, file } => review::print(&kata, &file),
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work).expect("a thread can be started");
    match thread.join().expect("it has not panicked") {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the output has gone, and does not care any more.
        Err(Error::Print(_)) => ExitCode::from(2),
        Err(Error::Stopped) => ExitCode::from(130),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn compare(kata: Option<&str>, with: Option<&str>, format: Format, html: Option<&Path>) -> Result<()> {
    let session = Session::start()?;
    let state = session.state()?;
    let kata = session.kata(kata, &state)?;
    let other = sides::other(kata, &session.store, with).map_err(Error::Other)?;
    let comparison = comparison_of(&session, kata, &other);
    if let Some(file) = html {
        let title = kata.about().map_or_else(|_| kata.name().to_owned(), |about| about.title);
        let page = html::page(&comparison, &title).map_err(Error::Other)?;
        std::fs::write(file, page).map_err(Error::io("cannot write", file))?;
        return xtask::terminal_output::print(&format!("{} is written.\n", file.display()));
    }
    match format {
        Format::Json => xtask::terminal_output::print(&xtask::render::json(&comparison)),
        Format::Human => pager::show(&terminal::render(&comparison, width())),
    }
}

fn measure(kata: Option<&str>, format: Format) -> Result<()> {
    let session = Session::start()?;
    let state = session.state()?;
    let kata = session.kata(kata, &state)?;
    let costs = bench::measure(&session, kata)?;
    let text = match format {
        Format::Json => xtask::render::json(&costs),
        Format::Human => format!(
            "{}: the cost of a step\n\n{}{}\n{}",
            kata.name(),
            xtask::render::break_lines(costs::LEGEND, width()),
            costs::render(&costs, width()),
            xtask::render::break_lines(MEASURED, width())
        ),
    };
    xtask::terminal_output::print(&text)?;
    if costs.interrupted { Err(Error::Stopped) } else { Ok(()) }
}

/// How many columns there are.
fn width() -> usize {
    if std::io::stdout().is_terminal() {
        return textwrap::termwidth();
    }
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(USUAL_WIDTH)
}

/// A design that was read.
struct Read {
    name: String,
    /// The folder of its sources, as it is shown.
    folder: PathBuf,
    of: Crate,
}

fn comparison_of(session: &Session, kata: &Kata, other: &Design) -> Comparison {
    let workspace = &session.workspace;
    let yours = sides::yours(kata);
    let known = sides::of_the_kata(kata);
    let is_known = known.contains(other);
    let is_reference = known.first() == Some(other);
    let others = if is_known { known } else { vec![other.clone()] };
    let designs: Vec<Design> = std::iter::once(yours).chain(others).collect();
    let right = designs.iter().position(|design| design == other).unwrap_or(1);
    let contract = contract(kata);
    let designs: Vec<Read> = designs.iter().map(|design| read(workspace, design, &contract)).collect();
    // Only of the learner's own: the reference and its alternatives are kept free of remarks.
    let remarks = xtask::run::build::clippy(workspace, kata, &StopFlag::new()).ok().map(|remarks| remarks.len());
    let (costs, costs_note) = match bench::known(&session.store, kata) {
        // The benchmark knows nothing of other people's code.
        _ if !is_known => (None, None),
        Known::Fresh(costs) => (Some(costs), None),
        Known::Stale => (
            None,
            Some(format!(
                "Your code has changed since it was measured. To measure it: cargo xtask bench {}",
                kata.name()
            )),
        ),
        Known::Unknown => {
            (None, Some(format!("Not measured yet. It takes some minutes: cargo xtask bench {}", kata.name())))
        }
    };
    Comparison { costs, costs_note, ..compared(kata, designs, right, is_reference, remarks) }
}

/// The first of some designs beside that at `right`, with figures of all. Nothing is run, and no file opened but the kata's own.
fn compared(kata: &Kata, designs: Vec<Read>, right: usize, is_reference: bool, remarks: Option<usize>) -> Comparison {
    let dependencies = dependencies(&kata.stub().join("Cargo.toml"));
    let columns: Vec<Column> = designs
        .iter()
        .enumerate()
        .map(|(at, design)| Column {
            tally: &design.of.tally,
            remarks: remarks.filter(|_| at == 0),
            dependencies: &dependencies,
        })
        .collect();
    let parts = comparison::parts(&designs[0].of, &designs[right].of);
    Comparison {
        schema: SCHEMA,
        kata: kata.name().to_owned(),
        left: side(&designs[0]),
        right: side(&designs[right]),
        talk: talk(kata, &designs[0].of, is_reference.then_some(&parts[..])),
        parts,
        numbers: numbers::numbers(&columns),
        costs: None,
        costs_note: None,
        columns: designs.into_iter().map(|design| design.name).collect(),
    }
}

/// What the kata asks for.
fn contract(kata: &Kata) -> Contract {
    Contract::of(&Source::read(&kata.stub().join("src/lib.rs")))
}

/// What there is to talk about. The design notes are about the reference alone.
fn talk(kata: &Kata, yours: &Crate, beside_the_reference: Option<&[Part]>) -> Talk {
    let read = |name: &str| std::fs::read_to_string(kata.solution().join(name)).unwrap_or_default();
    // What is wrong with the file, `verify` says to those who write it.
    let ties = Ties::parse(&read("talk.toml")).unwrap_or_default();
    Talk {
        decisions: beside_the_reference
            .map(|parts| ties.decisions(&read("DESIGN.md"), yours, parts))
            .unwrap_or_default(),
        questions: kata.brief().map(|brief| talk::questions(&brief)).unwrap_or_default(),
        next: ties.next(),
    }
}

/// A design, with its files named from the workspace's root.
fn read(workspace: &Workspace, design: &Design, contract: &Contract) -> Read {
    let mut source = Source::read(&design.lib);
    let relative = |path: &Path| PathBuf::from(workspace.relative(path));
    for file in &mut source.files {
        file.path = relative(&file.path);
    }
    for problem in &mut source.problems {
        problem.file = relative(&problem.file);
    }
    // The parent of a name alone is an empty path.
    let parent = design.lib.parent().map(relative).filter(|folder| *folder != Path::new(""));
    let folder = parent.unwrap_or_else(|| PathBuf::from("."));
    Read { name: design.name.clone(), folder, of: Crate::of(&source, contract) }
}

fn side(design: &Read) -> Side {
    Side {
        name: design.name.clone(),
        folder: design.folder.clone(),
        files: design.of.files,
        problems: design.of.problems.clone(),
    }
}

/// The names of the crates that a manifest lists.
fn dependencies(manifest: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(manifest).unwrap_or_default();
    let table: toml::Table = text.parse().unwrap_or_default();
    table
        .get("dependencies")
        .and_then(toml::Value::as_table)
        .map(|table| table.keys().cloned().collect())
        .unwrap_or_default()
}
