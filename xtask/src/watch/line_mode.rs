//! The live view as plain lines: prints changes and reads keys followed by Enter.
//!
//! The output never moves the cursor, so it works with pipes, screen readers and simple terminals.

use std::io::{BufRead, IsTerminal};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use ratatui::text::Line;

use super::dojo_poller::DojoPoller;
use super::effect::Effect;
use super::executor::Executor;
use super::message::Message;
use super::model::{Model, Panel};
use super::{keys as key_labels, panels};
use crate::command_context::CommandContext;
use crate::error::Result;
use crate::plan::due_line;
use crate::render::ansi::to_ansi;
use crate::render::{self, duration, report};
use crate::report::Verdict;
use crate::store;
use crate::terminal_output::print;

/// Sends each typed line as a message, until standard input is closed.
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
/// Fails if the output is closed.
pub(super) fn run(
    context: &CommandContext,
    mut model: Model,
    executor: &mut Executor<'_, '_>,
    messages: &Receiver<Message>,
) -> Result<()> {
    let mut effects = model.begin();
    let mut dojo_poller = DojoPoller::of(&context.store);
    loop {
        for effect in effects {
            match effect {
                Effect::Quit => return Ok(()),
                Effect::PrintPanel => print(&panel_text(&model))?,
                Effect::PrintLints => print(&to_ansi(&panels::lints(&model, render::width())))?,
                Effect::PrintLine(text) => print(&format!("{text}\n"))?,
                Effect::Edit(location) if std::env::var("TERM_PROGRAM").is_ok_and(|program| program == "vscode") => {
                    executor.edit(&location);
                }
                // An editor in this terminal would compete with the view for input.
                Effect::Edit(location) => print(&format!("{}:{}\n", location.file, location.line))?,
                Effect::Bell => print("\x07")?,
                Effect::Run(recording) if std::io::stdout().is_terminal() => {
                    print("Building and running…\n")?;
                    executor.carry_out(Effect::Run(recording));
                }
                other => executor.carry_out(other),
            }
        }
        if context.stop.requested() {
            return Ok(());
        }
        let message = match messages.recv_timeout(Duration::from_millis(50)) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) => dojo_poller.poll(),
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        effects = model.update(Message::Tick(store::now()));
        effects.extend(message.into_iter().flat_map(|message| model.update(message)));
    }
}

/// Renders the available keys.
fn keys(model: &Model) -> String {
    let keys: Vec<String> = key_labels::available(model).iter().map(|(key, what)| format!("{key} {what}")).collect();
    render::fit(&format!("Type a key and Enter: {}.\n", keys.join(", ")))
}

fn panel_text(model: &Model) -> String {
    let width = render::width();
    let lines = match &model.panel {
        Panel::Result => return result(model, width),
        Panel::Help => return keys(model),
        Panel::Hints(hints) => render::hints::newest(&model.kata.name, hints, width),
        Panel::Tests(list) => {
            let mut lines = panels::tests(model, list.stage, None, width);
            let command = format!("To run one test alone: cargo xtask test {} TEST", model.kata.name);
            lines.extend([Line::default(), Line::from(command)]);
            lines
        }
        Panel::Stage(_) | Panel::Test(..) | Panel::Brief | Panel::Dojo | Panel::Comparison(_) | Panel::List(_) => {
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
        text += &to_ansi(&report::full_report(report, model.report_context(last), width));
        if report.verdict == Verdict::Green {
            let name = &model.kata.name;
            let took = duration(model.seconds_worked());
            text += &format!("\nGreen after {took}. You practiced {}.\n", model.kata.teaches);
            text += &last.stage_notes.iter().map(|note| format!("{note}\n")).collect::<String>();
            text += &format!("Press c to compare with the reference in solutions/{name}, n for the next kata.\n");
        }
    }
    let due = model.kata.due.as_ref().and_then(|due| due_line(due, width));
    let due = due.map(|line| format!("{line}\n")).unwrap_or_default();
    format!("{text}\n{due}Waiting for a save in katas/{}.\n{}", model.kata.name, keys(model))
}
