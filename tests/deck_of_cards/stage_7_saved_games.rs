//! # Saved games
//!
//! A table returns a `TableSnapshot`, which is plain data. Restoring a table checks the snapshot. If no game can produce
//! it, the error names the broken rule. Use the functions that play the game for these checks.
//!
//! The serialization of cards and hands is given. Write `src/snapshot.rs`.
//!
//! Look up: `TryFrom`; "parse, don't validate".
//!
//! Time box: 35 minutes.

use deck_of_cards::{
    Card, Hand, Phase, PlayerHand, Rank, RoundSnapshot, Rules, Shoe, SnapshotError, Soft17, Table, TableSnapshot,
};
use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use super::support::{
    Game, Model, Move, any_game, bet, card, cards, make_move, play, rng, shoe_cards, sorted, table, table_with, text,
};

/// Rules: 7.1
#[rstest]
#[case::number("10H", "10H")]
#[case::ace("AS", "AS")]
#[case::other_form("th", "10H")]
fn a_saved_card_is_a_string(#[case] read: &str, #[case] written: &str) {
    let card: Card = serde_json::from_value(json!(read)).expect("serde reads every form of a card");
    assert_eq!(card.to_string(), written, "card read from {read:?}");
    assert_eq!(serde_json::to_value(card).ok(), Some(json!(written)), "card as JSON");
}

/// Rules: 7.1
#[test]
fn a_saved_hand_is_a_list_of_cards() {
    let hand: Hand = cards("AS 10H 2C").into_iter().collect();
    let saved = serde_json::to_value(&hand).expect("a hand can be serialized");
    assert_eq!(saved, json!(["AS", "10H", "2C"]), "hand as JSON");
    assert_eq!(serde_json::from_value::<Hand>(saved).ok(), Some(hand), "hand read from its JSON");
}

/// Rules: 7.1
#[test]
fn reading_rejects_an_invalid_card() {
    for wrong in [json!("11S"), json!(""), json!(" AS"), json!("A\u{17f}"), json!(7), json!(null)] {
        assert_eq!(serde_json::from_value::<Card>(wrong.clone()).ok(), None, "card read from {wrong}");
        let hand = json!(["AS", wrong]);
        assert_eq!(serde_json::from_value::<Hand>(hand.clone()).ok(), None, "hand read from {hand}");
    }
}

/// Rules: 7.2, 7.3
#[test]
fn a_snapshot_is_written_as_in_the_brief() {
    let cards = cards("8C 6H 8D KS 3C 2D 9C 7D 4H");
    let mut table =
        Table::new(Shoe::stacked(cards, 2).expect("the cut card is not too deep"), Rules { soft_17: Soft17::Hit })
            .expect("no card is out");
    assert_eq!(table.deal(bet(500)), Ok(()), "result of a deal");
    play(&mut table, "pu");
    let saved = serde_json::to_value(table.snapshot()).expect("a snapshot can be serialized");
    let expected = json!({
        "rules": { "soft_17": "hit" },
        "undealt": ["7D", "4H"],
        "discarded": [],
        "behind_cut": 2,
        "round": {
            "bet": 500,
            "hands": [
                { "cards": ["8C", "3C", "9C"], "doubled": true, "stood": false },
                { "cards": ["8D", "2D"], "doubled": false, "stood": false }
            ],
            "dealer": ["6H", "KS"]
        }
    });
    assert_eq!(saved, expected, "snapshot as JSON");
    let read: TableSnapshot = serde_json::from_value(expected).expect("a snapshot can be read");
    let restored = Table::try_from(read).map(|restored| restored.snapshot());
    assert_eq!(restored, Ok(table.snapshot()), "snapshot of the restored table");
}

