//! # Blackjack
//!
//! A `Table` plays rounds of blackjack from a shoe, with bets. The player can also double a bet and split a pair. The
//! hands are dealt, scored and compared as in stage 3, so begin by moving the code that both need into functions of its
//! own.
//!
//! The hard case is a shoe that runs out while the dealer draws. The move that led to the draw must then change
//! nothing.
//!
//! Decide which part of the state you store, and which you compute from the rest. The fewer facts you store, the fewer
//! can contradict each other. Stage 7 saves this state and checks it when it restores a table.
//!
//! Look up: slice patterns (`&[first, second]`); `let … else`.
//!
//! Time box: 55 minutes.

use std::num::NonZeroUsize;

use deck_of_cards::{Outcome, Payout, Phase, Rank, Rules, Shoe, ShoeError, Soft17, Table, TableError};
use proptest::prelude::Rng as _;
use rstest::rstest;

use super::support::{
    Model, Move, any_game, assert_enough_numbers, assert_same, bet, card, cards, hands, make_move, moves, play, rng,
    shoe, shoe_cards, sorted, table, table_with, text,
};

const PLAYING: Phase = Phase::Playing { hand: 0 };

/// Rules: 5.2
#[test]
fn a_new_table_is_idle_and_empty() {
    let table = table("9C 6H 9D 10S");
    assert_eq!(table.phase(), Phase::Idle, "phase of a new table");
    assert_eq!(table.hands(), [], "player's hands at a new table");
    assert_eq!(table.dealer(), [], "dealer's cards at a new table");
    assert_eq!(table.shoe().remaining(), 4, "cards in the shoe of a new table");
}

/// Rules: 5.1
#[test]
fn a_shoe_with_cards_out_is_rejected() {
    let mut shoe = shoe("9C 6H 9D 10S", 0);
    shoe.deal();
    let made = Table::new(shoe, Rules { soft_17: Soft17::Stand });
    assert_eq!(made.err(), Some(ShoeError::CardsOut { out: 1 }), "error of creating a table with one card out");
}

/// Rules: 5.1, 5.5
#[test]
fn a_shoe_with_discarded_cards_is_accepted() {
    let mut shoe = shoe("9C 6H 9D 10S", 0);
    let dealt = shoe.deal();
    shoe.discard(dealt).expect("the card is out");
    let mut table = Table::new(shoe, Rules { soft_17: Soft17::Stand })
        .unwrap_or_else(|error| panic!("a shoe with one discarded card should be accepted, but: {error}"));
    assert_eq!(table.shuffle(&mut rng(1)), Ok(()), "result of a shuffle at the new table");
    assert_eq!(table.shoe().remaining(), 4, "cards left after the shuffle, with the discarded one");
}

/// Rules: 5.5
#[test]
fn a_shuffle_can_be_due_at_a_new_table() {
    let mut shoe = shoe("9C 6H 9D 10S 2C 3C", 5);
    let dealt = shoe.deal();
    shoe.discard(dealt).expect("the card is out");
    let mut table = Table::new(shoe, Rules { soft_17: Soft17::Stand }).expect("no card of the shoe is out");
    assert_eq!(table.deal(bet(100)), Err(TableError::ShuffleDue), "result of a deal with the cut card on top");
    assert_eq!(table.shuffle(&mut rng(1)), Ok(()), "result of a shuffle at the new table");
    assert_eq!(table.deal(bet(100)), Ok(()), "result of a deal after the shuffle");
}

/// Rules: 5.2, 5.6
#[test]
fn a_deal_alternates_between_player_and_dealer() {
    let mut table = table("9C 6H 8D 10S 2C");
    assert_eq!(table.deal(bet(100)), Ok(()), "result of a deal at an idle table");
    assert_eq!(hands(&table), ["9C 8D"], "player's hand after the deal: cards 1 and 3");
    assert_eq!(table.dealer(), [card("6H")], "dealer's visible cards after the deal: card 2");
    assert_eq!(table.phase(), PLAYING, "phase after the deal");
    assert_eq!((table.shoe().remaining(), table.shoe().out()), (1, 4), "cards left and out after the deal");
}

/// Rules: 5.6, 5.13, 5.16
#[rstest]
#[case::player_natural("AC 6H KD 10S 5C", Outcome::Natural, 250)]
#[case::player_natural_against_an_ace("AC AH KD 9S AD", Outcome::Natural, 250)]
#[case::dealer_natural_with_an_ace_up("9C AH 9D KS", Outcome::Loss, 0)]
#[case::dealer_natural_with_a_ten_up("9C 10H 9D AS", Outcome::Loss, 0)]
#[case::both_naturals("AC AH KD 10S", Outcome::Push, 100)]
fn a_natural_ends_the_round_at_once(#[case] stack: &str, #[case] outcome: Outcome, #[case] paid: u64) {
    let mut table = table(stack);
    play(&mut table, "d");
    assert_eq!(table.phase(), Phase::Over, "phase after a deal from the shoe {stack}");
    let dealt = cards(stack);
    assert_eq!(table.dealer(), [dealt[1], dealt[3]], "dealer's cards after a natural: both visible, and no draw");
    assert_eq!(table.hit(), Err(TableError::RoundOver), "result of a hit after a deal from the shoe {stack}");
    assert_eq!(
        table.settle(),
        Ok(vec![Payout { outcome, stake: 100, paid }]),
        "payout after a deal from the shoe {stack}"
    );
}

