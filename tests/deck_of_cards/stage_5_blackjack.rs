//! # A round of blackjack
//!
//! One player against the dealer. A `Table` has a shoe and a rule book, and plays one round at a time: bet, deal,
//! moves, settle. The brief has the rules in full; this is their outline.
//!
//! The deal gives player, dealer, player, dealer a card. The dealer's second card is hidden until the round is over. If
//! either side has a natural, the round is over at once. Otherwise the player hits, stands, doubles or splits. A hand
//! ends when the player stands or doubles, at 21, over 21, and right away when aces are split. When all hands have
//! ended and one of them is not bust, the dealer draws to 17; whether a soft 17 is enough is what the rule book says. A
//! natural pays 3 to 2.
//!
//! Each move that the rules do not allow is an error, and an error changes nothing. The hard case is the shoe that runs
//! out while the dealer draws: the move that made the dealer draw has then not happened.
//!
//! Which part of the state do you store, and which follows from the rest? The fewer facts there are, the fewer can
//! contradict each other; stage 6 saves this state and has to check what it restores.
//!
//! Look up: slice patterns (`&[first, second]`); `let … else`; how to make a change on a copy and keep it when it
//! succeeds.
//!
//! Time box: 40 minutes.

use deck_of_cards::{Outcome, Payout, Phase, Rank, Rules, ShoeError, Soft17, Table, TableError};
use rstest::rstest;

use super::support::{
    Model, Move, all_of_shoe, any_game, assert_same, bet, card, cards, hands, make_move, play, rng, shoe, sorted,
    table, table_by, text,
};

const PLAYING: Phase = Phase::Playing { hand: 0 };

#[test]
fn a_new_table_is_idle_and_has_no_cards() {
    let table = table("9C 6H 9D 10S");
    assert_eq!(table.phase(), Phase::Idle, "the phase of a new table");
    assert_eq!(table.hands(), [], "the hands at a new table");
    assert_eq!(table.dealer(), [], "the dealer's cards at a new table");
    assert_eq!(table.shoe().remaining(), 4, "the cards in the shoe of a new table");
}

#[test]
fn a_shoe_with_cards_out_makes_no_table() {
    let mut shoe = shoe("9C 6H 9D 10S", 0);
    shoe.deal();
    let made = Table::new(shoe, Rules { soft_17: Soft17::Stand });
    assert_eq!(made, Err(ShoeError::CardsOut { out: 1 }), "a table with a shoe of which one card is out");
}

#[test]
fn player_and_dealer_are_dealt_to_in_turn() {
    let mut table = table("9C 6H 8D 10S 2C");
    assert_eq!(table.deal(bet(100)), Ok(()), "a deal at an idle table");
    assert_eq!(hands(&table), ["9C 8D"], "the player's hands: the first card and the third");
    assert_eq!(table.dealer(), [card("6H")], "the dealer's cards: the second card is up, and the fourth is hidden");
    assert_eq!(table.phase(), PLAYING, "the phase after the deal");
    assert_eq!((table.shoe().remaining(), table.shoe().out()), (1, 4), "the cards in the shoe and out of it");
}

#[rstest]
#[case::natural_of_the_player("AC 6H KD 10S 5C", Outcome::Natural, 250)]
#[case::natural_of_the_player_against_an_ace("AC AH KD 9S AD", Outcome::Natural, 250)]
#[case::natural_of_the_dealer_with_an_ace_up("9C AH 9D KS", Outcome::Loss, 0)]
#[case::natural_of_the_dealer_with_a_ten_up("9C 10H 9D AS", Outcome::Loss, 0)]
#[case::naturals_of_both("AC AH KD 10S", Outcome::Push, 100)]
fn a_natural_ends_the_round_at_once(#[case] stack: &str, #[case] outcome: Outcome, #[case] paid: u64) {
    let mut table = table(stack);
    play(&mut table, "d");
    assert_eq!(table.phase(), Phase::Over, "the phase after a deal of {stack}");
    let dealt = cards(stack);
    assert_eq!(table.dealer(), [dealt[1], dealt[3]], "the dealer's cards, all shown; nobody draws after a natural");
    assert_eq!(table.hit(), Err(TableError::RoundOver), "a hit after a deal of {stack}");
    assert_eq!(table.settle(), Ok(vec![Payout { outcome, stake: 100, paid }]), "the payout after a deal of {stack}");
}