/// Rules: 7.3, 7.4, 4.10
#[test]
fn a_snapshot_of_an_idle_table_has_the_discarded_cards() {
    let mut table = table("9C 7H 9D 10S 2C 3C");
    play(&mut table, "dse");
    let snapshot = table.snapshot();
    assert_eq!(snapshot.round, None, "round in the snapshot of an idle table");
    let saved = serde_json::to_value(&snapshot).expect("a snapshot can be serialized");
    assert_eq!(saved.get("round"), Some(&json!(null)), "round in the JSON of an idle table, {saved}");
    assert_eq!(text(&snapshot.undealt), "2C 3C", "undealt cards from the top down");
    assert_eq!(text(&sorted(snapshot.discarded.clone())), "7H 9C 9D 10S", "sorted discarded cards");
    let mut reversed = snapshot.clone();
    reversed.discarded.reverse();
    let mut restored = Table::try_from(reversed).expect("the snapshot is valid");
    assert!(
        restored.shoe() == table.shoe(),
        "the shoe restored from discards in another order should equal the original"
    );
    assert_eq!(
        with_sorted_discards(restored.snapshot()),
        with_sorted_discards(snapshot),
        "snapshot of the restored table"
    );
    assert_eq!(restored.shuffle(&mut rng(1)), Ok(()), "result of a shuffle of the restored table");
    assert_eq!(restored.shoe().remaining(), 6, "cards left after shuffling the restored table");
}

/// Rules: 7.4, 2.6
#[test]
fn the_order_of_a_restored_shoe_depends_only_on_the_generator() {
    let deck: Vec<Card> = enum_iterator::all().collect();
    let shuffled = || {
        let mut snapshot = table("9C 7H 9D 10S").snapshot();
        snapshot.discarded.clone_from(&deck);
        let mut restored = Table::try_from(snapshot).expect("the snapshot is valid");
        assert_eq!(restored.shuffle(&mut rng(1)), Ok(()), "result of a shuffle of the restored table");
        text(&shoe_cards(restored.shoe()))
    };
    let (one, other) = (shuffled(), shuffled());
    assert_eq!(one, other, "orders of two shoes restored from one snapshot and shuffled with the same seed");
}

/// Sorts the discarded cards, whose order is unspecified.
fn with_sorted_discards(snapshot: TableSnapshot) -> TableSnapshot {
    TableSnapshot { discarded: sorted(snapshot.discarded), ..snapshot }
}

/// Returns the snapshot of a round in which the player stands on 18 and the dealer drew.
fn snapshot() -> TableSnapshot {
    let mut table = table("10C 6H 8D 10S 2C 3C 4C 5C");
    play(&mut table, "ds");
    table.snapshot()
}

/// Returns a hand with these cards and decisions of the player: `d`oubled, `s`tood.
fn player_hand(texts: &str, decisions: &str) -> PlayerHand {
    PlayerHand {
        cards: cards(texts).into_iter().collect(),
        doubled: decisions.contains('d'),
        stood: decisions.contains('s'),
    }
}

/// Returns a snapshot with this round. A hand is its cards and the player's decisions, as in [`player_hand`].
fn with_round(hands: &[(&str, &str)], dealer: &str) -> TableSnapshot {
    let hands = hands.iter().map(|(texts, decisions)| player_hand(texts, decisions)).collect();
    let round = RoundSnapshot { bet: bet(100), hands, dealer: cards(dealer).into_iter().collect() };
    TableSnapshot { round: Some(round), ..snapshot() }
}

