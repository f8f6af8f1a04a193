//! # Another measure
//!
//! Marketing wants to rank by revenue, and next week by something else. What a sale is worth becomes an object that somebody else
//! supplies. And because forty thousand visitors a second read rankings, they read a view that is published once per hour and
//! never changes, while sales go on arriving.
//!
//! Write `Revenue`, `with_measure` and `view`. If the window adds up weights and not quantities, merging and jobs stay as they
//! are.
//!
//! Look up: `Arc`. When all tests pass, remove the line in `src/lib.rs` that allows unused variables.
//!
//! Time box: 15 minutes.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use sales_rank::{
    Cents, Measure, ProductId, Recorded, Revenue, Sale, SalesWindow, Snapshot, Timestamp, View, WEEK, best_sellers,
    rank_by_jobs,
};

use super::support::{BOOKS, Model, NOW, Op, TOYS, any_sales, apply, at, book, naive_ranking, sale, short};

/// A full hour. [`NOW`] is half an hour later.
const FULL_HOUR: u64 = NOW - NOW % 3_600;

/// Weighs newer sales more: the weight doubles every day. Counts its calls.
#[derive(Clone, Debug, Default)]
struct Decaying(Arc<AtomicUsize>);

impl Measure<ProductId> for Decaying {
    fn weight(&self, sale: &Sale) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed);
        decaying(sale)
    }
}

fn decaying(sale: &Sale) -> u64 {
    u64::from(sale.quantity.get()) << (sale.at.0.saturating_sub(NOW - WEEK) / 86_400).min(30)
}

/// Returns sales whose sums a `u64`, an `i64` or an `f64` would put into another order, and their ranking by revenue.
fn expensive_sales() -> (Vec<Sale>, Vec<(usize, u64, u128)>) {
    const BIG: u64 = 1 << 63;
    let totals = [(1, BIG + 10), (2, 1_000), (3, u64::MAX), (4, u64::MAX), (5, BIG), (1, BIG + 10), (4, 22)];
    let sales = totals.map(|(product, total)| Sale { total: Cents(total), ..book(NOW, product, 1) });
    let sums = [(4, (1 << 64) + 21), (1, (1 << 64) + 20), (3, u128::from(u64::MAX)), (5, 1 << 63), (2, 1_000)];
    (sales.to_vec(), (1..).zip(sums).map(|(rank, (product, sum))| (rank, product, sum)).collect())
}

/// Rules: 2.2, 4.1, 4.3, 7.1
#[test]
fn revenue_is_the_total() {
    let (sales, expected) = expensive_sales();
    assert_eq!(Revenue.weight(&sales[2]), u64::MAX, "revenue of a sale");
    let mut window = SalesWindow::with_measure(at(NOW), Revenue);
    for sale in &sales {
        assert_eq!(window.record(sale.clone()), Ok(Recorded::Counted), "result of recording a sale");
    }
    assert_eq!(short(window.ranking(BOOKS)), expected, "ranking of a window by revenue");
    assert_eq!(short(window.top(BOOKS, 2)), expected[..2], "the first two products of a window by revenue");
    for (rank, product, _) in &expected {
        assert_eq!(window.rank(BOOKS, &ProductId(*product)), Some(*rank), "rank of product {product} by revenue");
    }
    let batch = best_sellers(&sales, at(NOW), BOOKS, &Revenue);
    assert_eq!(short(batch), expected, "ranking of a batch by revenue");
}

/// Rules: 2.1, 2.3, 3.6, 5.1, 6.5, 7.1
#[test]
fn a_product_whose_sales_weigh_nothing_is_ranked() {
    let gift = |time, product| Sale { total: Cents(0), ..book(time, product, 1) };
    let sales = [gift(NOW, 4), gift(NOW, 2), book(NOW - 60, 2, 3)];
    let mut window = SalesWindow::with_measure(at(NOW), Revenue);
    for sale in &sales {
        assert_eq!(window.record(sale.clone()), Ok(Recorded::Counted), "result of recording a sale");
    }
    let expected = [(1, 2, 30), (2, 4, 0)];
    assert_eq!(
        short(window.ranking(BOOKS)),
        expected,
        "ranking of a window by revenue, where product 4 was given away"
    );
    let batch = best_sellers(&sales, at(NOW), BOOKS, &Revenue);
    assert_eq!(short(batch), expected, "ranking of a batch by revenue, where product 4 was given away");
    let ranked = rank_by_jobs(&[sales.to_vec()], at(NOW), &Revenue, NonZero::<usize>::MIN);
    let by_jobs = ranked.get(&BOOKS).cloned().unwrap_or_default();
    assert_eq!(short(by_jobs), expected, "ranking by revenue with jobs, where product 4 was given away");
    let mut other = SalesWindow::with_measure(at(NOW), Revenue);
    assert_eq!(other.merge(window.clone()), Ok(()), "result of merging two windows without shards");
    assert_eq!(
        short(other.ranking(BOOKS)),
        expected,
        "ranking of a merged window by revenue, where product 4 was given away"
    );
    window.advance(at(NOW - 60 + WEEK));
    let expected = [(1, 2, 0), (1, 4, 0)];
    assert_eq!(short(window.ranking(BOOKS)), expected, "ranking by revenue when only sales for 0.00 are left");
    assert_eq!(window.rank(BOOKS, &ProductId(4)), Some(1), "rank of a product that was given away");
}