#[rstest]
#[case::one_cent(1, 2)]
#[case::two_cents(2, 5)]
#[case::three_cents(3, 7)]
#[case::an_odd_bet(505, 1_262)]
#[case::the_greatest_bet(u32::MAX, 10_737_418_237)]
fn a_natural_pays_three_to_two_rounded_down(#[case] cents: u32, #[case] paid: u64) {
    let mut table = table("AC 6H KD 10S");
    assert_eq!(table.deal(bet(cents)), Ok(()), "a deal with a bet of {cents}");
    let payout = Payout { outcome: Outcome::Natural, stake: cents.into(), paid };
    assert_eq!(table.settle(), Ok(vec![payout]), "the payout of a natural, the bet of {cents} included");
}

#[test]
fn the_greatest_bet_can_be_doubled_and_won() {
    let mut table = table("9C 6H 2D 10S KC KD");
    assert_eq!(table.deal(bet(u32::MAX)), Ok(()), "a deal with a bet of {}", u32::MAX);
    play(&mut table, "u");
    let stake = 2 * u64::from(u32::MAX);
    let payout = Payout { outcome: Outcome::Win, stake, paid: 2 * stake };
    assert_eq!(table.settle(), Ok(vec![payout]), "the payout of a doubled bet of {}", u32::MAX);
}

#[test]
fn a_hand_below_21_goes_on_however_many_cards_it_has() {
    let mut table = table("2C 10H 2D 8S 2H 2S AC 3C 4C 4D");
    play(&mut table, "dhhhhh");
    assert_eq!(hands(&table), ["2C 2D 2H 2S AC 3C 4C"], "the player's cards after five hits");
    assert_eq!(table.phase(), PLAYING, "the phase with seven cards, which are 16");
    play(&mut table, "h");
    assert_eq!(table.phase(), PLAYING, "the phase with eight cards, which are 20");
}

#[test]
fn a_hit_takes_a_card_and_the_hand_goes_on_below_21() {
    let mut table = table("9C 6H 2D 10S 3C 6D 4H");
    play(&mut table, "dhh");
    assert_eq!(hands(&table), ["9C 2D 3C 6D"], "the player's cards after two hits");
    assert_eq!(table.phase(), PLAYING, "the phase with 20");
    assert_eq!(table.dealer(), [card("6H")], "the hole card is hidden while the player plays");
}

#[rstest]
#[case::over_21("9C 6H 7D 10S KC 5C", &["9C 7D KC"], "6H 10S", Outcome::Loss)]
#[case::at_21("9C 6H 7D 10S 5C KC", &["9C 7D 5C"], "6H 10S KC", Outcome::Win)]
#[case::at_soft_21("AC 6H 7D 10S 3C KC", &["AC 7D 3C"], "6H 10S KC", Outcome::Win)]
fn a_hand_ends_by_itself(#[case] stack: &str, #[case] player: &[&str], #[case] dealer: &str, #[case] outcome: Outcome) {
    let mut table = table(stack);
    play(&mut table, "dh");
    assert_eq!(table.phase(), Phase::Over, "the phase after a hit, with {stack}");
    assert_eq!(hands(&table), player, "the player's cards after a hit, with {stack}");
    assert!(!table.hands()[0].stood, "the hand ended by itself, and the player did not stand");
    assert_eq!(text(table.dealer()), dealer, "the dealer's cards: no draw if every hand is bust, with {stack}");
    assert_eq!(table.settle().map(|payouts| payouts[0].outcome), Ok(outcome), "the outcome with {stack}");
}

#[rstest]
#[case::stands_on_17("10H 7S", Soft17::Hit, "")]
#[case::stands_on_more("10H 10S", Soft17::Stand, "")]
#[case::draws_on_16("10H 6S", Soft17::Stand, "2C")]
#[case::draws_until_17("2H 2S", Soft17::Stand, "2C 5C 6C")]
#[case::goes_bust("10H 6S", Soft17::Stand, "KC")]
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
    let mut table = table_by(&stack, rule);
    play(&mut table, "ds");
    let asked = format!("{dealt} {drawn}");
    assert_eq!(text(table.dealer()), asked.trim(), "the dealer's cards; with soft 17, the dealer does this: {rule:?}");
    assert_eq!(table.phase(), Phase::Over, "the phase after the dealer has drawn");
}

