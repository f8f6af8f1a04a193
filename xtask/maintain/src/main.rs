//! What maintainers run through `cargo xtask`. A program of its own: a parser would make every learner's first build heavy.
#![forbid(unsafe_code)]

mod checks;
mod docs;
mod pitfall;
mod scaffold;
mod scratch;
mod surface;

use std::process::ExitCode;

use scratch::Scratch;
use xtask::workspace::{Kata, Workspace};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let workspace = Workspace::find().map_err(|error| error.to_string());
    let done = workspace.and_then(|workspace| match arguments[..] {
        ["verify"] => verify(&workspace, workspace.katas()),
        ["verify", kata] => {
            let kata = workspace.kata(kata).map_err(|error| error.to_string())?;
            verify(&workspace, std::slice::from_ref(kata))
        }
        ["new", kata] => scaffold::write(&workspace, kata).map(|()| true),
        _ => Err("call this as `cargo xtask verify` or `cargo xtask new`".to_owned()),
    });
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::from(2)
        }
    }
}

/// Checks all that must hold of the katas and of the documents; returns whether it does.
fn verify(workspace: &Workspace, katas: &[Kata]) -> Result<bool, String> {
    let scratch = Scratch::of(workspace)?;
    let mut broken = 0;
    for kata in katas {
        println!("{}", kata.name());
        let pristine = scratch.workspace.kata(kata.name()).map_err(|error| error.to_string())?;
        let subject = checks::Subject { original: workspace, kata, scratch: &scratch.workspace, pristine };
        for check in checks::ALL {
            broken += tell(check.claim, (check.run)(&subject));
        }
    }
    println!("the documents");
    for (claim, found) in checks::documents(workspace) {
        broken += tell(claim, found);
    }
    if broken > 0 {
        println!("\n{broken} of these do not hold");
    }
    Ok(broken == 0)
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
