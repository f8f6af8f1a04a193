//! # Tickets and fees
//!
//! Parking now costs money. A `Tariff` sets the price of a stay, and a `Clock` measures it. The caller passes both to
//! `with_rules`, so a test can let a week pass at once.
//!
//! Write the tariff `Hourly`: a price for each started hour, and a cap for each 24 hours from entry. Then write the
//! errors of `leave`, and `leave_without_ticket` for drivers who lost their ticket. The lot, not the tariff, computes
//! that fee.
//!
//! Ticket numbers are never reused. So the lot can tell a used ticket from an unknown one without storing used tickets.
//!
//! Look up: `u64::div_ceil`, `Duration::subsec_nanos`; overflow of `u64` multiplication, and the methods of `Money`
//! that avoid it.
//!
//! Time box: 30 minutes.

use std::cell::Cell;
use std::fmt;
use std::panic::resume_unwind;
use std::rc::Rc;
use std::time::Duration;

use parking_lot::{
    Clock, FirstFit, Free, Hourly, LeaveError, Money, ParkingLot, Rate, Receipt, Rules, SpotSize, Tariff, Timestamp,
    VehicleKind,
};
use proptest::prelude::*;
use rstest::rstest;

use super::support::{
    FnClock, ManualClock, Model, TestLevels, any_levels, any_op, apply, assert_same_counts, assert_same_lookups,
    assert_same_vehicles, at, level, op_sequence, park, plate, requirement_of, ticket, unchanged_on_error,
    unchanged_on_panic,
};

const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

fn rate(hour: u64, daily_cap: u64) -> Rate {
    Rate { hour: Money::from_cents(hour), daily_cap: Money::from_cents(daily_cap) }
}

fn usual_rates(kind: &VehicleKind) -> Rate {
    match kind {
        VehicleKind::Motorcycle => rate(100, 600),
        VehicleKind::Car => rate(250, 2_000),
        VehicleKind::Bus => rate(1_000, 5_000),
    }
}

/// Creates an empty lot with room for a bus, and returns it with its clock.
fn lot_and_clock<T: Tariff<VehicleKind>>(
    tariff: T,
) -> (ParkingLot<VehicleKind, FirstFit, T, Rc<ManualClock>>, Rc<ManualClock>) {
    let clock = Rc::new(ManualClock::default());
    let rules = Rules { policy: FirstFit, tariff, clock: Rc::clone(&clock) };
    let lot = ParkingLot::with_rules(vec![level(&["MCC", "LLLLL"])], rules).expect("a lot with spots");
    (lot, clock)
}

/// Returns the fees of a stay at the usual rates, with and without a ticket.
fn fees(kind: VehicleKind, stay: Duration) -> (Money, Money) {
    let (mut lot, clock) = lot_and_clock(Hourly::by_vehicle(usual_rates));
    let entered = Duration::from_secs(23 * HOUR);
    clock.set(entered);
    let ticket = park(&mut lot, "A", kind);
    clock.set(entered + stay);
    let with_ticket = lot.leave(ticket).expect("A is in the lot").fee;
    clock.set(entered);
    park(&mut lot, "A", kind);
    clock.set(entered + stay);
    let without_ticket = lot.leave_without_ticket(&plate("A")).expect("A is in the lot").fee;
    (with_ticket, without_ticket)
}

/// Rules: 5.6, 5.7
#[rstest]
#[case::no_time(0, 250)]
#[case::one_second(1, 250)]
#[case::fifty_nine_minutes(59 * 60, 250)]
#[case::one_hour(HOUR, 250)]
#[case::one_hour_and_one_second(HOUR + 1, 500)]
#[case::sixty_one_minutes(61 * 60, 500)]
#[case::two_hours(2 * HOUR, 500)]
#[case::two_hours_and_one_minute(2 * HOUR + 60, 750)]
#[case::last_hour_below_the_cap(7 * HOUR, 1_750)]
#[case::exactly_the_cap(8 * HOUR, 2_000)]
#[case::above_the_cap(10 * HOUR, 2_000)]
#[case::one_day(DAY, 2_000)]
#[case::one_day_and_one_second(DAY + 1, 2_250)]
#[case::one_day_and_one_hour(DAY + HOUR, 2_250)]
#[case::one_day_and_ten_hours(DAY + 10 * HOUR, 4_000)]
#[case::two_days(2 * DAY, 4_000)]
#[case::two_days_and_sixty_one_minutes(2 * DAY + 61 * 60, 4_500)]
fn hourly_charges_started_hours_up_to_a_daily_cap(#[case] seconds: u64, #[case] cents: u64) {
    let (fee, _) = fees(VehicleKind::Car, Duration::from_secs(seconds));
    let rate = "250 cents per hour, at most 2000 per 24 hours";
    assert_eq!(fee.cents(), cents, "fee in cents for a stay of {seconds} s at {rate}");
}

