//! # Workload
//!
//! Before you draw boxes, estimate: how many requests per second, how much storage? A workload has the volumes of a
//! month, and everything else follows from them.
//!
//! The test's table has the figures of seven famous design interviews. If yours differ, the interviewer's do, too.
//!
//! `scaled_to` must not lose precision. A product of two `u64` fits into a `u128`.
//!
//! Look up: `u128::div_ceil`, `u64::try_from`.
//!
//! Time box: 15 minutes.

use capacity_plan::{ArithmeticError, Bytes, Load, Volume, Workload};
use rstest::rstest;

use super::support::{load, users};

const MILLION: u64 = 1_000_000;
const BILLION: u64 = 1_000_000_000;

fn workload(reads: u64, writes: u64, bytes: u64) -> Workload {
    Workload { users: users(10 * MILLION), reads: Volume(reads), writes: Volume(writes), bytes_per_write: Bytes(bytes) }
}

/// Rules: 2.1, 2.2
#[rstest]
#[case::pastebin(100 * MILLION, 10 * MILLION, 1_270, 12_700 * MILLION, 457_200 * MILLION, load(40, 4))]
#[case::timeline(250 * BILLION, 15 * BILLION, 10_000, 150_000 * BILLION, 5_400_000 * BILLION, load(100_000, 6_000))]
#[case::web_crawler(100 * BILLION, 4 * BILLION, 500_000, 2_000_000 * BILLION, 72_000_000 * BILLION, load(40_000, 1_600))]
#[case::budget(500 * MILLION, 5 * BILLION, 50, 250 * BILLION, 9_000 * BILLION, load(200, 2_000))]
#[case::social_graph(BILLION, 0, 0, 0, 0, load(400, 0))]
#[case::sales_rank(100 * BILLION, BILLION, 40, 40 * BILLION, 1_440 * BILLION, load(40_000, 400))]
#[case::capacity_plan(100 * BILLION, BILLION, 1_000, 1_000 * BILLION, 36_000 * BILLION, load(40_000, 400))]
fn the_figures_of_design_interviews(
    #[case] reads: u64,
    #[case] writes: u64,
    #[case] bytes: u64,
    #[case] month: u64,
    #[case] three_years: u64,
    #[case] rates: Load,
) {
    let workload = workload(reads, writes, bytes);
    assert_eq!(workload.storage_per_month(), Ok(Bytes(month)), "storage per month");
    assert_eq!(workload.storage_in_three_years(), Ok(Bytes(three_years)), "storage in three years");
    assert_eq!(workload.load(), rates, "rates of reads and writes");
}

/// Rules: 2.2
#[test]
fn the_rates_of_a_load_are_rounded_up() {
    assert_eq!(workload(1, 2_500_001, 0).load(), load(1, 2), "rates of reads and writes");
}

/// Rules: 2.3
#[test]
fn a_workload_scales_with_its_users_and_rounds_up() {
    let workload = workload(100 * BILLION, 25 * MILLION + 1, 1_000);
    for (count, reads, writes) in [
        (1, 10_000, 3),
        (10 * MILLION, 100 * BILLION, 25 * MILLION + 1),
        (20 * MILLION, 200 * BILLION, 50 * MILLION + 2),
    ] {
        let expected = Workload { users: users(count), reads: Volume(reads), writes: Volume(writes), ..workload };
        assert_eq!(workload.scaled_to(users(count)), Ok(expected), "workload of {count} users");
    }
}

/// Rules: 0.1, 2.4
#[test]
fn a_result_that_is_too_large_is_an_error() {
    let large = workload(u64::MAX, 1 << 62, 4);
    assert_eq!(large.storage_per_month(), Err(ArithmeticError::TooLarge), "storage of 2^64 bytes per month");
    let months = workload(0, 1 << 60, 1);
    assert_eq!(months.storage_per_month(), Ok(Bytes(1 << 60)), "storage of 2^60 bytes per month");
    assert_eq!(months.storage_in_three_years(), Err(ArithmeticError::TooLarge), "storage of 36 times 2^60 bytes");
    assert_eq!(large.scaled_to(users(10 * MILLION + 1)), Err(ArithmeticError::TooLarge), "workload of one user more");
}

/// Rules: 2.4
#[test]
fn a_large_product_on_the_way_is_no_error() {
    let large = workload(u64::MAX, u64::MAX - 1, 4);
    assert_eq!(large.scaled_to(large.users), Ok(large), "largest workload, scaled to the same users");
    let half = Workload { users: users(5 * MILLION), reads: Volume(1 << 63), writes: Volume((1 << 63) - 1), ..large };
    assert_eq!(large.scaled_to(half.users), Ok(half), "largest workload, scaled to half of the users");
    let many = Workload { users: users(1 << 63), ..workload(1 << 40, 3, 4) };
    let fewer = Workload { users: users(1 << 62), reads: Volume(1 << 39), writes: Volume(2), ..many };
    assert_eq!(many.scaled_to(fewer.users), Ok(fewer), "workload of 2^63 users, scaled to half of them");
    let empty = workload(0, u64::MAX, 0);
    assert_eq!(empty.storage_in_three_years(), Ok(Bytes(0)), "storage of the most writes of zero bytes");
    let idle = workload(0, 0, u64::MAX);
    assert_eq!(idle.storage_in_three_years(), Ok(Bytes(0)), "storage without writes, of the most bytes per write");
}