#[rstest]
#[case::more_than_the_dealer("10C 10H 9D 8S", Outcome::Win, 200)]
#[case::less_than_the_dealer("10C 10H 7D 8S", Outcome::Loss, 0)]
#[case::as_much_as_the_dealer("10C 10H 8D 8S", Outcome::Push, 100)]
#[case::the_dealer_is_bust("10C 10H 2D 6S KC", Outcome::Win, 200)]
#[case::more_than_a_dealer_who_drew("10C 10H 10D 6S 3C", Outcome::Win, 200)]
#[case::less_than_a_dealer_who_drew_21("10C 10H 10D 6S 5C", Outcome::Loss, 0)]
#[case::soft_scores_count_in_full("AC 10H 8D 8S", Outcome::Win, 200)]
fn the_higher_score_wins(#[case] stack: &str, #[case] outcome: Outcome, #[case] paid: u64) {
    let mut table = table(stack);
    play(&mut table, "ds");
    assert!(table.hands()[0].stood, "the player stood");
    assert_eq!(table.settle(), Ok(vec![Payout { outcome, stake: 100, paid }]), "the payout with {stack}");
}

#[rstest]
#[case::of_three_cards_pays_one_to_one("10C 10H 5D 8S 6C", "dh", Outcome::Win, 200)]
#[case::of_three_cards_ties_with_a_drawn_21("10C 10H 5D 6S 6C 5H", "dh", Outcome::Push, 100)]
fn a_21_that_is_no_natural_wins_like_any_score(
    #[case] stack: &str,
    #[case] moves: &str,
    #[case] outcome: Outcome,
    #[case] paid: u64,
) {
    let mut table = table(stack);
    play(&mut table, moves);
    assert_eq!(table.settle(), Ok(vec![Payout { outcome, stake: 100, paid }]), "the payout with {stack}");
}

#[rstest]
#[case::wins("6C 6H 5D 10S 9C KC", "6C 5D 9C", Outcome::Win, 400)]
#[case::loses("6C 10H 5D 10S 2C", "6C 5D 2C", Outcome::Loss, 0)]
#[case::ties("6C 10H 5D 9S 8C", "6C 5D 8C", Outcome::Push, 200)]
#[case::goes_bust("10C 6H 5D 10S 7C", "10C 5D 7C", Outcome::Loss, 0)]
#[case::on_a_soft_hand("AC 6H 8D 10S 2C KC", "AC 8D 2C", Outcome::Win, 400)]
#[case::a_21_is_no_natural("6C 6H 5D 10S KC KD", "6C 5D KC", Outcome::Win, 400)]
fn a_double_is_one_card_for_twice_the_bet(
    #[case] stack: &str,
    #[case] player: &str,
    #[case] outcome: Outcome,
    #[case] paid: u64,
) {
    let mut table = table(stack);
    play(&mut table, "du");
    assert_eq!(table.phase(), Phase::Over, "a doubled hand ends with its third card");
    assert_eq!(hands(&table), [player], "the player's cards after a double");
    assert!(table.hands()[0].doubled && !table.hands()[0].stood, "the hand was doubled, and the player did not stand");
    assert_eq!(table.settle(), Ok(vec![Payout { outcome, stake: 200, paid }]), "the payout with {stack}");
}

#[test]
fn a_split_makes_two_hands_that_are_played_in_turn() {
    let mut table = table("8C 6H 8D 10S 3C 2D KC 9D KS");
    play(&mut table, "dp");
    assert_eq!(
        hands(&table),
        ["8C 3C", "8D 2D"],
        "each hand keeps a card of the pair and gets one, the first hand first"
    );
    assert_eq!(table.phase(), PLAYING, "the first hand is played first");
    play(&mut table, "h");
    assert_eq!(hands(&table), ["8C 3C KC", "8D 2D"], "the first hand takes a card, and has 21");
    assert_eq!(table.phase(), Phase::Playing { hand: 1 }, "the second hand is played when the first has ended");
    play(&mut table, "h");
    assert_eq!(hands(&table), ["8C 3C KC", "8D 2D 9D"], "the second hand takes a card");
    play(&mut table, "s");
    assert_eq!(table.hands().iter().map(|hand| hand.stood).collect::<Vec<_>>(), [false, true], "which hands stood");
    assert_eq!(text(table.dealer()), "6H 10S KS", "the dealer draws once for both hands");
    let win = Payout { outcome: Outcome::Win, stake: 100, paid: 200 };
    assert_eq!(table.settle(), Ok(vec![win, win]), "the payouts, a hand each");
}

