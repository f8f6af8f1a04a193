//! Speed: what a learner waits for, beside what people would use instead, in one run.
//!
//! Times of different tools are taken in turns, so that whatever else the machine does hits all of them alike.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use xtask::workspace::{Kata, Workspace};

use crate::scratch;

/// When waiting for a verdict is given up.
const PATIENCE: Duration = Duration::from_secs(900);

/// What to measure.
#[derive(Debug, Args)]
pub struct Choice {
    /// The kata whose suite is run
    #[arg(default_value = "hash-map")]
    kata: String,
    /// How often each time is taken; the median counts
    #[arg(long, default_value_t = 7)]
    rounds: u32,
    /// Also from a fresh clone to the first verdict, once: some minutes
    #[arg(long)]
    from_nothing: bool,
}

/// Measures and prints ratios.
///
/// # Errors
///
/// A line that says what could not be measured.
pub fn run(workspace: &Workspace, choice: &Choice) -> Result<bool, String> {
    let kata = workspace.kata(&choice.kata).map_err(|error| error.to_string())?;
    let home = workspace.root().join("target").join("speed");
    let bench = Bench { workspace, kata, home, rounds: choice.rounds };
    println!("{}, medians of {} rounds in which the tools took turns\n", kata.name(), choice.rounds);
    bench.list()?;
    let rustlings = Command::new("rustlings").arg("--version").output().is_ok_and(|output| output.status.success());
    if !rustlings {
        println!("rustlings is not installed (`cargo install --locked rustlings`): nothing is compared with it");
    }
    bench.saves(rustlings)?;
    if choice.from_nothing {
        bench.first_verdict()?;
    }
    Ok(true)
}

struct Bench<'a> {
    workspace: &'a Workspace,
    kata: &'a Kata,
    home: PathBuf,
    rounds: u32,
}

/// A tool, and the times that it took.
struct Contestant<'a> {
    name: &'static str,
    times: Vec<Duration>,
    go: Box<dyn FnMut(u32) -> Result<Duration, String> + 'a>,
}

impl<'a> Contestant<'a> {
    fn new(name: &'static str, go: impl FnMut(u32) -> Result<Duration, String> + 'a) -> Self {
        Self { name, times: Vec::new(), go: Box::new(go) }
    }

    fn median(&self) -> Duration {
        let mut times = self.times.clone();
        times.sort();
        times.get(times.len() / 2).copied().unwrap_or_default()
    }
}

