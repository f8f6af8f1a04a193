//! The live view on the full screen.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use ratatui::crossterm::event::{Event, KeyEventKind};
use ratatui::layout::Size;

use super::dojo_poller::DojoPoller;
use super::effect::Effect;
use super::executor::Executor;
use super::layout;
use super::message::Message;
use super::model::{BodySize, Model};
use crate::command_context::CommandContext;
use crate::error::Result;
use crate::full_screen::{FullScreen, run_editor, suspend};
use crate::hyperlinks::Links;
use crate::store;

/// The interval in which waiting loops check the stop flag.
const POLL: Duration = Duration::from_millis(40);

/// Enters full-screen mode, and sends a message for each key and each new size.
///
/// # Errors
///
/// Fails if the terminal does not support full-screen mode.
pub(super) fn enter(sender: Sender<Message>) -> io::Result<FullScreen> {
    FullScreen::enter(move |event| message(&event).is_none_or(|message| sender.send(message).is_ok()))
}

/// Runs the view until the user quits.
///
/// # Errors
///
/// Fails if the terminal is closed.
pub(super) fn run(
    screen: &mut FullScreen,
    context: &CommandContext,
    mut model: Model,
    executor: &mut Executor<'_, '_>,
    messages: &Receiver<Message>,
) -> Result<()> {
    let links = Links::on_stdout(context.workspace.root());
    let mut effects = model.begin();
    let mut last_tick = Instant::now();
    let mut dojo_poller = DojoPoller::of(&context.store);
    loop {
        for effect in effects {
            match effect {
                Effect::Quit => return Ok(()),
                Effect::Bell => ring()?,
                Effect::Redraw => screen.clear()?,
                Effect::Suspend => {
                    executor.end_all();
                    release_during(screen, &mut model, suspend)?;
                }
                Effect::Edit(location) => {
                    if let Some(mut editor) = executor.edit(&location) {
                        let ended = release_during(screen, &mut model, || run_editor(&mut editor.command))?;
                        if let Err(text) = ended {
                            executor.notice(text);
                        }
                    }
                }
                other => executor.carry_out(other),
            }
        }
        let mut body = BodySize::default();
        screen.draw(|frame| {
            body = layout::draw(&model, frame);
            if let Some(links) = &links {
                links.on_screen(frame.buffer_mut());
            }
        })?;
        model.set_body_size(body);
        effects = Vec::new();
        let next = next_messages(context, messages, &mut last_tick, &mut dojo_poller);
        let Some(received) = next else { return Ok(()) };
        for message in received {
            effects.extend(model.update(message));
        }
    }
}

/// Leaves full-screen mode while `action` runs. The size may have changed meanwhile.
fn release_during<T>(screen: &mut FullScreen, model: &mut Model, action: impl FnOnce() -> T) -> io::Result<T> {
    let result = screen.release_during(action)?;
    model.update(Message::Resized(screen.size()?));
    Ok(result)
}

fn message(event: &Event) -> Option<Message> {
    match event {
        // Some terminals also report the release of a key.
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Message::Key(*key)),
        &Event::Resize(width, height) => Some(Message::Resized(Size { width, height })),
        _ => None,
    }
}

/// Waits for messages, or returns `None` if the stop flag is set or the channel is closed.
fn next_messages(
    context: &CommandContext,
    messages: &Receiver<Message>,
    last_tick: &mut Instant,
    dojo_poller: &mut DojoPoller,
) -> Option<Vec<Message>> {
    while !context.stop.requested() {
        let changed = dojo_poller.poll();
        if changed.is_some() || last_tick.elapsed() >= dojo_poller.tick_interval() {
            *last_tick = Instant::now();
            return Some(std::iter::once(Message::Tick(store::now())).chain(changed).collect());
        }
        match messages.recv_timeout(POLL) {
            // Takes all waiting messages, so that the screen is drawn once.
            Ok(message) => return Some(std::iter::once(message).chain(messages.try_iter()).collect()),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
    None
}

fn ring() -> io::Result<()> {
    let mut out = io::stdout();
    out.write_all(b"\x07")?;
    out.flush()
}
