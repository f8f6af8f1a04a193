//! # A moving window
//!
//! Sales arrive all day, and every minute some of them are a week old. A window keeps the ranking up to date: it adds a sale
//! when it comes, and takes it away when it leaves. It must not rank everything anew for that.
//!
//! Write `new`, `now`, `record`, `advance` and `ranking` in `src/window.rs`. `Measure::weight` gives the weight of a sale; until
//! stage 7, the measure is `Units`. If `best_sellers` and the window share the type that adds up sales and ranks them, this
//! stage is mostly about who leaves when.
//!
//! Look up: `BTreeMap::first_entry`.
//!
//! Time box: 25 minutes.

use rstest::rstest;
use sales_rank::{CategoryId, FutureSale, ProductId, Recorded, SalesWindow, WEEK};

use super::support::{
    BOOKS, Comparisons, EDGES, Model, NOW, Op, TOYS, any_ops, apply, at, book, record_all, sale, short, window,
};

fn ranking(window: &SalesWindow) -> Vec<(usize, u64, u128)> {
    short(window.ranking(BOOKS))
}

/// Rules: 3.1
#[test]
fn a_new_window_ranks_nothing() {
    let window: SalesWindow = SalesWindow::new(at(NOW));
    assert_eq!(window.now(), at(NOW), "time of a new window");
    assert_eq!(window.ranking(BOOKS), [], "ranking of a new window");
}

/// Rules: 3.1, 3.2
#[test]
fn sales_arrive_in_any_order() {
    let mut window = window(&[book(NOW - 50, 1, 2), book(NOW, 2, 3)]);
    assert_eq!(ranking(&window), [(1, 2, 3), (2, 1, 2)], "ranking of two books");
    record_all(&mut window, &[book(NOW - WEEK + 1, 1, 1), sale(NOW, ProductId(1), TOYS, 8)]);
    assert_eq!(ranking(&window), [(1, 1, 3), (1, 2, 3)], "ranking after a sale that is almost a week old");
    assert_eq!(short(window.ranking(TOYS)), [(1, 1, 8)], "ranking of toys");
}

/// Rules: 3.1, 3.2
#[test]
fn equal_sales_all_count() {
    let mut window = window(&[book(NOW, 1, 2), book(NOW, 1, 2), book(NOW, 1, 2)]);
    assert_eq!(ranking(&window), [(1, 1, 6)], "ranking after three equal sales of two books each");
    window.advance(at(NOW + WEEK));
    assert_eq!(ranking(&window), [], "ranking after three equal sales have left");
}

/// Rules: 0.1, 3.3
#[test]
fn a_sale_after_the_time_of_the_window_is_an_error() {
    let mut window = window(&[book(NOW, 1, 2)]);
    let expected = Err(FutureSale { at: at(NOW + 1), now: at(NOW) });
    assert_eq!(window.record(book(NOW + 1, 2, 1)), expected, "result of a sale one second after the window's time");
    assert_eq!(window.now(), at(NOW), "time of the window after that sale");
    window.advance(at(NOW + 1));
    assert_eq!(ranking(&window), [(1, 1, 2)], "ranking one second later");
    assert_eq!(window.record(book(NOW + 1, 2, 1)), Ok(Recorded::Counted), "result of the same sale one second later");
}

/// Rules: 3.3
#[rstest]
#[case::a_week_old(NOW - WEEK)]
#[case::older(17)]
#[case::from_the_beginning(0)]
fn a_sale_that_is_too_old_is_late(#[case] time: u64) {
    let mut window = window(&[book(NOW - WEEK + 100, 1, 2)]);
    assert_eq!(window.record(book(time, 2, 1)), Ok(Recorded::Late), "result of a sale at {time} for a window at {NOW}");
    assert_eq!(ranking(&window), [(1, 1, 2)], "ranking after a late sale");
}

/// Rules: 3.1, 3.4, 3.6
#[test]
fn sales_leave_after_exactly_a_week() {
    let mut window = window(&[book(NOW - 100, 1, 5), book(NOW, 1, 1), book(NOW - 100, 2, 4)]);
    window.advance(at(NOW - 100 + WEEK - 1));
    assert_eq!(ranking(&window), [(1, 1, 6), (2, 2, 4)], "ranking in the last second of two sales");
    window.advance(at(NOW - 100 + WEEK));
    assert_eq!(ranking(&window), [(1, 1, 1)], "ranking one second later");
    window.advance(at(NOW + WEEK));
    assert_eq!(ranking(&window), [], "ranking after the last sale has left");
}

/// Rules: 3.1, 3.4
#[test]
fn sales_of_different_times_leave_together() {
    let mut window = window(&[book(NOW - 30, 1, 5), book(NOW - 10, 2, 4), book(NOW - 20, 2, 3), book(NOW, 3, 1)]);
    window.advance(at(NOW - 10 + WEEK));
    assert_eq!(ranking(&window), [(1, 3, 1)], "ranking after sales of three different times have left");
}

/// Rules: 3.6
#[test]
fn a_product_comes_back_after_its_last_sale_has_left() {
    let mut window = window(&[book(NOW - 10, 1, 5), book(NOW, 2, 1)]);
    window.advance(at(NOW - 10 + WEEK));
    record_all(&mut window, &[book(NOW - 10 + WEEK, 1, 2)]);
    assert_eq!(ranking(&window), [(1, 1, 2), (2, 2, 1)], "ranking after a new sale of a product that had left");
}

