//! Pages in HTML. Each is one file that needs nothing else: no network, no script.
//!
//! A program of its own, which `cargo xtask` builds when a page is asked for.
#![forbid(unsafe_code)]

mod curve_svg;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::store::Store;
use xtask::workspace::Workspace;

#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    page: Page,
}

/// A page, by the command that asks for it.
#[derive(Debug, Subcommand)]
enum Page {
    Progress {
        #[arg(long)]
        html: PathBuf,
    },
}

fn main() -> ExitCode {
    let Page::Progress { html } = Cli::parse().page;
    match write_progress(&html) {
        Ok(()) => {
            println!("{} is written.", html.display());
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::from(2)
        }
    }
}

fn write_progress(file: &Path) -> Result<(), String> {
    let workspace = Workspace::find().map_err(|error| error.to_string())?;
    let learning_curves = xtask::store::learning_curve::learning_curves(&workspace, &Store::of(&workspace))
        .map_err(|error| error.to_string())?;
    let page = curve_svg::page(&learning_curves)?;
    std::fs::write(file, page).map_err(|error| format!("cannot write {}: {error}", file.display()))
}