#[test]
fn hands_of_a_split_are_settled_one_by_one() {
    let mut table = table("8C 10H 8D 9S 10C 10D KC");
    play(&mut table, "dp");
    assert_eq!(hands(&table), ["8C 10C", "8D 10D"], "the hands after the split");
    play(&mut table, "hs");
    let lost = Payout { outcome: Outcome::Loss, stake: 100, paid: 0 };
    assert_eq!(table.settle(), Ok(vec![lost, lost]), "a bust hand, and 18 against 19");
}

#[test]
fn the_dealer_draws_if_one_of_two_hands_is_not_bust() {
    let mut table = table("8C 10H 8D 6S 10C 10D KC 2H");
    play(&mut table, "dphs");
    assert_eq!(hands(&table), ["8C 10C KC", "8D 10D"], "one bust hand, and one that stands");
    assert_eq!(text(table.dealer()), "10H 6S 2H", "the dealer draws against the hand that stands");
}

#[test]
fn the_dealer_does_not_draw_if_both_hands_are_bust() {
    let mut table = table("8C 10H 8D 6S 10C 10D KC KD 2H");
    play(&mut table, "dphh");
    assert_eq!(hands(&table), ["8C 10C KC", "8D 10D KD"], "two bust hands");
    assert_eq!(text(table.dealer()), "10H 6S", "the dealer shows the hole card and draws nothing");
    assert_eq!(table.phase(), Phase::Over, "the phase with all hands bust");
}

#[test]
fn a_hand_of_a_split_can_be_doubled() {
    let mut table = table("8C 6H 8D 10S 3C 2D KC 5S KD");
    play(&mut table, "dpuhs");
    assert_eq!(hands(&table), ["8C 3C KC", "8D 2D 5S"], "the hands after a double and a hit");
    assert_eq!(table.hands().iter().map(|hand| hand.doubled).collect::<Vec<_>>(), [true, false], "which are doubled");
    let win = |stake| Payout { outcome: Outcome::Win, stake, paid: 2 * stake };
    assert_eq!(table.settle(), Ok(vec![win(200), win(100)]), "the payouts, a hand each");
}

#[test]
fn split_aces_get_one_card_each() {
    let mut table = table("AC 6H AD 10S 3C 9D KC");
    play(&mut table, "dp");
    assert_eq!(hands(&table), ["AC 3C", "AD 9D"], "the hands of split aces");
    assert_eq!(table.phase(), Phase::Over, "hands of split aces have ended, and the dealer has drawn");
    assert!(!table.hands()[0].stood, "hands of split aces end by themselves");
    assert_eq!(text(table.dealer()), "6H 10S KC", "the dealer's cards");
}

#[rstest]
#[case::against_less("AC 6H AD 10S KC 9D 2H", Outcome::Win, 200)]
#[case::against_21_of_three_cards("AC 6H AD 10S KC 9D 5H", Outcome::Push, 100)]
fn an_ace_and_a_ten_after_a_split_are_no_natural(#[case] stack: &str, #[case] outcome: Outcome, #[case] paid: u64) {
    let mut table = table(stack);
    play(&mut table, "dp");
    let payouts = table.settle().expect("split aces have ended");
    assert_eq!(
        payouts[0],
        Payout { outcome, stake: 100, paid },
        "the payout of ace and king after a split, with {stack}"
    );
}

#[test]
fn a_ten_and_an_ace_after_a_split_end_their_hand() {
    let mut table = table("10C 6H 10D 10S AC 5D 3H");
    play(&mut table, "dp");
    assert_eq!(table.phase(), Phase::Playing { hand: 1 }, "the first hand has 21, so the second is played");
    play(&mut table, "s");
    let payouts = table.settle().expect("both hands have ended");
    let win = Payout { outcome: Outcome::Win, stake: 100, paid: 200 };
    assert_eq!(payouts[0], win, "ten and ace after a split win one to one");
}