/// Rules: 5.6
#[test]
fn an_hour_and_a_nanosecond_are_two_started_hours() {
    let (fee, _) = fees(VehicleKind::Car, Duration::new(HOUR, 1));
    assert_eq!(fee, Money::from_cents(500), "fee for a stay of one hour and one nanosecond at 250 cents per hour");
    let (fee, _) = fees(VehicleKind::Car, Duration::new(DAY, 1));
    let rate = "250 cents per hour, at most 2000 per 24 hours";
    assert_eq!(fee, Money::from_cents(2_250), "fee for a stay of one day and one nanosecond at {rate}");
}

/// Rules: 5.6, 5.7
#[rstest]
#[case::one_hour(HOUR, 9_007_199_254_740_993)]
#[case::two_hours(2 * HOUR, 18_014_398_509_481_986)]
#[case::two_days(2 * DAY, 2 * 18_014_398_509_481_987)]
fn large_fees_are_exact(#[case] seconds: u64, #[case] cents: u64) {
    let (hour, cap) = (9_007_199_254_740_993, 18_014_398_509_481_987);
    let fare =
        Hourly::by_vehicle(|_: &VehicleKind| rate(hour, cap)).fare(&VehicleKind::Car, Duration::from_secs(seconds));
    assert_eq!(
        fare.cents(),
        cents,
        "fare in cents for {seconds} s at {hour} cents per hour, at most {cap} per 24 hours"
    );
}

/// Rules: 5.10, 5.11
#[rstest]
#[case::no_time(0, 2_000)]
#[case::one_hour(HOUR, 2_000)]
#[case::one_day(DAY, 2_000)]
#[case::one_day_and_one_second(DAY + 1, 4_000)]
#[case::two_days(2 * DAY, 4_000)]
#[case::two_days_and_one_hour(2 * DAY + HOUR, 6_000)]
fn a_lost_ticket_costs_the_cap_per_started_day(#[case] seconds: u64, #[case] cents: u64) {
    let (_, fee) = fees(VehicleKind::Car, Duration::from_secs(seconds));
    let cap = "a cap of 2000 cents per 24 hours";
    assert_eq!(
        fee,
        Money::from_cents(cents),
        "fee without a ticket for {seconds} s, from 23:00 on the clock, with {cap}"
    );
}

/// Rules: 5.11
#[test]
fn a_day_and_a_nanosecond_are_two_started_days() {
    let (_, fee) = fees(VehicleKind::Car, Duration::new(DAY, 1));
    let stay = "a stay of one day and one nanosecond";
    assert_eq!(fee, Money::from_cents(4_000), "fee without a ticket for {stay}, with a cap of 2000 cents per 24 hours");
}

/// Rules: 5.8
#[rstest]
#[case::motorcycle(VehicleKind::Motorcycle, 200, 600)]
#[case::car(VehicleKind::Car, 500, 2_000)]
#[case::bus(VehicleKind::Bus, 2_000, 5_000)]
fn the_rate_depends_on_the_vehicle(#[case] kind: VehicleKind, #[case] cents: u64, #[case] lost_ticket: u64) {
    let expected = (Money::from_cents(cents), Money::from_cents(lost_ticket));
    assert_eq!(
        fees(kind, Duration::from_secs(90 * 60)),
        expected,
        "fees of a {kind:?} for ninety minutes, with and without a ticket"
    );
}

/// A tariff with a fixed fare that exceeds its own daily cap.
struct Flat;

impl<V> Tariff<V> for Flat {
    fn fare(&self, _vehicle: &V, _stay: Duration) -> Money {
        Money::from_cents(5_000)
    }