/// Rules: 3.4
#[rstest]
#[case::the_same(NOW)]
#[case::earlier(NOW - 1)]
#[case::the_beginning(0)]
fn an_earlier_time_changes_nothing(#[case] time: u64) {
    let mut window = window(&[book(NOW, 1, 2), book(NOW - WEEK + 1, 2, 1)]);
    window.advance(at(time));
    assert_eq!(window.now(), at(NOW), "time of the window after advancing from {NOW} to {time}");
    assert_eq!(ranking(&window), [(1, 1, 2), (2, 2, 1)], "ranking after advancing from {NOW} to {time}");
}

/// Rules: 0.2, 3.2, 3.3, 3.4
#[test]
fn a_window_has_the_week_of_any_time() {
    for (start, now, time) in EDGES.iter().flat_map(|&a| EDGES.iter().flat_map(move |&b| EDGES.map(|c| (a, b, c)))) {
        let (mut window, mut model) = (SalesWindow::new(at(start)), Model { sales: Vec::new(), now: start });
        apply(&Op::Record(book(time, 5, 2)), &mut window, &mut model);
        apply(&Op::Advance(now), &mut window, &mut model);
        let expected = short(model.ranking(BOOKS));
        assert_eq!(ranking(&window), expected, "ranking with a sale at {time}, advanced from {start} to {now}");
    }
}

/// Rules: 3.5
#[test]
fn advancing_compares_products_only_if_sales_leave() {
    let comparisons = Comparisons::default();
    let mut window = SalesWindow::new(at(NOW));
    for number in 0..2_000 {
        let sale = sale(NOW - number, comparisons.key(number % 700), BOOKS, 1);
        assert_eq!(window.record(sale), Ok(Recorded::Counted), "result of a sale {number} seconds old");
    }
    let _ = comparisons.take();
    for time in [NOW + 1, NOW + 100, NOW - 1_999 + WEEK - 1] {
        window.advance(at(time));
    }
    assert_eq!(comparisons.take(), 0, "comparisons of products while no sale left");
    window.advance(at(NOW - 1_999 + WEEK + 1));
    let two = comparisons.take();
    assert!(two <= 2 * 16 * 11, "{two} comparisons of products when two of 2,000 sales left, and not at most 352");
}

/// Rules: 3.5
#[test]
fn advancing_does_not_visit_all_categories() {
    const CATEGORIES: u32 = 20_000;
    let mut window = SalesWindow::new(at(NOW));
    for number in 0..CATEGORIES {
        let sale = sale(NOW, ProductId(1), CategoryId(number.into()), 1);
        assert_eq!(window.record(sale), Ok(Recorded::Counted), "result of a sale in category {number}");
    }
    testkit::costs_less_than_a_walk(CATEGORIES as usize, "advancing while no sale leaves", |number| {
        window.advance(at(NOW + 1 + number as u64));
    });
}

/// Rules: 3.5
#[test]
fn sales_that_leave_do_not_copy_the_products_that_stay() {
    let comparisons = Comparisons::default();
    let mut window = SalesWindow::new(at(NOW));
    for number in 0..2_000 {
        let sale = sale(NOW - number, comparisons.key(number), BOOKS, 1);
        assert_eq!(window.record(sale), Ok(Recorded::Counted), "result of a sale {number} seconds old");
    }
    // All these times are in the same hour. The first sale that leaves in an hour may be the reason for a copy.
    let first = NOW - 1_999 + WEEK;
    window.advance(at(first));
    let _ = comparisons.take_copies();
    for second in 1..=100 {
        window.advance(at(first + second));
    }
    let copies = comparisons.take_copies();
    assert!(
        copies <= 100 * 16 * 11,
        "{copies} copies of products when 100 of 2,000 sales left one after another in an hour, and not at most 17600"
    );
}

/// Rules: 3.2, 3.5
#[test]
fn sales_that_stay_do_not_slow_down_those_that_leave() {
    // The products are large, so that moving the sales in memory takes time, too.
    let mut window: SalesWindow<[u8; 256]> = SalesWindow::new(at(NOW));
    // Product 0 has more than 65,536 sales.
    for number in (0..70_000).rev() {
        let sale = sale(NOW - number / 4, [u8::from(number % 16 == 0); 256], BOOKS, 1);
        assert_eq!(window.record(sale), Ok(Recorded::Counted), "result of a sale {} seconds old", number / 4);
    }
    let mut now = NOW - 17_500 + WEEK;
    testkit::costs_less_than_a_walk(70_000, "advancing by a second, when four of 70,000 sales leave", |_| {
        now += 1;
        window.advance(at(now));
    });
    let left: u128 = window.ranking(BOOKS).iter().map(|ranked| ranked.sum).sum();
    let oldest = now - WEEK;
    assert_eq!(left, u128::from((NOW - oldest) * 4), "units of the sales after {oldest}");
}

/// Rules: 3.1, 3.2, 3.3, 3.4, 3.6
#[test]
fn law_windows_agree_with_sorting_everything() {
    testkit::law(any_ops(), |ops| {
        let mut window = SalesWindow::new(at(NOW));
        let mut model = Model { sales: Vec::new(), now: NOW };
        for op in ops {
            apply(&op, &mut window, &mut model);
            for category in [BOOKS, TOYS] {
                assert_eq!(window.ranking(category), model.ranking(category), "ranking of {category:?} after {op:?}");
            }
        }
    });
}
