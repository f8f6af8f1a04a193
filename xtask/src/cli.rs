//! The command line.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::workspace::Track;

/// Object-oriented design katas: solve each one stage by stage against its tests.
///
/// Without a command, starts the live view of the current kata.
#[derive(Debug, Parser)]
#[command(
    name = "xtask",
    bin_name = "cargo xtask",
    version,
    disable_help_subcommand = true,
    args_conflicts_with_subcommands = true
)]
pub struct Cli {
    /// The command to run.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The options of the live view.
    #[command(flatten)]
    pub view: ViewOptions,
}

/// The options of the live view.
#[derive(Clone, Debug, Default, Args)]
pub struct ViewOptions {
    /// Print line by line instead of filling the terminal; type a key and Enter
    ///
    /// This is the default when input or output is not a terminal, or when TERM is `dumb`.
    #[arg(long)]
    pub plain: bool,
    /// Ring the terminal bell after each run
    #[arg(long)]
    pub bell: bool,
    /// Editor command for the `e` key [default: VS Code inside its terminal, else $VISUAL or $EDITOR]
    ///
    /// `{file}` and `{line}` in the command are replaced. If the command has neither, the file is appended, along with
    /// the line if the editor is a known one.
    #[arg(long, value_name = "CMD")]
    pub edit_cmd: Option<String>,
}