/// Rules: 7.4
#[rstest]
#[case::playing(&[("10C 8D", "")], "6H 10S", Phase::Playing { hand: 0 })]
#[case::equal_cards(&[("8C 8C 2C", "")], "8C 2C", Phase::Playing { hand: 0 })]
#[case::stood(&[("10C 8D", "s")], "6H 10S 5D", Phase::Over)]
#[case::bust(&[("10C 8D 9D", "")], "6H 10S", Phase::Over)]
#[case::doubled_to_21(&[("5C 6D KD", "d")], "6H 10S 5D", Phase::Over)]
#[case::natural(&[("AC KD", "")], "6H 10S", Phase::Over)]
#[case::dealer_natural(&[("9C 8D", "")], "AH 10S", Phase::Over)]
#[case::dealer_natural_against_a_pair(&[("9C 9D", "")], "AH 10S", Phase::Over)]
#[case::first_of_two_hands(&[("8C 2C", ""), ("8D 3C", "")], "6H 10S", Phase::Playing { hand: 0 })]
#[case::second_of_two_hands(&[("8C 2C", "s"), ("8D 3C 2S", "")], "6H 10S", Phase::Playing { hand: 1 })]
#[case::first_of_two_hands_while_the_second_has_21(&[("10C 2C", ""), ("10D AC", "")], "6H 10S", Phase::Playing { hand: 0 })]
#[case::split_aces(&[("AC KC", ""), ("AD 3C", "")], "6H 10S 5D", Phase::Over)]
#[case::split_tens_with_21(&[("10C AC", ""), ("10D AD", "")], "6H 10S 5D", Phase::Over)]
#[case::both_hands_doubled(&[("8C 2C KC", "d"), ("8D 3D 2H", "d")], "6H 10S 5D", Phase::Over)]
#[case::both_hands_bust(&[("8C 10C 9D", ""), ("8D 10D 9C", "")], "6H 10S", Phase::Over)]
fn a_possible_round_is_restored(#[case] hands: &[(&str, &str)], #[case] dealer: &str, #[case] phase: Phase) {
    let saved = with_round(hands, dealer);
    match Table::try_from(saved.clone()) {
        Ok(table) => {
            assert_eq!(table.phase(), phase, "phase of a restored table with {hands:?} against {dealer}");
            assert_eq!(table.snapshot(), saved, "snapshot of the restored table");
            let out = saved.round.map_or(0, |round| round.hands.iter().map(|hand| hand.cards.cards().len()).sum())
                + cards(dealer).len();
            assert_eq!(table.shoe().out(), out, "cards out of the shoe of the restored table");
        }
        Err(error) => panic!("restoring {hands:?} against {dealer} should succeed, but failed: {error}"),
    }
}

