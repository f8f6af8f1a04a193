//! The live view: runs the current kata at every save.
//!
//! It fills the terminal where there is one, and shows the stages, the first test that fails or the compiler's words, and
//! the keys that it knows; elsewhere, and with `--plain`, it prints lines and takes letters with Enter.
//!
//! Everything that happens is a message on one channel; one loop takes them in turn. What a message changes is the business
//! of `model`, which reads and runs nothing: it returns the effects that are wanted. `effects` carries them out, on threads of
//! their own that only send. `screen` draws the model, `plain` prints what is new of it; what stands on each page is told by
//! `pages`, and nothing gets to a terminal but through `text`.

mod dojo_panel;
mod editor_command;
mod effects;
mod full_screen;
mod layout;
mod line_mode;
mod model;
mod panels;
mod saves;
#[cfg(test)]
pub(crate) mod test_fixtures;

use std::io::IsTerminal;
use std::sync::mpsc;
use std::thread;

use ratatui::layout::Size;

use crate::cli::ViewOptions;
use crate::error::Result;
use crate::process::StopFlag;
use crate::session::Session;
use crate::store;
use editor_command::EditorSettings;
use effects::Effects;
use full_screen::Screen;
use model::{Model, ViewSettings};

/// Watches a kata until the user quits: the named one, or the current one.
///
/// # Errors
///
/// If there is no such kata, or nobody reads the output any more.
pub fn run(session: &Session, kata: Option<&str>, options: &ViewOptions) -> Result<()> {
    end_on_panic(&session.stop);
    let state = session.state()?;
    let kata = session.kata(kata, &state)?;
    let opened = effects::open(session, kata)?;
    let (sender, messages) = mpsc::channel();
    let editor_settings = EditorSettings::new(options.edit_cmd.as_deref());
    let model = |size| {
        let colors = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Model::new(opened, store::now(), ViewSettings { size, colors, bell: options.bell })
    };
    thread::scope(|scope| {
        if options.plain || !can_be_filled() {
            line_mode::read_lines(sender.clone());
            let mut effects = Effects::new(scope, session, kata, sender, editor_settings);
            line_mode::run(session, model(Size::default()), &mut effects, &messages)
        } else {
            let mut screen = Screen::take(sender.clone())?;
            let mut effects = Effects::new(scope, session, kata, sender, editor_settings);
            let size = screen.size()?;
            let left = screen.run(session, model(size), &mut effects, &messages);
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