#[rstest]
#[case::two_faces("KC 6H QD 10S 2C 2D", "d", TableError::NotAPair { first: Rank::King, second: Rank::Queen })]
#[case::a_ten_and_a_face("10C 6H JD 10S 2C 2D", "d", TableError::NotAPair { first: Rank::Ten, second: Rank::Jack })]
#[case::three_cards("2C 6H 2D 10S 2H 2S", "dh", TableError::NotTwoCards { cards: 3 })]
#[case::a_second_time("8C 6H 8D 10S 8H 2S 3C 3D", "dp", TableError::AlreadySplit)]
#[case::a_second_time_the_second_hand("8C 6H 8D 10S 3H 8S 3C 3D", "dps", TableError::AlreadySplit)]
#[case::a_second_time_with_three_cards("8C 6H 8D 10S 3H 8S 3C 3D", "dph", TableError::AlreadySplit)]
#[case::a_second_time_without_a_pair("8C 6H 8D 10S 3H 9S 3C 3D", "dp", TableError::AlreadySplit)]
fn only_one_pair_of_equal_ranks_is_split(#[case] stack: &str, #[case] moves: &str, #[case] error: TableError) {
    let mut table = table(stack);
    play(&mut table, moves);
    let before = table.clone();
    assert_eq!(table.split(), Err(error), "a split with {:?}", hands(&table));
    assert_eq!(table, before, "a refused split leaves the table as it was");
}

#[rstest]
#[case::three_cards("2C 6H 3D 10S 2H 5S", "dh", 3)]
#[case::four_cards("2C 6H 3D 10S 2H 5S 5H", "dhh", 4)]
#[case::three_cards_after_a_split("8C 6H 8D 10S 2H 2S 3C 3D", "dph", 3)]
fn only_a_hand_of_two_cards_is_doubled(#[case] stack: &str, #[case] moves: &str, #[case] count: usize) {
    let mut table = table(stack);
    play(&mut table, moves);
    let before = table.clone();
    let error = TableError::NotTwoCards { cards: count };
    assert_eq!(table.double(), Err(error), "a double with {:?}", hands(&table));
    assert_eq!(table, before, "a refused double leaves the table as it was");
}

#[rstest]
#[case::idle("", TableError::NoRound, &[Move::Hit, Move::Stand, Move::Double, Move::Split, Move::Settle, Move::CallOff])]
#[case::playing("d", TableError::RoundInProgress, &[Move::Deal, Move::Settle])]
#[case::over("ds", TableError::RoundOver, &[Move::Deal, Move::Hit, Move::Stand, Move::Double, Move::Split, Move::CallOff])]
fn a_move_has_its_time(#[case] before: &str, #[case] error: TableError, #[case] refused: &[Move]) {
    let mut table = table("9C 6H 9D 10S 2C 2D 2H 2S 2C 2D 2H 2S");
    play(&mut table, before);
    let untouched = table.clone();
    for &what in refused {
        assert_eq!(make_move(&mut table, what), Err(error.clone()), "{what:?} in phase {:?}", untouched.phase());
        assert_eq!(table, untouched, "a refused {what:?} leaves the table as it was");
    }
}

#[test]
fn a_settled_round_leaves_the_table_for_the_next() {
    let mut table = table("9C 6H 9D 10S KC 8C 7H 8D 10D");
    play(&mut table, "ds");
    assert_eq!(table.settle().map(|payouts| payouts.len()), Ok(1), "one hand is settled");
    assert_eq!(table.phase(), Phase::Idle, "the phase after a round was settled");
    assert_eq!((hands(&table).len(), table.dealer().len()), (0, 0), "no cards are on the table");
    let shoe = table.shoe();
    assert_eq!((shoe.remaining(), shoe.out(), shoe.discarded()), (4, 0, 5), "cards to deal, out and discarded");
    play(&mut table, "d");
    assert_eq!(hands(&table), ["8C 8D"], "the next round begins with the next cards");
}

#[rstest]
#[case::one_hand("9C 6H 9D 10S", "d", 100)]
#[case::two_hands("9C 6H 9D 10S 2C 3C", "dp", 200)]
#[case::a_doubled_hand("9C 6H 9D 10S 2C 3C 4C", "dpu", 300)]
fn a_round_that_is_called_off_gives_the_stakes_back(#[case] stack: &str, #[case] moves: &str, #[case] stakes: u64) {
    let mut table = table(stack);
    play(&mut table, moves);
    assert_eq!(table.call_off(), Ok(stakes), "the stakes that are given back");
    assert_eq!(table.phase(), Phase::Idle, "the phase after a round was called off");
    assert_eq!(table.shoe().discarded(), cards(stack).len(), "all cards of the round are discarded");
}