/// Rules: 6.5, 7.1
#[test]
fn jobs_rank_by_any_measure() {
    let (sales, expected) = expensive_sales();
    let parts: Vec<_> = sales.chunks(3).map(<[Sale]>::to_vec).collect();
    let ranked = rank_by_jobs(&parts, at(NOW), &Revenue, NonZero::<usize>::MIN);
    let books = ranked.get(&BOOKS).cloned().unwrap_or_default();
    assert_eq!(short(books), expected, "ranking by revenue with jobs");
}

/// Rules: 7.1
#[test]
fn a_measure_of_the_caller_ranks_newer_sales_higher() {
    let mut window = SalesWindow::with_measure(at(NOW), Decaying::default());
    for sale in [book(NOW - 5 * 86_400, 1, 6), book(NOW - 86_400, 2, 2)] {
        assert_eq!(window.record(sale), Ok(Recorded::Counted), "result of recording a sale");
    }
    let expected = [(1, 2, 2 << 6), (2, 1, 6 << 2)];
    assert_eq!(short(window.ranking(BOOKS)), expected, "ranking by a measure that doubles the weight every day");
    window.advance(at(NOW - 86_400 + WEEK));
    assert_eq!(short(window.ranking(BOOKS)), [], "ranking after both sales have left");
}

/// Rules: 7.2
#[test]
fn the_measure_is_asked_once_for_each_counted_sale() {
    let measure = Decaying::default();
    let calls = Arc::clone(&measure.0);
    let mut window = SalesWindow::with_measure(at(NOW), measure.clone());
    let _ = window.record(book(NOW, 1, 2));
    let _ = window.record(book(NOW - 60, 2, 2));
    assert_eq!(calls.load(Ordering::Relaxed), 2, "calls of the measure for two sales");
    let _ = window.record(book(0, 3, 2));
    let _ = window.record(book(NOW + 9, 3, 2));
    assert_eq!(calls.load(Ordering::Relaxed), 2, "calls of the measure after a late sale and one in the future");
    window.advance(at(NOW + WEEK - 30));
    let _ = (window.ranking(BOOKS), window.top(BOOKS, 1), window.rank(BOOKS, &ProductId(1)));
    let _ = (window.snapshot(), window.view().top(BOOKS, 1), window.clone());
    let mut other = SalesWindow::with_measure(at(NOW), measure);
    assert_eq!(other.merge(window), Ok(()), "result of merging two windows without shards");
    assert_eq!(calls.load(Ordering::Relaxed), 2, "calls of the measure after a sale has left, and after a merge");
}

/// Rules: 7.2
#[test]
fn a_batch_and_jobs_ask_the_measure_once_for_each_counted_sale() {
    let toy = sale(NOW, ProductId(1), TOYS, 2);
    let sales = [book(NOW, 1, 2), book(0, 2, 2), book(NOW - 60, 1, 2), book(NOW + 9, 3, 2), toy];
    let measure = Decaying::default();
    let _ = best_sellers(&sales, at(NOW), BOOKS, &measure);
    assert_eq!(measure.0.swap(0, Ordering::Relaxed), 2, "calls of the measure by a batch with two books in the week");
    let _ = rank_by_jobs(&[sales.to_vec()], at(NOW), &measure, NonZero::<usize>::MIN);
    assert_eq!(measure.0.load(Ordering::Relaxed), 3, "calls of the measure by jobs with three sales in the week");
}

fn shown(view: &View<ProductId>) -> Vec<(usize, u64, u128)> {
    short(view.top(BOOKS, usize::MAX))
}

/// Rules: 7.3
#[test]
fn the_view_is_empty_before_the_first_full_hour() {
    let mut window = SalesWindow::new(at(FULL_HOUR));
    let _ = window.record(book(FULL_HOUR, 1, 2));
    window.advance(at(FULL_HOUR + 3_599));
    assert_eq!(shown(&window.view()), [], "view before a full hour was reached");
    window.advance(at(FULL_HOUR + 3_600));
    assert_eq!(shown(&window.view()), [(1, 1, 2)], "view at the first full hour");
}

