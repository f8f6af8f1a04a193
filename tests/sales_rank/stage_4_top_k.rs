//! # Top k
//!
//! Visitors see ten products, and a category has a hundred thousand. Sorting them for each visitor, or for each sale, is out of
//! the question: keep them in order all the time, and change only what a sale changes.
//!
//! Write `top` and `rank`. If your window sorts when `ranking` is called, now is the moment for an order that stays.
//!
//! Look up: `BTreeSet` of tuples, `Iterator::take_while`.
//!
//! Time box: 25 minutes.

use rstest::rstest;
use sales_rank::{CategoryId, ProductId, Recorded, SalesWindow, WEEK};

use super::support::{BOOKS, Comparisons, Key, Model, NOW, TOYS, any_ops, apply, at, book, sale, short, window};

/// Rules: 4.1
#[rstest]
#[case(0, &[])]
#[case(1, &[(1, 3, 9)])]
#[case(2, &[(1, 3, 9), (2, 1, 4)])]
#[case(3, &[(1, 3, 9), (2, 1, 4), (2, 2, 4)])]
#[case(5, &[(1, 3, 9), (2, 1, 4), (2, 2, 4), (4, 7, 1)])]
#[case(usize::MAX, &[(1, 3, 9), (2, 1, 4), (2, 2, 4), (4, 7, 1)])]
fn top_returns_the_first_products(#[case] k: usize, #[case] expected: &[(usize, u64, u128)]) {
    let window = window(&[book(NOW, 2, 4), book(NOW, 1, 4), book(NOW, 7, 1), book(NOW, 3, 9)]);
    assert_eq!(short(window.top(BOOKS, k)), expected, "the first {k} products");
    assert_eq!(window.top(CategoryId(77), k), [], "the first {k} products of a category without sales");
}

/// Rules: 4.3
#[test]
fn rank_is_the_rank_in_the_ranking() {
    let window = window(&[book(NOW, 2, 4), book(NOW, 1, 4), book(NOW, 7, 1), book(NOW, 3, 9)]);
    for (product, rank) in [(3, 1), (1, 2), (2, 2), (7, 4)] {
        assert_eq!(window.rank(BOOKS, &ProductId(product)), Some(rank), "rank of product {product}");
    }
    assert_eq!(window.rank(BOOKS, &ProductId(4)), None, "rank of a product without a sale");
    assert_eq!(window.rank(TOYS, &ProductId(3)), None, "rank of a book among toys");
}

const PRODUCTS: u64 = 4_000;

/// Returns the limit for `times` × (log2 n + 1) comparisons.
fn limit(times: usize) -> usize {
    16 * times * (PRODUCTS.ilog2() as usize + 2)
}

/// Creates a window with many products in one category. Each has one of `sums` different sums.
fn many(comparisons: &Comparisons, sums: u64) -> SalesWindow<Key> {
    let mut window = SalesWindow::new(at(NOW));
    for number in 0..PRODUCTS {
        let quantity = 1 + (number * 37 % sums) as u32;
        let result = window.record(sale(NOW - number, comparisons.key(number * 7 % PRODUCTS), BOOKS, quantity));
        assert_eq!(result, Ok(Recorded::Counted), "result of recording a sale");
    }
    let _ = comparisons.take();
    window
}

/// Rules: 4.2
#[rstest]
#[case::equal_sums(1)]
#[case::different_sums(3_989)]
fn top_does_not_compare_all_products(#[case] sums: u64) {
    let comparisons = Comparisons::default();
    let window = many(&comparisons, sums);
    for k in [1, 10] {
        assert_eq!(window.top(BOOKS, k).len(), k, "number of the first {k} products");
        let (made, limit) = (comparisons.take(), limit(1) + 16 * k);
        assert!(made <= limit, "{made} comparisons for the first {k} of {PRODUCTS} products, and not at most {limit}");
    }
}

/// Rules: 4.2
#[rstest]
#[case::equal_sums(1)]
#[case::different_sums(3_989)]
fn top_copies_only_the_first_products(#[case] sums: u64) {
    let comparisons = Comparisons::default();
    let window = many(&comparisons, sums);
    for k in [0, 1, 10] {
        let _ = comparisons.take_copies();
        assert_eq!(window.top(BOOKS, k).len(), k, "number of the first {k} products");
        let made = comparisons.take_copies();
        assert!(made <= k, "{made} copies of products for the first {k} of {PRODUCTS} products");
    }
}