/// Rules: 5.16
#[rstest]
#[case::one_cent(1, 2)]
#[case::two_cents(2, 5)]
#[case::three_cents(3, 7)]
#[case::odd_bet(505, 1_262)]
#[case::largest_bet(u32::MAX, 10_737_418_237)]
fn a_natural_pays_three_to_two_rounded_down(#[case] cents: u32, #[case] paid: u64) {
    let mut table = table("AC 6H KD 10S");
    assert_eq!(table.deal(bet(cents)), Ok(()), "result of a deal with a bet of {cents}");
    let payout = Payout { outcome: Outcome::Natural, stake: cents.into(), paid };
    assert_eq!(table.settle(), Ok(vec![payout]), "payout of a natural with a bet of {cents}");
}

/// Rules: 5.7, 5.16
#[rstest]
#[case::won("9C 6H 2D 10S KC", "s", Outcome::Win, &[1])]
#[case::tied("10C 10H 8D 8S", "s", Outcome::Push, &[1])]
#[case::doubled_and_won("9C 6H 2D 10S KC KD", "u", Outcome::Win, &[2])]
#[case::doubled_and_tied("9C 10H 2D 9S 8C", "u", Outcome::Push, &[2])]
#[case::split_and_won("9C 6H 9D 10S 2C 2D KC", "pss", Outcome::Win, &[1, 1])]
fn payouts_of_the_largest_bet_are_exact(
    #[case] stack: &str,
    #[case] moves: &str,
    #[case] outcome: Outcome,
    #[case] bets: &[u64],
) {
    let mut table = table(stack);
    assert_eq!(table.deal(bet(u32::MAX)), Ok(()), "result of a deal with a bet of {}", u32::MAX);
    play(&mut table, moves);
    let payouts = bets.iter().map(|bets| {
        let stake = bets * u64::from(u32::MAX);
        Payout { outcome, stake, paid: if outcome == Outcome::Win { 2 * stake } else { stake } }
    });
    assert_eq!(table.settle(), Ok(payouts.collect()), "payouts of a bet of {} after {moves:?}", u32::MAX);
}

/// Rules: 5.6
#[test]
fn a_hand_below_21_can_have_many_cards() {
    let mut table = table("2C 10H 2D 8S 2H 2S AC 3C 4C 4D");
    play(&mut table, "dhhhhh");
    assert_eq!(hands(&table), ["2C 2D 2H 2S AC 3C 4C"], "player's cards after five hits");
    assert_eq!(table.phase(), PLAYING, "phase with seven cards and a score of 16");
    play(&mut table, "h");
    assert_eq!(table.phase(), PLAYING, "phase with eight cards and a score of 20");
}

/// Rules: 5.6
#[test]
fn a_hit_adds_a_card() {
    let mut table = table("9C 6H 2D 10S 3C 6D 4H");
    play(&mut table, "dhh");
    assert_eq!(hands(&table), ["9C 2D 3C 6D"], "player's cards after two hits");
    assert_eq!(table.phase(), PLAYING, "phase with a score of 20");
    assert_eq!(table.dealer(), [card("6H")], "dealer's visible cards while the player plays");
}

/// Rules: 5.6, 5.12, 5.13
#[rstest]
#[case::over_21("9C 6H 7D 10S KC 5C", &["9C 7D KC"], "6H 10S", Outcome::Loss)]
#[case::at_21("9C 6H 7D 10S 5C KC", &["9C 7D 5C"], "6H 10S KC", Outcome::Win)]
#[case::at_soft_21("AC 6H 7D 10S 3C KC", &["AC 7D 3C"], "6H 10S KC", Outcome::Win)]
fn a_hand_ends_by_itself(#[case] stack: &str, #[case] player: &[&str], #[case] dealer: &str, #[case] outcome: Outcome) {
    let mut table = table(stack);
    play(&mut table, "dh");
    assert_eq!(table.phase(), Phase::Over, "phase after a hit with the shoe {stack}");
    assert_eq!(hands(&table), player, "player's cards after a hit with the shoe {stack}");
    assert!(!table.hands()[0].stood, "stood should be false for a hand that ended by itself");
    assert_eq!(text(table.dealer()), dealer, "dealer's cards at the end with the shoe {stack}");
    assert_eq!(table.settle().map(|payouts| payouts[0].outcome), Ok(outcome), "outcome with the shoe {stack}");
}

