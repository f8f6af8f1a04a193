//! The levels and operations that laws generate.

use std::fmt::{self, Debug};
use std::time::Duration;

use enum_iterator::all;
use parking_lot::{Clock, ParkingLot, Plate, Requirement, SpotId, SpotPolicy, SpotSize, Tariff, VehicleKind};
use proptest::prelude::*;

use super::{Levels, ManualClock, Model, plate, ticket};

/// The levels of a lot, whose debug output has a letter per spot.
#[derive(Clone)]
pub struct TestLevels(pub Levels);

impl Debug for TestLevels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = |size: &SpotSize| match size {
            SpotSize::Motorcycle => 'M',
            SpotSize::Compact => 'C',
            SpotSize::Large => 'L',
        };
        let letters = |row: &Vec<SpotSize>| row.iter().map(letter).collect::<String>();
        let levels = self.0.iter().map(|rows| rows.iter().map(letters).collect::<Vec<_>>());
        f.write_str("levels ")?;
        f.debug_list().entries(levels).finish()
    }
}

/// Generates up to `most` levels of a few rows, some of them long enough for buses.
pub fn any_levels(most: usize) -> impl Strategy<Value = TestLevels> + 'static {
    let sizes: Vec<_> = all::<SpotSize>().collect();
    let mixed = proptest::collection::vec(proptest::sample::select(sizes), 0..4);
    let large = proptest::collection::vec(Just(SpotSize::Large), 4..12);
    let row = prop_oneof![2 => mixed, 1 => large];
    let level = proptest::collection::vec(row, 1..4).prop_map(|mut rows| {
        if rows.iter().all(Vec::is_empty) {
            rows[0].push(SpotSize::Compact);
        }
        rows
    });
    proptest::collection::vec(level, 1..=most).prop_map(TestLevels)
}

/// An operation on a lot. Its debug output looks like a call in a test.
#[derive(Clone)]
pub enum Op {
    /// Parks a vehicle with the `nth` plate.
    Park(usize, VehicleKind),
    /// Leaves with a ticket.
    Leave(u64),
    /// Leaves by the `nth` plate.
    LeaveWithoutTicket(usize),
    /// Sets the clock to a number of minutes.
    Minutes(u64),
}

impl Debug for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Park(nth, kind) => write!(f, "park({:?}, {kind:?})", plate_text(*nth)),
            Self::Leave(number) => write!(f, "leave(ticket {number})"),
            Self::LeaveWithoutTicket(nth) => write!(f, "leave_without_ticket({:?})", plate_text(*nth)),
            Self::Minutes(minutes) => write!(f, "set_minutes({minutes})"),
        }
    }
}

/// The number of different plates in laws.
pub const PLATES: usize = 8;

pub fn nth_plate(nth: usize) -> Plate {
    plate(&plate_text(nth))
}

pub fn plate_text(nth: usize) -> String {
    format!("P{nth}")
}

fn leave() -> BoxedStrategy<Op> {
    (0..12u64).prop_map(Op::Leave).boxed()
}

/// Generates operations that park vehicles of these kinds, or leave with a ticket.
pub fn park_or_leave(kinds: Vec<VehicleKind>) -> BoxedStrategy<Op> {
    let park = (0..PLATES, proptest::sample::select(kinds)).prop_map(|(plate, kind)| Op::Park(plate, kind));
    prop_oneof![3 => park, 2 => leave()].boxed()
}

/// Generates operations of every kind, with every kind of vehicle.
pub fn any_op() -> BoxedStrategy<Op> {
    prop_oneof![
        6 => park_or_leave(all::<VehicleKind>().collect()),
        1 => (0..PLATES).prop_map(Op::LeaveWithoutTicket),
        1 => (0..10_000u64).prop_map(Op::Minutes),
    ]
    .boxed()
}

pub fn op_sequence(op: BoxedStrategy<Op>) -> impl Strategy<Value = Vec<Op>> + 'static {
    proptest::collection::vec(op, 0..40)
}

/// Returns whether `op` leaves with a ticket that is used or unknown. Stages before 5 skip such operations.
pub fn is_rejected_ticket(op: &Op, model: &Model<VehicleKind>) -> bool {
    matches!(op, Op::Leave(number) if model.clone().leave(*number).is_err())
}

/// Applies `op` to a lot and its model, and asserts equal results. `choice` is the policy of the model.
///
/// If a vehicle leaves, returns the stay on its receipt, and the expected one. Stages before 5 ignore them.
pub fn apply<P: SpotPolicy, T: Tariff<VehicleKind>, C: Clock>(
    lot: &mut ParkingLot<VehicleKind, P, T, C>,
    model: &mut Model<VehicleKind>,
    clock: &ManualClock,
    choice: fn(&Model<VehicleKind>, Requirement) -> Option<SpotId>,
    op: &Op,
) -> Option<(Duration, Duration)> {
    let mut stays = None;
    match *op {
        Op::Park(nth, kind) => {
            let plate = nth_plate(nth);
            let parked = lot.park(plate.clone(), kind);
            assert_eq!(parked, model.park(&plate, kind, choice), "result of park({plate}, {kind:?})");
        }
        Op::Leave(number) => {
            let (left, expected) = (lot.leave(ticket(number)), model.leave(number));
            stays = left.as_ref().ok().map(|receipt| receipt.stay).zip(model.stay(&expected));
            let left = left.map(|receipt| (receipt.plate, receipt.vehicle));
            let expected = expected.map(|vehicle| (vehicle.plate, vehicle.vehicle));
            assert_eq!(left, expected, "plate and vehicle that leave with ticket {number}");
        }
        Op::LeaveWithoutTicket(nth) => {
            let plate = nth_plate(nth);
            let (left, expected) = (lot.leave_without_ticket(&plate), model.leave_without_ticket(&plate));
            stays = left.as_ref().ok().map(|receipt| receipt.stay).zip(model.stay(&expected));
            let left = left.map(|receipt| (receipt.ticket, receipt.vehicle));
            let expected = expected.map(|vehicle| (ticket(vehicle.ticket), vehicle.vehicle));
            assert_eq!(left, expected, "ticket and vehicle that leave by plate {plate}");
        }
        Op::Minutes(minutes) => {
            clock.set_minutes(minutes);
            model.minutes = minutes;
        }
    }
    stays
}
