//! Compares the reference with the event-sourced alternative and with the textbook's linear scan, which searches a list
//! of employees for each rank and a list of waiting calls.
//!
//! One employee is a director, one in ten is a supervisor, and the others are operators. Before the measurement, all
//! centers have the same number of busy employees and waiting calls. All then perform the same operations in the same
//! order.
//!
//! - `half_busy`: half of the staff is busy. A call arrives, and a random call ends.
//! - `rush`: everyone is busy and no call waits. A call ends and frees its handler, then another arrives.
//! - `backlog`: everyone is busy, and one call per employee waits. A call arrives, and a call ends whose handler takes
//!   the next.
//! - `escalation`: as `half_busy`, but the call is escalated before it ends.

#[cfg(feature = "learner")]
extern crate call_center as call_center_solution;

use std::collections::VecDeque;
use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

const SIZES: [usize; 5] = [100, 1_000, 10_000, 100_000, 1_000_000];

/// The number of operations that are timed together.
const BATCH: usize = 16;

/// A center to measure. Ranks are numbers: 0 for operators, 1 for supervisors, 2 for directors.
trait Contender {
    const NAME: &str;
    /// The largest staff that runs in acceptable time.
    const LARGEST: usize;
    type Call: Copy;

    /// Creates a center with this staff that has received `calls` operators' calls. Returns the calls in order of
    /// arrival.
    fn with_calls(staff: &[usize], calls: usize) -> (Self, VecDeque<Self::Call>)
    where
        Self: Sized;
    /// Receives an operator's call.
    fn receive(&mut self) -> Self::Call;
    fn escalate(&mut self, call: Self::Call);
    fn hang_up(&mut self, call: Self::Call);
}

/// Implements `Contender` for the center of a crate.
macro_rules! contender {
    ($name:ident, $package:ident, $label:literal, $largest:literal) => {
        mod $name {
            use $package::{CallCenter, CallId, Clock, Rank, Timestamp};

            use super::{Contender, Duration, VecDeque, black_box};

            /// A stopped clock, since reading the system clock costs more than an operation.
            pub struct Stopped;

            impl Clock for Stopped {
                fn now(&self) -> Timestamp {
                    Timestamp::at(Duration::ZERO)
                }
            }

            impl Contender for CallCenter<Rank, Stopped> {
                const NAME: &str = $label;
                const LARGEST: usize = $largest;
                type Call = CallId;

                fn with_calls(staff: &[usize], calls: usize) -> (Self, VecDeque<CallId>) {
                    let ranks = [Rank::Operator, Rank::Supervisor, Rank::Director];
                    let mut center = Self::with_clock(Stopped);
                    for &rank in staff {
                        center.hire(ranks[rank]);
                    }
                    let calls = (0..calls).map(|_| Contender::receive(&mut center)).collect();
                    (center, calls)
                }

                fn receive(&mut self) -> CallId {
                    Self::receive(self, Rank::Operator).expect("the policy chooses a free employee")
                }

                fn escalate(&mut self, call: CallId) {
                    black_box(Self::escalate(self, call).expect("an employee below a director handles the call"));
                }

                fn hang_up(&mut self, call: CallId) {
                    Self::hang_up(self, call).expect("the call is not finished");
                }
            }

            pub type Center = CallCenter<Rank, Stopped>;
        }
    };
}

contender!(reference, call_center_solution, "reference", 1_000_000);
// Receiving n calls checks up to n employees or calls n times, which takes minutes for 100,000.
contender!(event_sourced, call_center_event_sourced, "event-sourced", 10_000);

/// The textbook's design, with its bugs fixed and with indices instead of references.
mod naive_scan {
    use super::{Contender, VecDeque};

    const RANKS: std::ops::Range<usize> = 0..3;

    #[derive(Default)]
    pub struct Scan {
        /// The call of each employee, in one list for each rank.
        staff: [Vec<Option<usize>>; RANKS.end],
        queue: VecDeque<usize>,
        /// For each call, its level, and the rank and index of its handler.
        calls: Vec<(usize, Option<(usize, usize)>)>,
    }

    impl Scan {
        fn dispatch(&mut self, call: usize) {
            for rank in self.calls[call].0..RANKS.end {
                if let Some(employee) = self.staff[rank].iter().position(Option::is_none) {
                    self.begin(call, rank, employee);
                    return;
                }
            }
            // The queue is in order of arrival.
            let place = self.queue.partition_point(|&other| other < call);
            self.queue.insert(place, call);
        }

        fn begin(&mut self, call: usize, rank: usize, employee: usize) {
            self.staff[rank][employee] = Some(call);
            self.calls[call].1 = Some((rank, employee));
        }

        fn take_next(&mut self, rank: usize, employee: usize) {
            let calls = &self.calls;
            let place = self.queue.iter().position(|&call| calls[call].0 <= rank);
            if let Some(call) = place.and_then(|place| self.queue.remove(place)) {
                self.begin(call, rank, employee);
            }
        }