/// Rules: 5.14
#[rstest]
#[case::stands_on_hard_17("10H 7S", Soft17::Hit, "")]
#[case::stands_on_20("10H 10S", Soft17::Stand, "")]
#[case::draws_on_16("10H 6S", Soft17::Stand, "2C")]
#[case::draws_until_17("2H 2S", Soft17::Stand, "2C 5C 6C")]
#[case::draws_and_goes_bust("10H 6S", Soft17::Stand, "KC")]
#[case::stands_on_soft_17("AH 6S", Soft17::Stand, "")]
#[case::hits_soft_17("AH 6S", Soft17::Hit, "2C")]
#[case::hits_soft_17_of_three_cards("AH 4S", Soft17::Hit, "2C 4C")]
#[case::soft_17_becomes_hard_16("AH 6S", Soft17::Hit, "9C 5C")]
#[case::soft_17_becomes_hard_17("AH 6S", Soft17::Hit, "KC")]
#[case::soft_17_of_two_aces("AH AS", Soft17::Hit, "5C 4C")]
#[case::stands_on_soft_17_of_two_aces("AH AS", Soft17::Stand, "5C")]
#[case::stands_on_soft_18("AH 7S", Soft17::Hit, "")]
#[case::stands_on_hard_17_with_an_ace("10H 6S", Soft17::Hit, "AC")]
#[case::draws_on_soft_16("AH 5S", Soft17::Stand, "3C")]
fn the_dealer_draws_to_17(#[case] dealt: &str, #[case] rule: Soft17, #[case] drawn: &str) {
    let dealer = cards(dealt);
    let stack = format!("10C {} 8D {} {drawn} 3D 3D", dealer[0], dealer[1]);
    let mut table = table_with(&stack, rule);
    play(&mut table, "ds");
    let expected = format!("{dealt} {drawn}");
    assert_eq!(text(table.dealer()), expected.trim(), "dealer's cards with the rule Soft17::{rule:?}");
    assert_eq!(table.phase(), Phase::Over, "phase after the dealer drew");
}

/// Rules: 5.13, 5.14
#[rstest]
#[case::hit_to_21("10C AH 5D 6S 6C", "dh")]
#[case::double("5C AH 4D 6S 10C", "du")]
#[case::both_hands_stood("8C AH 8D 6S 2C 3C", "dpss")]
#[case::only_hand_1_bust("8C AH 8D 6S 2C 10C 10D", "dpsh")]
#[case::hand_1_doubled("8C AH 8D 6S 2C 3C 10D", "dpsu")]
#[case::split_aces("AC AH AD 6S 3C 4C", "dp")]
#[case::split_tens_with_21("10C AH 10D 6S AC AD", "dp")]
fn the_dealer_plays_a_soft_17_by_the_rule_after_any_move(#[case] stack: &str, #[case] moves: &str) {
    for (rule, expected) in [(Soft17::Stand, "AH 6S"), (Soft17::Hit, "AH 6S 2H")] {
        let mut table = table_with(&format!("{stack} 2H 2S"), rule);
        play(&mut table, moves);
        assert_eq!(table.phase(), Phase::Over, "phase after the last hand ended");
        assert_eq!(text(table.dealer()), expected, "dealer's cards with the rule Soft17::{rule:?}");
    }
}

/// Rules: 5.6, 5.12, 5.16
#[rstest]
#[case::higher_score("10C 10H 9D 8S", Outcome::Win, 200)]
#[case::lower_score("10C 10H 7D 8S", Outcome::Loss, 0)]
#[case::equal_score("10C 10H 8D 8S", Outcome::Push, 100)]
#[case::dealer_bust("10C 10H 2D 6S KC", Outcome::Win, 200)]
#[case::higher_score_than_a_dealer_who_drew("10C 10H 10D 6S 3C", Outcome::Win, 200)]
#[case::lower_score_than_a_dealer_who_drew_21("10C 10H 10D 6S 5C", Outcome::Loss, 0)]
#[case::higher_soft_score("AC 10H 8D 8S", Outcome::Win, 200)]
fn the_higher_score_wins(#[case] stack: &str, #[case] outcome: Outcome, #[case] paid: u64) {
    let mut table = table(stack);
    play(&mut table, "ds");
    assert!(table.hands()[0].stood, "stood should be true after a stand");
    assert_eq!(table.settle(), Ok(vec![Payout { outcome, stake: 100, paid }]), "payout with the shoe {stack}");
}

/// Rules: 5.6, 5.16
#[rstest]
#[case::against_20("10C 10H 5D 8S 6C", "dh", Outcome::Win, 200)]
#[case::against_a_drawn_21("10C 10H 5D 6S 6C 5H", "dh", Outcome::Push, 100)]
fn a_21_of_three_cards_is_not_a_natural(
    #[case] stack: &str,
    #[case] moves: &str,
    #[case] outcome: Outcome,
    #[case] paid: u64,
) {
    let mut table = table(stack);
    play(&mut table, moves);
    assert_eq!(table.settle(), Ok(vec![Payout { outcome, stake: 100, paid }]), "payout with the shoe {stack}");
}

/// Rules: 5.7, 5.12, 5.16
#[rstest]
#[case::wins("6C 6H 5D 10S 9C KC", "6C 5D 9C", Outcome::Win, 400)]
#[case::loses("6C 10H 5D 10S 2C", "6C 5D 2C", Outcome::Loss, 0)]
#[case::ties("6C 10H 5D 9S 8C", "6C 5D 8C", Outcome::Push, 200)]
#[case::goes_bust("10C 6H 5D 10S 7C", "10C 5D 7C", Outcome::Loss, 0)]
#[case::wins_with_a_soft_hand("AC 6H 8D 10S 2C KC", "AC 8D 2C", Outcome::Win, 400)]
#[case::wins_with_21("6C 6H 5D 10S KC KD", "6C 5D KC", Outcome::Win, 400)]
fn a_double_adds_one_card_and_doubles_the_stake(
    #[case] stack: &str,
    #[case] player: &str,
    #[case] outcome: Outcome,
    #[case] paid: u64,
) {
    let mut table = table(stack);
    play(&mut table, "du");
    assert_eq!(table.phase(), Phase::Over, "phase after a double");
    assert_eq!(hands(&table), [player], "player's cards after a double");
    assert!(
        table.hands()[0].doubled && !table.hands()[0].stood,
        "doubled should be true and stood false after a double"
    );
    assert_eq!(table.settle(), Ok(vec![Payout { outcome, stake: 200, paid }]), "payout with the shoe {stack}");
}

