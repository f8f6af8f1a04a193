//! A blackjack table.

use std::num::NonZeroU32;

use rand::Rng;

use crate::card::Card;
use crate::rules::{Rules, TableError};
use crate::shoe::{Shoe, ShoeError};
use crate::table_round::{Draw, Payout, PlayerHand, TableRound};

/// The phase of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The table has no round.
    Idle,
    /// The player decides about a hand.
    Playing {
        /// The index of the hand.
        hand: usize,
    },
    /// The round is over, but not settled yet.
    Over,
}

/// A table where one player plays rounds of blackjack against the dealer.
///
/// An operation that returns an error changes nothing.
///
/// # Examples
///
/// ```
/// use std::num::NonZeroU32;
///
/// use deck_of_cards_solution::{Outcome, Phase, Rules, Shoe, Soft17, Table};
///
/// let cards = ["9C", "6H", "9D", "10S", "2C", "10D", "7S", "KC"].map(|card| card.parse().unwrap());
/// let mut table = Table::new(Shoe::stacked(cards, 0)?, Rules { soft_17: Soft17::Stand })?;
/// table.deal(NonZeroU32::new(1_000).unwrap())?;
/// assert_eq!(table.dealer(), [cards[1]], "the hole card is hidden");
///
/// table.split()?;
/// table.double()?; // 9, 2 and a 7
/// assert_eq!(table.phase(), Phase::Playing { hand: 1 });
/// table.stand()?; // 9 and a ten
/// assert_eq!(table.dealer().len(), 3, "a 6, a ten and a king");
///
/// let payouts = table.settle()?;
/// assert!(payouts.iter().all(|payout| payout.outcome == Outcome::Win));
/// assert_eq!(payouts.iter().map(|payout| payout.paid).sum::<u64>(), 6_000);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub(crate) shoe: Shoe,
    pub(crate) rules: Rules,
    pub(crate) round: Option<TableRound>,
}

impl Table {
    /// Creates a table without a round.
    ///
    /// # Errors
    ///
    /// Returns [`ShoeError::CardsOut`] if cards of the shoe are out (rule 5.1).
    pub fn new(shoe: Shoe, rules: Rules) -> Result<Self, ShoeError> {
        match shoe.out() {
            0 => Ok(Self { shoe, rules, round: None }),
            out => Err(ShoeError::CardsOut { out }),
        }
    }

    /// Returns the phase of the table.
    #[must_use]
    pub fn phase(&self) -> Phase {
        match &self.round {
            None => Phase::Idle,
            Some(round) => round.active().map_or(Phase::Over, |hand| Phase::Playing { hand }),
        }
    }

    /// Returns the player's hands: none without a round, one in a round, two after a split.
    #[must_use]
    pub fn hands(&self) -> &[PlayerHand] {
        self.round.as_ref().map_or(&[], |round| &round.hands)
    }

    /// Returns the dealer's visible cards: only the first while a round is played, all when it is over, none without a
    /// round.
    #[must_use]
    pub fn dealer(&self) -> &[Card] {
        match &self.round {
            None => &[],
            Some(round) if round.active().is_some() => &round.dealer.cards()[..1],
            Some(round) => round.dealer.cards(),
        }
    }

    /// Returns the shoe.
    #[must_use]
    pub fn shoe(&self) -> &Shoe {
        &self.shoe
    }

    /// Shuffles all cards of the shoe, whether a shuffle is due or not.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::RoundInProgress`] or [`TableError::RoundOver`] if there is a round (rule 5.3).
    pub fn shuffle<R: Rng + ?Sized>(&mut self, rng: &mut R) -> Result<(), TableError> {
        self.expect_idle()?;
        self.shoe.shuffle(rng).expect("no card is out between two rounds");
        Ok(())
    }

    /// Begins a round with a bet in cents. Deals a card each to the player, the dealer, the player and the dealer.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::RoundInProgress`] or [`TableError::RoundOver`] if there is a round (rule 5.3), otherwise
    /// [`TableError::ShuffleDue`] (rule 5.5) or [`TableError::ShoeExhausted`] (rule 5.4).
    pub fn deal(&mut self, bet: NonZeroU32) -> Result<(), TableError> {
        self.expect_idle()?;
        if self.shoe.is_shuffle_due() {
            return Err(TableError::ShuffleDue);
        }
        let mut draw = Draw::new(&self.shoe);
        let round = TableRound::deal(bet, &mut draw)?;
        let taken = draw.taken();
        self.commit(round, taken);
        Ok(())
    }

