//! `cargo xtask cards`: asks design questions, and repeats each of them when it is due.

pub mod deck;
pub mod fsrs;
pub mod review_log;
mod screen;
mod session;
pub mod today;

use chrono::{Days, Local, NaiveDate};
use xtask::command_context::CommandContext;
use xtask::error::Result;
use xtask::render::{fit, plural};
use xtask::terminal_output::print;

use deck::DeckCard;
use review_log::ReviewLog;
use screen::Screen;
use session::Tally;
use today::{SESSION, Today};

/// Runs the command.
///
/// # Errors
///
/// Fails if no kata has this name, if its cards are locked, or if an answer cannot be saved.
pub fn run(context: &CommandContext, kata: Option<&str>, all: bool) -> Result<()> {
    let cards = deck::cards(context, kata, all)?;
    let today = Local::now().date_naive();
    let chosen = Today::of(cards.clone(), &ReviewLog::load(&context.store)?, today);
    if chosen.due.is_empty() && chosen.new.is_empty() {
        return print(&fit(&nothing_to_ask(chosen.next, today)));
    }
    print(&fit(&format!("{}\n\n", announcement(&chosen))))?;
    let tally = {
        // Dropping the screen restores the terminal.
        let mut screen = Screen::open(&context.stop);
        session::run(&mut screen, &context.store, &chosen.session(), today)?
    };
    print(&fit(&summary(tally, cards, &ReviewLog::load(&context.store)?, today)))
}

fn announcement(chosen: &Today) -> String {
    let cards = |count: usize| format!("{count} {}", plural(count, "card", "cards"));
    let is = |count| plural(count, "is", "are");
    let (due, new) = (chosen.due.len(), chosen.new.len());
    let text = match (due, new) {
        (_, 0) => format!("{} {} due.", cards(due), is(due)),
        (0, _) => format!("{} {} new today.", cards(new), is(new)),
        _ => format!("{} {} due, and {new} {} new today.", cards(due), is(due), is(new)),
    };
    if due + new > SESSION { format!("{text} This session asks {SESSION} of them.") } else { text }
}

fn nothing_to_ask(next: Option<(NaiveDate, usize)>, today: NaiveDate) -> String {
    match next {
        None => {
            "No cards are unlocked. The cards of a kata unlock as soon as its core is green. To review them anyway, \
                 run `cargo xtask cards --all`.\n"
                .to_owned()
        }
        Some((day, count)) => {
            let when = match (day - today).num_days() {
                1 => "tomorrow".to_owned(),
                days => format!("in {days} days, on {day}"),
            };
            format!("No card is due today. The next {count} {} {when}.\n", plural(count, "comes", "come"))
        }
    }
}

fn summary(tally: Tally, cards: Vec<DeckCard>, log: &ReviewLog, today: NaiveDate) -> String {
    let Tally { reviewed, again } = tally;
    let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
    let left = Today::of(cards.clone(), log, today);
    let due = Today::of(cards, log, tomorrow).due.len() - left.due.len();
    let left = left.due.len() + left.new.len();
    let mut text = format!("Reviewed: {reviewed}, again: {again}, due tomorrow: {due}.");
    if left > 0 {
        text += &format!(" Left for today: {left}.");
    }
    text + "\n"
}
