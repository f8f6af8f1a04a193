//! The checks. Each has a claim and finds what speaks against it; a check that finds nothing says that the claim holds.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use compare::model::{Contract, Crate};
use compare::source::{Module, Source};
use compare::surface;
use compare::talk::{self, Ties};
use serde_json::Value;
use xtask::process::StopFlag;
use xtask::report::{self, Report, Status, Verdict};
use xtask::run::{Request, Run};
use xtask::workspace::{Kata, Workspace};

use crate::docs;
use crate::format;
use crate::pitfall::Pitfall;
use crate::scratch;

/// What is checked: a kata where it lives, and in a copy of the workspace where it is pristine.
pub struct Subject<'a> {
    pub original: &'a Workspace,
    pub kata: &'a Kata,
    pub scratch: &'a Workspace,
    pub pristine: &'a Kata,
}

type Found = Result<Vec<String>, String>;

/// One check.
pub struct Check {
    pub claim: &'static str,
    pub run: fn(&Subject) -> Found,
}

/// All checks of a kata, quick ones first.
pub const ALL: [Check; 14] = [
    Check { claim: "brief, hints, suite, stub, reference, design notes and benchmark are there", run: parts },
    Check { claim: "the brief names the stages as the suite does", run: brief },
    Check { claim: "kata, pristine stub, reference and alternatives have the same dependencies", run: manifests },
    Check { claim: "the stub in the kata is the pristine one", run: pristine },
    Check { claim: "stub and reference offer the same public surface", run: surfaces },
    Check { claim: "the reference builds on nothing that it is compared with", run: peers },
    Check { claim: "every public item of the reference has an example", run: examples },
    Check { claim: "the reference and its alternatives forbid unsafe code", run: safe },
    Check { claim: "what there is to talk about is tied to decisions and items that there are", run: talk },
    Check { claim: "stub, reference and alternatives compile without a remark from Clippy", run: remarks },
    Check { claim: "every test of the suite fails on the stub", run: red },
    Check { claim: "every test passes on the reference, and in the kata with its sources dropped in", run: green },
    Check { claim: "every alternative to the reference passes the suite", run: alternatives },
    Check { claim: "every pitfall is caught by the test that it names", run: pitfalls },
];

#[allow(clippy::needless_pass_by_value, reason = "made for `map_err`")]
fn text<E: ToString>(error: E) -> String {
    error.to_string()
}

fn parts(subject: &Subject) -> Found {
    let (kata, root) = (subject.kata, subject.original.root());
    let bench = format!("xtask/bench/benches/{}.rs", kata.identifier());
    let needed: Vec<PathBuf> = vec![
        kata.folder().join("README.md"),
        kata.folder().join("kata.toml"),
        kata.folder().join("src/lib.rs"),
        kata.stub().join("src/lib.rs"),
        kata.folder().join("suite.rs"),
        kata.stub().join("Cargo.toml"),
        kata.stub().join("suite.rs"),
        kata.suite().join("main.rs"),
        kata.suite().join("solution.rs"),
        kata.solution().join("src/lib.rs"),
        kata.solution().join("DESIGN.md"),
        kata.solution().join("talk.toml"),
        root.join(&bench),
    ];
    let missing = needed.iter().filter(|path| !path.is_file());
    let mut found: Vec<String> =
        missing.map(|path| format!("{} is missing", subject.original.relative(path))).collect();
    let measured = format!("extern crate {0} as {0}_solution;", kata.identifier());
    if !fs::read_to_string(root.join(&bench)).is_ok_and(|code| code.contains(&measured)) {
        found.push(format!("{bench} cannot have the learner's kata in the reference's place: `{measured}`"));
    }
    kata.about().map_err(text)?;
    let stages = kata.stages().map_err(text)?;
    let main = fs::read_to_string(kata.suite().join("main.rs")).map_err(text)?;
    for stage in &stages {
        let hints = kata.hints(stage.number).map(|hints| hints.iter().filter(|hint| !hint.is_empty()).count());
        match hints {
            Ok(count) if count >= 3 => {}
            Ok(count) => found.push(format!("stage {} has {count} hints, three are the least", stage.number)),
            Err(error) => found.push(error.to_string()),
        }
        let declared = format!("#[cfg(not(without_stage = \"{}\"))]\nmod {};", stage.number, stage.module);
        if !main.contains(&declared) {
            found.push(format!("the suite's main.rs does not declare {} so that it can be left out", stage.module));
        }
    }
    let numbers: Vec<u32> = stages.iter().map(|stage| stage.number).collect();
    if !(5..=7).contains(&numbers.len()) || numbers != (1..=7).take(numbers.len()).collect::<Vec<_>>() {
        found.push(format!("the stages are {numbers:?}, and should be five to seven, counted from 1"));
    }
    Ok(found)
}