/// Rules: 5.10, 5.12
#[rstest]
#[case::hand_0_stands("2C 2D", "s", 0, true, false)]
#[case::hand_0_is_doubled("2C 2D 5H", "u", 0, false, true)]
#[case::hand_0_reaches_21("2C 2D JH", "h", 0, false, false)]
#[case::hand_0_goes_bust("4C 2D JH", "h", 0, false, false)]
#[case::hand_1_stands("2C 2D", "ss", 1, true, false)]
#[case::hand_1_is_doubled("2C 2D 5H", "su", 1, false, true)]
#[case::hand_1_reaches_21("2C 2D JH", "sh", 1, false, false)]
#[case::hand_1_goes_bust("2C 4D JH", "sh", 1, false, false)]
fn both_hands_of_a_split_end_in_the_same_ways(
    #[case] drawn: &str,
    #[case] moves: &str,
    #[case] hand: usize,
    #[case] stood: bool,
    #[case] doubled: bool,
) {
    // Two nines, and a dealer who stands on 17.
    let mut table = table(&format!("9C 10H 9D 7S {drawn}"));
    play(&mut table, "dp");
    play(&mut table, &moves[..hand]);
    assert_eq!(table.phase(), Phase::Playing { hand }, "phase before the last move of {moves:?} after a split");
    play(&mut table, &moves[hand..]);
    let next = if hand == 0 { Phase::Playing { hand: 1 } } else { Phase::Over };
    assert_eq!(table.phase(), next, "phase after the moves {moves:?} with the hands {:?}", hands(&table));
    let played = &table.hands()[hand];
    assert_eq!((played.stood, played.doubled), (stood, doubled), "stood and doubled of hand {hand} after {moves:?}");
}

/// Rules: 5.10
#[rstest]
#[case::hand_0("AC 5D", "", Phase::Playing { hand: 1 })]
#[case::hand_1("5C AD", "s", Phase::Over)]
#[case::both_hands("AC AD", "", Phase::Over)]
fn a_hand_with_21_after_a_split_is_not_played(#[case] drawn: &str, #[case] moves: &str, #[case] phase: Phase) {
    let mut table = table(&format!("10C 10H 10D 7S {drawn}"));
    play(&mut table, "dp");
    play(&mut table, moves);
    assert_eq!(table.phase(), phase, "phase after a split into {:?} and the moves {moves:?}", hands(&table));
}

/// Rules: 5.9, 5.10, 5.12
#[test]
fn a_split_makes_two_hands_played_in_turn() {
    let mut table = table("8C 6H 8D 10S 3C 2D KC 9D KS");
    play(&mut table, "dp");
    assert_eq!(hands(&table), ["8C 3C", "8D 2D"], "hands after the split");
    assert_eq!(table.phase(), PLAYING, "phase after the split");
    play(&mut table, "h");
    assert_eq!(hands(&table), ["8C 3C KC", "8D 2D"], "hands after hand 0 reached 21");
    assert_eq!(table.phase(), Phase::Playing { hand: 1 }, "phase after hand 0 ended");
    play(&mut table, "h");
    assert_eq!(hands(&table), ["8C 3C KC", "8D 2D 9D"], "hands after hand 1 took a card");
    play(&mut table, "s");
    assert_eq!(table.hands().iter().map(|hand| hand.stood).collect::<Vec<_>>(), [false, true], "stood of both hands");
    assert_eq!(text(table.dealer()), "6H 10S KS", "dealer's cards, drawn once for both hands");
    let win = Payout { outcome: Outcome::Win, stake: 100, paid: 200 };
    assert_eq!(table.settle(), Ok(vec![win, win]), "payouts of both hands");
}

/// Rules: 5.15
#[test]
fn each_hand_of_a_split_is_settled() {
    let mut table = table("8C 10H 8D 9S 10C 10D KC");
    play(&mut table, "dp");
    assert_eq!(hands(&table), ["8C 10C", "8D 10D"], "hands after the split");
    play(&mut table, "hs");
    let lost = Payout { outcome: Outcome::Loss, stake: 100, paid: 0 };
    assert_eq!(table.settle(), Ok(vec![lost, lost]), "payouts of a bust hand, and of 18 against 19");
}

/// Rules: 5.13
#[test]
fn the_dealer_draws_if_one_of_two_hands_is_not_bust() {
    let mut table = table("8C 10H 8D 6S 10C 10D KC 2H");
    play(&mut table, "dphs");
    assert_eq!(hands(&table), ["8C 10C KC", "8D 10D"], "hands: one bust, one standing");
    assert_eq!(text(table.dealer()), "10H 6S 2H", "dealer's cards, with a draw against the standing hand");
    let mut table = self::table("8C 10H 8D 6S 10C 10D KC 2H");
    play(&mut table, "dpsh");
    assert_eq!(hands(&table), ["8C 10C", "8D 10D KC"], "hands: one standing, one bust");
    assert_eq!(text(table.dealer()), "10H 6S 2H", "dealer's cards, with a draw against hand 0, which stands");
}