/// Rules: 7.3
#[test]
fn the_view_shows_the_window_at_the_last_full_hour() {
    let mut window = SalesWindow::new(at(NOW));
    // The first sale leaves ten seconds after a full hour, the second one ten seconds before.
    let next = FULL_HOUR + 3_600;
    let day = next + WEEK;
    let _ = window.record(book(NOW, 3, 1));
    window.advance(at(next + 100));
    assert_eq!(shown(&window.view()), [(1, 3, 1)], "view after the first full hour");
    let _ = window.record(book(next + 10, 1, 4));
    let _ = window.record(book(next - 10, 2, 2));
    assert_eq!(shown(&window.view()), [(1, 3, 1)], "view after two sales in the same hour");
    window.advance(at(day + 20));
    assert_eq!(shown(&window.view()), [(1, 1, 4)], "view of the full hour between the ends of two sales");
    assert_eq!(short(window.ranking(BOOKS)), [], "ranking after the last sale has left");
    window.advance(at(day + 3_599));
    assert_eq!(shown(&window.view()), [(1, 1, 4)], "view at the end of the hour");
    window.advance(at(day + 3_600));
    assert_eq!(shown(&window.view()), [], "view at the next full hour");
}

/// Rules: 0.2, 7.3
#[test]
fn the_last_full_hour_of_all_has_a_view() {
    let last = u64::MAX - u64::MAX % 3_600;
    let mut window = SalesWindow::new(at(last - 10));
    let _ = window.record(book(last - 10, 1, 2));
    window.advance(at(last));
    assert_eq!(shown(&window.view()), [(1, 1, 2)], "view at the last full hour");
    let _ = window.record(book(last, 2, 2));
    window.advance(at(u64::MAX));
    assert_eq!(shown(&window.view()), [(1, 1, 2)], "view at the last time");
}

/// Rules: 7.3
#[test]
fn a_merge_does_not_change_the_view() {
    let next = FULL_HOUR + 3_600;
    let mut window = SalesWindow::new(at(NOW));
    let _ = window.record(book(NOW, 1, 2));
    window.advance(at(next));
    let _ = window.record(book(next, 4, 1));
    let mut other = SalesWindow::new(at(next));
    let _ = other.record(book(next, 2, 5));
    let _ = other.record(book(next - 1, 3, 4));
    other.advance(at(next + 2 * 3_600 + 5));
    assert_eq!(window.merge(other), Ok(()), "result of merging two windows without shards");
    assert_eq!(shown(&window.view()), [(1, 1, 2)], "view after merging a window that has more sales and is later");
    window.advance(at(next + 2 * 3_600 + 9));
    assert_eq!(shown(&window.view()), [(1, 1, 2)], "view after the next advance in the same hour");
    window.advance(at(next + 3 * 3_600));
    assert_eq!(
        shown(&window.view()),
        [(1, 2, 5), (2, 3, 4), (3, 1, 2), (4, 4, 1)],
        "view of the merged window at a full hour"
    );
    let mut new = SalesWindow::new(at(NOW));
    assert_eq!(new.merge(window), Ok(()), "result of merging into a new window");
    assert_eq!(shown(&new.view()), [], "view of a new window after merging a window with a view");
}

/// Rules: 7.3
#[test]
fn a_window_from_a_snapshot_has_no_view_yet() {
    let mut window = SalesWindow::new(at(NOW));
    let _ = window.record(book(NOW, 1, 2));
    window.advance(at(FULL_HOUR + 3_600));
    let mut restored = SalesWindow::try_from(window.snapshot()).expect("a window from its own snapshot");
    assert_eq!(shown(&restored.view()), [], "view of a window that was just restored");
    restored.advance(at(FULL_HOUR + 2 * 3_600));
    assert_eq!(shown(&restored.view()), [(1, 1, 2)], "view of a restored window at the next full hour");
}

/// Rules: 7.4
#[test]
fn a_view_never_changes() {
    let mut window = SalesWindow::new(at(FULL_HOUR));
    let _ = window.record(book(FULL_HOUR, 1, 2));
    window.advance(at(FULL_HOUR + 3_600));
    let view = window.view();
    let _ = window.record(book(FULL_HOUR + 3_600, 2, 9));
    window.advance(at(FULL_HOUR + WEEK + 3_599));
    assert_eq!(shown(&view), [(1, 1, 2)], "a view from before a sale came and another one left");
    assert_eq!(shown(&window.view()), [(1, 2, 9)], "the next view");
}

/// Rules: 7.4
#[test]
fn threads_share_a_view() {
    let mut window = SalesWindow::new(at(FULL_HOUR));
    let _ = window.record(book(FULL_HOUR, 1, 2));
    window.advance(at(FULL_HOUR + 3_600));
    let view = window.view();
    let reader = std::thread::spawn(move || shown(&view));
    let _ = window.record(book(FULL_HOUR, 1, 2));
    assert_eq!(reader.join().expect("a reader that ends"), [(1, 1, 2)], "view of another thread");
}