fn brief(subject: &Subject) -> Found {
    let brief = subject.kata.brief().map_err(text)?;
    let rows: Vec<Vec<&str>> = brief
        .lines()
        .filter(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let stages = subject.kata.stages().map_err(text)?;
    let unnamed = stages.iter().filter(|stage| {
        let (number, minutes) = (stage.number.to_string(), stage.minutes.to_string());
        !rows.iter().any(|row| {
            let says = |wanted: &str| row.iter().any(|cell| cell.split(' ').next() == Some(wanted) || *cell == wanted);
            says(&number) && says(&minutes) && row.contains(&stage.title.as_str())
        })
    });
    Ok(unnamed
        .map(|stage| format!("no row with `{}`, `{}` and `{}` minutes", stage.number, stage.title, stage.minutes))
        .collect())
}

fn dependencies(manifest: &Path) -> Result<Vec<String>, String> {
    let text = fs::read_to_string(manifest).map_err(|error| format!("{}: {error}", manifest.display()))?;
    let section = text.split("[dependencies]").nth(1).unwrap_or_default();
    let lines = section.lines().take_while(|line| !line.starts_with('[')).map(str::trim);
    Ok(lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect())
}

fn manifests(subject: &Subject) -> Found {
    let kata = dependencies(&subject.pristine.folder().join("Cargo.toml"))?;
    let mut found = Vec::new();
    for home in implementations(subject)? {
        let its = dependencies(&home.join("Cargo.toml"))?;
        if its != kata {
            found.push(format!("the kata's are {kata:?}, those of {} {its:?}", subject.original.relative(&home)));
        }
    }
    Ok(found)
}

fn pristine(subject: &Subject) -> Found {
    let (kata, stub) = (subject.kata.folder(), subject.kata.stub());
    let mut found = Vec::new();
    let mut files = rust_files(&stub.join("src"))?;
    files.push(stub.join("Cargo.toml"));
    for file in &files {
        let part = file.strip_prefix(&stub).map_err(text)?;
        if fs::read(file).ok() != fs::read(kata.join(part)).ok() {
            found.push(format!("{} differs", subject.original.relative(&kata.join(part))));
        }
    }
    for file in rust_files(&kata.join("src"))? {
        let part = file.strip_prefix(&kata).map_err(text)?;
        if !stub.join(part).exists() {
            found.push(format!("{} is not in the pristine stub", subject.original.relative(&file)));
        }
    }
    Ok(found)
}

/// The Rust files below a folder, in order.
pub fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry.map_err(text)?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension() == Some(OsStr::new("rs")) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn surfaces(subject: &Subject) -> Found {
    let stub = Module::of_crate(&subject.pristine.folder().join("src/lib.rs"))?;
    let solution = Module::of_crate(&subject.kata.solution().join("src/lib.rs"))?;
    Ok(surface::differences(&stub, &solution))
}

fn peers(subject: &Subject) -> Found {
    let about = subject.kata.about().map_err(text)?;
    let mut found = Vec::new();
    for file in rust_files(&subject.kata.solution().join("src"))? {
        let code = fs::read_to_string(&file).map_err(text)?;
        for path in docs::named(&code, &about.peers) {
            found.push(format!("{} names {path}", subject.original.relative(&file)));
        }
    }
    if about.peers.is_empty() {
        found.push("kata.toml names no peers".to_owned());
    }
    Ok(found)
}

fn examples(subject: &Subject) -> Found {
    let root = Module::of_crate(&subject.kata.solution().join("src/lib.rs"))?;
    Ok(docs::without_example(&root))
}

fn safe(subject: &Subject) -> Found {
    let mut found = Vec::new();
    for home in implementations(subject)? {
        let lib = home.join("src/lib.rs");
        let code = fs::read_to_string(&lib).map_err(|error| format!("{}: {error}", lib.display()))?;
        if !code.lines().any(|line| line == "#![forbid(unsafe_code)]") {
            found.push(format!("{} does not say `#![forbid(unsafe_code)]`", subject.original.relative(&lib)));
        }
    }
    Ok(found)
}

fn talk(subject: &Subject) -> Found {
    let home = subject.kata.solution();
    let read = |name: &str| fs::read_to_string(home.join(name)).map_err(|error| format!("{name}: {error}"));
    let ties = Ties::parse(&read("talk.toml")?).map_err(|why| format!("talk.toml: {why}"))?;
    let contract = Contract::of(&Source::read(&subject.pristine.folder().join("src/lib.rs")));
    let design = |home: &Path| Crate::of(&Source::read(&home.join("src/lib.rs")), &contract);
    let alternatives: Vec<(String, Crate)> =
        alternatives_of(subject)?.iter().map(|home| (file_name(home), design(home))).collect();
    let mut found = ties.rot(&read("DESIGN.md")?, &design(&home), &alternatives);
    if talk::questions(&subject.kata.brief().map_err(text)?).is_empty() {
        found.push("the brief has no questions under `## Talk about it`".to_owned());
    }
    Ok(found)
}

fn remarks(subject: &Subject) -> Found {
    scratch::put_stub(subject.pristine)?;
    let mut packages = vec![subject.kata.name().to_owned(), format!("{}-solution", subject.kata.name())];
    for alternative in alternatives_of(subject)? {
        packages.push(format!("{}-{}", subject.kata.name(), file_name(&alternative)));
    }
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(subject.scratch.root())
        .args(["clippy", "--quiet", "--all-targets", "--message-format=json"])
        .args(packages.iter().flat_map(|package| ["--package", package]))
        .output()
        .map_err(text)?;
    let mut found: Vec<String> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|message| Some(message["message"]["rendered"].as_str()?.to_owned()))
        .collect();
    if !output.status.success() && found.is_empty() {
        found.push(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(found)
}

/// Runs the whole suite, or the tests with `filter` in their name.
fn run(subject: &Subject, whose: report::Subject, filter: Option<&str>) -> Result<Report, String> {
    let request = Request { filter: filter.map(str::to_owned), ..Request::everything(whose) };
    let stop = StopFlag::new();
    let run = Run {
        workspace: subject.scratch,
        kata: subject.pristine,
        request: &request,
        stop: &stop,
        on_progress: &|_| {},
    };
    run.report().map_err(text)
}

fn red(subject: &Subject) -> Found {
    scratch::put_stub(subject.pristine)?;
    let report = run(subject, report::Subject::Kata, None)?;
    let tests = report.stages.iter().flat_map(|stage| &stage.tests);
    let mut found: Vec<String> = tests
        .filter(|test| test.status != Status::Failed)
        .map(|test| format!("{} {} ({})", test.name, test.status, test.defined.as_deref().unwrap_or("?")))
        .collect();
    found.extend(report.diagnostics.iter().map(|diagnostic| diagnostic.rendered.clone()));
    if report.total == 0 {
        found.push("no test ran".to_owned());
    }
    found.extend(format::problems(&report));
    Ok(found)
}

fn green(subject: &Subject) -> Found {
    let report = run(subject, report::Subject::Solution, None)?;
    let mut found = not_green("against the reference", &report);
    found.extend(format::problems(&report));
    let sources = subject.kata.solution().join("src");
    found.extend(not_green("dropped in", &run_in_kata(subject, &sources, None)?));
    Ok(found)
}

fn alternatives(subject: &Subject) -> Found {
    let mut found = Vec::new();
    let alternatives = alternatives_of(subject)?;
    for alternative in &alternatives {
        found.extend(not_green(&file_name(alternative), &run_in_kata(subject, &alternative.join("src"), None)?));
    }
    if alternatives.is_empty() {
        found.push("there is none".to_owned());
    }
    Ok(found)
}

fn pitfalls(subject: &Subject) -> Found {
    let mut found = Vec::new();
    let patches = entries(&subject.kata.solution().join("pitfalls"))?;
    if patches.is_empty() {
        found.push("there is none".to_owned());
    }
    for path in patches {
        let pitfall = Pitfall::read(&path)?;
        let broken = tempfile::tempdir().map_err(text)?;
        pitfall.apply(&subject.kata.solution().join("src"), broken.path())?;
        // What other tests say of it, nobody asks; some would say it after the limit on time alone.
        let report = run_in_kata(subject, &broken.path().join("src"), Some(pitfall.function()))?;
        if let Some(error) = report.diagnostics.first() {
            found.push(format!("{} does not compile: {}", pitfall.name, error.rendered));
        } else if !pitfall.is_caught(&report) {
            found.push(format!("{} is not noticed by {}", pitfall.name, pitfall.caught_by));
        }
    }
    Ok(found)
}

fn alternatives_of(subject: &Subject) -> Result<Vec<PathBuf>, String> {
    entries(&subject.kata.solution().join("alternatives"))
}

/// The folders of the reference and of its alternatives.
fn implementations(subject: &Subject) -> Result<Vec<PathBuf>, String> {
    let mut homes = vec![subject.kata.solution()];
    homes.extend(alternatives_of(subject)?);
    Ok(homes)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What lies in a folder, in order; nothing if there is no such folder.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<PathBuf>>>().map_err(text)?;
    paths.sort();
    Ok(paths)
}

/// As [`run`], with `sources` in the kata, which has its stub back afterwards.
fn run_in_kata(subject: &Subject, sources: &Path, filter: Option<&str>) -> Result<Report, String> {
    scratch::put(sources, subject.pristine)?;
    let report = run(subject, report::Subject::Kata, filter);
    scratch::put_stub(subject.pristine)?;
    report
}

fn not_green(where_: &str, report: &Report) -> Vec<String> {
    let mut found: Vec<String> = report
        .stages
        .iter()
        .flat_map(|stage| &stage.tests)
        .filter(|test| test.status != Status::Passed)
        .map(|test| format!("{where_}: {} {}: {}", test.name, test.status, test.message.as_deref().unwrap_or_default()))
        .collect();
    found.extend(report.diagnostics.iter().map(|diagnostic| format!("{where_}: {}", diagnostic.rendered)));
    found.extend(report.error.iter().map(|error| format!("{where_}: {}", error.message)));
    if report.verdict != Verdict::Green && found.is_empty() {
        found.push(format!("{where_}: {}", report.verdict));
    }
    found
}

/// The checks that are of no kata but of the workspace's documents.
pub fn documents(workspace: &Workspace) -> [(&'static str, Found); 2] {
    let documents = markdown_files(workspace.root());
    let each = |check: fn(&Path, &str) -> Vec<String>| -> Found {
        let mut found = Vec::new();
        for path in documents.as_ref().map_err(Clone::clone)? {
            let shown = PathBuf::from(workspace.relative(path));
            let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", shown.display()))?;
            found.extend(check(path, &text));
        }
        Ok(found)
    };
    [
        ("every link to a file of the repository resolves", each(docs::broken_links)),
        ("every command that is named exists", each(docs::unknown_commands)),
    ]
}

fn markdown_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(text)? {
        let path = entry.map_err(text)?.path();
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        if path.is_dir() && !name.starts_with('.') && name != "target" {
            files.extend(markdown_files(&path)?);
        } else if name.ends_with(".md") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
