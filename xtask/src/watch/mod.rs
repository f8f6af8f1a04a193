//! The live view: runs the current kata's tests after every save.
//!
//! On a terminal, it fills the screen. Elsewhere and with `--plain`, it prints line by line and reads keys as lines.
//!
//! Data flows in one direction. Every event arrives as a message on a single channel. In response, `update` and
//! `key_input` change the model, which is plain data, and return effects. The executor runs these on threads that
//! report back with further messages. To show the model, `panels` and `layout` turn it into lines, which `full_screen`
//! draws and `line_mode` prints.

mod dojo_panel;
#[cfg(test)]
mod dojo_panel_tests;
mod dojo_poller;
mod dojo_update;
mod effect;
mod executor;
mod full_screen;
mod key_input;
mod keys;
mod layout;
#[cfg(test)]
mod layout_tests;
mod line_mode;
mod message;
mod model;
#[cfg(test)]
mod model_tests;
mod panels;
#[cfg(test)]
mod test_fixtures;
mod update;

use std::io::IsTerminal;
use std::sync::mpsc;
use std::thread;

use ratatui::layout::Size;

use crate::cli::ViewOptions;
use crate::command_context::CommandContext;
use crate::editor_command::EditorSettings;
use crate::error::Result;
use crate::process::StopFlag;
use crate::store;
use executor::Executor;
use model::{Model, ViewSettings};

/// Runs the live view of the named or current kata until the user quits.
///
/// # Errors
///
/// Fails if no kata has this name, or the output is closed.
pub fn run(context: &CommandContext, kata: Option<&str>, options: &ViewOptions) -> Result<()> {
    end_on_panic(&context.stop);
    let state = context.state()?;
    let kata = context.kata(kata, &state)?;
    let opened = executor::open(context, kata)?;
    let (sender, messages) = mpsc::channel();
    let editor_settings = EditorSettings::new(options.edit_cmd.as_deref());
    let model = |size| {
        let colors = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Model::new(opened, store::now(), ViewSettings { size, colors, bell: options.bell })
    };
    thread::scope(|scope| {
        if options.plain || !supports_full_screen() {
            line_mode::read_lines(sender.clone());
            let mut executor = Executor::new(scope, context, kata, sender, editor_settings);
            line_mode::run(context, model(Size::default()), &mut executor, &messages)
        } else {
            let mut screen = full_screen::enter(sender.clone())?;
            let mut executor = Executor::new(scope, context, kata, sender, editor_settings);
            let size = screen.size()?;
            let left = full_screen::run(&mut screen, context, model(size), &mut executor, &messages);
            // Restores the terminal before waiting for background tasks to end.
            drop(screen);
            left
        }
    })
}

/// Sets the stop flag when a thread panics. Otherwise, the view would wait forever for a message from that thread.
fn end_on_panic(stop: &StopFlag) {
    let stop = stop.clone();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        stop.request();
        before(info);
    }));
}

/// Returns true if input and output are a terminal that supports cursor positioning.
pub fn supports_full_screen() -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    !dumb && std::io::stdout().is_terminal() && std::io::stdin().is_terminal()
}
