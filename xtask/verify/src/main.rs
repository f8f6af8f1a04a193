//! What `cargo xtask verify` runs: all that must hold of a kata, each as one line.
#![forbid(unsafe_code)]

mod checks;
mod docs;
mod scratch;
mod surface;

use std::process::ExitCode;

use scratch::Scratch;
use xtask::workspace::{Kata, Workspace};

fn main() -> ExitCode {
    match run(std::env::args().nth(1).as_deref()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(broken) => {
            println!("\n{broken} of these do not hold");
            ExitCode::FAILURE
        }
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::from(2)
        }
    }
}

/// Checks one kata, or all; returns how many checks found something.
fn run(kata: Option<&str>) -> Result<usize, String> {
    let workspace = Workspace::find().map_err(|error| error.to_string())?;
    let katas: Vec<Kata> = match kata {
        Some(name) => vec![workspace.kata(name).map_err(|error| error.to_string())?.clone()],
        None => workspace.katas().to_vec(),
    };
    let scratch = Scratch::of(&workspace)?;
    let mut broken = 0;
    for kata in &katas {
        println!("{}", kata.name());
        let pristine = scratch.workspace.kata(kata.name()).map_err(|error| error.to_string())?;
        let subject = checks::Subject { original: &workspace, kata, scratch: &scratch.workspace, pristine };
        for check in checks::ALL {
            broken += tell(check.claim, (check.run)(&subject));
        }
    }
    println!("the documents");
    for (claim, found) in checks::documents(&workspace) {
        broken += tell(claim, found);
    }
    Ok(broken)
}

/// Prints what came of a check; returns whether it found something, as a number.
fn tell(claim: &str, found: Result<Vec<String>, String>) -> usize {
    let found = found.unwrap_or_else(|why| vec![format!("this could not be checked: {why}")]);
    println!("  {} {claim}", if found.is_empty() { "✓" } else { "✗" });
    for line in &found {
        println!("      {}", line.trim_end().replace('\n', "\n      "));
    }
    usize::from(!found.is_empty())
}