    fn daily_cap(&self, _vehicle: &V) -> Money {
        Money::from_cents(1_000)
    }
}

/// Rules: 5.10
#[rstest]
#[case::fare_is_larger(4 * DAY, 5_000)]
#[case::equal_amounts(5 * DAY, 5_000)]
#[case::caps_are_larger(5 * DAY + 1, 6_000)]
fn a_lost_ticket_costs_at_least_the_fare(#[case] seconds: u64, #[case] cents: u64) {
    let (mut lot, clock) = lot_and_clock(Flat);
    park(&mut lot, "A", VehicleKind::Car);
    clock.set(Duration::from_secs(seconds));
    let receipt = lot.leave_without_ticket(&plate("A")).expect("A is in the lot");
    let tariff = "a fixed fare of 5000 cents and a daily cap of 1000";
    assert_eq!(receipt.fee, Money::from_cents(cents), "fee without a ticket for {seconds} s, with {tariff}");
}

/// Rules: 5.7, 5.10
#[rstest]
#[case::cap_of_zero(250, 0, 0, 0)]
#[case::cap_below_an_hour(250, 100, 200, 200)]
#[case::cap_above_24_hours(250, 9_000, 25 * 250, 2 * 9_000)]
#[case::hour_of_zero(0, 100, 0, 200)]
fn prices_and_caps_can_be_very_low_or_high(
    #[case] hour: u64,
    #[case] cap: u64,
    #[case] cents: u64,
    #[case] lost_ticket: u64,
) {
    let (mut lot, clock) = lot_and_clock(Hourly::by_vehicle(|_: &VehicleKind| rate(hour, cap)));
    let a = park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    clock.set(Duration::from_secs(DAY + HOUR));
    let rate = format!("one day and one hour at {hour} cents per hour, at most {cap} per 24 hours");
    let fee = lot.leave(a).expect("A is in the lot").fee;
    assert_eq!(fee, Money::from_cents(cents), "fee for {rate}");
    let fee = lot.leave_without_ticket(&plate("B")).expect("B is in the lot").fee;
    assert_eq!(fee, Money::from_cents(lost_ticket), "fee without a ticket for {rate}");
}

/// Rules: 5.12
#[rstest]
#[case::fare(u64::MAX, u64::MAX, Duration::MAX, u64::MAX)]
#[case::overflow_below_a_cap(u64::MAX, 100, Duration::from_secs(3 * HOUR), 100)]
#[case::overflow_to_zero_below_a_cap(1 << 62, 100, Duration::from_secs(4 * HOUR), 100)]
#[case::many_days(1, 24, Duration::MAX, u64::MAX / HOUR + 1)]
fn a_fee_that_overflows_becomes_the_largest_amount(
    #[case] hour: u64,
    #[case] cap: u64,
    #[case] stay: Duration,
    #[case] cents: u64,
) {
    let (mut lot, clock) = lot_and_clock(Hourly::by_vehicle(|_: &VehicleKind| rate(hour, cap)));
    let ticket = park(&mut lot, "A", VehicleKind::Car);
    clock.set(stay);
    let fee = lot.leave(ticket).expect("A is in the lot").fee;
    assert_eq!(fee, Money::from_cents(cents), "fee for {stay:?} at {hour} cents per hour, at most {cap} per 24 hours");
}

/// Rules: 5.12, 5.10
#[rstest]
#[case::largest_cap(u64::MAX, Duration::from_secs(3 * DAY), u64::MAX)]
#[case::largest_stay(1, Duration::MAX, u64::MAX / DAY + 1)]
fn a_lost_ticket_costs_at_most_the_largest_amount(#[case] cap: u64, #[case] stay: Duration, #[case] cents: u64) {
    for hour in [0, 1] {
        let (mut lot, clock) = lot_and_clock(Hourly::by_vehicle(move |_: &VehicleKind| rate(hour, cap)));
        park(&mut lot, "A", VehicleKind::Car);
        clock.set(stay);
        let fee = lot.leave_without_ticket(&plate("A")).expect("A is in the lot").fee;
        let expected = Money::from_cents(cents);
        assert_eq!(fee, expected, "fee without a ticket for {stay:?} at {hour} cents per hour, {cap} per 24 hours");
    }
}

