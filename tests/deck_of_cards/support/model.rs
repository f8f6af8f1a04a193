//! A naive round and a naive table, the models of the laws.

use deck_of_cards::{Card, Outcome, Payout, Phase, Rank, RoundError, Soft17, TableError};

use super::operations::{Game, Move, Returned};

/// Returns the sum of the cards for every choice of 1 or 11 per ace.
pub fn possible_sums(cards: &[Card]) -> Vec<u32> {
    let mut sums = vec![0];
    for card in cards {
        let counts: &[u32] = match card.rank() {
            Rank::Ace => &[1, 11],
            Rank::Jack | Rank::Queen | Rank::King => &[10],
            rank => &[u32::from(rank.number())],
        };
        sums = sums.iter().flat_map(|sum| counts.iter().map(move |count| sum + count)).collect();
    }
    sums
}

/// Returns the best sum: the highest up to 21, or else the lowest.
pub fn best_sum(cards: &[Card]) -> u32 {
    let sums = possible_sums(cards);
    let good = sums.iter().copied().filter(|&sum| sum <= 21).max();
    good.or(sums.iter().copied().min()).expect("there is at least one sum")
}

/// A round that stores whether it is over, and scores cards by trying every sum.
pub struct NaiveRound {
    deck: Vec<Card>,
    pub player: Vec<Card>,
    dealer: Vec<Card>,
    is_over: bool,
}

impl NaiveRound {
    /// Deals from these cards, the first on top. Needs at least four.
    pub fn deal(cards: &[Card]) -> Self {
        let (player, dealer) = (vec![cards[0], cards[2]], vec![cards[1], cards[3]]);
        let is_over = best_sum(&player) == 21 || best_sum(&dealer) == 21;
        Self { deck: cards[4..].iter().rev().copied().collect(), player, dealer, is_over }
    }

    pub fn hit(&mut self) -> Result<(), RoundError> {
        if self.is_over {
            return Err(RoundError::Over);
        }
        self.player.push(self.deck.pop().ok_or(RoundError::TooFewCards)?);
        match best_sum(&self.player) {
            ..21 => Ok(()),
            21 => self.stand(),
            _ => {
                self.is_over = true;
                Ok(())
            }
        }
    }

    pub fn stand(&mut self) -> Result<(), RoundError> {
        if self.is_over {
            return Err(RoundError::Over);
        }
        self.is_over = true;
        while best_sum(&self.dealer) < 17 {
            let Some(card) = self.deck.pop() else { break };
            self.dealer.push(card);
        }
        Ok(())
    }

    /// Returns the dealer's visible cards.
    pub fn dealer(&self) -> &[Card] {
        if self.is_over { &self.dealer } else { &self.dealer[..1] }
    }

    pub fn outcome(&self) -> Option<Outcome> {
        self.is_over.then(|| outcome(&self.player, &self.dealer, true))
    }
}

/// Returns the outcome of a hand that can be a natural or not.
fn outcome(player: &[Card], dealer: &[Card], can_be_natural: bool) -> Outcome {
    let is_natural = |cards: &[Card]| cards.len() == 2 && best_sum(cards) == 21;
    let (score, dealers_score) = (best_sum(player), best_sum(dealer));
    match (can_be_natural && is_natural(player), is_natural(dealer)) {
        (true, true) => Outcome::Push,
        (true, false) => Outcome::Natural,
        (false, true) => Outcome::Loss,
        _ if score > 21 => Outcome::Loss,
        _ if dealers_score > 21 || score > dealers_score => Outcome::Win,
        _ if score == dealers_score => Outcome::Push,
        _ => Outcome::Loss,
    }
}

/// A table that stores whether each hand has finished, and scores cards by trying every sum.
#[derive(Clone)]
pub struct Model {
    shoe: Vec<Card>,
    behind_cut: usize,
    soft_17: Soft17,
    pub discarded: usize,
    pub hands: Vec<ModelHand>,
    pub dealer: Vec<Card>,
}

#[derive(Clone)]
pub struct ModelHand {
    pub cards: Vec<Card>,
    pub doubled: bool,
    pub stood: bool,
    finished: bool,
}

impl Model {
    /// Creates the model of a table before the first move.
    pub fn new(game: &Game) -> Self {
        Self {
            shoe: game.cards[game.discarded..].iter().rev().copied().collect(),
            behind_cut: game.behind_cut,
            soft_17: game.soft_17,
            discarded: game.discarded,
            hands: Vec::new(),
            dealer: Vec::new(),
        }
    }

    /// Returns the cards left in the shoe, from the top down.
    pub fn undealt(&self) -> Vec<Card> {
        self.shoe.iter().rev().copied().collect()
    }

    pub fn phase(&self) -> Phase {
        if self.hands.is_empty() {
            return Phase::Idle;
        }
        self.hands.iter().position(|hand| !hand.finished).map_or(Phase::Over, |hand| Phase::Playing { hand })
    }

    /// Makes a move on a copy, and keeps the copy if the move succeeds. Returns all errors that apply.
    pub fn make_move(&mut self, action: Move) -> Result<Returned, Vec<TableError>> {
        let mut next = self.clone();
        let returned = next.try_move(action)?;
        *self = next;
        Ok(returned)
    }

