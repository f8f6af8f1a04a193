//! TODO The reference beside what people would use instead, at growing sizes.

use criterion::{Criterion, criterion_group, criterion_main};
use deck_of_cards_solution::DeckOfCards;

fn todo(criterion: &mut Criterion) {
    criterion.bench_function("deck_of_cards/todo/reference", |bencher| bencher.iter(|| DeckOfCards::default().stage_1()));
}

criterion_group!(benches, todo);
criterion_main!(benches);