/// A command of `cargo xtask`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List all katas with stages, verdict and time spent
    List {
        /// Output format
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
    /// Show the brief of a kata, or the text of a stage
    Show {
        /// Kata name or prefix [default: the current kata]
        kata: Option<String>,
        /// Show the text of this stage
        #[arg(long, value_name = "N")]
        stage: Option<u32>,
    },
    /// Start the live view: run a kata's tests after every save
    ///
    /// The live view fills the terminal with the stages, the first failing test or compiler error, and the keys.
    Watch {
        /// Kata name or prefix [default: the current kata]
        kata: Option<String>,
        /// The options of the live view.
        #[command(flatten)]
        view: ViewOptions,
    },
    /// Run a kata's tests once
    ///
    /// Exit codes: 0 green, 1 red, 2 the tests could not run, 3 the code does not compile, 4 a test exceeded a limit.
    Test {
        /// Kata name or prefix [default: the current kata]
        kata: Option<String>,
        /// Run only tests whose name contains this text
        test: Option<String>,
        /// Run only this stage
        #[arg(long, value_name = "N")]
        stage: Option<u32>,
        /// Test the reference solution instead of your code
        #[arg(long)]
        solution: bool,
        /// Output format
        #[arg(long, value_enum, default_value = "human")]
        format: TestFormat,
    },
    /// Show the next hint for the first stage that is not green
    Hint {
        /// Kata name or prefix [default: the current kata]
        kata: Option<String>,
        /// Show a hint for this stage instead
        #[arg(long, value_name = "N")]
        stage: Option<u32>,
    },
    /// If the current kata is green, mark it as done and move on to the next kata
    Next,
    /// Replace your code with the stub; a copy of your code is kept
    Reset {
        /// Kata name or prefix
        kata: String,
        /// Restore the code that the last reset replaced
        #[arg(long)]
        undo: bool,
    },
    /// List the kept versions of your code; show or restore one of them
    ///
    /// Every run keeps a copy of the code it tests, and `--restore` keeps a copy of the code it replaces.
    Kept {
        /// Kata name or prefix [default: the current kata]
        kata: Option<String>,
        /// Show the changes that restoring this version would make
        #[arg(value_name = "N")]
        version: Option<u64>,
        /// Restore this version
        #[arg(long, value_name = "N", conflicts_with = "version")]
        restore: Option<u64>,
        /// Output format of the list
        #[arg(long, value_enum, default_value = "human", conflicts_with_all = ["version", "restore"])]
        format: ListFormat,
    },
    /// Compare your design with the reference and its alternatives
    ///
    /// Items are matched even if they were moved to another module and, where possible, if they were renamed.
    Compare {
        /// Kata name or prefix [default: the current kata]
        kata: Option<String>,
        /// Compare even if the kata is not green; items that are still `todo!()` are left out
        #[arg(long)]
        spoil: bool,
        /// Compare with an alternative to the reference, a path to other code, or an attempt such as `attempt:1`
        #[arg(long, value_name = "DESIGN")]
        with: Option<String>,
        /// Also show figures, benchmark tables, questions, and the code that differs
        #[arg(long)]
        full: bool,
        /// Output format
        #[arg(long, value_enum, default_value = "human")]
        format: CompareFormat,
        /// Write an HTML page to this file instead
        #[arg(long, value_name = "FILE", conflicts_with = "format")]
        html: Option<PathBuf>,
    },
    /// Benchmark your code against the reference, its alternatives and common crates
    ///
    /// This takes a few minutes. Afterwards, `compare` shows these results instead of a short measurement.
    Bench {
        /// Kata name or prefix [default: the current kata]
        kata: Option<String>,
        /// Output format
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
    /// List your attempts at a kata and the changes between them
    ///
    /// An attempt is your work from the stub to green code. `again` starts a new one, but keeps the code of the last.
    Attempts {
        /// Kata name or prefix [default: the current kata]
        kata: Option<String>,
        /// Output format
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
    /// Start a new attempt at a kata: restores the stub and resets progress and time; the last attempt is kept
    Again {
        /// Kata name or prefix
        kata: String,
    },
    /// Show your progress over time; for one kata, plot the green stages
    Progress {
        /// Kata name or prefix [default: all katas with at least one run]
        kata: Option<String>,
        /// Output format
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
        /// Write an HTML page with all plots to this file instead
        #[arg(long, value_name = "FILE", conflicts_with_all = ["kata", "format"])]
        html: Option<PathBuf>,
    },
    /// Practice an interview: clarify a one-sentence question, sketch, code, and react to a change, against the clock
    ///
    /// An interview that was interrupted goes on where it stopped. Its code is kept apart from your other code, in the
    /// folder `interviews`.
    Interview {
        /// Kata name or prefix [default: the interview that is open, or else the first kata without one]
        kata: Option<String>,
        /// Planned time in minutes of a new interview
        #[arg(long, value_name = "N", default_value_t = 45, value_parser = clap::value_parser!(u32).range(15..=180))]
        minutes: u32,
        /// Show the interviewer's side of the open interview, in a second terminal
        #[arg(long, conflicts_with_all = ["kata", "minutes", "history"])]
        interviewer: bool,
        /// Show your past interviews side by side
        #[arg(long, conflicts_with_all = ["kata", "minutes"])]
        history: bool,
    },
    /// Review design questions from the katas whose core is green, spaced so that you remember them
    Cards {
        /// Kata name or prefix [default: all katas]
        kata: Option<String>,
        /// Also ask about katas whose core is not green yet
        #[arg(long)]
        all: bool,
        /// Write the cards to an Anki deck instead
        #[arg(long, value_name = "FILE.apkg")]
        export: Option<PathBuf>,
    },
    /// Plan your practice day by day up to a date, and show what is due today
    Plan {
        /// Last day of the plan [default: the one chosen last time, or else a plan of 14 days]
        #[arg(long, value_name = "YYYY-MM-DD")]
        until: Option<String>,
        /// Hours a week [default: those chosen last time, or else 5]
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=60))]
        hours_a_week: Option<u32>,
        /// Also write the plan to a calendar file
        #[arg(long, value_name = "FILE.ics")]
        ics: Option<PathBuf>,
    },
    /// Update this clone and keep your code: your changes are merged into the new stub or left as they are
    ///
    /// Requires git and network access.
    Update,
    /// Check this machine for problems that prevent katas from running, and show how to fix them
    ///
    /// Exits with 1 if there is such a problem.
    Doctor {
        /// Output format
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
    /// Run or join a coding dojo: teams solve a kata at the same time, and a board shows their progress
    Dojo {
        /// The command to run.
        #[command(subcommand)]
        command: Dojo,
    },
    /// For maintainers: check that a kata is complete and consistent
    Verify {
        /// Kata names or prefixes [default: all katas]
        kata: Vec<String>,
    },
    /// For maintainers: draw the class diagram in a reference's DESIGN.md from its code
    Diagrams {
        /// Kata names or prefixes [default: all katas]
        kata: Vec<String>,
    },
    /// For maintainers: list the rules of a kata with their tests and pitfalls, and find gaps
    Rules {
        /// Kata names or prefixes [default: all katas]
        kata: Vec<String>,
    },
    /// For maintainers: apply patches with typical mistakes to the reference, and show how the suite refuses each
    Pitfalls {
        /// Kata name or prefix
        kata: String,
        /// Patches against `solutions/<kata>` [default: the kata's pitfalls]
        patches: Vec<PathBuf>,
    },
    /// For maintainers: run cargo-mutants to check that the suite catches every change to the reference
    Mutants {
        /// Kata names or prefixes [default: all katas]
        kata: Vec<String>,
        /// Test only shard K of N, counted from 0
        #[arg(long, value_name = "K/N")]
        shard: Option<String>,
        /// Test only mutants of lines changed by this unified diff
        #[arg(long, value_name = "FILE")]
        in_diff: Option<PathBuf>,
    },
    /// For maintainers: check that results don't depend on the order of tests or the seed of property tests
    Determinism {
        /// Kata names or prefixes [default: all katas]
        kata: Vec<String>,
        /// Number of runs in random order, every other one on a single thread; a tenth as many with other seeds
        #[arg(long, value_name = "N", default_value_t = 100)]
        runs: u32,
    },
    /// For maintainers: measure how long a learner waits, compared with other tools
    Speed {
        /// Kata name [default: hash-map]
        kata: Option<String>,
        /// Number of measurements of each time; the median is reported
        #[arg(long, value_name = "N", default_value_t = 7)]
        rounds: u32,
        /// Also measure once from a fresh clone to the first verdict; takes some minutes
        #[arg(long)]
        from_nothing: bool,
        /// Output format
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
    /// For maintainers: create the files of a new kata, with a TODO for each missing part
    New {
        /// Kata name in lowercase letters, with `-` between words
        kata: String,
        /// The track that the kata belongs to
        #[arg(long)]
        track: Track,
    },
    /// Print a shell script that defines `kata` as a shortcut for `cargo xtask`, with completions
    Completions {
        /// Shell to print the script for
        shell: Shell,
    },
}

impl Command {
    /// Returns the names of katas that the command passes on to a helper program.
    pub fn katas_for_program(&self) -> Vec<&str> {
        match self {
            Self::Bench { kata, .. }
            | Self::Interview { kata, .. }
            | Self::Cards { kata, .. }
            | Self::Speed { kata, .. } => kata.as_deref().into_iter().collect(),
            Self::Verify { kata }
            | Self::Diagrams { kata }
            | Self::Rules { kata }
            | Self::Mutants { kata, .. }
            | Self::Determinism { kata, .. } => kata.iter().map(String::as_str).collect(),
            Self::Pitfalls { kata, .. } => vec![kata],
            _ => Vec::new(),
        }
    }
}

/// A command of `cargo xtask dojo`.
#[derive(Debug, Subcommand)]
pub enum Dojo {
    /// Start the board; prints its address, the code for teams to join, and the facilitator's link
    ///
    /// If the last dojo is still open, for example after a crash, the board continues it.
    Host {
        /// First kata for all teams; a name or prefix
        #[arg(long)]
        kata: Option<String>,
        /// Working time in minutes, without breaks and review
        #[arg(long, value_name = "N", default_value_t = 45, value_parser = clap::value_parser!(u32).range(1..=1440))]
        minutes: u32,
        /// Minutes until the next person takes the keyboard; 0 turns reminders off
        #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u32).range(0..=240))]
        rotate: u32,
        /// Address to listen on; `0.0.0.0` accepts everyone on your network [default: this machine only]
        #[arg(long, value_name = "ADDRESS[:PORT]")]
        bind: Option<String>,
        /// TLS certificate in PEM format; turns encryption on
        #[arg(long, value_name = "FILE", requires = "key")]
        cert: Option<PathBuf>,
        /// Private key of the certificate in PEM format
        #[arg(long, value_name = "FILE", requires = "cert")]
        key: Option<PathBuf>,
        /// End a dojo that is still open, and start a new one
        #[arg(long)]
        new: bool,
    },
    /// List the dojos hosted on this machine
    List {
        /// Output format
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
    /// Export a dojo with the runs, code and answers of all teams
    #[command(group = clap::ArgGroup::new("target").required(true).multiple(true))]
    Export {
        /// Number of the dojo as shown by `dojo list` [default: the last dojo]
        dojo: Option<u64>,
        /// Write a self-contained HTML page
        #[arg(long, value_name = "FILE", group = "target")]
        html: Option<PathBuf>,
        /// Write a JSON document
        #[arg(long, value_name = "FILE", group = "target")]
        json: Option<PathBuf>,
        /// Write a git repository per team, with a commit per run on the board, to a new folder
        #[arg(long, value_name = "FOLDER", group = "target")]
        git: Option<PathBuf>,
    },
    /// Delete a dojo and all data sent by its teams
    Delete {
        /// Number of the dojo as shown by `dojo list`
        dojo: u64,
    },
    /// Download and build everything in advance, so that the dojo itself needs no internet access
    ///
    /// This also runs the checks of `doctor`. The last line says whether the machine is ready; if it isn't, the exit
    /// code is 1.
    Prepare {
        /// First import the katas in this folder, which has the same layout as this repository
        #[arg(long, value_name = "FOLDER")]
        katas: Option<PathBuf>,
    },
    /// Join a dojo: from now on, every complete run on this machine appears on its board
    ///
    /// If the board is unreachable, runs are kept and sent later.
    Join {
        /// Address of the board, as shown by the facilitator
        url: String,
        /// Code of the dojo; to add a machine to your team, the code of the team
        #[arg(long)]
        code: String,
        /// Name of your team
        #[arg(long)]
        team: String,
        /// Names of the team's members, in the order in which they drive
        #[arg(long, value_name = "ANN,BOB", value_delimiter = ',')]
        people: Vec<String>,
        /// Don't send your code; the board receives only stages, test counts and times
        #[arg(long)]
        no_code: bool,
    },
    /// Send all pending runs, then leave the dojo
    Leave,
    /// Show the dojo that this machine has joined, its clock, and the runs not sent yet
    Status,
    /// Time a pair or mob session without a board: a countdown, and reminders to switch
    ///
    /// The timer prints to this terminal, and the live view shows the time, too.
    Timer {
        /// Working time in minutes
        #[arg(long, value_name = "N", default_value_t = 45, value_parser = clap::value_parser!(u32).range(1..=1440))]
        minutes: u32,
        /// Minutes until the next person takes the keyboard; 0 turns reminders off
        #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u32).range(0..=240))]
        rotate: u32,
        /// Names of the participants, in the order in which they drive
        #[arg(long, value_name = "ANN,BOB", value_delimiter = ',')]
        people: Vec<String>,
    },
}

/// The output format of `compare`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CompareFormat {
    /// Text for people
    Human,
    /// One JSON document
    Json,
    /// A class diagram of your design, in the language of Mermaid
    Mermaid,
}

/// The output format of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Text.
    Human,
    /// One JSON document.
    Json,
}