impl Bench<'_> {
    /// Lets each contestant go in every round, and prints the medians and their ratios to the first one's.
    fn compete(&self, what: &str, mut contestants: Vec<Contestant>) -> Result<(), String> {
        let mut turns: Vec<usize> = (0..contestants.len()).collect();
        // The first round warms up.
        for round in 0..=self.rounds {
            for &turn in &turns {
                let contestant = &mut contestants[turn];
                let took = (contestant.go)(round)?;
                if round > 0 {
                    contestant.times.push(took);
                }
            }
            // Who comes after a long one finds a machine that is warm, and busy with writing what that one left.
            turns.reverse();
        }
        println!("{what}");
        let first = contestants[0].median();
        for contestant in &contestants {
            let median = contestant.median();
            let ratio = first.as_secs_f64() / median.as_secs_f64();
            let beside = if contestant.name == contestants[0].name {
                String::new()
            } else {
                format!("   ours is {ratio:.2} of it")
            };
            println!("  {:<44} {:>7.0} ms{beside}", contestant.name, median.as_secs_f64() * 1000.0);
        }
        println!();
        Ok(())
    }

    fn list(&self) -> Result<(), String> {
        let empty = self.home.join("empty");
        write(&empty.join("Cargo.toml"), "[workspace]\n[package]\nname = \"empty\"\nedition = \"2024\"\n")?;
        write(&empty.join("src/main.rs"), "fn main() {}\n")?;
        let root = self.workspace.root();
        self.compete(
            "a command of the runner, warm",
            vec![
                Contestant::new("cargo xtask list", |_| time(cargo(root).args(["xtask", "list"]))),
                Contestant::new("cargo run --quiet (an empty program)", |_| {
                    time(cargo(&empty).args(["run", "--quiet"]))
                }),
            ],
        )
    }

    fn saves(&self, rustlings: bool) -> Result<(), String> {
        let (watched, tested) = (self.copy("watched")?, self.copy("tested")?);
        let exercise = if rustlings { Some(Exercise::new(self)?.warmed_up()?) } else { None };
        for (what, edit) in [
            ("from a save to the verdict", (|n| format!("fn edit() -> u32 {{ {n} }}")) as fn(u32) -> String),
            ("from a save to a compiler's error", |n| format!("fn edit() -> u32 {{ \"{n}\" }}")),
        ] {
            let mut watch = Watch::start(&watched, self.kata)?;
            let mut contestants = vec![
                Contestant::new("cargo xtask watch", |round| {
                    let started = Instant::now();
                    self.save(&watched, &edit(round))?;
                    let green = watch.verdict()?.contains("green");
                    let took = started.elapsed();
                    if green {
                        // Clippy and rustfmt would take the time of whoever is next.
                        watch.line("Formatting: ")?;
                    }
                    Ok(took)
                }),
                Contestant::new("cargo test --package KATA --test suite", |round| {
                    self.save(&tested, &edit(round))?;
                    time(cargo(tested.root()).args(["test", "--package", self.kata.name(), "--test", "suite"]))
                }),
            ];
            if let Some(exercise) = &exercise {
                contestants.push(Contestant::new("rustlings run KATA", move |round| {
                    exercise.save(&edit(round))?;
                    time(&mut exercise.run())
                }));
            }
            self.compete(what, contestants)?;
        }
        Ok(())
    }

    fn first_verdict(&self) -> Result<(), String> {
        let fresh = self.home.join("fresh");
        let _ = fs::remove_dir_all(&fresh);
        let target = |name: &str| fresh.join(name);
        let clone = scratch::lay_out(self.workspace, &fresh.join("clone"), &target("ours"), "")?;
        let ours = time(cargo(clone.root()).args(["xtask", "test", self.kata.name()]))?;
        println!("from nothing, crates downloaded");
        println!("  {:<44} {:>7.1} s", "cargo xtask test KATA", ours.as_secs_f64());
        let mut install = cargo(&fresh);
        install.args(["install", "--quiet", "--locked", "rustlings", "--root"]).arg(fresh.join("tools"));
        let installed = time(install.env("CARGO_TARGET_DIR", target("theirs")))?;
        let mut exercise = Exercise::new(self)?;
        exercise.program = fresh.join("tools/bin/rustlings");
        let verdict = time(exercise.run().env("CARGO_TARGET_DIR", target("exercise")))?;
        let theirs = installed + verdict;
        for (name, took) in
            [("cargo install rustlings", installed), ("and its first verdict on the same suite", theirs)]
        {
            let ratio = ours.as_secs_f64() / took.as_secs_f64();
            println!("  {name:<44} {:>7.1} s    ours is {ratio:.2} of it", took.as_secs_f64());
        }
        Ok(())
    }

    /// A copy of the workspace in which the kata is solved.
    fn copy(&self, name: &str) -> Result<Workspace, String> {
        let copy = scratch::lay_out(self.workspace, &self.home.join(name), &self.home.join(name).join("target"), "")?;
        scratch::put(
            &self.kata.solution().join("src"),
            copy.kata(self.kata.name()).map_err(|error| error.to_string())?,
        )?;
        Ok(copy)
    }

    /// Saves the kata's root file with `edit` at its end.
    fn save(&self, copy: &Workspace, edit: &str) -> Result<(), String> {
        write(&copy.root().join("katas").join(self.kata.name()).join("src/lib.rs"), &self.edited(edit)?)
    }

    fn edited(&self, edit: &str) -> Result<String, String> {
        let lib = self.kata.solution().join("src/lib.rs");
        let code = fs::read_to_string(&lib).map_err(|error| format!("{}: {error}", lib.display()))?;
        Ok(format!("{code}\n#[allow(dead_code)]\n{edit}\n"))
    }
}

/// A running `cargo xtask watch`.
struct Watch {
    child: Child,
    lines: Receiver<String>,
    /// How the line with a verdict begins.
    verdict: String,
}

