//! A new kata: every part in its place, in a form that `verify` accepts, with TODO lines for what is left to write.

use std::fs;
use std::path::Path;

use diffy::DiffOptions;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value, value};
use xtask::workspace::Workspace;

/// How many stages a new kata has.
const STAGES: u32 = 5;

/// The names that the parts of a kata are called by.
struct Names {
    /// `circular-array`
    kebab: String,
    /// `circular_array`
    snake: String,
    /// `CircularArray`
    camel: String,
    /// `Circular array`
    title: String,
}

impl Names {
    fn of(kebab: &str) -> Result<Self, String> {
        let words: Vec<&str> = kebab.split('-').collect();
        let good = |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
        if !words.iter().all(good) {
            return Err(format!(
                "`{kebab}` is no name for a kata: it is made of small letters, with `-` between words"
            ));
        }
        let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
        Ok(Self {
            kebab: kebab.to_owned(),
            snake: words.join("_"),
            camel: words.iter().map(|word| capital(word)).collect(),
            title: capital(&words.join(" ")),
        })
    }

    fn fill(&self, template: &str) -> String {
        template
            .replace("{kebab}", &self.kebab)
            .replace("{snake}", &self.snake)
            .replace("{Camel}", &self.camel)
            .replace("{Title}", &self.title)
    }
}

