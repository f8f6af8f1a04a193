//! # A batch
//!
//! Rank the products of a category by the units sold in a week. You have all sales and can look at them as often as you like.
//! Two details decide whether two people get the same list: the edges of the week, and the order of products that sell
//! equally well.
//!
//! Write `best_sellers` in `src/ranking.rs`. In the next stage, sales come and leave one at a time. What would you have to
//! remember of all sales to rank them?
//!
//! Look up: `std::cmp::Reverse`.
//!
//! Time box: 20 minutes.

use std::slice;

use rstest::rstest;
use sales_rank::{CategoryId, ProductId, Sale, Units, WEEK, best_sellers};

use super::support::{
    BOOKS, EDGES, NOW, TOYS, any_sales, at, book, is_in_week, naive_ranking, sale, short, sixty_books,
};

fn ranking(sales: &[Sale], now: u64, category: CategoryId) -> Vec<(usize, u64, u128)> {
    short(best_sellers(sales, at(now), category, &Units))
}

/// Rules: 2.1, 2.2
#[test]
fn products_are_ranked_by_units() {
    let sales = [book(NOW, 1, 2), book(NOW - 5, 2, 3), book(NOW - 10, 3, 1), book(NOW - 20, 1, 2)];
    let expected = [(1, 1, 4), (2, 2, 3), (3, 3, 1)];
    assert_eq!(ranking(&sales, NOW, BOOKS), expected, "ranking of three books, the first with two sales");
}

/// Rules: 2.2, 2.3
#[test]
fn products_with_equal_sums_share_a_rank() {
    let sales = [9, 4, 7, 2, 5].map(|product| book(NOW, product, if product == 5 { 1 } else { 3 }));
    let best = [book(NOW, 8, 9), book(NOW, 1, 1)];
    let expected = [(1, 8, 9), (2, 2, 3), (2, 4, 3), (2, 7, 3), (2, 9, 3), (6, 1, 1), (6, 5, 1)];
    assert_eq!(ranking(&[&sales[..], &best].concat(), NOW, BOOKS), expected, "ranking with equal sums");
    let expected = [(1, 2, 3), (1, 4, 3), (1, 7, 3), (1, 9, 3), (5, 5, 1)];
    assert_eq!(ranking(&sales, NOW, BOOKS), expected, "ranking with equal sums in front");
    let many = sixty_books();
    let expected = short(naive_ranking(&many, NOW, BOOKS, |sale| sale.quantity.get().into()));
    assert_eq!(ranking(&many, NOW, BOOKS), expected, "ranking of 60 products with three sums");
}

/// Rules: 0.2, 2.1
#[rstest]
#[case::now(NOW, true)]
#[case::in_the_future(NOW + 1, false)]
#[case::almost_a_week_ago(NOW - WEEK + 1, true)]
#[case::a_week_ago(NOW - WEEK, false)]
#[case::long_ago(0, false)]
fn a_sale_counts_in_its_week(#[case] time: u64, #[case] counts: bool) {
    let expected = if counts { vec![(1, 5, 2)] } else { vec![] };
    assert_eq!(ranking(&[book(time, 5, 2)], NOW, BOOKS), expected, "ranking at {NOW} with a sale at {time}");
}

/// Rules: 0.2
#[test]
fn a_batch_has_the_week_of_any_time() {
    for now in EDGES {
        for sale in EDGES.map(|time| book(time, 5, 2)) {
            let expected = if is_in_week(&sale, now) { vec![(1, 5, 2)] } else { vec![] };
            let actual = ranking(slice::from_ref(&sale), now, BOOKS);
            assert_eq!(actual, expected, "ranking at {now} with a sale at {}", sale.at.0);
        }
    }
}

/// Rules: 2.4
#[test]
fn a_product_can_be_in_several_categories() {
    let toy = |product, quantity| sale(NOW, ProductId(product), TOYS, quantity);
    let sales = [book(NOW, 1, 2), toy(1, 5), book(NOW, 2, 3), toy(3, 6)];
    assert_eq!(ranking(&sales, NOW, BOOKS), [(1, 2, 3), (2, 1, 2)], "ranking of books");
    assert_eq!(ranking(&sales, NOW, TOYS), [(1, 3, 6), (2, 1, 5)], "ranking of toys");
    assert_eq!(ranking(&sales, NOW, CategoryId(9)), [], "ranking of a category without sales");
}

/// Rules: 2.1
#[test]
fn sums_can_be_large() {
    let sales: Vec<Sale> = (0..3).map(|_| book(NOW, 4, u32::MAX)).collect();
    assert_eq!(ranking(&sales, NOW, BOOKS), [(1, 4, 3 * u128::from(u32::MAX))], "ranking with three large sales");
}

/// Rules: 2.1, 2.2, 2.3, 2.4
#[test]
fn law_rankings_agree_with_sorting_everything() {
    testkit::law(any_sales(), |sales| {
        for category in [BOOKS, TOYS] {
            let expected = short(naive_ranking(&sales, NOW, category, |sale| sale.quantity.get().into()));
            assert_eq!(ranking(&sales, NOW, category), expected, "ranking of {category:?} at {NOW}");
        }
    });
}
