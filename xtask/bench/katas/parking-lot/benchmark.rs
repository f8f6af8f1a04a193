//! Compares the reference and its alternatives with a plain scan of all spots, level by level.
//!
//! All lots have ten levels with rows of ten spots.
//!
//! - `turnover`: a lot full of cars, on compact and large spots. A random car leaves, and another one parks.
//! - `buses`: a fragmented lot. In most rows, six of ten spots are free, at most three of them consecutive. The other
//!   rows are full of buses. A random bus leaves and parks again.
//! - `refusal`: the same lot. A bus is rejected.
//!
//! Each lot is built when its measurement starts, so a filtered-out measurement costs nothing.

#[cfg(feature = "learner")]
extern crate parking_lot as parking_lot_solution;

use std::cell::LazyCell;
use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, criterion_group, criterion_main};
use parking_lot_solution::{ParkedVehicle, Snapshot, SpotId, SpotSize, TicketId, Timestamp, Vehicle, VehicleKind};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

/// A smaller lot would have no row for cars in `buses`.
const SIZES: [usize; 5] = [200, 1_000, 10_000, 100_000, 1_000_000];
/// The largest lot for `one-record`, since its `restore` is quadratic in the number of vehicles.
const ONE_RECORD_LIMIT: usize = 10_000;
const LEVELS: usize = 10;
const ROW: usize = 10;

/// A lot to compare.
trait Peer {
    const NAME: &str;
    type Plate;

    fn restore(snapshot: Snapshot) -> Self;
    fn plate(text: &str) -> Self::Plate;
    fn park(&mut self, plate: &Self::Plate, kind: VehicleKind) -> Option<u64>;
    fn leave(&mut self, ticket: u64);
}

/// Implements `Peer` for the lot of a package, which has its own types. The clock is stopped, since the system clock is
/// not part of the comparison.
macro_rules! lot_of {
    ($name:ident, $package:ident, $label:literal) => {
        mod $name {
            use std::hint::black_box;
            use std::time::Duration;

            use $package::{
                Clock, FirstFit, Free, ParkedVehicle, Plate, Rules, Snapshot, SpotId, SpotSize, TicketId, Timestamp,
                VehicleKind,
            };

            pub type Lot = $package::ParkingLot<VehicleKind, FirstFit, Free, Stopped>;

            pub struct Stopped;

            impl Clock for Stopped {
                fn now(&self) -> Timestamp {
                    Timestamp::at(Duration::ZERO)
                }
            }

            fn size(size: super::SpotSize) -> SpotSize {
                match size {
                    super::SpotSize::Motorcycle => SpotSize::Motorcycle,
                    super::SpotSize::Compact => SpotSize::Compact,
                    super::SpotSize::Large => SpotSize::Large,
                }
            }

            fn kind(kind: super::VehicleKind) -> VehicleKind {
                match kind {
                    super::VehicleKind::Motorcycle => VehicleKind::Motorcycle,
                    super::VehicleKind::Car => VehicleKind::Car,
                    super::VehicleKind::Bus => VehicleKind::Bus,
                }
            }

            fn parked(parked: super::ParkedVehicle) -> ParkedVehicle {
                let super::SpotId { level, row, spot } = parked.first;
                ParkedVehicle {
                    ticket: TicketId::new(parked.ticket.number()),
                    plate: parked.plate,
                    vehicle: kind(parked.vehicle),
                    first: SpotId { level, row, spot },
                    entered: Stopped.now(),
                }
            }

            impl super::Peer for Lot {
                const NAME: &str = $label;
                type Plate = Plate;

                fn restore(snapshot: super::Snapshot) -> Self {
                    let row = |row: Vec<_>| row.into_iter().map(size).collect();
                    let level = |rows: Vec<Vec<_>>| rows.into_iter().map(row).collect();
                    let snapshot = Snapshot {
                        levels: snapshot.levels.into_iter().map(level).collect(),
                        next_ticket: TicketId::new(snapshot.next_ticket.number()),
                        parked: snapshot.parked.into_iter().map(parked).collect(),
                    };
                    Self::restore(snapshot, Rules { policy: FirstFit, tariff: Free, clock: Stopped })
                        .expect("the snapshot is valid")
                }

                fn plate(text: &str) -> Plate {
                    Plate::new(text).expect("the plate is not blank")
                }

                fn park(&mut self, plate: &Plate, vehicle: super::VehicleKind) -> Option<u64> {
                    Self::park(self, plate.clone(), kind(vehicle)).ok().map(TicketId::number)
                }

                fn leave(&mut self, ticket: u64) {
                    black_box(Self::leave(self, TicketId::new(ticket))).expect("the vehicle is in the lot");
                }
            }
        }
    };
}