impl Watch {
    fn start(copy: &Workspace, kata: &Kata) -> Result<Self, String> {
        let mut child = cargo(copy.root())
            .args(["xtask", "watch", kata.name()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let (sender, lines) = mpsc::channel();
        let printed = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        thread::spawn(move || printed.map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let mut watch = Self { child, lines, verdict: format!("{}: ", kata.name()) };
        watch.verdict()?;
        Ok(watch)
    }

    fn verdict(&mut self) -> Result<String, String> {
        let begins = self.verdict.clone();
        self.line(&begins)
    }

    /// The next line that begins like this.
    fn line(&mut self, begins: &str) -> Result<String, String> {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).map_err(|_| format!("no `{begins}` within {PATIENCE:?}"))?;
            if line.starts_with(begins) {
                return Ok(line);
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(stdin) = &mut self.child.stdin {
            let _ = stdin.write_all(b"q\n");
        }
        let _ = self.child.wait();
    }
}

/// The same suite and the same code as an exercise of rustlings.
struct Exercise<'a> {
    bench: &'a Bench<'a>,
    folder: PathBuf,
    program: PathBuf,
}

impl<'a> Exercise<'a> {
    fn new(bench: &'a Bench<'a>) -> Result<Self, String> {
        let folder = bench.home.join("exercise");
        let it = Self { bench, folder, program: "rustlings".into() };
        let (name, root) = (bench.kata.identifier(), bench.workspace.root());
        for home in ["exercises", "solutions"] {
            let home = it.folder.join(home);
            let _ = fs::remove_dir_all(&home);
            scratch::copy(&bench.kata.solution().join("src"), &home)?;
            scratch::copy(&bench.kata.suite(), &home.join("suite"))?;
            fs::rename(home.join("lib.rs"), home.join(format!("{name}.rs"))).map_err(|error| error.to_string())?;
        }
        let read = |path: PathBuf| -> Result<toml::Table, String> {
            let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            text.parse().map_err(|error| format!("{}: {error}", path.display()))
        };
        let kata = read(bench.kata.stub().join("Cargo.toml"))?;
        let workspace = read(root.join("Cargo.toml"))?;
        let mut dependencies = toml::Table::new();
        for section in ["dependencies", "dev-dependencies"] {
            for dependency in kata[section].as_table().into_iter().flat_map(toml::Table::keys) {
                let mut version = workspace["workspace"]["dependencies"][dependency].clone();
                if let Some(path) = version.get("path").and_then(toml::Value::as_str).map(|path| root.join(path)) {
                    version["path"] = path.display().to_string().into();
                }
                dependencies.insert(dependency.clone(), version);
            }
        }
        let dependencies: toml::Table = [("dependencies".to_owned(), dependencies.into())].into_iter().collect();
        let edition = &workspace["workspace"]["package"]["edition"];
        let manifest = format!(
            "bin = [\n  {{ name = \"{name}\", path = \"exercises/{name}.rs\" }},\n  \
             {{ name = \"{name}_sol\", path = \"solutions/{name}.rs\" }},\n]\n\n\
             [package]\nname = \"exercises\"\nedition = {edition}\npublish = false\n\n\
             [workspace]\n\n{}",
            toml::to_string(&dependencies).map_err(|error| error.to_string())?,
        );
        write(&it.folder.join("Cargo.toml"), &manifest)?;
        let exercise = format!("format_version = 1\n[[exercises]]\nname = \"{name}\"\nhint = \"none\"\n");
        write(&it.folder.join("info.toml"), &exercise)?;
        it.save("fn edit() {}")?;
        Ok(it)
    }

    /// Runs it once, so that it is built, and known to be green.
    fn warmed_up(self) -> Result<Self, String> {
        let output = self.run().output().map_err(|error| error.to_string())?;
        if output.status.success() {
            Ok(self)
        } else {
            Err(format!("the exercise for rustlings does not pass:\n{}", String::from_utf8_lossy(&output.stdout)))
        }
    }

    fn save(&self, edit: &str) -> Result<(), String> {
        let name = self.bench.kata.identifier();
        let as_program = format!(
            "extern crate self as {name};\n#[cfg(test)]\n#[path = \"suite/main.rs\"]\nmod suite;\nfn main() {{}}\n"
        );
        let code = self.bench.edited(edit)?.replace(&format!("{name}_solution"), &name) + &as_program;
        write(&self.folder.join("exercises").join(format!("{name}.rs")), &code)
    }

    fn run(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.folder).args(["run", &self.bench.kata.identifier()]);
        command
    }
}

/// Cargo as a user types it: what stands before it, as rustup does, is a part of each wait.
fn cargo(folder: &Path) -> Command {
    let mut command = Command::new("cargo");
    // Set for this program by the Cargo that runs it, and of no meaning elsewhere.
    command.current_dir(folder).env_remove("CARGO_MANIFEST_DIR");
    command
}

/// How long a command takes, whatever it thinks of the code.
fn time(command: &mut Command) -> Result<Duration, String> {
    let started = Instant::now();
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.code().is_none_or(|code| code > 101) {
        return Err(format!("{command:?} ended with {}", output.status));
    }
    Ok(started.elapsed())
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let said = |error: std::io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(path.parent().unwrap_or(path)).map_err(said)?;
    let mut file = File::create(path).map_err(said)?;
    file.write_all(text.as_bytes()).map_err(said)
}
