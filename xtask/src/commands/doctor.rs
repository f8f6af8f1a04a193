//! What on this machine would stop a kata from running, and what to do about it.

use std::fs;
use std::io::IsTerminal;
use std::path::Path;
use std::process::{Command, ExitCode};

use notify::{RecursiveMode, Watcher};
use serde::Serialize;

use crate::cli::ListFormat;
use crate::command_context::CommandContext;
use crate::error;
use crate::paths::shown;
use crate::render::ansi::paint;
use crate::render::{self, styles};
use crate::report::Verdict;
use crate::terminal_output::print;
use crate::workspace::Workspace;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// As it should be.
    Good,
    /// Katas run, but something is slower or less comfortable than it could be.
    Advice,
    /// Katas do not run.
    Bad,
}

/// What was looked at, and what was found.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub what: &'static str,
    /// How much it matters.
    pub level: Level,
    /// What was found.
    pub detail: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

impl Finding {
    fn good(what: &'static str, detail: impl Into<String>) -> Self {
        Self { what, level: Level::Good, detail: detail.into(), fix: None }
    }

    fn new(what: &'static str, level: Level, detail: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { what, level, detail: detail.into(), fix: Some(fix.into()) }
    }
}

#[derive(Serialize)]
struct Examined {
    schema: u32,
    well: bool,
    findings: Vec<Finding>,
}

pub(super) fn run(context: &CommandContext, format: ListFormat) -> error::Result<ExitCode> {
    let findings = examine(&context.workspace);
    let well = is_well(&findings);
    match format {
        ListFormat::Json => print(&render::json(&Examined { schema: 1, well, findings }))?,
        ListFormat::Human => print(&render::fit(&render_findings(&findings)))?,
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Looks at everything that a kata needs from the machine.
///
/// # Cost
///
/// Starts a handful of processes and compiles a program of one line: about a second.
pub fn examine(workspace: &Workspace) -> Vec<Finding> {
    let root = workspace.root();
    let mut findings = vec![
        toolchain(root),
        temporary_folder(),
        linker(root),
        component(root, "Clippy", "clippy", "its remarks, shown when a kata is green"),
        component(root, "rustfmt", "fmt", "the look at the formatting, shown when a kata is green"),
        crates(root),
    ];
    for (what, folder) in [
        ("the katas' folder", root.join("katas")),
        ("the folder for progress", root.join(".state")),
        ("the folder for builds", root.join("target")),
    ] {
        findings.push(writable(what, &folder));
    }
    findings.push(file_events(&root.join("katas")));
    findings.push(terminal());
    findings.push(mutants(root));
    findings
}

/// Whether nothing was found that stops a kata from running.
pub fn is_well(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.level != Level::Bad)
}

/// The first line that a command prints, or why there is none.
fn first_line(root: &Path, program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program).args(arguments).current_dir(root).output().map_err(|error| error.to_string())?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().next().unwrap_or_default().to_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
}

fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

fn rustc() -> String {
    std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned())
}

fn toolchain(root: &Path) -> Finding {
    // Cargo has checked the version before it started this program: `rust-version` stands in every manifest.
    match first_line(root, &rustc(), &["--version"]) {
        Ok(version) => Finding::good("Rust", version),
        Err(why) => Finding::new("Rust", Level::Bad, why, "install Rust: https://rustup.rs"),
    }
}

/// A folder for temporary files, which rustc and the linker need, and in which programs of others may have to start.
fn temporary_folder() -> Finding {
    const WHAT: &str = "temporary folder";
    let folder = std::env::temp_dir();
    let variable = if cfg!(windows) { "TMP" } else { "TMPDIR" };
    let fix = format!("free some space in {}, or set {variable} to another folder", shown(&folder));
    let probe = tempfile::NamedTempFile::new().and_then(|file| fs::write(file.path(), [0; 1 << 20]));
    match probe {
        Ok(()) => Finding::good(WHAT, format!("{} can be written to", shown(&folder))),
        Err(error) => Finding::new(WHAT, Level::Bad, format!("{} cannot be written to: {error}", shown(&folder)), fix),
    }
}

fn linker(root: &Path) -> Finding {
    // Where programs are built and started later.
    let target = root.join("target");
    let folder =
        fs::create_dir_all(&target).and_then(|()| tempfile::Builder::new().prefix("doctor-").tempdir_in(&target));
    let folder = match folder {
        Ok(folder) => folder,
        Err(error) => {
            let fix = format!("make {} writable for you", shown(&target));
            return Finding::new(
                "linker",
                Level::Bad,
                format!("not tried: nothing can be built in target: {error}"),
                fix,
            );
        }
    };
    let source = folder.path().join("empty.rs");
    let program = folder.path().join(format!("empty{}", std::env::consts::EXE_SUFFIX));
    let (source, program) = (source.display().to_string(), program.display().to_string());
    let build = || -> Result<String, String> {
        fs::write(&source, "fn main() {}\n").map_err(|error| error.to_string())?;
        first_line(root, &rustc(), &["--edition=2024", &source, "-o", &program])
    };
    let fix = if cfg!(windows) {
        "install the Build Tools for Visual Studio with `Desktop development with C++`"
    } else if cfg!(target_os = "macos") {
        "xcode-select --install"
    } else {
        "install a C compiler, which brings a linker: `sudo apt install build-essential` on Debian and Ubuntu"
    };
    if let Err(why) = build() {
        return Finding::new("linker", Level::Bad, why, fix);
    }
    match first_line(root, &program, &[]) {
        Ok(_) => Finding::good("linker", "a program can be built and started"),
        Err(why) => {
            let fix = "the file system may be mounted with `noexec`: clone the repository somewhere else";
            Finding::new("linker", Level::Bad, format!("a program is built and does not start: {why}"), fix)
        }
    }
}