lot_of!(reference, parking_lot_solution, "reference");
lot_of!(one_record, parking_lot_one_record, "one-record");
lot_of!(segment_tree, parking_lot_segment_tree, "segment-tree");

/// A lot that scans all spots. It does less than the reference: no plates, fees or times.
mod scan {
    use std::collections::HashMap;

    use parking_lot_solution::{Requirement, Snapshot, SpotSize, Vehicle};

    pub struct Lot {
        levels: Vec<Level>,
        parked: HashMap<u64, (usize, FoundRun)>,
        next_ticket: u64,
    }

    struct Level {
        rows: Vec<Vec<Spot>>,
        /// The number of free spots. A search skips a level with too few.
        free: usize,
    }

    struct Spot {
        size: SpotSize,
        taken: bool,
    }

    #[derive(Clone, Copy)]
    struct FoundRun {
        row: usize,
        first: usize,
        spots: usize,
    }

    impl Lot {
        pub fn new(snapshot: Snapshot) -> Self {
            let row = |row: Vec<_>| row.into_iter().map(|size| Spot { size, taken: false }).collect();
            let level = |rows: Vec<Vec<_>>| Level {
                free: rows.iter().map(Vec::len).sum(),
                rows: rows.into_iter().map(row).collect(),
            };
            let levels = snapshot.levels.into_iter().map(level).collect();
            let mut lot = Self { levels, parked: HashMap::new(), next_ticket: snapshot.next_ticket.number() };
            for parked in snapshot.parked {
                let spots = parked.vehicle.requirement().spots.get();
                let found = FoundRun { row: parked.first.row, first: parked.first.spot, spots };
                lot.levels[parked.first.level].set(found, true);
                lot.parked.insert(parked.ticket.number(), (parked.first.level, found));
            }
            lot
        }

        pub fn park(&mut self, requirement: Requirement) -> Option<u64> {
            let mut levels = self.levels.iter().enumerate();
            let (level, found) = levels.find_map(|(number, level)| Some((number, level.find(requirement)?)))?;
            self.levels[level].set(found, true);
            let ticket = self.next_ticket;
            self.next_ticket += 1;
            self.parked.insert(ticket, (level, found));
            Some(ticket)
        }

        pub fn leave(&mut self, ticket: u64) -> bool {
            let Some((level, found)) = self.parked.remove(&ticket) else { return false };
            self.levels[level].set(found, false);
            true
        }
    }

    impl Level {
        fn find(&self, requirement: Requirement) -> Option<FoundRun> {
            let spots = requirement.spots.get();
            if self.free < spots {
                return None;
            }
            let is_suitable = |spot: &Spot| !spot.taken && spot.size >= requirement.smallest;
            self.rows.iter().enumerate().find_map(|(row, all)| {
                let first = all.windows(spots).position(|spots| spots.iter().all(is_suitable))?;
                Some(FoundRun { row, first, spots })
            })
        }

        fn set(&mut self, found: FoundRun, taken: bool) {
            let FoundRun { row, first, spots } = found;
            for spot in &mut self.rows[row][first..first + spots] {
                spot.taken = taken;
            }
            self.free = if taken { self.free - spots } else { self.free + spots };
        }
    }
}

impl Peer for scan::Lot {
    const NAME: &str = "scan";
    type Plate = ();

    fn restore(snapshot: Snapshot) -> Self {
        Self::new(snapshot)
    }

    fn plate(_text: &str) {}

    fn park(&mut self, _plate: &(), kind: VehicleKind) -> Option<u64> {
        Self::park(self, kind.requirement())
    }

    fn leave(&mut self, ticket: u64) {
        assert!(Self::leave(self, ticket), "the vehicle is in the lot");
    }
}

/// Builds a lot of equal rows. `vehicles` returns the first spot and the kind of each vehicle in a row.
fn snapshot(size: usize, row: &[SpotSize], vehicles: impl Fn(usize) -> Vec<(usize, VehicleKind)>) -> Snapshot {
    let rows = size / LEVELS / ROW;
    let mut parked = Vec::new();
    for level in 0..LEVELS {
        for row in 0..rows {
            for (spot, vehicle) in vehicles(row) {
                let number = parked.len() as u64;
                parked.push(ParkedVehicle {
                    ticket: TicketId::new(number),
                    plate: format!("V {number}"),
                    vehicle,
                    first: SpotId { level, row, spot },
                    entered: Timestamp::at(Duration::ZERO),
                });
            }
        }
    }
    let next_ticket = TicketId::new(parked.len() as u64);
    Snapshot { levels: vec![vec![row.to_vec(); rows]; LEVELS], next_ticket, parked }
}

