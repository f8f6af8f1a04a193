//! The file `cards.toml` of a kata: questions about its design, each with an answer.
//!
//! ```toml
//! [[card]]
//! id = "refund-order"
//! ask = "Why does the machine keep the inserted coins as a list, and its own coins as counts?"
//! answer = "A refund returns the coins in the order of insertion. The machine's own coins have no order."
//! source = { decision = "Inserted coins are a list" }
//! ```

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use xtask::error::Result;
use xtask::workspace::Kata;

use crate::source::{KataFiles, Source, read_toml};

/// The smallest number of cards of a kata.
const MIN_CARDS: usize = 15;
/// The largest number of words in an answer, which should be read in a few seconds.
const MAX_WORDS: usize = 60;

/// The content of `cards.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardsFile {
    /// The cards.
    #[serde(rename = "card")]
    pub cards: Vec<Card>,
}

/// A question about a kata's design.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// A name that stays the same when the texts change. The review history refers to it.
    pub id: String,
    /// The question.
    pub ask: String,
    /// The answer.
    pub answer: String,
    /// The place that the card is taken from.
    pub source: Source,
}

impl CardsFile {
    /// Reads a kata's file.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or parsed.
    pub fn of(kata: &Kata) -> Result<Self> {
        read_toml(kata, "cards.toml")
    }

    /// Returns one line for everything that the file lacks or that the kata's other files contradict.
    pub fn problems(&self, files: &KataFiles) -> Vec<String> {
        let mut found = Vec::new();
        if self.cards.len() < MIN_CARDS {
            found.push(format!("{} cards. Write at least {MIN_CARDS}", self.cards.len()));
        }
        let (mut ids, mut questions) = (BTreeSet::new(), BTreeSet::new());
        for card in &self.cards {
            let mut problem = |text: String| found.push(format!("card `{}`: {text}", card.id));
            let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if card.id.is_empty() || !card.id.chars().all(is_name) {
                problem("an id has lowercase letters, digits and `-` only".to_owned());
            }
            if !ids.insert(&card.id) {
                problem("another card has this id".to_owned());
            }
            if !questions.insert(&card.ask) {
                problem("another card asks the same".to_owned());
            }
            if !card.ask.ends_with('?') {
                problem("`ask` does not end with a question mark".to_owned());
            }
            let words = card.answer.split_whitespace().count();
            if words > MAX_WORDS {
                problem(format!("the answer has {words} words. Use at most {MAX_WORDS}"));
            }
            if let Some(why) = card.source.problem(files) {
                problem(why);
            }
        }
        found
    }
}
