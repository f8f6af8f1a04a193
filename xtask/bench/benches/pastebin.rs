//! TODO A comparison of the reference with libraries that people would use instead, at growing sizes.

#[cfg(feature = "pastebin")]
extern crate pastebin as pastebin_solution;

use criterion::{Criterion, criterion_group, criterion_main};
use pastebin_solution::Pastebin;

fn todo(criterion: &mut Criterion) {
    // TODO A group per size, named pastebin/workload/size.
    let mut group = criterion.benchmark_group("pastebin/todo/1");
    group.bench_function("reference", |bencher| bencher.iter(|| Pastebin::default().stage_1()));
}

criterion_group!(benches, todo);
criterion_main!(benches);
