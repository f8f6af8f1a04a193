//! `cargo xtask doctor`: checks the machine for problems that prevent katas from running.

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

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// No problem.
    Good,
    /// Katas run, but with a limitation.
    Advice,
    /// Katas cannot run.
    Bad,
}

/// The result of one check.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// The subject of the check.
    pub what: &'static str,
    /// The severity.
    pub level: Level,
    /// The result in words.
    pub detail: String,
    /// The suggested fix.
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
struct DoctorReport {
    schema: u32,
    well: bool,
    findings: Vec<Finding>,
}

pub(super) fn run(context: &CommandContext, format: ListFormat) -> error::Result<ExitCode> {
    let findings = check_machine(&context.workspace);
    let well = can_run_katas(&findings);
    match format {
        ListFormat::Json => print(&render::json(&DoctorReport { schema: 1, well, findings }))?,
        ListFormat::Human => print(&render::fit(&render_findings(&findings)))?,
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Checks everything that a kata needs from the machine.
///
/// # Cost
///
/// Takes about a second, because it starts processes and compiles a small program.
pub fn check_machine(workspace: &Workspace) -> Vec<Finding> {
    let root = workspace.root();
    let mut findings = vec![
        toolchain(root),
        temporary_folder(),
        linker(root),
        component(root, "Clippy", "clippy", "warnings about green code"),
        component(root, "rustfmt", "fmt", "the formatting check of green code"),
        crates(root),
    ];
    for (what, folder) in [
        ("folder for katas", root.join("katas")),
        ("folder for progress", root.join(".state")),
        ("folder for builds", root.join("target")),
    ] {
        findings.push(writable(what, &folder));
    }
    findings.push(file_events(&root.join("katas")));
    findings.push(terminal());
    findings.push(mutants(root));
    findings
}

/// Returns true if no finding prevents katas from running.
pub fn can_run_katas(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.level != Level::Bad)
}

/// Runs a command, and returns the first line of its output, or of its errors if it fails.
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
    // Cargo has already checked the version against `rust-version` in the manifests.
    match first_line(root, &rustc(), &["--version"]) {
        Ok(version) => Finding::good("Rust", version),
        Err(why) => Finding::new("Rust", Level::Bad, why, "install Rust: https://rustup.rs"),
    }
}

/// Checks the folder for temporary files, which rustc and the linker use.
fn temporary_folder() -> Finding {
    const WHAT: &str = "temporary folder";
    let folder = std::env::temp_dir();
    let variable = if cfg!(windows) { "TMP" } else { "TMPDIR" };
    let fix = format!("free some space in {}, or set {variable} to another folder", shown(&folder));
    let probe = tempfile::NamedTempFile::new().and_then(|file| fs::write(file.path(), [0; 1 << 20]));
    match probe {
        Ok(()) => Finding::good(WHAT, format!("{} is writable", shown(&folder))),
        Err(error) => Finding::new(WHAT, Level::Bad, format!("{} is not writable: {error}", shown(&folder)), fix),
    }
}

fn linker(root: &Path) -> Finding {
    // Check the same folder that later builds will use.
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
                format!("not checked, because target is not writable: {error}"),
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
        "install a C compiler, which includes a linker; on Debian and Ubuntu: sudo apt install build-essential"
    };
    if let Err(why) = build() {
        return Finding::new("linker", Level::Bad, why, fix);
    }
    match first_line(root, &program, &[]) {
        Ok(_) => Finding::good("linker", "can build and start programs"),
        Err(why) => {
            let fix = "the file system may be mounted with `noexec`; clone the repository elsewhere";
            Finding::new("linker", Level::Bad, format!("a program was built, but does not start: {why}"), fix)
        }
    }
}

fn component(root: &Path, what: &'static str, command: &str, used_for: &str) -> Finding {
    match first_line(root, &cargo(), &[command, "--version"]) {
        Ok(version) => Finding::good(what, version),
        Err(_) => {
            let name = if command == "fmt" { "rustfmt" } else { command };
            let detail = format!("not installed; needed for {used_for}");
            Finding::new(what, Level::Advice, detail, format!("rustup component add {name}"))
        }
    }
}

fn crates(root: &Path) -> Finding {
    let offline = ["fetch", "--locked", "--offline", "--quiet"];
    match first_line(root, &cargo(), &offline) {
        Ok(_) => Finding::good("crates", "all downloaded; no network access needed"),
        Err(_) => Finding::new(
            "crates",
            Level::Advice,
            "some are not downloaded yet; the next build needs network access",
            "cargo fetch --locked",
        ),
    }
}

fn writable(what: &'static str, folder: &Path) -> Finding {
    // If the folder is missing, the first run creates it. The check should not, so try the closest existing folder.
    let existing = folder.ancestors().find(|folder| folder.exists()).unwrap_or(folder);
    match tempfile::Builder::new().prefix(".doctor-").tempfile_in(existing) {
        Ok(_) => Finding::good(what, "writable"),
        Err(error) => {
            let fix = format!("make {} writable for you, or clone the repository elsewhere", shown(folder));
            Finding::new(what, Level::Bad, format!("not writable: {error}"), fix)
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
        Ok(()) if limits.is_empty() => Finding::good("file events", "available"),
        Ok(()) => Finding::good("file events", format!("available ({})", limits.join(", "))),
        Err(error) => Finding::new(
            "file events",
            Level::Advice,
            format!("unavailable: {error}. The live view polls the files four times a second instead"),
            if limits.is_empty() {
                "no action needed".to_owned()
            } else {
                "sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512".to_owned()
            },
        ),
    }
}

fn terminal() -> Finding {
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        return Finding::good("terminal", "not a terminal; output is plain text");
    }
    let kind = std::env::var("TERM").unwrap_or_default();
    if kind == "dumb" || (cfg!(unix) && kind.is_empty()) {
        let fix = "use another terminal, or set TERM to the type of yours";
        return Finding::new(
            "terminal",
            Level::Advice,
            "TERM is unset or `dumb`, so programs cannot control the terminal",
            fix,
        );
    }
    let width = textwrap::termwidth();
    if width < 80 {
        let detail = format!("{width} columns wide; the output is designed for 80");
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
            "not installed; only maintainers need it, for `cargo xtask mutants`",
            "cargo install --locked cargo-mutants",
        ),
    }
}

/// Renders one line per finding, followed by its fix.
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
        0 => "\nKatas can run on this machine.\n".to_owned(),
        1 => "\n1 problem prevents katas from running on this machine.\n".to_owned(),
        _ => format!("\n{bad} problems prevent katas from running on this machine.\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_only_folder_is_a_problem_with_a_fix() {
        let home = tempfile::tempdir().expect("the temporary folder is writable");
        let file = home.path().join("file");
        fs::write(&file, "a file, not a folder").expect("the file is writable");
        let new = home.path().join("new");
        let good = writable("a folder", &new);
        assert_eq!((good.level, good.fix.as_deref()), (Level::Good, None));
        assert!(!new.exists(), "the check created the folder");
        let bad = writable("a folder", &file.join("below"));
        assert_eq!(bad.level, Level::Bad);
        assert!(bad.fix.as_ref().is_some_and(|fix| fix.contains("make") && fix.contains("below")), "{bad:?}");
        assert!(!can_run_katas(&[good, bad]));
    }

    #[test]
    fn a_missing_component_is_advice_with_an_install_command() {
        let missing = component(Path::new("."), "Clippy", "no-such-command", "nothing");
        assert_eq!(missing.level, Level::Advice);
        assert_eq!(missing.fix.as_deref(), Some("rustup component add no-such-command"));
    }
}