/// Rules: 5.13, 5.15
#[test]
fn the_dealer_draws_against_two_hands_of_21_after_a_split() {
    let mut table = table("AC 6H AD 10S KC KD 2H");
    play(&mut table, "dp");
    assert_eq!(hands(&table), ["AC KC", "AD KD"], "hands, neither of which is a natural");
    assert_eq!(text(table.dealer()), "6H 10S 2H", "dealer's cards, with a draw against two hands of 21");
}

/// Rules: 5.6, 5.15
#[test]
fn a_bust_hand_loses_even_if_the_dealer_is_bust() {
    let mut table = table("8C 10H 8D 6S 10C 10D KC KS");
    play(&mut table, "dphs");
    assert_eq!(text(table.dealer()), "10H 6S KS", "dealer's cards, over 21");
    let outcomes = table.settle().map(|payouts| payouts.iter().map(|payout| payout.outcome).collect::<Vec<_>>());
    assert_eq!(outcomes, Ok(vec![Outcome::Loss, Outcome::Win]), "outcomes of a bust hand and of 18");
}

/// Rules: 5.13
#[test]
fn the_dealer_does_not_draw_if_both_hands_are_bust() {
    let mut table = table("8C 10H 8D 6S 10C 10D KC KD 2H");
    play(&mut table, "dphh");
    assert_eq!(hands(&table), ["8C 10C KC", "8D 10D KD"], "hands, both bust");
    assert_eq!(text(table.dealer()), "10H 6S", "dealer's cards, without a draw");
    assert_eq!(table.phase(), Phase::Over, "phase with both hands bust");
}

/// Rules: 5.7, 5.12
#[rstest]
#[case::hand_0("8C 6H 8D 10S 3C 2D KC 5S KD", "dpuhs", &["8C 3C KC", "8D 2D 5S"], [true, false])]
#[case::hand_1("8C 6H 8D 10S 3C 2D 5S KC KD", "dphsu", &["8C 3C 5S", "8D 2D KC"], [false, true])]
#[case::both_hands("8C 6H 8D 10S 3C 2D 9C KC KD", "dpuu", &["8C 3C 9C", "8D 2D KC"], [true, true])]
fn a_hand_of_a_split_can_be_doubled(
    #[case] stack: &str,
    #[case] moves: &str,
    #[case] player: &[&str],
    #[case] doubled: [bool; 2],
) {
    let mut table = table(stack);
    play(&mut table, moves);
    assert_eq!(hands(&table), player, "hands after the moves {moves:?}");
    let recorded: Vec<_> = table.hands().iter().map(|hand| hand.doubled).collect();
    assert_eq!(recorded, doubled, "doubled of both hands after the moves {moves:?}");
    let wins = doubled.map(|doubled| if doubled { 200 } else { 100 }).map(|stake| Payout {
        outcome: Outcome::Win,
        stake,
        paid: 2 * stake,
    });
    assert_eq!(table.settle(), Ok(wins.to_vec()), "payouts of both hands after the moves {moves:?}");
}

/// Rules: 5.11, 5.12
#[test]
fn split_aces_get_one_card_each() {
    let mut table = table("AC 6H AD 10S 3C 9D KC");
    play(&mut table, "dp");
    assert_eq!(hands(&table), ["AC 3C", "AD 9D"], "hands of split aces");
    assert_eq!(table.phase(), Phase::Over, "phase after splitting aces");
    let stood: Vec<_> = table.hands().iter().map(|hand| hand.stood).collect();
    assert_eq!(stood, [false, false], "stood of both hands of split aces");
    assert_eq!(text(table.dealer()), "6H 10S KC", "dealer's cards after splitting aces");
}

/// Rules: 5.11
#[test]
fn an_ace_does_not_end_a_hand_of_split_eights() {
    let mut table = table("8C 6H 8D 10S AC AD 3C KC");
    play(&mut table, "dp");
    assert_eq!(hands(&table), ["8C AC", "8D AD"], "hands of split eights");
    assert_eq!(table.phase(), PLAYING, "phase after splitting eights, each with an ace as its second card");
    play(&mut table, "hs");
    assert_eq!(table.phase(), Phase::Playing { hand: 1 }, "phase after the player stood on hand 0");
}

/// Rules: 5.15
#[rstest]
#[case::hand_0_against_18("AC 6H AD 10S KC 9D 2H", 0, Outcome::Win, 200)]
#[case::hand_0_against_21_of_three_cards("AC 6H AD 10S KC 9D 5H", 0, Outcome::Push, 100)]
#[case::hand_1_against_18("AC 6H AD 10S 9C KD 2H", 1, Outcome::Win, 200)]
#[case::hand_1_against_21_of_three_cards("AC 6H AD 10S 9C KD 5H", 1, Outcome::Push, 100)]
fn a_21_after_splitting_aces_is_not_a_natural(
    #[case] stack: &str,
    #[case] hand: usize,
    #[case] outcome: Outcome,
    #[case] paid: u64,
) {
    let mut table = table(stack);
    play(&mut table, "dp");
    let payouts = table.settle().expect("both hands ended with the split");
    assert_eq!(
        payouts[hand],
        Payout { outcome, stake: 100, paid },
        "payout of ace and king in hand {hand} after a split with the shoe {stack}"
    );
}

