//! TODO The reference beside what people would use instead, at growing sizes.

use criterion::{Criterion, criterion_group, criterion_main};
use call_center_solution::CallCenter;

fn todo(criterion: &mut Criterion) {
    criterion.bench_function("call_center/todo/reference", |bencher| bencher.iter(|| CallCenter::default().stage_1()));
}

criterion_group!(benches, todo);
criterion_main!(benches);