/// Rules: 5.2
#[test]
fn a_clock_set_back_makes_the_stay_zero() {
    let (mut lot, clock) = lot_and_clock(Hourly::by_vehicle(usual_rates));
    clock.set(Duration::from_secs(5 * DAY));
    let a = park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    clock.set(Duration::from_secs(HOUR));
    let receipt = lot.leave(a).expect("A is in the lot");
    let expected = (Duration::ZERO, Money::from_cents(250));
    assert_eq!((receipt.stay, receipt.fee), expected, "stay and fee after the clock was set back: one started hour");
    let receipt = lot.leave_without_ticket(&plate("B")).expect("B is in the lot");
    assert_eq!(
        (receipt.stay, receipt.fee),
        (Duration::ZERO, Money::from_cents(2_000)),
        "stay and fee without a ticket, after the clock was set back: one started day"
    );
}

/// Rules: 5.2, 5.3
#[test]
fn each_stay_starts_at_its_own_entry() {
    let (mut lot, clock) = lot_and_clock(Hourly::by_vehicle(usual_rates));
    clock.set_minutes(10);
    let a = park(&mut lot, "A", VehicleKind::Car);
    clock.set_minutes(100);
    let b = park(&mut lot, "B", VehicleKind::Car);
    let entered: Vec<_> = lot.snapshot().parked.into_iter().map(|parked| parked.entered).collect();
    let minutes = |minutes: u64| Timestamp::at(Duration::from_secs(60 * minutes));
    assert_eq!(entered, [minutes(10), minutes(100)], "entry times of A and B");
    clock.set_minutes(140);
    let a = lot.leave(a).expect("A is in the lot");
    assert_eq!((a.stay, a.fee), (Duration::from_secs(130 * 60), Money::from_cents(750)), "stay and fee of A");
    let b = lot.leave(b).expect("B is in the lot");
    assert_eq!((b.stay, b.fee), (Duration::from_secs(40 * 60), Money::from_cents(250)), "stay and fee of B");
}

/// Rules: 5.2, 1.9
#[test]
fn a_stay_can_start_before_an_earlier_ticket() {
    let (mut lot, clock) = lot_and_clock(Free);
    let moments = [Duration::new(3 * HOUR, 7), Duration::new(HOUR, 500_000_000)];
    clock.set(moments[0]);
    park(&mut lot, "A", VehicleKind::Car);
    clock.set(moments[1]);
    let b = park(&mut lot, "B", VehicleKind::Car);
    let entered: Vec<_> = lot.snapshot().parked.into_iter().map(|parked| parked.entered).collect();
    assert_eq!(
        entered,
        moments.map(Timestamp::at),
        "entry times of A and B, in ticket order, after the clock was set back before B entered"
    );
    clock.set(Duration::new(2 * HOUR, 1));
    let stay = lot.leave(b).expect("B is in the lot").stay;
    assert_eq!(stay, Duration::new(HOUR - 1, 500_000_001), "stay of B, which left before the entry time of A");
    clock.set(Duration::from_secs(9 * HOUR));
    lot.leave(ticket(0)).expect("A is in the lot");
    clock.set(Duration::from_secs(2 * HOUR));
    let c = park(&mut lot, "C", VehicleKind::Car);
    clock.set(Duration::from_secs(3 * HOUR));
    let stay = lot.leave(c).expect("C is in the lot").stay;
    assert_eq!(stay, Duration::from_secs(HOUR), "stay of C, which came and left before the time at which A left");
}

/// Rules: 5.2
#[rstest]
#[case::after_the_nanoseconds_of_64_bits(Duration::from_secs(20_000_000_000))]
#[case::after_the_milliseconds_of_64_bits(Duration::from_secs(20_000_000_000_000_000))]
#[case::at_the_end_of_time(Duration::MAX - Duration::from_secs(HOUR))]
fn a_vehicle_can_park_at_any_time(#[case] entered: Duration) {
    let (mut lot, clock) = lot_and_clock(Free);
    clock.set(entered);
    let [a, _] = ["A", "B"].map(|plate| park(&mut lot, plate, VehicleKind::Car));
    let found: Vec<_> = lot.snapshot().parked.into_iter().map(|parked| parked.entered).collect();
    assert_eq!(found, [Timestamp::at(entered); 2], "entry times of A and B");
    clock.set(entered + Duration::from_nanos(7));
    let stay = lot.leave(a).expect("A is in the lot").stay;
    assert_eq!(stay, Duration::from_nanos(7), "stay of A, which left after 7 ns");
    clock.set(entered + Duration::from_secs(HOUR));
    let stay = lot.leave_without_ticket(&plate("B")).expect("B is in the lot").stay;
    assert_eq!(stay, Duration::from_secs(HOUR), "stay of B, which left after an hour");
}