/// Rules: 5.10, 5.15
#[test]
fn a_21_after_splitting_tens_ends_its_hand() {
    let mut table = table("10C 6H 10D 10S AC 5D 3H");
    play(&mut table, "dp");
    assert_eq!(table.phase(), Phase::Playing { hand: 1 }, "phase when hand 0 has 21 after the split");
    play(&mut table, "s");
    let payouts = table.settle().expect("both hands ended");
    let win = Payout { outcome: Outcome::Win, stake: 100, paid: 200 };
    assert_eq!(payouts[0], win, "payout of ten and ace after a split");
}

/// Rules: 0.1, 5.8
#[rstest]
#[case::king_and_queen("KC 6H QD 10S 2C 2D", "d", TableError::NotAPair { first: Rank::King, second: Rank::Queen })]
#[case::ten_and_jack("10C 6H JD 10S 2C 2D", "d", TableError::NotAPair { first: Rank::Ten, second: Rank::Jack })]
#[case::three_cards("2C 6H 2D 10S 2H 2S 3C 3D", "dh", TableError::NotTwoCards { cards: 3 })]
#[case::second_split_of_hand_0("8C 6H 8D 10S 8H 2S 3C 3D", "dp", TableError::AlreadySplit)]
#[case::second_split_of_hand_1("8C 6H 8D 10S 3H 8S 3C 3D", "dps", TableError::AlreadySplit)]
fn only_the_first_pair_can_be_split(#[case] stack: &str, #[case] moves: &str, #[case] error: TableError) {
    let mut table = table(stack);
    play(&mut table, moves);
    let before = table.clone();
    assert_eq!(table.split(), Err(error), "result of a split with hands {:?}", hands(&table));
    assert_eq!(table, before, "table after a failed split");
}

/// Rules: 0.1, 5.7
#[rstest]
#[case::three_cards("2C 6H 3D 10S 2H 5S 6C 6D", "dh", 3)]
#[case::four_cards("2C 6H 3D 10S 2H 5S 5H 6C 6D", "dhh", 4)]
#[case::three_cards_after_a_split("8C 6H 8D 10S 2H 2S 3C 3D", "dph", 3)]
fn only_a_hand_of_two_cards_can_be_doubled(#[case] stack: &str, #[case] moves: &str, #[case] count: usize) {
    let mut table = table(stack);
    play(&mut table, moves);
    let before = table.clone();
    let error = TableError::NotTwoCards { cards: count };
    assert_eq!(table.double(), Err(error), "result of a double with hands {:?}", hands(&table));
    assert_eq!(table, before, "table after a failed double");
}

/// Rules: 0.1, 5.3
#[rstest]
#[case::idle("", TableError::NoRound, &[Move::Hit, Move::Stand, Move::Double, Move::Split, Move::Settle, Move::CallOff])]
#[case::playing("d", TableError::RoundInProgress, &[Move::Deal, Move::Settle])]
#[case::over("ds", TableError::RoundOver, &[Move::Deal, Move::Hit, Move::Stand, Move::Double, Move::Split, Move::CallOff])]
#[case::over_after_a_split("dpss", TableError::RoundOver, &[Move::Deal, Move::Hit, Move::Stand, Move::Double, Move::Split, Move::CallOff])]
fn a_call_in_the_wrong_phase_is_rejected(#[case] before: &str, #[case] error: TableError, #[case] rejected: &[Move]) {
    // A shuffle is due as soon as cards are dealt, which makes no difference.
    let shoe = shoe("9C 6H 9D 10S 2C 2D 2H 2S 2C 2D 2H 2S", 8);
    let mut table = Table::new(shoe, Rules { soft_17: Soft17::Stand }).expect("no card is out");
    play(&mut table, before);
    let unchanged = table.clone();
    for &action in rejected {
        assert_eq!(
            make_move(&mut table, action),
            Err(error.clone()),
            "result of {action:?} in phase {:?}",
            unchanged.phase()
        );
        assert_eq!(table, unchanged, "table after a failed {action:?}");
    }
}

/// Rules: 5.2, 5.18
#[test]
fn settling_makes_the_table_idle() {
    let mut table = table("9C 6H 9D 10S KC 8C 7H 8D 10D");
    play(&mut table, "ds");
    assert_eq!(table.settle().map(|payouts| payouts.len()), Ok(1), "number of payouts");
    assert_eq!(table.phase(), Phase::Idle, "phase after settling");
    assert_eq!(
        (hands(&table).len(), table.dealer().len()),
        (0, 0),
        "numbers of player's hands and dealer's cards after settling"
    );
    let shoe = table.shoe();
    assert_eq!(
        (shoe.remaining(), shoe.out(), shoe.discarded()),
        (4, 0, 5),
        "cards left, out and discarded after settling"
    );
    play(&mut table, "d");
    assert_eq!(hands(&table), ["8C 8D"], "player's hand in the next round");
}

