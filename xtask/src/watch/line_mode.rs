//! The view line by line: it prints what is new and takes letters with Enter. Nothing that is printed moves the cursor, so it
//! suits pipes, screen readers and the simplest of terminals.

use std::io::{BufRead, IsTerminal};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use super::dojo_panel::Feed;
use super::effects::Effects;
use super::model::{Effect, Message, Model, Panel};
use super::panels;
use crate::error::Result;
use crate::render::{self, report};
use crate::report::Verdict;
use crate::session::Session;
use crate::store;
use crate::terminal_output::print;

/// Sends what the user types, until there is no more.
pub(super) fn read_lines(sender: Sender<Message>) {
    thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            if sender.send(Message::Line(line.trim().to_owned())).is_err() {
                break;
            }
        }
    });
}

/// Runs the view until the user quits.
///
/// # Errors
///
/// If nobody reads the output any more.
pub(super) fn run(
    session: &Session,
    mut model: Model,
    effects: &mut Effects<'_, '_>,
    messages: &Receiver<Message>,
) -> Result<()> {
    let mut wanted = model.begin();
    let mut feed = Feed::of(&session.store);
    loop {
        for effect in wanted {
            match effect {
                Effect::Quit => return Ok(()),
                Effect::Show => print(&page(&model))?,
                Effect::Tell(said) => print(&format!("{said}\n"))?,
                Effect::Edit(place) if std::env::var("TERM_PROGRAM").is_ok_and(|program| program == "vscode") => {
                    effects.edit(&place);
                }
                // An editor in this terminal would share its input with the view.
                Effect::Edit(place) => print(&format!("{}:{}\n", place.file, place.line))?,
                Effect::Bell => print("\x07")?,
                Effect::Run if std::io::stdout().is_terminal() => {
                    print("Building and running…\n")?;
                    effects.carry_out(Effect::Run);
                }
                other => effects.carry_out(other),
            }
        }
        if session.stop.requested() {
            return Ok(());
        }
        let message = match messages.recv_timeout(Duration::from_millis(50)) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) => feed.news(),
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        wanted = model.update(Message::Tick(store::now()));
        wanted.extend(message.into_iter().flat_map(|message| model.update(message)));
    }
}

/// The keys that there are here.
fn keys(model: &Model) -> String {
    let keys: Vec<String> = panels::keys(model).iter().map(|(key, what)| format!("{key} {what}")).collect();
    render::fit(&format!("A letter and Enter: {}.\n", keys.join(", ")))
}

fn page(model: &Model) -> String {
    let text = match &model.page {
        Panel::Result => return result(model),
        Panel::Help => return keys(model),
        Panel::Stage(_) | Panel::Brief | Panel::Dojo | Panel::Comparison(_) | Panel::List(_) => {
            let lines = panels::body(model, textwrap::termwidth());
            lines.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        }
        Panel::Hints(hints) => {
            let newest = hints.shown.last().map(|hint| render::fit(hint)).unwrap_or_default();
            let (number, title) = (hints.stage.number, &hints.stage.title);
            format!("Stage {number} ({title}), hint {} of {}.\n\n{newest}", hints.shown.len(), hints.total)
        }
    };
    format!("\n{text}\n\n{}", keys(model))
}

fn result(model: &Model) -> String {
    let mut text = String::new();
    if let Some(failure) = &model.failure {
        text += &format!("{failure}\n");
    } else if let Some(last) = &model.last {
        let report = &last.report;
        text += &report::render(report, false);
        for name in &last.fallen {
            text += &format!("It was green: stage {name}\n");
        }
        for stage in report.stages.iter().filter(|stage| last.risen.contains(&stage.number)) {
            text += &format!("Stage {}, {}, is green.\n", stage.number, stage.title);
        }
        if report.verdict == Verdict::Green {
            let name = &model.kata.name;
            let took = panels::duration(model.kata.progress.seconds_at(model.now));
            text += &format!("Green after {took}. You have practiced {}.\n", model.kata.teaches);
            text += &format!("c compares with the reference, solutions/{name}; n goes on.\n");
        } else if last.first_run && report.passed == 0 {
            text += report::RED_AT_FIRST;
        }
    }
    format!("{text}\nWaiting for a save in katas/{}.\n{}", model.kata.name, keys(model))
}
