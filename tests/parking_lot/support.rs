//! What the stages of this suite share.

// A stage that is left out leaves some of it unused.
#![allow(dead_code)]

use std::cell::Cell;
use std::fmt::{self, Debug};
use std::num::NonZeroUsize;
use std::time::Duration;

use enum_iterator::all;
use parking_lot::{
    Clock, LeaveError, Misfit, ParkError, ParkingLot, Plate, Requirement, Run, Snapshot, SpotId, SpotPolicy, SpotSize,
    Tariff, TicketId, Timestamp, Vehicle, VehicleKind,
};
use proptest::prelude::*;

/// The sizes of all spots, by level and row.
pub type Levels = Vec<Vec<Vec<SpotSize>>>;

/// A row of spots, from a letter for each: M, C or L.
pub fn row(letters: &str) -> Vec<SpotSize> {
    let size = |letter| match letter {
        'M' => SpotSize::Motorcycle,
        'C' => SpotSize::Compact,
        'L' => SpotSize::Large,
        other => panic!("{other} is no size"),
    };
    letters.chars().map(size).collect()
}

/// A level of such rows.
pub fn level(rows: &[&str]) -> Vec<Vec<SpotSize>> {
    rows.iter().map(|letters| row(letters)).collect()
}

/// Levels of such rows.
pub fn levels(levels: &[&[&str]]) -> Levels {
    levels.iter().map(|rows| level(rows)).collect()
}

/// An empty lot of one level.
pub fn one_level(rows: &[&str]) -> ParkingLot {
    ParkingLot::new(vec![level(rows)]).expect("a lot of one level with spots")
}

/// An empty lot.
pub fn lot(rows: &[&[&str]]) -> ParkingLot {
    ParkingLot::new(levels(rows)).expect("a lot of levels with spots")
}

pub fn plate(text: &str) -> Plate {
    Plate::new(text).expect("a plate that is not blank")
}

pub fn ticket(number: u64) -> TicketId {
    TicketId::new(number)
}

/// The spot at (row, spot) of level 0.
pub fn at(row: usize, spot: usize) -> SpotId {
    SpotId { level: 0, row, spot }
}

pub fn count(spots: usize) -> NonZeroUsize {
    NonZeroUsize::new(spots).expect("a vehicle takes a spot")
}

pub fn requirement(smallest: SpotSize, spots: usize) -> Requirement {
    Requirement { smallest, spots: count(spots) }
}

/// What the brief says that a vehicle needs.
pub fn needs(kind: VehicleKind) -> Requirement {
    match kind {
        VehicleKind::Motorcycle => requirement(SpotSize::Motorcycle, 1),
        VehicleKind::Car => requirement(SpotSize::Compact, 1),
        VehicleKind::Bus => requirement(SpotSize::Large, 5),
    }
}

/// Parks a vehicle that has to find a spot.
#[track_caller]
pub fn park<V, P, T, C>(lot: &mut ParkingLot<V, P, T, C>, text: &str, vehicle: V) -> TicketId
where
    V: Vehicle,
    P: SpotPolicy,
    T: Tariff<V>,
    C: Clock,
{
    match lot.park(plate(text), vehicle) {
        Ok(ticket) => ticket,
        Err(error) => panic!("{text} should find a spot, but: {error}"),
    }
}

/// Where the vehicle with a plate stands, by the snapshot: the lowest of its spots.
pub fn stands<V, P, T, C>(lot: &ParkingLot<V, P, T, C>, text: &str) -> Option<SpotId>
where
    V: Vehicle + Clone,
    P: SpotPolicy,
    T: Tariff<V>,
    C: Clock,
{
    lot.snapshot().parked.into_iter().find(|parked| parked.plate == text).map(|parked| parked.first)
}

/// Does something that has to be refused, and sees that nothing has changed.
#[track_caller]
pub fn refused<V, P, T, C, R, E>(
    lot: &mut ParkingLot<V, P, T, C>,
    attempt: impl FnOnce(&mut ParkingLot<V, P, T, C>) -> Result<R, E>,
) -> Result<R, E>
where
    V: Vehicle + Clone + PartialEq + Debug,
    P: SpotPolicy,
    T: Tariff<V>,
    C: Clock,
{
    let before = lot.snapshot();
    let outcome = attempt(lot);
    // If it was not refused, the caller has more to say about that.
    if outcome.is_err() {
        assert_eq!(lot.snapshot(), before, "the lot after an operation that was refused, and the lot before it");
    }
    outcome
}

