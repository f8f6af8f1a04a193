//! `cargo xtask interview`: an interview in phases, with a clock.
//!
//! Data flows as in the live view: keys, saves and runs become events, [`model`] reacts to them and returns effects, and
//! `view` carries these out and draws what `panels` renders. [`session`] is everything that has to survive a crash.

pub mod code_workspace;
mod forms;
mod history;
mod interviewer;
mod material;
pub mod model;
#[cfg(test)]
mod model_tests;
mod panels;
pub mod phase;
mod question_search;
mod review;
mod review_page;
mod review_text;
pub mod session;
mod view;

use compare::kata_designs;
use xtask::command_context::CommandContext;
use xtask::error::{Error, Result};
use xtask::render::{json, width};
use xtask::store;
use xtask::terminal_output::{print, warn};
use xtask::workspace::{Kata, Workspace};

use self::history::QuestionCounts;
use self::material::Material;
use self::model::Model;
use self::review::Review;
use self::session::{Folder, Session};
use self::view::View;
use crate::interview_file::InterviewFile;

/// Begins an interview, or continues the one that is open.
///
/// # Errors
///
/// Fails if no kata has this name, another interview is open, or there is no terminal.
pub fn run(context: &CommandContext, kata: Option<&str>, minutes: u32, interviewer: bool, history: bool) -> Result<()> {
    let workspace = &context.workspace;
    let interviews = interviews(workspace);
    if history {
        let with_counts = |(_, session): &(Folder, Session)| (session.clone(), question_counts(workspace, session));
        return print(&history::render(&interviews.iter().map(with_counts).collect::<Vec<_>>()));
    }
    let open = interviews.iter().rev().find(|(_, session)| session.finished.is_none());
    if interviewer {
        let Some((folder, session)) = open else {
            return Err(Error::Other("no interview is open. Begin one first: cargo xtask interview KATA".to_owned()));
        };
        let kata = workspace.kata(&session.kata)?;
        return interviewer::follow(kata, &Material::of(kata)?, folder, &context.stop, width());
    }
    view::check_terminal()?;
    let (folder, session) = match open {
        Some((folder, session)) => {
            if let Some(other) =
                kata.map(|name| workspace.kata(name)).transpose()?.filter(|kata| kata.name() != session.kata)
            {
                return Err(Error::Other(format!(
                    "the interview on {} is not finished, so one on {} cannot begin. To go on with it, run `cargo xtask \
                     interview`. To give it up, remove the folder {}.",
                    session.kata,
                    other.name(),
                    workspace.relative(folder.path())
                )));
            }
            (folder.clone(), session.clone())
        }
        None => begin(workspace, chosen(workspace, kata, &interviews)?, minutes)?,
    };
    hold(context, &folder, session)
}

/// Returns all interviews, oldest first. Warns about those that cannot be read.
fn interviews(workspace: &Workspace) -> Vec<(Folder, Session)> {
    let mut interviews = Vec::new();
    for folder in Folder::all(workspace) {
        match folder.load() {
            Ok(session) => interviews.extend(session.map(|session| (folder, session))),
            Err(error) => warn(&error.to_string()),
        }
    }
    interviews
}

/// Counts the questions that matter in the kata of an interview, if its file can be read.
fn question_counts(workspace: &Workspace, session: &Session) -> Option<QuestionCounts> {
    let file = InterviewFile::of(workspace.kata(&session.kata).ok()?).ok()?;
    let matter = || file.clarify.iter().filter(|question| !question.rules.is_empty());
    Some(QuestionCounts { asked: matter().filter(|one| session.has_asked(&one.ask)).count(), all: matter().count() })
}

/// Returns the named kata, or else the first one that had no interview yet.
fn chosen<'w>(workspace: &'w Workspace, kata: Option<&str>, interviews: &[(Folder, Session)]) -> Result<&'w Kata> {
    if let Some(name) = kata {
        return workspace.kata(name);
    }
    let is_new = |kata: &&Kata| interviews.iter().all(|(_, session)| session.kata != kata.name());
    // Private katas can lack the file.
    let katas = || workspace.katas().iter().filter(|kata| kata.solution().join("interview.toml").is_file());
    katas().find(is_new).or(katas().next()).ok_or(Error::NoWorkspace)
}

fn begin(workspace: &Workspace, kata: &Kata, minutes: u32) -> Result<(Folder, Session)> {
    // Fails before anything is written.
    Material::of(kata)?;
    let (folder, session) = Folder::create(workspace, kata, minutes)?;
    code_workspace::create(workspace, kata, session.number, folder.path(), "../../target")?;
    folder.save(&session)?;
    Ok((folder, session))
}

/// Shows the candidate's view, and the review if the interview is finished after that.
fn hold(context: &CommandContext, folder: &Folder, session: Session) -> Result<()> {
    let workspace = &context.workspace;
    let kata = workspace.kata(&session.kata)?;
    let material = Material::of(kata)?;
    let _lock = folder.lock()?;
    // Another view may have saved it after it was loaded.
    let session = folder.load()?.unwrap_or(session);
    let code = Workspace::at(folder.path())?;
    view::clean_up(&code);
    let is_resumed = !session.seconds.is_empty();
    let mut model = Model::new(session, material);
    if is_resumed {
        model.notice = Some("The interview goes on where it stopped.".to_owned());
    }
    let shown = workspace.relative(folder.path());
    View { folder, workspace: &code, shown_folder: &shown, stop: &context.stop }.run(&mut model)?;
    if !model.is_complete {
        return print("The interview is paused, and its clock has stopped. Go on with it: cargo xtask interview\n");
    }
    let review = Review::of(workspace, kata, &model.material, folder, &model.session);
    let render = |error: &dyn std::fmt::Display| Error::Other(format!("cannot render the review: {error}"));
    let page = review_page::render(&review).map_err(|error| render(&error))?;
    let comparison = review.comparison.as_ref().map(|comparison| kata_designs::page(kata, comparison)).transpose();
    let comparison = comparison.map_err(|error| render(&error))?.map(|page| ("compare.html", page));
    for (name, text) in [("review.html", page), ("review.json", json(&review))].into_iter().chain(comparison) {
        let path = folder.path().join(name);
        std::fs::write(&path, text).map_err(Error::io("cannot write", &path))?;
    }
    // If something keeps the review from being written, the next call tries it again.
    model.session.finished = Some(store::now());
    folder.save(&model.session)?;
    print(&review_text::render(&review, width()))?;
    print(&format!("\nThe same as a page: {shown}/review.html, and as JSON: {shown}/review.json\n"))
}