#[test]
fn the_cut_card_lets_the_round_end_and_then_asks_for_a_shuffle() {
    let shoe = shoe("9C 6H 2D 10S 3C 4C 5C KC", 5);
    let mut table = Table::new(shoe, Rules { soft_17: Soft17::Stand }).expect("no card is out");
    play(&mut table, "dhh");
    assert_eq!(hands(&table), ["9C 2D 3C 4C"], "the cut card came with the deal, and the round goes on");
    play(&mut table, "se");
    let before = table.clone();
    assert_eq!(table.deal(bet(100)), Err(TableError::ShuffleDue), "a deal after the cut card has come");
    assert_eq!(table, before, "a refused deal leaves the table as it was");
    assert_eq!(table.shuffle(&mut rng(1)), Ok(()), "a shuffle at an idle table");
    assert_eq!(sorted(all_of_shoe(table.shoe())), sorted(cards("9C 6H 2D 10S 3C 4C 5C KC")), "the cards, sorted");
    assert_eq!(table.deal(bet(100)), Ok(()), "a deal after the shuffle");
}

#[rstest]
#[case::playing("d", TableError::RoundInProgress)]
#[case::over("ds", TableError::RoundOver)]
fn nothing_is_shuffled_while_cards_are_on_the_table(#[case] moves: &str, #[case] error: TableError) {
    let mut table = table("9C 7H 9D 10S 2C");
    play(&mut table, moves);
    let before = table.clone();
    assert_eq!(table.shuffle(&mut rng(1)), Err(error), "a shuffle while cards are on the table");
    assert_eq!(table, before, "a refused shuffle leaves the table as it was");
}

#[rstest]
#[case::for_the_deal("9C 6H 9D", "", Move::Deal, 3)]
#[case::for_a_hit("9C 6H 9D 10S", "d", Move::Hit, 0)]
#[case::for_a_double("9C 6H 9D 10S", "d", Move::Double, 0)]
#[case::for_the_second_hand_of_a_split("9C 6H 9D 10S 2C", "d", Move::Split, 1)]
#[case::for_the_dealer_after_a_stand("9C 6H 9D 10S", "d", Move::Stand, 0)]
#[case::for_the_dealers_second_card("9C 2H 9D 10S 2C", "d", Move::Stand, 1)]
#[case::for_the_dealer_after_a_hit("9C 6H 9D 10S 3C", "d", Move::Hit, 1)]
#[case::for_the_dealer_after_a_double("9C 6H 2D 10S 3C", "d", Move::Double, 1)]
#[case::for_the_dealer_after_split_aces("AC 6H AD 10S 3C 4C", "d", Move::Split, 2)]
fn a_move_that_the_shoe_has_no_cards_for_changes_nothing(
    #[case] stack: &str,
    #[case] moves: &str,
    #[case] what: Move,
    #[case] left: usize,
) {
    let mut table = table(stack);
    play(&mut table, moves);
    let before = table.clone();
    let error = TableError::ShoeExhausted { left };
    assert_eq!(make_move(&mut table, what), Err(error), "{what:?} with a shoe of {stack}");
    assert_eq!(hands(&table), hands(&before), "the player's cards after a {what:?} that failed");
    assert_eq!(table.phase(), before.phase(), "the phase after a {what:?} that failed");
    assert_eq!(table.shoe().remaining(), left, "the cards in the shoe after a {what:?} that failed");
    assert_eq!(table, before, "a {what:?} without enough cards leaves the table as it was");
}

#[test]
fn law_a_table_plays_by_the_rules() {
    testkit::law(any_game(), |game| {
        let (mut table, mut model) = (game.table(), Model::new(&game));
        for what in game.moves {
            let before = table.clone();
            let asked = model.make_move(what);
            assert_eq!(make_move(&mut table, what), asked, "what {what:?} gives, with {:?}", hands(&before));
            if asked.is_err() {
                assert_eq!(table, before, "a refused {what:?} leaves the table as it was");
            }
            assert_same(&table, &model, what);
        }
    });
}
