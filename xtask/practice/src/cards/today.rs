//! The choice of the cards for a day.

use chrono::{Days, NaiveDate};

use super::deck::DeckCard;
use super::review_log::{ReviewLog, Schedule};

/// The number of cards in a session, about five minutes of work.
pub const SESSION: usize = 20;
/// The number of new cards on a day.
pub const NEW_A_DAY: usize = 8;

/// A card to ask.
#[derive(Clone, Debug)]
pub struct DueCard {
    /// The card.
    pub card: DeckCard,
    /// The schedule, or `None` for a new card.
    pub schedule: Option<Schedule>,
}

/// The cards of a day.
#[derive(Clone, Debug, Default)]
pub struct Today {
    /// The cards to review, those that have been due for the longest time first.
    pub due: Vec<DueCard>,
    /// The cards to ask for the first time.
    pub new: Vec<DueCard>,
    /// The next day with cards, and their number. `None` without any card.
    pub next: Option<(NaiveDate, usize)>,
}

impl Today {
    /// Chooses among cards. New ones keep their order.
    pub fn of(cards: Vec<DeckCard>, log: &ReviewLog, today: NaiveDate) -> Self {
        let cards = cards.into_iter().map(|card| DueCard { schedule: log.schedule(&card.full_id()), card });
        let (seen, mut new): (Vec<_>, Vec<_>) = cards.partition(|card| card.schedule.is_some());
        let (mut due, later): (Vec<_>, Vec<_>) =
            seen.into_iter().partition(|card| card.due().is_some_and(|due| due <= today));
        due.sort_by_key(DueCard::due);
        let waiting = new.len();
        new.truncate(NEW_A_DAY.saturating_sub(log.begun_on(today)));
        let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
        let new_tomorrow = (waiting - new.len()).min(NEW_A_DAY);
        let first = if new_tomorrow > 0 { Some(tomorrow) } else { later.iter().filter_map(DueCard::due).min() };
        let next = first.map(|day| {
            let due = later.iter().filter(|card| card.due().is_some_and(|due| due <= day)).count();
            (day, due + new_tomorrow)
        });
        Self { due, new, next }
    }

    /// Returns the cards of the next session: at most [`SESSION`], with the new ones last.
    pub fn session(self) -> Vec<DueCard> {
        self.due.into_iter().chain(self.new).take(SESSION).collect()
    }
}

impl DueCard {
    /// Returns the day on which the card is due, or `None` for a new card.
    pub fn due(&self) -> Option<NaiveDate> {
        self.schedule.map(|schedule| schedule.due)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rstest::rstest;

    use super::super::fsrs::Rating;
    use super::super::review_log::Review;
    use super::*;
    use crate::cards_file::Card;
    use crate::source::Source;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();

    fn day(before_today: u64) -> NaiveDate {
        TODAY.checked_sub_days(Days::new(before_today)).unwrap()
    }

    fn cards(count: usize) -> Vec<DeckCard> {
        let card = |number: usize| {
            let source = Source::Talk(1);
            let card = Card { id: number.to_string(), ask: "Why?".to_owned(), answer: "So.".to_owned(), source };
            DeckCard { kata: "tiny".to_owned(), card, source: String::new() }
        };
        (0..count).map(card).collect()
    }

    /// Returns a log in which these cards were rated `good` once, which makes them due two days later.
    fn log(reviewed: &[(usize, NaiveDate)]) -> ReviewLog {
        let review = |&(number, day): &(usize, NaiveDate)| {
            (format!("tiny/{number}"), vec![Review { day, rating: Rating::Good }])
        };
        ReviewLog::from(reviewed.iter().map(review).collect::<BTreeMap<_, _>>())
    }

    fn ids(cards: &[DueCard]) -> Vec<usize> {
        cards.iter().map(|card| card.card.card.id.parse().unwrap()).collect()
    }

    #[test]
    fn oldest_due_cards_come_first_and_new_ones_last() {
        let log = log(&[(1, day(3)), (2, day(9)), (3, day(1)), (4, day(2))]);
        let session = Today::of(cards(6), &log, TODAY).session();
        assert_eq!(ids(&session), [2, 1, 4, 0, 5], "cards of the session, without 3, which is due tomorrow");
    }

    #[rstest]
    #[case::none_seen(0, 8)]
    #[case::some_seen(5, 3)]
    #[case::all_seen(8, 0)]
    #[case::more_seen(9, 0)]
    fn a_day_has_a_limited_number_of_new_cards(#[case] seen_today: usize, #[case] new: usize) {
        let seen: Vec<_> = (0..seen_today).map(|number| (number, TODAY)).collect();
        assert_eq!(Today::of(cards(30), &log(&seen), TODAY).new.len(), new);
    }

    #[test]
    fn a_card_that_is_reviewed_again_today_is_not_new() {
        let mut reviews = BTreeMap::new();
        let review = |day| Review { day, rating: Rating::Good };
        reviews.insert("tiny/0".to_owned(), vec![review(day(2)), review(TODAY)]);
        assert_eq!(Today::of(cards(30), &ReviewLog::from(reviews), TODAY).new.len(), NEW_A_DAY);
    }

    #[rstest]
    #[case::room_for_some_new_cards(15, 20, 5)]
    #[case::no_room_for_new_cards(25, 20, 0)]
    #[case::room_for_all_new_cards(2, 10, 8)]
    fn a_session_is_limited(#[case] due: usize, #[case] asked: usize, #[case] new: usize) {
        let reviewed: Vec<_> = (0..due).map(|number| (number, day(5))).collect();
        let session = Today::of(cards(60), &log(&reviewed), TODAY).session();
        assert_eq!(session.len(), asked, "cards of the session");
        assert_eq!(session.iter().filter(|card| card.schedule.is_none()).count(), new, "new cards of the session");
    }

    #[rstest]
    #[case::no_cards(0, &[], None)]
    #[case::due_in_two_days(2, &[(0, 0), (1, 0)], Some((2, 2)))]
    #[case::due_on_different_days(3, &[(0, 0), (1, 1), (2, 1)], Some((1, 2)))]
    #[case::new_ones_tomorrow(9, &[(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0)], Some((1, 1)))]
    #[case::due_and_new_ones_tomorrow(12, &[(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 1)], Some((1, 4)))]
    fn the_next_day_with_cards_is_known(
        #[case] count: usize,
        #[case] reviewed: &[(usize, u64)],
        #[case] next: Option<(u64, usize)>,
    ) {
        let reviewed: Vec<_> = reviewed.iter().map(|&(number, before)| (number, day(before))).collect();
        let expected = next.map(|(days, count)| (TODAY.checked_add_days(Days::new(days)).unwrap(), count));
        assert_eq!(Today::of(cards(count), &log(&reviewed), TODAY).next, expected);
    }
}
