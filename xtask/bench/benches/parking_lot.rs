//! TODO The reference beside what people would use instead, at growing sizes.

use criterion::{Criterion, criterion_group, criterion_main};
use parking_lot_solution::ParkingLot;

fn todo(criterion: &mut Criterion) {
    criterion.bench_function("parking_lot/todo/reference", |bencher| bencher.iter(|| ParkingLot::default().stage_1()));
}

criterion_group!(benches, todo);
criterion_main!(benches);
