//! # Tickets and money
//!
//! From now on parking costs money. A `Tariff` sets the price of a stay, and a `Clock` measures the stay. The caller
//! passes both to `with_rules`, so a test can let a week pass in no time.
//!
//! `Hourly` is the usual tariff. It charges for each hour begun, and always for the first one: no minutes cost one
//! hour, sixty minutes cost one hour, sixty-one cost two. A day has a cap. Days are periods of 24 hours from entry, not
//! calendar days. The rate may depend on the vehicle. Somebody may set the clock back; such a stay takes no time.
//!
//! A ticket lets its vehicle out once. A used ticket and a ticket that was never issued are different errors. Ticket
//! numbers rise and are never reused, so the lot can tell the two apart without a list of used tickets.
//!
//! A driver without a ticket leaves by plate, with `leave_without_ticket`. That costs the larger of two amounts: the
//! fare, and the daily cap for each day begun. The lot computes it, for any tariff.
//!
//! Look up: `u64::div_ceil`, `Duration::subsec_nanos`; what happens to `a * b` in `u64` if it is too large, and what
//! `Money` offers.
//!
//! Time box: 30 minutes.

use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use parking_lot::{
    FirstFit, Free, Hourly, LeaveError, Money, ParkingLot, Rate, Rules, SpotSize, Tariff, Timestamp, VehicleKind,
};
use proptest::prelude::*;
use rstest::rstest;

use super::support::{
    ManualClock, Model, Shown, all_that_happens, any_levels, assert_same_counts, assert_same_lookups,
    assert_same_vehicles, level, needs, park, plate, refused, step, steps, ticket,
};

const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

fn rate(hour: u64, daily_cap: u64) -> Rate {
    Rate { hour: Money::from_cents(hour), daily_cap: Money::from_cents(daily_cap) }
}

/// A euro an hour for a motorcycle, 2.50 for a car, 10 for a bus.
fn usual_rates(kind: &VehicleKind) -> Rate {
    match kind {
        VehicleKind::Motorcycle => rate(100, 600),
        VehicleKind::Car => rate(250, 2_000),
        VehicleKind::Bus => rate(1_000, 5_000),
    }
}

/// An empty lot with room for a bus, and a clock that is set by hand.
fn metered<T: Tariff<VehicleKind>>(
    tariff: T,
) -> (ParkingLot<VehicleKind, FirstFit, T, Rc<ManualClock>>, Rc<ManualClock>) {
    let clock = Rc::new(ManualClock::default());
    let rules = Rules { policy: FirstFit, tariff, clock: Rc::clone(&clock) };
    let lot = ParkingLot::with_rules(vec![level(&["MCC", "LLLLL"])], rules).expect("a lot with spots");
    (lot, clock)
}

/// What a stay costs by the usual rates: by ticket, and by plate.
fn fees(kind: VehicleKind, stay: Duration) -> (Money, Money) {
    let (mut lot, clock) = metered(Hourly::by_vehicle(usual_rates));
    let entered = Duration::from_secs(23 * HOUR);
    clock.set(entered);
    let ticket = park(&mut lot, "A", kind);
    clock.set(entered + stay);
    let with_ticket = lot.leave(ticket).expect("A is in the lot").fee;
    clock.set(entered);
    park(&mut lot, "A", kind);
    clock.set(entered + stay);
    let without = lot.leave_without_ticket(&plate("A")).expect("A is in the lot").fee;
    (with_ticket, without)
}

#[rstest]
#[case::no_time_at_all(0, 250)]
#[case::a_second(1, 250)]
#[case::fifty_nine_minutes(59 * 60, 250)]
#[case::an_hour(HOUR, 250)]
#[case::an_hour_and_a_second(HOUR + 1, 500)]
#[case::sixty_one_minutes(61 * 60, 500)]
#[case::two_hours(2 * HOUR, 500)]
#[case::two_hours_and_a_minute(2 * HOUR + 60, 750)]
#[case::the_last_hour_below_the_cap(7 * HOUR, 1_750)]
#[case::just_the_cap(8 * HOUR, 2_000)]
#[case::more_than_the_cap(10 * HOUR, 2_000)]
#[case::a_day(DAY, 2_000)]
#[case::a_day_and_a_second(DAY + 1, 2_250)]
#[case::a_day_and_an_hour(DAY + HOUR, 2_250)]
#[case::a_day_and_ten_hours(DAY + 10 * HOUR, 4_000)]
#[case::two_days(2 * DAY, 4_000)]
#[case::two_days_and_sixty_one_minutes(2 * DAY + 61 * 60, 4_500)]
fn hourly_charges_each_hour_begun_up_to_a_cap_per_24_hours(#[case] seconds: u64, #[case] cents: u64) {
    let (fee, _) = fees(VehicleKind::Car, Duration::from_secs(seconds));
    let asked = "250 cents an hour, at most 2000 for 24 hours; entered at 23:00";
    assert_eq!(fee.cents(), cents, "the fee of a car after {seconds} s in cents ({asked})");
}

