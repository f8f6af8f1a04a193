//! The view line by line: it prints what is new and takes letters with Enter. Nothing that is printed moves the cursor, so it
//! suits pipes, screen readers and the simplest of terminals.

use std::io::{BufRead, IsTerminal};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use super::dojo_feed::Feed;
use super::effect::Effect;
use super::executor::Executor;
use super::message::Message;
use super::model::{Model, Panel};
use super::{keys as key_labels, panels};
use crate::command_context::CommandContext;
use crate::error::Result;
use crate::render::ansi::to_ansi;
use crate::render::{self, duration, report};
use crate::report::Verdict;
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
    context: &CommandContext,
    mut model: Model,
    executor: &mut Executor<'_, '_>,
    messages: &Receiver<Message>,
) -> Result<()> {
    let mut wanted = model.begin();
    let mut feed = Feed::of(&context.store);
    loop {
        for effect in wanted {
            match effect {
                Effect::Quit => return Ok(()),
                Effect::Show => print(&page(&model))?,
                Effect::ShowPolish => print(&to_ansi(&panels::polish(&model, render::width())))?,
                Effect::Tell(said) => print(&format!("{said}\n"))?,
                Effect::Edit(place) if std::env::var("TERM_PROGRAM").is_ok_and(|program| program == "vscode") => {
                    executor.edit(&place);
                }
                // An editor in this terminal would share its input with the view.
                Effect::Edit(place) => print(&format!("{}:{}\n", place.file, place.line))?,
                Effect::Bell => print("\x07")?,
                Effect::Run if std::io::stdout().is_terminal() => {
                    print("Building and running…\n")?;
                    executor.carry_out(Effect::Run);
                }
                other => executor.carry_out(other),
            }
        }
        if context.stop.requested() {
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
    let keys: Vec<String> = key_labels::available(model).iter().map(|(key, what)| format!("{key} {what}")).collect();
    render::fit(&format!("A letter and Enter: {}.\n", keys.join(", ")))
}

fn page(model: &Model) -> String {
    let width = render::width();
    let lines = match &model.page {
        Panel::Result => return result(model, width),
        Panel::Help => return keys(model),
        Panel::Hints(hints) => render::hints::newest(&model.kata.name, hints, width),
        Panel::Stage(_) | Panel::Brief | Panel::Dojo | Panel::Comparison(_) | Panel::List(_) => {
            panels::body(model, width)
        }
    };
    format!("\n{}\n{}", to_ansi(&lines), keys(model))
}

fn result(model: &Model, width: usize) -> String {
    let mut text = String::new();
    if let Some(failure) = &model.failure {
        text += &format!("{failure}\n");
    } else if let Some(last) = &model.last {
        let report = &last.report;
        text += &to_ansi(&report::whole(report, last.context(), width));
        if report.verdict == Verdict::Green {
            let name = &model.kata.name;
            let took = duration(model.kata.progress.time.seconds_at(model.now));
            text += &format!("\nGreen after {took}. You have practiced {}.\n", model.kata.teaches);
            text += &format!("c compares with the reference, solutions/{name}; n goes on.\n");
        }
    }
    format!("{text}\nWaiting for a save in katas/{}.\n{}", model.kata.name, keys(model))
}