/// A clock that shows what it was set to; at first, zero.
#[derive(Debug, Default)]
pub struct ManualClock(Cell<Duration>);

impl ManualClock {
    pub fn set(&self, since_origin: Duration) {
        self.0.set(since_origin);
    }

    pub fn set_minutes(&self, minutes: u64) {
        self.set(Duration::from_secs(60 * minutes));
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::at(self.0.get())
    }
}

/// The levels of a lot in a law, shown as the tests write them.
#[derive(Clone)]
pub struct House(pub Levels);

impl Debug for House {
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

/// A step of a law, shown as it would be written in a test.
#[derive(Clone)]
pub enum Op {
    /// A vehicle comes, with one of a few plates.
    Park(usize, VehicleKind),
    /// A ticket is shown.
    Leave(u64),
    /// A ticket is lost.
    LeaveWithoutTicket(usize),
    /// The clock shows so many minutes.
    Minutes(u64),
}

impl Debug for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Park(nth, kind) => write!(f, "park({:?}, {kind:?})", plate_text(*nth)),
            Self::Leave(number) => write!(f, "leave(ticket {number})"),
            Self::LeaveWithoutTicket(nth) => write!(f, "leave_without_ticket({:?})", plate_text(*nth)),
            Self::Minutes(minutes) => write!(f, "clock at {minutes} min"),
        }
    }
}

/// How many plates there are in the laws.
pub const PLATES: usize = 8;

/// A plate of the laws.
pub fn nth_plate(nth: usize) -> Plate {
    plate(&plate_text(nth))
}

/// What it reads.
pub fn plate_text(nth: usize) -> String {
    format!("P{nth}")
}

fn leave() -> BoxedStrategy<Op> {
    (0..12u64).prop_map(Op::Leave).boxed()
}

/// Vehicles of these kinds come, and leave by their tickets.
pub fn coming_and_going(kinds: Vec<VehicleKind>) -> BoxedStrategy<Op> {
    let park = (0..PLATES, proptest::sample::select(kinds)).prop_map(|(plate, kind)| Op::Park(plate, kind));
    prop_oneof![3 => park, 2 => leave()].boxed()
}

/// The same for all kinds; also the clock moves, and tickets are lost.
pub fn all_that_happens() -> BoxedStrategy<Op> {
    prop_oneof![
        6 => coming_and_going(all::<VehicleKind>().collect()),
        1 => (0..PLATES).prop_map(Op::LeaveWithoutTicket),
        1 => (0..10_000u64).prop_map(Op::Minutes),
    ]
    .boxed()
}

pub fn steps(op: BoxedStrategy<Op>) -> impl Strategy<Value = Vec<Op>> + 'static {
    proptest::collection::vec(op, 0..40)
}

/// Levels of a few rows, some of them long enough for buses.
pub fn any_levels(most: usize) -> impl Strategy<Value = House> + 'static {
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
    proptest::collection::vec(level, 1..=most).prop_map(House)
}

/// A lot, done naively: a list of the vehicles in it.
#[derive(Clone, Debug)]
pub struct Model<V> {
    pub levels: Levels,
    pub parked: Vec<Standing<V>>,
    pub next_ticket: u64,
    pub minutes: u64,
    needs: fn(V) -> Requirement,
}

#[derive(Clone, Debug)]
pub struct Standing<V> {
    pub ticket: u64,
    pub plate: Plate,
    pub vehicle: V,
    pub first: SpotId,
    pub entered: u64,
}

impl<V: Copy + Debug + PartialEq> Model<V> {
    pub fn new(levels: Levels, needs: fn(V) -> Requirement) -> Self {
        Self { levels, parked: Vec::new(), next_ticket: 0, minutes: 0, needs }
    }

    /// All spots, from the lowest on.
    pub fn spots(&self) -> Vec<SpotId> {
        let mut spots = Vec::new();
        for (level, rows) in self.levels.iter().enumerate() {
            for (row, sizes) in rows.iter().enumerate() {
                spots.extend((0..sizes.len()).map(|spot| SpotId { level, row, spot }));
            }
        }
        spots
    }

    pub fn size(&self, spot: SpotId) -> Option<SpotSize> {
        self.levels.get(spot.level)?.get(spot.row)?.get(spot.spot).copied()
    }

