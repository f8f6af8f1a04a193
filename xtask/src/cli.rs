//! The command line.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Object-oriented design katas: solve them against tests, a stage at a time.
///
/// Without a command: the live view on the kata in progress.
#[derive(Debug, Parser)]
#[command(
    name = "xtask",
    bin_name = "cargo xtask",
    version,
    disable_help_subcommand = true,
    args_conflicts_with_subcommands = true
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How the live view is shown.
    #[command(flatten)]
    pub view: ViewOptions,
}

/// How the live view is shown.
#[derive(Clone, Debug, Default, Args)]
pub struct ViewOptions {
    /// Print line by line and take letters with Enter, instead of filling the terminal
    ///
    /// So does the view by itself where input or output is no terminal, or TERM is `dumb`.
    #[arg(long)]
    pub plain: bool,
    /// Ring the terminal's bell at the end of each run
    #[arg(long)]
    pub bell: bool,
    /// What `e` opens a file with [default: VS Code inside its terminal, else $VISUAL or $EDITOR]
    ///
    /// `{file}` and `{line}` in it are replaced; without them, the file and, for an editor that is known, the line are added.
    #[arg(long, value_name = "CMD")]
    pub edit_cmd: Option<String>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the katas: stages, progress, last verdict, time spent
    List {
        /// As text or as JSON
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
    /// Show the brief of a kata, or the text of a stage
    Show {
        /// A kata, or how its name begins [default: the current one]
        kata: Option<String>,
        /// The stage whose text to show
        #[arg(long, value_name = "N")]
        stage: Option<u32>,
    },
    /// Run a kata's tests at every save: the live view
    ///
    /// It fills the terminal and shows the stages, the first test that fails, or what the compiler says, and the keys that
    /// it knows.
    Watch {
        /// A kata, or how its name begins [default: the current one]
        kata: Option<String>,
        /// How the live view is shown.
        #[command(flatten)]
        view: ViewOptions,
    },
    /// Run a kata's tests once
    ///
    /// Exits with 0 if they are green, 1 if red, 3 if it does not compile, 4 if a limit ended a test, and 2 if there was
    /// nothing to run.
    Test {
        /// A kata, or how its name begins [default: the current one]
        kata: Option<String>,
        /// Only tests with this in their name
        test: Option<String>,
        /// Only this stage
        #[arg(long, value_name = "N")]
        stage: Option<u32>,
        /// Run the reference instead of your code
        #[arg(long)]
        solution: bool,
        /// As text, as JSON or as JUnit XML
        #[arg(long, value_enum, default_value = "human")]
        format: TestFormat,
    },
    /// Show the next hint for the first stage that is not green
    Hint {
        /// A kata, or how its name begins [default: the current one]
        kata: Option<String>,
        /// A stage of your choice
        #[arg(long, value_name = "N")]
        stage: Option<u32>,
    },
    /// Mark the current kata as done if it is green, and go on to the next
    Next,
    /// Put the stub back in the place of your code, which is kept
    Reset {
        /// A kata, or how its name begins
        kata: String,
        /// Bring back what the last reset replaced
        #[arg(long)]
        undo: bool,
    },
    /// List the versions of your code that are kept, or show or bring back one of them
    ///
    /// Every run keeps what it runs. What `--restore` replaces is kept first, too.
    Kept {
        /// A kata, or how its name begins [default: the current one]
        kata: Option<String>,
        /// Show what bringing this version back would change
        #[arg(value_name = "N")]
        version: Option<u64>,
        /// Bring this version back
        #[arg(long, value_name = "N", conflicts_with = "version")]
        restore: Option<u64>,
        /// The list as text or as JSON
        #[arg(long, value_enum, default_value = "human", conflicts_with_all = ["version", "restore"])]
        format: ListFormat,
    },
    /// Show your design beside the reference's: what each has, figures, and the code where it differs
    ///
    /// Items are matched by what they are, wherever they stand and, as far as they can be recognized, whatever they are called.
    Compare {
        /// A kata, or how its name begins [default: the current one]
        kata: Option<String>,
        /// Also before the kata is green; what is still a `todo!()` is left out then
        #[arg(long)]
        spoil: bool,
        /// Compare with this instead: an alternative to the reference, a path to somebody's code, or `attempt:1`
        #[arg(long, value_name = "WHOM")]
        with: Option<String>,
        /// As text or as JSON
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
        /// Write a page to this file instead
        #[arg(long, value_name = "FILE", conflicts_with = "format")]
        html: Option<PathBuf>,
    },
    /// Measure your code beside the reference, its alternatives and what people would use instead
    ///
    /// It takes minutes. `compare` shows what was measured last.
    Bench {
        /// A kata, or how its name begins [default: the current one]
        kata: Option<String>,
        /// As text or as JSON
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
    /// Show the attempts at a kata, and what changed from one to the next
    ///
    /// An attempt goes from the stub to code that is green; `again` begins another. Its code is kept.
    Attempts {
        /// A kata, or how its name begins [default: the current one]
        kata: Option<String>,
        /// As text or as JSON
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
    /// Solve a kata once more: the stub, no progress, and no time spent; the last attempt is kept
    Again {
        /// A kata, or how its name begins
        kata: String,
    },
    /// Show how far you got with each kata, and when; of one kata, a plot of stages over time
    Progress {
        /// A kata, or how its name begins [default: all that you worked on]
        kata: Option<String>,
        /// As text or as JSON
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
        /// Write a page with all plots to this file instead
        #[arg(long, value_name = "FILE", conflicts_with_all = ["kata", "format"])]
        html: Option<PathBuf>,
    },
    /// Bring this clone up to date and keep your code: what you changed is merged with the new stub, or stays as it is
    ///
    /// It needs git and the network.
    Update,
    /// Find what on this machine would stop a kata from running, and say what to do about it
    ///
    /// Exits with 1 if something would.
    Doctor {
        /// As text or as JSON
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
    /// A coding dojo: teams work side by side, and a board shows how everyone does
    Dojo {
        /// What to do.
        #[command(subcommand)]
        command: Dojo,
    },
    /// For maintainers: check all that must hold of a kata
    Verify {
        /// A kata, or how its name begins [default: all of them]
        kata: Option<String>,
    },
    /// For maintainers: test whether the suite notices every change to the reference, with cargo-mutants
    Mutants {
        /// A kata, or how its name begins [default: all of them]
        kata: Option<String>,
        /// Only the K-th part of N, from 0
        #[arg(long, value_name = "K/N")]
        shard: Option<String>,
        /// Only mutants of lines that a unified diff changes
        #[arg(long, value_name = "FILE")]
        in_diff: Option<PathBuf>,
    },
    /// For maintainers: test whether a suite says the same in any order of its tests, and with other seeds for its laws
    Determinism {
        /// A kata, or how its name begins [default: all of them]
        kata: Option<String>,
        /// Runs in random order, every other one on a single thread; a tenth as many with other seeds
        #[arg(long, value_name = "N", default_value_t = 100)]
        runs: u32,
    },
    /// For maintainers: measure what a learner waits for, beside what people would use instead
    Speed {
        /// A kata [default: hash-map]
        kata: Option<String>,
        /// How often each time is taken; the median counts
        #[arg(long, value_name = "N", default_value_t = 7)]
        rounds: u32,
        /// Also from a fresh clone to the first verdict, once: some minutes
        #[arg(long)]
        from_nothing: bool,
    },
    /// For maintainers: begin a new kata, with every part in its place and a TODO for what is left to write
    New {
        /// Its name, in small letters with `-` between words
        kata: String,
    },
    /// Print a script that defines `kata`, short for `cargo xtask`, with completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// What to do about a dojo.
#[derive(Debug, Subcommand)]
pub enum Dojo {
    /// Start the board: prints its address, the code that teams join with, and the facilitator's link
    ///
    /// Started again after a crash, it goes on with the same dojo.
    Host {
        /// The kata that everyone begins with; a kata, or how its name begins
        #[arg(long)]
        kata: Option<String>,
        /// How long to work, breaks and review left out
        #[arg(long, value_name = "N", default_value_t = 45, value_parser = clap::value_parser!(u32).range(1..=1440))]
        minutes: u32,
        /// How many minutes a turn at the keyboard is; 0: nobody is told to switch
        #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u32).range(0..=240))]
        rotate: u32,
        /// Where to listen: `0.0.0.0` lets in everyone on your network [default: this machine alone]
        #[arg(long, value_name = "ADDRESS[:PORT]")]
        bind: Option<String>,
        /// Encrypt, with this certificate (PEM)
        #[arg(long, value_name = "FILE", requires = "key")]
        cert: Option<PathBuf>,
        /// The certificate's private key (PEM)
        #[arg(long, value_name = "FILE", requires = "cert")]
        key: Option<PathBuf>,
        /// End the dojo that a board before this one left open, and begin another
        #[arg(long)]
        new: bool,
    },
    /// Show the dojos that this machine has hosted
    List {
        /// As text or as JSON
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
    /// Write down a dojo: every team's runs, code and answers
    #[command(group = clap::ArgGroup::new("target").required(true).multiple(true))]
    Export {
        /// Its number, as `dojo list` has it [default: the last one]
        dojo: Option<u64>,
        /// As a page that needs nothing else
        #[arg(long, value_name = "FILE", group = "target")]
        html: Option<PathBuf>,
        /// As JSON
        #[arg(long, value_name = "FILE", group = "target")]
        json: Option<PathBuf>,
        /// As a git repository a team, a commit a light, in a new folder
        #[arg(long, value_name = "FOLDER", group = "target")]
        git: Option<PathBuf>,
    },
    /// Delete a dojo with everything that its teams sent
    Delete {
        /// Its number, as `dojo list` has it
        dojo: u64,
    },
    /// The day before: fetch and build all that the evening needs, so that nobody waits for a network then
    ///
    /// Looks at the machine as `doctor` does, and says in the last line whether it is ready. Exits with 1 if it is not.
    Prepare {
        /// Bring the katas of this folder into the workspace first: it is laid out as this repository is
        #[arg(long, value_name = "FOLDER")]
        katas: Option<PathBuf>,
    },
    /// Join a dojo: from then on, each whole run here is a light on its board
    ///
    /// Runs that the board does not get at once are kept, and sent when it is there again.
    Join {
        /// The board's address, as the facilitator shows it
        url: String,
        /// The dojo's code; that of your team, to add a machine to it
        #[arg(long)]
        code: String,
        /// Your team's name
        #[arg(long)]
        team: String,
        /// Who takes part, in the order in which they drive
        #[arg(long, value_name = "ANN,BOB", value_delimiter = ',')]
        people: Vec<String>,
        /// Keep your code on this machine: the board gets stage, counts and time alone
        #[arg(long)]
        no_code: bool,
    },
    /// Leave the dojo that this machine is in, after all runs are sent
    Leave,
    /// Show which dojo this machine is in, how it stands, and what waits to be sent
    Status,
    /// Time a session of a pair or a mob without a board: a countdown, and whose turn it is
    ///
    /// It tells line by line in this terminal, and the live view shows it too.
    Timer {
        /// How long to work
        #[arg(long, value_name = "N", default_value_t = 45, value_parser = clap::value_parser!(u32).range(1..=1440))]
        minutes: u32,
        /// How many minutes a turn at the keyboard is; 0: nobody is told to switch
        #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u32).range(0..=240))]
        rotate: u32,
        /// Who takes part, in the order in which they drive
        #[arg(long, value_name = "ANN,BOB", value_delimiter = ',')]
        people: Vec<String>,
    },
}

/// How a list is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Text.
    Human,
    /// One JSON document.
    Json,
}

/// How a report is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TestFormat {
    /// Text.
    Human,
    /// One JSON document.
    Json,
    /// JUnit XML.
    Junit,
}

/// A script for `shell` that defines `kata` as short for `cargo xtask` and completes its commands and the katas' names.
///
/// A shell completes the arguments of `cargo xtask` as Cargo's, which knows nothing of them.
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
    // zsh wants its `#compdef` line first; PowerShell its `using` lines.
    match shell {
        Shell::Zsh | Shell::PowerShell => script + shortcut,
        _ => shortcut.to_owned() + &script,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn completions_know_the_katas() {
        for shell in Shell::value_variants() {
            let script = completions(*shell, &["hash-map", "lru-cache"]);
            assert!(script.contains("cargo xtask"), "{shell}: {script}");
            // clap completes the values of arguments in some shells only.
            if matches!(shell, Shell::Bash | Shell::Zsh) {
                assert!(script.contains("lru-cache"), "{shell}: {script}");
            }
        }
    }
}
