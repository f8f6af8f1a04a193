//! # TODO stage 2
//!
//! TODO What this stage asks for and why, and what to look up.
//!
//! Time box: 10 minutes.

use deck_of_cards::DeckOfCards;

#[test]
fn todo_a_sentence_about_stage_2() {
    assert_eq!(DeckOfCards::default().stage_2(), 2, "TODO in the words of the domain");
}