#[test]
fn an_hour_and_a_nanosecond_are_two_hours_begun() {
    let (fee, _) = fees(VehicleKind::Car, Duration::new(HOUR, 1));
    assert_eq!(fee, Money::from_cents(500), "the fee of a car after an hour and a nanosecond");
}

#[rstest]
#[case::a_motorcycle(VehicleKind::Motorcycle, 200, 600)]
#[case::a_car(VehicleKind::Car, 500, 2_000)]
#[case::a_bus(VehicleKind::Bus, 2_000, 5_000)]
fn the_rate_depends_on_the_vehicle(#[case] kind: VehicleKind, #[case] cents: u64, #[case] lost: u64) {
    let asked = (Money::from_cents(cents), Money::from_cents(lost));
    assert_eq!(
        fees(kind, Duration::from_secs(90 * 60)),
        asked,
        "a {kind:?} after ninety minutes: with ticket, without"
    );
}

#[rstest]
#[case::no_time_at_all(0, 2_000)]
#[case::an_hour(HOUR, 2_000)]
#[case::a_day(DAY, 2_000)]
#[case::a_day_and_a_second(DAY + 1, 4_000)]
#[case::two_days(2 * DAY, 4_000)]
#[case::two_days_and_an_hour(2 * DAY + HOUR, 6_000)]
fn a_lost_ticket_costs_the_cap_for_each_day_begun(#[case] seconds: u64, #[case] cents: u64) {
    let (_, fee) = fees(VehicleKind::Car, Duration::from_secs(seconds));
    let asked = "at most 2000 cents for 24 hours";
    assert_eq!(fee, Money::from_cents(cents), "the fee of a car without a ticket after {seconds} s ({asked})");
}

/// A tariff of the suite's own: 50 euros whatever the stay, and a cap of 10 that it does not keep to.
struct Flat;

impl<V> Tariff<V> for Flat {
    fn fare(&self, _vehicle: &V, _stay: Duration) -> Money {
        Money::from_cents(5_000)
    }

    fn daily_cap(&self, _vehicle: &V) -> Money {
        Money::from_cents(1_000)
    }
}

#[rstest]
#[case::the_fare_is_larger(4 * DAY, 5_000)]
#[case::both_are_equal(5 * DAY, 5_000)]
#[case::the_caps_are_larger(5 * DAY + 1, 6_000)]
fn a_lost_ticket_costs_the_fare_if_that_is_larger(#[case] seconds: u64, #[case] cents: u64) {
    let (mut lot, clock) = metered(Flat);
    park(&mut lot, "A", VehicleKind::Car);
    clock.set(Duration::from_secs(seconds));
    let receipt = lot.leave_without_ticket(&plate("A")).expect("A is in the lot");
    let asked = "by a tariff of 5000 cents whatever the stay, with a cap of 1000 a day";
    assert_eq!(receipt.fee, Money::from_cents(cents), "the fee without a ticket after {seconds} s, {asked}");
}

#[test]
fn a_cap_below_the_price_of_an_hour_is_the_price_of_a_day() {
    let (mut lot, clock) = metered(Hourly::by_vehicle(|_: &VehicleKind| rate(250, 100)));
    let ticket = park(&mut lot, "A", VehicleKind::Car);
    clock.set(Duration::from_secs(DAY + HOUR));
    let fee = lot.leave(ticket).expect("A is in the lot").fee;
    assert_eq!(fee, Money::from_cents(200), "250 cents an hour, at most 100 for 24 hours; a day and an hour");
}

#[rstest]
#[case::the_fare(u64::MAX, u64::MAX, Duration::MAX, u64::MAX)]
#[case::hours_beyond_all_bounds_under_a_cap(u64::MAX, 100, Duration::from_secs(3 * HOUR), 100)]
#[case::many_days(1, 24, Duration::MAX, u64::MAX / HOUR + 1)]
fn an_amount_that_is_too_large_counts_as_the_greatest(
    #[case] hour: u64,
    #[case] cap: u64,
    #[case] stay: Duration,
    #[case] cents: u64,
) {
    let (mut lot, clock) = metered(Hourly::by_vehicle(|_: &VehicleKind| rate(hour, cap)));
    let ticket = park(&mut lot, "A", VehicleKind::Car);
    clock.set(stay);
    let fee = lot.leave(ticket).expect("A is in the lot").fee;
    assert_eq!(fee, Money::from_cents(cents), "{hour} cents an hour, at most {cap} for 24 hours, after {stay:?}");
}

