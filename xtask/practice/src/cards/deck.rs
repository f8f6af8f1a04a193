//! The cards of all katas, and the condition under which they are asked.

use std::fs;

use xtask::command_context::CommandContext;
use xtask::error::{Error, Result};
use xtask::store::PastRun;
use xtask::terminal_output::warn;
use xtask::workspace::Kata;

use crate::cards_file::{Card, CardsFile};
use crate::source::{KataFiles, Source};

/// A card, with the texts around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeckCard {
    /// The kata's name.
    pub kata: String,
    /// The card.
    pub card: Card,
    /// The text that the card is taken from, or the place where it stands.
    pub source: String,
}

impl DeckCard {
    /// Returns the id with the kata's name, which no other card has.
    pub fn full_id(&self) -> String {
        format!("{}/{}", self.kata, self.card.id)
    }
}

/// Returns the cards of the katas whose core has been green, or with `all`, of all katas. The katas take turns.
///
/// With `kata`, returns the cards of this kata alone.
///
/// # Errors
///
/// Fails if no kata has this name, if its core has not been green yet, if it has no cards, or if a file cannot be read.
pub fn cards(context: &CommandContext, kata: Option<&str>, all: bool) -> Result<Vec<DeckCard>> {
    let state = context.state()?;
    let history: Vec<PastRun> = context.store.history().collect();
    if let Some(name) = kata {
        let kata = context.workspace.kata(name)?;
        let name = kata.name();
        if !all && !state.has_green_core(kata, &history)? {
            return Err(Error::Other(format!(
                "the core of {name} is not green yet, and its cards tell you about the reference solution. To see them \
                 anyway, run `cargo xtask cards {name} --all`."
            )));
        }
        let cards = of_kata(kata)?;
        return if cards.is_empty() { Err(Error::Other(format!("{name} has no cards."))) } else { Ok(cards) };
    }
    let mut by_kata = Vec::new();
    for kata in context.workspace.katas() {
        let cards = state
            .has_green_core(kata, &history)
            .and_then(|is_green| if all || is_green { of_kata(kata) } else { Ok(Vec::new()) });
        match cards {
            Ok(cards) => by_kata.push(cards),
            // A damaged kata must not hide the others.
            Err(error) => warn(&format!("the cards of {} are left out: {error}", kata.name())),
        }
    }
    Ok(in_turns(by_kata))
}

/// Returns the cards of a kata. A private kata can have none.
fn of_kata(kata: &Kata) -> Result<Vec<DeckCard>> {
    if !kata.solution().join("cards.toml").is_file() {
        return Ok(Vec::new());
    }
    let files = KataFiles::of(kata)?;
    let cards = CardsFile::of(kata)?.cards.into_iter();
    let deck_card = |card: Card| DeckCard { kata: kata.name().to_owned(), source: source(&card, kata, &files), card };
    Ok(cards.map(deck_card).collect())
}

/// Returns the text that a card is taken from, with the file to read more in.
fn source(card: &Card, kata: &Kata, files: &KataFiles) -> String {
    let name = kata.name();
    let brief = format!("katas/{name}/README.md");
    let notes = format!("solutions/{name}/DESIGN.md");
    match &card.source {
        Source::Rule(number) => match files.rule(number) {
            Some(rule) => format!("{rule} ({brief})"),
            None => format!("Rule {number} ({brief})"),
        },
        Source::Pitfall(pitfall) => {
            let patch = format!("solutions/{name}/pitfalls/{pitfall}.patch");
            let text =
                fs::read_to_string(kata.solution().join(format!("pitfalls/{pitfall}.patch"))).unwrap_or_default();
            match text.lines().next().filter(|line| line.starts_with("Pitfall: ")) {
                Some(line) => format!("{line} ({patch})"),
                None => format!("Pitfall ({patch})"),
            }
        }
        Source::Decision(title) => format!("Decision: {title} ({notes})"),
        Source::Talk(number) => format!("Question {number} under `Talk about it` ({brief}), answered in {notes}"),
        Source::AtScale(number) => format!("Question {number} under `At scale` ({brief}), answered in {notes}"),
    }
}

/// Returns the first card of each kata, then the second of each, and so on.
fn in_turns(by_kata: Vec<Vec<DeckCard>>) -> Vec<DeckCard> {
    let mut decks: Vec<_> = by_kata.into_iter().map(Vec::into_iter).collect();
    let mut mixed = Vec::new();
    loop {
        let before = mixed.len();
        mixed.extend(decks.iter_mut().filter_map(Iterator::next));
        if mixed.len() == before {
            return mixed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(kata: &str, id: &str) -> DeckCard {
        let card =
            Card { id: id.to_owned(), ask: "Why?".to_owned(), answer: "So.".to_owned(), source: Source::Talk(1) };
        DeckCard { kata: kata.to_owned(), card, source: String::new() }
    }

    #[test]
    fn katas_take_turns() {
        let decks = vec![vec![card("a", "1"), card("a", "2"), card("a", "3")], vec![], vec![card("b", "1")]];
        let ids: Vec<String> = in_turns(decks).iter().map(DeckCard::full_id).collect();
        assert_eq!(ids, ["a/1", "b/1", "a/2", "a/3"]);
    }
}