/// Rules: 5.17, 5.18
#[rstest]
#[case::one_hand("9C 6H 9D 10S", "d", 100)]
#[case::two_hands("9C 6H 9D 10S 2C 3C", "dp", 200)]
#[case::hand_0_of_two_doubled("9C 6H 9D 10S 2C 3C 4C", "dpu", 300)]
fn call_off_returns_the_stakes(#[case] stack: &str, #[case] moves: &str, #[case] stakes: u64) {
    let mut table = table(stack);
    play(&mut table, moves);
    assert_eq!(table.call_off(), Ok(stakes), "stakes returned by call_off");
    assert_eq!(table.phase(), Phase::Idle, "phase after call_off");
    assert_eq!(
        (hands(&table).len(), table.dealer().len(), table.shoe().out()),
        (0, 0, 0),
        "numbers of player's hands, dealer's cards and cards out after call_off"
    );
    assert_eq!(table.shoe().discarded(), cards(stack).len(), "discarded cards after call_off");
}

/// Rules: 5.8, 5.18
#[rstest]
#[case::called_off_after_the_deal("9C 6H 9D 10S", "c")]
#[case::called_off_after_a_hit("2C 6H 3D 10S 4C", "hc")]
#[case::called_off_after_a_split("8C 6H 8D 10S 2C 3C", "pc")]
#[case::called_off_after_a_stand_on_hand_0("8C 6H 8D 10S 2C 3C", "psc")]
#[case::called_off_after_a_double_of_hand_0("8C 6H 8D 10S 2C 3C 4C", "puc")]
#[case::settled_after_a_stand("10C 10H 9D 8S", "se")]
#[case::settled_after_going_bust("10C 10H 9D 8S 5C", "he")]
#[case::settled_after_a_double("5C 10H 6D 8S 2C", "ue")]
#[case::settled_after_a_natural("AC 10H KD 8S", "e")]
#[case::settled_after_a_dealer_natural("9C AH 9D KS", "e")]
#[case::settled_after_a_split("8C 10H 8D 8S 2C 3C", "psse")]
#[case::settled_after_a_double_of_both_hands("8C 10H 8D 8S 2C 3C 4C 4D", "puue")]
#[case::settled_after_split_aces("AC 10H AD 8S 2C 3C", "pe")]
#[case::settled_after_the_dealer_drew("10C 6H 9D 10S KC", "se")]
fn the_next_round_is_like_the_first(#[case] stack: &str, #[case] first: &str) {
    let next_stack = "8S 6D 8H 10C 2S 3S 4S 5S KH KC";
    for next in ["dpsse", "dpuue", "dpuc", "due", "dhse", "dc"] {
        let (mut used, mut new) = (table(&format!("{stack} {next_stack}")), table(next_stack));
        assert_eq!(used.deal(bet(700)), Ok(()), "result of a deal with a bet of 700");
        play(&mut used, first);
        for action in moves(next) {
            let (result, expected) = (make_move(&mut used, action), make_move(&mut new, action));
            assert_eq!(
                result, expected,
                "result of {action:?} in a round with the moves {next:?}, after one with {first:?}"
            );
            let [found, expected] = [&used, &new].map(|table| (table.phase(), table.hands(), table.dealer()));
            assert_eq!(
                found, expected,
                "phase, hands and dealer's cards after {action:?} in a round with the moves {next:?}, after one with {first:?}"
            );
        }
    }
}

/// Rules: 5.16, 5.17
#[rstest]
#[case::one_hand("", 1)]
#[case::two_hands("p", 2)]
#[case::two_hands_and_one_doubled("pu", 3)]
fn the_stakes_of_the_largest_bet_are_exact(#[case] moves: &str, #[case] bets: u64) {
    let mut table = table("9C 6H 9D 10S 2C 2D 3C");
    assert_eq!(table.deal(bet(u32::MAX)), Ok(()), "result of a deal with a bet of {}", u32::MAX);
    play(&mut table, moves);
    assert_eq!(table.call_off(), Ok(bets * u64::from(u32::MAX)), "stakes returned by call_off after {moves:?}");
}

/// Rules: 5.5
#[test]
fn a_shuffle_at_an_idle_table_reorders_all_cards() {
    let stack = "9C 6H 9D 10S KC 8C 7H 8D 2S 3S 4S 5S";
    let mut generator = rng(3);
    let mut orders = vec![cards(stack)];
    for moves in ["", "dse"] {
        let mut table = table(stack);
        play(&mut table, moves);
        for _ in 0..4 {
            assert_eq!(table.shuffle(&mut generator), Ok(()), "result of a shuffle at an idle table");
            let order = shoe_cards(table.shoe());
            assert_eq!(sorted(order.clone()), sorted(cards(stack)), "sorted cards after a shuffle");
            assert!(!orders.contains(&order), "each shuffle should lead to another order, but not to {}", text(&order));
            orders.push(order);
        }
    }
    let shoe = Shoe::new(NonZeroUsize::MIN, 0).expect("the cut card is not too deep");
    let mut table = Table::new(shoe, Rules { soft_17: Soft17::Stand }).expect("no card is out");
    assert_enough_numbers(52, 1, "the shoe of a table", |rng| table.shuffle(rng).expect("the table is idle"));
}