/// Rules: 7.5
#[rstest]
#[case::no_hands(&[], "6H 10S", SnapshotError::HandCount { hands: 0 })]
#[case::three_hands(&[("8C 2C", ""), ("8D 3C", ""), ("8H 3C", "")], "6H 10S", SnapshotError::HandCount { hands: 3 })]
#[case::no_cards(&[("", "")], "6H 10S", SnapshotError::TooFewCards { hand: 0, cards: 0 })]
#[case::one_card(&[("8C", "")], "6H 10S", SnapshotError::TooFewCards { hand: 0, cards: 1 })]
#[case::one_card_after_a_split(&[("8C 2C", ""), ("8D", "")], "6H 10S", SnapshotError::TooFewCards { hand: 1, cards: 1 })]
#[case::no_card_after_a_split(&[("8C 2C", ""), ("", "")], "6H 10S", SnapshotError::TooFewCards { hand: 1, cards: 0 })]
#[case::two_hands_without_a_pair(&[("KC 2C", ""), ("QC 3C", "")], "6H 10S", SnapshotError::NotASplit { first: Rank::King, second: Rank::Queen })]
#[case::doubled_with_two_cards(&[("9C 2C", "d")], "6H 10S 5C", SnapshotError::DoubledCards { hand: 0, cards: 2 })]
#[case::hand_1_doubled_with_two_cards(&[("8C 2C", "s"), ("8D 2D", "d")], "6H 10S 5C", SnapshotError::DoubledCards { hand: 1, cards: 2 })]
#[case::doubled_with_four_cards(&[("8C 2C", "s"), ("8D 2D 2H 3H", "d")], "6H 10S 5C", SnapshotError::DoubledCards { hand: 1, cards: 4 })]
#[case::card_after_21(&[("9C 2C KC 2H", "")], "6H 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::card_of_hand_1_after_21(&[("9C 2C", "s"), ("9D 2D KC 2H", "")], "6H 10S 5C", SnapshotError::PlayedOn { hand: 1 })]
#[case::card_after_a_natural(&[("AC KC 5H", "")], "6H 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::two_cards_after_a_natural(&[("AC KC 5H 3H", "")], "6H 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::card_after_going_bust(&[("10C 9C KC 2H", "")], "6H 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::stood_on_21(&[("9C 2C KC", "s")], "6H 10S 5C", SnapshotError::PlayedOn { hand: 0 })]
#[case::hand_1_stood_on_21(&[("9C 2C", "s"), ("9D 2D KC", "s")], "6H 10S 5C", SnapshotError::PlayedOn { hand: 1 })]
#[case::stood_on_a_natural(&[("AC KC", "s")], "6H 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::stood_when_bust(&[("10C 9C KC", "s")], "6H 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::double_of_a_natural(&[("AC KC 5H", "d")], "10H 7S", SnapshotError::PlayedOn { hand: 0 })]
#[case::double_of_a_21_after_a_split(&[("10C AC 5H", "d"), ("10D 2D", "")], "10H 7S", SnapshotError::PlayedOn { hand: 0 })]
#[case::double_of_a_split_ace(&[("AC 2C", ""), ("AD 3C 4C", "d")], "10H 7S", SnapshotError::PlayedOn { hand: 1 })]
#[case::stood_after_a_double(&[("9C 2C 3C", "ds")], "6H 10S 5C", SnapshotError::PlayedOn { hand: 0 })]
#[case::card_on_split_aces(&[("AC 2C", ""), ("AD 3C 4C", "")], "6H 10S 5C", SnapshotError::PlayedOn { hand: 1 })]
#[case::stood_on_split_aces(&[("AC 2C", "s"), ("AD 3C", "")], "6H 10S 5C", SnapshotError::PlayedOn { hand: 0 })]
#[case::stood_against_a_dealer_natural(&[("10C 9C", "s")], "AH 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::double_against_a_dealer_natural(&[("5C 6C 4C", "d")], "AH 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::card_against_a_dealer_natural(&[("10C 3C 4C", "")], "AH 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::split_against_a_dealer_natural(&[("8C 3C", ""), ("8D 4C", "")], "AH 10S", SnapshotError::PlayedOn { hand: 0 })]
#[case::card_of_hand_1_before_hand_0_ended(&[("8C 3C", ""), ("8D 4C 2C", "")], "6H 10S", SnapshotError::OutOfTurn)]
#[case::hand_1_doubled_before_hand_0_ended(&[("8C 3C", ""), ("8D 4C 2C", "d")], "6H 10S", SnapshotError::OutOfTurn)]
#[case::hand_1_stood_before_hand_0_ended(&[("8C 3C", ""), ("8D 4C", "s")], "6H 10S", SnapshotError::OutOfTurn)]
#[case::dealer_without_cards(&[("10C 8D", "")], "", SnapshotError::DealerCards { cards: 0 })]
#[case::dealer_with_one_card(&[("10C 8D", "")], "6H", SnapshotError::DealerCards { cards: 1 })]
#[case::dealer_with_one_card_when_the_round_is_over(&[("10C 8D", "s")], "6H", SnapshotError::DealerCards { cards: 1 })]
#[case::dealer_drew_too_early(&[("10C 8D", "")], "6H 10S 2C", SnapshotError::DealerCards { cards: 3 })]
#[case::dealer_did_not_draw(&[("10C 8D", "s")], "6H 10S", SnapshotError::DealerCards { cards: 2 })]
#[case::dealer_did_not_draw_against_a_21_after_a_split(&[("AC KC", ""), ("AD KD", "")], "6H 10S", SnapshotError::DealerCards { cards: 2 })]
#[case::dealer_drew_too_few_cards(&[("10C 8D", "s")], "2H 3S 4C", SnapshotError::DealerCards { cards: 3 })]
#[case::dealer_drew_too_many_cards(&[("10C 8D", "s")], "6H 10S 2C 2D", SnapshotError::DealerCards { cards: 4 })]
#[case::dealer_drew_twice_after_18(&[("10C 8D", "s")], "AH 7S 8C 5C", SnapshotError::DealerCards { cards: 4 })]
#[case::dealer_drew_against_a_bust_hand(&[("10C 8D KD", "")], "6H 10S 2C", SnapshotError::DealerCards { cards: 3 })]
#[case::dealer_drew_against_a_natural(&[("AC KD", "")], "6H 10S 2C", SnapshotError::DealerCards { cards: 3 })]
#[case::dealer_hit_soft_17_against_the_rule(&[("10C 8D", "s")], "AH 6S 2C", SnapshotError::DealerCards { cards: 3 })]
fn an_impossible_round_is_rejected(#[case] hands: &[(&str, &str)], #[case] dealer: &str, #[case] error: SnapshotError) {
    let snapshot = with_round(hands, dealer);
    let with_an_empty_shoe = TableSnapshot { undealt: vec![], behind_cut: 0, ..snapshot.clone() };
    for snapshot in [snapshot, with_an_empty_shoe] {
        let undealt = text(&snapshot.undealt);
        let restored = Table::try_from(snapshot);
        assert_eq!(
            restored.err(),
            Some(error.clone()),
            "error of restoring {hands:?} against {dealer}, with {undealt:?} left in the shoe"
        );
    }
}