#[test]
fn a_lost_ticket_costs_the_greatest_amount_at_most() {
    let (mut lot, clock) = metered(Hourly::by_vehicle(|_: &VehicleKind| rate(0, u64::MAX)));
    park(&mut lot, "A", VehicleKind::Car);
    clock.set(Duration::from_secs(3 * DAY));
    let fee = lot.leave_without_ticket(&plate("A")).expect("A is in the lot").fee;
    assert_eq!(fee, Money::from_cents(u64::MAX), "three times the greatest cap there is");
}

#[test]
fn a_clock_set_back_makes_the_stay_zero() {
    let (mut lot, clock) = metered(Hourly::by_vehicle(usual_rates));
    clock.set(Duration::from_secs(5 * DAY));
    let a = park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    clock.set(Duration::from_secs(HOUR));
    let receipt = lot.leave(a).expect("A is in the lot");
    let asked = (Duration::ZERO, Money::from_cents(250));
    assert_eq!((receipt.stay, receipt.fee), asked, "stay and fee: no time at all is an hour begun");
    let receipt = lot.leave_without_ticket(&plate("B")).expect("B is in the lot");
    assert_eq!(
        (receipt.stay, receipt.fee),
        (Duration::ZERO, Money::from_cents(2_000)),
        "without a ticket: a day begun"
    );
}

#[test]
fn every_vehicle_pays_from_its_own_entry() {
    let (mut lot, clock) = metered(Hourly::by_vehicle(usual_rates));
    clock.set_minutes(10);
    let a = park(&mut lot, "A", VehicleKind::Car);
    clock.set_minutes(100);
    let b = park(&mut lot, "B", VehicleKind::Car);
    let entered: Vec<_> = lot.snapshot().parked.into_iter().map(|parked| parked.entered).collect();
    let minutes = |minutes: u64| Timestamp::at(Duration::from_secs(60 * minutes));
    assert_eq!(entered, [minutes(10), minutes(100)], "when A and B came");
    clock.set_minutes(140);
    let a = lot.leave(a).expect("A is in the lot");
    assert_eq!((a.stay, a.fee), (Duration::from_secs(130 * 60), Money::from_cents(750)), "stay and fee of A");
    let b = lot.leave(b).expect("B is in the lot");
    assert_eq!((b.stay, b.fee), (Duration::from_secs(40 * 60), Money::from_cents(250)), "stay and fee of B");
}

#[test]
fn a_lot_by_the_usual_rules_costs_nothing() {
    let clock = ManualClock::default();
    let rules = Rules { policy: FirstFit, tariff: Free, clock: &clock };
    let mut lot = ParkingLot::with_rules(vec![level(&["CC"])], rules).expect("a lot with spots");
    let a = park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    clock.set(Duration::from_secs(100 * DAY));
    assert_eq!(lot.leave(a).map(|receipt| receipt.fee), Ok(Money::ZERO), "a hundred days by the free tariff");
    let lost = lot.leave_without_ticket(&plate("B")).map(|receipt| receipt.fee);
    assert_eq!(lost, Ok(Money::ZERO), "a hundred days by the free tariff, without a ticket");
}

#[test]
fn a_ticket_is_used_once() {
    let (mut lot, _) = metered(Free);
    let a = park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    lot.leave(a).expect("A is in the lot");
    let outcome = refused(&mut lot, |lot| lot.leave(a));
    assert_eq!(outcome, Err(LeaveError::TicketUsed { ticket: a }), "the ticket of A, a second time");
}

#[test]
fn a_used_ticket_takes_no_later_stay_out() {
    let (mut lot, _) = metered(Free);
    let first = park(&mut lot, "A", VehicleKind::Car);
    lot.leave(first).expect("A is in the lot");
    park(&mut lot, "A", VehicleKind::Car);
    let outcome = refused(&mut lot, |lot| lot.leave(first));
    assert_eq!(outcome, Err(LeaveError::TicketUsed { ticket: first }), "the ticket of A's first stay, in its second");
}

