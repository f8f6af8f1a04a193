//! Checks of a kata's files.

use std::path::PathBuf;

use xtask::workspace::{About, Stage};

use super::context::{Context, Problems};
use crate::files;

/// Checks that all files, hints, stages and the benchmark exist.
pub fn are_complete(context: &Context) -> Problems {
    let kata = context.kata;
    let about = kata.about()?;
    let stages = kata.stages()?;
    let required: [(PathBuf, &[&str]); 4] = [
        (kata.folder(), &["README.md", "kata.toml", "src/lib.rs", "suite.rs"]),
        (kata.stub(), &["src/lib.rs", "Cargo.toml", "suite.rs"]),
        (kata.suite(), &["main.rs", "solution.rs"]),
        (kata.solution(), &["src/lib.rs", "DESIGN.md", "talk.toml", "interview.toml", "cards.toml"]),
    ];
    let required = required.iter().flat_map(|(folder, files)| files.iter().map(|file| folder.join(file)));
    let missing = required.filter(|path| !path.is_file());
    let mut problems: Vec<String> =
        missing.map(|path| format!("{} is missing", context.workspace.relative(&path))).collect();
    problems.extend(benchmark_problem(context, &about));
    problems.extend(core_problem(&about, &stages));
    problems.extend(stage_problems(context, &stages)?);
    Ok(problems)
}

fn benchmark_problem(context: &Context, about: &About) -> Option<String> {
    let identifier = context.kata.identifier();
    let path = context.kata.benchmark();
    let shown = context.workspace.relative(&path);
    let replaceable = format!("extern crate {identifier} as {identifier}_solution;");
    match (about.peers.is_empty(), path.is_file()) {
        (false, false) => Some(format!("{shown} is missing. Write it, or remove `peers` from kata.toml")),
        (true, true) => Some(format!("kata.toml lists no `peers`, the libraries that {shown} compares with")),
        (false, true) if !files::read(&path).is_ok_and(|code| code.contains(&replaceable)) => {
            Some(format!("`bench` cannot measure a learner's kata: add `{replaceable}` to {shown}"))
        }
        _ => None,
    }
}

/// The longest core, in minutes.
const MAX_CORE_MINUTES: u32 = 60;

fn core_problem(about: &About, stages: &[Stage]) -> Option<String> {
    let core = || stages.iter().filter(|stage| stage.is_core);
    let minutes: u32 = core().map(|stage| stage.minutes).sum();
    match about.core {
        None => Some("kata.toml lacks `core`, the number of the last core stage".to_owned()),
        Some(last) if !stages.iter().any(|stage| stage.number == last) => {
            Some(format!("`core` in kata.toml is {last}, but the kata has no such stage"))
        }
        Some(_) if minutes > MAX_CORE_MINUTES => {
            Some(format!("the core takes {minutes} minutes. Allow at most {MAX_CORE_MINUTES}, or end it earlier"))
        }
        Some(_) => None,
    }
}

fn stage_problems(context: &Context, stages: &[Stage]) -> Problems {
    let mut problems = Vec::new();
    let main = files::read(&context.kata.suite().join("main.rs"))?;
    for stage in stages {
        match context.kata.hints(stage.number) {
            Ok(hints) => {
                let count = hints.iter().filter(|hint| !hint.is_empty()).count();
                if count < 3 {
                    problems.push(format!("stage {} has {count} hints. Write at least three", stage.number));
                }
            }
            Err(error) => problems.push(error.to_string()),
        }
        let declared = format!("#[cfg(not(without_stage = \"{}\"))]\nmod {};", stage.number, stage.module);
        if !main.contains(&declared) {
            problems.push(format!("the suite's main.rs lacks `{}`", declared.replace('\n', " ")));
        }
    }
    let numbers: Vec<u32> = stages.iter().map(|stage| stage.number).collect();
    if !(4..=8).contains(&numbers.len()) || !numbers.iter().copied().eq(1..=numbers.len() as u32) {
        problems.push(format!("the stages are {numbers:?}. A kata has four to eight, numbered from 1"));
    }
    Ok(problems)
}

/// Checks that a table in the brief has a row for each stage, with its number, title and time box.
pub fn brief_lists_the_stages(context: &Context) -> Problems {
    let brief = context.kata.brief()?;
    let rows = brief.lines().filter(|line| line.starts_with('|'));
    let rows: Vec<Vec<&str>> = rows.map(|line| line.trim_matches('|').split('|').map(str::trim).collect()).collect();
    let is_missing = |stage: &Stage| {
        let (number, minutes) = (stage.number.to_string(), stage.minutes.to_string());
        !rows.iter().any(|row| {
            let has = |wanted: &str| row.iter().any(|cell| cell.split(' ').next() == Some(wanted));
            has(&number) && has(&minutes) && row.contains(&stage.title.as_str())
        })
    };
    let row =
        |stage: Stage| format!("the brief lacks the row `| {} | {} | {} |`", stage.number, stage.title, stage.minutes);
    Ok(context.kata.stages()?.into_iter().filter(is_missing).map(row).collect())
}
