//! A session: asks cards one after another, and records each answer at once.

use chrono::NaiveDate;
use ratatui::style::Style;
use ratatui::text::Line;
use xtask::error::Result;
use xtask::render::styles::{bold, dim};
use xtask::render::text::LineWriter;
use xtask::render::{self, plural};
use xtask::store::Store;

use super::fsrs::Rating;
use super::review_log::{self, Review, ReviewLog};
use super::screen::{Key, Screen};
use super::today::DueCard;

/// The numbers of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The number of cards that were answered.
    pub reviewed: usize,
    /// The number of cards that were rated as not remembered.
    pub again: usize,
}

/// Asks the cards until the last one, or until the user quits.
///
/// # Errors
///
/// Fails if an answer cannot be saved, if the output is closed, or if the user stops the program.
pub fn run(screen: &mut Screen<'_>, store: &Store, cards: &[DueCard], today: NaiveDate) -> Result<Tally> {
    let mut tally = Tally::default();
    for (index, card) in cards.iter().enumerate() {
        screen.print(&question(card, index + 1, cards.len(), render::width()))?;
        if wait(screen, "Press Enter to see the answer, or q to quit.", |key| (key == Key::Enter).then_some(()))?
            .is_none()
        {
            break;
        }
        screen.print(&answer(card, today, render::width()))?;
        let Some(rating) = wait(screen, "Press 1, 2, 3 or 4, or q to quit.", rating)? else { break };
        let review = Review { day: today, rating };
        ReviewLog::record(store, &card.card.full_id(), review)?;
        tally.reviewed += 1;
        tally.again += usize::from(rating == Rating::Again);
        screen.print(&[Line::raw(format!("{}: due in {}", name(rating), interval(card, review))), Line::default()])?;
    }
    Ok(tally)
}

/// Waits for a key that has a meaning, and shows `help` for other keys. Returns `None` if the user quits.
fn wait<T>(screen: &mut Screen<'_>, help: &str, meaning: impl Fn(Key) -> Option<T>) -> Result<Option<T>> {
    loop {
        let key = match screen.key()? {
            None | Some(Key::Char('q' | 'Q')) => return Ok(None),
            Some(key) => key,
        };
        if let Some(meaning) = meaning(key) {
            return Ok(Some(meaning));
        }
        screen.print(&render::text::prose(help, render::width(), dim()))?;
    }
}

fn rating(key: Key) -> Option<Rating> {
    match key {
        Key::Char('1') => Some(Rating::Again),
        Key::Char('2') => Some(Rating::Hard),
        Key::Char('3') => Some(Rating::Good),
        Key::Char('4') => Some(Rating::Easy),
        _ => None,
    }
}

fn question(card: &DueCard, number: usize, count: usize, width: usize) -> Vec<Line<'static>> {
    let mut lines = LineWriter::new(width);
    let new = if card.schedule.is_none() { ", new" } else { "" };
    lines.prose(&format!("{number} of {count}: {}{new}", card.card.kata), dim());
    lines.prose(&card.card.card.ask, bold());
    lines.prose("Enter: answer, q: quit", dim());
    lines.blank();
    lines.into_lines()
}

fn answer(card: &DueCard, today: NaiveDate, width: usize) -> Vec<Line<'static>> {
    let mut lines = LineWriter::new(width);
    lines.prose(&card.card.card.answer, Style::new());
    lines.prose(&card.card.source, dim());
    let ratings = Rating::ALL.iter().zip(1..).map(|(&rating, number)| {
        format!("{number} {}: {}", name(rating), interval(card, Review { day: today, rating }))
    });
    lines.prose(&format!("{}, q: quit", ratings.collect::<Vec<_>>().join(", ")), dim());
    lines.into_lines()
}

/// Describes the time from a review until the card is due again.
fn interval(card: &DueCard, review: Review) -> String {
    let days = (review_log::next(card.schedule, review).due - review.day).num_days();
    let count = usize::try_from(days).unwrap_or(0);
    format!("{days} {}", plural(count, "day", "days"))
}

fn name(rating: Rating) -> &'static str {
    match rating {
        Rating::Again => "again",
        Rating::Hard => "hard",
        Rating::Good => "good",
        Rating::Easy => "easy",
    }
}
