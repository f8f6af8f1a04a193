//! TODO The reference beside what people would use instead, at growing sizes.

use criterion::{Criterion, criterion_group, criterion_main};
use online_chat_solution::OnlineChat;

fn todo(criterion: &mut Criterion) {
    criterion.bench_function("online_chat/todo/reference", |bencher| bencher.iter(|| OnlineChat::default().stage_1()));
}

criterion_group!(benches, todo);
criterion_main!(benches);