fn component(root: &Path, what: &'static str, command: &str, used_for: &str) -> Finding {
    match first_line(root, &cargo(), &[command, "--version"]) {
        Ok(version) => Finding::good(what, version),
        Err(_) => {
            let name = if command == "fmt" { "rustfmt" } else { command };
            let detail = format!("missing; it is needed for {used_for}");
            Finding::new(what, Level::Advice, detail, format!("rustup component add {name}"))
        }
    }
}

fn crates(root: &Path) -> Finding {
    let offline = ["fetch", "--locked", "--offline", "--quiet"];
    match first_line(root, &cargo(), &offline) {
        Ok(_) => Finding::good("crates", "all are downloaded: no network is needed"),
        Err(_) => Finding::new(
            "crates",
            Level::Advice,
            "some are not downloaded yet: the next build needs the network",
            "cargo fetch --locked",
        ),
    }
}

fn writable(what: &'static str, folder: &Path) -> Finding {
    // A folder that is not there yet will be made by the first run: nothing is made here that stays.
    let there = folder.ancestors().find(|folder| folder.exists()).unwrap_or(folder);
    match tempfile::Builder::new().prefix(".doctor-").tempfile_in(there) {
        Ok(_) => Finding::good(what, "can be written to"),
        Err(error) => {
            let fix = format!("make {} writable for you, or clone the repository somewhere else", shown(folder));
            Finding::new(what, Level::Bad, format!("cannot be written to: {error}"), fix)
        }
    }
}

fn file_events(folder: &Path) -> Finding {
    let watch = || -> notify::Result<()> {
        let mut watcher = notify::recommended_watcher(|_| {})?;
        watcher.watch(folder, RecursiveMode::Recursive)
    };
    let limits = ["max_user_watches", "max_user_instances"].map(|name| {
        let value = fs::read_to_string(Path::new("/proc/sys/fs/inotify").join(name)).ok();
        value.map(|value| format!("{name} {}", value.trim()))
    });
    let limits: Vec<String> = limits.into_iter().flatten().collect();
    match watch() {
        Ok(()) if limits.is_empty() => Finding::good("file events", "arrive"),
        Ok(()) => Finding::good("file events", format!("can be had ({})", limits.join(", "))),
        Err(error) => Finding::new(
            "file events",
            Level::Advice,
            format!("cannot be had: {error}. Saves are found by looking, four times a second"),
            if limits.is_empty() {
                "nothing has to be done".to_owned()
            } else {
                "sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512".to_owned()
            },
        ),
    }
}

fn terminal() -> Finding {
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        return Finding::good("terminal", "none here: what is shown is plain text");
    }
    let kind = std::env::var("TERM").unwrap_or_default();
    if kind == "dumb" || (cfg!(unix) && kind.is_empty()) {
        let fix = "use another terminal, or set TERM to what yours is";
        return Finding::new("terminal", Level::Advice, "it says that it can do nothing (TERM)", fix);
    }
    let width = textwrap::termwidth();
    if width < 80 {
        let detail = format!("{width} columns wide; pages are written for 80");
        return Finding::new("terminal", Level::Advice, detail, "make the window wider");
    }
    Finding::good("terminal", format!("{width} columns wide"))
}

fn mutants(root: &Path) -> Finding {
    const WHAT: &str = "cargo-mutants";
    match first_line(root, &cargo(), &["mutants", "--version"]) {
        Ok(version) => Finding::good(WHAT, version),
        Err(_) => Finding::new(
            WHAT,
            Level::Advice,
            "missing; only maintainers need it, for `cargo xtask mutants`",
            "cargo install --locked cargo-mutants",
        ),
    }
}

/// What `doctor` found, a line each, and below it what to do.
fn render_findings(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let (mark, verdict) = match finding.level {
            Level::Good => ("✓", Verdict::Green),
            Level::Advice => ("!", Verdict::Amber),
            Level::Bad => ("✗", Verdict::Red),
        };
        text += &format!("{} {}: {}\n", paint(styles::verdict(verdict), mark), finding.what, finding.detail);
        if let Some(fix) = &finding.fix {
            text += &format!("    → {fix}\n");
        }
    }
    let bad = findings.iter().filter(|finding| finding.level == Level::Bad).count();
    text + &match bad {
        0 => "\nKatas run here.\n".to_owned(),
        1 => "\nOne thing stops katas from running here.\n".to_owned(),
        _ => format!("\n{bad} things stop katas from running here.\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_cannot_be_written_to_stops_a_kata_and_is_told_how_to_mend() {
        let home = tempfile::tempdir().expect("a folder");
        let file = home.path().join("file");
        fs::write(&file, "in the way").expect("a file");
        let new = home.path().join("new");
        let good = writable("a folder", &new);
        assert_eq!((good.level, good.fix.as_deref()), (Level::Good, None));
        assert!(!new.exists(), "looking changes nothing");
        let bad = writable("a folder", &file.join("below"));
        assert_eq!(bad.level, Level::Bad);
        assert!(bad.fix.as_ref().is_some_and(|fix| fix.contains("make") && fix.contains("below")), "{bad:?}");
        assert!(!is_well(&[good, bad]));
    }

    #[test]
    fn a_missing_component_is_advice_with_the_command_that_brings_it() {
        let missing = component(Path::new("."), "Clippy", "no-such-command", "nothing");
        assert_eq!(missing.level, Level::Advice);
        assert_eq!(missing.fix.as_deref(), Some("rustup component add no-such-command"));
    }
}