    pub fn run(&self, standing: &Standing<V>) -> Run {
        Run { first: standing.first, spots: (self.needs)(standing.vehicle).spots }
    }

    /// The vehicle on a spot.
    pub fn vehicle_at(&self, spot: SpotId) -> Option<&Standing<V>> {
        self.parked.iter().find(|standing| {
            let Run { first, spots } = self.run(standing);
            (first.level, first.row) == (spot.level, spot.row)
                && (first.spot..first.spot + spots.get()).contains(&spot.spot)
        })
    }

    pub fn standing(&self, plate: &Plate) -> Option<&Standing<V>> {
        self.parked.iter().find(|standing| standing.plate == *plate)
    }

    /// How many spots of a size are free on a level.
    pub fn free(&self, level: usize, size: SpotSize) -> usize {
        let free =
            |spot: &SpotId| spot.level == level && self.size(*spot) == Some(size) && self.vehicle_at(*spot).is_none();
        self.spots().into_iter().filter(free).count()
    }

    /// What is wrong with the spots from `first` on for a vehicle.
    pub fn misfit(&self, first: SpotId, requirement: Requirement) -> Option<Misfit> {
        for nth in 0..requirement.spots.get() {
            let Some(spot) = first.spot.checked_add(nth).map(|spot| SpotId { spot, ..first }) else {
                return Some(Misfit::RowEnds { spot: first });
            };
            match self.size(spot) {
                None if nth == 0 => return Some(Misfit::NoSuchSpot { spot }),
                None => return Some(Misfit::RowEnds { spot }),
                Some(_) if self.vehicle_at(spot).is_some() => return Some(Misfit::Taken { spot }),
                Some(size) if size < requirement.smallest => return Some(Misfit::TooSmall { spot }),
                Some(_) => {}
            }
        }
        None
    }

    /// Where a vehicle fits, from the lowest on.
    pub fn fitting(&self, requirement: Requirement) -> Vec<SpotId> {
        self.spots().into_iter().filter(|&first| self.misfit(first, requirement).is_none()).collect()
    }

    pub fn first_fit(&self, requirement: Requirement) -> Option<SpotId> {
        self.fitting(requirement).first().copied()
    }

    /// Where the largest spot is the smallest, on the lowest level where the vehicle fits.
    pub fn smallest_fit(&self, requirement: Requirement) -> Option<SpotId> {
        let largest = |first: &SpotId| {
            let run = Run { first: *first, spots: requirement.spots };
            run.ids().map(|spot| self.size(spot)).max()
        };
        self.fitting(requirement).into_iter().min_by_key(|first| (first.level, largest(first), *first))
    }

    pub fn park(
        &mut self,
        plate: &Plate,
        vehicle: V,
        choice: fn(&Self, Requirement) -> Option<SpotId>,
    ) -> Result<TicketId, ParkError> {
        if let Some(standing) = self.standing(plate) {
            return Err(ParkError::AlreadyParked { plate: plate.clone(), ticket: ticket(standing.ticket) });
        }
        let requirement = (self.needs)(vehicle);
        let first = choice(self, requirement).ok_or(ParkError::NoRoom { requirement })?;
        Ok(self.admit(plate, vehicle, first))
    }

    /// Parks a vehicle where there is room for it.
    pub fn admit(&mut self, plate: &Plate, vehicle: V, first: SpotId) -> TicketId {
        let number = self.next_ticket;
        let standing = Standing { ticket: number, plate: plate.clone(), vehicle, first, entered: self.minutes };
        self.parked.push(standing);
        self.next_ticket += 1;
        ticket(number)
    }

    /// What `leave` says, or the vehicle that leaves.
    pub fn leave(&mut self, number: u64) -> Result<Standing<V>, LeaveError> {
        match self.parked.iter().position(|standing| standing.ticket == number) {
            Some(at) => Ok(self.parked.remove(at)),
            None if number < self.next_ticket => Err(LeaveError::TicketUsed { ticket: ticket(number) }),
            None => Err(LeaveError::UnknownTicket { ticket: ticket(number) }),
        }
    }

    pub fn leave_without_ticket(&mut self, plate: &Plate) -> Result<Standing<V>, LeaveError> {
        match self.parked.iter().position(|standing| standing.plate == *plate) {
            Some(at) => Ok(self.parked.remove(at)),
            None => Err(LeaveError::NotParked { plate: plate.clone() }),
        }
    }
}