/// The output format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TestFormat {
    /// Text.
    Human,
    /// One JSON document.
    Json,
    /// JUnit XML.
    Junit,
}

/// Returns a script that defines `kata` as a shortcut for `cargo xtask`, and completes commands and kata names.
///
/// The shortcut is necessary because shells complete `cargo xtask` with Cargo's own completions.
pub fn completions(shell: Shell, katas: &[&str]) -> String {
    let mut command = Cli::command().bin_name("kata");
    for name in [
        "show",
        "watch",
        "test",
        "hint",
        "reset",
        "kept",
        "compare",
        "bench",
        "attempts",
        "again",
        "verify",
        "mutants",
        "determinism",
        "speed",
        "progress",
    ] {
        let katas: Vec<String> = katas.iter().map(|&kata| kata.to_owned()).collect();
        command = command.mut_subcommand(name, |command| {
            command.mut_arg("kata", |argument| argument.value_parser(PossibleValuesParser::new(katas)))
        });
    }
    let shortcut = match shell {
        Shell::Fish => "function kata; cargo xtask $argv; end\n",
        Shell::PowerShell => "function kata { cargo xtask @args }\n",
        Shell::Elvish => "fn kata {|@arguments| e:cargo xtask $@arguments }\n",
        _ => "kata() { cargo xtask \"$@\"; }\n",
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "kata", &mut script);
    let script = String::from_utf8(script).expect("a completion script is text");
    // zsh requires `#compdef` in the first line, and PowerShell requires `using` before all other statements.
    match shell {
        Shell::Zsh | Shell::PowerShell => script + shortcut,
        _ => shortcut.to_owned() + &script,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn completions_contain_the_kata_names() {
        for shell in Shell::value_variants() {
            let script = completions(*shell, &["hash-map", "lru-cache"]);
            assert!(script.contains("cargo xtask"), "{shell}: {script}");
            // clap completes argument values only for some shells.
            if matches!(shell, Shell::Bash | Shell::Zsh) {
                assert!(script.contains("lru-cache"), "{shell}: {script}");
            }
        }
    }
}