        fn release(&mut self, call: usize) -> Option<(usize, usize)> {
            let (rank, employee) = self.calls[call].1.take()?;
            self.staff[rank][employee] = None;
            Some((rank, employee))
        }
    }

    impl Contender for Scan {
        const NAME: &str = "scan";
        const LARGEST: usize = 1_000_000;
        type Call = usize;

        fn with_calls(staff: &[usize], calls: usize) -> (Self, VecDeque<usize>) {
            let mut center = Self::default();
            for &rank in staff {
                center.staff[rank].push(None);
            }
            // Does what `receive` would do, but without its search, which would take hours.
            let sizes = RANKS.map(|rank| (rank, center.staff[rank].len()));
            let places: Vec<(usize, usize)> =
                sizes.flat_map(|(rank, size)| (0..size).map(move |place| (rank, place))).collect();
            let mut places = places.into_iter();
            for call in 0..calls {
                center.calls.push((0, None));
                match places.next() {
                    Some((rank, employee)) => center.begin(call, rank, employee),
                    None => center.queue.push_back(call),
                }
            }
            (center, (0..calls).collect())
        }

        fn receive(&mut self) -> usize {
            let call = self.calls.len();
            self.calls.push((0, None));
            self.dispatch(call);
            call
        }

        fn escalate(&mut self, call: usize) {
            if let Some((rank, employee)) = self.release(call) {
                self.calls[call].0 = rank + 1;
                self.dispatch(call);
                self.take_next(rank, employee);
            }
        }

        fn hang_up(&mut self, call: usize) {
            match self.release(call) {
                Some((rank, employee)) => self.take_next(rank, employee),
                None => self.queue.retain(|&other| other != call),
            }
        }
    }
}

/// Returns the ranks of a staff of this size.
fn staff(size: usize) -> Vec<usize> {
    let rank = |nth: usize| match nth {
        0 => 2,
        _ if nth.is_multiple_of(10) => 1,
        _ => 0,
    };
    (0..size).map(rank).collect()
}

/// A workload: the number of calls at the start, given the number of employees, and the operations.
struct Workload {
    name: &'static str,
    calls: fn(usize) -> usize,
    /// True if a call ends before another arrives.
    ends_first: bool,
    escalates: bool,
}

const WORKLOADS: [Workload; 4] = [
    Workload { name: "half_busy", calls: |size| size / 2, ends_first: false, escalates: false },
    Workload { name: "rush", calls: |size| size, ends_first: true, escalates: false },
    Workload { name: "backlog", calls: |size| 2 * size, ends_first: false, escalates: false },
    Workload { name: "escalation", calls: |size| size / 2, ends_first: false, escalates: true },
];

fn bench<P: Contender>(group: &mut BenchmarkGroup<'_, WallTime>, size: usize, workload: &Workload) {
    if size > P::LARGEST {
        return;
    }
    // The calls in progress are the first ones.
    let talking = (workload.calls)(size).min(size);
    let mut state = None;
    group.bench_function(BenchmarkId::from_parameter(P::NAME), |bencher| {
        let (center, calls, places) = state.get_or_insert_with(|| {
            let staff = staff(size);
            let (center, calls) = bench::built(P::NAME, || P::with_calls(&staff, (workload.calls)(size)));
            let mut random = SmallRng::seed_from_u64(5);
            let places: Vec<usize> = (0..1 << 16).map(|_| random.random_range(0..talking)).collect();
            (center, calls, places.into_iter().cycle())
        });
        bencher.iter(|| {
            for place in places.by_ref().take(BATCH) {
                if !workload.ends_first {
                    calls.push_back(center.receive());
                }
                calls.swap(0, place);
                let call = calls.pop_front().expect("there are calls");
                if workload.escalates {
                    center.escalate(call);
                }
                center.hang_up(call);
                if workload.ends_first {
                    calls.push_back(center.receive());
                }
            }
        });
    });
}

fn group<'a>(criterion: &'a mut Criterion, workload: &str, size: usize) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(format!("call_center/{workload}/{size}"));
    group.throughput(Throughput::Elements(BATCH as u64));
    group.sampling_mode(SamplingMode::Flat);
    group
}

fn benches(criterion: &mut Criterion) {
    for workload in &WORKLOADS {
        for size in SIZES {
            let mut group = group(criterion, workload.name, size);
            bench::<reference::Center>(&mut group, size, workload);
            bench::<event_sourced::Center>(&mut group, size, workload);
            bench::<naive_scan::Scan>(&mut group, size, workload);
        }
    }
}

fn settings() -> Criterion {
    Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(800))
}

criterion_group! {
    name = call_center;
    config = settings();
    targets = benches
}
criterion_main!(call_center);
