//! Checks of a kata's files.

use std::path::PathBuf;

use xtask::workspace::Stage;

use super::context::{Context, Problems};
use crate::files;

/// Checks that all files, hints, stages and the benchmark exist.
pub fn are_complete(context: &Context) -> Problems {
    let kata = context.kata;
    let benchmarks = context.workspace.root().join("xtask/bench/benches");
    let benchmark = format!("{}.rs", kata.identifier());
    kata.about()?;
    let stages = kata.stages()?;
    let required: [(PathBuf, &[&str]); 5] = [
        (kata.folder(), &["README.md", "kata.toml", "src/lib.rs", "suite.rs"]),
        (kata.stub(), &["src/lib.rs", "Cargo.toml", "suite.rs"]),
        (kata.suite(), &["main.rs", "solution.rs"]),
        (kata.solution(), &["src/lib.rs", "DESIGN.md", "talk.toml"]),
        (benchmarks.clone(), &[&benchmark]),
    ];
    let required = required.iter().flat_map(|(folder, files)| files.iter().map(|file| folder.join(file)));
    let missing = required.filter(|path| !path.is_file());
    let mut problems: Vec<String> =
        missing.map(|path| format!("{} is missing", context.workspace.relative(&path))).collect();
    let replaceable = format!("extern crate {0} as {0}_solution;", kata.identifier());
    if !files::read(&benchmarks.join(&benchmark)).is_ok_and(|code| code.contains(&replaceable)) {
        problems.push(format!("`bench` cannot measure a learner's kata: add `{replaceable}` to {benchmark}"));
    }
    problems.extend(stage_problems(context, &stages)?);
    Ok(problems)
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
    if !(5..=7).contains(&numbers.len()) || !numbers.iter().copied().eq(1..=numbers.len() as u32) {
        problems.push(format!("the stages are {numbers:?}. A kata has five to seven, numbered from 1"));
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