/// A tariff of one cent per second with a daily cap, which it ignores for the fare.
struct PerSecond {
    daily_cap: u64,
}

impl<V> Tariff<V> for PerSecond {
    fn fare(&self, _vehicle: &V, stay: Duration) -> Money {
        Money::from_cents(stay.as_secs())
    }

    fn daily_cap(&self, _vehicle: &V) -> Money {
        Money::from_cents(self.daily_cap)
    }
}

/// Rules: 5.2, 5.3, 5.10
#[rstest]
#[case::the_fare_is_larger(HOUR, 0)]
#[case::the_caps_are_larger(DAY, 1_000_000)]
fn the_fee_is_for_the_stay_on_the_receipt(#[case] seconds: u64, #[case] daily_cap: u64) {
    let now = Cell::new(0);
    let clock = FnClock(|| {
        now.set(now.get() + seconds);
        Timestamp::at(Duration::from_secs(now.get()))
    });
    let rules = Rules { policy: FirstFit, tariff: PerSecond { daily_cap }, clock };
    let mut lot = ParkingLot::with_rules(vec![level(&["CC"])], rules).expect("a lot with spots");
    let a = park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    let clock = format!("while the clock moves on by {seconds} s each time it is read");
    let receipt = lot.leave(a).expect("A is in the lot");
    let fare = Money::from_cents(receipt.stay.as_secs());
    assert_eq!(receipt.fee, fare, "fee at one cent per second of the stay on the receipt, {clock}");
    let receipt = lot.leave_without_ticket(&plate("B")).expect("B is in the lot");
    let stay = receipt.stay.as_secs();
    let fee = Money::from_cents(stay.max(stay.div_ceil(DAY) * daily_cap));
    let prices = format!("one cent per second, and at least {daily_cap} cents per started day");
    assert_eq!(receipt.fee, fee, "fee without a ticket for the {stay} s on the receipt at {prices}, {clock}");
}

/// A tariff and a clock, of which one method can panic.
struct Panics<'a>(&'a Cell<&'static str>);

impl Panics<'_> {
    fn panic_if(&self, name: &str) {
        if self.0.get() == name {
            resume_unwind(Box::new("a panic on purpose"));
        }
    }
}

impl<V> Tariff<V> for Panics<'_> {
    fn fare(&self, _vehicle: &V, _stay: Duration) -> Money {
        self.panic_if("fare");
        Money::from_cents(300)
    }

    fn daily_cap(&self, _vehicle: &V) -> Money {
        self.panic_if("daily cap");
        Money::from_cents(500)
    }
}

impl Clock for Panics<'_> {
    fn now(&self) -> Timestamp {
        self.panic_if("clock");
        Timestamp::at(Duration::ZERO)
    }
}