/// Rules: 7.5
#[test]
fn a_dealer_who_must_hit_soft_17_cannot_stand_on_it() {
    let mut table = table_with("10C AH 8D 6S 2C 3C", Soft17::Hit);
    play(&mut table, "ds");
    let mut saved = table.snapshot();
    let restored = Table::try_from(saved.clone());
    assert_eq!(restored.err(), None, "error of restoring a dealer who hit soft 17 with Soft17::Hit");
    if let Some(round) = &mut saved.round {
        round.dealer = cards("AH 6S").into_iter().collect();
    }
    assert_eq!(
        Table::try_from(saved).err(),
        Some(SnapshotError::DealerCards { cards: 2 }),
        "error of restoring a dealer who stood on soft 17 with Soft17::Hit"
    );
}

/// Rules: 7.5
#[rstest]
#[case::all_cards_behind_it(false, 4, SnapshotError::CutTooDeep { behind_cut: 4, cards: 4 })]
#[case::more_than_all_cards_behind_it(false, 100, SnapshotError::CutTooDeep { behind_cut: 100, cards: 4 })]
#[case::largest_number_behind_it(false, usize::MAX, SnapshotError::CutTooDeep { behind_cut: usize::MAX, cards: 4 })]
#[case::all_cards_of_the_shoe_behind_it(true, 8, SnapshotError::ShuffleWasDue { behind_cut: 8, cards: 8 })]
fn an_impossible_cut_card_is_rejected(
    #[case] has_round: bool,
    #[case] behind_cut: usize,
    #[case] error: SnapshotError,
) {
    // 3 undealt cards, 1 discarded card, and 5 cards in the round.
    let round = snapshot().round.filter(|_| has_round);
    let saved = TableSnapshot { behind_cut, discarded: cards("KH"), round, ..snapshot() };
    let deepest = if has_round { 7 } else { 3 };
    let fits = Table::try_from(TableSnapshot { behind_cut: deepest, ..saved.clone() });
    assert_eq!(fits.err(), None, "error of restoring the table with {deepest} cards behind the cut card");
    assert_eq!(
        Table::try_from(saved).err(),
        Some(error),
        "error of restoring it with {behind_cut} behind the cut card"
    );
}

/// Rules: 7.4, 7.5
#[test]
fn a_snapshot_can_have_more_cards_than_a_byte_counts() {
    for many in [256, 300] {
        let idle = TableSnapshot { discarded: vec![card("KH"); many], behind_cut: many + 2, round: None, ..snapshot() };
        let with_round = TableSnapshot { undealt: vec![card("KH"); many], behind_cut: many + 4, ..snapshot() };
        for saved in [idle, with_round] {
            let restored = Table::try_from(saved.clone()).map(|table| table.snapshot());
            assert_eq!(restored, Ok(saved), "snapshot of a table restored from one with {many} equal cards");
        }
    }
}

/// Rules: 7.5
#[test]
fn a_table_without_cards_is_rejected() {
    let empty = TableSnapshot { undealt: vec![], discarded: vec![], behind_cut: 0, round: None, ..snapshot() };
    let error = SnapshotError::CutTooDeep { behind_cut: 0, cards: 0 };
    assert_eq!(Table::try_from(empty).err(), Some(error), "error of restoring a table without cards");
}