/// Writes the scaffold of a new kata and tells what is left to do.
///
/// # Errors
///
/// If the name is taken or is no name for a kata, or if a file cannot be written.
pub fn write(workspace: &Workspace, kebab: &str) -> Result<(), String> {
    let names = Names::of(kebab)?;
    let root = workspace.root();
    for folder in ["katas", "solutions"] {
        if root.join(folder).join(kebab).exists() {
            return Err(format!("{folder}/{kebab} exists already"));
        }
    }
    for (path, text) in files(&names) {
        let path = root.join(path);
        let folder = path.parent().unwrap_or(root);
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    edit(&root.join("Cargo.toml"), |manifest| add_to_workspace(manifest, &names))?;
    edit(&root.join("tests/Cargo.toml"), |manifest| add_suite(manifest, &names))?;
    edit(&root.join("xtask/bench/Cargo.toml"), |manifest| add_benchmark(manifest, &names))?;
    println!("{}", names.fill(WHAT_NEXT));
    Ok(())
}

fn edit(path: &Path, change: impl FnOnce(&mut DocumentMut) -> Option<()>) -> Result<(), String> {
    let said = |error: &dyn ToString| format!("{}: {}", path.display(), error.to_string());
    let mut manifest: DocumentMut =
        fs::read_to_string(path).map_err(|error| said(&error))?.parse().map_err(|error| said(&error))?;
    change(&mut manifest).ok_or_else(|| format!("{}: it is not laid out as expected", path.display()))?;
    fs::write(path, manifest.to_string()).map_err(|error| said(&error))
}

fn add_to_workspace(manifest: &mut DocumentMut, names: &Names) -> Option<()> {
    let [kata, solution, alternative] =
        ["katas/{kebab}", "solutions/{kebab}", "solutions/{kebab}/alternatives/another"].map(|path| names.fill(path));
    let workspace = manifest["workspace"].as_table_mut()?;
    let members = workspace["members"].as_array_mut()?;
    for (new, home) in [(&kata, "katas/"), (&solution, "solutions/"), (&alternative, "solutions/")] {
        let last = last_below(members, home)?;
        let mut line = Value::from(new.as_str());
        line.decor_mut().set_prefix("\n    ");
        members.insert_formatted(last + 1, line);
    }
    let defaults = workspace["default-members"].as_array_mut()?;
    let last = last_below(defaults, "solutions/")?;
    defaults.insert(last + 1, solution.as_str());
    let mut at = InlineTable::new();
    at.insert("path", solution.into());
    workspace["dependencies"].as_table_mut()?.insert(&names.fill("{kebab}-solution"), value(at));
    Some(())
}

/// The index of the last path in a list that begins with `home`.
fn last_below(paths: &Array, home: &str) -> Option<usize> {
    let below = paths.iter().map(|path| path.as_str().is_some_and(|path| path.starts_with(home)));
    below.enumerate().filter(|(_, below)| *below).last().map(|(index, _)| index)
}

fn add_suite(manifest: &mut DocumentMut, names: &Names) -> Option<()> {
    let mut inherited = Table::new();
    inherited.set_dotted(true);
    inherited.insert("workspace", value(true));
    manifest["dev-dependencies"].as_table_mut()?.insert(&names.fill("{kebab}-solution"), Item::Table(inherited));
    let mut target = Table::new();
    target.insert("name", value(&names.kebab));
    target.insert("path", value(names.fill("{snake}/solution.rs")));
    manifest["test"].as_array_of_tables_mut()?.push(target);
    Some(())
}

fn add_benchmark(manifest: &mut DocumentMut, names: &Names) -> Option<()> {
    let dependencies = manifest["dependencies"].as_table_mut()?;
    for (name, path, optional) in [
        ("{kebab}-solution", "../../solutions/{kebab}", false),
        ("{kebab}-another", "../../solutions/{kebab}/alternatives/another", false),
        ("{kebab}", "../../katas/{kebab}", true),
    ] {
        let mut at = InlineTable::new();
        at.insert("path", names.fill(path).into());
        if optional {
            at.insert("optional", true.into());
        }
        dependencies.insert(&names.fill(name), value(at));
    }
    let mut target = Table::new();
    target.insert("name", value(&names.snake));
    target.insert("harness", value(false));
    manifest["bench"].as_array_of_tables_mut()?.push(target);
    Some(())
}

fn files(names: &Names) -> Vec<(String, String)> {
    let fill = |template: &str| names.fill(template);
    let all_stages =
        |template: &str| -> String { (1..=STAGES).map(|n| fill(template).replace("{n}", &n.to_string())).collect() };
    let solution_manifest =
        |which: &str, what: &str| fill(SOLUTION_MANIFEST).replace("{which}", which).replace("{what}", what);
    let manifest = fill(KATA_MANIFEST);
    let stub = fill(STUB) + &format!("impl {} {{{}}}\n", names.camel, all_stages(STUB_METHOD));
    let solution = fill(SOLUTION) + &format!("impl {} {{{}}}\n", names.camel, all_stages(SOLUTION_METHOD));
    let alternative = fill(ALTERNATIVE) + &format!("impl {} {{{}}}\n", names.camel, all_stages(ALTERNATIVE_METHOD));
    let wrong = solution.replacen("        1\n", "        2\n", 1);
    let mut named = DiffOptions::new();
    named.set_original_filename("a/src/lib.rs").set_modified_filename("b/src/lib.rs");
    let diff = named.create_patch(&solution, &wrong).to_string();
    // An empty line of context is written as a blank: a pitfall's empty lines belong to no diff.
    let pitfall = PITFALL.to_owned() + &diff.replace("\n\n", "\n \n");
    let mut files = vec![
        (fill("katas/{kebab}/Cargo.toml"), manifest.clone()),
        (fill("katas/{kebab}/kata.toml"), fill(KATA_TOML)),
        (fill("katas/{kebab}/README.md"), fill(BRIEF).replace("{stages}", &all_stages(BRIEF_ROW))),
        (fill("katas/{kebab}/src/lib.rs"), stub.clone()),
        (fill("xtask/stubs/{kebab}/Cargo.toml"), manifest),
        (fill("xtask/stubs/{kebab}/src/lib.rs"), stub),
        (fill("katas/{kebab}/suite.rs"), fill(SUITE_ON_KATA)),
        (fill("xtask/stubs/{kebab}/suite.rs"), fill(SUITE_ON_KATA)),
        (fill("solutions/{kebab}/Cargo.toml"), solution_manifest("solution", "the reference")),
        (fill("solutions/{kebab}/src/lib.rs"), solution),
        (
            fill("solutions/{kebab}/alternatives/another/Cargo.toml"),
            solution_manifest("another", "an alternative to the reference"),
        ),
        (fill("solutions/{kebab}/alternatives/another/src/lib.rs"), alternative),
        (fill("solutions/{kebab}/pitfalls/todo.patch"), pitfall),
        (fill("solutions/{kebab}/DESIGN.md"), fill(DESIGN)),
        (fill("solutions/{kebab}/talk.toml"), fill(TALK)),
        (fill("tests/{snake}/main.rs"), fill(SUITE) + &all_stages(SUITE_STAGE)),
        (fill("tests/{snake}/solution.rs"), fill(SUITE_ON_SOLUTION)),
        (fill("xtask/bench/benches/{snake}.rs"), fill(BENCH)),
    ];
    for n in 1..=STAGES {
        let number = n.to_string();
        let stage = fill(STAGE).replace("{n}", &number);
        files.push((fill(&format!("tests/{{snake}}/stage_{n}_todo.rs")), stage));
        files.push((fill(&format!("katas/{{kebab}}/hints/stage_{n}.md")), HINTS.replace("{n}", &number)));
    }
    files
}

const WHAT_NEXT: &str = "\
{kebab} has all its parts, and `cargo xtask verify {kebab}` accepts them as they are. What is left:
  TODO write the brief, the stages, the hints, the reference and its design notes; `grep -rn TODO` in
       katas/{kebab}, tests/{snake}, solutions/{kebab} and xtask/bench/benches/{snake}.rs finds each place
  TODO copy katas/{kebab}/Cargo.toml and src to xtask/stubs/{kebab} whenever the stub changes
  TODO move katas/{kebab} in the root Cargo.toml to where it belongs by difficulty
  TODO add a row for it to the table in README.md";

const KATA_MANIFEST: &str = r#"[package]
name = "{kebab}"
description = "TODO what it is, in a line (the kata: yours to write)"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true
publish.workspace = true

[lib]
path = "src/lib.rs"
# Examples in the reference's documentation name the reference's crate.
doctest = false

[[test]]
name = "suite"
path = "suite.rs"

# Built by nobody. rust-analyzer looks for the files of a package beside its targets: for this one, in the suite's folder.
[[test]]
name = "editor"
path = "../../tests/{snake}/solution.rs"
required-features = ["editor"]

[features]
editor = []

[dependencies]
thiserror.workspace = true

[dev-dependencies]
proptest.workspace = true
rstest.workspace = true
testkit.workspace = true

[lints]
workspace = true
"#;

/// Of the reference and of an alternative: `verify` wants the same dependencies for both.
const SOLUTION_MANIFEST: &str = r#"[package]
name = "{kebab}-{which}"
description = "TODO what it is, in a line ({what})"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true
publish.workspace = true

[dependencies]
thiserror.workspace = true

[lints]
workspace = true
"#;

const KATA_TOML: &str = r#"title = "{Title}"
# TODO what one learns from it, in a line.
teaches = "TODO"
# TODO what the benchmark compares the reference with, as paths that the reference must not name.
peers = ["TODO"]
"#;

const BRIEF: &str = r"# {Title}

TODO The story, in a few sentences.

## Questions an interviewer would answer

TODO **Question?** Answer.

## The rules

TODO Every decision that a test depends on, stage by stage.

## What is given, what is yours

TODO

## Stages

| stage | what it asks for | minutes |
| --- | --- | --- |
{stages}
## Vocabulary

TODO

## Talk about it

1. TODO Questions about the design, for a retrospective. `DESIGN.md` of the reference answers them.
";

const BRIEF_ROW: &str = "| {n} | TODO stage {n} | 10 |\n";

const STUB: &str = r"//! TODO What this crate is, in a sentence.

// Goes away with the last `todo!()`.
#![allow(unused_variables)]

/// TODO What it stands for.
#[derive(Debug, Default)]
pub struct {Camel} {
    // Yours to design.
}

";

const STUB_METHOD: &str = r"
    /// TODO What stage {n} asks for.
    pub fn stage_{n}(&self) -> u32 {
        todo!()
    }
";

const SOLUTION: &str = r"//! TODO What this crate is, in a sentence.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

/// TODO What it stands for.
///
/// # Examples
///
/// ```
/// let it = {snake}_solution::{Camel}::default();
/// assert_eq!(it.stage_1(), 1);
/// ```
#[derive(Debug, Default)]
pub struct {Camel} {}

";

const SOLUTION_METHOD: &str = r"
    /// TODO What stage {n} asks for.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!({snake}_solution::{Camel}::default().stage_{n}(), {n});
    /// ```
    pub fn stage_{n}(&self) -> u32 {
        {n}
    }
";

const ALTERNATIVE: &str = r"//! TODO Another design, what it makes easy, and what it makes hard.
#![forbid(unsafe_code)]

/// TODO What it stands for.
#[derive(Debug, Default)]
pub struct {Camel} {
    // TODO Another representation.
    _todo: (),
}

";

const ALTERNATIVE_METHOD: &str = r"
    /// TODO What stage {n} asks for.
    pub fn stage_{n}(&self) -> u32 {
        {n}
    }
";

const PITFALL: &str = "\
Pitfall: TODO how people get it wrong, in a sentence.
Caught by: stage_1_todo::todo_a_sentence_about_stage_1

";

const DESIGN: &str = r"# The design of the reference

TODO A class diagram (mermaid).

## Decisions

**TODO A decision.** An alternative, and its price.

## Patterns

TODO

## If the requirements changed

TODO Three new requirements, and what each would change.

## What Rust wants here

TODO Beside the textbook's shape.
";

const TALK: &str = r#"# What there is to talk about after green. A decision of DESIGN.md matters if the learner's code has no such item of the reference,
# has it with other fields, or names one of these words; what to try next is for everybody.

[[decision]]
title = "TODO A decision."
reference = ["{Camel}"]

[[next]]
try = "TODO A stage again with another design, or with a constraint."
"#;

const SUITE: &str = "//! The suite of the {kebab} kata, a stage a module.\n\n";

const SUITE_STAGE: &str = "#[cfg(not(without_stage = \"{n}\"))]\nmod stage_{n}_todo;\n";

const SUITE_ON_KATA: &str = r#"//! The suite against your code: what `cargo xtask` runs. Its stages are in `tests/{snake}`; here is nothing to edit.

#[path = "../../tests/{snake}/main.rs"]
mod suite;
"#;

const SUITE_ON_SOLUTION: &str = r#"//! The same suite, against the reference.

extern crate {snake}_solution as {snake};

// An editor finds the suite in the kata alone, so that "run test" there tests the learner's code.
#[cfg(not(rust_analyzer))]
#[path = "main.rs"]
mod suite;
"#;

const STAGE: &str = r#"//! # TODO stage {n}
//!
//! TODO What this stage asks for and why, and what to look up.
//!
//! Time box: 10 minutes.

use {snake}::{Camel};

#[test]
fn todo_a_sentence_about_stage_{n}() {
    assert_eq!({Camel}::default().stage_{n}(), {n}, "TODO in the words of the domain");
}
"#;

const HINTS: &str =
    "TODO A nudge for stage {n}.\n\n---\n\nTODO A direction for stage {n}.\n\n---\n\nTODO The key idea of stage {n}.\n";

const BENCH: &str = r#"//! TODO The reference beside what people would use instead, at growing sizes.

#[cfg(feature = "{kebab}")]
extern crate {snake} as {snake}_solution;

use criterion::{Criterion, criterion_group, criterion_main};
use {snake}_solution::{Camel};

fn todo(criterion: &mut Criterion) {
    // TODO A group a size: {snake}/workload/size.
    let mut group = criterion.benchmark_group("{snake}/todo/1");
    group.bench_function("reference", |bencher| bencher.iter(|| {Camel}::default().stage_1()));
}

criterion_group!(benches, todo);
criterion_main!(benches);
"#;
