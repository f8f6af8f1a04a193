//! Compares the intervals with those of py-fsrs, the reference implementation of FSRS.

use practice::cards::fsrs::{Memory, Rating};

/// Review histories with the intervals of py-fsrs, written by `fsrs/histories.py`.
const HISTORIES: &str = include_str!("fsrs/histories.txt");

/// Returns the rating, the days since the previous review, and the expected interval.
fn parse(review: &str) -> (Rating, u32, u32) {
    let (rating, rest) = review.split_once('+').expect("a rating and days");
    let (days, interval) = rest.split_once('=').expect("days and an interval");
    let rating = match rating {
        "again" => Rating::Again,
        "hard" => Rating::Hard,
        "good" => Rating::Good,
        "easy" => Rating::Easy,
        other => panic!("no rating is called {other}"),
    };
    (rating, days.parse().expect("a number of days"), interval.parse().expect("an interval"))
}

#[test]
fn intervals_equal_those_of_the_reference() {
    let histories: Vec<&str> = HISTORIES.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(histories.len(), 230, "number of histories");
    for history in histories {
        let (_, reviews) = history.split_once(": ").expect("a description and reviews");
        let mut memory: Option<Memory> = None;
        let computed: Vec<u32> = reviews
            .split(' ')
            .map(|review| {
                let (rating, days, _) = parse(review);
                let next = memory.map_or_else(|| Memory::new(rating), |memory| memory.reviewed(days, rating));
                memory.insert(next).interval()
            })
            .collect();
        let expected: Vec<u32> = reviews.split(' ').map(|review| parse(review).2).collect();
        assert_eq!(computed, expected, "intervals of {history}");
    }
}