    fn draw(&mut self, left: usize) -> Result<Card, Vec<TableError>> {
        self.shoe.pop().ok_or_else(|| vec![TableError::ShoeExhausted { left }])
    }

    /// Returns the errors of a move in its phase, without the dealer's draws.
    fn errors(&self, action: Move) -> Vec<TableError> {
        let left = self.shoe.len();
        let (active, phase) = match self.phase() {
            Phase::Playing { hand } => (&self.hands[hand].cards[..], TableError::RoundInProgress),
            Phase::Idle => (&[][..], TableError::NoRound),
            Phase::Over => (&[][..], TableError::RoundOver),
        };
        let is_allowed = match action {
            Move::Deal => phase == TableError::NoRound,
            Move::Settle => phase == TableError::RoundOver,
            _ => phase == TableError::RoundInProgress,
        };
        if !is_allowed {
            return vec![phase];
        }
        let mut errors = Vec::new();
        let needed = match action {
            Move::Deal => 4,
            Move::Split => 2,
            Move::Hit | Move::Double => 1,
            Move::Stand | Move::Settle | Move::CallOff => 0,
        };
        if left < needed {
            errors.push(TableError::ShoeExhausted { left });
        }
        if action == Move::Deal && left <= self.behind_cut {
            errors.push(TableError::ShuffleDue);
        }
        if action == Move::Split && self.hands.len() == 2 {
            errors.push(TableError::AlreadySplit);
        }
        if matches!(action, Move::Double | Move::Split) && active.len() != 2 {
            errors.push(TableError::NotTwoCards { cards: active.len() });
        }
        if let (Move::Split, [first, second]) = (action, active)
            && first.rank() != second.rank()
        {
            errors.push(TableError::NotAPair { first: first.rank(), second: second.rank() });
        }
        errors
    }

    fn try_move(&mut self, action: Move) -> Result<Returned, Vec<TableError>> {
        let mut errors = self.errors(action);
        if errors.is_empty() {
            return self.move_anyway(action);
        }
        // A move that breaks another rule can need too many cards as well, also for the dealer.
        if matches!((self.phase(), action), (Phase::Playing { .. }, Move::Double | Move::Split)) {
            errors.extend(self.clone().move_anyway(action).err().into_iter().flatten());
        }
        Err(errors)
    }

    fn move_anyway(&mut self, action: Move) -> Result<Returned, Vec<TableError>> {
        let left = self.shoe.len();
        let active = if let Phase::Playing { hand } = self.phase() { hand } else { 0 };
        match action {
            Move::Deal => {
                let [a, b, c, d] = [self.draw(left)?, self.draw(left)?, self.draw(left)?, self.draw(left)?];
                let finished = best_sum(&[a, c]) == 21 || best_sum(&[b, d]) == 21;
                self.hands = vec![ModelHand { cards: vec![a, c], doubled: false, stood: false, finished }];
                self.dealer = vec![b, d];
                return Ok(Returned::Nothing);
            }
            Move::Settle => {
                let payouts = self.hands.iter().map(|hand| self.payout(hand)).collect();
                self.clear();
                return Ok(Returned::Payouts(payouts));
            }
            Move::CallOff => {
                let stakes = self.hands.iter().map(|hand| if hand.doubled { 200 } else { 100 }).sum();
                self.clear();
                return Ok(Returned::Stakes(stakes));
            }
            Move::Hit => {
                let card = self.draw(left)?;
                self.hands[active].cards.push(card);
            }
            Move::Stand => {
                self.hands[active].stood = true;
                self.hands[active].finished = true;
            }
            Move::Double => {
                let card = self.draw(left)?;
                self.hands[active].cards.push(card);
                self.hands[active].doubled = true;
                self.hands[active].finished = true;
            }
            Move::Split => {
                for first in self.hands.remove(0).cards {
                    let cards = vec![first, self.draw(left)?];
                    let finished = first.rank() == Rank::Ace;
                    self.hands.push(ModelHand { cards, doubled: false, stood: false, finished });
                }
            }
        }
        for hand in &mut self.hands {
            hand.finished |= best_sum(&hand.cards) >= 21;
        }
        if self.phase() == Phase::Over && self.hands.iter().any(|hand| best_sum(&hand.cards) <= 21) {
            while self.dealer_draws() {
                let card = self.draw(left)?;
                self.dealer.push(card);
            }
        }
        Ok(Returned::Nothing)
    }

    fn dealer_draws(&self) -> bool {
        let is_soft = possible_sums(&self.dealer).iter().any(|&sum| sum < 17);
        match best_sum(&self.dealer) {
            ..17 => true,
            17 => is_soft && self.soft_17 == Soft17::Hit,
            _ => false,
        }
    }

    fn payout(&self, hand: &ModelHand) -> Payout {
        let stake = if hand.doubled { 200 } else { 100 };
        let outcome = outcome(&hand.cards, &self.dealer, self.hands.len() == 1);
        let paid = match outcome {
            Outcome::Natural => 250,
            Outcome::Win => 2 * stake,
            Outcome::Push => stake,
            Outcome::Loss => 0,
        };
        Payout { outcome, stake, paid }
    }

    fn clear(&mut self) {
        self.discarded += self.dealer.len() + self.hands.iter().map(|hand| hand.cards.len()).sum::<usize>();
        self.hands.clear();
        self.dealer.clear();
    }
}