/// Rules: 0.1
#[rstest]
#[case::clock(false, "clock")]
#[case::fare(false, "fare")]
#[case::clock_without_a_ticket(true, "clock")]
#[case::fare_without_a_ticket(true, "fare")]
#[case::daily_cap_without_a_ticket(true, "daily cap")]
fn a_panic_while_a_vehicle_leaves_changes_nothing(#[case] lost_ticket: bool, #[case] part: &'static str) {
    let panics = Cell::new("");
    let rules = Rules { policy: FirstFit, tariff: Panics(&panics), clock: Panics(&panics) };
    let mut lot = ParkingLot::with_rules(vec![level(&["C", "LLLLL"])], rules).expect("a lot with spots");
    let bus = park(&mut lot, "BUS", VehicleKind::Bus);
    park(&mut lot, "A", VehicleKind::Car);
    panics.set(part);
    unchanged_on_panic(&mut lot, part, |lot| match lost_ticket {
        true => lot.leave_without_ticket(&plate("BUS")),
        false => lot.leave(bus),
    });
    panics.set("");
    assert_eq!(lot.free(SpotSize::Large), 0, "free large spots after a panic of the {part}");
    assert!(lot.spots_of(&plate("BUS")).is_some(), "spots_of should find the bus after a panic of the {part}");
    for spot in (0..5).map(|spot| at(1, spot)) {
        assert_eq!(lot.plate_at(spot), Some(&plate("BUS")), "plate on {spot} after a panic of the {part}");
    }
    let fee = |outcome: Result<Receipt, LeaveError>| outcome.map(|receipt| receipt.fee.cents());
    let again = if lost_ticket { lot.leave_without_ticket(&plate("BUS")) } else { lot.leave(bus) };
    let expected = if lost_ticket { 500 } else { 300 };
    assert_eq!(fee(again), Ok(expected), "fee of the bus, which leaves after a panic of the {part}");
    assert_eq!(lot.free(SpotSize::Large), 5, "free large spots after the bus left");
    let again = fee(lot.leave(bus));
    assert_eq!(again, Err(LeaveError::TicketUsed { ticket: bus }), "result of using the ticket of the bus again");
}

/// Rules: 5.1, 5.3
#[test]
fn parking_is_free_with_the_default_tariff() {
    let clock = ManualClock::default();
    let rules = Rules { policy: FirstFit, tariff: Free, clock: &clock };
    let mut lot = ParkingLot::with_rules(vec![level(&["CC"])], rules).expect("a lot with spots");
    let a = park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    clock.set(Duration::from_secs(100 * DAY));
    assert_eq!(lot.leave(a).map(|receipt| receipt.fee), Ok(Money::ZERO), "fee for a hundred days with the tariff Free");
    let fee = lot.leave_without_ticket(&plate("B")).map(|receipt| receipt.fee);
    assert_eq!(fee, Ok(Money::ZERO), "fee without a ticket for a hundred days with the tariff Free");
}

/// Rules: 5.4
#[test]
fn a_ticket_can_be_used_only_once() {
    let (mut lot, _) = lot_and_clock(Free);
    let a = park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    lot.leave(a).expect("A is in the lot");
    let outcome = unchanged_on_error(&mut lot, |lot| lot.leave(a));
    assert_eq!(outcome, Err(LeaveError::TicketUsed { ticket: a }), "result of using the ticket of A a second time");
}

/// Rules: 5.4
#[test]
fn a_used_ticket_is_not_valid_for_a_later_stay() {
    let (mut lot, _) = lot_and_clock(Free);
    let first = park(&mut lot, "A", VehicleKind::Car);
    lot.leave(first).expect("A is in the lot");
    park(&mut lot, "A", VehicleKind::Car);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.leave(first));
    assert_eq!(
        outcome,
        Err(LeaveError::TicketUsed { ticket: first }),
        "result of using the ticket of A's first stay during its second stay"
    );
}

/// Rules: 5.5, 0.3
#[rstest]
#[case::next_ticket(1)]
#[case::later_ticket(77)]
#[case::largest_number(u64::MAX)]
#[case::bit_8(1 << 8)]
#[case::bit_16(1 << 16)]
#[case::bit_32(1 << 32)]
#[case::bit_63(1 << 63)]
fn a_ticket_that_was_never_issued_is_unknown(#[case] number: u64) {
    let (mut lot, _) = lot_and_clock(Free);
    park(&mut lot, "A", VehicleKind::Car);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.leave(ticket(number)));
    assert_eq!(
        outcome,
        Err(LeaveError::UnknownTicket { ticket: ticket(number) }),
        "result of leaving with ticket {number}, when only ticket 0 was issued"
    );
}

