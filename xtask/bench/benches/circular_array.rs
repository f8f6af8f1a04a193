//! TODO The reference beside what people would use instead, at growing sizes.

use criterion::{Criterion, criterion_group, criterion_main};
use circular_array_solution::CircularArray;

fn todo(criterion: &mut Criterion) {
    criterion.bench_function("circular_array/todo/reference", |bencher| bencher.iter(|| CircularArray::default().stage_1()));
}

criterion_group!(benches, todo);
criterion_main!(benches);