    /// Adds a card to the active hand.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand is active (rule 5.3), otherwise
    /// [`TableError::ShoeExhausted`] if there are too few cards (rule 5.4).
    pub fn hit(&mut self) -> Result<(), TableError> {
        self.play(TableRound::hit)
    }

    /// Ends the active hand.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand is active (rule 5.3), otherwise
    /// [`TableError::ShoeExhausted`] if there are too few cards for the dealer (rule 5.4).
    pub fn stand(&mut self) -> Result<(), TableError> {
        self.play(|round, active, _| {
            round.stand(active);
            Ok(())
        })
    }

    /// Doubles the stake of the active hand, adds one card to it, and ends it.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand is active (rule 5.3), otherwise
    /// [`TableError::NotTwoCards`] (rule 5.7) or [`TableError::ShoeExhausted`] (rule 5.4).
    pub fn double(&mut self) -> Result<(), TableError> {
        self.play(TableRound::double)
    }

    /// Splits a pair into two hands with the same bet. Deals a second card to hand 0, then to hand 1.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoRound`] or [`TableError::RoundOver`] if no hand is active (rule 5.3), otherwise
    /// [`TableError::AlreadySplit`], [`TableError::NotTwoCards`] or [`TableError::NotAPair`] (rule 5.8), or
    /// [`TableError::ShoeExhausted`] (rule 5.4).
    pub fn split(&mut self) -> Result<(), TableError> {
        self.play(TableRound::split)
    }

    /// Settles a round that is over: returns the payout of each hand and discards the cards.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoRound`] or [`TableError::RoundInProgress`] if no round is over (rule 5.3).
    ///
    /// # Examples
    ///
    /// ```
    /// use deck_of_cards_solution::{Outcome, Payout};
    /// # use deck_of_cards_solution::{Rules, Shoe, Soft17, Table};
    /// # let shoe = Shoe::stacked(["AC", "6H", "KD", "10S"].map(|card| card.parse().unwrap()), 0)?;
    /// # let mut table = Table::new(shoe, Rules { soft_17: Soft17::Stand })?;
    ///
    /// table.deal(505.try_into()?)?; // an ace and a king: a natural
    /// assert_eq!(table.settle()?, [Payout { outcome: Outcome::Natural, stake: 505, paid: 505 + 757 }]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn settle(&mut self) -> Result<Vec<Payout>, TableError> {
        if let Phase::Playing { .. } = self.phase() {
            return Err(TableError::RoundInProgress);
        }
        self.clear().map(|round| round.payouts())
    }

    /// Cancels a round that is being played: discards the cards and returns the sum of the stakes in cents.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::NoRound`] or [`TableError::RoundOver`] if no round is being played (rule 5.3).
    pub fn call_off(&mut self) -> Result<u64, TableError> {
        if self.phase() == Phase::Over {
            return Err(TableError::RoundOver);
        }
        self.clear().map(|round| round.hands.iter().map(|hand| round.stake(hand)).sum())
    }

    fn expect_idle(&self) -> Result<(), TableError> {
        match self.phase() {
            Phase::Idle => Ok(()),
            Phase::Playing { .. } => Err(TableError::RoundInProgress),
            Phase::Over => Err(TableError::RoundOver),
        }
    }

    /// Makes a move and the dealer's draws on a copy of the round, which replaces the round on success.
    fn play(
        &mut self,
        make: impl FnOnce(&mut TableRound, usize, &mut Draw<'_>) -> Result<(), TableError>,
    ) -> Result<(), TableError> {
        let round = self.round.as_ref().ok_or(TableError::NoRound)?;
        let active = round.active().ok_or(TableError::RoundOver)?;
        let mut round = round.clone();
        let mut draw = Draw::new(&self.shoe);
        make(&mut round, active, &mut draw)?;
        round.dealer_plays(self.rules, &mut draw)?;
        let taken = draw.taken();
        self.commit(round, taken);
        Ok(())
    }

    /// Deals the cards that `round` has drawn out of the shoe, and keeps the round.
    fn commit(&mut self, round: TableRound, drawn: usize) {
        for _ in 0..drawn {
            self.shoe.deal();
        }
        self.round = Some(round);
    }

    /// Removes the round and discards its cards.
    fn clear(&mut self) -> Result<TableRound, TableError> {
        let round = self.round.take().ok_or(TableError::NoRound)?;
        self.shoe.discard(round.cards()).expect("what is on the table is out of the shoe");
        Ok(round)
    }
}