/// Rules: 7.4
#[test]
fn law_a_restored_table_behaves_like_the_original() {
    testkit::law(any_game(), |game| {
        let mut table = game.table();
        let mut restored = table.clone();
        for action in game.moves {
            let expected = make_move(&mut table, action);
            let is_unchanged = expected.is_err();
            assert_eq!(make_move(&mut restored, action), expected, "result of {action:?} at a restored table");
            // A failed move changes nothing, so there is nothing new to restore.
            if is_unchanged {
                continue;
            }
            let saved: Value = serde_json::to_value(table.snapshot()).expect("a snapshot can be serialized");
            let read: TableSnapshot = serde_json::from_value(saved.clone()).expect("a serialized snapshot can be read");
            restored = match Table::try_from(read) {
                Ok(restored) => restored,
                Err(error) => {
                    panic!("restoring the snapshot after {action:?} should succeed, but failed: {error}; {saved}")
                }
            };
            assert_eq!(
                with_sorted_discards(restored.snapshot()),
                with_sorted_discards(table.snapshot()),
                "snapshot of the restored table after {action:?}"
            );
            assert_eq!(restored.phase(), table.phase(), "phase of the restored table after {action:?}");
        }
    });
}

/// A change to a snapshot.
#[derive(Clone, Copy, Debug)]
enum Change {
    /// A change to hand 0 or 1.
    Hand(usize, HandChange),
    AddHand,
    TakeHand,
    AddDealerCard(Card),
    TakeDealerCard,
    TakeUndealt,
    FlipSoft17,
    MoveCut(usize),
}

#[derive(Clone, Copy, Debug)]
enum HandChange {
    AddCard(Card),
    TakeCard,
    FlipDoubled,
    FlipStood,
}

fn any_change() -> impl Strategy<Value = Change> {
    let card = || prop::sample::select(cards("AS 2H 5D 8C 10H KS"));
    let of_hand = prop_oneof![
        card().prop_map(HandChange::AddCard),
        Just(HandChange::TakeCard),
        Just(HandChange::FlipDoubled),
        Just(HandChange::FlipStood),
    ];
    prop_oneof![
        10 => (0..2usize, of_hand).prop_map(|(hand, change)| Change::Hand(hand, change)),
        1 => Just(Change::AddHand),
        1 => Just(Change::TakeHand),
        2 => card().prop_map(Change::AddDealerCard),
        2 => Just(Change::TakeDealerCard),
        1 => Just(Change::TakeUndealt),
        1 => Just(Change::FlipSoft17),
        1 => (0..30usize).prop_map(Change::MoveCut),
    ]
}

/// Changes a snapshot, unless it lacks what the change is about.
fn change(saved: &mut TableSnapshot, change: Change) {
    let Some(round) = &mut saved.round else { return };
    let without_last = |hand: &Hand| hand.cards().iter().rev().skip(1).rev().copied().collect();
    match change {
        Change::Hand(index, change) => {
            let Some(hand) = round.hands.get_mut(index) else { return };
            match change {
                HandChange::AddCard(card) => hand.cards.add(card),
                HandChange::TakeCard => hand.cards = without_last(&hand.cards),
                HandChange::FlipDoubled => hand.doubled ^= true,
                HandChange::FlipStood => hand.stood ^= true,
            }
        }
        Change::AddHand => round.hands.extend(round.hands.first().cloned()),
        Change::TakeHand => drop(round.hands.pop()),
        Change::AddDealerCard(card) => round.dealer.add(card),
        Change::TakeDealerCard => round.dealer = without_last(&round.dealer),
        Change::TakeUndealt => _ = saved.undealt.pop(),
        Change::FlipSoft17 => {
            saved.rules.soft_17 = if saved.rules.soft_17 == Soft17::Hit { Soft17::Stand } else { Soft17::Hit };
        }
        Change::MoveCut(behind_cut) => saved.behind_cut = behind_cut,
    }
}

