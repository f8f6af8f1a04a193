//! TODO A comparison of the reference with libraries that people would use instead, at growing sizes.

#[cfg(feature = "web-crawler")]
extern crate web_crawler as web_crawler_solution;

use criterion::{Criterion, criterion_group, criterion_main};
use web_crawler_solution::WebCrawler;

fn todo(criterion: &mut Criterion) {
    // TODO A group per size, named web_crawler/workload/size.
    let mut group = criterion.benchmark_group("web_crawler/todo/1");
    group.bench_function("reference", |bencher| bencher.iter(|| WebCrawler::default().stage_1()));
}

criterion_group!(benches, todo);
criterion_main!(benches);