/// Rules: 4.4
#[rstest]
#[case::equal_sums(1)]
#[case::different_sums(3_989)]
fn a_sale_takes_a_logarithmic_number_of_comparisons(#[case] sums: u64) {
    let comparisons = Comparisons::default();
    let mut window = many(&comparisons, sums);
    for number in [0, 1, PRODUCTS / 2, PRODUCTS - 1, PRODUCTS + 5] {
        let result = window.record(sale(NOW, comparisons.key(number), BOOKS, 3));
        assert_eq!(result, Ok(Recorded::Counted), "result of recording a sale");
        let (made, limit) = (comparisons.take(), limit(1));
        assert!(made <= limit, "{made} comparisons for a sale of one of {PRODUCTS} products, and not at most {limit}");
    }
    window.advance(at(NOW - PRODUCTS + 10 + WEEK));
    let (made, limit) = (comparisons.take(), limit(10));
    assert!(made <= limit, "{made} comparisons when ten of {PRODUCTS} sales left, and not at most {limit}");
}

/// Rules: 4.4
#[test]
fn a_sale_does_not_compare_the_products_of_other_categories() {
    let comparisons = Comparisons::default();
    let mut window = many(&comparisons, 3_989);
    for number in [0, PRODUCTS / 2, PRODUCTS - 1] {
        let toys = CategoryId(100 + number);
        let result = window.record(sale(NOW - PRODUCTS, comparisons.key(number), toys, 3));
        assert_eq!(result, Ok(Recorded::Counted), "result of recording a sale in an empty category");
        let made = comparisons.take();
        assert!(
            made <= 16,
            "{made} comparisons for the first sale of a category beside one of {PRODUCTS} products, and not at most 16"
        );
    }
    window.advance(at(NOW - PRODUCTS + WEEK));
    let made = comparisons.take();
    assert!(
        made <= 3 * 16,
        "{made} comparisons when the only sales of three categories left beside one of {PRODUCTS} products, and not at \
         most 48"
    );
}

/// Rules: 3.6, 4.4
#[rstest]
fn a_sale_does_not_compare_the_products_that_have_left(#[values(0, PRODUCTS / 2, PRODUCTS - 1)] product: u64) {
    let comparisons = Comparisons::default();
    let mut window = many(&comparisons, 3_989);
    window.advance(at(NOW + 10));
    let only = || sale(NOW + 10, comparisons.key(product), BOOKS, 3);
    assert_eq!(window.record(only()), Ok(Recorded::Counted), "result of recording a sale that stays");
    window.advance(at(NOW + WEEK));
    assert_eq!(window.ranking(BOOKS).len(), 1, "number of products that stay");
    let _ = comparisons.take();
    assert_eq!(window.record(only()), Ok(Recorded::Counted), "result of recording another sale of this product");
    let made = comparisons.take();
    assert!(
        made <= 16,
        "{made} comparisons for a sale of a category's only product after the last sales of all others have left, and \
         not at most 16"
    );
}

/// Rules: 4.4
#[test]
fn a_sale_does_not_compare_the_products_of_other_sales() {
    let comparisons = Comparisons::default();
    let mut window = SalesWindow::new(at(NOW));
    for number in 0..4_000 {
        let result = window.record(sale(NOW, comparisons.key(1), BOOKS, 3));
        assert_eq!(result, Ok(Recorded::Counted), "result of recording a sale");
        let made = comparisons.take();
        assert!(
            made <= 16,
            "{made} comparisons for a sale of a category's only product after {number} others in the same second, and \
             not at most 16"
        );
    }
    window.advance(at(NOW + WEEK));
    let (made, limit) = (comparisons.take(), 4_000 * 16);
    assert!(made <= limit, "{made} comparisons when 4,000 sales of one product left, and not at most {limit}");
}

/// Rules: 4.1, 4.3
#[test]
fn law_top_and_rank_agree_with_the_ranking() {
    testkit::law(any_ops(), |ops| {
        let mut window = SalesWindow::new(at(NOW));
        let mut model = Model { sales: Vec::new(), now: NOW };
        for op in ops {
            apply(&op, &mut window, &mut model);
            let ranking = model.ranking(BOOKS);
            for k in 0..4 {
                let first: Vec<_> = ranking.iter().take(k).cloned().collect();
                assert_eq!(window.top(BOOKS, k), first, "the first {k} products after {op:?}");
            }
            for product in (0..5).map(ProductId) {
                let expected = ranking.iter().find(|ranked| ranked.product == product).map(|ranked| ranked.rank);
                assert_eq!(window.rank(BOOKS, &product), expected, "rank of {product:?} after {op:?}");
            }
        }
    });
}