/// Plays the round of a snapshot again at a naive table, and returns whether this leads to the snapshot.
fn can_be_played(saved: &TableSnapshot) -> bool {
    let round = saved.round.as_ref().expect("the snapshot has a round");
    let hands: Vec<&[Card]> = round.hands.iter().map(|hand| hand.cards.cards()).collect();
    let dealer = round.dealer.cards();
    if !matches!(hands.len(), 1 | 2) || dealer.len() < 2 || hands.iter().any(|hand| hand.len() < 2) {
        return false;
    }
    // The order in which the cards were dealt.
    let split = hands.len() == 2;
    let mut dealt = vec![hands[0][0], dealer[0], if split { hands[1][0] } else { hands[0][1] }, dealer[1]];
    if split {
        dealt.extend([hands[0][1], hands[1][1]]);
    }
    dealt.extend(hands.iter().flat_map(|hand| &hand[2..]));
    dealt.extend(&dealer[2..]);
    let game = Game {
        cards: [&saved.discarded[..], &dealt, &saved.undealt].concat(),
        behind_cut: saved.behind_cut,
        discarded: saved.discarded.len(),
        soft_17: saved.rules.soft_17,
        moves: Vec::new(),
    };
    let mut model = Model::new(&game);
    let mut is_legal = saved.behind_cut < game.cards.len() && model.make_move(Move::Deal).is_ok();
    is_legal = is_legal && (!split || model.make_move(Move::Split).is_ok());
    for (index, hand) in round.hands.iter().enumerate() {
        let hits = hands[index].len() - 2 - usize::from(hand.doubled && hands[index].len() > 2);
        let mut moves = vec![Move::Hit; hits];
        moves.extend(hand.doubled.then_some(Move::Double));
        moves.extend(hand.stood.then_some(Move::Stand));
        for action in moves {
            is_legal = is_legal && model.phase() == Phase::Playing { hand: index } && model.make_move(action).is_ok();
        }
    }
    is_legal && model.dealer == dealer && model.hands.iter().map(|hand| &hand.cards[..]).eq(hands.iter().copied())
}

/// Asserts that a snapshot with a round is restored if, and only if, the round can be played.
#[track_caller]
fn assert_restored_if_playable(saved: &TableSnapshot) {
    let expected = can_be_played(saved);
    let restored = Table::try_from(saved.clone());
    assert_eq!(restored.is_ok(), expected, "whether {saved:?} is restored; the result is {:?}", restored.err());
}

/// Rules: 7.4, 7.5
#[rstest]
#[case::one_hand(&["9C 2C", "AC KC", "9C 2C 3C", "9C 2C KC", "10C 9C KC"], &[])]
#[case::split_tens(&["10C 3C", "10C AC", "10C 3C 2C", "10C 3C 8C", "10C 3C KC"], &[("10D 4D", ""), ("10D 4D", "s")])]
#[case::split_aces(&["AC 3C", "AC KC"], &[("AD 4D", "")])]
fn exactly_the_hands_that_can_be_played_are_restored(#[case] played: &[&str], #[case] others: &[(&str, &str)]) {
    let mut rounds = Vec::new();
    for hand in played.iter().flat_map(|texts| [(*texts).to_owned(), format!("{texts} 2H")]) {
        for hand in ["", "d", "s", "ds"].map(|decisions| player_hand(&hand, decisions)) {
            for other in others.iter().map(|(texts, decisions)| player_hand(texts, decisions)) {
                rounds.extend([vec![hand.clone(), other.clone()], vec![other, hand.clone()]]);
            }
            if others.is_empty() {
                rounds.push(vec![hand]);
            }
        }
    }
    let mut saved = snapshot();
    for hands in rounds {
        // A dealer who stands, one who has to draw, one who drew, and one with a natural.
        for dealer in ["10H 7S", "6H 10S", "6H 10S 5D", "AH 10S"] {
            let dealer = cards(dealer).into_iter().collect();
            saved.round = Some(RoundSnapshot { bet: bet(100), hands: hands.clone(), dealer });
            assert_restored_if_playable(&saved);
        }
    }
}

/// Rules: 7.5
#[test]
fn law_exactly_the_rounds_that_can_be_played_are_restored() {
    let changes = prop::collection::vec(prop::collection::vec(any_change(), 0..3), 6);
    testkit::law((any_game(), changes), |(game, changes)| {
        let mut table = game.table();
        let mut snapshots = Vec::new();
        for action in game.moves {
            if make_move(&mut table, action).is_ok() {
                snapshots.push(table.snapshot());
            }
        }
        snapshots.retain(|snapshot| snapshot.round.is_some());
        // The last snapshots have the longest rounds.
        for (mut saved, changes) in snapshots.into_iter().rev().zip(changes) {
            for action in changes {
                change(&mut saved, action);
            }
            assert_restored_if_playable(&saved);
        }
    });
}
