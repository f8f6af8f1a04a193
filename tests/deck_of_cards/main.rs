//! The test suite of the deck of cards kata, one module per stage.

mod support;

#[cfg(not(without_stage = "1"))]
mod stage_1_cards;
#[cfg(not(without_stage = "2"))]
mod stage_2_deck;
#[cfg(not(without_stage = "3"))]
mod stage_3_hit_or_stand;
#[cfg(not(without_stage = "4"))]
mod stage_4_shoe;
#[cfg(not(without_stage = "5"))]
mod stage_5_blackjack;
#[cfg(not(without_stage = "6"))]
mod stage_6_other_games;
#[cfg(not(without_stage = "7"))]
mod stage_7_saved_games;
