//! # Quantities
//!
//! 400 what? A plan mixes requests per second, requests per month, bytes, cents and microseconds. Here, each unit is a
//! type, so adding cents to bytes does not compile. All are exact integers, and a result that does not fit is an error.
//!
//! The trait `Quantity` has three provided methods, so you write the arithmetic once. Then convert volumes to rates.
//! The months of this kata are those of an estimate: 2.5 million seconds instead of 2,592,000.
//!
//! Look up: `u64::checked_add`, `u64::div_ceil`.
//!
//! Time box: 10 minutes.

use capacity_plan::{ArithmeticError, Bytes, Latency, Money, Quantity as _, Rate, Volume};

const MAX: u64 = u64::MAX;

/// Rules: 1.1
#[test]
fn quantities_add_subtract_and_multiply() {
    assert_eq!(Rate(40_000).plus(Rate(400)), Ok(Rate(40_400)), "40,000 plus 400 requests per second");
    assert_eq!(Money(1_999).minus(Money(999)), Ok(Money(1_000)), "19.99 minus 9.99 dollars");
    assert_eq!(Bytes(1_270).times(10), Ok(Bytes(12_700)), "ten times 1,270 bytes");
    assert_eq!(Latency(7).minus(Latency(7)), Ok(Latency(0)), "a duration minus itself");
    assert_eq!(Volume(7).times(0), Ok(Volume(0)), "no times a volume");
}

/// Rules: 0.1, 1.2
#[test]
fn results_that_do_not_fit_are_errors() {
    for (calculation, actual, expected) in [
        ("MAX + 1", Rate(MAX).plus(Rate(1)), Err(ArithmeticError::TooLarge)),
        ("MAX - 1 + 1", Rate(MAX - 1).plus(Rate(1)), Ok(Rate(MAX))),
        ("0 - 1", Rate(0).minus(Rate(1)), Err(ArithmeticError::Negative)),
        ("MAX / 2 * 3", Rate(MAX / 2).times(3), Err(ArithmeticError::TooLarge)),
        ("MAX / 3 * 3", Rate(MAX / 3).times(3), Ok(Rate(MAX))),
    ] {
        assert_eq!(actual, expected, "result of {calculation}");
    }
}

/// Rules: 1.3
#[test]
fn a_rate_divides_by_2_5_million_seconds_and_rounds_up() {
    for (volume, rate) in [
        (0, 0),
        (1, 1),
        (2_500_000, 1),
        (2_500_001, 2),
        (100_000_000_000, 40_000),
        (10_000_000_000_000_000_001, 4_000_000_000_001),
        (MAX, 7_378_697_629_484),
    ] {
        assert_eq!(Volume(volume).rate(), Rate(rate), "rate of {volume} requests per month");
    }
}

/// Rules: 0.1, 1.4
#[test]
fn a_month_has_thirty_days() {
    assert_eq!(Volume::per_day(500_000_000), Ok(Volume(15_000_000_000)), "volume of 500 million requests per day");
    assert_eq!(Volume::per_day(MAX), Err(ArithmeticError::TooLarge), "volume of too many requests per day");
}
