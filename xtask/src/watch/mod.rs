//! The live view: runs the current kata at every save.
//!
//! It fills the terminal where there is one, and shows the stages, the first test that fails or the compiler's words, and
//! the keys that it knows; elsewhere, and with `--plain`, it prints lines and takes letters with Enter.
//!
//! Data flows one way. Everything that happens is a message on one channel. `update` and `key_input` change the
//! model, which is plain data, and return the effects that are wanted. The executor carries
//! them out on threads that only send messages. `panels` and `layout` turn the model into lines; `full_screen` draws
//! them, and `line_mode` prints them.

mod dojo_feed;
mod dojo_panel;
#[cfg(test)]
mod dojo_panel_tests;
mod dojo_update;
mod editor_command;
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
mod saves;
#[cfg(test)]
mod test_fixtures;
mod update;

use std::io::IsTerminal;
use std::sync::mpsc;
use std::thread;

use ratatui::layout::Size;

use crate::cli::ViewOptions;
use crate::command_context::CommandContext;
use crate::error::Result;
use crate::process::StopFlag;
use crate::store;
use editor_command::EditorSettings;
use executor::Executor;
use full_screen::Screen;
use model::{Model, ViewSettings};

/// Watches a kata until the user quits: the named one, or the current one.
///
/// # Errors
///
/// If there is no such kata, or nobody reads the output any more.
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
        if options.plain || !can_be_filled() {
            line_mode::read_lines(sender.clone());
            let mut executor = Executor::new(scope, context, kata, sender, editor_settings);
            line_mode::run(context, model(Size::default()), &mut executor, &messages)
        } else {
            let mut screen = Screen::take(sender.clone())?;
            let mut executor = Executor::new(scope, context, kata, sender, editor_settings);
            let size = screen.size()?;
            let left = screen.run(context, model(size), &mut executor, &messages);
            // The shell has its terminal back before what is under way has been ended.
            drop(screen);
            left
        }
    })
}

/// Asks everything to stop when a thread panics: without it, the view would wait for what never comes.
fn end_on_panic(stop: &StopFlag) {
    let stop = stop.clone();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        stop.request();
        before(info);
    }));
}

/// Whether there is a terminal, and one that can place text anywhere.
fn can_be_filled() -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    !dumb && std::io::stdout().is_terminal() && std::io::stdin().is_terminal()
}