#[rstest]
#[case::the_next_one(1)]
#[case::a_later_one(77)]
#[case::the_last_of_all(u64::MAX)]
fn a_ticket_that_was_never_issued_is_unknown(#[case] number: u64) {
    let (mut lot, _) = metered(Free);
    park(&mut lot, "A", VehicleKind::Car);
    let outcome = refused(&mut lot, |lot| lot.leave(ticket(number)));
    assert_eq!(outcome, Err(LeaveError::UnknownTicket { ticket: ticket(number) }), "only ticket 0 was issued");
}

#[test]
fn leaving_by_plate_frees_the_spots_and_uses_the_ticket() {
    let (mut lot, clock) = metered(Free);
    park(&mut lot, "A", VehicleKind::Car);
    let bus = park(&mut lot, "BUS", VehicleKind::Bus);
    clock.set_minutes(30);
    let receipt = lot.leave_without_ticket(&plate(" bus ")).expect("the bus is in the lot");
    let left = (receipt.ticket, receipt.plate, receipt.vehicle, receipt.stay);
    let asked = (bus, plate("BUS"), VehicleKind::Bus, Duration::from_secs(30 * 60));
    assert_eq!(left, asked, "ticket, plate, vehicle and stay on the receipt");
    assert_eq!(lot.free(SpotSize::Large), 5, "free large spots after the bus has left");
    let outcome = refused(&mut lot, |lot| lot.leave(bus));
    assert_eq!(outcome, Err(LeaveError::TicketUsed { ticket: bus }), "the ticket turned up after all");
}

#[rstest]
#[case::never_here("X")]
#[case::left_before("B")]
fn only_a_parked_vehicle_can_leave_by_plate(#[case] text: &str) {
    let (mut lot, _) = metered(Free);
    park(&mut lot, "A", VehicleKind::Car);
    let b = park(&mut lot, "B", VehicleKind::Car);
    lot.leave(b).expect("B is in the lot");
    let outcome = refused(&mut lot, |lot| lot.leave_without_ticket(&plate(text)));
    assert_eq!(outcome, Err(LeaveError::NotParked { plate: plate(text) }), "{text} is not in the lot");
}

/// A stay and its prices, in a law.
#[derive(Clone)]
struct Charged {
    hour: u64,
    cap: u64,
    seconds: u64,
}

impl fmt::Debug for Charged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { hour, cap, seconds } = self;
        write!(f, "{hour} cents an hour, at most {cap} for 24 hours, after {seconds} s")
    }
}

#[test]
fn law_a_fare_is_the_sum_of_its_days() {
    let cases = (0..300u64, 0..3_000u64, 0..20 * DAY);
    let cases = cases.prop_map(|(hour, cap, seconds)| Charged { hour, cap, seconds });
    testkit::law(cases, |Charged { hour, cap, seconds }| {
        let tariff = Hourly::by_vehicle(|_: &VehicleKind| rate(hour, cap));
        let mut days = vec![0];
        let mut begun = 0;
        while begun == 0 || begun * HOUR < seconds {
            if begun > 0 && begun % 24 == 0 {
                days.push(0);
            }
            *days.last_mut().expect("there is a first day") += hour;
            begun += 1;
        }
        let fare = tariff.fare(&VehicleKind::Car, Duration::from_secs(seconds));
        let sum = days.iter().map(|&day| cap.min(day)).sum();
        assert_eq!(fare, Money::from_cents(sum), "{hour} cents an hour, at most {cap} a day, hours by day: {days:?}");
    });
}

#[test]
fn law_all_records_agree_after_each_step() {
    testkit::law((any_levels(2), steps(all_that_happens())), |(Shown(levels), ops)| {
        let clock = ManualClock::default();
        let rules = Rules { policy: FirstFit, tariff: Hourly::by_vehicle(usual_rates), clock: &clock };
        let mut lot = ParkingLot::with_rules(levels.clone(), rules).expect("there is a spot");
        let mut model = Model::new(levels, needs);
        for op in ops {
            step(&mut lot, &mut model, &clock, Model::first_fit, &op);
            assert_same_vehicles(lot.snapshot(), &model, &op);
            assert_same_lookups(&lot, &model, &op);
            assert_same_counts(&lot, &model, &op);
            let entered: Vec<_> = lot.snapshot().parked.into_iter().map(|parked| parked.entered).collect();
            let at = |minutes: u64| Timestamp::at(Duration::from_secs(60 * minutes));
            let asked: Vec<_> = model.parked.iter().map(|vehicle| at(vehicle.entered)).collect();
            assert_eq!(entered, asked, "when each vehicle came, after {op:?}");
        }
    });
}