/// Rules: 7.3
#[test]
fn the_view_shows_the_first_k_products_of_a_category() {
    let mut window = SalesWindow::new(at(FULL_HOUR));
    for (product, quantity) in [(4, 2), (2, 2), (9, 5), (1, 1)] {
        let _ = window.record(book(FULL_HOUR, product, quantity));
    }
    window.advance(at(FULL_HOUR + 3_600));
    assert_eq!(short(window.view().top(BOOKS, 3)), [(1, 9, 5), (2, 2, 2), (2, 4, 2)], "the first three of a view");
    assert_eq!(short(window.view().top(TOYS, 3)), [], "the first three toys of a view without toys");
    for product in 0..200 {
        let _ = window.record(sale(FULL_HOUR, ProductId(product), TOYS, 1));
    }
    window.advance(at(FULL_HOUR + 2 * 3_600));
    assert_eq!(window.view().top(TOYS, usize::MAX).len(), 200, "number of products in a view with 200 toys");
}

/// An operation on a window, at times near full hours.
#[derive(Clone, Debug)]
enum Change {
    Record(u64, u64),
    Advance(u64),
    Merge(u64, u64),
    Restore,
}

fn any_changes() -> impl Strategy<Value = Vec<Change>> + 'static {
    let hour = prop_oneof![6 => 0..5u64, 1 => 168..171u64];
    let near = (hour, 0..5u64).prop_map(|(hour, second)| FULL_HOUR + hour * 3_600 + second - 1).boxed();
    let change = prop_oneof![
        4 => (near.clone(), 0..4u64).prop_map(|(time, product)| Change::Record(time, product)),
        3 => near.clone().prop_map(Change::Advance),
        1 => (near, 0..4u64).prop_map(|(time, product)| Change::Merge(time, product)),
        1 => Just(Change::Restore),
    ];
    proptest::collection::vec(change, 0..30)
}

/// Rules: 7.3, 7.4
#[test]
fn law_views_agree_with_sorting_everything() {
    testkit::law(any_changes(), |changes| {
        let mut window = SalesWindow::new(at(FULL_HOUR));
        let mut model = Model { sales: Vec::new(), now: FULL_HOUR };
        let mut views = vec![(window.view(), vec![])];
        for change in changes {
            let before = views.len();
            match change {
                Change::Record(time, product) => apply(&Op::Record(book(time, product, 1)), &mut window, &mut model),
                Change::Advance(now) => {
                    let hour = now - now % 3_600;
                    let view = (hour > model.now).then(|| Model { sales: model.sales.clone(), now: hour });
                    apply(&Op::Advance(now), &mut window, &mut model);
                    views.extend(view.map(|view| (window.view(), short(view.ranking(BOOKS)))));
                }
                Change::Merge(now, product) => {
                    let (mut other, sale) = (SalesWindow::new(at(now)), book(now, product, 1));
                    assert_eq!(other.record(sale.clone()), Ok(Recorded::Counted), "result of recording {sale:?}");
                    assert_eq!(window.merge(other), Ok(()), "result of {change:?}");
                    model.sales.push(sale);
                    model.now = model.now.max(now);
                }
                Change::Restore => {
                    window = window.snapshot().try_into().expect("a window from its own snapshot");
                    views.push((window.view(), vec![]));
                }
            }
            let current = views.last().map(|view| &view.1);
            assert_eq!(Some(&shown(&window.view())), current, "view after {change:?}");
            for (view, expected) in &views[..before] {
                assert_eq!(&shown(view), expected, "an earlier view after {change:?}");
            }
        }
    });
}

/// Rules: 7.1
#[test]
fn law_windows_and_batches_agree_for_every_measure() {
    testkit::law(any_sales(), |sales| {
        let mut window = SalesWindow::with_measure(at(NOW), Decaying::default());
        for sale in &sales {
            let _ = window.record(sale.clone());
        }
        let expected = naive_ranking(&sales, NOW, BOOKS, decaying);
        assert_eq!(window.ranking(BOOKS), expected, "ranking of a window by a measure of the caller");
        let batch = best_sellers(&sales, at(NOW), BOOKS, &Decaying::default());
        assert_eq!(batch, expected, "ranking of a batch by a measure of the caller");
        let Snapshot { now, sales: counted, .. } = window.snapshot();
        assert_eq!(now, Timestamp(NOW), "time of the snapshot");
        let sums: u128 =
            counted.iter().filter(|sale| sale.category == BOOKS).map(|sale| u128::from(decaying(sale))).sum();
        assert_eq!(sums, expected.iter().map(|ranked| ranked.sum).sum(), "sum of the weights in the snapshot");
    });
}