/// Rules: 5.9, 5.4
#[test]
fn leaving_by_plate_invalidates_the_ticket() {
    let (mut lot, clock) = lot_and_clock(Free);
    park(&mut lot, "A", VehicleKind::Car);
    let bus = park(&mut lot, "BUS", VehicleKind::Bus);
    clock.set_minutes(30);
    let receipt = lot.leave_without_ticket(&plate(" bus ")).expect("the bus is in the lot");
    let left = (receipt.ticket, receipt.plate, receipt.vehicle, receipt.stay);
    let expected = (bus, plate("BUS"), VehicleKind::Bus, Duration::from_secs(30 * 60));
    assert_eq!(left, expected, "ticket, plate, vehicle and stay on the receipt");
    assert_eq!(lot.free(SpotSize::Large), 5, "free large spots after the bus left");
    let outcome = unchanged_on_error(&mut lot, |lot| lot.leave(bus));
    assert_eq!(
        outcome,
        Err(LeaveError::TicketUsed { ticket: bus }),
        "result of using the ticket after leaving by plate"
    );
}

/// Rules: 5.9
#[rstest]
#[case::never_parked("X")]
#[case::already_left("B")]
fn only_a_parked_vehicle_can_leave_by_plate(#[case] text: &str) {
    let (mut lot, _) = lot_and_clock(Free);
    park(&mut lot, "A", VehicleKind::Car);
    let b = park(&mut lot, "B", VehicleKind::Car);
    lot.leave(b).expect("B is in the lot");
    let outcome = unchanged_on_error(&mut lot, |lot| lot.leave_without_ticket(&plate(text)));
    assert_eq!(
        outcome,
        Err(LeaveError::NotParked { plate: plate(text) }),
        "result of leaving by plate {text}, which is not in the lot"
    );
}

/// A rate and the length of a stay.
#[derive(Clone)]
struct FareCase {
    hour: u64,
    cap: u64,
    seconds: u64,
}

impl fmt::Debug for FareCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { hour, cap, seconds } = self;
        write!(f, "{seconds} s at {hour} cents per hour, at most {cap} per 24 hours")
    }
}

/// Rules: 5.6, 5.7
#[test]
fn law_the_fare_is_the_sum_of_the_capped_days() {
    let cases = (0..300u64, 0..3_000u64, 0..20 * DAY);
    let cases = cases.prop_map(|(hour, cap, seconds)| FareCase { hour, cap, seconds });
    testkit::law(cases, |FareCase { hour, cap, seconds }| {
        let tariff = Hourly::by_vehicle(|_: &VehicleKind| rate(hour, cap));
        let mut days = vec![0];
        let mut started = 0;
        while started == 0 || started * HOUR < seconds {
            if started > 0 && started % 24 == 0 {
                days.push(0);
            }
            *days.last_mut().expect("the list starts with one day") += hour;
            started += 1;
        }
        let fare = tariff.fare(&VehicleKind::Car, Duration::from_secs(seconds));
        let sum = days.iter().map(|&day| cap.min(day)).sum();
        assert_eq!(
            fare,
            Money::from_cents(sum),
            "fare at {hour} cents per hour, at most {cap} per day; before the cap, the days cost {days:?}"
        );
    });
}

/// Rules: 5.2, 5.4, 5.5, 5.9
#[test]
fn law_a_lot_agrees_with_a_naive_lot() {
    testkit::law((any_levels(2), op_sequence(any_op())), |(TestLevels(levels), ops)| {
        let clock = ManualClock::default();
        let rules = Rules { policy: FirstFit, tariff: Hourly::by_vehicle(usual_rates), clock: &clock };
        let mut lot = ParkingLot::with_rules(levels.clone(), rules).expect("there is a spot");
        let mut model = Model::new(levels, requirement_of);
        for op in ops {
            let stays = apply(&mut lot, &mut model, &clock, Model::first_fit, &op);
            if let Some((stay, expected)) = stays {
                assert_eq!(stay, expected, "stay on the receipt of {op:?}");
            }
            assert_same_vehicles(lot.snapshot(), &model, &op);
            assert_same_lookups(&lot, &model, &op);
            assert_same_counts(&lot, &model, &op);
            let entered: Vec<_> = lot.snapshot().parked.into_iter().map(|parked| parked.entered).collect();
            let at = |minutes: u64| Timestamp::at(Duration::from_secs(60 * minutes));
            let expected: Vec<_> = model.parked.iter().map(|vehicle| at(vehicle.entered)).collect();
            assert_eq!(entered, expected, "entry times after {op:?}");
        }
    });
}