/// Builds a lot full of cars.
fn full(size: usize) -> Snapshot {
    let row: Vec<_> = (0..ROW).map(|spot| if spot < 7 { SpotSize::Compact } else { SpotSize::Large }).collect();
    snapshot(size, &row, |_| (0..ROW).map(|spot| (spot, VehicleKind::Car)).collect())
}

/// Builds a lot with cars on four of ten spots. Every hundredth row and the last row of each level have two buses
/// instead.
fn fragmented(size: usize) -> Snapshot {
    let rows = size / LEVELS / ROW;
    snapshot(size, &[SpotSize::Large; ROW], |row| {
        if (row + 1).is_multiple_of(100) || row + 1 == rows {
            vec![(0, VehicleKind::Bus), (5, VehicleKind::Bus)]
        } else {
            [3, 4, 8, 9].map(|spot| (spot, VehicleKind::Car)).to_vec()
        }
    })
}

/// Measures a random vehicle of a kind that leaves and parks again.
fn bench_turnover<L: Peer>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    snapshot: &LazyCell<Snapshot, impl FnOnce() -> Snapshot>,
    kind: VehicleKind,
) {
    let mut ready = None;
    let mut random = SmallRng::seed_from_u64(5);
    group.bench_function(BenchmarkId::from_parameter(L::NAME), |bencher| {
        let (lot, vehicles) = ready.get_or_insert_with(|| {
            let vehicles = snapshot.parked.iter().filter(|parked| parked.vehicle == kind);
            let vehicles: Vec<_> = vehicles.map(|parked| (L::plate(&parked.plate), parked.ticket.number())).collect();
            let snapshot = Snapshot::clone(snapshot);
            (bench::built(L::NAME, || L::restore(snapshot)), vehicles)
        });
        bencher.iter(|| {
            let index = random.random_range(0..vehicles.len());
            let (plate, ticket) = &mut vehicles[index];
            lot.leave(*ticket);
            *ticket = lot.park(plate, kind).expect("there is room");
        });
    });
}

/// Measures a bus that is rejected.
fn bench_refusal<L: Peer>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    snapshot: &LazyCell<Snapshot, impl FnOnce() -> Snapshot>,
) {
    let mut ready = None;
    group.bench_function(BenchmarkId::from_parameter(L::NAME), |bencher| {
        let (lot, plate) = ready.get_or_insert_with(|| {
            let snapshot = Snapshot::clone(snapshot);
            (bench::built(L::NAME, || L::restore(snapshot)), L::plate("rejected"))
        });
        bencher.iter(|| {
            assert_eq!(black_box(lot.park(plate, VehicleKind::Bus)), None, "a bus parked in a fragmented lot");
        });
    });
}

fn benches(criterion: &mut Criterion) {
    for size in SIZES {
        let snapshot = LazyCell::new(|| full(size));
        let mut group = group(criterion, "turnover", size);
        bench_turnover::<reference::Lot>(&mut group, &snapshot, VehicleKind::Car);
        bench_turnover::<segment_tree::Lot>(&mut group, &snapshot, VehicleKind::Car);
        if size <= ONE_RECORD_LIMIT {
            bench_turnover::<one_record::Lot>(&mut group, &snapshot, VehicleKind::Car);
        }
        bench_turnover::<scan::Lot>(&mut group, &snapshot, VehicleKind::Car);
    }
    for size in SIZES {
        let snapshot = LazyCell::new(|| fragmented(size));
        let mut group = group(criterion, "buses", size);
        bench_turnover::<reference::Lot>(&mut group, &snapshot, VehicleKind::Bus);
        bench_turnover::<segment_tree::Lot>(&mut group, &snapshot, VehicleKind::Bus);
        if size <= ONE_RECORD_LIMIT {
            bench_turnover::<one_record::Lot>(&mut group, &snapshot, VehicleKind::Bus);
        }
        bench_turnover::<scan::Lot>(&mut group, &snapshot, VehicleKind::Bus);
    }
    for size in SIZES {
        let snapshot = LazyCell::new(|| fragmented(size));
        let mut group = group(criterion, "refusal", size);
        bench_refusal::<reference::Lot>(&mut group, &snapshot);
        bench_refusal::<segment_tree::Lot>(&mut group, &snapshot);
        if size <= ONE_RECORD_LIMIT {
            bench_refusal::<one_record::Lot>(&mut group, &snapshot);
        }
        bench_refusal::<scan::Lot>(&mut group, &snapshot);
    }
}

fn group<'a>(criterion: &'a mut Criterion, workload: &str, size: usize) -> BenchmarkGroup<'a, WallTime> {
    criterion.benchmark_group(format!("parking_lot/{workload}/{size}"))
}

criterion_group! {
    name = parking_lot;
    config = bench::settings();
    targets = benches
}
criterion_main!(parking_lot);
