//! TODO A comparison of the reference with libraries that people would use instead, at growing sizes.

#[cfg(feature = "timeline")]
extern crate timeline as timeline_solution;

use criterion::{Criterion, criterion_group, criterion_main};
use timeline_solution::Timeline;

fn todo(criterion: &mut Criterion) {
    // TODO A group per size, named timeline/workload/size.
    let mut group = criterion.benchmark_group("timeline/todo/1");
    group.bench_function("reference", |bencher| bencher.iter(|| Timeline::default().stage_1()));
}

criterion_group!(benches, todo);
criterion_main!(benches);