/// Rules: 0.1, 5.5
#[test]
fn a_round_continues_after_the_cut_card() {
    // More than four cards are left at the end, so that only the cut card is a reason not to deal.
    let stack = "9C 6H 2D 10S 3C 4C 5C KC 2H 2S 3H 3S";
    let shoe = shoe(stack, 7);
    let mut table = Table::new(shoe, Rules { soft_17: Soft17::Stand }).expect("no card is out");
    play(&mut table, "dhh");
    assert_eq!(hands(&table), ["9C 2D 3C 4C"], "player's cards after the cut card came");
    play(&mut table, "se");
    let before = table.clone();
    assert_eq!(table.deal(bet(100)), Err(TableError::ShuffleDue), "result of a deal while a shuffle is due");
    assert_eq!(table, before, "table after a failed deal");
    assert_eq!(table.shuffle(&mut rng(1)), Ok(()), "result of a shuffle at an idle table");
    assert_eq!(sorted(shoe_cards(table.shoe())), sorted(cards(stack)), "sorted cards after the shuffle");
    assert_eq!(table.deal(bet(100)), Ok(()), "result of a deal after the shuffle");
}

/// Rules: 0.1, 5.3
#[rstest]
#[case::playing("d", TableError::RoundInProgress)]
#[case::over("ds", TableError::RoundOver)]
fn a_shuffle_fails_while_cards_are_on_the_table(#[case] moves: &str, #[case] error: TableError) {
    let mut table = table("9C 7H 9D 10S 2C 3C 4C 5C");
    play(&mut table, moves);
    let before = table.clone();
    let mut generator = rng(1);
    assert_eq!(table.shuffle(&mut generator), Err(error), "result of a shuffle while cards are on the table");
    assert_eq!(table, before, "table after a failed shuffle");
    assert_eq!(
        generator.next_u64(),
        rng(1).next_u64(),
        "next number of the generator after a failed shuffle, which should not take any"
    );
}

/// Rules: 0.1, 5.4
#[rstest]
#[case::deal("9C 6H 9D", "", Move::Deal, 3)]
#[case::hit("9C 6H 9D 10S", "d", Move::Hit, 0)]
#[case::double("9C 6H 9D 10S", "d", Move::Double, 0)]
#[case::split("9C 6H 9D 10S 2C", "d", Move::Split, 1)]
#[case::dealer_after_a_stand("9C 6H 9D 10S", "d", Move::Stand, 0)]
#[case::dealer_with_one_card_left("9C 2H 9D 10S 2C", "d", Move::Stand, 1)]
#[case::dealer_after_a_hit("9C 6H 9D 10S 3C", "d", Move::Hit, 1)]
#[case::dealer_after_a_double("9C 6H 2D 10S 3C", "d", Move::Double, 1)]
#[case::dealer_after_split_aces("AC 6H AD 10S 3C 4C", "d", Move::Split, 2)]
fn a_call_without_enough_cards_changes_nothing(
    #[case] stack: &str,
    #[case] moves: &str,
    #[case] action: Move,
    #[case] left: usize,
) {
    let mut table = table(stack);
    play(&mut table, moves);
    let before = table.clone();
    let error = TableError::ShoeExhausted { left };
    assert_eq!(make_move(&mut table, action), Err(error), "result of {action:?} with the shoe {stack}");
    assert_eq!(hands(&table), hands(&before), "player's cards after a failed {action:?}");
    assert_eq!(table.phase(), before.phase(), "phase after a failed {action:?}");
    assert_eq!(table.shoe().remaining(), left, "cards in the shoe after a failed {action:?}");
    assert_eq!(table, before, "table after a failed {action:?}");
}

/// Rules: 5.5, 5.18
#[test]
fn a_table_plays_hundreds_of_rounds_from_one_shoe() {
    let shoe = Shoe::new(NonZeroUsize::new(6).expect("six decks"), 52).expect("the cut card is not too deep");
    let mut table = Table::new(shoe, Rules { soft_17: Soft17::Hit }).expect("no card is out");
    for round in 0..400 {
        if table.deal(bet(100)) == Err(TableError::ShuffleDue) {
            assert_eq!(table.shuffle(&mut rng(round)), Ok(()), "result of a shuffle before round {round}");
            assert_eq!(table.shoe().remaining(), 312, "cards left after the shuffle before round {round}");
            play(&mut table, "d");
        }
        while let Phase::Playing { .. } = table.phase() {
            play(&mut table, if round % 3 == 0 { "h" } else { "s" });
        }
        play(&mut table, "e");
        let shoe = table.shoe();
        assert_eq!(shoe.out(), 0, "cards out after round {round}");
        assert_eq!(shoe.remaining() + shoe.discarded(), 312, "cards left and discarded after round {round}");
    }
}

/// Rules: 0.1, 5.3, 5.4, 5.6, 5.10, 5.13
#[test]
fn law_a_table_agrees_with_a_naive_table() {
    testkit::law(any_game(), |game| {
        let (mut table, mut model) = (game.table(), Model::new(&game));
        for action in game.moves {
            let before = table.clone();
            let expected = model.make_move(action);
            let result = make_move(&mut table, action);
            match expected {
                Ok(returned) => {
                    assert_eq!(result, Ok(returned), "result of {action:?} with hands {:?}", hands(&before));
                }
                Err(errors) => {
                    assert!(
                        errors.iter().any(|error| result.as_ref() == Err(error)),
                        "result of {action:?} with hands {:?}: {result:?}, which should be an error of {errors:?}",
                        hands(&before)
                    );
                    assert_eq!(table, before, "table after a failed {action:?}");
                }
            }
            assert_same(&table, &model, action);
        }
    });
}