/// Does `op` to both, and compares what they say: a lot of the usual vehicles, whose policy chooses as `choice`.
pub fn step<P: SpotPolicy, T: Tariff<VehicleKind>, C: Clock>(
    lot: &mut ParkingLot<VehicleKind, P, T, C>,
    model: &mut Model<VehicleKind>,
    clock: &ManualClock,
    choice: fn(&Model<VehicleKind>, Requirement) -> Option<SpotId>,
    op: &Op,
) {
    match *op {
        Op::Park(nth, kind) => {
            let plate = nth_plate(nth);
            let parked = lot.park(plate.clone(), kind);
            assert_eq!(parked, model.park(&plate, kind, choice), "what park({plate}, {kind:?}) says");
        }
        Op::Leave(number) => {
            let left = lot.leave(ticket(number)).map(|receipt| (receipt.plate, receipt.vehicle));
            let asked = model.leave(number).map(|standing| (standing.plate, standing.vehicle));
            assert_eq!(left, asked, "who leaves with ticket {number}");
        }
        Op::LeaveWithoutTicket(nth) => {
            let plate = nth_plate(nth);
            let left = lot.leave_without_ticket(&plate).map(|receipt| (receipt.ticket, receipt.vehicle));
            let asked = model.leave_without_ticket(&plate);
            let asked = asked.map(|standing| (ticket(standing.ticket), standing.vehicle));
            assert_eq!(left, asked, "who leaves with the plate {plate}");
        }
        Op::Minutes(minutes) => {
            clock.set_minutes(minutes);
            model.minutes = minutes;
        }
    }
}

/// The tickets, plates, vehicles and spots of both are the same, and so is the next ticket.
pub fn assert_same_vehicles<V: Copy + Debug + PartialEq>(snapshot: Snapshot<V>, model: &Model<V>, after: &dyn Debug) {
    let seen = snapshot.parked.into_iter();
    let seen: Vec<_> = seen.map(|parked| (parked.ticket, parked.plate, parked.vehicle, parked.first)).collect();
    let asked = model.parked.iter().map(|standing| {
        (ticket(standing.ticket), standing.plate.as_str().to_owned(), standing.vehicle, standing.first)
    });
    let asked: Vec<_> = asked.collect();
    assert_eq!(seen, asked, "the vehicles in the snapshot (ticket, plate, vehicle, first spot), after {after:?}");
    assert_eq!(snapshot.next_ticket, ticket(model.next_ticket), "the ticket to be issued next, after {after:?}");
    assert_eq!(snapshot.levels, model.levels, "the levels, which never change, after {after:?}");
}

/// Both say the same about each spot and each plate.
pub fn assert_same_lookups<P, T, C>(
    lot: &ParkingLot<VehicleKind, P, T, C>,
    model: &Model<VehicleKind>,
    after: &dyn Debug,
) where
    P: SpotPolicy,
    T: Tariff<VehicleKind>,
    C: Clock,
{
    for spot in model.spots() {
        let asked = model.vehicle_at(spot).map(|standing| &standing.plate);
        assert_eq!(lot.plate_at(spot), asked, "the plate at {spot}, after {after:?}");
    }
    for plate in (0..PLATES).map(nth_plate) {
        let asked = model.standing(&plate).map(|standing| model.run(standing));
        assert_eq!(lot.spots_of(&plate), asked, "the spots of {plate}, after {after:?}");
    }
}

/// Both count the same free spots.
pub fn assert_same_counts<V, P, T, C>(lot: &ParkingLot<V, P, T, C>, model: &Model<V>, after: &dyn Debug)
where
    V: Vehicle + Copy + Debug + PartialEq,
    P: SpotPolicy,
    T: Tariff<V>,
    C: Clock,
{
    for size in all::<SpotSize>() {
        let recount: Vec<_> = (0..model.levels.len()).map(|level| model.free(level, size)).collect();
        let counts = (0..model.levels.len()).map(|level| lot.level(level).map_or(0, |level| level.free(size)));
        let counts: Vec<_> = counts.collect();
        assert_eq!(counts, recount, "how many {size:?} spots are free, level by level, after {after:?}");
        let sum = recount.iter().sum::<usize>();
        assert_eq!(lot.free(size), sum, "how many {size:?} spots are free in all, after {after:?}");
    }
}
